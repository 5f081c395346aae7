"""`policy_tests` passes good policies, and catches each bad one with the law named and a minimal case."""

from __future__ import annotations

import copy
import logging
import os
import random
import sys
import time as time_module
import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.testing import LawBroken, build_case, policy_tests
from collectflow.testing._audit import audited
from collectflow.testing._laws import LAWS
from tests import bad_policies
from tests.support import START, policy

pytest_plugins = ["pytester"]

FEW = 15


@pytest.mark.parametrize("name", bad_policies.EXAMPLES)
def test_a_bad_policy_is_caught(name):
    """The law that it breaks is named, and the smallest case is shown."""
    bad = bad_policies.EXAMPLES[name]
    tests = policy_tests(bad.make(), attributes=bad_policies.ATTRIBUTES, others=bad.others, cases=bad.cases)
    with pytest.raises(LawBroken) as caught:
        getattr(tests(), f"test_{bad.law}")()
    assert caught.value.law in {bad.law, "pure"}
    said = str(caught.value)
    assert f"breaks the law {caught.value.law!r}" in said
    assert "the case:\n    CaseOpened(" in said


@pytest.mark.parametrize("law", [each.name for each in LAWS])
def test_good_policies_pass(law):
    """The shipped policy, a policy object, and a house with hours, dates, advice and an opaque guard."""
    for good in (policy(), bad_policies.HoldsRefuse(), HOUSE):
        tests = policy_tests(good, max_examples=FEW)
        test = getattr(tests(), f"test_{law}")
        if law in {"json", "readings", "frames", "proofs"} and not isinstance(good, cf.Policy):
            with pytest.raises(pytest.skip.Exception, match="object that reviews"):
                test()
        elif law in {"frames", "proofs"} and good is HOUSE:
            with pytest.raises(pytest.skip.Exception, match="one reading only"):
                test()
        else:
            test()


EVEN = cf.opaque(
    lambda sight: int(str(sight[facts.days_past_due])) % 2 == 0,
    name="even",
    version="1",
    reads=[facts.days_past_due],
)
HOUSE = cf.Policy(
    "house",
    currency="EUR",
    rules=[
        cf.Rule(
            "house.hours",
            on=cf.on_contact(),
            require=facts.local_time.between(time(8), time(21)),
            because="people sleep",
        ),
        cf.Rule(
            "house.cap",
            on=cf.on_contact(channel="call"),
            require=facts.contacts(channel="call", within=cf.days(7)) < 3,
            when=facts.attribute("vip", bool) | (facts.amount_overdue < 100),
            because="enough",
            grounds=["consent"],
        ),
        cf.Rule("house.even", on=cf.on_move("settle"), require=EVEN | facts.disputed, because="odd"),
        cf.Rule(
            "house.advice",
            on=cf.on_contact(),
            require=~facts.held(),
            because="be kind",
            effect="advise",
            effective_from=date(2025, 3, 1),
        ),
    ],
)


def test_a_rule_and_a_guard_may_stand_by_themselves():
    rule = cf.Rule("r", on=cf.on_contact(), require=facts.days_past_due > 3, because="early")
    for given_ in (rule, facts.days_past_due > 3, EVEN):
        tests = policy_tests(given_, max_examples=FEW)
        tests().test_pure()
        tests().test_json()


def test_a_strategy_of_the_hosts_own():
    """The cases are those that it draws, and what few cases have is found."""
    seen = []
    late = st.integers(1, 5).map(lambda days: build_case(at=START, days_past_due=days, stage="outreach"))

    class Sees:
        name = "sees"

        def review(self, context):
            seen.append(context.case.id)
            yield cf.Finding.of("sees", met=context.case.stage == "outreach", because="elsewhere")

    policy_tests(Sees(), cases=late, max_examples=5)().test_total()
    assert set(seen) == {"example"}


def test_laws_may_be_left_out():
    tests = policy_tests(policy(), without=["json", "from_when"])
    names = {each for each in vars(tests) if each.startswith("test_")}
    assert names == {f"test_{law.name}" for law in LAWS} - {"test_json", "test_from_when"}


WRONG = {
    "no policy": lambda: policy_tests("house"),
    "no law": lambda: policy_tests(policy(), without=["jason"]),
    "no examples": lambda: policy_tests(policy(), max_examples=0),
    "no type": lambda: policy_tests(policy(), attributes={"score": float}),
    "an unknown trigger": lambda: policy_tests(
        cf.Rule("r", on=cf.on_move("seu"), require=facts.disputed, because="x")
    ),
    "the same rule twice": lambda: policy_tests(policy(), others=[policy()]),
}


@pytest.mark.parametrize("what", WRONG)
def test_it_is_checked_at_once(what):
    with pytest.raises(cf.CollectflowError):
        WRONG[what]()


def test_the_laws_are_tests_with_names(pytester):
    """Collected by pytest under the name that the host gives; the failure shows the law and the case."""
    pytester.makepyfile(
        """
        from collectflow.testing import policy_tests
        from collectflow.policies import online_lending
        from tests import bad_policies

        TestShipped = policy_tests(online_lending.policy(currency="USD", sue_from=5), max_examples=3)
        TestBad = policy_tests(bad_policies.SaysNothing(), max_examples=3)
        """
    )
    result = pytester.runpytest_inprocess("-v", "-p", "no:cacheprovider", "-p", "no:randomly")
    result.stdout.fnmatch_lines(
        ["*::TestShipped::test_pure PASSED*", "*::TestShipped::test_no_clock PASSED*"]
    )
    result.stdout.fnmatch_lines(["*::TestBad::test_plain_findings FAILED*"])
    result.stdout.fnmatch_lines(["*TestBad::test_json SKIPPED*"])
    result.stdout.fnmatch_lines(["*breaks the law 'plain_findings'*", "*the case:", "*CaseOpened(*"])


def test_an_unknown_is_not_called_a_failure():
    """An opaque guard that is not called, since its fact is unknown, breaks nothing."""
    assert audited(lambda: None) == []


@pytest.mark.parametrize(
    "call",
    [
        time_module.time,
        time_module.monotonic_ns,
        datetime.now,
        date.today,
        random.random,
        uuid.uuid4,
        os.urandom,
    ],
)
def test_what_is_audited(call):
    """By whatever name it goes, also within the standard library."""

    def ask():
        call(4) if call is os.urandom else call()

    assert audited(ask)
    assert sys.getprofile() is None


def test_what_is_no_clock():
    """A log line has a time, a set has hashes: neither is the policy's answer."""

    def ask():
        logging.getLogger("some").warning("x")
        assert {cf.Move("sue"): 1}[cf.Move("sue")] == 1
        copy.deepcopy([1, {2: 3}])

    assert audited(ask) == []


FAULTS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "readings": ("straight", lambda guard: ~guard),
    "counterfactual": ("changed", lambda lacking: {leaf.ref: 0 for leaf in lacking}),
}


@pytest.mark.parametrize("law", [*FAULTS, "frames", "proofs"])
def test_a_planted_fault_in_a_reading_is_caught(law, monkeypatch):
    """A rule is data, so its author cannot break these; whoever changes a reading can."""
    rule = cf.Rule("r", on=cf.on_contact(), require=facts.days_past_due >= 5, because="early")
    # A solver is asked in few situations, so in those where it is allowed.
    late = st.just(build_case(at=START, days_past_due=5)) if law == "proofs" else None
    if law == "frames":
        portfolio = pytest.importorskip("collectflow.portfolio")
        pl = pytest.importorskip("polars")
        monkeypatch.setattr(portfolio, "sweep", lambda *_, **__: pl.DataFrame({"asked": ["allowed"]}))
    elif law == "proofs":
        verify = pytest.importorskip("collectflow.verify")
        proved = verify.Answer("it is never allowed", verify.Proof.PROVED)
        monkeypatch.setattr(verify, "never", lambda *_, **__: proved)
    else:
        name, fault = FAULTS[law]
        monkeypatch.setattr(f"collectflow.testing._laws.{name}", fault)
    with pytest.raises(LawBroken) as caught:
        getattr(policy_tests(rule, cases=late)(), f"test_{law}")()
    assert caught.value.law == law


def test_what_is_missing_holds_for_callables_too():
    """Where a callable reads what would have to change, the change alone may not do, and it is said so."""
    both = (facts.days_past_due >= 5) & EVEN
    rule = cf.Rule("r", on=cf.on_contact(), require=both, because="odd, or early")
    policy_tests(rule)().test_counterfactual()
