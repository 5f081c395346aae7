"""Plain words: what a guard says, for verdicts, diagrams and pages.

One function a primitive and a window. Wording is not part of the public interface and may change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from collectflow._time import HOUR, NEVER, NEVER_DAYS, SECOND, from_clock
from collectflow.guards._primitives import (
    Asked,
    Attribute,
    BusinessDay,
    CaseField,
    Clock,
    Count,
    InForce,
    Last,
    Money,
    Share,
    StageAge,
)
from collectflow.guards._tree import SHARES, Algebra, Guard, Opaque, Ref, Test, Value, straight, walk
from collectflow.guards._windows import (
    BusinessDays,
    Days,
    Ever,
    Hours,
    Month,
    SinceLast,
    SinceStage,
    Week,
    Where,
    Window,
)
from collectflow.vocabulary import MESSAGES, RESPONSES, UNANSWERED, format_amount

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ANSWERED = tuple(sorted(RESPONSES))
_OUTCOMES: dict[tuple[object, ...], str] = {
    _ANSWERED: "answered ",
    tuple(sorted(UNANSWERED)): "unanswered ",
}
_CHANNELS: dict[tuple[object, ...], str] = {
    ("call",): "calls",
    ("sms",): "text messages",
    ("email",): "emails",
    ("letter",): "letters",
    ("visit",): "visits",
    ("app", "chat", "email", "letter", "sms"): "messages",
    tuple(sorted(MESSAGES)): "messages",
}


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _listed(values: tuple[object, ...]) -> str:
    return " or ".join("none" if value is None else _spaced(str(value)) for value in values)


#: Yes-or-no columns, where their names do not say it.
_FLAGS = {"this_debt": "about this debt"}


#: How a column is compared to the proposal.
_COMPARED = {"named": "for just this", "same": "same", "other": "another", "fits": "for this"}


def _condition(each: Where) -> str:
    column = _spaced(each.column)
    if each.asks and each.field != each.column:
        return f"{column} as in {_spaced(each.field)}"
    if len(each.values) == 1 and isinstance(each.values[0], bool) and not each.asks:
        flag = _FLAGS.get(each.column, column)
        return flag if each.values[0] is (each.op == "in") else f"not {flag}"
    if each.column == "reply_day" and each.values == (1,):
        return f"{'no ' if each.op == 'not_in' else ''}reply of the same day"
    if each.column == "purpose" and each.op in {"in", "not_in"}:
        return f"for {_listed(each.values)}" if each.op == "in" else f"but for {_listed(each.values)}"
    if each.op in _COMPARED:
        return f"{_COMPARED[each.op]} {column}"
    return f"{column} {'other than ' if each.op == 'not_in' else ''}{_listed(each.values)}"


def _rows(table: str, where: tuple[Where, ...]) -> str:
    """What a filter takes, as a noun: `unanswered calls to the borrower`."""
    if table != "contacts":
        said = ", ".join(_condition(each) for each in where)
        return _spaced(table) + (f" ({said})" if said else "")
    before, noun, to, rest = "", "contacts", "", []
    for each in where:
        plain = each.op == "in"
        if plain and each.column == "channel" and each.values in _CHANNELS:
            noun = _CHANNELS[each.values]
        elif plain and each.column == "outcome" and each.values in _OUTCOMES:
            before = _OUTCOMES[each.values]
        elif plain and each.column == "direction" and each.values == ("outbound",):
            continue
        elif plain and each.column == "direction" and each.values == ("inbound",):
            before = f"inbound {before}"
        elif each.asks and (each.column, each.field) == ("id", "reply_to"):
            to = f"{to} that it answers"
        elif (each.column, each.op) == ("reply_to", "named"):
            noun = "earlier answers to it"
        elif plain and each.column == "party" and None not in each.values:
            to = f" to the {_listed(each.values)}"
        else:
            rest.append(_condition(each))
    return f"{before}{noun}{to}" + (f" ({', '.join(rest)})" if rest else "")


def _since_words(window: SinceLast) -> str:
    if window.table == "contacts":
        columns = {each.column: each for each in window.where}
        answered = columns.get("outcome")
        party = columns.get("party")
        if len(columns) == 2 and party and answered and answered.values == _ANSWERED:  # noqa: PLR2004 - these two
            return f"since the {_listed(party.values)} last responded" + _beside_words(window)
    return f"since the last of {_rows(window.table, window.where)}" + _beside_words(window)


_WINDOWS: dict[type[Window], Callable[[Any], str]] = {
    Days: lambda w: "today" if w.n == 1 else f"in {w.n} days",
    Week: lambda w: "this week" if w.first == 1 else f"in the week from {_WEEKDAYS[w.first - 1]}",
    Month: lambda w: "this month",  # noqa: ARG005
    BusinessDays: lambda w: f"in {w.n} business days ({w.calendar})",
    Hours: lambda w: f"in {w.n} hours",
    SinceStage: lambda w: "since the stage was entered",  # noqa: ARG005
    SinceLast: _since_words,
    Ever: lambda w: "",  # noqa: ARG005
}


def window_words(window: Window) -> str:
    """A window in plain words; empty for the whole history."""
    return _WINDOWS[type(window)](window)


def _count_words(ref: Count) -> str:
    what = _rows(ref.table, ref.where)
    if ref.distinct is not None:
        what = f"different {_spaced(ref.distinct)}s of {what}"
    what += _by_words(ref.by) + _beside_words(ref)
    window = window_words(ref.window)
    return f"{what} {'before those ' if ref.older else ''}{window}".rstrip()


def _by_words(by: str) -> str:
    return "" if by == "us" else f" {_spaced(by).removesuffix(' us')}"


def _beside_words(ref: Count | Last | InForce | Money | SinceLast) -> str:
    return " over all the borrower's debts" if ref.beside else ""


def _last_words(ref: Last) -> str:
    what = f"last of {_rows(ref.table, ref.where)}{_by_words(ref.by)}{_beside_words(ref)}"
    if ref.what == "days":
        return f"days since the {what}"
    if ref.what == "business_days":
        return f"business days ({ref.calendar}) since the {what}"
    return f"time since the {what}" if ref.what == "elapsed" else f"{_spaced(ref.what)} of the {what}"


def _in_force_words(ref: InForce) -> str:
    # Whom it is for is plain from the proposal; the kind is what matters.
    said = tuple(each for each in ref.where if not each.asks or each.op in {"named", "same"})
    if ref.table == "preferences":
        said = tuple(each for each in said if each.column != "party")
    table, _, rest = _rows(ref.table, said).partition(" (")
    made = f"{table.removesuffix('s')} in force" + (f" ({rest}" if rest else "")
    if not isinstance(ref.window, Ever):
        made += f"{_by_words(ref.by)} {window_words(ref.window)}"
    return made + _beside_words(ref)


def _money_words(ref: Money) -> str:
    if ref.calendar is not None:
        return f"business days ({ref.calendar}) past due" + _beside_words(ref)
    counted = " (counting the due date)" if ref.day_count == "inclusive" else ""
    if ref.pauses is not None:
        counted += " without pauses" if ref.pauses == "clip" else " less all days of pauses"
    if ref.at_least > 1:
        counted += f" since {format_amount(ref.at_least, None)} was unpaid"
    counted += _beside_words(ref)
    return {
        "unpaid_dues": "overdue dues",
        "unpaid_in_row": "latest dues in a row that are unpaid",
        "come_due": "something has fallen due",
        "owing": "open debt",
    }.get(ref.what, _spaced(ref.what)) + counted


#: This reading's function for each primitive.
LABELS: dict[type[Ref], Callable[[Any], str]] = {
    CaseField: lambda ref: "stage" if ref.name == "stage" else "stage that was left",
    Clock: lambda ref: (
        f"{'local' if ref.zone == 'local' else 'books'} {'date' if ref.part == 'date' else ref.part}"
    ),
    Count: _count_words,
    Last: _last_words,
    InForce: _in_force_words,
    Money: _money_words,
    StageAge: lambda ref: "days in stage",  # noqa: ARG005
    Attribute: lambda ref: _spaced(ref.name),
    Share: lambda ref: f"share of the {_spaced(ref.of)} that is overdue",
    BusinessDay: lambda ref: f"business day ({ref.calendar})",
    Asked: lambda ref: {"name": "act", "kind": "proposal"}.get(ref.field, _spaced(ref.field)),
}


def label(ref: Ref) -> str:
    """A reference in plain words."""
    return LABELS[type(ref)](ref)


def value_words(type_: str, value: Value, currency: str | None = None) -> str:
    """A held value in plain words."""
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _spaced(value) or "nothing"
    if type_ == "money":
        return format_amount(value, currency)
    if type_ == "date":
        return date.fromordinal(value).isoformat() if 0 < value <= date.max.toordinal() else str(value)
    if type_ in _VALUES:
        return _VALUES[type_](value)
    return "never" if value >= NEVER_DAYS else str(value)


def _share_words(value: int) -> str:
    return f"{(Decimal(value * 100) / SHARES).normalize():f}%"


def _time_words(value: int) -> str:
    minutes, rest = divmod(value, 60 * SECOND)
    if not rest:
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return from_clock(value).isoformat()


def _duration_words(us: int) -> str:
    if us >= NEVER:
        return "never"
    if us % HOUR == 0:
        return f"{us // HOUR} hours"
    return f"{us // HOUR}:{us % HOUR // (60 * SECOND):02} hours"


#: Held values of a type in plain words.
_VALUES: dict[str, Callable[[int], str]] = {
    "time": _time_words,
    "duration": _duration_words,
    "share": _share_words,
}

_OPS = {
    "eq": "is",
    "ne": "is not",
    "lt": "less than",
    "le": "at most",
    "gt": "more than",
    "ge": "at least",
    "in": "is one of",
    "not_in": "is none of",
}
_TIME_OPS = {"lt": "before", "le": "not after", "gt": "after", "ge": "not before"}


class Words(Algebra[str]):
    """A guard in plain words."""

    def __init__(self, currency: str | None = None) -> None:
        """Amounts are shown in `currency`."""
        self.currency = currency

    def test(self, leaf: Test) -> str:
        """Fact, comparison, constant."""
        type_ = leaf.ref.type
        name = label(leaf.ref)
        if type_ == "bool" and leaf.op in {"eq", "ne"}:
            return name if leaf.value is (leaf.op == "eq") else f"no {name}"
        ops = _TIME_OPS if type_ in {"time", "date"} else {}
        op = ops.get(leaf.op, _OPS[leaf.op])
        words = [self._constant(leaf.ref, each) for each in leaf.values]
        if len(words) == 1:
            op = {"in": _OPS["eq"], "not_in": _OPS["ne"]}.get(leaf.op, op)
        return f"{name} {op} {', '.join(words)}"

    def _constant(self, ref: Ref, value: Value) -> str:
        if (
            isinstance(ref, Clock)
            and ref.part == "weekday"
            and isinstance(value, int)
            and value in range(1, 8)
        ):
            return _WEEKDAYS[value - 1]
        return value_words(ref.type, value, self.currency)

    def opaque(self, leaf: Opaque) -> str:
        """Its name."""
        return _spaced(leaf.name)

    def all_of(self, parts: tuple[str, ...]) -> str:
        """Joined by and."""
        return " and ".join(_grouped(each, " or ") for each in parts) or "always"

    def any_of(self, parts: tuple[str, ...]) -> str:
        """Joined by or."""
        return " or ".join(_grouped(each, " and ") for each in parts) or "never"

    def negated(self, part: str) -> str:
        """Only before opaque leaves: elsewhere the comparison is turned round."""
        return f"not {part}"


def _grouped(part: str, joiner: str) -> str:
    # Words of a vocabulary never hold " and " or " or " outside parentheses of a filter.
    depth = 0
    for i, letter in enumerate(part):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and part.startswith(joiner, i):
            return f"({part})"
    return part


def words(guard: Guard, currency: str | None = None) -> str:
    """A guard in plain words, negation pushed to the leaves."""
    return walk(straight(guard), Words(currency))
