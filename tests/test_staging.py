"""Classes by days past due: always one, exact to the instant, and the same however they are asked."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import reduce
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, note
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts, staging, testing
from collectflow.staging import Class, Scheme, buckets, classify, walk
from tests.guard_strategies import ATTRIBUTES, guards, situations
from tests.oracle import CALENDARS, verdict_of
from tests.support import fewer, make_engine
from tests.vectors.rbi import DATES

TICK = timedelta(microseconds=1)
DAYS = 24 * timedelta(hours=1)
ENGINE = make_engine(
    (), attributes={**ATTRIBUTES, "exposure": int}, calendars=CALENDARS, horizon=cf.days(400)
)
SHORT = ENGINE.evolve(horizon=cf.days(6))

#: An example of every shipped scheme, without and with its options.
PLAIN = (
    staging.ifrs9(),
    staging.ffiec(),
    staging.ffiec("open_end"),
    buckets("months", [(1, 30), (31, 60), (61, 90)], names=["M1", "M2", "M3"]),
    buckets("inclusive", [(1, 5), (6, None)], day_count="inclusive"),
)
STICKY = (
    staging.rbi(),
    staging.china(),
    staging.china(observed=6),
    staging.crr(currency="USD"),
    staging.crr(currency="USD", months=0, past=10),
    staging.ifrs9(impaired=facts.held("bankruptcy"), cured=facts.days_past_due == 0),
)
SCHEMES = {f"{i}-{each.name}": each for i, each in enumerate((*PLAIN, *STICKY))}


def histories(**more):
    """Cases of little else than money and holds, which is what the shipped schemes read."""
    only = ["payment", "reversal", "adjustment", "money", "hold", "attribute"]
    return testing.cases(only=only, attributes={"exposure": int}, moves=False, max_size=8, **more)


def taken(guard):
    """Whether a class may have such a guard: nothing opaque, nothing of a proposal."""
    try:
        Scheme("x", [Class("a"), Class("b", guard)], currency="USD")
    except cf.BadGuard:
        return False
    return True


GUARDS = guards(2).filter(taken)


@st.composite
def schemes(draw, *, sticky: bool) -> Scheme:
    """A scheme of up to four classes over any facts."""
    made = [Class("c0")]
    for i in range(draw(st.integers(1, 3))):
        until = draw(st.none() | GUARDS) if sticky else None
        months = draw(st.sampled_from([0, 0, 0, 1])) if sticky else 0
        when = draw(GUARDS | st.none()) if until is not None else draw(GUARDS)
        known = [each.name for each in made[1:] if each.when is not None] if sticky else []
        after = draw(st.none() | st.tuples(st.sampled_from(known), st.integers(1, 3))) if known else None
        days = draw(st.sampled_from([0, 0, 0, 3])) if sticky else 0
        made.append(Class(f"c{i + 1}", when, until=until, months=months, days=days, after=after))
    return Scheme("drawn", made, currency="USD")


# --- properties -----------------------------------------------------------------------------------------


@given(schemes(sticky=False), situations())
def test_there_is_exactly_one_class_and_it_is_the_gravest_whose_guard_holds(scheme, situation):
    """By a second opinion on the guards; where it is not known, in no class is it known to be."""
    case, at, zones = situation
    asked = cf.Contact("call", person="b")
    always = facts.days_past_due >= 0
    conditions = [always, *(each.when for each in scheme.classes[1:])]

    def holds(i):
        no_graver = [~each for each in conditions[i + 1 :]]
        return verdict_of(reduce(lambda a, b: a & b, no_graver, conditions[i]), case, at, asked, zones)

    # A report that is too old makes days past due unknown, and with them what stands for always.
    assume(verdict_of(always, case, at, asked, zones) is True)
    found = classify(case, at, scheme, engine=SHORT)
    expected = [name for i, name in enumerate(scheme.names) if holds(i) is True]
    assert [found.name] == (expected or [None])
    ranks = [scheme.rank(found.at_least), scheme.rank(found.at_most)]
    assert ranks == sorted(ranks)
    assert (ranks[0] == ranks[1]) is found.known


#: Up to six days, on a quarter hour, where clocks and zones change, or a tick beside it.
SPANS = st.builds(
    lambda n, tick: max(n * timedelta(minutes=15) + tick, timedelta(0)),
    st.integers(0, 6 * 96 - 1),
    st.sampled_from([timedelta(0), TICK, -TICK]),
)


def check_next_change(scheme, case, found, moments, engine, horizon):
    """The class stays as it is until the next change, and is another one then."""
    for moment in moments:
        if found.next_change is None or moment < found.next_change:
            assert classify(case, moment, scheme, was=found, engine=engine).name == found.name
    if found.next_change is None:
        assert found.becomes is None
        return
    assert found.at < found.next_change <= found.at + horizon
    before = classify(case, found.next_change - TICK, scheme, was=found, engine=engine)
    assert before.name == found.name
    then = classify(case, found.next_change, scheme, was=found, engine=engine)
    assert then.name != found.name
    assert then.name == found.becomes


@fewer(2)
@given(schemes(sticky=True), situations(), st.data())
def test_a_drawn_class_changes_when_it_says_and_not_before(scheme, situation, data):
    """Over any facts, holding any class, over changes of clocks and several zones."""
    case, at, _ = situation
    was = data.draw(st.none() | st.sampled_from(scheme.names))
    since = data.draw(st.none() | st.integers(0, 40).map(lambda n: at - n * DAYS))
    held = None if was is None else staging.Held(was, since)
    found = classify(case, at, scheme, was=held, engine=SHORT)
    note(str(found))
    moments = [at + each for each in data.draw(st.lists(SPANS, min_size=5, max_size=12))]
    check_next_change(scheme, case, found, moments, SHORT, timedelta(days=6))


@fewer(2)
@given(st.sampled_from(sorted(SCHEMES)), histories(), st.data())
def test_a_shipped_class_changes_when_it_says_and_not_before(name, case, data):
    scheme = SCHEMES[name]
    at = data.draw(testing.later(case))
    was = data.draw(st.none() | st.sampled_from(scheme.names))
    since = data.draw(st.none() | st.integers(0, 200).map(lambda n: at - n * DAYS))
    held = None if was is None else staging.Held(was, since)
    found = classify(case, at, scheme, was=held, engine=ENGINE)
    note(str(found))
    limit = found.next_change or at + timedelta(days=400)
    spans = st.timedeltas(timedelta(0), limit - at)
    moments = [at + each for each in data.draw(st.lists(spans, max_size=12))]
    check_next_change(scheme, case, found, moments, ENGINE, timedelta(days=400))


@given(schemes(sticky=True), situations(), st.data())
def test_asking_again_changes_nothing(scheme, situation, data):
    """Not at the same instant: the class that was found is the class that is held."""
    case, at, _ = situation
    was = data.draw(st.none() | st.sampled_from(scheme.names))
    found = classify(case, at, scheme, was=was, engine=SHORT)
    again = classify(case, at, scheme, was=found, engine=SHORT)
    assert (again.name, again.held, again.next_change) == (found.name, found.held, found.next_change)


@fewer(2)
@given(histories(), st.permutations([*PLAIN, *STICKY[:2]]), st.data())
def test_the_order_of_asking_does_not_matter(case, order, data):
    """One after another, together, in any order: each scheme says the same."""
    at = data.draw(testing.later(case))
    found = classify(case, at, order, engine=ENGINE)
    assert [*found] == [each.name for each in order]
    assert found == {each.name: classify(case, at, each, engine=ENGINE) for each in reversed(order)}


@given(st.one_of(schemes(sticky=False), st.sampled_from(PLAIN)), situations(), st.data())
def test_what_was_held_does_not_matter_without_sticky_classes(scheme, situation, data):
    case, at, _ = situation
    was = data.draw(st.sampled_from(scheme.names))
    said = [classify(case, at, scheme, was=each, engine=SHORT) for each in (None, was)]
    assert len({(each.name, each.at_least, each.at_most, each.next_change) for each in said}) == 1


@given(st.sampled_from(STICKY), histories(), st.data())
def test_a_sticky_class_is_held_until_what_it_asks_for_holds(scheme, case, data):
    """Whatever happens: held while `until` does not hold, perhaps held while that is not known."""
    at = data.draw(testing.later(case))
    for each in scheme.classes:
        if each.until is None:
            continue
        found = classify(case, at, scheme, was=each.name, engine=ENGINE)
        over = ENGINE.read(case, each.until, at, currency=scheme.currency)
        assert over is True or scheme.rank(found.at_most) >= scheme.rank(each.name)
        assert over is not False or scheme.rank(found.at_least) >= scheme.rank(each.name)


def folded(case):
    """The case after the events of each instant, and the instant."""
    opening, *events = case.events
    when = [max(each.at, opening.at) for each in events]
    for i, at in enumerate([opening.at, *when]):
        if i == len(when) or when[i] > at:
            yield cf.Case.replay(case.events[: i + 1]), at


@fewer(4)
@given(st.sampled_from(sorted(SCHEMES)), histories(), st.data())
def test_walking_agrees_with_a_host_that_asks_each_time_anything_may_change(name, case, data):
    """At each event, each change of the books' date, and in between: `was=` is what was said last."""
    scheme = SCHEMES[name]
    at = data.draw(testing.later(case, days=100))
    spans = [*folded(case)]
    held: staging.Classification | None = None
    said: list[tuple[str | None, datetime]] = []
    for (so_far, start), stop in zip(spans, [*(begin for _, begin in spans[1:]), at + TICK], strict=True):
        moment = start
        assume(stop - start < timedelta(days=150))
        while moment < stop:
            held = classify(so_far, moment, scheme, was=held, engine=SHORT)
            if not said or said[-1][0] != held.name:
                said.append((held.name, moment))
            books = so_far.tables.head.books
            us = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // TICK
            ends = [row.end for row in so_far.tables.holds if row.end > us]
            begins = [row.us for row in so_far.tables.holds if row.us > us]
            moment = datetime(1970, 1, 1, tzinfo=UTC) + min([books.next_day(us), *ends, *begins]) * TICK
    walked = walk(case, at, scheme, engine=ENGINE)
    assert [(each.name, each.at) for each in walked] == said
    assert held is not None
    assert classify(case, at, scheme, was=walked[-1], engine=ENGINE).held == held.held


@given(schemes(sticky=True))
def test_a_scheme_goes_to_json_and_back(scheme):
    again = Scheme.from_dict(json.loads(json.dumps(scheme.to_dict())))
    assert again == scheme
    assert hash(again) == hash(scheme)
    assert pickle.loads(pickle.dumps(scheme)) == scheme


@pytest.mark.parametrize("name", SCHEMES)
def test_shipped_schemes_go_to_json_and_back(name):
    scheme = SCHEMES[name]
    assert Scheme.from_dict(json.loads(json.dumps(scheme.to_dict()))) == scheme


# --- worked examples ------------------------------------------------------------------------------------


def opened(*dues, zone="UTC", at=datetime(2021, 1, 1, tzinfo=UTC), currency="EUR", **more):
    """A case with these dues: dates, or (date, amount) pairs; 1,000.00 each unless given."""
    pairs = [each if isinstance(each, tuple) else (each, 1_000_00) for each in dues]
    return ENGINE.open(
        "c",
        account="a",
        borrower="b",
        at=at,
        currency=currency,
        conventions=cf.Conventions(books_zone=zone),
        dues=[cf.Due(f"d-{i}", due_on=day, amount=amount) for i, (day, amount) in enumerate(pairs)],
        **more,
    ).case


def noon(day):
    return datetime.combine(day, time(12), UTC)


def late(days, amount=1_000_00, **more):
    """A case whose only due is so many days past due at the instant."""
    due = date(2021, 2, 1)
    return opened((due, amount), **more), noon(due + timedelta(days=days))


#: (source, scheme, days past due, the class).
BY_DAYS: list[tuple[str, Scheme, int, str]] = [
    ("C48 IFRS 9 5.5.11", staging.ifrs9(), 30, "stage_1"),
    ("C48 IFRS 9 5.5.11", staging.ifrs9(), 31, "stage_2"),
    ("C48 IFRS 9 B5.5.37", staging.ifrs9(), 89, "stage_2"),
    ("C48 IFRS 9 B5.5.37", staging.ifrs9(), 90, "stage_3"),
    ("IFRS 9 rebutted", staging.ifrs9(increase_after=60, default_from=180), 60, "stage_1"),
    ("IFRS 9 rebutted", staging.ifrs9(increase_after=60, default_from=180), 61, "stage_2"),
    ("IFRS 9 rebutted", staging.ifrs9(increase_after=60, default_from=180), 179, "stage_2"),
    ("IFRS 9 rebutted", staging.ifrs9(increase_after=60, default_from=180), 180, "stage_3"),
    ("C48 CRR 178(1)(b)", staging.crr(), 90, "past_due"),
    ("C48 CRR 178(1)(b)", staging.crr(), 91, "default"),
    ("C51 China 2023 no 1", staging.china(), 0, "normal"),
    ("C51 China 2023 no 1", staging.china(), 1, "special_mention"),
    ("C51 China 2023 no 1", staging.china(), 90, "special_mention"),
    ("C51 China 2023 no 1", staging.china(), 91, "substandard"),
    ("C51 China 2023 no 1", staging.china(), 270, "substandard"),
    ("C51 China 2023 no 1", staging.china(), 271, "doubtful"),
    ("C51 China 2023 no 1", staging.china(), 360, "doubtful"),
    ("C51 China 2023 no 1", staging.china(), 361, "loss"),
]


@pytest.mark.parametrize(
    ("scheme", "days", "expected"),
    [pytest.param(*row[1:], id=f"{row[0]} {row[1].name} {row[2]}") for row in BY_DAYS],
)
def test_by_days_past_due(scheme, days, expected):
    case, at = late(days, attributes={"exposure": 10_000_00})
    assert classify(case, at, scheme, engine=ENGINE).name == expected


@pytest.mark.parametrize(
    ("due", "days"), [pytest.param(*row, id=f"C49 RBI/2021-22/125 due {row[0]}") for row in DATES.items()]
)
def test_indias_dates(due, days):
    """Each class is entered at the first instant of its day in India, and the next change names the day."""
    case = opened(due, zone="Asia/Kolkata")
    zone = ZoneInfo("Asia/Kolkata")
    walked = walk(case, datetime(2022, 12, 31, tzinfo=zone), staging.rbi())
    begins = {name: datetime.combine(day, time(0), zone) for name, day in days}
    assert {each.name: each.at for each in walked} == {"standard": case.opened_at, **begins}
    assert [each.next_change for each in walked] == [*begins.values(), None]
    assert [each.becomes for each in walked] == [*begins, None]


def paid(case, *events):
    for i, (at, amount) in enumerate(events):
        payment = cf.PaymentReceived(f"p-{case.version}-{i}", at=at, amount=amount)
        case = ENGINE.record(case, payment).case
    return case


def test_c52_one_of_three_instalments_paid_npa_stays_and_ifrs_falls():
    """Due 31 January, 28 February and 31 March, the first paid in May: two answers on one ledger."""
    case = opened(date(2021, 1, 31), date(2021, 2, 28), date(2021, 3, 31))
    schemes = [staging.ifrs9(), staging.rbi()]
    before = noon(date(2021, 5, 5))
    held = {each.name: walk(case, before, each)[-1] for each in schemes}
    assert {name: each.name for name, each in held.items()} == {"ifrs9": "stage_3", "rbi": "npa"}
    after = paid(case, (before, 1_000_00))
    at = before + DAYS
    found = classify(after, at, schemes, was=held)
    assert {name: each.name for name, each in found.items()} == {"ifrs9": "stage_2", "rbi": "npa"}
    assert found["rbi"].since == datetime(2021, 5, 1, tzinfo=UTC)
    assert classify(after, at, staging.rbi()).name == "sma_2"
    whole = paid(after, (at, 2_000_00))
    found = classify(whole, at, schemes, was=found)
    assert {name: each.name for name, each in found.items()} == {"ifrs9": "stage_1", "rbi": "standard"}
    assert [each.name for each in walk(whole, at, staging.rbi())][-2:] == ["npa", "standard"]


def test_c50_bankruptcy_is_a_loss_within_60_days_of_notice():
    """Notice at 30 days past due: loss on the 60th day after it, long before the 120th past due."""
    case, at = late(30)
    case = ENGINE.record(case, cf.HoldPlaced("h", at=at, kind="bankruptcy")).case
    found = classify(case, at + 59 * DAYS, staging.ffiec())
    assert (found.name, found.becomes) == ("pass", "loss")
    assert found.next_change == datetime(2021, 5, 2, tzinfo=UTC)
    assert found.next_change.date() == (at + 60 * DAYS).date()
    lifted = ENGINE.record(case, cf.HoldLifted("l", at=at + 70 * DAYS, hold="h")).case
    assert [each.name for each in walk(lifted, at + 80 * DAYS, staging.ffiec())] == [
        "pass",
        "loss",
        "substandard",
    ]


#: (overdue, exposure, is it material?); both limits must be exceeded.
MATERIAL = [
    (100_00, 1_000_00, False),
    (100_01, 1_000_00, True),
    (101_00, 10_100_00, False),
    (101_01, 10_100_00, True),
    (100_01, 100_000_00, False),
]


@pytest.mark.parametrize(
    ("amount", "exposure", "material"),
    [pytest.param(*row, id=f"EU 2018-171 {row[0]} of {row[1]}") for row in MATERIAL],
)
def test_default_asks_for_both_limits_of_materiality(amount, exposure, material):
    case, at = late(91, amount, attributes={"exposure": exposure})
    assert classify(case, at, staging.crr(), engine=ENGINE).name == ("default" if material else "performing")


def test_other_exposures_have_500_eur():
    others = staging.crr(absolute=500_00)
    case, at = late(91, 500_00, attributes={"exposure": 1_000_00})
    assert classify(case, at, others, engine=ENGINE).name == "performing"
    case, at = late(91, 500_01, attributes={"exposure": 1_000_00})
    assert classify(case, at, others, engine=ENGINE).name == "default"


def test_default_is_left_three_months_after_it_is_cured():
    """EBA/GL/2016/07, 71: paid on 10 May, out of default when 10 August is over."""
    case, _ = late(0, attributes={"exposure": 10_000_00})
    case = paid(case, (noon(date(2021, 5, 10)), 1_000_00))
    walked = walk(case, noon(date(2021, 12, 31)), staging.crr(), engine=ENGINE)
    assert [(each.name, each.at) for each in walked] == [
        ("performing", case.opened_at),
        ("past_due", datetime(2021, 2, 2, tzinfo=UTC)),
        ("default", datetime(2021, 5, 3, tzinfo=UTC)),
        ("probation", noon(date(2021, 5, 10))),
        ("performing", datetime(2021, 8, 11, tzinfo=UTC)),
    ]
    assert walked[3].next_change == walked[4].at
    at = noon(date(2021, 12, 31))
    # Without since when, probation is not seen to end.
    assert classify(case, at, staging.crr(), was="probation", engine=ENGINE).name == "probation"
    assert classify(case, at, staging.crr(months=0), was="default", engine=ENGINE).name == "performing"


def test_consecutive_days_of_material_arrears_that_days_past_due_do_not_show():
    """Each of six instalments is paid 60 days late: never 61 days past due, but in arrears all along."""
    days = [date(2021, 2, 1) + timedelta(days=30 * i) for i in range(6)]
    case = opened(*days, attributes={"exposure": 10_000_00})
    case = paid(case, *((noon(day + timedelta(days=60)), 1_000_00) for day in days))
    walked = walk(case, noon(date(2021, 12, 1)), staging.crr(), engine=ENGINE)
    assert [each.name for each in walked] == ["performing", "past_due", "default", "probation", "performing"]
    # Material from 2 February on: the 91st day running is 3 May.
    assert walked[2].at == datetime(2021, 5, 3, tzinfo=UTC)
    assert ENGINE.read(paid(opened(*days)), facts.days_past_due, noon(days[0] + timedelta(days=60))) == 60


def test_chinas_observation_of_six_months():
    """A tier that is non-performing is kept while anything is overdue, then observed."""
    case = opened(date(2021, 1, 31), date(2021, 2, 28))
    case = paid(case, (noon(date(2021, 6, 1)), 1_000_00), (noon(date(2021, 6, 10)), 1_000_00))
    end = noon(date(2022, 6, 30))
    names = ["normal", "special_mention", "substandard", "normal"]
    assert [each.name for each in walk(case, end, staging.china())] == names
    walked = walk(case, end, staging.china(observed=6))
    assert [each.name for each in walked] == [*names[:3], "observation", "normal"]
    assert walked[-1].at == datetime(2021, 12, 11, tzinfo=UTC)


def test_a_watch_period_in_days():
    """Paid on 10 May: watched until 9 June is over; arrears meanwhile keep it there."""
    cured = facts.days_past_due == 0
    watched = Scheme(
        "watched",
        [
            Class("standard"),
            Class("watch", until=cured, days=30),
            Class("npa", facts.days_past_due > 90, until=cured),
        ],
    )
    end = noon(date(2021, 12, 31))
    case = paid(opened(date(2021, 1, 31)), (noon(date(2021, 5, 10)), 1_000_00))
    assert [(each.name, each.at) for each in walk(case, end, watched)][2:] == [
        ("watch", noon(date(2021, 5, 10))),
        ("standard", datetime(2021, 6, 10, tzinfo=UTC)),
    ]
    case = opened(date(2021, 1, 31), date(2021, 5, 31))
    case = paid(case, (noon(date(2021, 5, 10)), 1_000_00), (noon(date(2021, 6, 14)), 1_000_00))
    assert walk(case, end, watched)[-1].at == noon(date(2021, 6, 14))


# --- what is not known, and words -----------------------------------------------------------------------


def test_what_is_not_known_is_between_two_classes():
    """Without the exposure nobody can say whether arrears are material; nothing overdue is not."""
    case, at = late(91)
    found = classify(case, at, staging.crr(), engine=ENGINE)
    assert (found.name, found.at_least, found.at_most) == (None, "performing", "default")
    assert not found.known
    assert found.held == "performing"
    assert "between performing and default" in str(found)
    held = classify(case, at, staging.crr(), was="default", engine=ENGINE)
    assert (held.name, held.at_least, held.held) == (None, "probation", "default")
    assert classify(case, case.opened_at, staging.crr(), engine=ENGINE).name == "performing"


def test_what_is_not_known_may_come_to_be_known_as_a_graver_class():
    """Nobody said whether it is a good customer; from the 31st day on that does not matter."""
    scheme = Scheme(
        "x", [Class("a"), Class("b", facts.attribute("vip", bool)), Class("c", facts.days_past_due >= 31)]
    )
    case, at = late(3)
    found = classify(case, at, scheme)
    assert (found.name, found.at_most, found.becomes) == (None, "b", "c")
    assert found.next_change == datetime(2021, 3, 4, tzinfo=UTC)


def test_a_report_that_grows_too_old_makes_the_class_unknown_and_a_held_one_stays():
    case = ENGINE.open(
        "c",
        account="a",
        borrower="b",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        conventions=cf.Conventions(report_max_age=10),
        arrears=cf.Arrears(as_of=date(2026, 1, 1), days_past_due=95),
    ).case
    found = classify(case, case.opened_at, staging.rbi())
    assert (found.name, found.becomes) == ("npa", None)
    assert found.next_change == datetime(2026, 1, 12, tzinfo=UTC)
    then = classify(case, found.next_change, staging.rbi(), was=found)
    assert (then.name, then.held, then.since) == (None, "npa", found.since)
    fresh = cf.ArrearsReported("r", at=then.at, as_of=then.at.date(), days_past_due=40)
    told = classify(ENGINE.record(case, fresh).case, then.at, staging.rbi(), was=then)
    assert (told.name, told.since) == ("npa", found.since)


def test_why_in_words():
    case, at = late(30)
    found = classify(case, at, staging.ifrs9())
    assert [(each.rule, each.outcome) for each in found.why] == [("stage_2", "unmet"), ("stage_3", "unmet")]
    assert found.why[0].facts == (("days past due", 30),)
    assert found.why[0].citation == "IFRS 9, 5.5.3 and 5.5.11"
    said = "more than 30 days past due, or risk has increased otherwise"
    assert str(found).splitlines()[:3] == [
        "ifrs9: stage_1 at 2021-03-03 12:00:00+00:00",
        f"  unmet stage_2 [IFRS 9, 5.5.3 and 5.5.11]: {said}",
        "      read: days past due: 30; wanted: days past due more than 30",
    ]
    assert str(found).splitlines()[-1] == "  from 2021-03-04 00:00:00+00:00: stage_2, if nothing else happens"
    assert staging.Classification.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    assert pickle.loads(pickle.dumps(found)) == found


def test_schemes_stand_beside_the_stage():
    """A scheme may read the stage, and the stage does not decide the class."""
    case, at = late(95)
    assert case.stage == "grace"
    assert classify(case, at, staging.ifrs9(impaired=facts.stage == "written_off")).name == "stage_3"


LATE = facts.days_past_due >= 1
WRONG = [
    (lambda: Scheme("x", []), "a class for every case"),
    (lambda: Scheme("", [Class("a")]), "non-empty"),
    (lambda: Scheme("x", [Class("a", LATE)]), "has no conditions"),
    (lambda: Scheme("x", [Class("a"), Class("a", LATE)]), "2 classes"),
    (lambda: Scheme("x", [Class("a"), Class("b")]), "nothing leads into it"),
    (lambda: Scheme("x", [Class("a"), Class("b", facts.amount_overdue > 1)]), "currency"),
    (lambda: Scheme("x", [Class("a"), Class("b", LATE, until=facts.channel == "sms")]), "reads a proposal"),
    (lambda: Scheme("x", [Class("a"), Class("b", facts.permitted())]), "reads a proposal"),
    (
        lambda: Scheme("x", [Class("a"), Class("b", cf.opaque(lambda _: True, name="o", version="1"))]),
        "attribute",
    ),
    (lambda: Scheme("x", [Class("a"), Class("b", LATE), Class("c", after=("bb", 9))]), "'b'"),
    (
        lambda: Scheme("x", [Class("a"), Class("b", until=LATE), Class("c", after=("b", 9))]),
        "has no `when`",
    ),
    (lambda: Class("", LATE), "non-empty"),
    (lambda: Class("b", LATE, months=-1), "months"),
    (lambda: Class("b", LATE, days=True), "days"),
    (lambda: Class("b", LATE, days=10_000), "9,999 at most"),
    (lambda: Class("b", after=("a", 0)), "number of days"),
    (lambda: Class("b", 3), "guard"),  # type: ignore[arg-type]
    (lambda: staging.ffiec("open"), "'open_end'"),  # type: ignore[arg-type]
    (lambda: buckets("x", []), "at least one"),
    (lambda: buckets("x", [(0, 3)]), "from 1 on"),
    (lambda: buckets("x", [(1, 3), (5, 9)]), "begins on the day after"),
    (lambda: buckets("x", [(1, None), (5, 9)]), "begins on the day after"),
    (lambda: buckets("x", [(1, 3)], names=["a", "b"]), "1 ranges"),
    (lambda: Scheme.from_dict({"name": "x", "classes": [{"nam": "a"}]}), "name"),
]


@pytest.mark.parametrize(("make", "said"), WRONG)
def test_a_scheme_that_cannot_be_is_refused(make, said):
    with pytest.raises((cf.BadValue, cf.BadGuard, cf.UnknownName)) as caught:
        make()
    assert said in str(caught.value)


CASE, AT = late(5)
ASKED_WRONGLY = [
    (lambda: classify(CASE, AT, staging.rbi(), was="nap"), "'npa'"),
    (lambda: classify(CASE, AT, staging.rbi(), was=classify(CASE, AT, staging.ifrs9())), "rbi"),
    (lambda: classify(CASE, AT, staging.rbi(), was=staging.Held("npa", AT + TICK)), "after"),
    (lambda: classify(CASE, AT, staging.rbi(), was={"rbi": "npa"}), "one scheme"),  # type: ignore[call-overload]
    (lambda: classify(CASE, AT, [staging.rbi()], was="npa"), "several schemes"),  # type: ignore[call-overload]
    (lambda: classify(CASE, AT, [staging.rbi()], was={"rib": "npa"}), "'rbi'"),
    (lambda: classify(CASE, AT, [staging.rbi(), staging.rbi()]), "of its own"),
    (lambda: classify("c", AT, staging.rbi()), "pass a Case"),  # type: ignore[call-overload]
    (lambda: classify(CASE, CASE.opened_at - TICK, staging.rbi()), "as_of"),
    (lambda: classify(CASE, datetime(2021, 3, 1), staging.rbi()), "no time zone"),  # noqa: DTZ001
    (lambda: classify(CASE, AT, staging.ifrs9(impaired=facts.held("bankrupcy"))), "'bankruptcy'"),
    (lambda: walk(CASE, AT, staging.ifrs9(cured=~facts.held("bankrupcy"))), "'bankruptcy'"),
    (lambda: classify(CASE, AT, staging.crr(exposure="exposur"), engine=ENGINE), "'exposure'"),
    (
        lambda: classify(CASE, AT, staging.ifrs9(impaired=facts.business_days_past_due("bank") > 3)),
        "calendars",
    ),
]


@pytest.mark.parametrize(("ask", "said"), ASKED_WRONGLY)
def test_what_is_asked_wrongly_is_an_error_that_says_so(ask, said):
    with pytest.raises(cf.CollectflowError) as caught:
        ask()
    assert said in str(caught.value)


def test_the_share_of_the_exposure_is_exact():
    """A share of a third of a percent is no whole number of millionths, and is refused as such."""
    with pytest.raises(cf.BadGuard):
        staging.crr(share=Fraction(1, 300))
