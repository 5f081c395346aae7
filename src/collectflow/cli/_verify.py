"""`collectflow check` and `collectflow diff`: what a solver proves of an engine, and of a change to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import click

import collectflow as cf
from collectflow.cli._common import BadInput, load_engine, one_line, say, shipped_engine
from collectflow.cli._explain import read_text

_F = TypeVar("_F", bound=Callable[..., Any])

#: What a script is told: nothing was found, something was, it could not be told (2 is bad input).
CODES = {"proved": 0, "same": 0, "unknown": 3}
_FOUND = 1


def _engine(spec: str) -> cf.Engine:
    """The engine of a file of JSON, of `module:attribute`, or the shipped one."""
    if spec == "online_lending":
        return shipped_engine(currency="USD", sue_from=None, numbers={})
    if not (spec == "-" or spec.endswith(".json") or Path(spec).exists()):
        return load_engine(spec)
    try:
        data = json.loads(read_text(spec))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{spec}: this is not JSON: {one_line(error)}") from None
    try:
        return cf.Engine.from_dict(data)
    except cf.CollectflowError as error:
        raise BadInput(f"{spec}: {one_line(error)}") from None


def _verify() -> ModuleType:
    try:
        from collectflow import verify
    except ImportError as error:
        raise BadInput(one_line(error)) from None
    return verify


def _options(command: _F) -> _F:
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")(command)
    return click.option(
        "--limit",
        type=click.FloatRange(min=0, min_open=True),
        default=20.0,
        show_default=True,
        metavar="SECONDS",
        help="How long the solver may take over one question.",
    )(command)


def _end(answer: Any, result: str, *, as_json: bool) -> None:  # noqa: ANN401 - a report or a comparison
    say(json.dumps(answer.to_dict(), indent=2, default=str) if as_json else str(answer))
    code = CODES.get(result, _FOUND)
    if code:
        raise click.exceptions.Exit(code)


@click.command(short_help="What an engine's rules make impossible or ambiguous.")
@click.argument("engine", default="online_lending", metavar="[ENGINE]")
@_options
def check(engine: str, *, limit: float, as_json: bool) -> None:
    """Look for what an engine's rules make impossible or ambiguous.

    Stages without a way in or out, moves that can never be allowed, rules that never refuse anything, and
    automatic moves that can be due at once.

    ENGINE is online_lending (the default: as shipped, without the amount for a suit), demo,
    module:attribute, or a file of JSON as Engine.to_dict() gives it (- is stdin). The exit code is 0 when
    there is none of these, 1 when there is, 2 when the input cannot be used and 3 when the solver could not
    tell.
    """
    report = _verify().check(_engine(engine), limit=limit)
    _end(report, str(report.result), as_json=as_json)


@click.command(short_help="Whether a new engine is stricter or looser than an old one.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--no-overrides",
    is_flag=True,
    help="Take no rule to be overridden; otherwise every rule that has grounds is.",
)
@_options
def diff(old: str, new: str, *, no_overrides: bool, limit: float, as_json: bool) -> None:
    """Say whether NEW is stricter than OLD, looser, the same or neither, with a case for each difference.

    OLD and NEW are engines as for check. The exit code is 0 when they are the same, 1 when they differ, 2
    when the input cannot be used and 3 when the solver could not tell.
    """
    verify = _verify()
    comparison = verify.compare(_engine(old), _engine(new), overrides=not no_overrides, limit=limit)
    _end(comparison, str(comparison.change), as_json=as_json)
