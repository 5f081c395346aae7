"""The questions: never, check, path and compare."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice

import attrs

from collectflow.case import Case
from collectflow.engine import Engine
from collectflow.errors import BadValue, NoSuchTransition, Refused, UnknownName, UnknownStage
from collectflow.events import Override, Proposal
from collectflow.guards import Asked, Guard, Term, Test, as_guard, leaves, refs_of, words
from collectflow.guards._conditions import condition
from collectflow.policy import Outcome, Policy, Rule, Target, Verdict, on_act, on_contact, on_move
from collectflow.verify._answers import Answer, Comparison, Difference, Proof, Report, together
from collectflow.verify._asking import Mentioned, Question, acts, contacts, moves, questions
from collectflow.verify._formulas import Expr
from collectflow.verify._snapshot import Snapshot
from collectflow.verify._solve import Guarded, allowed, in_force, search
from collectflow.verify._z3 import z3

#: How long the solver may take over one question, in seconds.
LIMIT = 20.0
_ASKED = "collectflow.asked-about"


def never(
    engine: Engine,
    proposal: Proposal | Target | str,
    when: Guard | Term[bool] | None = None,
    *,
    overrides: bool = True,
    currency: str | None = None,
    limit: float = LIMIT,
) -> Answer:
    """Whether a proposal is never allowed when a guard holds.

    Args:
        engine: The engine.
        proposal: A trigger, a `Move`, `Contact` or `Act`, or a target such as `on_contact(channel="visit")`
            for every proposal that it covers.
        when: The guard; always, if none is given.
        overrides: Whether every rule that has grounds is taken to be overridden.
        currency: That of the amounts in `when`; the policies', if they have one.
        limit: How many seconds the solver may take over one question.

    Returns:
        `proved`, `refuted` with a witness, or `unknown` with the reason.

    Raises:
        UnknownName: for a trigger, channel, party, purpose or act that the engine does not know.
        InvalidEngine: when `when` names something that the engine does not know.
        BadValue: when `when` names an amount and the policies are of several currencies, or of none.
    """
    guard = None if when is None else as_guard(when, "when")
    asked = questions(engine, proposal, () if guard is None else (guard,))
    money = _currency(engine, guard, currency)
    watching = None if guard is None else _watching(engine, guard, money)
    answers = []
    for each in asked:
        answers.append(_never(engine, each, guard, money, watching, overrides=overrides, limit=limit))
        if answers[-1].refuted:
            break
    called = asked[0].words.partition(" from ")[0] if len(asked) > 1 and asked[0].kind == "move" else ""
    named = called or (asked[0].words if len(asked) == 1 else _called(proposal, asked))
    condition = "" if guard is None else f" when {words(guard, money)}"
    return together(f"{named} is never allowed{condition}", answers)


def _called(proposal: object, asked: list[Question]) -> str:
    if isinstance(proposal, Target):
        said = ", ".join(f"{name} {' or '.join(values)}" for name, values in proposal.columns)
        return f"a {proposal.kind} ({said or 'any'})"
    return asked[0].words if asked else str(proposal)


def _currency(engine: Engine, guard: Guard | None, given: str | None) -> str | None:
    if given is not None or guard is None or not any(ref.priced for ref in refs_of(guard)):
        return given
    known = {
        each.currency for each in engine.policies if isinstance(each, Policy) and each.currency is not None
    }
    if len(known) != 1:
        raise BadValue("currency", given, "the guard names an amount: say in which currency")
    return known.pop()


def _watching(engine: Engine, guard: Guard, currency: str | None) -> Engine:
    """An engine that allows what the guard allows, and nothing else: it reads the guard for a witness."""
    rule = Rule(_ASKED, on=[on_move(), on_contact(), on_act()], require=guard, because="it is asked about")
    return engine.evolve(policies=[Policy(_ASKED, rules=[rule], currency=currency)], hooks=())


def _lifted(engine: Engine, question: Question, *, overrides: bool) -> list[Override]:
    """An override for every rule that has grounds, if these are to be assumed."""
    return [
        Override(rule.id, rule.grounds[0], by="verify", because="assumed")
        for rule, _ in question.rules(engine)
        if overrides and rule.grounds
    ]


def _refusing(engine: Engine, question: Question) -> Guarded:
    return [
        (rule.condition, currency) for rule, currency in question.rules(engine) if rule.effect == "refuse"
    ]


def _never(
    engine: Engine,
    question: Question,
    guard: Guard | None,
    currency: str | None,
    watching: Engine | None,
    *,
    overrides: bool,
    limit: float,
) -> Answer:
    lifted = _lifted(engine, question, overrides=overrides)

    def goal(at: Snapshot) -> Expr:
        made = allowed(at, question.kind, question.rules(engine), engine.policies, overrides=overrides)
        return made if guard is None else z3.And(made, at.truth(guard, currency).holds)

    def confirm(case: Case, at: datetime, beside: tuple[Case, ...]) -> tuple[Verdict, ...] | None:
        if watching is not None and not watching.review(case, question.proposal, at, beside=beside).allowed:
            return None
        verdict = engine.review(case, question.proposal, at, overrides=lifted, beside=beside)
        return (verdict,) if verdict.allowed else None

    more = () if guard is None else ((guard, currency),)
    guards = (*_refusing(engine, question), *more)
    return search(f"{question.words} is never allowed", question, guards, goal, confirm, limit)


# --- structure ------------------------------------------------------------------------------------------


def check(engine: Engine, *, limit: float = LIMIT) -> Report:
    """Look for what an engine's structure makes impossible or ambiguous.

    Stages without a way in or out, moves that can never be allowed, rules that can never refuse anything,
    and automatic moves of one stage that can be due at once (the first named is taken). Rules with grounds
    are taken to be overridden, but for automatic moves, which nobody overrides.

    Args:
        engine: The engine.
        limit: How many seconds the solver may take over one question.
    """
    ways = moves(engine)
    possible = [_never(engine, each, None, None, None, overrides=True, limit=limit) for each in ways]
    rules = _rules(engine, ways, limit)
    ties = _ties(engine, ways, limit)
    answers = [*possible, *rules, *ties]
    # A reopening leads only to where the case has been.
    can = [
        way.columns
        for way, answer in zip(ways, possible, strict=True)
        if not answer.proved and way.setting.left is None
    ]
    stuck, unreached = _graph(engine, can)
    return Report(
        stuck,
        unreached,
        tuple(each for each in possible if each.proved),
        tuple(each for each in rules if each.proved),
        tuple(each for each in ties if each.refuted),
        tuple(each for each in answers if each.unknown),
        len(answers),
    )


def _graph(engine: Engine, ways: list[Mapping[str, str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stages that cannot be left, and those that cannot be entered from the first."""
    stages = engine.lifecycle.stages
    left = {way["source"] for way in ways}
    reached, todo = {engine.lifecycle.initial}, [engine.lifecycle.initial]
    while todo:
        stage = todo.pop()
        for way in ways:
            if way["source"] == stage and way["dest"] not in reached:
                reached.add(way["dest"])
                todo.append(way["dest"])
    return (
        tuple(each.name for each in stages if not each.final and each.name not in left),
        tuple(each.name for each in stages if each.name not in reached),
    )


def _rules(engine: Engine, ways: list[Question], limit: float) -> list[Answer]:
    """For each rule that refuses, whether it never does."""
    every = [*ways, *contacts(engine, Mentioned.of([engine], ())), *acts(engine)]
    answers = []
    written = [policy for policy in engine.policies if isinstance(policy, Policy)]
    for policy in written:
        for rule in (each for each in policy.rules if each.effect == "refuse"):
            met = _met_by(rule)
            about = [
                each
                for each in every
                if any(target.covers(each.kind, each.columns) for target in rule.on)
                and not met(each.proposal)
            ]
            text = f"rule {rule.id} never refuses anything"
            found: list[Answer] = []
            for question in about:
                found.append(_idle(engine, question, rule, policy.currency, text, limit))
                if found[-1].refuted:
                    break
            answers.append(together(text, found))
    return answers


def _met_by(rule: Rule) -> Callable[[Proposal], bool]:
    """Whether a proposal by itself meets a rule, whatever the case: nothing has to be searched for."""
    found = leaves(rule.condition)
    keys = tuple(dict.fromkeys(each.ref if isinstance(each, Test) else each for each in found))
    holds = condition(rule.condition, {key: i for i, key in enumerate(keys)})

    def met(proposal: Proposal) -> bool:
        said = [
            (getattr(proposal, key.field, None) or "") if isinstance(key, Asked) else None for key in keys
        ]
        return holds(said) is True

    return met


def _idle(
    engine: Engine, question: Question, rule: Rule, currency: str | None, text: str, limit: float
) -> Answer:
    def goal(at: Snapshot) -> Expr:
        return z3.And(in_force(at, rule), at.truth(rule.condition, currency).fails)

    def confirm(case: Case, at: datetime, beside: tuple[Case, ...]) -> tuple[Verdict, ...] | None:
        verdict = engine.review(case, question.proposal, at, beside=beside)
        refused = any(e.rule == rule.id and e.outcome is Outcome.UNMET for e in verdict.findings)
        return (verdict,) if refused else None

    return search(text, question, [(rule.condition, currency)], goal, confirm, limit)


def _ties(engine: Engine, ways: list[Question], limit: float) -> list[Answer]:
    """For each two automatic moves of a stage, whether they are never due at once."""
    automatic = {(each.source, each.trigger) for each in engine.lifecycle.transitions if each.automatic}
    answers = []
    for i, first in enumerate(ways):
        for second in ways[i + 1 :]:
            source = first.columns["source"]
            both = {(source, q.columns["trigger"]) for q in (first, second)}
            if second.columns["source"] == source and both <= automatic:
                answers.append(_tie(engine, first, second, limit))
    return answers


def _tie(engine: Engine, first: Question, second: Question, limit: float) -> Answer:
    def goal(at: Snapshot) -> Expr:
        return z3.And(
            [
                allowed(at, "move", each.rules(engine), engine.policies, overrides=False)
                for each in (first, second)
            ]
        )

    def confirm(case: Case, at: datetime, beside: tuple[Case, ...]) -> tuple[Verdict, ...] | None:
        verdicts = tuple(engine.review(case, each.proposal, at, beside=beside) for each in (first, second))
        return verdicts if all(each.allowed for each in verdicts) else None

    names = [each.columns["trigger"] for each in (first, second)]
    text = f"in {first.columns['source']}, {names[0]} (taken first) and {names[1]} are never due at once"
    guards = (*_refusing(engine, first), *_refusing(engine, second))
    return search(text, first, guards, goal, confirm, limit)


# --- paths ----------------------------------------------------------------------------------------------

#: How many ways between two stages are tried.
_PATHS = 20


def path(engine: Engine, source: str, dest: str, *, overrides: bool = True, limit: float = LIMIT) -> Answer:
    """Whether no sequence of moves leads from one stage to another.

    A path is looked for on which one case goes at one instant, as a late sweep would, and it is fired move
    by move. Paths that take time, or events between the moves, are not looked for.

    Args:
        engine: The engine.
        source: The stage in which the case begins.
        dest: The stage to which it is to come.
        overrides: Whether every rule that has grounds is taken to be overridden.
        limit: How many seconds the solver may take over one question.

    Returns:
        `refuted` with a case that goes there, its `reason` naming the moves; `proved` when every way has a
        move that can never be allowed, or there is none; else `unknown`.

    Raises:
        UnknownStage: for a stage that the lifecycle does not have.
    """
    for each in (source, dest):
        engine.lifecycle.stage(each, "verify")
    text = f"no moves lead from {source} to {dest}"
    possible = [
        way
        for way in moves(engine)
        if not _never(engine, way, None, None, None, overrides=overrides, limit=limit).proved
    ]
    tried = 0
    for ways in islice(_paths(possible, source, dest), _PATHS):
        tried += 1
        answer = _gone(engine, ways, text, overrides=overrides, limit=limit)
        if answer.refuted:
            return attrs.evolve(answer, reason=", ".join(way.columns["trigger"] for way in ways))
    if not tried:
        return Answer(text, Proof.PROVED)
    return Answer(text, Proof.UNKNOWN, "no case was found that goes there at one instant")


def _paths(ways: list[Question], source: str, dest: str) -> Iterator[list[Question]]:
    """The ways from one stage to another that enter no stage twice, the shortest first."""
    todo: deque[list[Question]] = deque([[way] for way in ways if way.columns["source"] == source])
    while todo:
        gone = todo.popleft()
        here = gone[-1].columns["dest"]
        if here == dest:
            yield gone
            continue
        seen = {way.columns["source"] for way in gone} | {here}
        todo += [
            [*gone, way]
            for way in ways
            # A reopening after other moves leads to where the case has been.
            if way.columns["source"] == here and way.columns["dest"] not in seen and way.setting.left is None
        ]


def _gone(engine: Engine, ways: list[Question], text: str, *, overrides: bool, limit: float) -> Answer:
    """Whether a case can go along these ways at one instant."""

    def goal(at: Snapshot) -> Expr:
        return z3.And(
            [allowed(at, "move", way.rules(engine), engine.policies, overrides=overrides) for way in ways]
        )

    quiet = engine.evolve(hooks=())

    def confirm(case: Case, at: datetime, beside: tuple[Case, ...]) -> tuple[Verdict, ...] | None:
        verdicts: list[Verdict] = []
        for way in ways:
            lifted = _lifted(engine, way, overrides=overrides)
            try:
                result = quiet.fire(case, way.proposal, at, overrides=lifted, beside=beside)
            except (Refused, NoSuchTransition):
                return None
            if result.verdict is not None:
                verdicts.append(result.verdict)
            case = result.case
        return tuple(verdicts) if case.stage == ways[-1].columns["dest"] else None

    guards = [guard for way in ways for guard in _refusing(engine, way)]
    return search(text, ways[0], guards, goal, confirm, limit)


# --- comparison -----------------------------------------------------------------------------------------


def compare(old: Engine, new: Engine, *, overrides: bool = True, limit: float = LIMIT) -> Comparison:
    """Whether a new engine is stricter than an old one, looser, the same, or neither.

    Every move of the two lifecycles, every contact and every act that their rules can tell apart is asked
    about. A case in a stage which only one of them has counts: what an engine does not offer it does not
    allow.

    Args:
        old: The engine as it was.
        new: The engine as it is to be.
        overrides: Whether every rule that has grounds is taken to be overridden.
        limit: How many seconds the solver may take over one question.
    """
    pairs = list(_pairs(old, new))
    found = [
        _difference(_Side(old, before, overrides), _Side(new, after, overrides), limit)
        for before, after in pairs
        if before is None or after is None or _content(before, old) != _content(after, new)
    ]
    return Comparison(tuple(found), len(pairs))


def _pairs(old: Engine, new: Engine) -> Iterable[tuple[Question | None, Question | None]]:
    mentioned = Mentioned.of([old, new], ())

    def every(engine: Engine, beside: Engine) -> dict[object, Question]:
        asked = [*moves(engine), *contacts(engine, mentioned, beside=beside), *acts(engine)]
        return {(q.kind, q.setting.stage, q.setting.left, q.setting.asked): q for q in asked}

    before, after = every(old, new), every(new, old)
    for key in dict.fromkeys((*before, *after)):
        yield before.get(key), after.get(key)


def _content(question: Question, engine: Engine) -> object:
    """Everything that decides what an engine says to a proposal."""
    rules = [
        (rule.condition, rule.grounds, rule.effective_from, rule.effective_until, currency)
        for rule, currency in question.rules(engine)
        if rule.effect == "refuse"
    ]
    others = [each for each in engine.policies if not isinstance(each, Policy)]
    return rules, others


@attrs.frozen
class _Side:
    """One of the two engines, and how it is asked."""

    engine: Engine
    question: Question | None
    overrides: bool

    def allows(self, at: Snapshot) -> Expr:
        """Whether it allows the proposal."""
        if self.question is None:
            return z3.BoolVal(False)  # noqa: FBT003 - a constant
        rules = self.question.rules(self.engine)
        made = allowed(at, self.question.kind, rules, self.engine.policies, overrides=self.overrides)
        left = self.question.setting.left
        return made if left is None else z3.And(made, at.left == at.code(left))

    def review(
        self, case: Case, proposal: Proposal, at: datetime, beside: tuple[Case, ...]
    ) -> Verdict | None:
        """Its verdict; nothing, where it does not know what is proposed."""
        question = self.question
        lifted = [] if question is None else _lifted(self.engine, question, overrides=self.overrides)
        try:
            return self.engine.review(case, proposal, at, overrides=lifted, beside=beside)
        except (NoSuchTransition, UnknownStage, UnknownName):
            return None

    @property
    def guards(self) -> Guarded:
        """The guards that it reads."""
        return () if self.question is None else _refusing(self.engine, self.question)


def _difference(before: _Side, after: _Side, limit: float) -> Difference:
    question = after.question or before.question
    assert question is not None  # noqa: S101 - one of the two is there
    looser = _allows_more(after, before, f"{question.words}: the new engine allows nothing more", limit)
    stricter = _allows_more(before, after, f"{question.words}: the new engine allows nothing less", limit)
    return Difference(question.words, looser, stricter)


def _allows_more(this: _Side, other: _Side, text: str, limit: float) -> Answer:
    """Whether one allows nothing that the other does not."""
    question = this.question
    if question is None:
        return Answer(text, Proof.PROVED)

    def goal(at: Snapshot) -> Expr:
        return z3.And(this.allows(at), z3.Not(other.allows(at)))

    def confirm(case: Case, at: datetime, beside: tuple[Case, ...]) -> tuple[Verdict, ...] | None:
        verdict = this.review(case, question.proposal, at, beside)
        against = other.review(case, question.proposal, at, beside)
        if verdict is None or not verdict.allowed or (against is not None and against.allowed):
            return None
        return (verdict,) if against is None else (against, verdict)

    return search(text, question, (*this.guards, *other.guards), goal, confirm, limit)
