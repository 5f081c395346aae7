"""Registers the strategies with Hypothesis, so that `st.from_type(collectflow.Case)` works.

Called by Hypothesis when it is imported. The kit itself is imported when a strategy is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    Lazy = Callable[[Any], SearchStrategy[Any]]


def _asked(name: str) -> Lazy:
    def made(_type: type) -> SearchStrategy[Any]:
        from collectflow import testing  # noqa: PLC0415 - not before it is wanted

        found: SearchStrategy[Any] = getattr(testing, name)()
        return found

    return made


def _event(kind: type) -> SearchStrategy[Any]:
    from collectflow import testing  # noqa: PLC0415 - not before it is wanted

    # One attribute and one act, so that every class can be drawn.
    return testing.events(only=[kind], attributes={"score": int}, acts=["sell"])


def _proposal(kind: type) -> SearchStrategy[Any]:
    from collectflow import testing  # noqa: PLC0415 - not before it is wanted

    drawn = testing.proposals(acts=["sell"])
    return drawn.filter(lambda each: isinstance(each, kind))


def register() -> None:
    """Register a strategy for each type that the kit can draw."""
    from hypothesis import strategies as st  # noqa: PLC0415 - Hypothesis is being imported

    import collectflow as cf  # noqa: PLC0415 - so as not to be imported with this module

    named = {
        cf.Case: "cases",
        cf.Event: "events",
        cf.Guard: "guards",
        cf.Policy: "policies",
        cf.Lifecycle: "lifecycles",
    }
    for kind, name in named.items():
        st.register_type_strategy(kind, _asked(name))
    for kind in (cf.Proposal, cf.Move, cf.Contact, cf.Act):
        st.register_type_strategy(kind, _proposal)
    for name in cf.__all__:
        found = getattr(cf, name)
        if isinstance(found, type) and issubclass(found, cf.Event) and found is not cf.Event:
            st.register_type_strategy(found, _event)
