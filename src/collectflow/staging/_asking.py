"""One scheme, asked about one case at one instant.

Each class becomes an ordinary rule, whose guard takes in what is still held from before; the library's one
evaluator (`collectflow.policy.Evaluation`) reads it, explains it and says from when it is otherwise.
"""

from __future__ import annotations

import calendar as months_of
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache

import attrs

from collectflow import facts
from collectflow._time import instant, micros, zone
from collectflow.case import Case
from collectflow.engine import Engine
from collectflow.guards import AllOf, AnyOf, Guard, Not, Scene
from collectflow.policy import Evaluation, Plan, Policy, Rule, on_act
from collectflow.staging._said import Classification
from collectflow.staging._scheme import Class, Scheme

_ALWAYS = AllOf(())


def _later(day: date, months: int) -> date:
    """The same day so many months later, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def _any(*parts: Guard | None) -> Guard:
    found = tuple(each for each in parts if each is not None)
    return found[0] if len(found) == 1 else AnyOf(found)


def _condition(scheme: Scheme, i: int, held: int, since: date | None) -> Guard:
    """The guard of a class, given the class that is held and since which day that matters."""
    each = scheme.classes[i]
    if i == 0:
        return _ALWAYS
    return _any(each.when, _turned(scheme, each, held, since), _kept(scheme, each, held - i, since))


def _turned(scheme: Scheme, each: Class, held: int, since: date | None) -> Guard | None:
    if each.after is None or since is None or scheme.classes[held].name != each.after[0]:
        return None
    days = timedelta(days=each.after[1])
    return _milder(scheme, each.after[0]) & (facts.books_date >= since + days)


def _milder(scheme: Scheme, name: str) -> Guard:
    when = scheme.classes[scheme.rank(name)].when
    assert when is not None  # noqa: S101 - checked when the scheme was made
    return when


def _kept(scheme: Scheme, each: Class, graver: int, since: date | None) -> Guard | None:
    """What keeps a case in a class that is held, or in which it stands in holding a graver one."""
    if graver < 0 or not each.sticky:
        return None
    left = [] if each.until is None else [each.until]
    if each.after is not None:
        left.append(Not(_milder(scheme, each.after[0])))
    if each.timed:
        if graver or since is None:
            return _ALWAYS
        left.append(facts.books_date > _later(since, each.months) + timedelta(days=each.days))
    return Not(left[0] if len(left) == 1 else AllOf(tuple(left)))


class _Ready:
    """A scheme whose guards take in what is held, compiled."""

    __slots__ = ("_exactly", "asked", "policy", "scheme")

    def __init__(self, scheme: Scheme, held: int, since: date | None) -> None:
        self.scheme = scheme
        rules = [
            Rule(
                each.name,
                on=on_act(),
                require=_condition(scheme, i, held, since),
                because=each.because or each.name,
                citation=each.citation,
            )
            for i, each in enumerate(scheme.classes)
        ]
        self.policy = Policy(scheme.name, rules=rules, currency=scheme.currency)
        self.asked = _plan(self.policy, rules)
        self._exactly: dict[int, Plan] = {}

    def exactly(self, i: int) -> Plan:
        """Allowed as long as the class is this one and no graver one."""
        found = self._exactly.get(i)
        if found is None:
            own, *graver = self.policy.rules[i:]
            no_more = [attrs.evolve(rule, require=Not(rule.require)) for rule in graver]
            found = self._exactly[i] = _plan(self.policy, [own, *no_more])
        return found


def _plan(policy: Policy, rules: Iterable[Rule]) -> Plan:
    return Plan([attrs.evolve(policy, rules=rules)], "act", {})


ready = lru_cache(maxsize=512)(_Ready)


@attrs.frozen
class State:
    """What is held: a rank, and since when."""

    rank: int = 0
    since: datetime | None = None


@attrs.frozen(eq=False)
class Answer:
    """The ranks that the class is between, what counts as held from here on, and what was read."""

    least: int
    most: int
    state: State
    evaluation: Evaluation

    @property
    def known(self) -> bool:
        """Whether it is one class."""
        return self.least == self.most


@attrs.frozen(eq=False)
class Asking:
    """One scheme, asked about one case at one instant."""

    scheme: Scheme
    case: Case
    at: datetime
    before: State
    engine: Engine | None
    beside: tuple[Case, ...] = ()

    def _under(self, state: State) -> _Ready:
        classes = self.scheme.classes
        name = classes[state.rank].name
        # The day matters to few classes, and what does not matter would only fill the cache.
        timed = classes[state.rank].timed or any(each.after and each.after[0] == name for each in classes)
        since = self.case.today(state.since) if timed and state.since is not None else None
        return ready(self.scheme, state.rank, since)

    def _evaluation(self, plan: Plan, horizon: int) -> Evaluation:
        case = self.case
        names = case.tables.zones_of("borrower", case.borrower) if plan.any_zoned else ()
        zones = tuple(zone(each) for each in names)
        calendars = {} if self.engine is None else self.engine.calendars
        scene = Scene(case, micros(self.at), None, zones[0] if zones else None, calendars, self.beside)
        return Evaluation(plan, scene, zones, self.at, {}, horizon)

    def answer(self) -> Answer:
        """The class, over all candidate zones, and what counts as held from here on."""
        before = self.before
        while True:
            evaluation = self._evaluation(self._under(before).asked, 1)
            ranks = range(len(self.scheme.classes))
            worlds = [world.truths for world in evaluation.worlds]
            least = min(max(i for i in ranks if truths[i] is True) for truths in worlds)
            most = max(max(i for i in ranks if truths[i] is not False) for truths in worlds)
            rank = least if least == most else max(least, before.rank)
            if rank == before.rank:
                return Answer(least, most, before, evaluation)
            state = State(rank, self.at)
            if least == most:
                return Answer(least, most, state, evaluation)
            # Days that ran in a class which is surely left count no more: that may settle it.
            before = state

    def next_change(self, answer: Answer, horizon: int) -> int | None:
        """When time alone next changes it, if nothing happens; `None` when not within the horizon."""
        under = self._under(answer.state)
        if answer.known:
            change, told = self._evaluation(under.exactly(answer.least), horizon).next_change()
            return change if told else self._next_day()
        found: list[int] = []
        for i in range(len(self.scheme.classes)):
            known, silent = self._evaluation(under.exactly(i), horizon).allowed_at()
            found += [micros(known)] if known is not None else [self._next_day()] if silent else []
        return min(found, default=None)

    def _next_day(self) -> int:
        # A fact that cannot be read does not say when it can.
        return self.case.tables.head.books.next_day(micros(self.at))

    def explain(self, answer: Answer, horizon: int) -> Classification:
        """The answer in names and words, with why and from when."""
        names = self.scheme.names
        change = self.next_change(answer, horizon)
        then = becomes = None
        if change is not None:
            then = instant(change, self.at.tzinfo)  # type: ignore[arg-type] # it is aware
            coming = attrs.evolve(self, at=then, before=answer.state).answer()
            becomes = names[coming.least] if coming.known else None
        return Classification(
            self.scheme.name,
            self.case.id,
            self.case.version,
            self.at,
            names[answer.least] if answer.known else None,
            names[answer.least],
            names[answer.most],
            names[answer.state.rank],
            answer.state.since,
            then,
            becomes,
            # The first class has no conditions.
            answer.evaluation.findings()[1:],
        )
