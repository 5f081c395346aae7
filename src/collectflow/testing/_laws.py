"""The laws that every policy keeps, each tried on one situation at a time.

A law is a function that returns quietly, or raises `Broken` with what it found.
"""

from __future__ import annotations

import copy
import importlib
import json
import pickle
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import collectflow as cf
from collectflow.events import Tables
from collectflow.guards import (
    Ref,
    Scene,
    Term,
    changed,
    condition,
    label,
    missing,
    straight,
)
from collectflow.policy import Context, Evaluation, Finding, Outcome, Status, policy_name
from collectflow.testing._asked import Asked, guards_in
from collectflow.testing._audit import audited
from collectflow.testing._guards import policies

V = TypeVar("V")


class Broken(Exception):
    """What a law found."""


@attrs.frozen
class Kit:
    """What the laws are tried with.

    Args:
        policy: The policy under test.
        engine: An engine with this policy alone.
        others: Policies of the host's own to which it is added.
        attributes: The host's own facts, by name and type.
    """

    policy: Any
    engine: cf.Engine
    others: tuple[Any, ...] = ()
    attributes: dict[str, type] = attrs.Factory(dict)

    def ask(self, asked: Asked, engine: cf.Engine | None = None) -> cf.Verdict:
        """The verdict."""
        return (engine or self.engine).review(asked.case, asked.proposal, asked.at)


@attrs.frozen
class Law:
    """A law.

    Args:
        name: Its name; the test is called `test_` and this.
        says: What a policy promises.
        attack: Tries it on one situation.
        draws: What it draws besides.
        skips: Why it cannot be tried on a policy, or `None`.
        divisor: It is tried on this part of the profile's examples, being slow.
    """

    name: str
    says: str
    attack: Callable[[Kit, Asked, Any], None]
    draws: Callable[[Kit], SearchStrategy[Any]] = lambda _: st.none()
    skips: Callable[[Any], str | None] = lambda _: None
    divisor: int = 1


def evaluation_of(verdict: cf.Verdict) -> Evaluation:
    """What a verdict came from; it has no public name, since hosts have no use for it."""
    source = verdict._source  # noqa: SLF001 - see above
    assert isinstance(source, Evaluation)  # noqa: S101 - a fresh verdict has it
    return source


def _always(value: Any) -> Callable[[Scene], Any]:  # noqa: ANN401 - as plans hold values
    return lambda _: value


def read_otherwise(
    seen: Evaluation, changes: dict[int, Any], zones: tuple[Any, ...] | None = None
) -> Evaluation:
    """The same evaluation with some readings replaced, by their place; `None` makes one unknown."""
    plan = copy.copy(seen.plan)
    readers = list(plan.readers)
    for i, value in changes.items():
        readers[i] = _always(value)
    plan.readers = tuple(readers)
    first = seen.worlds[0].scene
    if zones is None:
        zones = tuple(world.scene.zone for world in seen.worlds if world.scene.zone is not None)
    scene = first.elsewhere(zones[0] if zones else None)
    return Evaluation(plan, scene, zones, seen.at, seen.lifted, seen.horizon)


def _rows(tables: Tables) -> dict[str, Any]:
    """What tables hold, without what they keep to be quick."""
    kept = {"kept", "head"}
    names = [each.name for each in attrs.fields(Tables) if each.name not in kept and each.name[0] != "_"]
    return {name: getattr(tables, name) for name in names}


def _said(verdict: cf.Verdict) -> tuple[Any, ...]:
    return (verdict.status, verdict.findings, verdict.allowed_at, verdict.untold)


def _differ(first: cf.Verdict, second: cf.Verdict) -> str:
    if first.status is not second.status:
        return f"first {first.status}, then {second.status}"
    for one, two in zip(first.findings, second.findings, strict=False):
        if one != two:
            return f"first {one}, then {two}"
    return f"first allowed at {first.allowed_at}, then at {second.allowed_at}"


# --- the laws -------------------------------------------------------------------------------------------

#: How often the same is asked.
_TIMES = 5


def pure(kit: Kit, asked: Asked, _: None) -> None:
    """Ask again and again, with another question in between."""
    first = kit.ask(asked)
    said = _said(first)
    for i in range(_TIMES):
        if i == 1:
            kit.engine.options(asked.case, asked.at)
        again = kit.ask(asked)
        if _said(again) != said:
            raise Broken(f"asked the same {i + 2} times: {_differ(first, again)}")


def untouched(kit: Kit, asked: Asked, _: None) -> None:
    """Review, and compare with the case made anew of the same events."""
    before = [each.to_dict() for each in asked.case.events]
    _said(kit.ask(asked))
    if [each.to_dict() for each in asked.case.events] != before:
        raise Broken("reviewing it changed the case's events")
    now, anew = _rows(asked.case.tables), _rows(cf.Case.replay(asked.case.events).tables)
    for name, rows in now.items():
        if rows != anew[name]:
            raise Broken(f"reviewing it changed the case's {name}: {anew[name]!r} became {rows!r}")


def total(kit: Kit, asked: Asked, _: None) -> None:
    """Review and explain; nothing may fail."""
    try:
        verdict = kit.ask(asked)
        str(verdict)
        verdict.to_dict()
    except Exception as error:
        raise Broken(f"it raised {type(error).__name__}: {error}") from error
    for each in verdict.findings:
        if each.outcome is Outcome.ERROR:
            raise Broken(f"{each.rule} failed: {each.error}")


_PLAIN = {Outcome.MET, Outcome.UNMET, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE}


def plain(kit: Kit, asked: Asked, _: None) -> None:
    """Look at the findings: only the engine says that something is overridden or uncovered."""
    for each in kit.ask(asked).findings:
        if each.policy == "engine" or each.outcome is Outcome.ERROR:
            continue
        if each.outcome not in _PLAIN:
            raise Broken(
                f"{each.rule} says {each.outcome}; a policy says met, unmet, unknown or not_applicable"
            )
        if each.effect not in {"refuse", "advise"}:
            raise Broken(f"{each.rule} has the effect {each.effect!r}; it is 'refuse' or 'advise'")
        if each.outcome is not Outcome.MET and not each.because:
            raise Broken(f"{each.rule} is {each.outcome} and does not say why")


def hiding(kit: Kit, asked: Asked, _: None) -> None:
    """Make every reading unknown, one by one and all together; then what the case itself says."""
    verdict = kit.ask(asked)
    if verdict.allowed:
        return
    for what, status in _hidden(kit, asked, verdict):
        if status is Status.ALLOWED:
            raise Broken(f"it is {verdict.status}, and allowed once {what} is unknown")


def _hidden(kit: Kit, asked: Asked, verdict: cf.Verdict) -> Iterator[tuple[str, Status]]:
    seen = evaluation_of(verdict)
    facts = [i for i, slot in enumerate(seen.plan.slots) if isinstance(slot.key, Ref)]
    for some in (*([each] for each in facts), facts):
        status = read_otherwise(seen, dict.fromkeys(some)).status()
        yield " and ".join(seen.plan.slots[i].text for i in some) or "nothing", status
    if not isinstance(kit.policy, cf.Policy):
        veil = Veil(kit.policy)
        engine = kit.engine.evolve(policies=[veil])
        kit.ask(asked, engine)
        for ref in tuple(veil.seen):
            veil.hides = frozenset([ref])
            yield label(ref), kit.ask(asked, engine).status
    for what, case in _less_known(asked.case):
        yield what, kit.ask(attrs.evolve(asked, case=case)).status


def _less_known(case: cf.Case) -> Iterator[tuple[str, cf.Case]]:
    """The case after the host says that it does not know something."""
    at = case.last_at
    learnt = max(each.at if each.recorded_at is None else each.recorded_at for each in case.events)
    when: dict[str, Any] = {"at": at, "recorded_at": learnt if learnt > at else None}
    for name in case.attributes:
        event = cf.AttributeSet(f"~{name}", name=name, value=None, **when)
        yield f"attribute {name}", case.apply(event)
    zoned = [each for each in case.persons if each.zones]
    if zoned:
        for each in zoned:
            person = attrs.evolve(each, zones=())
            case = case.apply(cf.PersonKnown(f"~{each.id}", person=person, **when))
        yield "where everybody is", case


class Veil:
    """A policy object to which some facts look unknown."""

    def __init__(self, policy: Any) -> None:  # noqa: ANN401 - any object that reviews
        """Around a policy object, hiding nothing yet."""
        self.name = policy_name(policy)
        self.currency: str | None = getattr(policy, "currency", None)
        self.policy = policy
        self.hides: frozenset[Ref] = frozenset()
        self.seen: dict[Ref, None] = {}

    def review(self, context: Context) -> Iterable[Finding]:
        """What the policy says behind the veil."""
        shown = {each.name: getattr(context, each.name) for each in attrs.fields(Context)}
        veiled = Veiled(**shown, veil=self)
        found: Iterable[Finding] = self.policy.review(veiled)
        return found


@attrs.frozen
class Veiled(Context):
    """What the policy is shown behind it."""

    veil: Veil = attrs.field(repr=False, kw_only=True)

    def read(self, fact: Term[V]) -> V | None:
        """The value of a fact; `None` for a hidden one."""
        self.veil.seen[fact.ref] = None
        return None if fact.ref in self.veil.hides else super().read(fact)


def _moments(at: datetime, until: datetime) -> list[datetime]:
    """Instants to look at before `until`: close to both ends, by the hour, by the day, by shares."""
    tick, hour = timedelta(microseconds=1), timedelta(hours=1)
    span = until - at
    found = [at, at + tick, until - tick, until - hour]
    found += [at + n * hour for n in range(1, 25)]
    found += [at + timedelta(days=n) for n in range(1, 15)]
    found += [at + span * n / 7 for n in range(1, 7)]
    return sorted({each for each in found if at <= each < until})


#: How far ahead it is looked when nothing is said to change.
_AHEAD = timedelta(days=60)


def from_when(kit: Kit, asked: Asked, _: None) -> None:
    """Compare what is said of later instants with asking then."""
    verdict = kit.ask(asked)

    def allowed(at: datetime) -> bool:
        return kit.ask(attrs.evolve(asked, at=at)).allowed

    if verdict.allowed:
        _stays_allowed(verdict, allowed)
    else:
        _becomes_allowed(verdict, allowed)


def _stays_allowed(verdict: cf.Verdict, allowed: Callable[[datetime], bool]) -> None:
    if verdict.allowed_at != verdict.at:
        raise Broken(f"it is allowed now, and allowed_at says {verdict.allowed_at}")
    seen = evaluation_of(verdict)
    us, told = seen.next_change()
    ends = verdict.at + _AHEAD if us is None else seen.at_instant(us).at
    for each in _moments(verdict.at, ends) if told else ():
        if not allowed(each):
            raise Broken(f"it is said to stay allowed until {ends}, and is not at {each}")


def _becomes_allowed(verdict: cf.Verdict, allowed: Callable[[datetime], bool]) -> None:
    when = verdict.allowed_at
    if when is not None and not allowed(when):
        raise Broken(f"allowed_at says {when}, and it is not allowed then")
    said = f"allowed_at says {when}" if when is not None else "time alone is said not to allow it"
    if when is None and verdict.untold:
        return
    for each in _moments(verdict.at, verdict.at + _AHEAD if when is None else when):
        if allowed(each):
            raise Broken(f"{said}, and it is allowed at {each}")


def through_json(kit: Kit, asked: Asked, _: None) -> None:
    """Write it down, read it, and ask both."""
    policy = kit.policy
    text = json.dumps(policy.to_dict())
    loaded = cf.Policy.from_dict(json.loads(text), registry=guards_in(policy))
    if loaded != policy or loaded.fingerprint != policy.fingerprint:
        raise Broken(f"what comes back from JSON is another policy: {loaded}")
    first, second = kit.ask(asked), kit.ask(asked, kit.engine.evolve(policies=[loaded]))
    if _said(first) != _said(second):
        raise Broken(f"what comes back from JSON answers otherwise: {_differ(first, second)}")


def readings(kit: Kit, asked: Asked, _: None) -> None:
    """Push `~` to the leaves, as the other readings do, and ask both."""
    policy = kit.policy
    turned = attrs.evolve(
        policy,
        rules=[
            attrs.evolve(
                rule,
                require=straight(rule.require),
                when=None if rule.when is None else straight(rule.when),
            )
            for rule in policy.rules
        ],
    )
    first, second = kit.ask(asked), kit.ask(asked, kit.engine.evolve(policies=[turned]))
    for one, two in zip(first.findings, second.findings, strict=True):
        if one.outcome is not two.outcome:
            raise Broken(f"{one.rule} is {one.outcome}, and with ~ pushed to the leaves {two.outcome}")


def frames(kit: Kit, asked: Asked, _: None) -> None:
    """Ask about the case as data frames."""
    portfolio: Any = importlib.import_module("collectflow.portfolio")
    engine = kit.engine.evolve(conventions=asked.case.tables.head.conventions)
    tables = portfolio.cases_to_frames([asked.case], attributes=kit.attributes)
    made = portfolio.sweep(engine, at=asked.at, proposals={"asked": asked.proposal}, **tables)
    said, verdict = made["asked"].to_list()[0], kit.ask(asked, engine)
    if said != verdict.status:
        raise Broken(f"it is {verdict.status}, and on a data frame {said}")


def proofs(kit: Kit, asked: Asked, _: None) -> None:
    """Ask the solver whether it is never allowed, and look at what it says beside this case."""
    verify: Any = importlib.import_module("collectflow.verify")
    verdict = kit.ask(asked)
    # As the engine resolved it: the person is told.
    answer = verify.never(kit.engine, verdict.proposal, overrides=False, limit=_PATIENCE)
    if answer.proved and verdict.allowed:
        raise Broken("it is allowed, and the solver proves that it never is")
    if answer.refuted:
        witness = answer.witness
        if not kit.engine.review(witness.case, witness.proposal, witness.at).allowed:
            raise Broken(f"the solver's witness is not allowed: {witness}")


#: How long the solver may take over one situation, in seconds.
_PATIENCE = 5.0

_LOST = {Outcome.UNKNOWN, Outcome.ERROR, Outcome.UNCOVERED}


def explained(kit: Kit, asked: Asked, _: None) -> None:
    """Work the answer out from the findings, and send the verdict through JSON and pickle."""
    verdict = kit.ask(asked)
    outcomes = {each.outcome for each in verdict.findings if each.effect == "refuse"}
    expected = (
        Status.REFUSED
        if Outcome.UNMET in outcomes
        else Status.UNKNOWN
        if outcomes & _LOST
        else Status.ALLOWED
    )
    if verdict.status is not expected:
        raise Broken(f"the verdict is {verdict.status}, its findings say {expected}")
    said = str(verdict)
    for each in verdict.blocking:
        if each.rule not in said and each.because not in said:
            raise Broken(f"{each.rule} blocks it, and the explanation does not name it")
    for how, sent in (("JSON", _by_json), ("pickle", _by_pickle)):
        try:
            same = sent(verdict) == verdict
        except Exception as error:
            raise Broken(f"the verdict cannot be sent by {how}: {type(error).__name__}: {error}") from error
        if not same:
            raise Broken(f"the verdict is another one after {how}")


def _by_json(verdict: cf.Verdict) -> cf.Verdict:
    return cf.Verdict.from_dict(json.loads(json.dumps(verdict.to_dict())))


def _by_pickle(verdict: cf.Verdict) -> object:
    return pickle.loads(pickle.dumps(verdict))  # noqa: S301 - pickled a word before


def counterfactual(kit: Kit, asked: Asked, _: None) -> None:
    """Read the facts as what a finding says is missing, and look at the rule again."""
    verdict = kit.ask(asked)
    seen = evaluation_of(verdict)
    said = {each.rule: each for each in verdict.findings}
    for i, each in enumerate(seen.plan.rules):
        truth = seen.truth(i)
        finding = said[each.rule.id]
        if truth not in (False, None) or finding.missing is None or finding.approximate:
            continue
        world = next(world for world in seen.worlds if world.truths[i] is truth)

        def holds(leaf: Any, positions: Any = each.positions, values: Any = world.values) -> bool | None:  # noqa: ANN401 - as a plan holds them
            held: object = condition(leaf, positions)(values)
            return held if isinstance(held, bool) else None

        lacking = missing(each.rule.condition, holds)
        change = None if lacking is None else changed(lacking)
        if change is None:
            raise Broken(f"{finding.rule} says it would take {finding.missing}, which is no value of a fact")
        replaced = {each.positions[ref]: value for ref, value in change.items()}
        zone = world.scene.zone
        after = read_otherwise(seen, replaced, () if zone is None else (zone,)).truth(i)
        if after is not True:
            raise Broken(f"{finding.rule} says it would take {finding.missing}; with that it is {after}")


def unaided(kit: Kit, asked: Asked, _: None) -> None:
    """Watch what is called while it reviews."""

    def review() -> None:
        _said(kit.ask(asked))

    for each in audited(review):
        raise Broken(f"it called {each}: what it answers may be another thing tomorrow, or elsewhere")


#: How many copies of a case are alive at once; an identity is none of them twice.
_COPIES = 8


def equal(kit: Kit, asked: Asked, _: None) -> None:
    """Ask about copies of the case, made through JSON."""
    first = kit.ask(asked)
    said = _said(first)
    written = json.dumps(asked.case.to_dict())
    copies = [cf.Case.from_dict(json.loads(written)) for _ in range(_COPIES)]
    for each in copies:
        again = kit.ask(attrs.evolve(asked, case=each))
        if _said(again) != said:
            raise Broken(f"an equal case gets another answer: {_differ(first, again)}")


def _drawn_others(kit: Kit) -> SearchStrategy[tuple[Any, ...]]:
    if kit.others:
        return st.just(kit.others)
    return policies(lifecycle=kit.engine.lifecycle, name="another", max_rules=2).map(lambda each: (each,))


def adding(kit: Kit, asked: Asked, others: tuple[Any, ...]) -> None:
    """Add it to others, before and after them."""
    alone = kit.ask(asked, kit.engine.evolve(policies=others))
    if not alone.refused:
        return
    for together in ((*others, kit.policy), (kit.policy, *others)):
        verdict = kit.ask(asked, kit.engine.evolve(policies=together))
        if not verdict.refused:
            raise Broken(f"what others refuse is {verdict.status} with this policy among them: {alone}")
        theirs = [each for each in verdict.findings if any(each.policy == policy_name(o) for o in others)]
        own = [each for each in alone.findings if each.policy != "engine"]
        if theirs != own:
            raise Broken("with this policy among them, the findings of others are not the same")


# --- the list -------------------------------------------------------------------------------------------


def _only_policies(policy: object) -> str | None:
    return (
        None if isinstance(policy, cf.Policy) else "only a Policy is data; this one is an object that reviews"
    )


def _read_by(*needed: str) -> Callable[[object], str | None]:
    """Why a policy cannot be asked in a reading that needs these modules, if it cannot."""

    def skips(policy: object) -> str | None:
        if not isinstance(policy, cf.Policy):
            return _only_policies(policy)
        if guards_in(policy):
            return "an opaque guard has one reading only"
        for each in needed:
            try:
                importlib.import_module(each)
            except ImportError as error:
                return f"{each} cannot be imported: {error}"
        return None

    return skips


_on_frames = _read_by("collectflow.portfolio", "polars")
_before_a_solver = _read_by("collectflow.verify", "z3")


LAWS: tuple[Law, ...] = (
    Law("pure", "the same question has the same answer, however often it is asked", pure),
    Law("case_untouched", "reviewing a case does not change it", untouched),
    Law("total", "it answers every question, and never fails", total),
    Law("plain_findings", "its findings are met, unmet, unknown or not applicable, and say why", plain),
    Law("hiding", "hiding a fact never turns a refusal or unknown into an allowance", hiding),
    Law("from_when", "what it says of later instants is what it answers then", from_when),
    Law("json", "through JSON comes the same policy", through_json, skips=_only_policies),
    Law("readings", "its rules say the same with every ~ at the leaves", readings, skips=_only_policies),
    Law("frames", "a data frame gives the answer that a case gives", frames, skips=_on_frames, divisor=5),
    Law("proofs", "what a solver proves of it is true", proofs, skips=_before_a_solver, divisor=20),
    Law("explanation", "the explanation agrees with the verdict", explained),
    Law("counterfactual", "what is missing, once there, makes the rule hold", counterfactual),
    Law("no_clock", "it reads no clock, throws no dice and looks at no identity", unaided),
    Law("equal_cases", "equal cases get equal answers", equal),
    Law("adding", "added to others it never allows what they refused", adding, _drawn_others),
)
