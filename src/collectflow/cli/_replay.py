"""`collectflow replay`: the same engine over a real repayment history.

At each month end the servicer reports how late an account is; its case is opened or told, takes the
automatic moves that are due, and is then asked about every other move and a few contacts.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import attrs
import click
from rich.console import Group, RenderableType

import collectflow as cf
from collectflow.cli._common import (
    count,
    describe,
    plain,
    policy_options,
    progress,
    rules_table,
    shipped_engine,
    stdout,
    table,
)
from collectflow.cli._uci import MONTHS, Account, oldest_due, read_accounts

_ZONE = "Asia/Taipei"
_VISIT = cf.Contact("visit", "borrower")
_VISIT_RULE = "online-lending.visit-days"
#: The contacts that each open case is asked about at a month end.
_CONTACTS = (
    cf.Contact("sms", "borrower"),
    cf.Contact("call", "borrower"),
    cf.Contact("call", "emergency_contact"),
    _VISIT,
)
#: Reports arrive when the books' last day of the month ends.
REPORTS = tuple(datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(_ZONE)) for day in MONTHS)


def _counters() -> list[Counter[str]]:
    return [Counter() for _ in MONTHS]


@attrs.define
class Tally:
    """What a replay adds up to.

    Args:
        accounts: How many accounts were read, and
        ever_late: how many ever had a case.
        cases: How many cases that makes, and
        followers: how many of these follow an earlier case of their account.
        cures: How many cases were cured, and
        open: how many were open at the end.
        left_grace: Accounts with a move from grace to a stage in which debts are collected.
        visit_permitted: Accounts for which the rule on days for a visit was ever met at a month end.
        stages: At each month end, how many accounts stood where.
        moves: In each month, how often each trigger moved a case.
        asked: How often each proposal was reviewed, by what it came to.
        rules: How often each rule kept a proposal from being allowed, by its outcome.
    """

    accounts: int = 0
    ever_late: int = 0
    cases: int = 0
    followers: int = 0
    cures: int = 0
    open: int = 0
    left_grace: int = 0
    visit_permitted: int = 0
    stages: list[Counter[str]] = attrs.field(factory=_counters)
    moves: list[Counter[str]] = attrs.field(factory=_counters)
    asked: dict[str, Counter[str]] = attrs.field(factory=dict)
    rules: dict[str, Counter[str]] = attrs.field(factory=dict)

    def summary(self) -> dict[str, Any]:
        """Plain data for JSON."""
        months = [
            {
                "month": f"{day:%Y-%m}",
                "stages": _sorted(self.stages[i]),
                "moves": _sorted(self.moves[i]),
            }
            for i, day in enumerate(MONTHS)
        ]
        counts = {
            field.name: getattr(self, field.name) for field in attrs.fields(Tally) if field.default == 0
        }
        return {
            **counts,
            "months": months,
            "asked": {name: _sorted(each) for name, each in sorted(self.asked.items())},
            "rules": {name: _sorted(each) for name, each in sorted(self.rules.items())},
        }


def _sorted(counter: Counter[str]) -> dict[str, int]:
    return dict(sorted(counter.items()))


class Replay:
    """The accounts of a file, one after the other, through one engine."""

    def __init__(self, engine: cf.Engine) -> None:
        """Begin a tally of nothing."""
        self.engine = engine
        self.tally = Tally()
        self._final = {stage.name for stage in engine.lifecycle.stages if stage.final}

    def run(self, accounts: Iterable[Account], step: Callable[[], None] = lambda: None) -> Tally:
        """Live through the history of every account."""
        for account in accounts:
            self._account(account)
            step()
        return self.tally

    def _account(self, account: Account) -> None:
        tally = self.tally
        tally.accounts += 1
        case: cf.Case | None = None
        left_grace = visited = False
        for i, late in enumerate(account.months_late):
            if case is None or case.stage in self._final:
                if late > 0:
                    case = self._opened(account, case, i, late)
                    case, moved = self._advanced(case, i)
                    left_grace |= moved
                    visited |= self._review(case, i)
            else:
                case = self.engine.record(case, _report(i, late)).case
                case, moved = self._advanced(case, i)
                left_grace |= moved
                visited |= self._review(case, i)
            tally.stages[i]["no case" if case is None else case.stage] += 1
        if case is not None:
            tally.ever_late += 1
            tally.open += case.stage not in self._final
        tally.left_grace += left_grace
        tally.visit_permitted += visited

    def _opened(self, account: Account, earlier: cf.Case | None, i: int, late: int) -> cf.Case:
        number = 1 if earlier is None else int(earlier.id.rpartition("/")[2]) + 1
        self.tally.cases += 1
        self.tally.followers += earlier is not None
        opened = self.engine.open(
            f"{account.id}/{number}",
            account=account.id,
            borrower=account.id,
            at=REPORTS[i],
            currency="TWD",
            arrears=cf.Arrears(as_of=MONTHS[i], oldest_due_on=oldest_due(MONTHS[i], late)),
            borrower_zones=[_ZONE],
            follows=earlier,
        )
        return opened.case

    def _advanced(self, case: cf.Case, i: int) -> tuple[cf.Case, bool]:
        """Take every automatic move that is due; whether one led from grace to collecting."""
        collecting = False
        while True:
            result = self.engine.advance(case, REPORTS[i])
            if not result.changed:
                return case, collecting
            case = result.case
            for event in result.events:
                if isinstance(event, cf.StageChanged):
                    self.tally.moves[i][event.move.trigger] += 1
                    self.tally.cures += event.dest == "cured"
                    collecting |= event.source == "grace" and event.dest not in self._final

    def _review(self, case: cf.Case, i: int) -> bool:
        """Ask an open case about every move and contact; whether the rule on days for a visit was met."""
        met = False
        if case.stage in self._final:
            return met
        for proposal, verdict in self.engine.options(case, REPORTS[i], contacts=_CONTACTS).items():
            self.tally.asked.setdefault(describe(proposal), Counter())[str(verdict.status)] += 1
            if verdict.allowed and proposal is not _VISIT:
                continue
            for finding in verdict.findings:
                if finding.blocks:
                    self.tally.rules.setdefault(finding.rule, Counter())[str(finding.outcome)] += 1
                if finding.rule == _VISIT_RULE and finding.outcome is cf.Outcome.MET:
                    met = True
        return met


def _report(i: int, late: int) -> cf.ArrearsReported:
    as_of = MONTHS[i]
    made_id = f"report/{as_of:%Y-%m}"
    if late > 0:
        return cf.ArrearsReported(made_id, at=REPORTS[i], as_of=as_of, oldest_due_on=oldest_due(as_of, late))
    return cf.ArrearsReported(made_id, at=REPORTS[i], as_of=as_of, days_past_due=0)


# --- what is shown --------------------------------------------------------------------------------------


def _months_table(title: str, counters: list[Counter[str]], names: list[str]) -> Any:  # noqa: ANN401 - rich
    made = table(title, "", *(f"{day:%b}" for day in MONTHS))
    for name in names:
        made.add_row(plain(name), *(f"{each[name]:,}" for each in counters))
    return made


def report(tally: Tally, engine: cf.Engine, name: str) -> Group:
    """The replay for people."""
    stages = ["no case", *(stage.name for stage in engine.lifecycle.stages)]
    seen = [each for each in stages if any(counter[each] for counter in tally.stages)]
    triggers = [each for each in engine.lifecycle.triggers() if any(c[each] for c in tally.moves)]
    asked = table("Asked at the month ends about open cases", "proposal", "allowed", "refused", "unknown")
    for proposal, counter in tally.asked.items():
        asked.add_row(proposal, *(f"{counter[each]:,}" for each in ("allowed", "refused", "unknown")))
    counts = (
        (
            f"{name}: {count(tally.accounts, 'account')}, {tally.ever_late:,} of them ever late; "
            f"{count(tally.cases, 'case')} ({tally.followers:,} of them after an earlier one), "
            f"{tally.cures:,} cured, {tally.open:,} open at the end."
        ),
        f"left grace:       {count(tally.left_grace, 'account')}",
        (
            f"visit permitted:  {count(tally.visit_permitted, 'account')} "
            f"ever met {_VISIT_RULE} at a month end"
        ),
        "",
    )
    shown: list[RenderableType] = [
        *counts,
        _months_table("Accounts at each month end of 2005", tally.stages, seen),
    ]
    if tally.cases:
        shown += [
            _months_table("Moves in each month of 2005", tally.moves, triggers),
            asked,
            rules_table(engine, tally.rules),
        ]
    return Group(*shown)


@click.command(short_help="Run the engine over a real repayment history.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "layout",
    type=click.Choice(["uci"]),
    required=True,
    help="How the file is laid out.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a summary as JSON and nothing else.")
@policy_options
def replay(
    file: Path, layout: str, *, as_json: bool, currency: str | None, sue_from: int | None, **numbers: int
) -> None:
    """Run the shipped lifecycle and policy over the repayment history in FILE.

    The format uci is that of the data set "Default of credit card clients" (Yeh 2009,
    doi:10.24432/C55S3H): a status m > 0 at a month end means that the oldest unpaid due date is the 15th
    of the month m months earlier. The amount overdue is not in the data, so it is unknown.
    """
    _ = layout
    accounts = read_accounts(file)
    engine = shipped_engine(currency=currency or "TWD", sue_from=sue_from, books_zone=_ZONE, numbers=numbers)
    replayed = Replay(engine)
    with progress("replaying", len(accounts)) as step:
        tally = replayed.run(accounts, step)
    if as_json:
        click.echo(json.dumps({"format": layout, **tally.summary()}, indent=2))
    else:
        stdout().print(report(tally, engine, file.name))
