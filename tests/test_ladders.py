"""Ladders: what holds for every table of levels, and what is refused of one.

The tables of real software are in `test_examples`, what its own tests assert in `test_vectors`. Counts of
invoices, tags and responses are conditions of `collectflow.importers`, not of levels.
"""

from __future__ import annotations

import calendar
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import ladders, verify
from collectflow.ladders import CURRENT, Level, ladder
from tests.support import fewer

#: The same names, for calls that a type checker would refuse as well.
loose: Any = ladders


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def opened(engine, *dues, at=None, currency="EUR"):
    """A case with these dues, each a date and perhaps an amount, opened on the first due date."""
    made = [each if isinstance(each, tuple) else (each, 100_00) for each in dues]
    return engine.open(
        "c",
        account="a",
        borrower="b",
        at=noon(made[0][0]) if at is None else at,
        currency=currency,
        borrower_zones=["Europe/Paris"],
        dues=[cf.Due(f"d{i}", due_on=day, amount=amount) for i, (day, amount) in enumerate(made)],
    ).case


def entered(result):
    """The stages that were entered, each with the day."""
    return [(event.dest, event.at.date()) for event in result.events]


def swept(engine, case, day, **more):
    return entered(engine.advance(case, noon(day), how="through", **more))


def offered(engine, case, day):
    """The moves up that somebody may make."""
    return [
        move.trigger
        for move, verdict in engine.options(case, noon(day)).items()
        if verdict.allowed and move.trigger not in {"close", "cure"}
    ]


def paid(engine, case, day, amount):
    return engine.record(case, cf.PaymentReceived(f"p-{day}", at=noon(day), amount=amount)).case


DUE = date(2024, 1, 15)


# --- what holds for every ladder ------------------------------------------------------------------------


@st.composite
def tables(draw):
    """Levels in order, with any anchor but for the first."""
    made, least = [], 0
    for i in range(draw(st.integers(1, 5))):
        anchor = draw(st.sampled_from(("due_date", "previous_level", "end_of_month")[: 1 if i == 0 else 3]))
        days = draw(st.integers(0, 25))
        if anchor == "due_date":
            days = least = max(least, days)
        wait = draw(st.integers(0, 12)) if i else 0
        amount = draw(st.sampled_from((None, None, 50_00, 100_00, 100_01)))
        made.append(Level(f"l{i}", days, anchor, wait=wait, amount=amount))
    return made


def by_hand(levels, due, amount, last, repeat):
    """The entries of a ladder, a day at a time."""
    found, at, since, day = [], -1, due, due
    while day <= last:
        late = (day - due).days
        while late and at + 1 < len(levels):
            level = levels[at + 1]
            asked = due + timedelta(days=level.days)
            end = asked.replace(day=calendar.monthrange(asked.year, asked.month)[1])
            reached = {
                "due_date": late >= level.days,
                "previous_level": (day - since).days >= level.days,
                "end_of_month": day >= end,
            }[level.anchor]
            if not reached or (day - since).days < level.wait or amount < (level.amount or 0):
                break
            at, since = at + 1, day
            found.append((level.name, day))
        if at + 1 == len(levels) and repeat and (day - since).days >= repeat:
            since = day
            found.append((levels[-1].name, day))
        day += timedelta(days=1)
    return found


@given(
    tables(), st.dates(date(2023, 1, 1), date(2024, 12, 31)), st.integers(0, 90), st.sampled_from((None, 7))
)
@fewer(2)
def test_a_ladder_is_climbed_as_by_hand(levels, due, days, repeat):
    """Whatever the table: a late sweep enters the levels that counting days by hand does, on those days; and
    a payment of everything brings the case back."""
    engine = ladder(levels, currency="EUR", repeat_every=repeat).engine()
    case = opened(engine, due)
    last = due + timedelta(days=days)
    result = engine.advance(case, noon(last), how="through")
    assert entered(result) == by_hand(levels, due, 100_00, last, repeat)
    cured = engine.advance(paid(engine, result.case, last, 100_00), noon(last), how="through").case
    assert cured.stage == CURRENT


# --- levels that fall back ------------------------------------------------------------------------------


def by_hand_falling(levels, dues, payments, last):  # noqa: C901 - up and down, in one place
    """The entries of a ladder on which a case falls back, a day at a time; payments come at noon."""
    found, at, since, day = [], -1, dues[0][0], dues[0][0]

    def arrears(paid):
        left = []
        for due, amount in dues:
            taken = min(paid, amount)
            paid -= taken
            left += [(due, amount - taken)] if due < day and taken < amount else []
        return left

    def enough(k, owed):
        """Whether enough is overdue, for long enough, for a level and all below it."""
        if not owed:
            return False
        oldest = owed[0][0]
        for level in levels[: k + 1]:
            asked = oldest + timedelta(days=level.days)
            end = asked.replace(day=calendar.monthrange(asked.year, asked.month)[1])
            late = {"due_date": day >= asked, "previous_level": True, "end_of_month": day >= end}
            if not late[level.anchor] or sum(amount for _, amount in owed) < (level.amount or 0):
                return False
        return True

    while day <= last:
        for paid in (sum(a for d, a in payments if d < day), sum(a for d, a in payments if d <= day)):
            owed = arrears(paid)
            while at >= 0 and not enough(at, owed):
                at = max([k for k in range(at) if enough(k, owed)], default=-1)
                since = day
                found.append((CURRENT if at < 0 else levels[at].name, day))
            while at + 1 < len(levels) and enough(at + 1, owed):
                level = levels[at + 1]
                waited = max(level.wait, level.days if level.anchor == "previous_level" else 0)
                if (day - since).days < waited:
                    break
                at, since = at + 1, day
                found.append((level.name, day))
        day += timedelta(days=1)
    return found


@fewer(2)
@given(
    tables(),
    st.dates(date(2023, 1, 1), date(2024, 12, 31)),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 150_00)), max_size=3),
    st.integers(0, 40),
)
def test_a_case_falls_back_as_by_hand(levels, due, payments, more):
    """Whatever the table and the payments: up and down on the days that counting by hand finds."""
    made = ladder(levels, currency="EUR", falls_back=True)
    engine = made.engine()
    dues = [(due + timedelta(days=30 * i), 50_00) for i in range(3)]
    case, found = opened(engine, *dues), []
    paid_on = sorted((due + timedelta(days=day), amount) for day, amount in payments)
    last = max([due, *(day for day, _ in paid_on)]) + timedelta(days=more)
    for i, (day, amount) in enumerate(paid_on):
        result = engine.advance(case, noon(day), how="through")
        found += entered(result)
        event = cf.PaymentReceived(f"p-{i}", at=noon(day), amount=amount)
        case = engine.record(result.case, event).case
        if i + 1 == len(paid_on) or paid_on[i + 1][0] > day:
            result = engine.advance(case, noon(day), how="through")
            found += entered(result)
            case = result.case
    found += swept(engine, case, last)
    assert found == by_hand_falling(levels, dues, paid_on, last)


#: Payments by day, and the range that the case stands in: Fineract's schedule of V12, by its oldest due.
FALLS = [
    ("11-16", [], "range_31"),
    ("11-16 one paid", [250], "range_4"),
    ("11-16 two paid", [500], "range_4"),
    ("11-16 a part of one paid", [249], "range_31"),
    ("11-16 three paid", [750], CURRENT),
    ("11-16 all paid", [1000], CURRENT),
]


@pytest.mark.parametrize(
    ("payments", "stage"), [pytest.param(*row[1:], id=f"C10 V12 Apache Fineract {row[0]}") for row in FALLS]
)
@pytest.mark.parametrize("how", ["step", "through", "jump"])
def test_ranges_fall_with_what_is_paid(payments, stage, how):
    """Ranges 1-3, 4-30 and so on after three days of grace: one move down, whatever lies between."""
    levels = [Level(f"range_{each}", 3 + each) for each in (1, 4, 31, 61, 91)]
    engine = ladder(levels, currency="EUR", falls_back=True).engine()
    dues = [(date(2023, 10, 1), 250), (date(2023, 10, 16), 250), (date(2023, 10, 31), 250)]
    case = opened(engine, *dues, (date(2023, 11, 15), 250))
    day = date(2023, 11, 16)
    case = engine.advance(case, noon(day), how="through").case
    assert case.stage == "range_31"
    for amount in payments:
        case = paid(engine, case, day, amount)
    assert engine.advance(case, noon(day), how=how).case.stage == stage


def test_a_level_that_was_fallen_back_to_is_counted_from_anew():
    """The days of the level after it begin with the fall; without the option the case stays where it is."""
    levels = [Level("one", 5), Level("two", 20), Level("three", 10, "previous_level", amount=80_00)]
    for falls_back in (True, False):
        engine = ladder(levels, currency="EUR", falls_back=falls_back).engine()
        case = opened(engine, (DUE, 100_00), (DUE + timedelta(days=1), 100_00))
        late = DUE + timedelta(days=40)
        case = engine.advance(case, noon(late), how="through").case
        assert case.stage == "three"
        case = paid(engine, case, late, 130_00)
        found = swept(engine, case, late + timedelta(days=30))
        assert found == ([("two", late)] if falls_back else [])


def test_a_share_that_is_no_longer_reached_leads_back():
    """1,500.00 of 10,000.00 is a tenth and more, 900.00 is not; an exposure that is unknown moves nobody."""
    levels = [
        Level("one", 5, share=Fraction(1, 100), of="exposure"),
        Level("two", 10, share=Fraction(1, 10), of="exposure"),
        Level("three", 5, "previous_level"),
    ]
    engine = ladder(levels, falls_back=True).engine()
    day = DUE + timedelta(days=20)
    case = opened(engine, (DUE, 1_500_00))
    case = engine.record(case, cf.AttributeSet("e", at=noon(DUE), name="exposure", value=10_000_00)).case
    case = engine.advance(case, noon(day), how="through").case
    assert case.stage == "three"
    less = paid(engine, case, day, 600_00)
    assert engine.advance(less, noon(day)).case.stage == "one"
    unknown = engine.record(less, cf.AttributeSet("u", at=noon(day), name="exposure", value=None)).case
    assert not engine.advance(unknown, noon(day)).changed
    assert engine.review(unknown, "back_to_one", noon(day)).unknown


def test_falling_back_and_holds():
    """A hold that clears leads to `current`, not to a level below; one that freezes keeps nobody up."""
    levels = [Level("one", 5), Level("two", 20)]
    day = DUE + timedelta(days=25)
    for on_hold, stage in (("clear", CURRENT), ("freeze", "one"), ("ignore", "one")):
        engine = loose.ladder(levels, on_hold=on_hold, falls_back=True).engine()
        case = opened(engine, (DUE, 100_00), (DUE + timedelta(days=15), 100_00))
        case = engine.advance(case, noon(day), how="through").case
        held = engine.record(case, cf.HoldPlaced("h", at=noon(day), kind="other")).case
        held = paid(engine, held, day, 100_00)
        assert engine.advance(held, noon(day)).case.stage == stage


def test_a_level_counted_from_the_one_before_it_does_not_go_on_while_a_case_falls():
    """What is overdue was paid, and the next due is near: that is enough for the first level alone."""
    levels = [Level("notice", 5, "before_due"), Level("late", 1), Level("later", 7, "previous_level")]
    engine = ladder(levels, falls_back=True).engine()
    day = DUE + timedelta(days=16)
    case = opened(engine, (DUE, 100_00), (DUE + timedelta(days=19), 100_00))
    case = engine.advance(case, noon(DUE + timedelta(days=1)), how="through").case
    assert case.stage == "late"
    case = paid(engine, case, day, 100_00)
    assert engine.review(case, "to_later", noon(day)).refused
    for how in ("step", "through", "jump"):
        assert engine.advance(case, noon(day), how=how).case.stage == "notice"


def test_a_ladder_that_falls_is_sound_for_every_case_there_could_be():
    """Proved: nobody climbs and falls at once, and nobody stands where too little is overdue."""
    levels = [Level("a", 5), Level("b", 10, wait=3), Level("c", 3, "previous_level", amount=5_00)]
    engine = ladder(levels, currency="USD", repeat_every=7, falls_back=True).engine()
    report = verify.check(engine)
    assert report.result == "proved", report
    assert "no findings" in str(report)
    assert verify.never(engine, "back_to_a", when=cf.facts.days_past_due >= 10).proved
    assert verify.never(engine, "back_to_b", when=cf.facts.days_past_due < 10).proved


# --- channels -------------------------------------------------------------------------------------------

_WAYS = ("email", "sms", "letter")


def way(channel, address="here"):
    return cf.Contact(channel, address=f"{channel} {address}")


WISHES = cf.Policy(
    "wishes",
    rules=[cf.Rule("wishes.kept", on=cf.on_contact(), require=~cf.facts.wishes(), because="they asked")],
)


def in_level(level, *policies, **parts):
    """A ladder of one level, its engine, a case that stands there, and the instant."""
    made = loose.ladder([level], **parts)
    engine = made.engine(policies)
    at = noon(DUE + timedelta(days=9))
    return made, engine, engine.advance(opened(engine, DUE), at).case, at


@fewer(2)
@given(
    st.permutations(_WAYS),
    st.lists(st.sampled_from(_WAYS), max_size=4),
    st.sets(st.sampled_from(_WAYS)),
    st.sets(st.sampled_from(_WAYS)),
)
def test_the_first_channel_that_nothing_keeps_from_is_chosen(order, known, unwished, wrong):
    """Of those with an address, in the level's order: none that is refused for good, none that is astray."""
    first, *rest = order
    made, engine, case, at = in_level(Level("one", 5, channel=first, fallback=rest), WISHES)
    told = [cf.PreferenceGiven(f"w-{each}", at=at, channel=each) for each in sorted(unwished)]
    found = [cf.AddressWrong(f"a-{each}", at=at, address=f"{each} here") for each in sorted(wrong)]
    case = engine.record(case, *told, *found).case if told or found else case
    contacts = [way(each) for each in known]
    choice = made.choose(engine, case, at, contacts)
    open_to = [each for each in order if each in known and each not in unwished | wrong]
    assert (choice.contact and choice.contact.channel) == next(iter(open_to), None)
    assert choice.verdict is None or choice.verdict.allowed
    passed = [each.proposal.channel for each in choice.passed if isinstance(each.proposal, cf.Contact)]
    until = order.index(open_to[0]) if open_to else len(order)
    assert passed == [each for each in order[:until] for other in known if other == each]


def test_v19_oca_an_email_becomes_a_letter_where_no_address_is_known():
    made, engine, case, at = in_level(Level("one", 5, channel="email", fallback=["letter"]))
    for known, chosen in (
        ([way("letter"), way("email")], "email"),
        ([way("letter")], "letter"),
        ([way("call")], None),
        ([], None),
    ):
        contact = made.choose(engine, case, at, known).contact
        assert (contact and contact.channel) == chosen
    # By the rule, other channels are refused.
    assert engine.review(case, way("call"), at).refused


def test_hours_are_waited_for_and_no_longer_than_patience():
    """At six in the morning an email waits for nine o'clock; who has no patience sends a letter."""
    rule = cf.Rule(
        "night.email",
        on=cf.on_contact(channel="email"),
        require=cf.facts.local_time.between(time(9), time(18)),
        because="the night is for sleep",
    )
    level = Level("one", 5, channel="email", fallback=["letter"])
    made, engine, case, _ = in_level(level, cf.Policy("night", rules=[rule]))
    at = datetime(2024, 1, 25, 5, tzinfo=UTC)
    known = [way("email"), way("letter")]
    waits = made.choose(engine, case, at, known)
    assert waits.contact == attrs.evolve(known[0], person="b")
    assert waits.verdict is not None
    assert waits.verdict.allowed_at == datetime(2024, 1, 25, 8, tzinfo=UTC)
    sent = made.choose(engine, case, at, known, patience=timedelta(0))
    assert sent.contact == attrs.evolve(known[1], person="b")
    assert [each.allowed for each in sent.passed] == [False]
    with pytest.raises(cf.BadValue, match="patience"):
        made.choose(engine, case, at, known, patience=-timedelta(1))


def test_a_second_address_is_tried_before_the_second_channel():
    made, engine, case, at = in_level(Level("one", 5, channel="email", fallback=["letter"]))
    case = engine.record(case, cf.AddressWrong("a", at=at, address="email here")).case
    known = [way("letter"), way("email"), way("email", "there")]
    contact = made.choose(engine, case, at, known).contact
    assert contact is not None
    assert contact.address == "email there"


def test_a_level_without_channels_and_no_level():
    """Any channel is as good, in the order given; in `current` nobody is contacted."""
    made, engine, case, at = in_level(Level("one", 5), WISHES)
    contact = made.choose(engine, case, at, [way("sms"), way("email")]).contact
    assert contact is not None
    assert contact.channel == "sms"
    cured = engine.advance(paid(engine, case, at.date(), 100_00), at).case
    assert made.choose(engine, cured, at, [way("sms")]) == ladders.Choice(None)


@pytest.mark.parametrize(
    "said",
    [{"fallback": ["email"]}, {"channel": "email", "fallback": ["letter", "email"]}, {"fallback": "email"}],
)
def test_channels_are_named_once_and_the_first_first(said):
    with pytest.raises(cf.BadValue):
        loose.Level("one", 5, **said)


# --- materiality ----------------------------------------------------------------------------------------

#: What is overdue of an exposure of 40,000.00, and whether it is material: more than 100.00 and 1 % is
#: 100.01 and 400.00 here, since a level takes the least that is enough.
MATERIAL = [
    ("absolute", {"amount": 100_01}, 100_00, False),
    ("absolute", {"amount": 100_01}, 100_01, True),
    ("relative", {"share": Fraction(1, 100), "of": "exposure"}, 399_99, False),
    ("relative", {"share": Decimal("0.01"), "of": "exposure"}, 400_00, True),
    ("both", {"amount": 500_01, "share": Fraction(1, 100), "of": "exposure"}, 500_00, False),
    ("both", {"amount": 500_01, "share": Fraction(1, 100), "of": "exposure"}, 500_01, True),
    ("both", {"amount": 100_01, "share": Fraction(1, 100), "of": "exposure"}, 399_99, False),
]


@pytest.mark.parametrize(
    ("asked", "overdue", "material"),
    [pytest.param(*row[1:], id=f"EU 2018-171 {row[0]} {row[2]}") for row in MATERIAL],
)
def test_a_level_may_ask_for_an_amount_a_share_or_both(asked, overdue, material):
    made = ladder([loose.Level("late", 5, **asked)], currency="EUR")
    engine = made.engine(attributes={"exposure": int})
    case = opened(engine, (DUE, overdue))
    at = noon(DUE + timedelta(days=9))
    told = cf.AttributeSet("e", at=at, name="exposure", value=40_000_00)
    assert engine.advance(engine.record(case, told).case, at).changed is material


def test_a_share_of_what_is_not_known_is_not_enough():
    """The ladder's engine has the attribute; while it is not set, nobody climbs for it."""
    engine = ladder([Level("late", 5, share=Fraction(1, 100), of="exposure")]).engine()
    assert engine.attributes == {"exposure": int}
    at = noon(DUE + timedelta(days=9))
    case = opened(engine, DUE)
    assert engine.review(case, "to_late", at).unknown
    assert not engine.advance(case, at).changed


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"share": Fraction(1, 100)}, cf.BadValue),
        ({"of": "exposure"}, cf.BadValue),
        ({"share": Fraction(1, 3), "of": "exposure"}, cf.BadGuard),
        ({"share": 0.01, "of": "exposure"}, cf.BadGuard),
    ],
)
def test_a_share_is_of_something_and_exact(said, error):
    with pytest.raises(error):
        loose.Level("late", 5, **said)


@given(tables())
@fewer(4)
def test_a_ladder_survives_json(levels):
    """Lifecycle and policy come back from JSON with the same fingerprint, given the ladder's registry."""
    made = ladder(levels, currency="EUR", repeat_every=5)
    engine = made.engine()
    stored = json.loads(json.dumps(engine.to_dict()))
    again = cf.Engine.from_dict(stored, registry=made.registry)
    assert again.fingerprint == engine.fingerprint
    case = opened(engine, DUE)
    late = DUE + timedelta(days=70)
    assert swept(again, case, late) == swept(engine, case, late)


def test_a_ladder_is_sound_for_every_case_there_could_be():
    """Proved: no stage out of reach, no idle rule, no two automatic moves due at once; no level too early."""
    levels = [Level("a", 5), Level("b", 10, wait=3), Level("c", 3, "previous_level", amount=5_00)]
    engine = ladder(levels, currency="USD", repeat_every=7).engine()
    report = verify.check(engine)
    assert report.result == "proved"
    assert "no findings" in str(report)
    assert verify.never(engine, "to_b", when=cf.facts.days_past_due < 10).proved
    assert verify.never(engine, "cure", when=cf.facts.days_past_due > 0).proved


def test_from_when_is_told_for_the_end_of_a_month():
    """The opaque guard says when it changes, so `allowed_at` is exact."""
    engine = ladder([Level("one", 30, "end_of_month")]).engine()
    verdict = engine.review(opened(engine, DUE), "to_one", noon(date(2024, 2, 1)))
    assert verdict.allowed_at == datetime(2024, 2, 29, tzinfo=UTC)


def test_the_last_level_may_repeat_for_ever():
    """Repeated every 14 days until something is paid (Invoice Ninja's endless reminder), or not at all."""
    levels = [Level("first", 5), Level("last", 10)]
    engine = ladder(levels, repeat_every=14).engine()
    found = swept(engine, opened(engine, DUE), DUE + timedelta(days=60))
    assert [(day - DUE).days for _, day in found] == [5, 10, 24, 38, 52]
    ends = ladder(levels).engine()
    assert len(swept(ends, opened(ends, DUE), DUE + timedelta(days=60))) == 2


def test_business_days_and_hours():
    """Day 10 is a Sunday, so the level begins on Monday; contacts keep to the level's channel, to business
    days and to the hours where the person is, and there are none before the first level."""
    hours = (time(9), time(18))
    table = cf.TableCalendar([], [2024])
    levels = [Level("one", 10, channel="email"), Level("two", 20)]
    engine = ladder(levels, calendar="bank", hours=hours).engine(calendars={"bank": table})
    case = opened(engine, date(2024, 1, 18))
    email = cf.Contact("email")
    assert engine.review(case, email, noon(date(2024, 1, 19))).refused
    assert engine.review(case, cf.Contact("email", purpose="inform"), noon(date(2024, 1, 19))).allowed
    swept_up = engine.advance(case, noon(date(2024, 2, 2)), how="through")
    assert entered(swept_up) == [("one", date(2024, 1, 29))]
    case = swept_up.case
    assert engine.review(case, cf.Contact("call"), noon(date(2024, 2, 2))).refused
    assert engine.review(case, email, noon(date(2024, 2, 2))).allowed
    early = engine.review(case, email, datetime(2024, 2, 3, 7, tzinfo=UTC))
    assert early.allowed_at == datetime(2024, 2, 5, 8, tzinfo=UTC)


#: A table, an invoice's day, its due date, and on which days after the due date which level is entered.
EARLY: list[tuple[str, list[Level], list[tuple[str, int]]]] = [
    (
        "after the invoice",
        [Level("a", 5, "invoice_date"), Level("b", 10, "invoice_date")],
        [("a", -15), ("b", -10)],
    ),
    ("before it is due", [Level("a", 4, "before_due"), Level("b", 2, "before_due")], [("a", -4), ("b", -2)]),
    (
        "before and after",
        [Level("a", 2, "before_due", amount=50_00), Level("b", 14), Level("c", 7, "previous_level")],
        [("a", -2), ("b", 14), ("c", 21)],
    ),
    ("more than there is", [Level("a", 2, "before_due", amount=100_01), Level("b", 14)], []),
]


@pytest.mark.parametrize(("levels", "expected"), [pytest.param(*row[1:], id=row[0]) for row in EARLY])
@pytest.mark.parametrize("falls_back", [False, True])
def test_levels_before_anything_is_overdue(levels, expected, falls_back):
    """Counted from the invoice or towards the due date; left when nothing of it is open, or it is younger."""
    engine = ladder(levels, currency="EUR", falls_back=falls_back).engine()
    first = cf.Due("d", due_on=DUE, amount=100_00, issued_on=DUE - timedelta(days=20))
    later = DUE + timedelta(days=60)
    second = cf.Due("e", due_on=later, amount=100_00, issued_on=later - timedelta(days=20))
    begun = noon(DUE - timedelta(days=20))
    case = engine.open("c", account="a", borrower="b", at=begun, currency="EUR", dues=[first]).case
    swept = engine.advance(case, noon(DUE + timedelta(days=40)), how="through")
    assert entered(swept) == [(name, DUE + timedelta(days=days)) for name, days in expected]
    if expected:
        # Paid, and the next one lies ahead: all begins anew with it.
        both = engine.record(
            swept.case,
            cf.PaymentReceived("p", at=noon(DUE + timedelta(days=40)), amount=100_00),
            cf.DuesAdded("more", at=noon(DUE + timedelta(days=40)), dues=[second]),
        ).case
        again = engine.advance(both, noon(later + timedelta(days=40)), how="through")
        days = [(name, later + timedelta(days=days)) for name, days in expected]
        assert entered(again) == [(CURRENT, DUE + timedelta(days=40)), *days]


def test_an_anchor_that_a_case_does_not_know_is_refused_by_name():
    """The error names the level and the anchor, and says what to do instead."""
    with pytest.raises(cf.NotCarried, match=r"level 'one'.*\n.*last_contact") as caught:
        loose.Level("one", 10, "last_contact")
    assert caught.value.where == "level 'one'"


def test_what_is_wrong_with_a_table_is_said_all_at_once():
    """Names, order, repetition: every problem is listed."""
    with pytest.raises(cf.InvalidPolicy) as caught:
        ladder([Level("one", 10), Level("one", 5), Level(CURRENT, 20)], repeat_every=0)
    assert len(caught.value.problems) == 4
    with pytest.raises(cf.InvalidPolicy, match="'b' comes after 'a'"):
        ladder([Level("a", 3, "before_due"), Level("b", 5, "before_due")])
    with pytest.raises(cf.InvalidPolicy, match="'b' comes after 'a'"):
        ladder([Level("a", 3), Level("b", 5, "before_due")])
    with pytest.raises(cf.BadValue, match="before_due"):
        Level("a", -3)
    with pytest.raises(cf.InvalidPolicy, match="no levels"):
        ladder([])
    with pytest.raises(cf.InvalidPolicy, match="currency"):
        ladder([Level("one", 10, amount=5)])
    with pytest.raises(cf.UnknownName, match="freeze"):
        loose.ladder([Level("one", 10)], on_hold="freze")
    with pytest.raises(cf.UnknownName, match="due_date"):
        loose.Level("one", 10, "duedate")
    with pytest.raises(cf.BadValue, match="whole number"):
        loose.Level("one", -3)
    with pytest.raises(cf.BadAmount):
        loose.Level("one", 3, amount=1.5)
    with pytest.raises(cf.InvalidEngine, match="letter"):
        ladder([Level("one", 10, channel="leter")]).engine()


def test_a_hold_may_be_ignored():
    """With `ignore` a hold changes nothing."""
    engine = ladder([Level("one", 10)], on_hold="ignore").engine()
    case = opened(engine, DUE)
    held = engine.record(case, cf.HoldPlaced("h", at=noon(DUE), kind="other")).case
    assert engine.advance(held, noon(DUE + timedelta(days=10))).case.stage == "one"
