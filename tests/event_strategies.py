"""A strategy for each class of events, with the words of the tests' engines."""

from __future__ import annotations

from collectflow.testing import _events
from collectflow.testing._parts import world
from tests.support import ACTS, ATTRIBUTES, CURRENCY

__all__ = ["EVENTS"]

#: A strategy for each class of event; a test fails when a new class has none.
EVENTS = _events.by_class(world(None, ATTRIBUTES, ACTS, CURRENCY))
