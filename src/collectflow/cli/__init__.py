"""The command line: demo, replay, explain, rules, draw, check, diff. It needs the extra `cli`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from collectflow._extras import explain_missing

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: What follows the program's name; that of this process unless given.

    Returns:
        The exit code: 0, or 1 for a proposal that is not allowed, or 2 for bad input.
    """
    try:
        import click  # noqa: F401 - only whether it is there
        import rich  # noqa: F401
    except ImportError as error:
        explain_missing(error, "the command line")
        print(f"collectflow: {error}", file=sys.stderr)
        return 2
    from collectflow.cli._app import run

    return run(arguments)
