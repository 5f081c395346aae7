"""The class that a scheme puts a case into, and the classes that it has been in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import overload

import attrs

from collectflow._time import LAST, instant, micros
from collectflow.case import Case, others_of
from collectflow.engine import Engine
from collectflow.errors import AskedTooEarly, BadValue, UnknownName
from collectflow.events import Event, EventVoided, voided
from collectflow.policy import Rule
from collectflow.staging._asking import Asking, State, ready
from collectflow.staging._said import Classification, Held, Was
from collectflow.staging._scheme import Scheme
from collectflow.vocabulary import Vocabulary

_HORIZON = timedelta(days=400)


def _check_words(scheme: Scheme, engine: Engine | None) -> None:
    """Raise for a word that nobody knows: a hold that is misspelt would never be in force."""
    shipped = {field.name for field in attrs.fields(Vocabulary)}
    where = f"scheme {scheme.name!r}"
    for rule in ready(scheme, 0, None).policy.rules:
        for vocabulary, word in _mentions(scheme, rule):
            known: frozenset[str] = frozenset()
            if engine is not None:
                known = engine.words(vocabulary)
            elif vocabulary in shipped:
                known = Vocabulary().words(vocabulary, where)
            elif vocabulary != "calendars":
                # Stages and attributes are the host's own.
                continue
            if word not in known:
                raise UnknownName(vocabulary, word, tuple(known), where)


def _mentions(scheme: Scheme, rule: Rule) -> Iterator[tuple[str, str]]:
    yield from rule.mentions()
    until = scheme.classes[scheme.rank(rule.id)].until
    if until is not None:
        yield from attrs.evolve(rule, require=until).mentions()


def _state_of(scheme: Scheme, was: Was, at: datetime) -> State:
    if was is None:
        return State()
    if isinstance(was, Classification):
        if was.scheme != scheme.name:
            raise BadValue("was", was.scheme, f"it is asked by scheme {scheme.name!r}")
        was = Held(was.held, was.since)
    held = Held(was) if isinstance(was, str) else was
    if held.since is not None and micros(held.since, "was.since") > micros(at):
        raise BadValue("was.since", held.since, f"it is after {at.isoformat()}")
    return State(scheme.rank(held.name), held.since)


def _checked_at(case: Case, at: datetime) -> int:
    if not isinstance(case, Case):
        raise BadValue("case", case, "pass a Case: result.case, or Case.from_dict(...)")
    us = micros(at)
    if us < case.last_us:
        raise AskedTooEarly(at, case.last_at)
    if us > LAST:
        raise BadValue("at", at, "it is outside of the years 2 to 9998")
    return us


def _horizon_of(engine: Engine | None) -> int:
    horizon = _HORIZON if engine is None else engine.horizon
    return horizon // timedelta(microseconds=1)


@overload
def classify(
    case: Case,
    at: datetime,
    scheme: Scheme,
    *,
    was: Was = None,
    engine: Engine | None = None,
    beside: Iterable[Case] = (),
) -> Classification: ...
@overload
def classify(
    case: Case,
    at: datetime,
    scheme: Iterable[Scheme],
    *,
    was: Mapping[str, Was] | None = None,
    engine: Engine | None = None,
    beside: Iterable[Case] = (),
) -> dict[str, Classification]: ...
def classify(
    case: Case,
    at: datetime,
    scheme: Scheme | Iterable[Scheme],
    *,
    was: Was | Mapping[str, Was] = None,
    engine: Engine | None = None,
    beside: Iterable[Case] = (),
) -> Classification | dict[str, Classification]:
    """The class of a case at an instant; of several schemes on one ledger, by the scheme's name.

    Args:
        case: The case.
        at: When, aware.
        scheme: A scheme, or several of different names.
        was: The class held before: its name, a `Held`, or the `Classification` of the last ask; of several
            schemes, by the scheme's name. Unless given, nothing graver was held: only a scheme without sticky
            classes may be asked like that. `walk` derives it from the events.
        engine: Whose words, calendars, attributes and horizon are meant; unless given, the shipped words, no
            calendars, and 400 days.
        beside: The borrower's other cases, for schemes that look at all of them (`Scheme.contagious`).

    Raises:
        AskedTooEarly: when `at` is before the last event of the case, or of one beside it.
        NaiveDatetime: when `at` has no time zone.
        BadValue: when `was` is another scheme's or later than `at`, two schemes have one name, or a case
            beside it is another borrower's, or this one.
        UnknownName: when `was` names no class of the scheme, or a guard a word that is not known.
    """
    others = others_of(case, beside, at, _checked_at(case, at))
    if isinstance(scheme, Scheme):
        if isinstance(was, Mapping):
            raise BadValue("was", dict(was), "one scheme is asked: pass the class that it held")
        return _classified(case, at, scheme, was, engine, others)
    schemes = [*scheme]
    names = [each.name for each in schemes]
    if len({*names}) != len(names):
        raise BadValue("schemes", names, "each has a name of its own")
    if was is not None and not isinstance(was, Mapping):
        raise BadValue("was", was, "several schemes are asked: pass what each held, by its name")
    before = was or {}
    for each in before:
        if each not in names:
            raise UnknownName("scheme", each, tuple(names), "was")
    return {each.name: _classified(case, at, each, before.get(each.name), engine, others) for each in schemes}


def _classified(
    case: Case, at: datetime, scheme: Scheme, was: Was, engine: Engine | None, others: tuple[Case, ...]
) -> Classification:
    _check_words(scheme, engine)
    asking = Asking(scheme, case, at, _state_of(scheme, was, at), engine, others)
    return asking.explain(asking.answer(), _horizon_of(engine))


def walk(
    case: Case,
    at: datetime,
    scheme: Scheme,
    *,
    engine: Engine | None = None,
    beside: Iterable[Case] = (),
) -> tuple[Classification, ...]:
    """The classes that a case has been in, from its opening up to an instant, by its events alone.

    Events are folded one after another, those of one instant together, and between them the class follows
    its own changes. History is read as it is known now: a backdated event counts from when it happened. The
    last one is held at `at`: `classify(case, at, scheme, was=walk(case, at, scheme)[-1])` is today's answer.

    Args:
        case: The case.
        at: Up to when, aware.
        scheme: The scheme.
        engine: As in `classify`.
        beside: The borrower's other cases, each seen as it stood at every instant.

    Returns:
        One for each change, as of the instant at which the class was entered, in the zone of `at`;
        `next_change` is what was due then, whatever happened instead.

    Raises:
        AskedTooEarly, NaiveDatetime, BadValue, UnknownName: as `classify`.
    """
    end = _checked_at(case, at)
    others = others_of(case, beside, at, end)
    _check_words(scheme, engine)
    horizon = _horizon_of(engine)
    found: list[Classification] = []
    state = State()
    spans = [*_together(case, others)]
    stops = [us - 1 for *_, us in spans[1:]] + [end]
    for (so_far, known, start), stop in zip(spans, stops, strict=True):
        here: int | None = start
        while here is not None and here <= stop:
            moment = instant(here, at.tzinfo)  # type: ignore[arg-type] # it is aware
            asking = Asking(scheme, so_far, moment, state, engine, known)
            answer = asking.answer()
            state = answer.state
            name = scheme.names[answer.least] if answer.known else None
            if not found or found[-1].name != name:
                found.append(asking.explain(answer, horizon))
            left = stop - here
            here = asking.next_change(answer, left) if left else None
    return tuple(found)


def _together(case: Case, others: tuple[Case, ...]) -> Iterator[tuple[Case, tuple[Case, ...], int]]:
    """The case, and those beside it that there were, after the events of each instant in any of them."""
    own, *theirs = ([*_folded(each)] for each in (case, *others))
    news = {us for fold in (own, *theirs) for _, us in fold if us >= own[0][1]}
    for us in sorted(news):
        seen = [_latest(fold, us) for fold in theirs]
        so_far = _latest(own, us)
        assert so_far is not None  # noqa: S101 - it was opened
        yield so_far, tuple(each for each in seen if each is not None), us


def _latest(fold: list[tuple[Case, int]], us: int) -> Case | None:
    """What a case had become by an instant; `None` before it was opened."""
    i = bisect_right(fold, us, key=lambda each: each[1])
    return fold[i - 1][0] if i else None


def _folded(case: Case) -> Iterator[tuple[Case, int]]:
    """The case after the events of each instant, and the instant."""
    opening, *events = case.events
    so_far = Case.replay([opening])
    gone = voided({event.id: event for event in events})
    for event in events:
        # What was voided comes with its void: until then, too, it never happened.
        if event.id in gone:
            continue
        us = _instant_of(so_far, event)
        if us > so_far.last_us:
            yield so_far, so_far.last_us
        so_far = case.as_of(instant(us)) if isinstance(event, EventVoided) else so_far.apply(event)
    yield so_far, so_far.last_us


def _instant_of(case: Case, event: Event) -> int:
    # What is dated before the opening was known when the case was opened.
    return max(micros(event.at), micros(case.opened_at))
