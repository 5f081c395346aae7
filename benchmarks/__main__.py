"""`python -m benchmarks`: one line a figure, and the same in benchmarks/latest.json.

It measures and fails nothing. Ratios are of medians over rounds in which all contenders take turns in one
process; absolute times are of this machine and say little about another.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.decisions import decisions, options
from benchmarks.laws import laws
from benchmarks.measure import progress
from benchmarks.sizes import histories, importing, memory
from benchmarks.sweep import portfolio

LATEST = Path(__file__).with_name("latest.json")


def main() -> None:
    figures = []
    # Memory first: what the others leave behind would be in the way of its counts.
    for part in (memory, importing, decisions, options, laws, histories, portfolio):
        progress(f"measuring {part.__name__} ...")
        for figure in part():
            progress("")
            print(figure, flush=True)
            figures.append(figure.as_dict())
    LATEST.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
