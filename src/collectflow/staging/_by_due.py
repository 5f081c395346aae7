"""What is open of a case, by the class of each due of its own: ageing by instalment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from collectflow._codec import dump, load_class
from collectflow.case import Case, alone
from collectflow.engine import Engine
from collectflow.errors import BadValue
from collectflow.events import OpenDue
from collectflow.staging._classify import classify
from collectflow.staging._said import Classification
from collectflow.staging._scheme import Scheme


@attrs.frozen
class DueClass:
    """The class of one due: that of a case which owes nothing else.

    Args:
        due: What is open of it.
        found: Its class, why, and from when it is another one.
    """

    due: OpenDue
    found: Classification


@attrs.frozen
class ByDue:
    """What is open of a case at an instant, by the class of each due.

    Args:
        scheme: The scheme's name.
        case: The case's id.
        at: The instant.
        classes: The scheme's classes, the mildest first.
        dues: The dues with something open, by due date, then id.
        reported: Whether a servicer keeps the dues, and reports arrears: they are not known then.
    """

    scheme: str
    case: str
    at: datetime
    classes: tuple[str, ...]
    dues: tuple[DueClass, ...] = ()
    reported: bool = False

    @property
    def known(self) -> bool:
        """Whether the dues are known, and the class of each."""
        return not self.reported and all(each.found.known for each in self.dues)

    @property
    def amounts(self) -> dict[str, int] | None:
        """What is open in each class, in minor units, zeros included; `None` when not all of it is known.

        The first class has what is not late enough for another one, so they add up to what is open.
        """
        if not self.known:
            return None
        made = dict.fromkeys(self.classes, 0)
        for each in self.dues:
            made[each.found.at_least] += each.due.amount
        return made

    @property
    def next_change(self) -> datetime | None:
        """The first instant after `at` at which time alone changes the class of a due.

        In the zone of `at`; `None` when not within the horizon.
        """
        return min((each.found.next_change for each in self.dues if each.found.next_change), default=None)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        made: dict[str, Any] = dump(self)
        return made

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> ByDue:
        """What `to_dict` made a dict of; raises `BadValue` or `UnknownName`."""
        made: ByDue = load_class(cls, data, "amounts by due")
        return made


def by_due(case: Case, at: datetime, scheme: Scheme, *, engine: Engine | None = None) -> ByDue:
    """What is open of a case at an instant, by the class of each due.

    Each due is read as if nothing else were owed, on the books' day and with the day count of the scheme;
    what the scheme reads beside the ledger (holds, attributes) is the case's. Apache Fineract calls these
    the delinquency tags of instalments.

    Args:
        case: The case.
        at: When, aware.
        scheme: A scheme whose classes are not held, such as `buckets`.
        engine: As in `classify`.

    Raises:
        AskedTooEarly, NaiveDatetime, UnknownName: as `classify`.
        BadValue: for a scheme with a class that is held, by `until` and the like: it is of a case.
    """
    for each in scheme.classes:
        if each.sticky:
            raise BadValue(
                f"scheme {scheme.name!r}",
                each.name,
                "it is held, which a due is not: take one without until, months, days and after",
            )
    # Asked whatever is open, so that what is asked wrongly is an error on every case.
    classify(case, at, scheme, engine=engine)
    found = tuple(
        DueClass(due, classify(alone(case, due), at, scheme, engine=engine)) for due in case.ledger.open_dues
    )
    return ByDue(scheme.name, case.id, at, scheme.names, found, case.tables.report is not None)
