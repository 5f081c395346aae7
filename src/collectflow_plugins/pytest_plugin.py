"""The pytest plugin: `--collectflow-coverage` reports which stages, moves and rules the tests reached.

Without the flag it adds two options and does nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def _percent(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 100:  # noqa: PLR2004 - a percentage
        raise ValueError("a percentage is between 0 and 100")
    return value


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("collectflow", "reach of collections policies")
    group.addoption(
        "--collectflow-coverage",
        action="store_true",
        default=False,
        help="report which stages, moves and rules of collectflow engines the tests reached",
    )
    group.addoption(
        "--collectflow-coverage-only",
        action="append",
        default=[],
        metavar="NAME",
        help="of lifecycles and policies with this name (a pattern such as 'house*'; may be repeated)",
    )
    group.addoption(
        "--collectflow-coverage-fail-under",
        type=_percent,
        default=None,
        metavar="PERCENT",
        help="fail if less than this share was reached; implies --collectflow-coverage",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Begin to watch if asked to."""
    least = config.getoption("--collectflow-coverage-fail-under")
    if config.getoption("--collectflow-coverage") or least is not None:
        from collectflow.testing._reach import ReachPlugin  # noqa: PLC0415 - only with the flag

        only: list[str] = config.getoption("--collectflow-coverage-only") or []
        config.pluginmanager.register(ReachPlugin(config, tuple(only), least), "collectflow-reach")
