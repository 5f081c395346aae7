"""What is said of a case's class, and what a host says of the one that was held before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from collectflow._codec import dump, load_class
from collectflow.policy import Finding


@attrs.frozen
class Held:
    """The class that was held before, as the host keeps it.

    Args:
        name: Its name.
        since: When it was entered. Without it, a class that is held for some time is held until told,
            and days running (`Class.after`) are not counted.
    """

    name: str
    since: datetime | None = None


@attrs.frozen
class Classification:
    """The class of a case at an instant.

    Args:
        scheme: The scheme's name.
        case: The case's id.
        version: The case's version.
        at: The instant.
        name: The class; `None` when what decides it is not known.
        at_least: The mildest class that it may be.
        at_most: The gravest class that it may be.
        held: What counts as held for the next ask: the class, or while it is not known, the one before.
        since: Since when that is held, as far as is known.
        next_change: The first instant after `at` at which time alone changes it, or makes it unknown (or
            known); in the zone of `at`; `None` when not within the horizon.
        becomes: The class then; `None` when there is no change, or it is not known then.
        why: A finding for each class but the first: what it wants, what was read, what is missing.
    """

    scheme: str
    case: str
    version: int
    at: datetime
    name: str | None
    at_least: str
    at_most: str
    held: str
    since: datetime | None = None
    next_change: datetime | None = None
    becomes: str | None = None
    why: tuple[Finding, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the class is known."""
        return self.name is not None

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Classification:
        """The classification of a dict made by `to_dict`; raises `BadValue` or `UnknownName`."""
        made: Classification = load_class(cls, data, "classification")
        return made

    def __str__(self) -> str:
        """The class, what decided it, and when it changes."""
        lines = [f"{self.scheme}: {self._words()} at {self.at.isoformat(' ', 'auto')}"]
        for each in self.why:
            read = "; ".join(f"{fact}: {'unknown' if value is None else value}" for fact, value in each.facts)
            cited = f" [{each.citation}]" if each.citation else ""
            lines.append(f"  {each.outcome} {each.rule}{cited}: {each.because}")
            lines.append(f"      read: {read or 'nothing'}; wanted: {each.wanted}")
        if self.next_change is not None:
            then = self.becomes or "not known"
            lines.append(f"  from {self.next_change.isoformat(' ', 'auto')}: {then}, if nothing else happens")
        return "\n".join(lines)

    def _words(self) -> str:
        return self.name or f"between {self.at_least} and {self.at_most}"


#: The class held before: its name, with since when, or what was said of it when it was last asked.
Was = str | Held | Classification | None
