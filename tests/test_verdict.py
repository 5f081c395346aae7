"""Verdicts: what they come to, what they say, and that they survive being stored."""

from __future__ import annotations

import json
import pickle
import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending
from tests.guard_strategies import ATTRIBUTES, PROPOSALS, guards, situations
from tests.test_reading import engine_for

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
CALL = cf.Contact("call", "borrower")


def rule(name: str, require, **more) -> cf.Rule:
    more.setdefault("on", cf.on_contact())
    return cf.Rule(name, require=require, because=f"{name} says so", **more)


def engine(*rules: cf.Rule, policies=(), **parts) -> cf.Engine:
    made = [cf.Policy("house", currency="USD", rules=rules)] if rules else []
    parts.setdefault("attributes", ATTRIBUTES)
    return cf.Engine(online_lending.lifecycle(), [*made, *policies], **parts)


def case(**more) -> cf.Case:
    more.setdefault("stage", "reminder")
    more.setdefault("borrower_zones", ["Europe/Berlin"])
    more.setdefault("currency", "USD")
    more.setdefault("dues", [cf.Due("d", due_on=date(2026, 2, 1), amount=100_00)])
    more.setdefault("at", datetime(2026, 3, 1, tzinfo=UTC))
    return engine().open("loan/1", account="loan", borrower="b", **more).case


YES = facts.channel == "call"
NO = facts.channel == "sms"
UNKNOWN = facts.attribute("score", int) > 0


def _raise(_sight):
    raise ZeroDivisionError("one over nothing")


FAILING = cf.opaque(_raise, name="failing", version="1")
ODD = cf.opaque(lambda _: 1, name="odd", version="1")  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize(
    ("guards_", "status"),
    [
        ([YES], "allowed"),
        ([YES, NO], "refused"),
        ([YES, UNKNOWN], "unknown"),
        ([NO, UNKNOWN], "refused"),
        ([YES, FAILING], "unknown"),
        ([NO, FAILING], "refused"),
        ([YES | FAILING], "unknown"),
        ([YES, ODD], "unknown"),
        ([~FAILING], "unknown"),
        ([YES | UNKNOWN], "allowed"),
    ],
)
def test_deny_overrides_and_refused_beats_unknown(guards_, status):
    """One refusal refuses, one unknown or error leaves it unknown, and an `or` absorbs no error."""
    verdict = engine(*(rule(f"r{i}", each) for i, each in enumerate(guards_))).review(case(), CALL, NOW)
    assert verdict.status == status
    assert [verdict.allowed, verdict.refused, verdict.unknown].count(True) == 1


def test_an_error_is_a_finding_with_its_cause():
    """What a guard raised stands in the finding, and the engine lives on."""
    verdict = engine(rule("r", FAILING)).review(case(), CALL, NOW)
    assert verdict.findings[0].outcome == "error"
    assert verdict.findings[0].error == "ZeroDivisionError: one over nothing"
    assert "one over nothing" in str(verdict)
    with pytest.raises(cf.Refused):
        engine(rule("r", FAILING)).fire(case(), CALL, NOW)


def test_an_opaque_guard_is_unknown_when_a_declared_fact_is():
    """The callable is not asked about what nobody knows."""
    asked: list[cf.Sight] = []

    def ask(sight: cf.Sight) -> bool:
        asked.append(sight)
        return True

    guard = cf.opaque(
        ask,
        name="asks",
        version="1",
        reads=[facts.attribute("score", int)],
    )
    assert engine(rule("r", guard)).review(case(), CALL, NOW).unknown
    assert asked == []
    assert engine(rule("r", guard)).review(case(attributes={"score": 3}), CALL, NOW).allowed
    assert len(asked) == 1


def test_an_opaque_guard_reads_what_it_declares():
    """A sight gives declared facts as authors write them, and refuses others."""
    seen: dict[str, object] = {}

    def look(sight: cf.Sight) -> bool:
        seen["days"] = sight[facts.days_past_due]
        seen["time"] = sight[facts.local_time]
        with pytest.raises(cf.BadGuard, match="declare it in reads"):
            _ = sight[facts.amount_overdue]
        return True

    guard = cf.opaque(look, name="look", version="1", reads=[facts.days_past_due, facts.local_time])
    assert engine(rule("r", guard)).review(case(), CALL, NOW).allowed
    assert seen == {"days": 37, "time": time(13)}


def test_advice_never_refuses():
    """An advising rule that is unmet is told and changes nothing else."""
    verdict = engine(rule("yes", YES), rule("hint", NO, effect="advise")).review(case(), CALL, NOW)
    assert verdict.allowed
    assert [each.rule for each in verdict.advice] == ["hint"]
    assert "advice of hint" in str(verdict)


def test_a_printed_verdict_has_refusals_before_advice_and_what_was_overridden():
    """The findings keep the order of the rules; what is read first is what refuses."""
    made = engine(
        rule("waived", NO, grounds=["consent"]),
        rule("hint", NO, effect="advise"),
        rule("no", NO),
        rule("tip", NO, effect="advise"),
        rule("never", NO),
    )
    waived = cf.Override("waived", "consent", by="ann", because="on the phone")
    verdict = made.review(case(), CALL, NOW, overrides=[waived])
    assert [each.rule for each in verdict.findings] == ["waived", "hint", "no", "tip", "never"]
    shown = re.findall(r"^  (?:refused by|advice of|overridden:) (\w+)", str(verdict), re.MULTILINE)
    assert shown == ["no", "never", "hint", "tip", "waived"]


@pytest.mark.parametrize(
    ("policy", "named"),
    [("lender", "no.calls of lender"), ("no", "no.calls"), ("no.calls", "no.calls"), ("n", "no.calls of n")],
)
def test_a_printed_verdict_names_the_policy_of_a_rule(policy, named):
    """A rule's policy is said beside it, unless the rule is called after it."""
    made = engine(policies=[cf.Policy(policy, rules=[rule("no.calls", NO, citation="s. 1")])])
    assert f"refused by {named} [s. 1]: " in str(made.review(case(), CALL, NOW))


def test_a_contact_without_a_rule_is_uncovered_and_a_move_is_allowed():
    """Nobody spoke for the contact; a move needs nobody to speak for it."""
    nobody = engine()
    assert nobody.review(case(), CALL, NOW).unknown
    assert nobody.review(case(), CALL, NOW).findings[0].outcome == "uncovered"
    assert nobody.review(case(), "settle", NOW).allowed
    only_advice = engine(rule("hint", YES, effect="advise"))
    assert only_advice.review(case(), CALL, NOW).unknown


def test_when_makes_a_rule_applicable():
    """Where `when` does not hold the finding is not applicable; where it is unknown the rule still counts."""
    made = engine(
        rule("yes", YES),
        rule("no", NO, when=facts.stage == "outreach"),
        rule("perhaps", NO, when=UNKNOWN),
    )
    verdict = made.review(case(), CALL, NOW)
    assert [each.outcome for each in verdict.findings] == ["met", "not_applicable", "unknown"]


def test_an_override_lifts_what_its_ground_allows():
    """On a ground of the rule, unmet and unknown are lifted; another ground is an error; errors stay."""
    made = engine(
        rule("unmet", NO, grounds=["consent"]),
        rule("unknown", UNKNOWN, grounds=["consent"]),
        rule("hard", YES),
    )
    lift = [
        cf.Override("unmet", "consent", by="Anna", because="she asked to be called"),
        cf.Override("unknown", "consent", by="Anna", because="she asked to be called"),
    ]
    assert made.review(case(), CALL, NOW).refused
    verdict = made.review(case(), CALL, NOW, overrides=lift)
    assert verdict.allowed
    assert [each.outcome for each in verdict.findings] == ["overridden", "overridden", "met"]
    done = made.fire(case(), CALL, NOW, overrides=lift)
    (event,) = done.events
    assert isinstance(event, cf.ContactPlaced)
    assert event.decision is not None
    assert event.decision.overrides == tuple(lift)
    for wrong in (
        cf.Override("unmet", "consnt", by="A", because="x"),
        cf.Override("hard", "consent", by="A", because="x"),
        cf.Override("absent", "consent", by="A", because="x"),
    ):
        with pytest.raises(cf.NotOverridable):
            made.review(case(), CALL, NOW, overrides=[wrong])


def test_an_offset_that_is_called_after_itself_is_said_once():
    santiago = NOW.astimezone(ZoneInfo("America/Santiago"))
    assert re.search(r"(?m) 09:00-03:00$", str(engine(rule("r", YES)).review(case(), CALL, santiago)))


def test_a_vocabulary_without_words_says_by_which_argument_to_give_some():
    with pytest.raises(cf.InvalidEngine, match=r"calendars has no 'bank'; none is known.*calendars="):
        engine(rule("r", facts.business_day("bank")))


def test_an_override_never_lifts_an_error():
    """A rule that failed has said nothing that could be lifted."""
    made = engine(rule("r", FAILING, grounds=["consent"]))
    lift = [cf.Override("r", "consent", by="A", because="x")]
    assert made.review(case(), CALL, NOW, overrides=lift).unknown


def test_an_amount_in_another_currency_is_unknown():
    """A policy's amounts belong to its currency."""
    made = engine(rule("r", facts.amount_overdue >= 1))
    assert made.review(case(), CALL, NOW).allowed
    assert made.review(case(currency="EUR"), CALL, NOW).unknown


def test_several_candidate_zones_must_all_allow():
    """What one zone forbids is refused, with `~` as without it."""
    day = facts.local_time.between(time(8), time(21))
    both = case(borrower_zones=["Europe/Berlin", "America/New_York"])
    early = datetime(2026, 3, 10, 9, tzinfo=UTC)
    for guard in (day, ~facts.local_time.between(time(21), time(8), closed="neither")):
        verdict = engine(rule("r", guard)).review(both, CALL, early)
        assert verdict.refused
        assert verdict.findings[0].zone == "America/New_York"
        # New York's clocks have gone forward two days earlier.
        assert verdict.allowed_at == datetime(2026, 3, 10, 12, tzinfo=UTC)
    quiet = engine(rule("r", ~day)).review(both, CALL, early)
    assert quiet.refused
    assert quiet.findings[0].zone == "Europe/Berlin"


class House:
    """A policy object of a host's own."""

    name = "object"

    def review(self, context):
        yield cf.Finding.of("object.late", met=context.read(facts.days_past_due) >= 3, because="too early")


class Broken(House):
    name = "broken"

    def review(self, context):
        raise LookupError(context.case.id)


class Talker(House):
    name = "talker"

    def review(self, context):
        return ["yes"]


def test_any_object_that_reviews_is_a_policy():
    """Its findings count like any others; what it raises or yields amiss leaves the verdict unknown."""
    assert engine(rule("r", YES), policies=[House()]).review(case(), CALL, NOW).allowed
    early = case(dues=[cf.Due("d", due_on=date(2026, 3, 9), amount=1)])
    verdict = engine(rule("r", YES), policies=[House()]).review(early, CALL, NOW)
    assert verdict.refused
    assert verdict.blocking[0].policy == "object"
    assert verdict.allowed_at is None
    assert verdict.untold == ("object",)
    assert engine(rule("r", YES), policies=[Broken()]).review(case(), CALL, NOW).unknown
    assert engine(rule("r", YES), policies=[Talker()]).review(case(), CALL, NOW).unknown


def test_a_policy_object_can_speak_for_a_contact():
    """A contact is covered by a rule that is about it, or by a finding of an object about it."""
    assert engine(policies=[House()]).review(case(), CALL, NOW).allowed


def test_a_counterfactual_names_the_smallest_change():
    """Under `or` the part that misses least; the proposal is never to be changed."""
    guard = ((facts.days_past_due >= 90) & facts.placed_with_agency) | (facts.days_past_due >= 60) | NO
    (finding,) = engine(rule("r", guard)).review(case(), CALL, NOW).findings
    assert finding.missing == "days past due at least 60"
    assert not finding.approximate


def test_a_counterfactual_that_does_not_do_says_so():
    """A fact that occurs twice cannot be 3 and 5 at once."""
    guard = (facts.days_past_due == 3) & (facts.days_past_due == 5)
    (finding,) = engine(rule("r", guard)).review(case(), CALL, NOW).findings
    assert finding.approximate


@given(guards(5), situations(), st.sampled_from(PROPOSALS))
def test_a_verdict_survives_json_and_pickle(guard, situation, proposal):
    """What is stored says the same, without the case or the engine."""
    subject, at, _ = situation
    verdict = engine_for(guard, horizon=cf.days(3)).review(subject, proposal, at)
    again = cf.Verdict.from_dict(json.loads(json.dumps(verdict.to_dict())))
    assert again == verdict
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert str(again) == str(verdict)
    assert again.allowed_at == verdict.allowed_at
    assert hash(again) == hash(verdict)


def test_a_refusal_survives_pickle():
    """An error that crosses a process keeps its verdict."""
    made = engine(rule("r", NO))
    with pytest.raises(cf.Refused) as caught:
        made.fire(case(), CALL, NOW)
    again = pickle.loads(pickle.dumps(caught.value))
    assert again == caught.value
    assert again.verdict.refused


@pytest.mark.parametrize("what", ["verdict", "guard", "term", "result"])
def test_nothing_ambiguous_has_a_truth_value(what):
    """`if verdict:` would take unknown for yes."""
    made = engine(rule("r", YES))
    value = {
        "verdict": made.review(case(), CALL, NOW),
        "guard": YES,
        "term": facts.days_past_due,
        "result": made.fire(case(), CALL, NOW),
    }[what]
    with pytest.raises(TypeError):
        bool(value)


def test_a_printed_verdict_can_be_read_by_a_collections_manager():
    """What was asked, which rule, what it read and wanted, what it would take, and from when."""
    made = engine(
        rule(
            "house.hours",
            facts.local_time.between(time(8), time(21)),
            citation="Rule 7(b)",
            grounds=["consent"],
        )
    )
    verdict = made.review(case(), CALL, datetime(2026, 3, 10, 6, 30, tzinfo=UTC))
    assert str(verdict).splitlines() == [
        "refused: call to borrower of case loan/1 at 2026-03-10 06:30 UTC",
        "  refused by house.hours [Rule 7(b)]: house.hours says so",
        "      read (in Europe/Berlin): local time: 07:30",
        "      wanted: local time not before 08:00 and local time not after 21:00",
        "      it would take: local time not before 08:00",
        "      may be overridden on: consent",
        "  allowed from 2026-03-10 07:00 UTC, Tue 08:00 in Europe/Berlin, if nothing else happens",
    ]
    assert "b" not in repr(verdict).split()
    assert repr(verdict) == "<Verdict refused: call to borrower of loan/1 v1>"


def test_amounts_are_words_in_their_currency():
    """12,345.67 USD, not 1234567."""
    made = engine(rule("r", facts.amount_overdue >= 12_345_67))
    text = str(made.review(case(), CALL, NOW))
    assert "wanted: amount overdue at least 12,345.67 USD" in text
    assert "read: amount overdue: 100.00 USD" in text


@given(guards(5), guards(3), situations(), st.sampled_from(PROPOSALS))
def test_adding_a_policy_never_allows_what_was_refused(guard, more, situation, proposal):
    """Deny overrides: another policy can only take away."""
    subject, at, _ = situation
    first = engine_for(guard)
    extra = cf.Policy("extra", currency="USD", rules=[rule("extra", more)])
    both = first.evolve(policies=[*first.policies, extra])
    if not first.review(subject, proposal, at).allowed:
        assert not both.review(subject, proposal, at).allowed


def test_a_fingerprint_is_that_of_the_content():
    """The same content has the same fingerprint wherever it was made; a changed number another."""
    one = online_lending.policy(currency="USD", sue_from=1)
    two = online_lending.policy(currency="USD", sue_from=1)
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint == cf.Policy.from_dict(json.loads(json.dumps(one.to_dict()))).fingerprint
    assert one.fingerprint != online_lending.policy(currency="USD", sue_from=2).fingerprint
    assert engine(policies=[one]).fingerprint == engine(policies=[two]).fingerprint
    assert engine(policies=[one]).fingerprint != engine().fingerprint


def test_a_recorded_contact_keeps_the_rules_that_it_broke():
    """A call that was made although it broke a rule is a fact, recorded with the breach."""
    made = engine(rule("no", NO), rule("yes", YES))
    placed = cf.ContactPlaced("k", at=NOW, contact=CALL)
    result = made.record(case(), placed)
    (event,) = result.events
    assert isinstance(event, cf.ContactPlaced)
    assert event.breaches == ("no",)
    again = made.record(result.case, placed, at=NOW + timedelta(days=1))
    assert not again.changed
