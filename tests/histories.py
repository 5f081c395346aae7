"""The kit's histories and cases with the words of the tests' engines."""

from __future__ import annotations

from functools import partial

from collectflow.testing import _stories
from collectflow.testing._moments import later
from tests.support import ACTS, ATTRIBUTES, CURRENCY

__all__ = ["cases", "histories", "later", "openings"]

histories = partial(_stories.histories, attributes=ATTRIBUTES, acts=ACTS, currency=CURRENCY)
cases = partial(_stories.cases, attributes=ATTRIBUTES, acts=ACTS, currency=CURRENCY)
openings = partial(_stories.openings, attributes=ATTRIBUTES, currency=CURRENCY)
