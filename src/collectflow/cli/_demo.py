"""`collectflow demo`: a synthetic portfolio lives through half a year of decent collection."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO

import click

import collectflow as cf
from collectflow.cli._common import BadInput, one_line, progress, read_error, stdout
from collectflow.cli._host import Host
from collectflow.cli._house import engine
from collectflow.cli._portfolio import Loan
from collectflow.cli._show import report

START = date(2026, 1, 5)
_EVENTS, _LIFECYCLE = "events.jsonl", "lifecycle.mmd"
#: How the files of an earlier run begin: these may be replaced, no others.
_MARKS = {_EVENTS: '{"case": "loan-', _LIFECYCLE: "%% collectflow demo"}


def live(loans: int, days: int, seed: int, sink: IO[str] | None = None, *, quiet: bool = False) -> Host:
    """Let a portfolio live.

    Args:
        loans: How many loans.
        days: For how many days.
        seed: What the portfolio follows from.
        sink: Where events are written, a line of JSON each.
        quiet: Whether to show no progress.
    """

    def keep(case: str, event: cf.Event) -> None:
        if sink is not None:
            sink.write(json.dumps({"case": case, "event": event.to_dict()}) + "\n")

    host = Host(engine(), (Loan.synthetic(seed, i + 1, START) for i in range(loans)), keep)
    if quiet:
        for day in range(days):
            host.live(START + timedelta(days=day))
        return host
    with progress(f"{loans:,} loans, day by day", days) as step:
        for day in range(days):
            host.live(START + timedelta(days=day))
            step()
    return host


@contextmanager
def _replaced(path: Path) -> Iterator[IO[str]]:
    """A text file that takes the place of another one when it is complete."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        os.replace(part, path)  # noqa: PTH105 - what it says
    finally:
        part.unlink(missing_ok=True)


def _prepared(out: Path) -> None:
    """Make the directory; raise `BadInput` when a file of somebody else's stands in the way."""
    out.mkdir(parents=True, exist_ok=True)
    for name, mark in _MARKS.items():
        path = out / name
        if path.exists():
            try:
                with path.open(encoding="utf-8") as file:
                    start = file.read(len(mark))
            except UnicodeDecodeError:
                start = "?"
            if start not in {mark, ""}:
                raise BadInput(f"{path} is not of an earlier demo: move it away, or choose another --out")


@click.command(short_help="Let a synthetic portfolio live through half a year.")
@click.option("--loans", type=click.IntRange(1, 1_000_000), default=1000, show_default=True, metavar="N")
@click.option("--days", type=click.IntRange(1, 3650), default=180, show_default=True, metavar="N")
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="N", help="The same seed, the same files."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("collectflow-demo"),
    show_default=True,
    help="The directory for the events (JSON lines) and the lifecycle (Mermaid).",
)
def demo(loans: int, days: int, seed: int, out: Path) -> None:
    """Let a seeded synthetic portfolio live: each day the house does what the policies allow.

    How loans fall behind and recover follows rates published for 30,000 clients (Yeh 2009,
    doi:10.24432/C55S3H); names, amounts and answers are made up.
    """
    try:
        _prepared(out)
        with _replaced(out / _EVENTS) as file:
            host = live(loans, days, seed, file)
        with _replaced(out / _LIFECYCLE) as file:
            file.write(f"{_MARKS[_LIFECYCLE]}\n{host.engine.draw()}")
    except OSError as error:
        raise read_error(one_line(error.filename or out), error) from None
    console = stdout()
    options = console.options
    console.print(report(host, START, days, seed, width=options.max_width, ascii_only=options.ascii_only))
    console.print(f"\n{host.figures.events:,} events, one a line:  {out / _EVENTS}", soft_wrap=True)
    console.print(f"the lifecycle in Mermaid:    {out / _LIFECYCLE}", soft_wrap=True)
