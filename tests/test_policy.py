"""Rules and policies are data: they survive storage, have fingerprints, and are checked when made."""

from __future__ import annotations

import json
import pickle
from datetime import date
from typing import Any

import attrs
import pytest
from hypothesis import given

import collectflow as cf
from collectflow import facts
from tests.support import START, make_engine, open_case, policy
from tests.test_engine import houses

_FINE = facts.days_past_due >= 1


@given(houses())
def test_policies_round_trip(house):
    """A policy survives JSON and pickle with its fingerprint, and says the same in words."""
    for found in (house, policy()):
        plain = json.loads(json.dumps(found.to_dict()))
        for back in (cf.Policy.from_dict(plain), pickle.loads(pickle.dumps(found))):
            assert back == found
            assert back.fingerprint == found.fingerprint
            assert [str(rule) for rule in back.rules] == [str(rule) for rule in found.rules]


@given(houses())
def test_a_stored_policy_answers_the_same(house):
    """An engine with a policy that was loaded gives the verdicts of one with the policy itself."""
    engine = make_engine((policy(), house))
    loaded = engine.evolve(
        policies=[cf.Policy.from_dict(json.loads(json.dumps(p.to_dict()))) for p in (policy(), house)]
    )
    case = open_case(engine)
    assert loaded.fingerprint == engine.fingerprint
    assert loaded.options(case, START) == engine.options(case, START)


def test_the_fingerprint_is_of_the_content():
    """Whatever a rule says is in the fingerprint; so are the policy's name, version and currency."""
    rule = cf.Rule("r", on=cf.on_move(), require=_FINE, because="x")
    base = cf.Policy("p", rules=[rule])
    changes: list[dict[str, Any]] = [
        {"id": "s"},
        {"on": cf.on_contact()},
        {"require": facts.days_past_due >= 2},
        {"because": "y"},
        {"when": facts.stage == "grace"},
        {"citation": "law 1"},
        {"effect": "advise"},
        {"grounds": ["consent"]},
        {"effective_from": date(2026, 1, 1)},
        {"effective_until": date(2026, 1, 1)},
        {"source": "official"},
        {"owed": facts.days_past_due >= 2},
    ]
    others = [cf.Policy("p", rules=[attrs.evolve(rule, **change)]) for change in changes]
    others += [
        cf.Policy("q", rules=[rule]),
        cf.Policy("p", "2", rules=[rule]),
        cf.Policy("p", rules=[rule], currency="USD"),
    ]
    assert len({base.fingerprint, *(each.fingerprint for each in others)}) == len(others) + 1
    assert {name for change in changes for name in change} == {field.name for field in attrs.fields(cf.Rule)}
    assert cf.Policy("p", rules=[attrs.evolve(rule)]).fingerprint == base.fingerprint


loose: Any = cf


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"id": ""}, cf.BadValue, "non-empty"),
        ({"because": ""}, cf.BadValue, "non-empty"),
        ({"effect": "deny"}, cf.BadValue, "'refuse' or 'advise'"),
        ({"require": True}, cf.BadGuard, "guard"),
        ({"require": facts.days_past_due}, cf.BadGuard, "compare it"),
        ({"when": "late"}, cf.BadGuard, "guard"),
        ({"on": "sue"}, cf.BadGuard, "on_move"),
        ({"on": []}, cf.BadGuard, "about something"),
        (
            {"effective_from": date(2026, 1, 2), "effective_until": date(2026, 1, 1)},
            cf.BadValue,
            "before effective_from",
        ),
    ],
)
def test_rules_that_cannot_be_right(change, error, said):
    """A rule without an id, a reason, a guard or a target is refused when it is made."""
    parts = {"id": "r", "on": cf.on_move(), "require": _FINE, "because": "x", **change}
    with pytest.raises(error) as caught:
        loose.Rule(**parts)
    assert said in str(caught.value)


def test_policies_that_cannot_be_right():
    """Two rules of one id, and amounts without a currency, are named together."""
    rules = [cf.Rule("r", on=cf.on_move(), require=facts.amount_overdue >= 5, because="x")] * 2
    with pytest.raises(cf.InvalidPolicy) as caught:
        cf.Policy("p", rules=rules)
    assert any("2 rules have the id 'r'" in each for each in caught.value.problems)
    assert any("currency" in each for each in caught.value.problems)


def test_dicts_that_hold_no_policy():
    """A misspelt field or kind in a stored policy never passes silently."""
    data = policy().to_dict()
    with pytest.raises(cf.UnknownName, match="'rules'"):
        cf.Policy.from_dict({**data, "ruls": []})
    with pytest.raises(cf.BadValue, match="list"):
        cf.Policy.from_dict({**data, "rules": "none"})
    first = {**data["rules"][0], "efect": "advise"}
    with pytest.raises(cf.UnknownName, match="'effect'"):
        cf.Policy.from_dict({**data, "rules": [first]})
