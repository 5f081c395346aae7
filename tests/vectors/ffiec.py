"""The United States' retail credit classification (FFIEC, 1999 and 65 FR 36903): the clocks of charge-off."""

from __future__ import annotations

from datetime import date, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.guards import Count, where_of
from collectflow.staging import Class, Scheme, ffiec
from story import opened
from tests.vectors.rows import Apart, Happens, Row, Story, hold, know, look, plain

ENGINE = plain(holds=["fraud"], attributes={"loss_determined": bool})
DUE = date(2021, 2, 1)
CASE = opened(ENGINE, DUE, attributes={"loss_determined": False})


def since(kind: str, number: int) -> cf.Guard:
    """A hold of a kind that has been in force for so many days of the books."""
    older: cf.Term[int] = cf.Term(
        Count("holds", where_of("holds", {"kind": kind}), cf.days(number, zone="books"), older=True)
    )
    return facts.held(kind) & (older >= 1)


#: Fraud and deceased borrowers are no part of `staging.ffiec`: a host's own classes.
OTHERS = Scheme(
    "others",
    [
        Class("pass"),
        Class(
            "loss",
            since("fraud", 90) | (facts.held("deceased") & facts.attribute("loss_determined", bool)),
            because="90 days after fraud was discovered, or the loss of a deceased borrower is determined",
        ),
    ],
)


def clock(says: str, scheme: Scheme, *days: tuple[int, str, Happens | None]) -> Story:
    told = [
        look(DUE + timedelta(days=number), *(() if happens is None else (happens,)), classed=classed)
        for number, classed, happens in days
    ]
    return Story("V29", f"FFIEC {says}", ENGINE, CASE, told, scheme=scheme)


def from_day(first: int, *, of: str) -> tuple[tuple[int, str, Happens | None], ...]:
    """Nothing but a loss: not on the day before, and on the day."""
    return ((first - 1, "pass", None), (first, of, None))


ROWS: list[Row] = [
    clock(
        "closed-end: substandard at 90 days, loss at 120",
        ffiec(),
        (89, "pass", None),
        (90, "substandard", None),
        (119, "substandard", None),
        (120, "loss", None),
    ),
    clock(
        "open-end: substandard at 90 days, loss at 180",
        ffiec("open_end"),
        (89, "pass", None),
        (90, "substandard", None),
        (179, "substandard", None),
        (180, "loss", None),
    ),
    clock(
        "bankruptcy: 60 days after notice",
        ffiec(),
        (10, "pass", hold("bankruptcy")),
        *from_day(70, of="loss"),
    ),
    clock("fraud: 90 days after discovery", OTHERS, (5, "pass", hold("fraud")), *from_day(95, of="loss")),
    clock(
        "deceased: when the loss is determined",
        OTHERS,
        (5, "pass", hold("deceased")),
        (40, "pass", None),
        (40, "loss", know("loss_determined", True)),
    ),
]
APART: list[Apart] = []
