"""The group of commands, and how each way of ending becomes an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

import collectflow as cf
from collectflow.cli._common import BadInput, one_line
from collectflow.cli._demo import demo
from collectflow.cli._draw import draw
from collectflow.cli._explain import explain
from collectflow.cli._replay import replay
from collectflow.cli._rules import rules
from collectflow.cli._verify import check, diff

_INTERRUPTED = 130


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="collectflow", prog_name="collectflow")
@click.pass_context
def app(context: click.Context) -> None:
    """Collect overdue loans decently: what may be done, why not, and from when."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (demo, replay, explain, rules, draw, check, diff):
    app.add_command(_command)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; whatever is wrong with it is one line on stderr."""
    given = None if arguments is None else list(arguments)
    try:
        code = app.main(args=given, prog_name="collectflow", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.UsageError as error:
        path = "collectflow" if error.ctx is None else error.ctx.command_path
        return _fail(f"{one_line(error.format_message())} (see {path} --help)")
    except click.ClickException as error:
        return _fail(error.format_message())
    except cf.CollectflowError as error:
        return _fail(error)
    except BrokenPipeError:
        return _broken_pipe()
    except OSError as error:
        return _fail(error.strerror or error)
    except (click.Abort, KeyboardInterrupt):
        return _INTERRUPTED
    return code if isinstance(code, int) else 0


def _broken_pipe() -> int:
    """Nobody reads on: end without a word, now and when the interpreter flushes at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 1


def _fail(message: object) -> int:
    click.echo(f"collectflow: {one_line(message)}", err=True)
    return BadInput.exit_code
