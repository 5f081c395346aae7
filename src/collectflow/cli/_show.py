"""What the demo shows of a portfolio that has lived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.table import Table

from collectflow.cli._common import count, plain, rules_table, table, wrapped
from collectflow.cli._host import Host
from collectflow.cli._house import BOOKS_ZONE
from collectflow.cli._portfolio import PUBLISHED, PUBLISHED_CURES, SOURCE, cures, rolls
from collectflow.cli._story import lines, richest, telling

_BARS, _ASCII_BARS = " ▁▂▃▄▅▆▇█", " .:-=+*#@"
_BUCKETS = ("not late", "1 unpaid", "2 unpaid", "3+ unpaid")
_WIDTH = 20
_SAMPLES = 6


def report(host: Host, start: date, days: int, seed: int, *, width: int, ascii_only: bool) -> Group:
    """Everything that there is to show, for people; tables without a row are left out."""
    end = start + timedelta(days=days - 1)
    size = f"{count(len(host.files), 'loan')}, {count(days, 'day')}"
    head = (
        f"{size} ({start:%d %B %Y} to {end:%d %B %Y}), seed {seed}. "
        f"Repayment follows published rates ({SOURCE}); names, amounts and answers are made up."
    )
    parts: list[RenderableType] = [
        head,
        "",
        _stages(host, days, ascii_only=ascii_only),
        *_cures(host),
        *_asked(host),
        *_refusing(host),
        *_rolls(host),
        *_story(host, width),
    ]
    return Group(*parts)


def _spark(values: list[int], bars: str) -> str:
    """A row of bars, each stage to its own height; nothing is a blank and something never is."""
    top = max(values, default=0) or 1
    return "".join(bars[-(-each * (len(bars) - 1) // top)] for each in values)


def _stages(host: Host, days: int, *, ascii_only: bool) -> Table:
    counters = host.figures.stages
    samples = sorted({max(round(days * i / _SAMPLES), 1) - 1 for i in range(_SAMPLES + 1)})
    shown = min(_WIDTH, days)
    spread = [round((days - 1) * i / max(shown - 1, 1)) for i in range(shown)]
    made = table("Where the loans stood (bars: each row to its own height)", "stage", "over time", texts=2)
    for day in samples:
        made.add_column(f"d{day + 1}", justify="right", no_wrap=True)
    for name in ("no case", *(stage.name for stage in host.engine.lifecycle.stages)):
        if any(each[name] for each in counters):
            bars = _spark([counters[i][name] for i in spread], _ASCII_BARS if ascii_only else _BARS)
            made.add_row(plain(name), bars, *(f"{counters[i][name]:,}" for i in samples))
    return made


def _cures(host: Host) -> Iterator[str]:
    cases = [case for file in host.files for case in file.cases]
    ends = Counter(case.stage for case in cases)
    reopened = host.figures.done["reopen"]
    following = sum(len(file.cases) - 1 for file in host.files if file.cases)
    share = 100 * ends["cured"] / len(cases) if cases else 0.0
    yield (
        f"{count(len(cases), 'case')} ({following:,} after an earlier one of the loan): "
        f"{ends['cured']:,} cured ({share:.1f} %), {ends['settled']:,} settled, "
        f"{ends['written_off']:,} written off; {count(reopened, 'time')} a reversed payment reopened one."
    )


def _asked(host: Host) -> Iterator[RenderableType]:
    figures = host.figures
    if not (figures.asked or figures.done):
        return
    columns = ("allowed", "refused", "unknown", "done")
    yield ""
    made = table("What the house asked, and what it did", "proposal", *columns)
    for name in dict.fromkeys((*figures.asked, *sorted(figures.done))):
        counter = figures.asked.get(name)
        counts = ["" if counter is None else f"{counter[each]:,}" for each in columns[:3]]
        made.add_row(name, *counts, f"{figures.done[name]:,}")
    yield made
    yield (
        "Each open case is asked about once a day, and one thing is done. Automatic moves are not asked "
        f"for. {figures.waited:,} contacts were refused at first and made on the same day at their "
        "allowed_at."
    )


def _refusing(host: Host) -> Iterator[RenderableType]:
    if host.figures.rules:
        yield ""
        yield rules_table(host.engine, host.figures.rules)


def _rolls(host: Host) -> Iterator[RenderableType]:
    histories = [file.buckets for file in host.files]
    if not any(map(any, rolls(histories))):
        return
    made = table("Monthly roll rates in %: this run (published)", "from", *_BUCKETS, "months")
    for name, row, published in zip(_BUCKETS, rolls(histories), PUBLISHED, strict=True):
        total = sum(row)
        cells = [
            f"{_share(count, total)} ({rate:.1f})" if count or rate else ""
            for count, rate in zip(row, published, strict=True)
        ]
        made.add_row(name, *cells, f"{total:,}")
    cured = ", ".join(
        f"{_share(ended, seen)} ({rate:.1f})"
        for (seen, ended), rate in zip(cures(histories), PUBLISHED_CURES, strict=True)
    )
    yield made
    yield (
        f"New spells cured after 1, 2, 3 months: {cured} %. Read by the engine from the cases at each "
        f"loan's month end. Published: {SOURCE}, pooled April to August 2005; its codes 2, 3 and 4 or more "
        "stand here as 1, 2 and 3 or more instalments unpaid."
    )


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}" if total else "-"


def _story(host: Host, width: int) -> Iterator[RenderableType]:
    file = richest(host.files)
    if file is None:
        return
    loan = file.loan
    yield ""
    yield f"The story of {loan.id} (times in {BOOKS_ZONE}; the borrower may be in {' or '.join(loan.zones)})"
    yield ""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for when, what in lines(file):
        grid.add_row(when, what)
    yield grid
    verdict = telling(file, host.engine)
    if verdict is not None:
        allowed_at = verdict.allowed_at
        yield ""
        yield "One of the refusals on the way, explained:"
        yield ""
        yield wrapped(str(verdict), width)
        yield ""
        yield f"allowed_at: {allowed_at.isoformat() if allowed_at else 'not within the horizon'}"
