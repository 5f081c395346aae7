"""What a policy must not ask: the clock, chance, and where things lie in memory.

Seen are the calls of functions written in C, by whatever name they were imported, from Python code of this
thread. Not seen is what compiled code calls itself (a data frame library's own "now"), another thread or
process, `time.localtime()` and its like without an argument, and the order of a set of texts.
"""

from __future__ import annotations

import builtins
import random
import sys
from collections.abc import Callable
from datetime import date
from types import FrameType
from typing import Any

_CLOCKS = frozenset(
    name + ending
    for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime")
    for ending in ("", "_ns")
)
_DATES = frozenset({"now", "utcnow", "today"})
#: Who looks at the clock for reasons of their own, and answers nothing by it.
_BYSTANDERS = frozenset({"hypothesis", "logging", "threading", "coverage", "collectflow", "attr", "attrs"})


def _forbidden(called: Any, frame: FrameType) -> str | None:  # noqa: ANN401 - any function
    """What was called, if a policy must not call it."""
    module, name = getattr(called, "__module__", None), getattr(called, "__name__", "")
    owner = getattr(called, "__self__", None)
    caller = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    found = None
    if caller in _BYSTANDERS:
        return None
    if module == "time" and name in _CLOCKS:
        found = f"time.{name}"
    elif isinstance(owner, type) and issubclass(owner, date) and name in _DATES:
        found = f"{owner.__name__}.{name}"
    elif isinstance(owner, random.Random):
        found = f"random.{name}"
    elif name == "urandom":
        found = "os.urandom"
    elif called in (builtins.id, builtins.hash) and _by_itself(frame, caller):
        found = f"{name}()"
    return found


def _by_itself(frame: FrameType, caller: str) -> bool:
    """Whether host code looks at an identity or hash, rather than a container at its keys."""
    return frame.f_code.co_name != "__hash__" and caller not in sys.stdlib_module_names


def audited(call: Callable[[], None]) -> list[str]:
    """What was called that must not be, while `call` ran."""
    found: list[str] = []

    def watch(frame: FrameType, event: str, called: Any) -> None:  # noqa: ANN401 - by the interpreter
        if event == "c_call":
            name = _forbidden(called, frame)
            if name is not None:
                found.append(f"{name} in {frame.f_code.co_name}")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        call()
    finally:
        sys.setprofile(before)
    return found
