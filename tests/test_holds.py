"""What holds forbid: kind by kind, for how long, to whom, and that nothing else is touched."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts, vocabulary
from collectflow.policies import holds, online_lending
from collectflow.testing import policy_tests
from tests.support import START, fewer, make_engine, open_case, policy

LIFECYCLE = online_lending.lifecycle()
OWN = ("enforcement_off", "freeze", "pause")
#: The shipped kinds, and three of a host's own.
PACK = holds.holds(
    [*holds.escalations(LIFECYCLE), cf.on_act("sell")],
    suits=cf.on_move("sue"),
    no_contact=[*holds.NO_CONTACT, "freeze"],
    no_escalation=[*holds.NO_ESCALATION, "freeze", "pause"],
    no_suit=[*holds.NO_SUIT, "enforcement_off"],
)
WATCH = holds.watch(LIFECYCLE, days=30, left=["cured"])
ENGINE = make_engine([policy(), PACK], holds=OWN)
ALONE = make_engine([PACK], holds=OWN)
DAY = timedelta(days=1)
SALE = cf.Rule("sale", on=cf.on_act("sell"), require=facts.days_past_due > 0, because="it is late")
CALL = cf.Contact("call")
HARDER = [("grace", "start_reminders"), ("reminder", "start_outreach"), ("outreach", "place")]


def held(kind: str, *, engine: cf.Engine = ALONE, stage: str = "outreach", **more: Any) -> cf.Case:
    """A case with a hold from `START` on."""
    case = open_case(engine, stage=stage, persons=[cf.Person("p-1", "representative")])
    return engine.record(case, cf.HoldPlaced("h", at=START, kind=kind, **more)).case


def blocking(
    engine: cf.Engine, case: cf.Case, asked: Any, at: datetime = START + DAY, **more: Any
) -> set[str]:
    return {each.rule for each in engine.review(case, asked, at, **more).blocking}


# --- what each kind forbids -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*vocabulary.HOLDS, *OWN])
def test_what_each_kind_forbids(kind):
    """Contacts, escalation, a suit: as the lists say, and nothing for the kinds that are left to the laws."""
    escalates = kind in {*holds.NO_ESCALATION, "freeze", "pause"}
    sues = escalates or kind in {*holds.NO_SUIT, "enforcement_off"}
    contacts = kind in {*holds.NO_CONTACT, "freeze"}
    case = held(kind)
    for stage, trigger in HARDER:
        assert bool(blocking(ALONE, held(kind, stage=stage), trigger)) is escalates
    assert bool(blocking(ALONE, case, cf.Act("sell"))) is escalates
    assert bool(blocking(ALONE, held(kind, stage="outsourced"), "sue")) is sues
    assert ALONE.review(case, CALL, START + DAY).refused is contacts
    assert any(f"holds.{kind}." in each.id for each in PACK.rules) is (kind not in holds.NOT_COVERED)


@pytest.mark.parametrize("kind", [*vocabulary.HOLDS, *OWN])
def test_what_leads_down_or_out_is_free(kind):
    """Payments are taken, and cure, recall, settlement and write-off are nobody's to forbid."""
    case = held(kind, stage="outsourced")
    for trigger in ("recall", "step_down", "cure", "settle", "write_off"):
        assert not blocking(ALONE, case, trigger)
    paid = held(kind, engine=ENGINE)
    paid = ENGINE.record(paid, cf.PaymentReceived("p", at=START + DAY, amount=150_000)).case
    assert ENGINE.advance(paid, START + DAY).case.stage == "cured"


@pytest.mark.parametrize("kind", ["hardship", "moratorium", "pause"])
def test_automatic_moves_wait_through_the_end_day(kind):
    """The case stays where it is, and `next_review` is the day after the hold's last."""
    case = open_case(ENGINE)
    until = date(2026, 2, 10)
    case = ENGINE.record(case, cf.HoldPlaced("h", at=START, kind=kind, until=until)).case
    last, after = datetime(2026, 2, 10, 23, 59, tzinfo=UTC), datetime(2026, 2, 11, tzinfo=UTC)
    assert not ENGINE.advance(case, last).changed
    assert ENGINE.next_review(case, START + 9 * DAY) == after
    assert ENGINE.review(case, "start_reminders", last).allowed_at == after
    assert ENGINE.advance(case, after).case.stage == "reminder"


@given(st.integers(0, 60), st.integers(0, 60), st.sampled_from(holds.NO_ESCALATION))
@fewer(2)
def test_a_hold_forbids_from_its_first_day_through_its_last(first, length, kind):
    start = START.date() + first * DAY
    end = start + length * DAY
    case = held(kind, stage="grace", starts_on=start, until=end)
    for day in (start - DAY, start, end, end + DAY):
        at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        if at >= case.last_at:
            assert bool(blocking(ALONE, case, "start_reminders", at)) is (start <= day <= end)


@pytest.mark.parametrize(
    "scope", [{"scope": "due", "due": "d-1"}, {"scope": "portion", "amount": 5}, {"scope": "borrower"}]
)
@pytest.mark.parametrize("kind", holds.NO_ESCALATION)
def test_a_hold_on_a_part_holds_the_whole_up(kind, scope):
    """A move is about the whole debt."""
    assert blocking(ALONE, held(kind, **scope), "place") == {f"holds.{kind}.escalation"}


def test_lifting_a_hold_frees_at_once():
    case = held("legal")
    case = ALONE.record(case, cf.HoldLifted("l", at=START + DAY, hold="h")).case
    assert not blocking(ALONE, case, "place")


def test_a_dispute_forbids_until_it_is_verified():
    case = held("dispute")
    early = ALONE.record(
        open_case(ALONE, stage="outreach"),
        cf.NoticeSent("v", at=START, kind="verification"),
        cf.HoldPlaced("h", at=START + DAY, kind="dispute"),
    ).case
    assert blocking(ALONE, early, "place", START + 2 * DAY) == {"holds.dispute.escalation"}
    assert blocking(ALONE, case, "place") == {"holds.dispute.escalation"}
    verified = ALONE.record(case, cf.NoticeSent("v", at=START + DAY, kind="verification")).case
    assert not blocking(ALONE, verified, "place", START + 2 * DAY)
    back = ALONE.record(verified, cf.NoticeReturned("r", at=START + 3 * DAY, notice="v")).case
    assert blocking(ALONE, back, "place", START + 3 * DAY)
    again = ALONE.record(verified, cf.HoldPlaced("h-2", at=START + 3 * DAY, kind="dispute")).case
    assert blocking(ALONE, again, "place", START + 4 * DAY)


def test_a_court_may_lift_the_stay_of_a_bankruptcy():
    case = held("bankruptcy")
    assert blocking(ALONE, case, "place") == {"holds.bankruptcy.escalation"}
    permitted = ALONE.record(case, cf.PermissionGiven("c", at=START, kind="court")).case
    assert not blocking(ALONE, permitted, "place")


def test_who_is_spoken_with_after_a_death():
    """The estate, who owes as well, and a creditor; others are asked only who acts for the estate."""
    case = held("deceased")
    free = {*holds.ESTATE, "co_borrower", "guarantor", "creditor", "creditor_attorney", "collector_attorney"}
    free |= {"consumer_reporting_agency"}
    for party in vocabulary.PARTIES:
        asked = cf.Contact("letter", party)
        assert ALONE.review(case, asked, START + DAY).refused is (party not in free), party
        locating = attrs.evolve(asked, purpose="locate")
        assert ALONE.review(case, locating, START + DAY).refused is (party == "borrower"), party
    for purpose in vocabulary.PURPOSES:
        assert ALONE.review(case, cf.Contact("letter", purpose=purpose), START + DAY).refused


@pytest.mark.parametrize("kind", ["bankruptcy", "bereavement", "incapacity", "freeze"])
def test_a_question_is_answered_and_what_a_law_demands_is_told(kind):
    case = held(kind)
    case = ALONE.record(case, cf.ContactInbound("in", at=START + DAY, channel="email")).case
    at = START + DAY
    assert ALONE.review(case, cf.Contact("email"), at).refused
    assert ALONE.review(case, cf.Contact("email", purpose="reply"), at).refused
    assert ALONE.review(case, cf.Contact("email", reply_to="in"), at).allowed
    assert ALONE.review(case, cf.Contact("letter", purpose="legal"), at).allowed
    answered = ALONE.fire(case, cf.Contact("email", reply_to="in"), at).case
    assert ALONE.review(answered, cf.Contact("email", reply_to="in"), at).refused


@pytest.mark.parametrize("kind", [*holds.NO_ESCALATION, "time_barred"])
def test_what_is_about_the_borrower_counts_in_every_case(kind):
    """By its kind, or by its scope; a hold on one debt is that debt's."""
    mine = open_case(ALONE, stage="outsourced")
    for scope, counts in (("borrower", True), ("debt", kind in holds.PERSONAL)):
        opened = ALONE.open("c-2", account="a-2", borrower="b-1", at=START, currency="USD").case
        other = ALONE.record(opened, cf.HoldPlaced("h", at=START, kind=kind, scope=scope)).case
        assert bool(blocking(ALONE, mine, "sue", beside=[other])) is counts


@pytest.mark.parametrize("stage", [each.name for each in LIFECYCLE.stages])
def test_where_nothing_holds_nothing_changes(stage):
    """Every move, act and contact has the verdict that it has without the policy, and so it has the day
    after a hold."""
    without = ENGINE.evolve(policies=[policy(), cf.Policy("sale", rules=[SALE])])
    with_holds = without.evolve(policies=[*without.policies, PACK])
    case = open_case(without, stage=stage)
    over = cf.HoldPlaced("h", at=START, kind="deceased", until=START.date())
    asked = [cf.Contact(each, party) for each in vocabulary.CHANNELS for party in vocabulary.PARTIES]
    for each in (case, without.record(case, over).case):
        plain = without.options(each, START + DAY, contacts=asked)
        held_up = with_holds.options(each, START + DAY, contacts=asked)
        assert {key: value.status for key, value in held_up.items()} == {
            key: value.status for key, value in plain.items()
        }
        sale = [engine.review(each, cf.Act("sell"), START + DAY).status for engine in (without, with_holds)]
        assert sale[0] == sale[1]


def test_grounds():
    """A named person may pursue what is undisputed; a moratorium has grounds if the host gives some."""
    case = held("dispute")
    lifted = cf.Override(
        "holds.dispute.escalation", "only what is undisputed is pursued", by="m", because="half is admitted"
    )
    assert ALONE.fire(case, "place", START + DAY, overrides=[lifted]).case.stage == "outsourced"
    assert {each.id for each in PACK.rules if each.grounds} == {
        f"holds.{kind}.escalation" for kind in holds.GROUNDS
    }
    made = holds.holds(cf.on_move("place"), grounds={"moratorium": ["the borrower asks for it"]})
    assert made.rule("holds.moratorium.escalation").grounds == ("the borrower asks for it",)


# --- how it is put together -----------------------------------------------------------------------------


def test_escalations_are_read_off_the_severities():
    """Each stage's own; a trigger that leads up from one and down from another is told apart."""
    assert [dict(each.columns) for each in holds.escalations(LIFECYCLE)] == [
        {"source": (source,), "trigger": (trigger,)} for source, trigger in [*HARDER, ("outsourced", "sue")]
    ]
    mixed = cf.Lifecycle(
        "mixed",
        [cf.Stage("a"), cf.Stage("b", severity=1), cf.Stage("c"), cf.Stage("z", final=True, severity=9)],
        [
            cf.Transition("go", "a", "b"),
            cf.Transition("go", "b", "a"),
            cf.Transition("aside", "a", "c"),
            cf.Transition("end", "a", "z"),
            cf.Transition("end", "c", "z"),
        ],
    )
    assert holds.escalations(mixed) == (cf.on_move("go", source="a"),)


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (lambda: holds.holds([]), cf.BadGuard),
        (lambda: holds.holds(cf.on_move("place"), no_contact="bankruptcy"), cf.BadValue),
        (lambda: make_engine([holds.holds(cf.on_move("place"), no_escalation=["pauze"])]), cf.InvalidEngine),
        (lambda: make_engine([holds.holds(cf.on_move("plaze"))]), cf.InvalidEngine),
        (
            lambda: holds.escalations(
                cf.Lifecycle("l", ["a", cf.Stage("z", final=True)], [cf.Transition("x", "a", "z")])
            ),
            cf.BadValue,
        ),
        (lambda: holds.watch(LIFECYCLE, days=30), cf.BadValue),
        (lambda: make_engine([holds.watch(LIFECYCLE, days=30, left=["curd"])]), cf.InvalidEngine),
    ],
)
def test_what_could_forbid_nothing_is_an_error(made, error):
    with pytest.raises(error):
        made()


def test_what_few_need_is_imported_when_it_is_wanted():
    """`import collectflow` does not wait for it."""
    script = (
        "import sys, collectflow as cf\n"
        "for each in ('holds', 'full_recovery'):\n"
        "    name = f'collectflow.policies.{each}'\n"
        "    assert name not in sys.modules\n"
        "assert cf.policies.full_recovery.Stage.EARLY == 'early'\n"
        "assert cf.policies.holds.PERSONAL\n"
        "assert not hasattr(cf.policies, 'hold')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)  # noqa: S603 - ours


def test_it_goes_through_json():
    engine = make_engine([policy(), PACK, WATCH], holds=OWN)
    assert cf.Engine.from_dict(engine.to_dict()).fingerprint == engine.fingerprint


# --- the watch ------------------------------------------------------------------------------------------


def test_a_relapse_is_watched_before_it_escalates():
    """After a payment bounced the case is back where it was, and waits thirty days for what is harder."""
    engine = make_engine([policy(place_attempts=0), WATCH])
    case = open_case(engine, stage="outreach")
    paid = START + 70 * DAY
    assert engine.review(case, "place", paid).allowed
    case = engine.record(case, cf.PaymentReceived("p", at=paid, amount=150_000)).case
    case = engine.advance(case, paid).case
    assert case.stage == "cured"
    bounced = paid + 5 * DAY
    case = engine.record(case, cf.PaymentReversed("r", at=bounced, payment="p")).case
    case = engine.advance(case, bounced).case
    assert case.stage == "outreach"
    verdict = engine.review(case, "place", bounced)
    assert [each.rule for each in verdict.blocking] == ["holds.watch"]
    assert verdict.allowed_at == bounced + 30 * DAY


def test_a_case_that_is_opened_in_a_stage_did_not_enter_it():
    watch = holds.watch(cf.on_move("place"), days=30, entered=["outreach"])
    engine = make_engine([watch])
    assert engine.review(open_case(engine, stage="outreach"), "place", START).allowed
    moved = engine.fire(open_case(engine, stage="reminder"), "start_outreach", START).case
    assert engine.review(moved, "place", START).allowed_at == START + 30 * DAY


# --- laws and proofs ------------------------------------------------------------------------------------


TestHolds = policy_tests(PACK, engine={"acts": ["sell"], "holds": OWN}, max_examples=30)
TestWatch = policy_tests(WATCH, max_examples=30)


@pytest.mark.parametrize("rule", PACK.rules, ids=lambda rule: rule.id)
def test_every_rule_can_be_kept_and_broken(rule):
    """A reviewed case shows each way."""
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    rule = attrs.evolve(rule, grounds=())
    for turned in (rule, attrs.evolve(rule, when=None, require=~rule.condition)):
        engine = make_engine([cf.Policy("one", rules=[turned])], acts=["sell"], holds=OWN)
        assert any(verify.never(engine, each, overrides=False, limit=10).refuted for each in rule.on)


@pytest.mark.parametrize(
    ("proposal", "when"),
    [
        ("sue", facts.held("moratorium")),
        ("sue", facts.held("time_barred")),
        ("place", facts.held("bankruptcy") & ~facts.permitted("court")),
        ("place", facts.held("dispute") & (facts.notices("verification") < 1)),
        ("start_reminders", facts.held("hardship")),
        ("start_reminders", facts.held("moratorium", scope="borrower", beside=True)),
        (cf.Act("sell"), facts.held("deceased", beside=True)),
        (cf.on_contact(party="borrower"), facts.held("deceased")),
        (
            cf.on_contact(party="borrower", purpose="collect"),
            facts.held("bankruptcy") & ~facts.permitted("court") & ~facts.answers,
        ),
        (cf.on_contact(party="family", purpose="collect"), facts.held("deceased")),
    ],
)
def test_what_is_proved(proposal, when):
    verify = pytest.importorskip("collectflow.verify", reason="the solver is an extra")
    answer = verify.never(ENGINE, proposal, when=when, overrides=False)
    assert answer.proved, answer
