"""Kill Bill's overdue configuration.

What it means was read in its documentation (docs.killbill.io, the overdue user guide) and in
`DefaultOverdueStateSet` and `DefaultOverdueCondition` of killbill/killbill: states are listed most severe
first; the first whose condition holds is the state, else the account is clear; all parts of a condition must
hold, and one that is absent does; a state without a condition is never entered.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import MAXYEAR, date, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import and_, or_
from xml.etree import ElementTree as ET

from collectflow import facts
from collectflow.errors import BadValue, UnknownName
from collectflow.guards import Guard, Money, Sight, Term, opaque
from collectflow.importers._imported import OPAQUE, Account, Imported
from collectflow.ladders import OnHold, next_books_day
from collectflow.lifecycle import Lifecycle, Stage, Transition
from collectflow.policy import Policy, Rule, on_move
from collectflow.vocabulary import minor

_CLOSED = "closed"
_LONGEST_NAME = 50

# An invoice is unpaid on its own day already, so all three count inclusive of it.
_UNPAID: Term[int] = Term(Money("unpaid_dues", "inclusive"))
_BALANCE: Term[int] = Term(Money("amount_overdue", "inclusive"))
_DAYS = facts.days_past(day_count="inclusive")

#: What a state does to the product, by element; an absent or empty one does nothing.
_ACTIONS = {
    "blockChanges": ("false", "block changes in a hook: @after(StageChanged, dest=...)"),
    "disableEntitlementAndChangesBlocked": ("false", "disable it in a hook: @after(StageChanged, dest=...)"),
    "subscriptionCancellationPolicy": ("NONE", "cancel in a hook: @after(StageChanged, dest=...)"),
    "externalMessage": ("", "say it in a hook: @after(StageChanged, dest=...)"),
    "enterStateEmailNotification": ("", "Kill Bill does not send it any more either"),
}
_INTERVALS = {
    "autoReevaluationInterval": "engine.next_review says when to look again, to the microsecond",
    "initialReevaluationInterval": "engine.next_review says when to look again, to the microsecond",
}


#: Kill Bill's responses, in the words of `PaymentFailed`.
_RESPONSES = {
    "INSUFFICIENT_FUNDS": "insufficient_funds",
    "DO_NOT_HONOR": "do_not_honor",
    "INVALID_CARD": "invalid_account",
    "EXPIRED_CARD": "expired",
    "LOST_OR_STOLEN_CARD": "lost_or_stolen",
    "PROCESSING_ERROR": "error",
    "OTHER": "other",
}


class _Plain(ET.TreeBuilder):
    """A builder that takes no document type, so no entity of anybody's either."""

    def doctype(self, name: str, *_: object) -> None:
        """Refuse."""
        raise BadValue("the document type", name, "overdue.xml has none; remove <!DOCTYPE ...>")


def _parsed(xml: str | bytes) -> ET.Element:
    if not isinstance(xml, (str, bytes)):
        raise BadValue("xml", type(xml).__name__, "pass the text of overdue.xml")
    parser = ET.XMLParser(target=_Plain())  # noqa: S314 - _Plain refuses document types
    try:
        parser.feed(xml)
        root: ET.Element = parser.close()
    except BadValue:
        raise
    except (ET.ParseError, LookupError, ValueError) as error:  # the latter two: encodings
        raise BadValue("xml", f"{xml[:40]!r}...", f"it is not well-formed: {error}") from None
    if root.tag != "overdueConfig":
        raise BadValue("the root element", root.tag, "overdue.xml begins with <overdueConfig>")
    return root


def _text(element: ET.Element) -> str:
    return (element.text or "").strip()


def _number(element: ET.Element, where: str) -> int:
    # int() takes 1_000 and more digits than anybody means.
    if not re.fullmatch(r"[0-9]{1,6}", _text(element)):
        raise BadValue(f"{element.tag} of {where}", _text(element), "a whole number belongs here")
    return int(_text(element))


def _duration(element: ET.Element, where: str) -> tuple[str, int]:
    unit, number = element.find("unit"), element.find("number")
    known = ("DAYS", "WEEKS", "MONTHS", "YEARS")
    if unit is None or number is None:
        raise BadValue(f"{element.tag} of {where}", None, "it has a <unit> and a <number>")
    if _text(unit) not in known:
        raise UnknownName("unit", _text(unit), known, where)
    return _text(unit), _number(number, where)


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if year > MAXYEAR:
        return date.max
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _since_months(months: int) -> Guard:
    def reached(sight: Sight) -> bool:
        late, today = sight[_DAYS], sight[facts.books_date]
        return late > 0 and _months_on(today - timedelta(days=late - 1), months) <= today

    return opaque(
        reached,
        name=f"kill_bill.months_since_earliest_unpaid({months})",
        version="1",
        reads=[_DAYS, facts.books_date],
        next_change=next_books_day,
    )


class _Import:
    """One import."""

    def __init__(self, account: Account, currency: str | None) -> None:
        self.account = account
        self.currency = currency
        self.attributes: dict[str, bool] = {}
        self.parts: Mapping[str, Callable[[ET.Element, str], Guard | None]] = {
            "numberOfUnpaidInvoicesEqualsOrExceeds": lambda e, where: _number(e, where) <= _UNPAID,
            "totalUnpaidInvoiceBalanceEqualsOrExceeds": self._balance,
            "timeSinceEarliestUnpaidInvoiceEqualsOrExceeds": self._time_since,
            "responseForLastFailedPaymentIn": self._response,
            "controlTagInclusion": lambda e, _: self._tag(_text(e)) == True,  # noqa: E712 - a guard
            "controlTagExclusion": lambda e, _: self._tag(_text(e)) == False,  # noqa: E712 - a guard
        }

    def _tag(self, name: str) -> Term[bool]:
        self.attributes[f"tag_{name}"] = False
        return facts.attribute(f"tag_{name}", bool)

    def _balance(self, element: ET.Element, where: str) -> Guard:
        if self.currency is None:
            raise BadValue("currency", None, f"{where} names an amount: say in which currency it is")
        try:
            return minor(Decimal(_text(element)), self.currency) <= _BALANCE
        except InvalidOperation:
            hint = "a decimal number belongs here"
            raise BadValue(f"{element.tag} of {where}", _text(element), hint) from None

    def _time_since(self, element: ET.Element, where: str) -> Guard:
        unit, number = _duration(element, where)
        if unit in {"MONTHS", "YEARS"}:
            self.account.leave(unit, where, OPAQUE)
            return _since_months(number * (12 if unit == "YEARS" else 1))
        return number * (7 if unit == "WEEKS" else 1) + 1 <= _DAYS

    def _response(self, element: ET.Element, where: str) -> Guard | None:
        wanted = [_text(each) for each in element.iter("response")]
        unknown = [each for each in wanted if each not in _RESPONSES]
        if unknown or not wanted:
            listed = ", ".join(unknown) or "no response"
            why = f"{listed} has no word here; accepted, the state is left out"
            self.account.leave(element.tag, where, why, decides=True)
            return None
        return facts.last_response.is_in([_RESPONSES[each] for each in wanted])

    def condition(self, state: ET.Element, where: str) -> Guard | None:
        """The condition of a state; `None` when it is not to be entered."""
        found = state.find("condition")
        if found is None:
            self.account.leave("state", where, "it has no condition, so Kill Bill never enters it")
            return None
        made: list[Guard] = []
        left_out = False
        for element in found:
            read = self.parts.get(element.tag)
            guard: Guard | None = None
            if read is None:
                self.account.leave(
                    element.tag, where, "it is not known here; accepted, the state is left out", decides=True
                )
            else:
                guard = read(element, where)
            if guard is None:
                left_out = True
            else:
                made.append(guard)
        if left_out:
            return None
        # Kill Bill takes a condition that asks for nothing for one that holds.
        return reduce(and_, made) if made else _UNPAID >= 0

    def actions(self, state: ET.Element, where: str) -> None:
        """Note what a state does to the product."""
        for element in state:
            if element.tag in {"condition", "isClearState"}:
                continue
            if element.tag in _INTERVALS:
                self.account.leave(element.tag, where, _INTERVALS[element.tag])
            elif element.tag in _ACTIONS:
                nothing, instead = _ACTIONS[element.tag]
                if _text(element) not in {"", nothing} or len(element):
                    self.account.leave(element.tag, where, instead)
            else:
                self.account.leave(element.tag, where, "it is not known here", decides=True)


def _states(root: ET.Element, account: Account) -> Iterator[ET.Element]:
    for group in root:
        if group.tag != "accountOverdueStates":
            why = "states are of accounts; accepted, it is left out"
            account.leave(group.tag, "overdueConfig", why, decides=True)
            continue
        for element in group:
            if element.tag == "state":
                yield element
            elif element.tag in _INTERVALS:
                account.leave(element.tag, group.tag, _INTERVALS[element.tag])
            else:
                account.leave(element.tag, group.tag, "it is not known here", decides=True)


def _graph(name: str, clear: str, states: list[str]) -> Lifecycle:
    """Any state may go to any other; the most severe is tried first."""
    stages = (
        Stage(clear),
        *(Stage(each, severity=i) for i, each in enumerate(reversed(states), 1)),
        Stage(_CLOSED, final=True),
    )
    everywhere = [clear, *reversed(states)]
    ways = [
        Transition(f"to_{dest}", source, dest, automatic=True)
        for source in everywhere
        for dest in (*states, clear)
        if source != dest
    ]
    ways += [Transition("close", each, _CLOSED) for each in everywhere]
    return Lifecycle(name, stages, ways)


def _rules(name: str, clear: str, states: Mapping[str, Guard], on_hold: OnHold) -> Iterator[Rule]:
    more_severe: list[Guard] = []
    for state, condition in states.items():
        yield Rule(
            f"{name}.{state}",
            on=on_move(f"to_{state}"),
            require=condition,
            because=f"the condition of {state} does not hold",
        )
        if more_severe:
            yield Rule(
                f"{name}.{state}-first-match",
                on=on_move(f"to_{state}"),
                require=~reduce(or_, more_severe),
                because="the condition of a more severe state holds",
            )
        more_severe.append(condition)
    none = ~reduce(or_, more_severe)
    yield Rule(
        f"{name}.{clear}",
        on=on_move(f"to_{clear}"),
        require=none | facts.held() if on_hold == "clear" else none,
        because="the condition of a state holds",
    )
    if on_hold != "ignore":
        held = [*states, *([clear] if on_hold == "freeze" else [])]
        yield Rule(
            f"{name}.held",
            on=on_move(*(f"to_{each}" for each in held)),
            require=~facts.held(),
            because="a hold is in force",
        )


def kill_bill(
    xml: str | bytes,
    *,
    currency: str | None = None,
    on_hold: OnHold = "clear",
    name: str = "kill-bill",
    accept: Iterable[str] = (),
) -> Imported:
    """Kill Bill's `overdue.xml` as a lifecycle and a policy.

    Each state becomes a stage, and any may go to any other, by an automatic move called `to_` and its name:
    to the most severe (the first listed) whose condition holds, else back to `clear` (or what the
    configuration calls its clear state). An invoice is a due whose due date is the invoice's date, and is
    unpaid from that day on; what is a draft is no due yet; what is written off is adjusted. A control tag is
    an attribute called `tag_` and its name, a bool. The response to the last payment that failed is that of
    the last `PaymentFailed`. A hold stands for OVERDUE_ENFORCEMENT_OFF.

    Args:
        xml: The text; without a document type.
        currency: The ISO 4217 code of its balances.
        on_hold: What a hold of any kind does: `clear` takes the case to the clear stage as the tag does,
            `freeze` keeps it where it is, `ignore` nothing.
        name: The name of lifecycle and policy.
        accept: Names of constructs that would change a decision and are left out all the same.

    Raises:
        NotCarried: with every construct that would change a decision and is not accepted.
        BadValue: for text that is no such configuration, has a document type, or a state's name longer than
            Kill Bill's 50 letters.
        UnknownName: for a unit of time, an `on_hold`, or a name in `accept` that is not there.
    """
    if on_hold not in {"clear", "freeze", "ignore"}:
        raise UnknownName("effect of holds", str(on_hold), ("clear", "freeze", "ignore"), name)
    account = Account("overdue.xml", accept)
    work = _Import(account, currency)
    clear = "clear"
    states: dict[str, Guard] = {}
    for state in _states(_parsed(xml), account):
        called = state.get("name", "")
        where = f"state {called!r}"
        if not 0 < len(called) <= _LONGEST_NAME or called in states or called == _CLOSED:
            hint = f"a name of its own of 1 to {_LONGEST_NAME} letters belongs here, not {_CLOSED!r}"
            raise BadValue("the name of a state", called, hint)
        work.actions(state, where)
        if state.findtext("isClearState", "").strip() == "true" and state.find("condition") is None:
            clear = called
            continue
        condition = work.condition(state, where)
        if condition is not None:
            states[called] = condition
    left = account.settled()
    if not states or clear in states:
        raise BadValue(
            "overdue.xml", list(states), "it has a state with a condition, none called as the clear one"
        )
    graph = _graph(name, clear, list(states))
    policy = Policy(name, rules=list(_rules(name, clear, states, on_hold)), currency=currency)
    return Imported(graph, policy, left, tuple(sorted(work.attributes.items())))
