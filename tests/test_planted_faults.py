"""The second opinion is worth something: a fault planted in the first reading is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import collectflow as cf
from collectflow import facts
from collectflow.guards import Clock, Count, Days, InForce, Money, _conditions, _reading, _scene
from tests.guard_strategies import PROPOSALS, guards, situations
from tests.oracle import verdict_of
from tests.test_reading import engine_for, truth


class Found(Exception):
    """The two opinions differ."""


SEARCH = settings(
    max_examples=1500,
    database=None,
    derandomize=True,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


#: Where a fault shows in one case of many: guards of what it is about alone.
EVEN_DAYS = st.just(facts.days_past_due.is_in(range(0, 400, 2)))
LATELY = st.integers(1, 12).map(lambda days: facts.contacts(within=cf.days(days)) >= 1)


def search(among: st.SearchStrategy[cf.Guard], examples: int = 1500) -> None:
    """Look for a case in which the reading and the second opinion differ."""

    @settings(SEARCH, max_examples=examples)
    @given(among, situations(), st.sampled_from(PROPOSALS))
    def look(guard, situation, proposal):
        case, at, zones = situation
        asked = attrs.evolve(proposal, person="b" if proposal.party == "borrower" else "e")
        if truth(engine_for(guard), case, proposal, at) is not verdict_of(guard, case, at, asked, zones):
            raise Found

    look()


def _reader(kind: type, change: Callable[[Any, Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        made = _reading.READERS[kind]

        def faulty(ref: Any) -> Any:
            read = made(ref)
            return lambda scene: change(ref, read(scene))

        patch.setitem(_reading.READERS, kind, faulty)

    return plant


def _one_day_more(ref: Any, value: Any) -> Any:
    return value + 1 if ref.what == "days_past_due" and value else value


def _swapped(patch: pytest.MonkeyPatch) -> None:
    made = _conditions._comparison
    swapped = {"ge": "gt", "le": "lt"}

    def faulty(op: str, i: int, constant: Any) -> Any:
        return made(swapped.get(op, op), i, constant)

    patch.setattr(_conditions, "_comparison", faulty)


def _window(kind: type, change: Callable[[int], int]) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        made = _scene.STARTS[kind]

        def faulty(window: Any) -> Any:
            start = made(window)
            return lambda scene: None if (us := start(scene)) is None else change(us)

        patch.setitem(_scene.STARTS, kind, faulty)

    return plant


def _unknown_is_false(patch: pytest.MonkeyPatch) -> None:
    made = _conditions.Conditions.any_of

    def faulty(self: Any, parts: Any) -> Any:
        held = made(self, parts)
        return lambda values: held(values) or False

    patch.setattr(_conditions.Conditions, "any_of", faulty)


@pytest.mark.parametrize(
    ("plant", "among"),
    [
        pytest.param(_reader(Money, _one_day_more), EVEN_DAYS, id="off by one day"),
        pytest.param(_swapped, guards(2), id="swapped comparison"),
        pytest.param(_reader(Clock, lambda _, value: value or 0), guards(2), id="lost unknown of the clock"),
        pytest.param(_reader(Count, lambda _, value: value or 0), guards(2), id="lost unknown of a count"),
        pytest.param(_reader(InForce, lambda _, value: not value), guards(2), id="turned round"),
        pytest.param(_window(Days, lambda us: us + 86_400_000_000), LATELY, id="a day too short"),
        pytest.param(_unknown_is_false, guards(2), id="unknown taken for false"),
    ],
)
def test_a_planted_fault_is_found(plant, among, monkeypatch):
    """Each differs from the definition in some case, and the search finds one."""
    plant(monkeypatch)
    with pytest.raises(Found):
        search(among)


def test_without_a_fault_nothing_is_found():
    """What the search finds, it finds because of the fault."""
    search(guards(2), examples=200)
