"""The packs of law: every law of policies, every rule by itself, and what holds of all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import collectflow as cf
from collectflow import policies
from collectflow.guards import Opaque, leaves
from collectflow.policies import PACKS as SHIPPED
from collectflow.policies import (
    australia,
    chile,
    china,
    colombia,
    india,
    indonesia,
    mexico,
    online_lending,
    philippines,
    russia,
    thailand,
    uk,
    us,
    vietnam,
)
from collectflow.policies._law import TRADE
from collectflow.testing import policy_tests
from collectflow.testing._asked import proposals_for, targets_of
from collectflow.testing._moments import later
from tests.histories import histories
from tests.law_support import WEEKDAYS, parts_of
from tests.support import fewer

#: Every shipped pack that says where each of its rules is written; and the readings that are not the default.
PACKS = {
    **{
        name: made.only(dated=False)
        for name, made in ((name, make()) for name, make in SHIPPED.items())
        if all(rule.source for rule in made.rules)
    },
    "australia, calendar weeks": australia.policy(week=cf.week(), month=cf.month()),
    "australia, as advice": australia.policy(effect="advise"),
    "chile, calendar weeks": chile.policy(week=cf.week(), gap=3),
    "china, as advice": china.standard(effect="advise", dated=False),
    "colombia, calendar weeks": colombia.policy(week=cf.week()),
    "india, microfinance of 2026": india.directions_2026(microfinance=True, dated=False),
    "indonesia, inclusive": indonesia.financial_services(boundary="inclusive"),
    "philippines, late": philippines.policy(any_hour_past_fifteen_days=True, dated=False),
    "thailand, dated": thailand.policy(weekends_as_holidays=False),
    "russia, calendar weeks": russia.policy(week=cf.week(), month=cf.month()),
    "us, dated": us.regulation_f(),
    "us, agencies": us.regulation_f(only_agencies=True, dated=False, boundary="exclusive"),
}
RULES = [
    pytest.param(pack, rule, id=f"{name}: {rule.id}")
    for name, pack in PACKS.items()
    if "," not in name
    for rule in pack.rules
]
#: On each of many rules and packs.
FEW = fewer(10).max_examples
#: Half past eleven at night in Shanghai.
AT = datetime(2026, 5, 4, 15, 30, tzinfo=UTC)


def alone(rule: cf.Rule, pack: cf.Policy) -> cf.Policy:
    """A pack with one rule."""
    return attrs.evolve(pack, rules=[rule])


def laws_of(policy: cf.Policy, examples: int) -> Any:
    parts = parts_of(policy)
    attributes = parts.pop("attributes")
    return policy_tests(policy, attributes=attributes, engine=parts, max_examples=examples)()


# --- what every pack keeps ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PACKS)
@pytest.mark.parametrize("law", ["total", "hiding", "from_when", "json", "readings", "frames", "adding"])
def test_a_pack_keeps_the_laws_of_policies(name, law):
    getattr(laws_of(PACKS[name], FEW), f"test_{law}")()


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_allowed_at_is_exact_for_every_rule(pack, rule):
    """Each rule by itself, so that no other one hides what it says."""
    if rule.effect == "advise":
        rule = attrs.evolve(rule, effect="refuse")
    laws_of(alone(rule, pack), FEW).test_from_when()


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_every_rule_is_written_as_a_law_is(pack, rule):
    """With its citation and its source, and no code that only one reading has."""
    assert rule.citation
    assert rule.source in {"official", "reported"}
    assert not rule.because[0].isupper()
    assert not any(isinstance(each, Opaque) for each in leaves(rule.condition))
    assert rule.owed is None or not any(isinstance(each, Opaque) for each in leaves(rule.owed))


@pytest.mark.parametrize("make", [australia.policy, china.standard])
def test_a_recommended_standard_may_be_departed_from(make):
    """Every rule of a standard has grounds, and it may be taken as advice."""
    assert all(each.grounds for each in make().rules)
    assert {each.effect for each in make(effect="advise").rules} == {"advise"}


def test_hard_rules_have_no_grounds():
    """A law's presumptions have, and what it leaves to judgement."""
    laws = [
        PACKS[name]
        for name in ["us", "chile", "colombia", "peru", "mexico", "russia", "south_africa", "kenya"]
    ]
    assert {rule.id for law in laws for rule in law.rules if rule.grounds} == {
        "reg-f.seven-calls-in-seven-days",
        "reg-f.seven-days-after-a-conversation",
        "ley-2300.visits",
        "nca.no-response",
    }


def test_rules_are_found_by_their_source():
    pack = us.new_york_city()
    assert pack.only(source="reported") == pack
    assert pack.only(source="official").rules == ()
    assert {each.source for each in us.regulation_f().rules} == {"official"}
    with pytest.raises(cf.UnknownName, match="official"):
        pack.only(source="officiall")


def test_dates_are_lifted():
    assert all(each.effective_from == date(2021, 11, 30) for each in us.regulation_f().rules)
    assert all(each.effective_from is None for each in us.regulation_f(dated=False).rules)


@pytest.mark.parametrize(
    ("pack", "laws", "day"),
    [
        ("eu", "directive-2023-2225", date(2026, 11, 20)),
        ("germany", "bgb-498", date(2016, 3, 21)),
        ("germany", "rdg-13a", date(2021, 10, 1)),
        ("spain", "lo-1-2025", date(2025, 4, 3)),
        ("spain.mortgages", "ley-5-2019", date(2019, 6, 16)),
        ("uk", "debt-respite", date(2021, 5, 4)),
    ],
)
def test_a_law_is_in_force_from_its_day(pack, laws, day):
    """SI 2020/1311, reg. 1(2); Directive 2023/2225, art. 48; what the others were read or reported to say."""
    rules = SHIPPED[pack]().rules
    dated = {rule.id for rule in rules if rule.id.partition(".")[0] == laws}
    assert dated
    assert {rule.id for rule in rules if rule.effective_from == day} == dated


@pytest.mark.parametrize("make", [us.regulation_f, australia.policy, china.standard])
def test_a_misspelt_choice_is_an_error(make):
    choice: Any = {"boundary": "x"} if make is us.regulation_f else {"effect": "x"}
    with pytest.raises(cf.BadValue):
        make(**choice)


@pytest.mark.parametrize(
    ("make", "usual"),
    [
        *((make, "inclusive") for make in (india.policy, india.microfinance, philippines.policy)),
        *(
            (make, "exclusive")
            for make in (
                *(
                    australia.policy,
                    chile.policy,
                    colombia.policy,
                    india.directions_2026,
                    indonesia.financial_services,
                ),
                *(indonesia.policy, mexico.policy, thailand.policy, uk.mortgages, vietnam.policy),
            )
        ),
        (us.regulation_f, "inclusive"),
    ],
)
def test_a_closing_hour_belongs_to_the_day_or_does_not(make, usual):
    """It does where a law forbids what comes after it; where one says until when, it does if told so."""
    assert make(boundary="inclusive") != make(boundary="exclusive")
    assert make(boundary=usual) == make()
    misspelt: Any = "inclusiv"
    with pytest.raises(cf.BadValue, match="inclusive"):
        make(boundary=misspelt)


def test_where_the_text_of_a_law_was_read_its_rules_are_official():
    """In Asia: of Vietnam's circular, of Korea's article 9, of the notice of the Thai committee."""
    asia = ("china", "india", "indonesia", "korea", "philippines", "thailand", "vietnam")
    read = {
        rule.id.partition(".")[0]
        for name, pack in PACKS.items()
        if name.partition(".")[0] in asia
        for rule in pack.only(source="official").rules
    }
    assert read == {"circular-43", "fair-collection", "debt-collection-notice"}


def test_laws_begin_when_they_came_into_force():
    begins = {
        (rule.id.partition(".")[0], rule.effective_from)
        for name in (
            *("india", "india.directions_2026", "india.microfinance", "korea", "thailand", "vietnam"),
            *("chile", "mexico"),
        )
        for rule in policies.PACKS[name]().rules
    }
    assert begins == {
        ("rbi-2022", date(2022, 8, 12)),
        ("ley-19496", date(2021, 4, 20)),
        ("condusef", date(2014, 10, 8)),
        ("rbi-2026", date(2026, 7, 1)),
        ("rbi-microfinance", date(2022, 4, 1)),
        ("debtor-protection", date(2024, 10, 17)),
        ("fair-collection", None),
        ("debt-collection-act", date(2015, 9, 2)),
        ("debt-collection-notice", date(2019, 11, 21)),
        ("circular-43", date(2020, 1, 1)),
    }


@pytest.mark.parametrize("party", TRADE)
@pytest.mark.parametrize("name", [each for each in PACKS if "," not in each])
def test_no_law_refuses_those_whose_trade_it_is(name, party):
    """A collector's own counsel, the creditor, a bureau: nobody collects from them, at whatever hour."""
    pack = PACKS[name]
    engine = cf.Engine(online_lending.lifecycle(), [pack], **parts_of(pack))
    opened = engine.open("c", account="a", borrower="b", at=AT, borrower_zones=["Asia/Shanghai"])
    known = cf.Person("p", party, zones=["Asia/Shanghai"])
    case = opened.case.apply(cf.PersonKnown("known", at=AT, person=known))
    for channel in ("call", "email", "letter"):
        asked = cf.Contact(channel, party, person="p")
        assert not engine.review(case, asked, AT + timedelta(hours=4)).refused


def test_packs_compose():
    """All of them in one engine, with a lender's own."""
    lender = online_lending.policy(currency="USD", sue_from=500_00)
    shipped = [pack for name, pack in PACKS.items() if "," not in name]
    engine = cf.Engine(online_lending.lifecycle(), [lender, *shipped], **parts_of(*shipped))
    case = engine.open("c", account="a", borrower="b", at=AT, borrower_zones=["Asia/Shanghai"]).case
    blocking = {each.policy for each in engine.review(case, cf.Contact("call"), AT).blocking}
    assert {"us.regulation-f", "china.gb-t-45251-2025", "china.convention-2018"} <= blocking


# --- a world a few weeks later --------------------------------------------------------------------------

#: Where no clock is ever changed, so that a week later is the same time of day.
STEADY = ["UTC", "Asia/Taipei", "Asia/Kathmandu", "Pacific/Honolulu"]


def moved(value: Any, by: timedelta) -> Any:
    """A value with every instant and day in it later."""
    if isinstance(value, (datetime, date)):
        return value + by
    if isinstance(value, tuple):
        return tuple(moved(each, by) for each in value)
    if attrs.has(type(value)) and not isinstance(value, cf.Conventions):
        fields = {
            each.alias: moved(getattr(value, each.name), by)
            for each in attrs.fields(type(value))
            if each.init
        }
        return type(value)(**fields)
    return value


def steady(event: cf.Event, zones: list[str], books: str) -> cf.Event:
    """The same where clocks are never changed."""
    if isinstance(event, cf.CaseOpened):
        persons = [attrs.evolve(each, zones=zones if each.zones else ()) for each in event.persons]
        return attrs.evolve(event, conventions=cf.Conventions(books_zone=books), persons=persons)
    if isinstance(event, cf.PersonKnown):
        zones = zones if event.person.zones else []
        return attrs.evolve(event, person=attrs.evolve(event.person, zones=zones))
    return event


@pytest.mark.parametrize("name", [each for each in PACKS if not each.endswith(("dated", "calendar weeks"))])
def test_whole_weeks_later_everything_is_as_before(name):
    """No rule of a pack looks at a month or a year: a world moved by weeks gives the verdict so moved."""
    pack = PACKS[name]
    parts = parts_of(pack, calendar=WEEKDAYS)
    acts = tuple(parts.get("acts", ()))
    engine = cf.Engine(online_lending.lifecycle(), [pack], **{"horizon": cf.days(40), **parts})

    @settings(max_examples=2 * FEW)
    @given(st.data(), st.integers(-60, 60))
    def look(data, weeks):
        by = timedelta(weeks=weeks)
        zones = data.draw(st.lists(st.sampled_from(STEADY), min_size=1, max_size=2, unique=True))
        books = data.draw(st.sampled_from(STEADY))
        drawn = data.draw(histories(max_size=8, ledger="dues"))
        try:
            case = cf.Case.replay([steady(each, zones, books) for each in drawn])
        except cf.BadValue:
            # A hold that ends on a day which is over in other books.
            return
        at = data.draw(later(case))
        asked = data.draw(proposals_for(engine, case, targets_of([pack]), acts))
        same = cf.Case.replay([moved(each, by) for each in case.events])
        dated = [
            attrs.evolve(
                rule,
                effective_from=None if rule.effective_from is None else rule.effective_from + by,
                effective_until=None if rule.effective_until is None else rule.effective_until + by,
            )
            for rule in pack.rules
        ]
        then = engine.evolve(policies=[attrs.evolve(pack, rules=dated)])
        first, second = engine.review(case, asked, at), then.review(same, asked, at + by)
        assert first.status == second.status
        assert [each.outcome for each in first.findings] == [each.outcome for each in second.findings]
        allowed_at = first.allowed_at
        assert second.allowed_at == (None if allowed_at is None else allowed_at + by)

    look()


# --- before a solver ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("pack", "rule"), RULES)
def test_every_rule_can_be_kept_and_broken(pack, rule):
    """A rule that never refuses, or always does, says nothing; a reviewed case shows each way."""
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    rule = attrs.evolve(rule, effect="refuse", grounds=())
    found = {"kept": False, "broken": False}
    for wanted, turned in (
        ("kept", rule),
        ("broken", attrs.evolve(rule, when=None, require=~rule.condition)),
    ):
        engine = cf.Engine(online_lending.lifecycle(), [alone(turned, pack)], **parts_of(alone(turned, pack)))
        for target in rule.on:
            if verify.never(engine, target, overrides=False, limit=10).refuted:
                found[wanted] = True
                break
    # Nobody sends a postcard, and nobody posts in public, lawfully.
    assert found == {"kept": rule.id != "reg-f.postcard", "broken": True}
