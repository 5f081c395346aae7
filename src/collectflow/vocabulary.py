"""The closed vocabularies (channels, parties, outcomes, ...), and money.

A name outside its vocabulary is an error with the nearest known one, wherever it stands: a rule that
misspells a channel would otherwise silently refuse nothing. An engine may extend every vocabulary.
Called by proposals and events (to check themselves against an engine's words) and by the guards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from collectflow.errors import BadAmount, BadValue, UnknownName

#: ISO 4217 codes by the digits of their minor unit (list one, as of 2025).
_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: (
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN "
        "BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP "
        "GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP "
        "LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR "
        "NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN "
        "SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR "
        "ZMW ZWG"
    ),
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
CURRENCIES: Mapping[str, int] = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}

CHANNELS = (
    "call",
    "sms",
    "email",
    "letter",
    "app",
    "chat",
    "visit",
    "ringless_voicemail",
    "recorded_call",
    "social",
    "postcard",
)
#: The channels that are messages: something is sent and an answer may come.
MESSAGES = ("sms", "email", "letter", "app", "chat", "ringless_voicemail", "social", "postcard")
PARTIES = (
    "borrower",
    "co_borrower",
    "guarantor",
    "emergency_contact",
    "reference",
    "address_book",
    "spouse",
    "household",
    "family",
    "friend",
    "neighbour",
    "colleague",
    "employer",
    "attorney",
    "representative",
    "guardian",
    "parent",
    "successor",
    "consumer_reporting_agency",
    "creditor",
    "creditor_attorney",
    "collector_attorney",
    "other",
)
#: What became of a contact. `not_connected`: busy or not in service; `no_answer`: it rang out or nobody
#: was there; `voicemail`: a machine; `sent`, `delivered`, `undelivered`: a message's fate; the last five
#: mean that somebody responded.
OUTCOMES = (
    "not_connected",
    "no_answer",
    "voicemail",
    "sent",
    "delivered",
    "undelivered",
    "conversation",
    "replied",
    "refused",
    "third_party",
    "wrong_person",
)
#: Outcomes in which the person that was sought responded.
RESPONSES = ("conversation", "replied", "refused")
#: Outcomes in which the person that was sought did not respond.
UNANSWERED = ("not_connected", "no_answer", "voicemail", "sent", "delivered", "undelivered")
DIRECTIONS = ("outbound", "inbound")
#: What a contact is for. `locate`: to learn where somebody is, and nothing else; `legal`: a law demands it;
#: `confirm`: only that a request not to be reached was taken; `close`: that efforts end; `remedy`: that a
#: remedy may or will be invoked.
PURPOSES = ("collect", "locate", "inform", "reply", "legal", "confirm", "close", "remedy")
HOLDS = (
    "dispute",
    "creditor_request",
    "cease",
    "represented",
    "hardship",
    "moratorium",
    "bereavement",
    "bankruptcy",
    "deceased",
    "incapacity",
    "workplace",
    "time_barred",
    "legal",
    "other",
)
SCOPES = ("debt", "borrower", "due", "portion")
PORTIONS = ("undisputed", "disputed")
#: What may be permitted. `contact`: at a time or place that is not convenient otherwise; `medium`: to use a
#: channel, at its usual hours; `frequency`: more calls than are usual; `third_party`: to speak with somebody
#: else about the debt; `locate`: to ask the same person again; `court`: what a court allows.
PERMISSIONS = ("contact", "medium", "frequency", "third_party", "locate", "court")
NOTICES = (
    "validation",
    "verification",
    "original_creditor",
    "transfer",
    "demand",
    "default",
    "other",
)
ADJUSTMENTS = ("waiver", "write_off")
DUES = ("instalment", "invoice", "fee", "interest", "principal")


#: Why an attempt to pay failed.
DECLINES = (
    "insufficient_funds",
    "do_not_honor",
    "invalid_account",
    "expired",
    "lost_or_stolen",
    "revoked",
    "error",
    "other",
)


def _names(value: Iterable[str]) -> frozenset[str]:
    return frozenset(str(each) for each in value)


def _vocabulary(*names: str) -> frozenset[str]:
    return attrs.field(default=frozenset(names), converter=_names)


@attrs.frozen(kw_only=True)
class Vocabulary:
    """The words that an engine knows. `extended` gives one that knows more."""

    channels: frozenset[str] = _vocabulary(*CHANNELS)
    parties: frozenset[str] = _vocabulary(*PARTIES)
    outcomes: frozenset[str] = _vocabulary(*OUTCOMES)
    directions: frozenset[str] = _vocabulary(*DIRECTIONS)
    purposes: frozenset[str] = _vocabulary(*PURPOSES)
    holds: frozenset[str] = _vocabulary(*HOLDS)
    scopes: frozenset[str] = _vocabulary(*SCOPES)
    portions: frozenset[str] = _vocabulary(*PORTIONS)
    permissions: frozenset[str] = _vocabulary(*PERMISSIONS)
    adjustments: frozenset[str] = _vocabulary(*ADJUSTMENTS)
    dues: frozenset[str] = _vocabulary(*DUES)
    notices: frozenset[str] = _vocabulary(*NOTICES)
    responses: frozenset[str] = _vocabulary(*DECLINES)
    acts: frozenset[str] = _vocabulary()
    currencies: frozenset[str] = _vocabulary(*CURRENCIES)

    def extended(self, more: Mapping[str, Iterable[str]]) -> Vocabulary:
        """This vocabulary with more words, e.g. `{"channels": ["fax"]}`.

        Raises:
            UnknownName: for a vocabulary that does not exist.
            BadValue: for a bare text where a list of words belongs.
        """
        changes: dict[str, frozenset[str]] = {}
        for name, words in more.items():
            if isinstance(words, str):
                raise BadValue(name, words, "a list of words belongs here")
            changes[name] = self.words(name, "vocabulary") | _names(words)
        return attrs.evolve(self, **changes)

    def words(self, name: str, where: str) -> frozenset[str]:
        """The words of one vocabulary; raises `UnknownName`."""
        known = tuple(each.name for each in attrs.fields(Vocabulary))
        if name not in known:
            raise UnknownName("vocabulary", name, known, where)
        found: frozenset[str] = getattr(self, name)
        return found

    def check(self, name: str, word: str, where: str) -> None:
        """Raise `UnknownName` unless `word` is in the vocabulary `name`."""
        words = self.words(name, where)
        if word not in words:
            raise UnknownName(_SINGULAR.get(name, name), word, tuple(words), where)


_SINGULAR = {
    "channels": "channel",
    "parties": "party",
    "outcomes": "outcome",
    "directions": "direction",
    "purposes": "purpose",
    "holds": "kind of hold",
    "scopes": "scope",
    "portions": "portion",
    "permissions": "kind of permission",
    "adjustments": "kind of adjustment",
    "dues": "kind of due",
    "notices": "kind of notice",
    "responses": "response",
    "acts": "act",
    "currencies": "currency",
}


def minor(amount: Decimal | int, currency: str) -> int:
    """An amount in whole currency units as an integer in the currency's minor unit (ISO 4217).

    Args:
        amount: A `Decimal` (or whole `int`) in the currency's main unit.
        currency: An ISO 4217 code.

    Raises:
        UnknownName: for a code that ISO 4217 does not list.
        BadAmount: for a float or bool.
        BadValue: for a fraction of the minor unit.

    >>> minor(Decimal("182.50"), "USD"), minor(Decimal(1500), "JPY")
    (18250, 1500)
    """
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int)):
        raise BadAmount("amount", amount)
    digits = CURRENCIES.get(currency)
    if digits is None:
        raise UnknownName("currency", currency, tuple(CURRENCIES), "minor")
    exact = Decimal(amount).scaleb(digits) if Decimal(amount).is_finite() else Decimal("NaN")
    if not exact.is_finite() or exact != exact.to_integral_value():
        raise BadValue("amount", amount, f"{currency} has {digits} decimal places; round it first, your way")
    return int(exact)


def check_amount(value: object, what: str, least: int | None = 0) -> int:
    """`value` as an amount in minor units.

    Raises:
        BadAmount: for anything but an `int`.
        BadValue: when it is smaller than `least`.
    """
    if type(value) is not int:
        raise BadAmount(what, value)
    if least is not None and value < least:
        raise BadValue(what, value, f"it cannot be less than {least}")
    return value


def format_amount(amount: int, currency: str | None) -> str:
    """An amount for people: `1,000.00 USD`."""
    digits = CURRENCIES.get(currency or "", 2)
    whole = Decimal(amount).scaleb(-digits)
    return f"{whole:,.{digits}f} {currency}" if currency else f"{whole:,.{digits}f}"
