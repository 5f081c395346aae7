"""`collectflow explain`: the verdict on a proposal, for a case that was stored as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click

import collectflow as cf
from collectflow.cli._common import (
    BadInput,
    load_engine,
    note,
    one_line,
    policy_options,
    read_error,
    say_wrapped,
    shipped_engine,
)

_DEFAULT = "online_lending"


# --- the case -------------------------------------------------------------------------------------------


def read_case(path: str, wanted: str | None) -> cf.Case:
    """The case of a file: what `Case.to_dict` gives, or JSON lines of events with their case's id.

    Raises:
        BadInput: when there is none.
    """
    text = read_text(path)
    with _no_case(path):
        found = _stored(path, text)
        if isinstance(found, cf.Case):
            if wanted is not None and wanted != found.id:
                raise BadInput(f"{path}: this is case {found.id!r}, not {wanted!r}")
            return found
        if wanted is None:
            if len(found) > 1:
                raise BadInput(f"{path}: the events of {len(found):,} cases: choose one with --case ID")
            wanted = next(iter(found))
        if wanted not in found:
            raise cf.UnknownName("case", wanted, tuple(found), "--case")
        return cf.Case.from_dict({"events": found[wanted]})


def read_beside(path: str, case: cf.Case) -> list[cf.Case]:
    """The other debts of a case's borrower in a file: its case, or those of its events.

    Raises:
        BadInput: when there is none.
    """
    text = read_text(path)
    with _no_case(path):
        found = _stored(path, text)
        if isinstance(found, cf.Case):
            return [found]
        others = [
            cf.Case.from_dict({"events": events})
            for name, events in found.items()
            if name != case.id and _borrower(events) == case.borrower
        ]
    if not others:
        raise BadInput(f"{path}: there is no other case of borrower {case.borrower!r}")
    return others


def _borrower(events: list[Mapping[str, Any]]) -> object:
    """Whose case it is, as its opening says; the fold comes later."""
    return next((each["borrower"] for each in events if isinstance(each, dict) and "borrower" in each), None)


@contextmanager
def _no_case(path: str) -> Iterator[None]:
    """Whatever is wrong with a file as one line that names it."""
    try:
        yield
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}: this is not JSON: {one_line(error)}") from None
    except RecursionError:
        raise BadInput(f"{path}: this is no case: it is nested too deeply") from None
    except cf.CollectflowError as error:
        raise BadInput(f"{path}: {one_line(error)}") from None
    except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
        raise BadInput(f"{path}: this is no case: {one_line(error)}") from None


def read_text(path: str) -> str:
    """The text of a file, or of stdin for `-`; raises `BadInput`."""
    try:
        if path == "-":
            return sys.stdin.buffer.read().decode("utf-8-sig")
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise read_error(path, error) from None


def _stored(path: str, text: str) -> cf.Case | dict[str, list[Mapping[str, Any]]]:
    """A case, or the events of each case by its id."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        if not text.lstrip().startswith('{"case":') or "\n" not in text.strip():
            raise
        return _by_case(path, text)
    if isinstance(data, dict) and "event" in data:
        return _by_case(path, text)
    return cf.Case.from_dict(data)


def _by_case(path: str, text: str) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"{path}, line {number}: this is not JSON: {one_line(error)}") from None
        if not isinstance(data, dict) or not isinstance(data.get("case"), str) or "event" not in data:
            raise BadInput(f'{path}, line {number}: an object with "case" and "event" belongs here')
        found.setdefault(data["case"], []).append(data["event"])
    return found


# --- the question ---------------------------------------------------------------------------------------


def read_proposal(text: str) -> cf.Proposal:
    """A proposal: a trigger, `contact:CHANNEL:PARTY`, `act:NAME`, or JSON; raises `BadInput`."""
    if text.lstrip().startswith("{"):
        return _of_json(text)
    kind, _, rest = text.partition(":")
    if not rest:
        return cf.Move(text)
    parts = rest.split(":")
    if kind == "contact" and len(parts) <= 2:  # noqa: PLR2004 - a channel and a party
        return cf.Contact(*parts)
    if kind == "move" and len(parts) == 1:
        return cf.Move(rest)
    if kind == "act" and len(parts) == 1:
        return cf.Act(rest)
    raise BadInput(
        f"proposal {one_line(text)!r}: write a trigger, contact:CHANNEL:PARTY, act:NAME, or a JSON object"
    )


def _of_json(text: str) -> cf.Proposal:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"proposal: this is not JSON: {one_line(error)}") from None
    return cf.proposal_from_dict(data)


def read_instant(text: str) -> datetime:
    """An instant with its zone; raises `BadInput`."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadInput(
            f"AT is {one_line(text)!r}; write ISO 8601, as in 2026-03-01T09:30-05:00 or 2026-03-01T14:30Z"
        ) from None
    if at.tzinfo is None:
        raise BadInput(
            f"AT is {one_line(text)!r}, without a zone; end it with an offset, as in {at.isoformat()}Z"
        )
    return at


@click.command(short_help="The verdict on a proposal: why, and from when.")
@click.argument("case_file", metavar="CASE")
@click.argument("proposal")
@click.argument("at", metavar="AT")
@click.option("--case", "case_id", default=None, metavar="ID", help="Which case, in a file of events.")
@click.option(
    "--engine",
    "engine_name",
    default=_DEFAULT,
    show_default=True,
    metavar="ENGINE",
    help="online_lending, demo, or module:attribute (an Engine, or a function that gives one).",
)
@click.option(
    "--beside",
    multiple=True,
    metavar="FILE",
    help="The borrower's other debts: a case each, or a file of events; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@policy_options
def explain(  # noqa: PLR0913 - one an option
    case_file: str,
    proposal: str,
    at: str,
    *,
    case_id: str | None,
    engine_name: str,
    beside: tuple[str, ...],
    as_json: bool,
    currency: str | None,
    sue_from: int | None,
    **numbers: int,
) -> None:
    """Say whether PROPOSAL is allowed for CASE at the instant AT, why, and from when.

    CASE is a file of JSON as Case.to_dict() gives it (- is stdin), or of JSON lines with one event each, as
    the demo writes them. PROPOSAL is a trigger (start_outreach), contact:CHANNEL:PARTY
    (contact:call:borrower), act:NAME, or a JSON object. AT is ISO 8601 with a zone. The options about
    numbers are those of the engine online_lending. Rules that look at all of a borrower's debts see those
    of --beside.

    The exit code is 0 when it is allowed, 1 when it is not, 2 when the question makes no sense.
    """
    asked = read_proposal(proposal)
    instant = read_instant(at)
    case = read_case(case_file, case_id)
    if engine_name != _DEFAULT:
        engine = load_engine(engine_name)
    else:
        if sue_from is None and isinstance(asked, cf.Move) and asked.trigger == "sue":
            raise BadInput("the least amount for a suit has no default: give it with --sue-from")
        engine = shipped_engine(
            currency=currency or case.currency or "USD", sue_from=sue_from, numbers=numbers
        )
    then = case.as_of(instant) if instant < case.last_at else case
    others = [each for path in beside for each in read_beside(path, case)]
    known = [
        each.as_of(instant) if instant < each.last_at else each
        for each in others
        if each.opened_at <= instant
    ]
    verdict = engine.review(then, asked, instant, beside=known)
    if then.version < case.version:
        note(f"the case as it stood then; its last event is of {case.last_at.isoformat()}")
    if len(known) < len(others):
        note("debts that were opened later are left out")
    if as_json:
        click.echo(json.dumps(verdict.to_dict(), indent=2))
    else:
        say_wrapped(str(verdict))
    click.get_current_context().exit(0 if verdict.allowed else 1)
