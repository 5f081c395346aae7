"""Running an engine's hooks: before something happens, after it did, and when it was refused."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterable
from contextvars import ContextVar, Token
from typing import NoReturn

import attrs

from collectflow.case import Case
from collectflow.engine._asking import Asking
from collectflow.engine._hooks import Happened, Hook, Proposed
from collectflow.errors import (
    BadValue,
    HookFired,
)
from collectflow.events import (
    Event,
)
from collectflow.policy import (
    Verdict,
)

_log = logging.getLogger("collectflow")


@attrs.define(eq=False)
class Run:
    """A hook while it is being run; a task that it starts outlives it."""

    engine: Telling
    hook: Hook
    over: bool = False
    _token: Token[tuple[Run, ...]] | None = attrs.field(default=None, init=False)

    def __enter__(self) -> None:
        """Run it, in the hooks that are being run already."""
        self._token = running.set((*running.get(), self))

    def __exit__(self, *_: object) -> None:
        """It is over."""
        self.over = True
        assert self._token is not None  # noqa: S101 - it was entered
        running.reset(self._token)


#: The hooks that are being run here.
running: ContextVar[tuple[Run, ...]] = ContextVar("collectflow_running", default=())


def _not_awaited(hook: Hook, answer: object) -> None:
    """Raise for a hook that gave a coroutine to somebody who does not await: it has done nothing."""
    if answer is not None and inspect.isawaitable(answer):
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        raise BadValue(f"hook {hook.name}", type(answer).__name__, "it gives a coroutine: use an async def")


@attrs.frozen
class Result:
    """What came of a call that may change a case. It has no truth value: look at `changed`.

    Args:
        case: The case, changed or not.
        events: The new events, to be stored.
        verdict: The verdict of what was proposed; `None` when nothing was.
        changed: Whether there are new events.
        hook_errors: What after-hooks raised, each with the hook's name.
        before: The case as it was; `None` at opening.
        steps: Where `advance` took several moves, the result of each; else nothing.
    """

    case: Case
    events: tuple[Event, ...] = ()
    verdict: Verdict | None = None
    changed: bool = False
    hook_errors: tuple[tuple[str, Exception], ...] = ()
    before: Case | None = None
    steps: tuple[Result, ...] = ()

    @property
    def loaded_version(self) -> int:
        """The version that the case had before, to be compared when it is saved; 0 at opening."""
        return 0 if self.before is None else self.before.version

    def __bool__(self) -> NoReturn:
        """Raise: a result is neither true nor false."""
        raise TypeError("a Result has no truth value; use .changed, or .verdict.allowed")


class Telling(Asking):
    """The hooks of an engine; see `Engine`."""

    def _not_in_hook(self, call: str) -> None:
        for run in running.get():
            if run.engine is self and not run.over:
                raise HookFired(run.hook.name, call)

    def _enter(self, call: str, *, notify: bool) -> None:
        self._not_in_hook(call)
        if notify:
            self._no_async_hooks()

    def _no_async_hooks(self) -> None:
        if self._async is not None:
            raise BadValue(
                "notify",
                value=True,
                hint=f"hook {self._async} is async: pass notify=False and await anotify()",
            )

    def _aimed(self, hooks: tuple[Hook, ...], details: Proposed) -> Iterable[Hook]:
        columns: dict[str, str] | None = None
        for hook in hooks:
            if hook.target is not None:
                if columns is None:
                    columns = self._columns(details.case, details.proposal)
                if not hook.target.covers(details.proposal.kind, columns):
                    continue
            yield hook

    def _ask_hooks(self, details: Proposed) -> None:
        for hook in self._aimed(self._before, details):
            with Run(self, hook):
                _not_awaited(hook, hook(details))

    def _observe(self, details: Proposed) -> None:
        for hook in self._aimed(self._refused, details):
            try:
                with Run(self, hook):
                    _not_awaited(hook, hook(details))
            except Exception:  # noqa: BLE001 - a hook may fail in any way; it is logged
                _log.exception("observer %s of a refusal failed", hook.name)

    def _tell(self, result: Result) -> Iterable[tuple[Hook, Happened]]:
        for step in result.steps or (result,):
            for event in step.events:
                for hook in self._after:
                    if hook.wants_event(event):
                        yield hook, Happened(event, step.case, step.before, step.verdict)

    def _told(self, result: Result, *, notify: bool) -> Result:
        """The result, with what the hooks raised that were told of it."""
        if notify and result.events and self._after:
            errors = self.notify(result)
            if errors:
                return attrs.evolve(result, hook_errors=errors)
        return result

    def notify(self, result: Result) -> tuple[tuple[str, Exception], ...]:
        """Tell the after-hooks of a result that was made with `notify=False`.

        Returns:
            What they raised, each with the hook's name; the others were told all the same.

        Raises:
            BadValue: when a hook is async; await `anotify` then.
        """
        self._no_async_hooks()
        errors: list[tuple[str, Exception]] = []
        for hook, details in self._tell(result):
            try:
                with Run(self, hook):
                    _not_awaited(hook, hook.fn(details))
            except Exception as error:  # noqa: BLE001 - it is logged and returned
                _log.exception("after-hook %s failed", hook.name)
                errors.append((hook.name, error))
        return tuple(errors)

    async def anotify(self, result: Result) -> tuple[tuple[str, Exception], ...]:
        """As `notify`, awaiting hooks that are coroutine functions, one after the other."""
        errors: list[tuple[str, Exception]] = []
        for hook, details in self._tell(result):
            try:
                with Run(self, hook):
                    answer = hook(details)
                    if inspect.isawaitable(answer):
                        await answer
            except Exception as error:  # noqa: BLE001 - it is logged and returned
                _log.exception("after-hook %s failed", hook.name)
                errors.append((hook.name, error))
        return tuple(errors)
