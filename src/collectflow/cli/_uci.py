"""Reading the repayment histories of the UCI data set (Yeh 2009, doi:10.24432/C55S3H, CC BY 4.0).

Six columns say how late a client was from April to September 2005: -2 unused, -1 paid in full, 0
revolving, 1 to 9 months late. Copies of the data differ in their headers; these are told apart here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import IO

import attrs

from collectflow.cli._common import BadInput, one_line, read_error

#: The month ends of the reports, oldest first.
MONTHS = tuple(
    date(2005, month, day) for month, day in ((4, 30), (5, 31), (6, 30), (7, 31), (8, 31), (9, 30))
)
#: The status columns in the same order, each with the other names that it goes by (there is no PAY_1 in
#: the original; the second name is that of the numbered columns).
_STATUS = (
    ("pay_6", "x11"),
    ("pay_5", "x10"),
    ("pay_4", "x9"),
    ("pay_3", "x8"),
    ("pay_2", "x7"),
    ("pay_0", "x6", "pay_1"),
)
_LOWEST, _HIGHEST = -2, 9
_INTEGER = re.compile(r"[+-]?[0-9]{1,9}(\.0*)?")
_PEEK = 4096


@attrs.frozen
class Account:
    """A client's id and the months late at each month end, oldest first."""

    id: str
    months_late: tuple[int, ...]


def read_accounts(path: Path) -> list[Account]:
    """The accounts of a file.

    Raises:
        BadInput: for a file that is not such a table, with the line where that shows.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(_accounts(path.name, file))
    except (OSError, UnicodeDecodeError) as error:
        raise read_error(str(path), error) from None
    except csv.Error as error:
        raise BadInput(f"{path}: this is not CSV: {one_line(error)}") from None


def _accounts(name: str, file: IO[str]) -> Iterator[Account]:
    start = file.read(_PEEK)
    if not start.strip():
        raise BadInput(f"{name}: the file is empty")
    if "\0" in start:
        raise BadInput(f"{name}: this is not CSV: it holds NUL characters")
    file.seek(0)
    first = start.partition("\n")[0]
    rows = csv.reader(file, delimiter=max(",;\t", key=first.count), strict=True)
    places, width, read = _header(name, rows)
    last = max(places.values())
    seen: dict[str, int] = {}
    for row in chain(read, rows):
        if not any(cell.strip() for cell in row):
            continue
        where = f"{name}, line {rows.line_num}"
        if len(row) <= last:
            raise BadInput(f"{where}: {len(row)} cells, where the header has {width}")
        account = _account(row, places, where)
        if account.id in seen:
            raise BadInput(f"{where}: client {account.id!r} is on line {seen[account.id]} already")
        seen[account.id] = rows.line_num
        yield account
    if not seen:
        raise BadInput(f"{name}: there is a header but no client")


def _header(name: str, rows: Iterator[list[str]]) -> tuple[dict[str, int], int, list[list[str]]]:
    """Where the columns stand, how many the header has, and rows that were read on the way.

    Raises:
        BadInput: when a column is missing.
    """
    header = next(rows)
    places = _places(header)
    read: list[list[str]] = []
    if "pay_6" not in places and "x11" in places:
        # The spreadsheet of the original has the numbered names in a line above the speaking ones.
        read = [next(rows, [])]
        second = _places(read[0])
        if "pay_6" in second:
            places, read = second, []
        else:
            places = {**places, **_numbered(places)}
    missing = [each[0].upper() for each in _STATUS if each[0] not in places]
    if "id" not in places:
        missing.insert(0, "ID")
    if missing:
        raise BadInput(f"{name}: no column {', '.join(missing)}; the header is: {one_line(','.join(header))}")
    return places, len(header), read


def _places(header: list[str]) -> dict[str, int]:
    """Where each known column stands; the first of that name."""
    places: dict[str, int] = {}
    for i, each in enumerate(header):
        word = re.sub(r"[\s._]+", "_", each.strip().casefold())
        places.setdefault(word, i)
    for names in _STATUS:
        for each in names[2:]:
            if names[0] not in places and each in places:
                places[names[0]] = places[each]
    if "id" not in places and header and not header[0].strip():
        # An index without a name, as data frames write it.
        places["id"] = 0
    return places


def _numbered(places: Mapping[str, int]) -> dict[str, int]:
    return {names[0]: places[names[1]] for names in _STATUS if names[1] in places}


def _account(row: list[str], places: Mapping[str, int], where: str) -> Account:
    client = row[places["id"]].strip()
    if not client:
        raise BadInput(f"{where}: the client has no ID")
    late: list[int] = []
    for names in _STATUS:
        cell = row[places[names[0]]].strip()
        column = names[0].upper()
        if not _INTEGER.fullmatch(cell):
            raise BadInput(f"{where}: {column} is {one_line(cell)!r}, where a whole number belongs")
        status = int(cell.partition(".")[0])
        if not _LOWEST <= status <= _HIGHEST:
            raise BadInput(f"{where}: {column} is {status}; the scale is {_LOWEST} to {_HIGHEST}")
        late.append(status)
    return Account(client, tuple(late))


def oldest_due(month_end: date, months_late: int) -> date:
    """The oldest unpaid due date: the 15th of the month that many months before the month end."""
    months = month_end.year * 12 + month_end.month - 1 - months_late
    return date(months // 12, months % 12 + 1, 15)
