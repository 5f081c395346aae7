"""By which of a level's channels a person is contacted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import attrs

from collectflow.case import Case
from collectflow.engine import Engine
from collectflow.errors import BadValue
from collectflow.events import Contact
from collectflow.policy import Verdict


@attrs.frozen
class Choice:
    """The contact to be made, and those that were passed over.

    Args:
        verdict: The verdict on the contact to be made: now, or from its `allowed_at` on; `None` when there is
            none.
        passed: The verdicts on those before it, in order: not allowed soon enough, or to an address that was
            found to be somebody else's.
    """

    verdict: Verdict | None
    passed: tuple[Verdict, ...] = ()

    @property
    def contact(self) -> Contact | None:
        """The contact to be made, with its person."""
        found = None if self.verdict is None else self.verdict.proposal
        assert found is None or isinstance(found, Contact)  # noqa: S101 - contacts were asked about
        return found


def first_of(
    engine: Engine,
    case: Case,
    at: datetime,
    channels: tuple[str, ...],
    contacts: Iterable[Contact],
    patience: timedelta,
    beside: Iterable[Case],
) -> Choice:
    """The first contact by the first channel that may be made now, or soon."""
    if patience < timedelta(0):
        raise BadValue("patience", patience, "it cannot be less than nothing")
    others, passed = tuple(beside), list[Verdict]()
    known = tuple(contacts)
    for channel in channels or tuple(dict.fromkeys(each.channel for each in known)):
        for each in known:
            if each.channel == channel:
                verdict = engine.review(case, each, at, beside=others)
                if _within(verdict, at + patience) and not _astray(case, verdict):
                    return Choice(verdict, tuple(passed))
                passed.append(verdict)
    return Choice(None, tuple(passed))


def _within(verdict: Verdict, last: datetime) -> bool:
    return verdict.allowed or (verdict.allowed_at is not None and verdict.allowed_at <= last)


def _astray(case: Case, verdict: Verdict) -> bool:
    made = verdict.proposal
    assert isinstance(made, Contact)  # noqa: S101 - see above
    return not case.tables.strays.isdisjoint({(made.address or "", made.person), (made.address or "", None)})
