"""Ladders: a lifecycle and a policy from a table of levels, as most dunning software is set up.

A case begins in the stage `current` and climbs from level to level, one a move; when nothing is overdue any
more it goes back to `current`. A level is reached by days past due, or by days since the level before it.
Who wants more than a table can say writes stages and rules.
"""

from collectflow.ladders._channels import Choice
from collectflow.ladders._ladder import ladder
from collectflow.ladders._levels import CLOSED, CURRENT, Anchor, Ladder, Level, OnHold, Practice
from collectflow.ladders._rules import next_books_day

__all__ = [
    "CLOSED",
    "CURRENT",
    "Anchor",
    "Choice",
    "Ladder",
    "Level",
    "OnHold",
    "Practice",
    "ladder",
    "next_books_day",
]
