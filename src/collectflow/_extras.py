"""What is optional: which extra brings a package, and what an import says that misses one."""

from __future__ import annotations

#: The extra that brings a package.
EXTRAS = {
    "click": "cli",
    "holidays": "holidays",
    "hypothesis": "testing",
    "narwhals": "portfolio",
    "polars": "portfolio",
    "pytest": "testing",
    "rich": "cli",
    "z3": "verify",
}


def explain_missing(error: ImportError, what: str) -> None:
    """Let an error say which extra to install; one about another package stays as it is.

    Args:
        error: What an import raised; it keeps its class and its name.
        what: What needs the package, in words that begin the message.
    """
    package = (error.name or "").partition(".")[0]
    if package in EXTRAS:
        extra = EXTRAS[package]
        error.msg = (
            f"{what} needs {package}, which the extra {extra!r} brings: "
            f"pip install '.[{extra}]' in a copy of the source of collectflow"
        )
