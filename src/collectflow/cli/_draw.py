"""`collectflow draw`: a lifecycle in Mermaid, with the conditions of its moves where an engine knows them."""

from __future__ import annotations

import json
from pathlib import Path

import click

import collectflow as cf
from collectflow.cli._common import (
    BadInput,
    load_engine,
    load_object,
    one_line,
    policy_options,
    read_error,
    say,
    shipped_engine,
)
from collectflow.cli._explain import read_text

_DEFAULT = "online_lending"


def _of_file(path: str) -> cf.Engine:
    try:
        data = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}: this is not JSON: {one_line(error)}") from None
    try:
        return cf.Engine(cf.Lifecycle.from_dict(data))
    except cf.CollectflowError as error:
        raise BadInput(f"{path}: {one_line(error)}") from None


def _drawn(name: str, *, currency: str | None, sue_from: int | None, numbers: dict[str, int]) -> str:
    if name == _DEFAULT:
        engine = shipped_engine(currency=currency or "USD", sue_from=sue_from, numbers=numbers)
        left_out = "%% The least amount for a suit is left out: give it with --sue-from.\n"
        return engine.draw() + ("" if sue_from is not None else left_out)
    if name == "demo":
        return load_engine(name).draw()
    if name == "-" or name.endswith(".json") or Path(name).exists():
        return _of_file(name).draw()
    found = load_object(name)
    if isinstance(found, cf.Lifecycle):
        found = cf.Engine(found)
    if not isinstance(found, cf.Engine):
        raise BadInput(f"{name!r} is of type {type(found).__name__}; an Engine or a Lifecycle belongs here")
    return found.draw()


@click.command(short_help="A lifecycle in Mermaid, with the conditions of its moves.")
@click.argument("engine", default=_DEFAULT, metavar="[ENGINE]")
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), default=None, help="Write here instead of to stdout."
)
@policy_options
def draw(
    engine: str, *, output: Path | None, currency: str | None, sue_from: int | None, **numbers: int
) -> None:
    """Draw the lifecycle of ENGINE in Mermaid.

    ENGINE is online_lending (the default), demo, module:attribute (an Engine, a Lifecycle, or a function
    that gives one) or a file of JSON as Lifecycle.to_dict() gives it (- is stdin). The options about
    numbers are those of online_lending.
    """
    drawn = _drawn(engine, currency=currency, sue_from=sue_from, numbers=numbers)
    if output is None:
        say(drawn.rstrip("\n"))
        return
    try:
        output.write_text(drawn, encoding="utf-8", newline="\n")
    except OSError as error:
        raise read_error(str(output), error) from None
