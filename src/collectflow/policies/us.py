"""Debt collection in the United States: Regulation F, Massachusetts, New York City.

Covered: what 12 CFR part 1006 (Regulation F, which carries out the Fair Debt Collection Practices Act,
15 U.S.C. 1692 to 1692p) says about who may be contacted when, where, how, how often and for what, about
suits on time-barred debts, and about the notice for validation of debts; the caps on contacts of 940 CMR
7.04 and 7.05 and 209 CMR 18.16 (Massachusetts) and of 6 RCNY 5-77 as amended (New York City).

Not covered: what is said or written (disclosures, false or abusive words, the text of notices), what a
website does while somebody looks at it, amounts, payments, records; see `NOT_COVERED`. Other states are
not covered.

As of 2 March 2026, the date of the text of part 1006 that was read. It is not legal advice: a rule that
allows does not make a contact lawful, and whoever collects has to know which laws bind them.

Regulation F binds third-party debt collectors. `regulation_f()` nevertheless holds for every collector
unless it is told `only_agencies=True`, since a lender that keeps to it is on the safe side; an unset
collector is the lender. Dates and days are read where the person may be, instants of messages are those
of sending (comment 6(b)(1)(i)-1).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, Literal

from collectflow import facts
from collectflow.calendars import BusinessCalendar
from collectflow.errors import BadValue
from collectflow.guards import Guard, days, fits, named, none_of, same, since
from collectflow.policies._law import (
    CALLS,
    ELECTRONIC,
    IN_WRITING,
    POST,
    PROFESSIONALS,
    UNCONNECTED,
    Columns,
    by,
    contacts_to,
    counted,
    for_,
    hours,
    in_force_from,
    noted,
    pack,
    this_person,
    to,
    told,
)
from collectflow.policy import Policy, Rule, Target, on_act, on_contact, on_move
from collectflow.vocabulary import RESPONSES

__all__ = ["NOT_COVERED", "massachusetts", "new_york_city", "regulation_f", "validation_ends"]

#: The first day of Regulation F's debt collection rules.
_REG_F = date(2021, 11, 30)
#: The first day of the amended rule of New York City, postponed to it twice.
_NYC = date(2026, 9, 1)

#: Who is the consumer, 12 CFR 1006.6(a), beside those who owe.
CONSUMER = (
    "borrower",
    "co_borrower",
    "guarantor",
    "spouse",
    "parent",
    "guardian",
    "representative",
    "successor",
)
#: Why a call beyond the frequencies may still be lawful, comment 14(b)(2)(ii)-2.i to iv.
REBUTTALS = (
    "required by law",
    "active litigation",
    "the person asked for information",
    "to avoid a harm outside the collector's control",
)

#: What is not covered, by the paragraph, with the reason.
NOT_COVERED = noted(
    {
        "1006.6(e)": "an opt-out notice is in the text of each message",
        "1006.10(b)(1) to (4)": "what is said to a third party, and what is printed on an envelope",
        "1006.14(b)(4), student loans": "the host keeps loans of one account number as one case",
        "1006.14(c) to (g)": "what is said, published or advertised",
        "1006.18": "what is said",
        "1006.22(b), (c)": "amounts and payment instruments",
        "1006.22(f)(2)": "what an envelope shows",
        "1006.30(c)": "how a payment is applied",
        "1006.30(d)": "where a suit is brought",
        "1006.34(c), (d)": "what a validation notice says, and how",
        "1006.38(b)": "what a communication in the validation period says",
        "1006.42": "how a disclosure is sent",
        "1006.100": "records",
        "comment 6(b)(1)-2.iii": "what a website or an application shows while somebody uses it",
        "940 CMR 7.04, 7.05, the rest": "what is said; only the caps and hours are covered",
    }
)


def _consent() -> Guard:
    """Prior consent given directly to this collector, or a court's permission; 12 CFR 1006.6(b)(4)."""
    given = facts.permitted("contact", collector=same, beside=True)
    return given | facts.permitted("court", collector=fits, beside=True)


def _calls(**columns: object) -> Columns:
    """Calls to this person by this collector about this debt, 12 CFR 1006.14(b)(2)."""
    return this_person(channel=set(CALLS), this_debt=True, misdirected=False, **columns)


def _calls_that_count() -> Columns:
    """Those that were connected, and not within seven days of consent to more calls; 1006.14(b)(3)."""
    return _calls(outcome=none_of(*UNCONNECTED), permission_day=none_of(1, 2, 3, 4, 5, 6, 7))


def _with_consent_to_calls() -> Guard:
    """Within seven days of consent to more calls, its day being the first; 12 CFR 1006.14(b)(3)(i)."""
    return facts.permitted("frequency", within=days(7), collector=same).as_guard()


def regulation_f(
    *,
    only_agencies: bool = False,
    dated: bool = True,
    boundary: Literal["inclusive", "exclusive"] = "inclusive",
    suits: Iterable[str] = ("sue",),
    furnishing: Iterable[str] = (),
    selling: Iterable[str] = (),
    many_messages: int = 6,
    many_attempts: int = 9,
) -> Policy:
    """Regulation F, 12 CFR part 1006, and the Fair Debt Collection Practices Act that it carries out.

    Args:
        only_agencies: Whether it binds only contacts that name a collector; the lender's own are then free.
            Suits, reports and sales name none and stay bound: leave out those that are the lender's own.
        dated: `False` lifts the dates from which rules are in force.
        boundary: Whether 08:00 and 21:00 themselves are convenient: the regulation says that before the one
            and after the other is not (`inclusive`); the statute, 15 U.S.C. 1692c(a)(1), says after and
            before (`exclusive`).
        suits: The triggers by which a suit is brought; the engine's lifecycle must have them.
        furnishing: Acts of the engine by which a consumer reporting agency is told.
        selling: Acts of the engine by which the debt is sold, transferred or placed.
        many_messages: From how many unanswered messages in seven days on another is advised against; the
            regulation names no number (comment 14(a)-1).
        many_attempts: The same for messages and calls together (comment 14(a)-2).

    Raises:
        BadValue: for another boundary.
    """
    if boundary not in {"inclusive", "exclusive"}:
        raise BadValue("boundary", boundary, "it is 'inclusive' or 'exclusive'")
    rules = [
        *_times_and_places("both" if boundary == "inclusive" else "neither"),
        *_represented_and_ceased(),
        *_third_parties(),
        *_frequency(),
        *_media(),
        *_advice(many_messages, many_attempts),
        *_validation(only_agencies=only_agencies),
    ]
    if tuple(suits):
        rules += [_time_barred_suits(tuple(suits)), _suits_on_disputed_debts(tuple(suits))]
    if tuple(furnishing):
        rules.append(_furnishing(tuple(furnishing)))
    if tuple(selling):
        rules.append(_selling(tuple(selling)))
    return pack(
        "us.regulation-f",
        version="2026-03-02",
        rules=in_force_from(_REG_F, rules),
        dated=dated,
        # A move or an act has no collector that it could name, and no purpose: nobody is let off by that.
        when=(facts.collector != "") | (facts.purpose == "") if only_agencies else None,
    )


# --- 1006.6(b)(1), (b)(3): times and places -----------------------------------------------------------


def _times_and_places(closed: str) -> list[Rule]:
    about_time = facts.wishes(channel=None, address=None, place=None, beside=True)
    about_place = facts.wishes(channel=None, address=None, place=named, beside=True)
    # One reply, by the same medium, that day, to who got in touch at such a time or from such a place.
    reply = facts.answers_today(inconvenient_time=True)
    reply_there = facts.answers_today(inconvenient_place=True, place=same)
    return [
        Rule(
            "reg-f.hours",
            on=contacts_to(*CONSUMER),
            require=by(*POST) | hours(time(8), time(21), closed=closed) | _consent(),
            because="before 8 in the morning and after 9 in the evening is inconvenient",
            citation="12 CFR 1006.6(b)(1)(i); 15 U.S.C. 1692c(a)(1)",
            source="official",
        ),
        Rule(
            "reg-f.inconvenient-time",
            on=contacts_to(*CONSUMER),
            require=~about_time | reply | _consent(),
            because="the consumer finds this time inconvenient",
            citation="12 CFR 1006.6(b)(1)(i), comments 6(b)(1)-1 and -2",
            source="official",
        ),
        Rule(
            "reg-f.inconvenient-place",
            on=contacts_to(*CONSUMER),
            require=~about_place | reply_there | _consent(),
            because="the consumer finds this place inconvenient",
            citation="12 CFR 1006.6(b)(1)(ii), comment 6(b)(1)(ii)-1",
            source="official",
        ),
        Rule(
            "reg-f.workplace",
            on=contacts_to(*CONSUMER),
            when=facts.place == "work",
            require=~facts.held("workplace", beside=True) | _consent(),
            because="the employer does not allow such contacts at work",
            citation="12 CFR 1006.6(b)(3); 15 U.S.C. 1692c(a)(3)",
            source="official",
        ),
    ]


# --- 1006.6(b)(2), (c): an attorney, and the end of communication -------------------------------------


def _represented_and_ceased() -> list[Rule]:
    return [
        Rule(
            "reg-f.represented",
            on=contacts_to(*CONSUMER),
            require=~facts.held("represented") | facts.answers | _consent(),
            because="the consumer is represented by an attorney",
            citation="12 CFR 1006.6(b)(2), comment 6(b)(2)-1; 15 U.S.C. 1692c(a)(2)",
            source="official",
        ),
        Rule(
            "reg-f.cease",
            on=contacts_to(*CONSUMER),
            require=~facts.held("cease", written=IN_WRITING) | for_("close", "remedy"),
            because="the consumer wrote that it refuses to pay, or wants no more communication",
            citation="12 CFR 1006.6(c); 15 U.S.C. 1692c(c)",
            source="official",
        ),
    ]


# --- 1006.6(d), 1006.10: third parties ----------------------------------------------------------------


def _third_parties() -> list[Rule]:
    # With whom one speaks beside the consumer, (d)(1)(ii) to (vi).
    outsider = ~to(*CONSUMER, *PROFESSIONALS)
    return [
        Rule(
            "reg-f.third-parties",
            on=on_contact(),
            when=outsider,
            require=for_("locate")
            | facts.permitted("third_party", collector=same)
            | facts.permitted("court", collector=fits),
            because="a debt is spoken of with the consumer, not with others",
            citation="12 CFR 1006.6(d)(1), (2); 15 U.S.C. 1692c(b)",
            source="official",
        ),
        Rule(
            "reg-f.locate-once",
            on=on_contact(purpose="locate"),
            when=outsider,
            require=(told(this_person(purpose="locate")) < 1) | facts.permitted("locate", collector=fits),
            because="a third party is asked once, unless it asks to be asked again or its answer was wrong",
            citation="12 CFR 1006.10(c); 15 U.S.C. 1692b(3)",
            source="official",
        ),
        Rule(
            "reg-f.locate-through-attorney",
            on=on_contact(purpose="locate"),
            when=outsider,
            require=~facts.held("represented"),
            because="once the consumer is represented, only the attorney is asked",
            citation="12 CFR 1006.10(b)(5); 15 U.S.C. 1692b(6)",
            source="official",
        ),
    ]


# --- 1006.14(b): how often ----------------------------------------------------------------------------


def _frequency() -> list[Rule]:
    a_call = contacts_to(channels=CALLS)
    # Who answers and refuses to talk about it, or to pay, was talked with; comment 14(b)(4)-2.vi.
    talked = _calls(outcome={"conversation", "refused"}, direction={"outbound", "inbound"})
    somebody = ~to(*PROFESSIONALS)
    return [
        Rule(
            "reg-f.seven-calls-in-seven-days",
            on=a_call,
            when=somebody,
            require=(counted(_calls_that_count(), within=days(7), beside=True) < 7)
            | _with_consent_to_calls(),
            because="more than seven calls to a person about a debt in seven days are presumed to harass",
            citation="12 CFR 1006.14(b)(2)(i)(A), (b)(2)(ii), (b)(3)",
            source="official",
            grounds=REBUTTALS,
        ),
        Rule(
            "reg-f.seven-days-after-a-conversation",
            on=a_call,
            when=somebody,
            require=(facts.days_since_contact(beside=True, **talked) >= 7) | _with_consent_to_calls(),
            because="a call within seven days of a conversation about the debt is presumed to harass",
            citation="12 CFR 1006.14(b)(2)(i)(B), (b)(2)(ii), (b)(3)",
            source="official",
            grounds=REBUTTALS,
        ),
    ]


# --- 1006.14(h), 1006.22(f): by what ------------------------------------------------------------------


def _media() -> list[Rule]:
    # Who wants no calls wants no machine's either: leaving a ringless voicemail is placing a call.
    by_machine = by("ringless_voicemail", "recorded_call") & facts.wishes(channel="call", beside=True)
    unwanted = (
        facts.wishes(channel=named, beside=True) | facts.wishes(address=named, beside=True) | by_machine
    )
    confirms = (
        for_("confirm")
        & by(*ELECTRONIC)
        & (facts.contacts(purpose="confirm", person=same, within=since("preferences", party=same)) < 1)
    )
    used = facts.contacts(direction="inbound", channel="email", address=named) >= 1
    return [
        Rule(
            "reg-f.medium",
            on=on_contact(),
            require=~unwanted | facts.answers | confirms | for_("legal"),
            because="the person asked not to be reached by this medium, or at this address or number",
            citation="12 CFR 1006.14(h), comment 14(b)-1",
            source="official",
        ),
        Rule(
            "reg-f.postcard",
            on=on_contact(channel="postcard"),
            require=~by("postcard"),
            because="a postcard tells everybody",
            citation="12 CFR 1006.22(f)(1), 1006.10(b)(3); 15 U.S.C. 1692f(7)",
            source="official",
        ),
        Rule(
            "reg-f.work-email",
            on=on_contact(channel="email"),
            when=to(*CONSUMER) & (facts.place == "work"),
            require=used | facts.permitted("medium", channel="email", collector=same),
            because="an employer may read what is sent to an address that it provides",
            citation="12 CFR 1006.22(f)(3)",
            source="official",
        ),
        Rule(
            "reg-f.public-post",
            on=on_contact(channel="social"),
            require=facts.place != "public",
            because="what everybody may see on a social medium is no communication with the consumer",
            citation="12 CFR 1006.22(f)(4)",
            source="official",
        ),
    ]


# --- what may rebut a presumption, and good practice: advice ------------------------------------------


def _advice(many_messages: int, many_attempts: int) -> list[Rule]:
    a_call = contacts_to(channels=CALLS)
    number = this_person(channel=set(CALLS), address=same)
    silent: Columns = this_person(outcome=none_of(*RESPONSES))
    answered: Columns = {"person": same, "outcome": set(RESPONSES), "direction": {"inbound", "outbound"}}
    messages = counted({**silent, "channel": set(ELECTRONIC)}, within=days(7), beside=True)
    attempts = counted(silent, within=days(7), beside=True)
    responded = counted(answered, within=days(7), beside=True) >= 1
    texted = facts.contacts(direction="inbound", channel="sms", address=named, within=days(60)) >= 1
    consented = facts.permitted("medium", channel="sms", within=days(60), collector=same)

    def advice(name: str, require: Guard, because: str, citation: str, on: Target = a_call) -> Rule:
        return Rule(
            f"reg-f.{name}",
            on=on,
            require=require,
            because=because,
            citation=citation,
            source="official",
            effect="advise",
        )

    five_minutes = timedelta(minutes=5)
    unanswered = {**number, "outcome": none_of("conversation", "not_connected")}
    return [
        advice(
            "rapid-succession",
            facts.time_since_contact(**unanswered) > five_minutes,
            "two unanswered calls to a number within five minutes may rebut the presumption of compliance",
            "12 CFR part 1006, comment 14(b)(2)(i)-2.i",
        ),
        advice(
            "concentrated-calls",
            counted(number, within=days(1)) < 5,
            "many calls to a number on one day may rebut the presumption of compliance",
            "12 CFR part 1006, comment 14(b)(2)(i)-2.i",
        ),
        advice(
            "voicemails",
            facts.time_since_contact(**{**number, "outcome": "voicemail"}) > five_minutes,
            "two voicemails at a number within five minutes may rebut the presumption of compliance",
            "12 CFR part 1006, comment 14(b)(2)(i)-2.ii",
        ),
        advice(
            "said-before",
            ~facts.held("cease", "dispute"),
            "the person said that it does not wish to be contacted, or does not owe",
            "12 CFR part 1006, comment 14(b)(2)(i)-2.iii",
        ),
        advice(
            "sundays",
            facts.local_weekday != 7,
            "calls bunched on Sundays may rebut the presumption of compliance",
            "12 CFR part 1006, comment 14(b)(2)(i)-2; CFPB, Debt Collection Rule FAQs",
        ),
        advice(
            "many-messages",
            (messages < many_messages) | responded | facts.answers,
            "many messages that nobody asked for are likely to harass",
            "12 CFR 1006.14(a), comment 14(a)-1",
            contacts_to(channels=ELECTRONIC),
        ),
        advice(
            "many-attempts",
            (attempts < many_attempts) | responded | facts.answers,
            "calls and messages that nobody asked for are likely to harass together",
            "12 CFR 1006.14(a), comment 14(a)-2",
            on_contact(),
        ),
        advice(
            "text-number",
            texted | consented,
            "a text is safe to a number that the consumer texted from, or consented to, in 60 days",
            "12 CFR 1006.6(d)(3), (d)(5)",
            on_contact(channel="sms", party=CONSUMER),
        ),
    ]


# --- 1006.26, 1006.30: suits, credit reports, sales ---------------------------------------------------


def _time_barred_suits(suits: tuple[str, ...]) -> Rule:
    return Rule(
        "reg-f.time-barred",
        on=[on_move(*suits), on_contact(purpose="remedy")],
        require=~facts.held("time_barred"),
        because="no suit is brought, or threatened, on a debt whose limitation period is over",
        citation="12 CFR 1006.26(b)",
        source="official",
    )


def _furnishing(acts: tuple[str, ...]) -> Rule:
    spoken = facts.contacts(party=set(CONSUMER), channel={"call", "visit"}, outcome="conversation") >= 1
    written = facts.contacts(
        party=set(CONSUMER),
        channel={*ELECTRONIC, "letter"},
        outcome=none_of("undelivered"),
        before=days(14, zone="books"),
    )
    return Rule(
        "reg-f.before-furnishing",
        on=on_act(*acts),
        require=spoken | (written >= 1),
        because="the consumer is told, and 14 days are waited for a message to come back, before others are",
        citation="12 CFR 1006.30(a), comment 30(a)(1)-2",
        source="official",
    )


def _selling(acts: tuple[str, ...]) -> Rule:
    return Rule(
        "reg-f.sale-of-a-settled-debt",
        on=on_act(*acts),
        require=facts.owing & ~facts.held("bankruptcy"),
        because="a debt that was paid, settled or discharged is not sold",
        citation="12 CFR 1006.30(b)",
        source="official",
    )


# --- 1006.34, 1006.38: validation and disputes --------------------------------------------------------


#: What the consumer, or an attorney for the consumer, asked for in writing within the validation period.
_ASKED: dict[str, Any] = {"party": {*CONSUMER, "attorney"}, "written": IN_WRITING, "timely": True}


def _disputed() -> Guard:
    return facts.held("dispute", scope=none_of("portion"), **_ASKED).as_guard()


def _verified() -> Guard:
    """Verification was sent after the last dispute that asks for it."""
    return facts.notices("verification", within=since("holds", kind="dispute", **_ASKED)) >= 1


def _named_creditor() -> Guard:
    """Nobody asks who the original creditor is, or they were told."""
    asked = facts.held("creditor_request", **_ASKED)
    since_then = since("holds", kind="creditor_request", **_ASKED)
    return ~asked | (facts.notices("original_creditor", within=since_then) >= 1)


def _suits_on_disputed_debts(suits: tuple[str, ...]) -> Rule:
    return Rule(
        "reg-f.suit-on-a-disputed-debt",
        on=on_move(*suits),
        require=(~_disputed() | _verified()) & _named_creditor(),
        because="collection that ceases until a dispute or request is answered is a suit as well",
        citation="12 CFR 1006.38(c), (d)(2); 15 U.S.C. 1692g(b)",
        source="official",
    )


def _validation(*, only_agencies: bool) -> list[Rule]:
    communication: Columns = {
        "party": set(CONSUMER),
        "direction": {"outbound", "inbound"},
        "outcome": {"conversation", "replied", "refused", "sent", "delivered"},
    }
    unpaid = facts.owing
    before = days(6, zone="books")
    # Each collector begins anew. What is owed, by whichever of them, is asked without a contact: there is
    # no collector to compare to, and no purpose.
    own: Columns = {**communication, "collector": same}
    anybody: Columns = {**communication, "collector": none_of(None)} if only_agencies else communication
    validated = facts.notices("validation") >= 1
    late = (counted(own, before=before) >= 1) & (facts.notices("validation", collector=same) < 1)
    missed = (facts.purpose == "") & (counted(anybody, before=before) >= 1) & ~validated
    disputed, verified = _disputed(), _verified()
    in_part = facts.held("dispute", scope="portion", **_ASKED)
    # Not collection: what a law demands, among it the answer itself; that a wish was taken; the end.
    aside = for_("legal", "confirm", "close")
    return [
        Rule(
            "reg-f.validation-notice",
            on=contacts_to(*CONSUMER),
            require=aside | ~((late | missed) & unpaid),
            owed=(counted(anybody) >= 1) & ~validated & unpaid,
            because="the validation notice is sent within five days of the first communication",
            citation="12 CFR 1006.34(a)",
            source="official",
        ),
        Rule(
            "reg-f.disputed",
            on=contacts_to(*CONSUMER),
            require=aside | ~disputed | verified,
            because="collection of a debt disputed in writing and in time ceases until it is verified",
            citation="12 CFR 1006.38(d)(2); 15 U.S.C. 1692g(b)",
            source="official",
        ),
        Rule(
            "reg-f.disputed-in-part",
            on=contacts_to(*CONSUMER),
            require=aside | ~in_part | verified | (facts.portion == "undisputed"),
            because="collection of the portion that is disputed ceases until it is verified",
            citation="12 CFR 1006.38(d)(2); 15 U.S.C. 1692g(b)",
            source="official",
        ),
        Rule(
            "reg-f.original-creditor",
            on=contacts_to(*CONSUMER),
            require=aside | _named_creditor(),
            because="collection ceases until the consumer is told who the original creditor is",
            citation="12 CFR 1006.38(c); 15 U.S.C. 1692g(b)",
            source="official",
        ),
    ]


def validation_ends(sent_on: date, calendar: BusinessCalendar) -> date:
    """The last day of the validation period of a notice that is sent on a day, 12 CFR 1006.34(b)(5).

    Receipt is assumed five business days after sending; the period ends 30 days later. Say it on the notice,
    and to `NoticeSent(by=...)`.

    Args:
        sent_on: The day.
        calendar: The legal public holidays of 5 U.S.C. 6103(a), with Saturdays and Sundays for a weekend:
            `public_holidays("US", years)`. Where a holiday is observed on another day both are skipped, since
            a later end is always allowed.

    Raises:
        BadValue: when the calendar does not know a day.
    """
    day, left = sent_on, 5
    while left:
        day += timedelta(days=1)
        is_open = calendar.is_business_day(day)
        if is_open is None:
            raise BadValue("calendar", day, "it does not know this day: give it more years")
        left -= is_open
    return day + timedelta(days=30)


# --- Massachusetts ------------------------------------------------------------------------------------


def massachusetts(*, dated: bool = True) -> Policy:
    """The caps and hours of 940 CMR 7.04 and 7.05 and 209 CMR 18.16, for creditors and collectors.

    Args:
        dated: `False` lifts the dates from which rules are in force; none has one here.
    """
    telephone = ("call", "sms", "ringless_voicemail", "recorded_call")
    initiated: Columns = {
        "person": same,
        "channel": set(telephone),
        "this_debt": True,
        # Where nobody could be reached or left a message, it does not count.
        "outcome": none_of("not_connected", "no_answer"),
    }
    elsewhere = {"work", "other"}
    household = ("household", "family")
    reached: Columns = {"party": set(household), "channel": set(telephone), "this_debt": True}
    work = facts.place == "work"
    written = facts.held("workplace", written=IN_WRITING)
    lately = facts.held("workplace", written=False, within=days(10))

    def cap(name: str, require: Guard, because: str, citation: str, *, when: Guard, source: str) -> Rule:
        return Rule(
            f"massachusetts.{name}",
            on=contacts_to(channels=telephone),
            when=when,
            require=require,
            because=because,
            citation=citation,
            source=source,
        )

    away = facts.place.is_in(elsewhere)
    return pack(
        "us.massachusetts",
        version="2026-03",
        dated=dated,
        rules=[
            cap(
                "two-in-seven-days",
                counted({**initiated, "place": none_of(*elsewhere)}, within=days(7), beside=True) < 2,
                "at most two telephone communications in seven days for each debt",
                "940 CMR 7.04(1)(f); 209 CMR 18.16(1)(d)",
                when=to(*CONSUMER) & ~away,
                source="official",
            ),
            cap(
                "two-in-thirty-days-elsewhere",
                counted({**initiated, "place": elsewhere}, within=days(30), beside=True) < 2,
                "at most two in thirty days at work or anywhere but at home",
                "940 CMR 7.04(1)(f); 209 CMR 18.16(1)(d)",
                when=to(*CONSUMER) & away,
                source="official",
            ),
            cap(
                "workplace",
                ~written & ~lately,
                "not at work once that was asked; orally for ten days, in writing for good",
                "209 CMR 18.16(1)(c)",
                when=work,
                source="official",
            ),
            cap(
                "household-two-in-seven-days",
                counted({**reached, "place": none_of(*elsewhere)}, within=days(7)) < 2,
                "at most two calls in seven days to others of the household for each debt",
                "940 CMR 7.05(3)(d), (e)",
                when=to(*household) & ~away,
                source="official",
            ),
            cap(
                "household-two-in-thirty-days",
                counted({**reached, "place": elsewhere}, within=days(30)) < 2,
                "at most two calls in thirty days to others of the household elsewhere",
                "940 CMR 7.05(3)(d), (e)",
                when=to(*household) & away,
                source="official",
            ),
            cap(
                "household-hours",
                hours(time(8), time(21)),
                "others of the household are called between 8 in the morning and 9 in the evening",
                "940 CMR 7.05(3)(d), (e)",
                when=to(*household),
                source="official",
            ),
        ],
    )


# --- New York City ------------------------------------------------------------------------------------


def new_york_city(*, dated: bool = True) -> Policy:
    """The cap of 6 RCNY 5-77 as amended, for creditors and collectors, in force from 1 September 2026.

    Args:
        dated: `False` lifts that date.
    """
    attempts = facts.contacts(within=days(7), person=same, this_debt=True, beside=True)
    return pack(
        "us.new-york-city",
        version="2026-08",
        dated=dated,
        rules=in_force_from(
            _NYC,
            [
                Rule(
                    "new-york-city.three-in-seven-days",
                    on=contacts_to(*CONSUMER),
                    require=(attempts < 3) | for_("legal") | facts.answers,
                    because="at most three contacts or attempts in seven days for an account, by any channel",
                    citation="6 RCNY 5-77, as amended",
                    source="reported",
                )
            ],
        ),
    )
