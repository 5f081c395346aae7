"""What an importer gives, and how it keeps account of what it leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from collectflow.errors import NotCarried, UnknownName
from collectflow.ladders import Ladder, Practice

#: Why a construct is named that is carried, but not into every reading.
OPAQUE = "read by an opaque guard, exact for a case; data frames and proofs cannot take it"


@attrs.frozen
class LeftOut:
    """A construct that was left behind.

    Args:
        name: What it is called in the source; the name by which a host accepts it.
        where: At which state or level it stands.
        why: Why, and what to do instead.
        decides: Whether it would change a decision, so was accepted by the host.
    """

    name: str
    where: str
    why: str
    decides: bool = False

    def __str__(self) -> str:
        return f"{self.name} ({self.where}): {self.why}"


@attrs.frozen
class Imported(Practice):
    """A lifecycle and a policy from another system's settings.

    Args:
        lifecycle: The stages.
        policy: The conditions.
        not_carried: What was left behind, each with the reason.
        attributes: The attributes that the conditions read, each with what to say at opening where nothing
            else is known. One that was never set is unknown, so no move that asks for it is allowed:
            `engine.open(..., attributes=dict(imported.attributes))`.
        ladder: The ladder that it is, where it was made from a table of levels.
    """

    not_carried: tuple[LeftOut, ...] = ()
    attributes: tuple[tuple[str, bool], ...] = ()
    ladder: Ladder | None = None

    def _attributes(self) -> Mapping[str, type]:
        return {name: bool for name, _ in self.attributes}


class Account:
    """What is left behind while something is imported, against what the host accepts."""

    def __init__(self, source: str, accept: Iterable[str]) -> None:
        """Of a source; `accept` are the names that the host accepts."""
        self.source = source
        self.accept = frozenset((accept,) if isinstance(accept, str) else accept)
        self.left: list[LeftOut] = []

    def leave(self, name: str, where: str, why: str, *, decides: bool = False) -> None:
        """Note that something is left behind."""
        self.left.append(LeftOut(name, where, why, decides))

    def settled(self) -> tuple[LeftOut, ...]:
        """What was left behind.

        Raises:
            NotCarried: with all that would change a decision and was not accepted.
            UnknownName: when something is accepted that there is none of.
        """
        refused = tuple(str(each) for each in self.left if each.decides and each.name not in self.accept)
        if refused:
            raise NotCarried(self.source, refused)
        known = {each.name for each in self.left}
        for each in sorted(self.accept - known):
            raise UnknownName("construct that is left behind", each, tuple(sorted(known)), self.source)
        return tuple(self.left)
