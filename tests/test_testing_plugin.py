"""The pytest plugin: its report, when it fails, with xdist; and that without its flag it is not there."""

from __future__ import annotations

import pytest

import collectflow as cf
from collectflow.testing._reach import Reach, watch
from tests.support import START, make_engine, open_case

pytest_plugins = ["pytester"]

SUITE = """
    from datetime import UTC, datetime, timedelta
    import collectflow as cf
    import pytest
    from collectflow import facts

    NOW = datetime(2026, 5, 4, tzinfo=UTC)
    graph = cf.Lifecycle(
        "short",
        ["new", "late", cf.Stage("gone", final=True)],
        [cf.Transition("remind", "new", "late"), cf.Transition("end", "late", "gone")],
    )
    house = cf.Policy("house", rules=[
        cf.Rule("house.remind", on=cf.on_move("remind"), require=facts.days_past_due > 3, because="early"),
    ])
    engine = cf.Engine(graph, policies=[house])

    def case(days):
        due = cf.Due("d", due_on=(NOW - timedelta(days=days)).date(), amount=5)
        return engine.open("c", account="a", borrower="b", at=NOW, currency="USD", dues=[due]).case

    def test_late():
        assert engine.fire(case(9), "remind", NOW).case.stage == "late"

    def test_early():
        with pytest.raises(cf.Refused):
            engine.fire(case(1), "remind", NOW)
"""
REPORT = [
    "stages of short: 2 of 3 reached",
    "    not reached: gone",
    "moves of short: 1 of 2 reached",
    "    not reached: late -> end",
    "rules of house: 2 of 2 reached",
    "total: 71.4 %",
]


@pytest.fixture
def suite(pytester):
    pytester.makepyfile(SUITE)
    # What the surrounding run is told is not for this one.
    pytester.makeini("[pytest]\n")
    return pytester


def run(suite, *options):
    return suite.runpytest_inprocess("-p", "no:cacheprovider", *options)


def test_the_report(suite):
    """What was reached of stages, moves and both sides of rules, and what was not."""
    result = run(suite, "--collectflow-coverage")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(REPORT, consecutive=True)
    assert result.ret == pytest.ExitCode.OK


def test_both_sides_of_a_rule(suite):
    """A rule that only ever held was not tested."""
    result = run(suite, "--collectflow-coverage", "-k", "late")
    result.stdout.fnmatch_lines(
        ["rules of house: 1 of 2 reached", "    not reached: house.remind did not hold"]
    )


@pytest.mark.parametrize(("least", "code"), [("71", 0), ("72", 1), ("100", 1), ("0", 0)])
def test_it_fails_below_a_share(suite, least, code):
    result = run(suite, f"--collectflow-coverage-fail-under={least}")
    assert result.ret == code
    assert ("FAIL: 71.4 % reached" in result.stdout.str()) is bool(code)


def test_a_failing_run_stays_one(suite):
    suite.makepyfile(test_more="def test_no(): assert False")
    assert run(suite, "--collectflow-coverage-fail-under=100").ret == pytest.ExitCode.TESTS_FAILED


def test_only_by_name(suite):
    """Of lifecycles and policies by a pattern."""
    result = run(suite, "--collectflow-coverage", "--collectflow-coverage-only=hou*")
    assert "rules of house: 2 of 2 reached" in result.stdout.str()
    assert "short" not in result.stdout.str()
    assert "total: 100.0 %" in result.stdout.str()


def test_no_engine_was_used(pytester):
    pytester.makepyfile("def test_nothing(): pass")
    result = pytester.runpytest_inprocess("--collectflow-coverage-fail-under=100")
    result.stdout.fnmatch_lines(["no engine was used"])
    assert result.ret == pytest.ExitCode.OK


@pytest.mark.parametrize("percent", ["101", "-1", "some"])
def test_no_percentage(suite, percent):
    assert run(suite, f"--collectflow-coverage-fail-under={percent}").ret == pytest.ExitCode.USAGE_ERROR


def test_with_xdist(suite):
    """Workers tell the controller what they saw."""
    pytest.importorskip("xdist")
    result = suite.runpytest_subprocess("-n", "2", "--collectflow-coverage-fail-under=72")
    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(REPORT, consecutive=True)
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_it_is_not_there_without_its_flag(pytester):
    """The library is not even imported."""
    pytester.makepyfile(
        """
        import sys

        def test_nothing():
            assert "collectflow_plugins.pytest_plugin" in sys.modules
            assert not [each for each in sys.modules if each.partition(".")[0] == "collectflow"]
            assert "hypothesis" not in sys.modules
        """
    )
    result = pytester.runpytest_subprocess()
    result.assert_outcomes(passed=1)


def test_the_engine_is_as_before_afterwards(suite):
    before = {name: getattr(cf.Engine, name) for name in ("__init__", "fire", "review", "options", "advance")}
    run(suite, "--collectflow-coverage")
    assert before == {name: getattr(cf.Engine, name) for name in before}


def test_what_is_watched():
    """Opening, advancing, recording, migrating and options are seen too; a second engine adds its own."""
    reach = Reach()
    unwatch = watch(reach)
    try:
        engine = make_engine()
        case = open_case(engine)
        assert ("stage", "online_lending", "grace") in reach.reached
        engine.options(case, START)
        assert ("rule", "online-lending", "online-lending.reminders did not hold") in reach.reached
        later = START.replace(day=6)
        engine.advance(case, later)
        assert ("move", "online_lending", "grace -> start_reminders") in reach.reached
        engine.migrate(case, "litigation", START, "why")
        assert ("stage", "online_lending", "litigation") in reach.reached
    finally:
        unwatch()
    seen = len(reach.reached)
    engine.review(case, "settle", START)
    assert len(reach.reached) == seen
    again = Reach()
    again.merge(reach.to_dict())
    assert (again.known, again.reached) == (reach.known, reach.reached)
