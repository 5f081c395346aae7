"""The engine and its hooks."""

from collectflow.engine._engine import Engine
from collectflow.engine._hooks import Happened, Hook, Proposed, after, before, refused
from collectflow.engine._machine import SharedMachine
from collectflow.engine._telling import Result

__all__ = [
    "Engine",
    "Happened",
    "Hook",
    "Proposed",
    "Result",
    "SharedMachine",
    "after",
    "before",
    "refused",
]
