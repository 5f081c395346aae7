"""What tests reached: stages that a case stood in, moves that were made, rules that held and did not.

While the pytest plugin's flag is on, the methods of `Engine` are wrapped; nothing else is touched.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

import attrs
import pytest

import collectflow as cf
from collectflow.policy import policy_name

#: What can be reached: a kind, whose it is, and its name.
Item = tuple[str, str, str]
KINDS = ("stage", "move", "rule")


def _move(source: str, trigger: str) -> str:
    return f"{source} -> {trigger}"


@attrs.define
class Reach:
    """What there is, and what of it was reached.

    Args:
        only: Patterns for the names of lifecycles and policies; all unless given.
    """

    only: tuple[str, ...] = ()
    known: set[Item] = attrs.Factory(set)
    reached: set[Item] = attrs.Factory(set)
    _seen: dict[int, cf.Engine] = attrs.Factory(dict)

    def _wanted(self, name: str) -> bool:
        return not self.only or any(fnmatchcase(name, each) for each in self.only)

    def engine(self, engine: cf.Engine) -> None:
        """Take what an engine has."""
        # Kept, so that no later engine lies where this one lay.
        if self._seen.setdefault(id(engine), engine) is not engine:
            return
        graph = engine.lifecycle
        if self._wanted(graph.name):
            for stage in graph.stages:
                self.known.add(("stage", graph.name, stage.name))
                for way in graph.outgoing(stage.name):
                    self.known.add(("move", graph.name, _move(stage.name, way.trigger)))
        for policy in engine.policies:
            if isinstance(policy, cf.Policy) and self._wanted(policy.name):
                for rule in policy.rules:
                    self.known.add(("rule", policy.name, f"{rule.id} held"))
                    self.known.add(("rule", policy.name, f"{rule.id} did not hold"))

    def result(self, engine: cf.Engine, result: cf.Result) -> None:
        """Take what came of a call."""
        self.engine(engine)
        graph = engine.lifecycle.name
        self.reached.add(("stage", graph, result.case.stage))
        for event in result.events:
            if isinstance(event, cf.StageChanged):
                self.reached.add(("move", graph, _move(event.source, event.move.trigger)))
        if result.verdict is not None:
            self.verdict(engine, result.verdict)

    def verdict(self, engine: cf.Engine, verdict: cf.Verdict) -> None:
        """Take what a review came to."""
        self.engine(engine)
        names = {policy_name(each) for each in engine.policies}
        for finding in verdict.findings:
            if finding.policy in names and finding.outcome in {cf.Outcome.MET, cf.Outcome.UNMET}:
                side = "held" if finding.outcome is cf.Outcome.MET else "did not hold"
                self.reached.add(("rule", finding.policy, f"{finding.rule} {side}"))

    def merge(self, data: Mapping[str, Iterable[Iterable[str]]]) -> None:
        """Take what another process saw."""
        for name, found in (("known", self.known), ("reached", self.reached)):
            for kind, owner, item in data[name]:
                found.add((kind, owner, item))

    def to_dict(self) -> dict[str, list[list[str]]]:
        """Plain data, for another process."""
        return {
            "known": [list(each) for each in sorted(self.known)],
            "reached": [list(each) for each in sorted(self.reached)],
        }

    def share(self) -> float:
        """How much was reached, in percent; all of nothing."""
        if not self.known:
            return 100.0
        return 100 * len(self.known & self.reached) / len(self.known)

    def lines(self) -> Iterator[str]:
        """The report."""
        if not self.known:
            yield "no engine was used"
            return
        for kind in KINDS:
            for owner in sorted({each[1] for each in self.known if each[0] == kind}):
                known = {each for each in self.known if each[:2] == (kind, owner)}
                left = sorted(each[2] for each in known - self.reached)
                yield f"{kind}s of {owner}: {len(known) - len(left)} of {len(known)} reached"
                yield from (f"    not reached: {each}" for each in left)
        yield f"total: {self.share():.1f} %"


def watch(reach: Reach) -> Callable[[], None]:
    """Wrap the methods of `Engine`; what is returned takes the wrapping off."""
    before: dict[str, Any] = {}

    def wrap(name: str, see: Callable[[cf.Engine, Any], None]) -> None:
        method = before[name] = getattr(cf.Engine, name)

        @functools.wraps(method)
        def watched(self: cf.Engine, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the method
            try:
                found = method(self, *args, **kwargs)
            except cf.Refused as refused:
                reach.verdict(self, refused.verdict)
                raise
            see(self, found)
            return found

        setattr(cf.Engine, name, watched)

    def built(engine: cf.Engine, _: None) -> None:
        reach.engine(engine)

    def options(engine: cf.Engine, found: Mapping[cf.Proposal, cf.Verdict]) -> None:
        for verdict in found.values():
            reach.verdict(engine, verdict)

    wrap("__init__", built)
    for name in ("open", "fire", "record", "advance", "migrate"):
        wrap(name, reach.result)
    wrap("review", reach.verdict)
    wrap("options", options)

    def unwatch() -> None:
        for name, method in before.items():
            setattr(cf.Engine, name, method)

    return unwatch


class ReachPlugin:
    """What the pytest plugin registers when its flag is given."""

    def __init__(self, config: pytest.Config, only: tuple[str, ...], least: float | None) -> None:
        """Begin to watch."""
        self.config = config
        self.least = least
        self.reach = Reach(only)
        self.unwatch = watch(self.reach)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401 - xdist has no types
        """Take what a worker of xdist saw; one that crashed tells nothing."""
        data = getattr(node, "workeroutput", {}).get("collectflow")
        if data is not None:
            self.reach.merge(data)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the controller, or fail below the share that was asked for."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["collectflow"] = self.reach.to_dict()
        elif self._lacks() and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _lacks(self) -> bool:
        return self.least is not None and self.reach.share() < self.least

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Write the report."""
        terminalreporter.section("collectflow coverage")
        for line in self.reach.lines():
            terminalreporter.write_line(line)
        if self._lacks():
            terminalreporter.write_line(
                f"FAIL: {self.reach.share():.1f} % reached, {self.least:g} % asked for", red=True
            )

    def pytest_unconfigure(self) -> None:
        """Stop watching."""
        self.unwatch()
