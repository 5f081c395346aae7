"""Columns for the answers: each rule's two sides once, candidate zones brought together, dates, words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals.stable.v2 as nw

from collectflow._time import DAY, HOUR, LAST, SECOND
from collectflow.portfolio._compiler import UNTIL, Judged, Question, Scope, Way
from collectflow.portfolio._logic import ZONE, Side, Truths, all_sides, any_side, column, in_zones, negated
from collectflow.portfolio._tables import CASE, Desk
from collectflow.portfolio._view import Bounds

#: The steps in which it is told how far ahead a wish for an hour begins or ends.
_GRID = (1, *(n * 60 * SECOND for n in (1, 5, 15, 30)), *(n * HOUR for n in range(1, 25)))
#: Longer ahead than this nothing is looked at.
_FAR = 36_500 * DAY


class Answers:
    """Columns for the answers: each rule's two sides once, whatever asks for them."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        #: By alias: the column to make, of rules that need no zone, and of those that do, by scope.
        self.plain: dict[str, nw.Expr] = {}
        self.zoned: dict[Scope, dict[str, nw.Expr]] = {}
        self._known: dict[tuple[int, Scope | None], Truths] = {}
        #: Rules are told apart by identity, so they are kept.
        self._kept: list[Judged] = []

    def sides(self, each: Judged, scope: Scope) -> Truths:
        """A rule's two sides, over all candidate zones."""
        where = scope if each.zoned else None
        key = (id(each), where)
        found = self._known.get(key)
        if found is None:
            self._kept.append(each)
            true = self._side(each.truths.true, f"__t{len(self._known)}", where)
            false = self._side(each.truths.false, f"__f{len(self._known)}", where)
            found = self._known[key] = Truths(true, false)
        return found

    def _side(self, side: Side, alias: str, scope: Scope | None) -> Side:
        if isinstance(side, bool):
            return side
        if scope is None:
            self.plain[alias] = side
            return nw.col(alias)
        self.zoned.setdefault(scope, {})[alias] = side.cast(nw.Int64)
        return nw.col(alias) > 0

    def status(self, way: Way, scope: Scope) -> tuple[Side, Side]:
        """Where it is allowed, and where it is refused."""
        sides = [self.sides(each, scope) for each in way.rules]
        allowed = all_sides([way.covered, not way.doubtful, *(each.true for each in sides)])
        return allowed, any_side(each.false for each in sides)


def _worlds(
    wide: Any,  # noqa: ANN401 - a narwhals frame
    worlds: Any,  # noqa: ANN401 - a narwhals frame
    made: Mapping[str, nw.Expr],
    bounds: Bounds,
    until: str,
) -> Any:  # noqa: ANN401
    """The zoned rules of a scope, in each candidate zone, brought together by case."""
    worlds = wide.join(worlds, on=CASE, how="left")
    worlds = _zone_bounds(worlds.with_columns(**made), bounds, until)
    return worlds.group_by(CASE).agg(
        # True in all worlds; false in any.
        *(nw.col(alias).min() if alias.startswith("__t") else nw.col(alias).max() for alias in made),
        nw.col(until).min(),
    )


def _candidates(cases: Any, zones: Any, scope: Scope) -> Any:  # noqa: ANN401 - narwhals frames
    """The candidate zones of a scope: case and zone."""
    if scope.person is not None:
        found = zones.filter(nw.col("person") == scope.person)
    elif scope.party == "borrower" and "person" in zones.collect_schema().names():
        borrowers = cases.select(CASE, nw.col("borrower").alias("__borrower"))
        found = zones.join(borrowers, on=CASE, how="left")
        found = found.filter(nw.col("person") == nw.col("__borrower"))
    else:
        found = zones.filter(nw.col("party") == scope.party)
    found = found.select(CASE, nw.col("zone").alias(ZONE)).unique()
    # One of them may be anywhere.
    anywhere = found.filter(nw.col(ZONE).is_null()).select(CASE)
    return found.join(anywhere, on=CASE, how="anti")


def _least(frame: Any, name: str, candidates: Sequence[nw.Expr]) -> Any:  # noqa: ANN401 - a narwhals frame
    """A column with the least of several, those that are empty left out."""
    if len(candidates) == 1:
        # Spark takes no least of one.
        return frame.with_columns(candidates[0].alias(name))
    if not frame.implementation.is_pyarrow():
        return frame.with_columns(nw.min_horizontal(*candidates).alias(name))
    # PyArrow has no least of instants. Elsewhere this would be planned as one expression, twice as large
    # with every candidate.
    first, *rest = candidates
    frame = frame.with_columns(first.alias(name))
    for each in rest:
        held = nw.col(name)
        sooner = ((each < held) | held.is_null()).fill_null(value=False) & ~each.is_null()
        frame = frame.with_columns(nw.when(sooner).then(each).otherwise(held).alias(name))
    return frame


def _zone_bounds(worlds: Any, bounds: Bounds, name: str) -> Any:  # noqa: ANN401 - narwhals frames
    """Before when nothing changes in a world, as a column of that name."""
    grouped: dict[int, set[str | None]] = {}
    for each, us in bounds.by_zone.items():
        grouped.setdefault(us, set()).add(each)
    candidates = [Desk.at(LAST)]
    candidates += [
        nw.when(column(in_zones(frozenset(names)))).then(Desk.at(us)) for us, names in grouped.items()
    ]
    if bounds.ahead:
        ahead = f"{name}_ahead"
        spans = [nw.when(column(in_zones(zones))).then(nw.col(alias)) for zones, alias in bounds.ahead]
        worlds = _least(worlds, ahead, [nw.lit(DAY), *spans])
        # No engine adds a number to an instant in the same way: so far ahead, rounded down to a step.
        held = nw.col(ahead)
        told = Desk.at(bounds.now + _GRID[0])
        for least in _GRID[1:]:
            told = nw.when(held >= least).then(Desk.at(bounds.now + least)).otherwise(told)
        candidates.append(told)
    return _least(worlds, name, candidates)


def _until(frame: Any, bounds: Bounds, latest: int, zoned: Sequence[str]) -> Any:  # noqa: ANN401 - narwhals
    """The date before which nothing changes by time alone."""
    now = Desk.at(bounds.now)
    candidates = [Desk.at(min(bounds.fixed, latest))]
    for alias, more in bounds.columns:
        if more > _FAR:
            continue
        held = nw.col(alias)
        later = held.dt.offset_by(f"{more}us") if more else held
        candidates.append(nw.when((later > now).fill_null(value=False)).then(later))
    return _least(frame, UNTIL, [*candidates, *(nw.col(alias) for alias in zoned)])


def answered(frame: Any, question: Question, answers: Answers) -> Any:  # noqa: ANN401 - a narwhals frame
    """The two columns about a proposal."""
    text = nw.lit(None).cast(nw.String)
    ids: list[nw.Expr] = []
    for way in question.ways:
        allowed, refused = answers.status(way, question.scope)
        said = nw.when(column(allowed)).then(nw.lit("allowed")).otherwise(nw.lit("unknown"))
        said = nw.when(column(refused)).then(nw.lit("refused")).otherwise(said)
        text = said if way.offered is True else nw.when(column(way.offered)).then(said).otherwise(text)
        for each in way.rules:
            side = all_sides([way.offered, answers.sides(each, question.scope).false])
            if side is not False:
                ids.append(nw.when(column(side)).then(nw.lit(each.rule.id)))
    by = nw.concat_str(ids, separator=";", ignore_nulls=True) if ids else nw.lit("")
    return frame.with_columns(
        text.alias(question.label), by.fill_null("").alias(f"{question.label}_refused_by")
    )


def due(moves: Sequence[tuple[str, Way]], scope: Scope, answers: Answers) -> nw.Expr:
    """The first automatic move that is allowed, in declared order."""
    made = nw.lit(None).cast(nw.String)
    for trigger, way in reversed(moves):
        allowed, refused = answers.status(way, scope)
        due = all_sides([way.offered, allowed, negated(refused)])
        made = nw.when(column(due)).then(nw.lit(trigger)).otherwise(made)
    return made


def evaluated(
    wide: Any,  # noqa: ANN401 - a narwhals frame
    frames: Mapping[str, Any],
    desk: Desk,
    bounds: Bounds,
    answers: Answers,
    latest: int,
) -> Any:  # noqa: ANN401
    """The cases with every rule's sides, and `unchanged_until`."""
    frame = wide
    untils: list[str] = []
    for i, (scope, made) in enumerate(answers.zoned.items()):
        name = f"__until{i}"
        untils.append(name)
        if "zones" not in desk.read:
            # One zone a case: its world is its row.
            frame = frame.with_columns(nw.col("zone").alias(ZONE)).with_columns(**made)
            frame = _zone_bounds(frame, bounds, name)
        else:
            worlds = _candidates(frames["cases"], frames["zones"], scope)
            grouped = _worlds(wide, worlds, made, bounds, name)
            frame = frame.join(grouped, on=CASE, how="left")
    if answers.plain:
        frame = frame.with_columns(**answers.plain)
    return _until(frame, bounds, latest, untils)
