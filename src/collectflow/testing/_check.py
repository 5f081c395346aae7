"""What the strategies are given, looked at before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from collectflow.errors import BadValue, NaiveDatetime, UnknownName

#: The attributes of cases, by name and type.
Attributes = Mapping[str, type]


def attributes_of(given: Attributes | None) -> dict[str, type]:
    """The attributes; raises `BadValue` for a type that an engine would not take."""
    made = dict(given or {})
    for name, kind in made.items():
        if kind not in (int, str, bool, date):
            raise BadValue(f"the type of attribute {name!r}", kind, "declare int, str, bool or date")
    return made


def aware(at: datetime | None, what: str = "at") -> datetime | None:
    """The instant; raises `NaiveDatetime` for one without a zone."""
    if at is not None:
        if not isinstance(at, datetime):
            raise BadValue(what, at, "pass an aware datetime")
        if at.tzinfo is None:
            raise NaiveDatetime(what, at)
    return at


def among(kind: str, given: Iterable[str], known: Iterable[str], where: str) -> list[str]:
    """The names; raises `UnknownName` for one that is not known."""
    words = tuple(known)
    found = [str(each) for each in given]
    for each in found:
        if each not in words:
            raise UnknownName(kind, each, words, where)
    return found


def count(value: int, what: str, least: int = 0) -> int:
    """The number; raises `BadValue` for one that is too small or no number."""
    if type(value) is not int or value < least:
        raise BadValue(what, value, f"pass a whole number from {least} on")
    return value
