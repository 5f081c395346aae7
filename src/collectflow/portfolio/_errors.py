"""What can be wrong with the frames of a sweep."""

from __future__ import annotations

import attrs

from collectflow.errors import CollectflowError


@attrs.frozen
class MissingFrame(CollectflowError, ValueError):
    """The rules read a table of which no frame was given."""

    table: str
    columns: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"the rules read the table {self.table!r}: pass {self.table}=, a frame with the columns "
            f"{', '.join(self.columns)}; or nothing_in=[{self.table!r}] if there are no such rows"
        )


@attrs.frozen
class MissingColumn(CollectflowError, ValueError):
    """A frame lacks a column that the rules read."""

    table: str
    column: str
    present: tuple[str, ...]

    def __str__(self) -> str:
        return f"frame {self.table} has no column {self.column!r}; it has {', '.join(self.present)}"


@attrs.frozen
class BadColumn(CollectflowError, ValueError):
    """A column is not of the type that belongs there."""

    table: str
    column: str
    found: str
    wanted: str

    def __str__(self) -> str:
        return f"column {self.column!r} of frame {self.table} is {self.found}; {self.wanted} belongs there"


@attrs.frozen
class MixedFrames(CollectflowError, ValueError):
    """The frames of one sweep are of several kinds."""

    table: str
    found: str
    cases: str

    def __str__(self) -> str:
        return f"frame {self.table} is of {self.found}, the cases are of {self.cases}; pass one kind"


@attrs.frozen
class NotInFrames(CollectflowError, ValueError):
    """Rules that data frames cannot take: opaque guards, policy objects, columns that are lists."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"not readable on data frames: {', '.join(self.names)}; "
            "pass opaque= a function from a case's id to the case, to read those one by one, or 'unknown'"
        )
