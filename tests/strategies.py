"""The kit's strategies with the words of the tests' engines."""

from __future__ import annotations

from functools import partial

from collectflow.testing import _parts
from collectflow.testing._graphs import lifecycles
from collectflow.testing._moments import ZONES, instants, times, transitions_of, zones
from collectflow.testing._parts import amounts, arrears, contacts, conventions, dues, persons
from tests.support import ACTS, ATTRIBUTES

__all__ = [
    "ATTRIBUTES",
    "ZONES",
    "amounts",
    "arrears",
    "contacts",
    "conventions",
    "dues",
    "instants",
    "lifecycles",
    "persons",
    "proposals",
    "times",
    "transitions_of",
    "zones",
]

proposals = partial(_parts.proposals, acts=ACTS)
