"""Lifecycles: valid ones, with loops, ways back and automatic moves."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from collectflow.lifecycle import Lifecycle, Stage, Transition

_NAMES = ("new", "late", "very late", "legal", "gone", "paid", "closed")
_TRIGGERS = ("forward", "back", "skip", "end", "give up", "loop", "tune")


def lifecycles(*, reopening: bool = True, automatic: bool = True) -> SearchStrategy[Lifecycle]:
    """Valid lifecycles: every stage reached, a final one within reach of every stage; loops among them.

    Args:
        reopening: Whether final stages may have a way back.
        automatic: Whether transitions may be automatic.
    """
    return _lifecycles(reopening=reopening, automatic=automatic)


@st.composite
def _lifecycles(draw: DrawFn, *, reopening: bool, automatic: bool) -> Lifecycle:
    count = draw(st.integers(2, 6))
    open_count = draw(st.integers(1, count - 1))
    names = draw(st.permutations(_NAMES))[:count]
    ways: list[Transition] = []

    def add(source: int, dest: int) -> None:
        used = {each.trigger for each in ways if each.source == names[source]}
        free = [each for each in _TRIGGERS if each not in used]
        if free:
            trigger = draw(st.sampled_from(free))
            alone = automatic and draw(st.booleans())
            ways.append(Transition(trigger, names[source], names[dest], automatic=alone))

    # Each stage is entered from one that comes before it, so all are reached; open ones hang together.
    for i in range(1, count):
        add(draw(st.integers(0, min(i, open_count) - 1)), i)
    # From the last open stage on, back to the first: each has a way to the last stage, which is final.
    for i in range(open_count):
        if not _ends(names[i], ways, set(names[open_count:])):
            add(i, draw(st.integers(open_count, count - 1)))
    for _ in range(draw(st.integers(0, 3))):
        add(draw(st.integers(0, open_count - 1)), draw(st.integers(0, count - 1)))
    stages = [
        Stage(
            name,
            severity=draw(st.integers(0, 9)),
            final=i >= open_count,
            reopen="again" if i >= open_count and reopening and draw(st.booleans()) else None,
        )
        for i, name in enumerate(names)
    ]
    order = draw(st.permutations(ways))
    return Lifecycle("random", draw(st.permutations(stages)), tuple(order), names[0])


def _ends(stage: str, ways: Iterable[Transition], finals: set[str]) -> bool:
    found, todo = {stage}, [stage]
    while todo:
        here = todo.pop()
        for each in ways:
            if each.source == here and each.dest not in found:
                found.add(each.dest)
                todo.append(each.dest)
    return bool(found & finals)
