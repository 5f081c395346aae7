"""Tables of levels: OCA's credit control and Odoo's follow-ups, exported as CSV.

What the columns mean was read in the models `credit.control.policy.level` (OCA/credit-control, module
account_credit_control) and `account_followup.followup.line` (Odoo up to 9).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping

from collectflow.errors import BadValue, UnknownName
from collectflow.importers._imported import OPAQUE, Account, Imported
from collectflow.ladders import Anchor, Level, OnHold, ladder

_Row = dict[str, str]

_TEXTS = "what is said is the host's: a hook on StageChanged sends it"
_YES = frozenset({"1", "true", "yes", "t", "x"})


def _rows(text: str, source: str, needed: tuple[str, ...]) -> list[_Row]:
    if not isinstance(text, str):
        raise BadValue(source, type(text).__name__, "pass the text of the CSV file")
    # newline=None: lines may end in any way.
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=None))
    try:
        columns, read = tuple(reader.fieldnames or ()), list(reader)
    except csv.Error as error:
        raise BadValue(source, f"{text[:40]!r}...", f"it is no CSV: {error}") from None
    for name in needed:
        if name not in columns:
            raise UnknownName("column", name, columns, source)
    found: list[_Row] = []
    for number, row in enumerate(read, 2):
        # The reader puts cells too many under None, and None where there are too few.
        if None in row or None in row.values():
            hint = f"it has other cells than the {len(columns)} columns"
            raise BadValue(f"line {number} of {source}", row, hint)
        if any(cell.strip() for cell in row.values()):
            found.append({name.strip(): cell.strip() for name, cell in row.items()})
    return found


def _whole(row: _Row, column: str, source: str) -> int:
    # int() takes 1_000 and more digits than anybody means.
    if not re.fullmatch(r"-?[0-9]{1,6}", row[column]):
        raise BadValue(f"{column} in {source}", row[column], "a whole number belongs here")
    return int(row[column])


def _yes(row: _Row, column: str) -> bool:
    return row.get(column, "").casefold() in _YES


def _columns(
    account: Account, rows: Iterable[_Row], carried: Iterable[str], silent: Mapping[str, str]
) -> None:
    """Note the columns with something in them that are not carried; `silent` ones decide nothing."""
    known = frozenset(carried)
    filled = dict.fromkeys(
        name for row in rows for name, cell in row.items() if cell and cell.casefold() not in {"false", "0"}
    )
    for name in filled:
        if name in silent:
            account.leave(name, account.source, silent[name])
        elif name not in known:
            account.leave(name, account.source, "the column is not known here", decides=True)


def _one_policy(rows: list[_Row], column: str, wanted: str | None, source: str) -> list[_Row]:
    """The rows of one policy, where a column says whose they are."""
    names = tuple(dict.fromkeys(row[column] for row in rows if column in row))
    if wanted is None and len(names) <= 1:
        return rows
    if wanted not in names:
        raise UnknownName(column, str(wanted), names, source)
    return [row for row in rows if row[column] == wanted]


def _imported(
    levels: list[Level],
    account: Account,
    *,
    name: str,
    currency: str | None,
    on_hold: OnHold,
) -> Imported:
    left = account.settled()
    made = ladder(levels, name=name, currency=currency, on_hold=on_hold)
    return Imported(made.lifecycle, made.policy, left, ladder=made)


# --- OCA ------------------------------------------------------------------------------------------------

_OCA_MODES: Mapping[str, Anchor] = {
    "net_days": "due_date",
    "end_of_month": "end_of_month",
    "previous_date": "previous_level",
}
_OCA_CHANNELS = {"letter": "letter", "email": "email", "phone": "call", "": None}
_OCA_CARRIED = ("name", "level", "computation_mode", "delay_days", "channel", "policy_id", "id")
_OCA_SILENT: dict[str, str] = dict.fromkeys(
    (
        "email_template_id",
        "custom_text",
        "custom_mail_text",
        "custom_text_after_details",
        "mail_show_invoice_detail",
        "letter_report_id",
    ),
    _TEXTS,
)


def oca(
    text: str,
    *,
    policy: str | None = None,
    tolerance: int | None = None,
    currency: str | None = None,
    automatic: bool = False,
    on_hold: OnHold = "freeze",
    name: str = "oca",
    accept: Iterable[str] = (),
) -> Imported:
    """A table of OCA's `credit.control.policy.level` as a ladder.

    Columns: `name`, `level` (the order), `computation_mode` (`net_days`, `end_of_month` or `previous_date`),
    `delay_days`, `channel` (`email`, `letter` or `phone`) and perhaps `policy_id`.

    There a run only drafts, and a draft that nobody sends climbs no further. So the moves are manual: fire
    `to_` and the level's name when it was sent.

    Args:
        text: The CSV, with a header.
        policy: Which policy's levels, where the table has several.
        tolerance: The least amount, in minor units; one that equals it is dunned.
        currency: The ISO 4217 code of the tolerance.
        automatic: Whether `advance` climbs by itself all the same.
        on_hold: As in `ladder`.
        name: The name of lifecycle and policy.
        accept: Names of columns that would change a decision and are left out all the same.

    Raises:
        NotCarried: with every construct that would change a decision and is not accepted.
        InvalidPolicy: when the first level counts from the previous one, as there.
        UnknownName: for a column that is missing, or a mode, channel or policy that does not exist.
        BadValue: for a number that is none.
    """
    source = "table of OCA levels"
    account = Account(source, accept)
    rows = _rows(text, source, ("name", "level", "computation_mode", "delay_days"))
    rows = _one_policy(rows, "policy_id", policy, source)
    _columns(account, rows, _OCA_CARRIED, _OCA_SILENT)
    levels = []
    for row in sorted(rows, key=lambda row: _whole(row, "level", source)):
        mode, channel = row["computation_mode"], row.get("channel", "")
        if mode not in _OCA_MODES:
            raise UnknownName("computation_mode", mode, tuple(_OCA_MODES), source)
        if channel not in _OCA_CHANNELS:
            raise UnknownName("channel", channel, tuple(filter(None, _OCA_CHANNELS)), source)
        if mode == "end_of_month":
            account.leave("end_of_month", f"level {row['name']!r}", OPAQUE)
        levels.append(
            Level(
                row["name"],
                _whole(row, "delay_days", source),
                _OCA_MODES[mode],
                amount=tolerance,
                channel=_OCA_CHANNELS[channel],
                # There as here, an email becomes a letter where no address is known.
                fallback=["letter"] if channel == "email" else [],
                manual=not automatic,
            )
        )
    return _imported(levels, account, name=name, currency=currency, on_hold=on_hold)


# --- Odoo -----------------------------------------------------------------------------------------------

_ODOO_STARTS: Mapping[str, Anchor] = {"days": "due_date", "end_of_month": "end_of_month", "": "due_date"}
_ODOO_CARRIED = (
    "name",
    "sequence",
    "delay",
    "start",
    "send_email",
    "send_letter",
    "followup_id",
    "id",
)
_ODOO_SILENT = {
    **dict.fromkeys(("description", "email_template_id"), _TEXTS),
    **dict.fromkeys(
        ("manual_action", "manual_action_note", "manual_action_responsible_id"),
        "a task for somebody: a hook on StageChanged makes it; there it holds nothing up either",
    ),
}


def odoo(
    text: str,
    *,
    on_hold: OnHold = "clear",
    name: str = "odoo",
    accept: Iterable[str] = (),
) -> Imported:
    """A table of Odoo's `account_followup.followup.line` as a ladder; `advance` climbs one level a run.

    Columns: `name`, `delay` (days past due), and perhaps `sequence`, `start` (`days` or `end_of_month`, of
    old versions), `send_email` and `send_letter`. Litigation is a hold and clears the level.

    Args:
        text: The CSV, with a header.
        on_hold: As in `ladder`.
        name: The name of lifecycle and policy.
        accept: Names of constructs that would change a decision and are left out all the same: columns that
            are not known here, and `delay` for levels before the due date.

    Raises:
        NotCarried: with every construct that would change a decision and is not accepted.
        UnknownName: for a column that is missing, or a `start` that does not exist.
        BadValue: for a number that is none.
    """
    source = "table of Odoo follow-ups"
    account = Account(source, accept)
    rows = _rows(text, source, ("name", "delay"))
    _columns(account, rows, _ODOO_CARRIED, _ODOO_SILENT)
    levels = []

    def by_delay(row: _Row) -> int:
        return _whole(row, "delay", source)

    for row in sorted(rows, key=by_delay):
        where = f"level {row['name']!r}"
        start = row.get("start", "")
        if start not in _ODOO_STARTS:
            raise UnknownName("start", start, tuple(filter(None, _ODOO_STARTS)), source)
        if by_delay(row) < 0:
            why = "nothing is overdue before the due date; accepted, the level is left out"
            account.leave("delay", where, why, decides=True)
            continue
        if start == "end_of_month":
            account.leave("end_of_month", where, OPAQUE)
        ways = [way for way in ("email", "letter") if _yes(row, f"send_{way}")]
        if len(ways) > 1:
            account.leave("send_email and send_letter", where, "either channel may be used, and any other")
        channel = ways[0] if len(ways) == 1 else None
        levels.append(Level(row["name"], by_delay(row), _ODOO_STARTS[start], channel=channel))
    return _imported(levels, account, name=name, currency=None, on_hold=on_hold)
