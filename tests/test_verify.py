"""Proofs: what is proved of the shipped policy, what a witness shows, what is unknown and why."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.guards import Count, Last, Term, where_of
from collectflow.policies import online_lending
from tests.oracle import CALENDARS
from tests.support import ATTRIBUTES, make_engine, policy

pytest.importorskip("z3", reason="the solver is an extra")

from collectflow import verify
from collectflow.verify import Change, Proof
from collectflow.verify._z3 import z3

SHIPPED = make_engine()
VISIT = cf.on_contact(channel="visit")
CALL = cf.Contact("call")


def ruled(*guards, on=None, lifecycle=None, currency="USD", **more):
    """An engine with one rule for each guard."""
    rules = [
        cf.Rule(f"house.{i}", on=on or cf.on_contact(), require=guard, because="the house says so", **more)
        for i, guard in enumerate(guards)
    ]
    house = cf.Policy("house", rules=rules, currency=currency)
    attributes = {**ATTRIBUTES, "nominal": int}
    return make_engine([house], lifecycle=lifecycle, calendars=CALENDARS, attributes=attributes)


def shown(answer):
    """The witness of an answer that has one."""
    assert answer.refuted, answer
    return answer.witness


# --- the shipped policy ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proposal", "when"),
    [
        ("sue", facts.amount_overdue < 100_000),
        ("sue", facts.days_past_due <= 120),
        ("sue", facts.days_past_due < 90),
        ("sue", facts.reachable()),
        ("place", facts.unanswered() < 6),
        ("place", facts.days_past_due <= 60),
        ("start_outreach", facts.unanswered(channel="call") < 2),
        ("start_reminders", facts.days_past_due < 3),
        (VISIT, facts.days_past_due <= 10),
        (VISIT, facts.stage != "outsourced"),
        (cf.on_contact(party="address_book"), None),
        (cf.on_contact(party=["employer", "family", "neighbour"]), None),
        (cf.on_contact(), facts.stage == "grace"),
        ("cure", facts.days_past_due > 0),
    ],
)
def test_the_shipped_policy_is_proved(proposal, when):
    answer = verify.never(SHIPPED, proposal, when=when)
    assert answer.result is Proof.PROVED, answer


def test_the_shipped_structure_has_no_findings():
    report = verify.check(SHIPPED)
    assert report.result is Proof.PROVED, report
    assert str(report) == f"{report.asked} questions: no findings"


def test_a_reopening_is_asked_about_for_each_stage_that_it_may_lead_back_to():
    grace = rule("no", cf.on_move("reopen", dest="grace"), facts.trigger == "")
    engine = make_engine([policy(), cf.Policy("house", rules=[grace])])
    assert [each.question for each in verify.check(engine).impossible] == [
        f"reopen from {stage} to grace is never allowed" for stage in ("cured", "settled", "written_off")
    ]
    back = verify.never(engine, cf.on_move("reopen", dest="reminder"))
    assert engine.fire(shown(back).case, "reopen", shown(back).at).case.stage == "reminder"
    assert verify.path(engine, "settled", "reminder").reason == "reopen"


def test_every_way_of_the_shipped_lifecycle_can_be_gone():
    for stage in SHIPPED.lifecycle.stages:
        for way in SHIPPED.lifecycle.outgoing(stage.name):
            answer = verify.never(SHIPPED, way.trigger, when=facts.stage == stage.name)
            witness = shown(answer)
            assert witness.case.stage == stage.name
            assert SHIPPED.fire(witness.case, way.trigger, witness.at).changed


@pytest.mark.parametrize(
    ("proposal", "when"),
    [
        ("sue", facts.days_past_due == 121),
        ("sue", facts.amount_overdue == 100_000),
        ("place", (facts.unanswered() == 6) & (facts.days_past_due == 61)),
        (VISIT, facts.days_past_due == 91),
        (CALL, facts.inconvenient),
        (cf.Contact("call", "emergency_contact"), facts.contacts(within=cf.days(7)) >= 8),
        ("reopen", facts.payments_reversed_in_stage == 0),
    ],
)
def test_an_edge_that_is_allowed_is_shown(proposal, when):
    answer = verify.never(SHIPPED, proposal, when=when)
    witness = shown(answer)
    assert SHIPPED.review(witness.case, witness.proposal, witness.at).allowed
    assert "allowed: " in str(answer)
    assert json.loads(json.dumps(answer.to_dict()))["witness"]["case"] == witness.case.to_dict()
    assert cf.Case.replay(witness.case.events) == witness.case


# --- facts of each kind ---------------------------------------------------------------------------------

SCORE, SEGMENT = facts.attribute("score", int), facts.attribute("segment", str)
VIP, SINCE = facts.attribute("vip", bool), facts.attribute("since", date)


@pytest.mark.parametrize(
    ("required", "impossible"),
    [
        (facts.contacts(within=cf.days(7)) >= 5, facts.contacts(within=cf.days(30)) < 5),
        (facts.contacts(channel="call") >= 2, facts.contacts() < 2),
        (facts.contacts(within=cf.hours(48)) >= 1, facts.time_since_contact() >= timedelta(hours=48)),
        (facts.contacts(within=cf.day()) >= 1, facts.contacts(within=cf.week()) < 1),
        (facts.contacts(within=cf.month()) < 1, facts.contacts(within=cf.day()) >= 1),
        (facts.held("dispute"), ~facts.held()),
        (facts.days_past_due >= 1, facts.amount_overdue == 0),
        (facts.days_past_due > 3, facts.days_past(day_count="inclusive") <= 4),
        (facts.unpaid_dues >= 2, facts.amount_overdue < 2),
        (facts.amount_open < 500, facts.amount_overdue >= 500),
        (facts.credit > 0, facts.amount_open > 0),
        (facts.books_weekday == 6, facts.books_date == date(2026, 5, 4)),
        (facts.local_date == date(2026, 5, 4), facts.local_weekday != 1),
        (SCORE > 3, SCORE <= 3),
        (SEGMENT == "a", SEGMENT == "b"),
        (VIP.as_guard(), ~VIP),
        (date(2026, 1, 1) < SINCE, date(2025, 1, 1) > SINCE),
        (facts.last_outcome() == "no_answer", facts.contacts(outcome="no_answer") == 0),
        (facts.days_in_stage >= 2, facts.days_in_stage == 1),
        (facts.channel == "call", facts.channel != "call"),
    ],
)
def test_readings_are_tied_to_each_other(required, impossible):
    engine = ruled(required)
    assert verify.never(engine, CALL, when=impossible).proved
    assert verify.never(engine, CALL, when=required).refuted


def counted(table, *, by="us", distinct=None, **columns):
    made: Term[int] = Term(Count(table, where_of(table, columns), cf.days(30), distinct, by))
    return made


@pytest.mark.parametrize(
    "wanted",
    [
        counted("promises") >= 2,
        counted("promises", amount=500) == 1,
        (counted("holds", kind="legal") >= 1) & ~facts.held(),
        (counted("holds", kind="legal") >= 1) & facts.held("dispute"),
        (counted("permissions") >= 2) & ~facts.permitted(),
        (counted("permissions", channel=None) >= 1) & facts.permitted("court"),
        (counted("preferences", party="borrower") >= 2) & ~facts.inconvenient,
        (counted("placements", agency="x-1") == 1) & ~facts.placed_with_agency,
        (counted("placements") == 0) & facts.placed_with_agency,
        counted("acts", name="sell") >= 2,
        counted("acts") >= 1,
        (counted("payments") == 2) & (facts.amount_overdue == 700),
        (counted("payments", by="reversed_us") == 1) & (counted("payments") == 0),
        (counted("adjustments", kind="write_off") == 2) & (facts.days_past_due == 9),
        (counted("adjustments", by="reversed_us") >= 1) & ~facts.come_due,
        (facts.unpaid_dues == 0) & facts.come_due & (facts.amount_open == 300),
        (facts.unpaid_dues == 3) & (facts.amount_overdue == 3),
        facts.credit == 500,
        (facts.credit == 500) & facts.come_due & (counted("payments") == 0),
        (facts.credit == 1) & (counted("payments") == 3) & ~facts.come_due,
        (facts.credit >= 700) & (counted("payments") == 2) & (counted("adjustments") == 2),
        (facts.credit == 0) & (counted("payments") == 2) & (facts.amount_open == 0),
        counted("contacts", distinct="channel") == 3,
        counted("contacts", distinct="person") == 3,
        (facts.contacts(direction="inbound", channel="sms") >= 1) & (facts.responses() == 1),
        (facts.contacts(purpose="legal") >= 1) & (facts.contacts(direction="inbound") >= 1),
        facts.last_outcome(direction="inbound").is_in(["voicemail"]),
        facts.left_stage == "outreach",
        facts.left_stage == "",
        facts.local_date > date(2026, 8, 1),
        facts.contacts(this_debt=False) >= 2,
        (facts.contacts(beside=True) == 3) & (facts.contacts() == 1),
        (facts.contacts(beside=True, this_debt=True) == 2) & (facts.contacts() == 0),
        facts.wishes(beside=True) & ~facts.inconvenient,
        facts.permitted("frequency", within=cf.days(7)) & (facts.contacts(permission_day=None) >= 1),
        facts.permitted() & ~facts.permitted(within=cf.days(3)),
        facts.contacts(before=cf.days(6)) >= 2,
        (facts.notices("validation") == 2) & (facts.notices("validation", received=True) == 1),
        facts.days_since_notice("demand", received=True).between(14, 20),
        counted("notices", returned=True) == 1,
        facts.transfers() == 1,
        facts.held("dispute", written=True, timely=True) & ~facts.held("dispute", written=False),
        facts.business_days_past_due("bank").between(3, 5) & (facts.days_past_due >= 5),
        facts.business_days_since_notice("bank", "demand").between(2, 4),
        facts.business_day("bank") & ~facts.business_day("young", zone="books"),
        (facts.unpaid_in_row == 2) & (facts.overdue_share("nominal") >= Decimal("0.1")),
        facts.overdue_share("nominal").between(Fraction(1, 20), Fraction(1, 10), closed="neither"),
    ],
)
def test_a_witness_can_be_built_of_every_table(wanted):
    assert shown(verify.never(ruled(wanted), CALL))


def test_hours_at_which_somebody_is_not_to_be_reached_may_be_these_or_others():
    wishes = counted("preferences", party="borrower") >= 1
    assert shown(verify.never(ruled(facts.inconvenient & (facts.local_time == time(9))), CALL))
    nowhere = ruled(facts.local_weekday.is_in([6, 7]) & wishes & ~facts.inconvenient)
    assert shown(verify.never(nowhere, CALL))


def test_a_report_may_leave_the_amount_unknown_and_lapse():
    engine = ruled(facts.days_past_due > 3)
    assert verify.never(engine, CALL, when=~(facts.amount_overdue >= 0)).proved
    silent = verify.never(ruled(facts.days_past_due > 3, facts.come_due, ~facts.come_due), CALL)
    assert silent.proved
    answer = verify.never(ruled((facts.amount_overdue > 0) | (facts.days_past_due > 3)), CALL)
    assert answer.refuted


def test_an_amount_of_a_case_in_another_currency_is_unknown():
    engine = make_engine(
        [
            cf.Policy(
                name,
                currency=currency,
                rules=[cf.Rule(f"{name}.r", on=cf.on_contact(), require=facts.amount_open >= 5, because="x")],
            )
            for name, currency in (("one", "USD"), ("two", "EUR"))
        ]
    )
    assert verify.never(engine, CALL).proved
    with pytest.raises(cf.BadValue, match="in which currency"):
        verify.never(engine, CALL, when=facts.amount_overdue > 3)
    assert verify.never(engine, CALL, when=facts.amount_open > 3, currency="USD").proved


def test_persons_are_told_apart_where_rules_do():
    own = facts.contacts(person=cf.same, within=cf.days(7))
    engine = ruled(own < 2)
    assert verify.never(engine, CALL, when=own >= 2).proved
    assert shown(verify.never(engine, CALL, when=facts.contacts(within=cf.days(7)) >= 3))
    named = ruled(facts.person == "b-7")
    assert shown(verify.never(named, CALL)).case.borrower == "b-7"
    nobody = ruled(facts.person == "")
    assert verify.never(nobody, CALL).proved
    assert verify.never(nobody, cf.Contact("call", "employer")).refuted
    assert verify.never(nobody, cf.Contact("call", "employer", person="e-1")).proved
    # Where nobody is known, no zone is either.
    unzoned = ruled((facts.person == "") & (facts.local_time >= time(0)))
    assert verify.never(unzoned, cf.Contact("call", "employer")).proved


def test_open_fields_are_tried_where_rules_look_at_them():
    engine = ruled((facts.collector == "agency-1") | (facts.place == "home"))
    assert verify.never(engine, cf.on_contact(channel="call"), when=facts.place != "home").refuted
    assert verify.never(engine, CALL).proved
    assert verify.never(engine, cf.Contact("call", place="home")).refuted
    answers = ruled((facts.reply_to != "") & (facts.contacts(direction="inbound") >= 1))
    assert verify.never(answers, CALL).proved
    assert verify.never(answers, cf.Contact("sms", reply_to="in-1")).refuted
    assert verify.never(ruled(facts.reply_to != ""), cf.on_contact(channel="sms")).refuted


# --- overrides, coverage, dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guard", "field"),
    [
        (facts.portion == "undisputed", "portion"),
        (facts.portion != "", "portion"),
        (facts.contacts(direction="inbound", id=cf.same_as("reply_to")) >= 1, "reply_to"),
        (facts.contacts(place=cf.named, direction={"inbound", "outbound"}) >= 1, "place"),
        (facts.permitted(within=cf.since("permissions", collector=cf.named)).as_guard(), "collector"),
    ],
)
def test_a_field_is_tried_wherever_rules_look_at_it(guard, field):
    """As a field of its own, under the name of another column, or in the filter of a window."""
    answer = verify.never(ruled(guard), cf.on_contact())
    assert not answer.proved
    if field != "collector":
        assert getattr(shown(answer).proposal, field) is not None


@pytest.mark.parametrize("given", [Count("permissions", by="given_us"), Last("permissions", by="given_us")])
def test_a_permission_may_be_given_before_it_begins(given):
    """It counts by when it was given, though it has not begun."""
    told: cf.Term[int] = Term(given)
    begun: cf.Term[int] = Term(Count("permissions"))
    number: cf.Term[int] = Term(Count("permissions", by="given_us"))
    asking = ruled((told >= 1 if isinstance(given, Count) else told < 5) & (begun < 1))
    assert not verify.never(asking, CALL).proved
    assert verify.never(ruled((number < 1) & (begun >= 1)), CALL).proved


def test_a_field_may_be_what_a_column_is_compared_to_elsewhere():
    """The last row is compared to a text that no filter names."""
    place = Term(Last("contacts", where_of("contacts", {"place": cf.same}), "place")) == "work"
    assert shown(verify.never(ruled(place), cf.on_contact())).proposal.place == "work"


def test_a_rule_with_grounds_is_taken_to_be_overridden():
    engine = ruled(facts.days_past_due > 3, grounds=("consent",))
    assert verify.never(engine, CALL, when=facts.days_past_due <= 3).refuted
    assert verify.never(engine, CALL, when=facts.days_past_due <= 3, overrides=False).proved
    plain = ruled(facts.days_past_due > 3)
    assert verify.compare(plain, engine).change is Change.LOOSER
    assert verify.compare(plain, engine, overrides=False).change is Change.SAME


def test_what_no_rule_is_about_is_never_allowed():
    engine = ruled(facts.days_past_due > 3, on=cf.on_contact(channel="call"))
    assert verify.never(engine, cf.Contact("sms")).proved
    assert verify.never(engine, "sue").refuted
    assert verify.never(engine, cf.Act("sell")).proved
    assert verify.never(ruled(facts.days_past_due > 3, on=cf.on_act("sell")), cf.Act("sell")).refuted


def test_a_rule_holds_while_it_is_in_force():
    dated = {"effective_from": date(2026, 3, 1), "effective_until": date(2026, 4, 30)}
    engine = ruled(facts.days_past_due > 3, **dated)
    early = facts.days_past_due == 0
    assert verify.never(engine, CALL, when=early).proved
    moves = ruled(facts.days_past_due > 3, on=cf.on_move("sue"), **dated)
    assert verify.never(moves, "sue", when=early & (facts.books_date == date(2026, 3, 1))).proved
    assert verify.never(moves, "sue", when=early & (facts.books_date == date(2026, 5, 1))).refuted


def test_advice_refuses_nothing():
    assert verify.never(ruled(facts.days_past_due > 3, effect="advise"), "sue").refuted
    assert verify.never(ruled(facts.days_past_due > 3, effect="advise"), CALL).proved


# --- what cannot be told --------------------------------------------------------------------------------


def opaque(fn, name="own"):
    return cf.opaque(fn, name=name, version="1")


def test_an_opaque_rule_is_named_unless_it_does_not_matter():
    never = ruled(opaque(lambda _: False))
    answer = verify.never(never, CALL)
    assert answer.result is Proof.UNKNOWN
    assert "opaque guard 'own'" in answer.reason
    assert verify.never(
        ruled(opaque(lambda _: False), facts.days_past_due > 3), CALL, facts.days_past_due < 3
    ).proved
    assert verify.never(ruled(opaque(lambda _: True)), CALL).refuted


def test_a_policy_object_is_named_unless_it_does_not_matter():
    class Silent:
        name = "silent"

        def review(self, context):
            yield cf.Finding.of("silent.no", met=False, because="never")

    own = policy()
    engine = make_engine([own, Silent()])
    answer = verify.never(engine, "sue")
    assert answer.unknown
    assert "policy 'silent'" in answer.reason
    assert verify.never(engine, "sue", when=facts.days_past_due < 3).proved
    assert verify.compare(engine, engine).change is Change.SAME


def test_days_of_unusual_length_are_not_guessed_at():
    """On a day of 25 hours a contact 24.5 hours ago is of today: no plain case shows it."""
    long_ago = facts.time_since_contact() >= timedelta(hours=24, minutes=30)
    answer = verify.never(ruled(facts.contacts(within=cf.day()) >= 1), CALL, when=long_ago)
    assert answer.unknown
    assert "unusual length" in answer.reason
    further = facts.time_since_contact() >= timedelta(days=4)
    assert verify.never(ruled(facts.contacts(within=cf.day()) >= 1), CALL, when=further).proved


def test_a_question_with_too_many_windows_says_so():
    many = [facts.contacts(within=cf.hours(n)) < 9 for n in range(1, 10)]
    assert "more than is looked at" in verify.never(ruled(*many), CALL).reason
    about = facts.contacts(about=cf.same) < 3
    assert "more than is looked at" in verify.never(ruled(about), CALL).reason


def test_a_solver_that_gives_up_makes_it_unknown(monkeypatch):
    monkeypatch.setattr(z3.Solver, "check", lambda _: z3.unknown)
    answer = verify.never(SHIPPED, "sue", when=facts.days_past_due < 90)
    assert answer.unknown
    assert "gave up" in answer.reason


def test_a_row_that_no_event_makes_alone_is_not_built():
    stages: Term[int] = Term(Count("stages", where_of("stages", {"stage": "outreach"})))
    answer = verify.never(ruled(stages >= 2), CALL)
    assert answer.unknown
    assert "no event" in answer.reason


def test_business_days_are_read_from_the_calendar():
    class Weekdays:
        def is_business_day(self, day):
            return None if day < date(2025, 12, 1) else day.isoweekday() < 6

    within = cf.business_days(2, "weekdays")
    rule = cf.Rule("r", on=cf.on_contact(), require=facts.contacts(within=within) >= 1, because="x")
    engine = make_engine([cf.Policy("p", rules=[rule])], calendars={"weekdays": Weekdays()})
    sunday = facts.local_weekday == 7
    assert shown(verify.never(engine, CALL, when=sunday & (facts.days_since_contact() == 3)))
    assert verify.never(engine, CALL, when=facts.days_since_contact() > 100).unknown


# --- structure ------------------------------------------------------------------------------------------

LIFECYCLE = cf.Lifecycle(
    "small",
    ["a", "b", cf.Stage("end", final=True)],
    [
        cf.Transition("go", "a", "b", automatic=True),
        cf.Transition("stop", "a", "end", automatic=True),
        cf.Transition("stop", "b", "end"),
    ],
)


def small(*rules):
    return make_engine([cf.Policy("house", rules=rules, currency="USD")], lifecycle=LIFECYCLE)


def rule(name, on, require):
    return cf.Rule(name, on=on, require=require, because="x")


def test_what_can_never_be_is_found():
    late = facts.days_past_due >= 5
    engine = small(
        rule("go", cf.on_move("go"), late),
        rule("never", cf.on_move("go"), facts.days_past_due < 5),
        rule("idle", cf.on_move("stop", source="b"), (facts.days_past_due >= 0) | late),
    )
    report = verify.check(engine)
    assert report.result is Proof.REFUTED
    assert report.unreached == ("b",)
    assert report.stuck == ()
    assert [each.question for each in report.impossible] == ["go from a is never allowed"]
    assert [each.question for each in report.idle] == [
        # A servicer's report may have lapsed: `days_past_due >= 0` is unknown then, but not refused.
        "rule idle never refuses anything",
    ]
    assert "stage 'b': no move can ever enter it" in str(report)
    assert json.loads(json.dumps(report.to_dict()))["result"] == "refuted"


def test_a_stage_that_cannot_be_left_is_found():
    engine = small(rule("no", cf.on_move("stop", source="b"), (facts.trigger == "go")))
    assert verify.check(engine).stuck == ("b",)


def test_two_automatic_moves_that_are_due_at_once_are_found():
    late, later = facts.days_past_due > 3, facts.days_past_due > 9
    engine = small(rule("go", cf.on_move("go"), late), rule("stop", cf.on_move("stop"), later))
    (tie,) = verify.check(engine).ties
    assert "go (taken first) and stop" in tie.question
    witness = shown(tie)
    moved = engine.advance(witness.case, witness.at)
    assert moved.case.stage == "b"
    apart = small(rule("go", cf.on_move("go"), late & ~later), rule("stop", cf.on_move("stop"), later))
    assert verify.check(apart).ties == ()


def test_what_is_unknown_is_reported():
    engine = small(rule("own", cf.on_move("go"), opaque(lambda _: False)))
    report = verify.check(engine)
    assert {each.question for each in report.unknown} == {
        "go from a is never allowed",
        "in a, go (taken first) and stop are never due at once",
    }
    # The rule does refuse the case that was built to ask it.
    assert report.idle == ()


# --- paths ----------------------------------------------------------------------------------------------


def test_the_way_to_a_suit_is_shown_and_can_be_gone():
    found = verify.path(SHIPPED, "grace", "litigation")
    assert found.reason == "start_reminders, start_outreach, place, sue"
    witness = shown(found)
    case = witness.case
    assert case.stage == "grace"
    for trigger in found.reason.split(", "):
        case = SHIPPED.fire(case, trigger, witness.at).case
    assert case.stage == "litigation"


def test_the_shortest_way_comes_first():
    assert verify.path(SHIPPED, "outsourced", "cured").reason == "cure"


def test_a_way_with_an_impossible_move_is_proved_not_to_be_one():
    engine = make_engine(
        [policy(), cf.Policy("no", rules=[rule("no", cf.on_move("place"), facts.trigger == "")])]
    )
    assert verify.path(engine, "grace", "litigation").proved
    assert verify.path(engine, "grace", "outreach").refuted


def test_a_way_that_takes_time_is_not_found():
    late, later = facts.days_past_due == 3, facts.days_past_due == 9
    engine = small(
        rule("go", cf.on_move("go"), late),
        rule("stop", cf.on_move("stop", source="b"), later),
        rule("no", cf.on_move("stop", source="a"), facts.trigger == ""),
    )
    answer = verify.path(engine, "a", "end")
    assert answer.unknown
    assert "at one instant" in answer.reason


def test_a_path_between_unknown_stages_is_refused():
    with pytest.raises(cf.UnknownStage, match="grace"):
        verify.path(SHIPPED, "grac", "litigation")


# --- comparison -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "change", "looser", "stricter"),
    [
        ({}, Change.SAME, None, None),
        # Past 90 days is past 5 as well: nothing changes.
        ({"no_visit_within": 5}, Change.SAME, None, None),
        ({"sue_after": 150}, Change.STRICTER, None, "sue"),
        ({"sue_after": 100}, Change.LOOSER, "sue", None),
        ({"sue_from": 1}, Change.LOOSER, "sue", None),
        ({"place_attempts": 8}, Change.STRICTER, None, "place"),
        ({"no_visit_within": 95}, Change.STRICTER, None, "visit"),
        ({"sue_after": 150, "visit_after": 60}, Change.NEITHER, "visit", "sue"),
    ],
)
def test_two_settings_are_compared(numbers, change, looser, stricter):
    new = make_engine([policy(**numbers)])
    found = verify.compare(SHIPPED, new)
    assert found.change is change, found
    for witness, name, yes, no in (
        (found.looser, looser, new, SHIPPED),
        (found.stricter, stricter, SHIPPED, new),
    ):
        assert (witness is None) == (name is None)
        if witness is not None:
            proposal = witness.proposal
            assert name == getattr(proposal, "trigger", getattr(proposal, "channel", None))
            assert yes.review(witness.case, proposal, witness.at).allowed
            assert not no.review(witness.case, proposal, witness.at).allowed
    assert json.loads(json.dumps(found.to_dict()))["change"] == change
    assert str(found).startswith(f"{change}: ")


def test_a_way_that_only_one_has_counts():
    without = online_lending.lifecycle().extend(
        without=[("outsourced", "sue")], transitions=[cf.Transition("prosecute", "outsourced", "litigation")]
    )
    rules = policy().without(
        "online-lending.sue-days", "online-lending.sue-amount", "online-lending.sue-unreachable"
    )
    old, new = make_engine([rules]), make_engine([cf.Policy("none")], lifecycle=without)
    found = verify.compare(old, new)
    assert {each.proposal for each in found.differences} >= {
        "sue from outsourced",
        "prosecute from outsourced",
    }


def test_a_word_that_only_one_has_counts_and_others_are_matched():
    rules = [cf.Policy("p", rules=[rule("r", cf.on_contact(), facts.days_past_due > 3)])]
    old, new = make_engine(rules), make_engine(rules, channels=["aaa"])
    found = verify.compare(old, new)
    assert found.change is Change.LOOSER
    proposals = [shown(each.looser).proposal for each in found.differences]
    assert {each.channel for each in proposals if isinstance(each, cf.Contact)} == {"aaa"}
    assert verify.compare(new, old).change is Change.STRICTER


def test_a_rule_written_otherwise_is_the_same():
    a = ruled((facts.days_past_due > 3) & ~facts.disputed)
    b = ruled(~(facts.days_past_due <= 3) & ~facts.disputed)
    assert verify.compare(a, b).change is Change.SAME
    c = ruled(~((facts.days_past_due < 4) | facts.held("dispute", "legal")))
    assert verify.compare(a, c).change is Change.STRICTER


def test_what_cannot_be_compared_is_unknown():
    a, b = ruled(opaque(lambda _: False)), ruled(opaque(lambda _: False, "other"))
    found = verify.compare(a, b)
    assert found.change is Change.UNKNOWN
    assert "unknown" in str(found)


# --- manners --------------------------------------------------------------------------------------------


def test_misspelt_names_are_refused():
    with pytest.raises(cf.UnknownName, match="sue"):
        verify.never(SHIPPED, "seu")
    with pytest.raises(cf.UnknownName, match="call"):
        verify.never(SHIPPED, cf.Contact("cal"))
    with pytest.raises(cf.UnknownName, match="sell"):
        verify.never(SHIPPED, cf.Act("sel"))
    with pytest.raises(cf.InvalidEngine, match="grace"):
        verify.never(SHIPPED, "sue", when=facts.stage == "grac")
    with pytest.raises(cf.BadValue):
        verify.never(SHIPPED, 7)  # type: ignore[arg-type]


def test_answers_have_no_truth_value():
    for each in (verify.never(SHIPPED, "sue"), verify.check(small()), verify.compare(SHIPPED, SHIPPED)):
        with pytest.raises(TypeError):
            bool(each)


def test_local_hours_are_proved():
    engine = ruled(facts.local_time.between(time(8), time(21), closed="left"))
    assert verify.never(engine, CALL, when=facts.local_time >= time(21)).proved
    assert verify.never(engine, CALL, when=facts.local_time < time(8)).proved
    assert verify.never(engine, CALL, when=facts.local_time == time(8)).refuted
