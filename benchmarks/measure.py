"""How things are measured: contenders in turn, in one process, the collector off, medians."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One line of the report.

    `ratio` is the figure: ours over `against` where `unit` is "x", else an amount in that unit. `ours` and
    `theirs` are the absolute values behind it, in `absolute`.
    """

    name: str
    ratio: float
    bound: float | None = None
    aim: float | None = None
    unit: str = "x"
    against: str | None = None
    ours: float | None = None
    theirs: float | None = None
    absolute: str = "us"

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        line = f"{self.name:<58} {_number(self.ratio) + ' ' + self.unit:>10}"
        line += f"  bound {_number(self.bound):>5}  aim {_number(self.aim):>5}"
        sides = [f"{_number(each)} {self.absolute}" for each in (self.ours, self.theirs) if each is not None]
        if sides:
            line += f"   {' against '.join(sides)}"
        if self.against is not None:
            line += f" ({self.against})"
        return line


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 20 else f"{value:.2f}"


@dataclass(frozen=True)
class Contender:
    """What takes its turn: `prepare` makes a batch, untimed; `run` works through it."""

    prepare: Callable[[], Any]
    run: Callable[[Any], object]
    #: How many operations one run is.
    size: int


@contextmanager
def uncollected() -> Iterator[None]:
    """The garbage collector off, and what is there already out of its sight."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@dataclass(frozen=True)
class Times:
    """Seconds an operation, round by round: the same index is the same round."""

    rounds: Mapping[str, list[float]]

    def us(self, name: str) -> float:
        """The median, in microseconds."""
        return median(self.rounds[name]) * 1e6

    def ratio(self, name: str, other: str) -> float:
        """The median of the rounds' ratios: what slows the machine for a while slows both."""
        pairs = zip(self.rounds[name], self.rounds[other], strict=True)
        return median(ours / theirs for ours, theirs in pairs)


def in_turn(contenders: Mapping[str, Contender], rounds: int) -> Times:
    """Every contender once a round, each round in another order; the first two rounds do not count."""
    names = list(contenders)
    times: dict[str, list[float]] = {name: [] for name in names}
    with uncollected():
        for number in range(-2, rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                each = contenders[name]
                batch = each.prepare()
                begun = perf_counter()
                each.run(batch)
                spent = perf_counter() - begun
                if number >= 0:
                    times[name].append(spent / each.size)
            del batch
            gc.collect()
    return Times(times)


def bytes_each(make: Callable[[int], object], count: int) -> float:
    """The memory that each of `count` objects takes, its share of what they have in common included."""
    make(-1)
    gc.collect()
    tracemalloc.start()
    try:
        # The list's own room is not the objects'.
        kept: list[object] = [None] * count
        before = tracemalloc.get_traced_memory()[0]
        for i in range(count):
            kept[i] = make(i)
        gc.collect()
        return (tracemalloc.get_traced_memory()[0] - before) / count
    finally:
        tracemalloc.stop()


def progress(text: str) -> None:
    """Tell what is going on, on a terminal alone."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
