"""Facts and guards about one debt, made into the same about all of the borrower's.

Called by `collectflow.facts` and by `collectflow.staging`.
"""

from __future__ import annotations

import attrs

from collectflow.guards._primitives import Count, InForce, Last, Money
from collectflow.guards._tree import Guard, Rebuilt, Ref, Test, walk
from collectflow.guards._windows import BESIDE


def over_debts(ref: Ref) -> Ref | None:
    """The same reading over this case and those beside it; `None` for one that is of a single case."""
    if isinstance(ref, Money):
        return None if ref.single else attrs.evolve(ref, beside=True)
    if isinstance(ref, (Count, InForce, Last)) and ref.table in BESIDE:
        return attrs.evolve(ref, beside=True)
    return None


class _Together(Rebuilt):
    def test(self, leaf: Test) -> Guard:
        ref = over_debts(leaf.ref)
        return leaf if ref is None else attrs.evolve(leaf, ref=ref)


def together(guard: Guard) -> Guard:
    """The guard with every fact read over all of the borrower's cases that can be."""
    return walk(guard, _Together())
