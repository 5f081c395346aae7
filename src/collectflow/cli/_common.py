"""What the commands share: bad input in one line, the engine that is asked, tables and progress."""

from __future__ import annotations

import importlib
import inspect
import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

import collectflow as cf
from collectflow.policies import online_lending

_F = TypeVar("_F", bound=Callable[..., Any])

#: A message longer than this is cut in the middle: it may quote a whole file.
_LONGEST = 400

#: The numbers of the shipped policy as options, each with its help.
NUMBERS: Mapping[str, str] = {
    "remind_after": "Reminders start at this many days past due.",
    "unanswered_messages": "Outreach asks for this many messages unanswered.",
    "unanswered_calls": "And for this many calls unanswered.",
    "place_after": "An agency may take over past this many days past due.",
    "place_attempts": "And after this many attempts unanswered.",
    "sue_after": "A suit asks for more than this many days past due.",
    "unreachable_attempts": "After this many attempts unanswered nobody is reachable.",
    "visit_after": "Visits are possible past this many days past due.",
    "no_visit_within": "And never within this many days past due.",
}


class BadInput(click.ClickException):
    """What the user gave cannot be used: one line, exit code 2."""

    exit_code = 2


def one_line(message: object) -> str:
    """A message as one line that is not too long and holds nothing that moves a cursor."""
    parts = [each.strip() for each in str(message).splitlines()]
    text = " ".join(each for each in parts if each)
    text = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in text)
    if len(text) > _LONGEST:
        half = _LONGEST // 2
        text = f"{text[:half]} ... {text[-half:]}"
    return text


def read_error(path: str, error: OSError | UnicodeDecodeError) -> BadInput:
    """The line for a file that cannot be read or written."""
    if isinstance(error, UnicodeDecodeError):
        return BadInput(f"{path}: this is not a text file (byte {error.start} is not UTF-8)")
    return BadInput(f"{path}: {error.strerror or error}")


# --- the engine -----------------------------------------------------------------------------------------


def number_options(command: _F) -> _F:
    """Give a command an option for each number of the shipped policy."""
    defaults = inspect.signature(online_lending.policy).parameters
    for name, said in reversed(tuple(NUMBERS.items())):
        command = click.option(
            "--" + name.replace("_", "-"),
            type=click.IntRange(min=0),
            default=defaults[name].default,
            show_default=True,
            metavar="N",
            help=said,
        )(command)
    return command


def policy_options(command: _F) -> _F:
    """Give a command the options of the shipped policy: its currency, its amount, its numbers."""
    command = number_options(command)
    command = click.option(
        "--sue-from",
        type=click.IntRange(min=0),
        default=None,
        metavar="AMOUNT",
        help="The least amount overdue for a suit, in minor units (it has no default).",
    )(command)
    return click.option("--currency", default=None, metavar="CODE", help="The ISO 4217 code of amounts.")(
        command
    )


def shipped_engine(
    *, currency: str, sue_from: int | None, books_zone: str = "UTC", numbers: Mapping[str, int]
) -> cf.Engine:
    """The shipped lifecycle and policy; without an amount for a suit, without the rule that names it."""
    policy = online_lending.policy(currency=currency, sue_from=sue_from or 0, **numbers)
    if sue_from is None:
        policy = policy.without("online-lending.sue-amount")
    conventions = cf.Conventions(books_zone=books_zone)
    return cf.Engine(online_lending.lifecycle(), [policy], conventions=conventions)


def load_object(spec: str) -> object:
    """What `module:attribute` names; the result of a call where that is a function.

    Raises:
        BadInput: when it cannot be had, whatever the module raises.
    """
    module_name, _, path = spec.partition(":")
    if not module_name or not path:
        raise BadInput(f"{spec!r}: write online_lending, demo, or module:attribute (myhost.cases:engine)")
    here = os.getcwd()  # noqa: PTH109 - sys.path holds texts
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        found: Any = importlib.import_module(module_name)
        for name in path.split("."):
            found = getattr(found, name)
        if callable(found) and not isinstance(found, (cf.Engine, cf.Lifecycle)):
            found = found()
    except Exception as error:  # noqa: BLE001 - a module of the user's may raise anything
        raise BadInput(f"{spec!r} cannot be loaded: {type(error).__name__}: {one_line(error)}") from None
    return found


def load_engine(spec: str) -> cf.Engine:
    """The engine that `module:attribute` or `demo` names; raises `BadInput`."""
    if spec == "demo":
        from collectflow.cli._house import engine

        return engine()
    found = load_object(spec)
    if not isinstance(found, cf.Engine):
        raise BadInput(f"{spec!r} is of type {type(found).__name__}; an Engine belongs here")
    return found


# --- what is printed ------------------------------------------------------------------------------------


def stdout() -> Console:
    """Where results go."""
    return Console(highlight=False, markup=False, emoji=False)


def say(text: str) -> None:
    """Print plain text to stdout, whatever characters it can take."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding))


def say_wrapped(text: str) -> None:
    """Print plain text to stdout; where that is a terminal, broken at words to its width."""
    if sys.stdout is not None and sys.stdout.isatty():
        text = wrapped(text, shutil.get_terminal_size().columns)
    say(text)


def note(text: str) -> None:
    """A remark on stderr."""
    click.echo(f"collectflow: {one_line(text)}", err=True)


def wrapped(text: str, width: int) -> str:
    """Lines broken at words, what goes on indented below its line."""
    made: list[str] = []
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip()) + 4)
        made += textwrap.wrap(line, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
    return "\n".join(made)


def table(title: str, *columns: str, texts: int = 1) -> Table:
    """A table without a frame; its first columns are texts, the others numbers."""
    made = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    for i, each in enumerate(columns):
        made.add_column(each, justify="left" if i < texts else "right", overflow="fold")
    return made


def rules_table(engine: cf.Engine, counts: Mapping[str, Counter[str]]) -> Table:
    """How often each rule kept a proposal from being allowed, with its reason."""
    because = {rule.id: rule.because for each in engine.policies for rule in getattr(each, "rules", ())}
    made = table("Which rules kept proposals from being allowed", "refused", "unknown", texts=0)
    made.add_column("rule, and why", overflow="fold")
    for rule, counter in sorted(counts.items(), key=lambda each: (-each[1].total(), each[0])):
        unmet = counter["unmet"]
        said = f"{rule}\n  {because.get(rule, '')}".rstrip()
        made.add_row(f"{unmet:,}", f"{counter.total() - unmet:,}", said)
    return made


def plain(name: str) -> str:
    """A stage or trigger as a word for people."""
    return name.replace("_", " ")


def count(number: int, what: str) -> str:
    """So many of something."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def describe(proposal: cf.Proposal) -> str:
    """A proposal in a few words."""
    if isinstance(proposal, cf.Contact):
        return f"{plain(proposal.channel)} to {plain(proposal.party)}"
    return plain(proposal.trigger if isinstance(proposal, cf.Move) else getattr(proposal, "name", "act"))


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[], None]]:
    """A progress bar on stderr; silent where that is no terminal. Call what it gives once a step."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda: bar.advance(task)
