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
    "social",
)
#: The channels that are messages: something is sent and an answer may come.
MESSAGES = ("sms", "email", "letter", "app", "chat", "ringless_voicemail", "social")
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
PURPOSES = ("collect", "locate", "inform", "reply", "legal", "confirm")
HOLDS = ("dispute", "hardship", "moratorium", "bankruptcy", "deceased", "legal", "other")
SCOPES = ("debt", "borrower", "due", "portion")
PERMISSIONS = ("contact", "third_party", "court")
ADJUSTMENTS = ("waiver", "write_off")
DUES = ("instalment", "invoice", "fee", "interest", "principal")


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
    permissions: frozenset[str] = _vocabulary(*PERMISSIONS)
    adjustments: frozenset[str] = _vocabulary(*ADJUSTMENTS)
    dues: frozenset[str] = _vocabulary(*DUES)
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
    "permissions": "kind of permission",
    "adjustments": "kind of adjustment",
    "dues": "kind of due",
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
