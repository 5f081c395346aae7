"""Apache Fineract (apache/fineract): ranges of single instalments, which have no days of grace."""

from __future__ import annotations

from datetime import date

import collectflow as cf
import fineract
from story import noon
from tests.vectors.fineract import ENGINE, LOAN
from tests.vectors.rows import Apart, Happens, Row, Story, happen, look

_FEES = [cf.Due(f"fee-{day}", due_on=date(2023, 10, day), amount=20_00, kind="fee") for day in (5, 20)]
_WITH_FEES = ENGINE.record(LOAN, cf.DuesAdded("fees", at=LOAN.last_at, dues=_FEES)).case


def _paid(day: date, amount: int, method: str | None = None) -> Happens:
    return happen(cf.PaymentReceived("p", at=noon(day), amount=amount, method=method))


def _on(says: str, day: date, *happens: Happens, case: cf.Case = LOAN, **ranges: int) -> Story:
    expected = {name.removeprefix("of_").replace("_", "-"): amount for name, amount in ranges.items()}
    told = f"Fineract LoanDelinquency.feature, {says}"
    return Story("V17", told, ENGINE, case, [look(day, *happens, by_due=expected)], scheme=_RANGES)


_RANGES = fineract.ranges(pauses="clip")
_OCTOBER, _NOVEMBER, _DECEMBER = date(2023, 10, 25), date(2023, 11, 16), date(2023, 12, 16)
_NEXT = date(2023, 10, 26)
_FIRST, _LAST = date(2023, 11, 17), date(2023, 11, 30)
_PAUSE = happen(cf.Paused("a", at=noon(_FIRST), until=_LAST))
ROWS: list[Row] = [
    _on("25 October", _OCTOBER, of_4_30=500_00),
    _on("16 November", _NOVEMBER, of_1_3=250_00, of_4_30=250_00, of_31_60=500_00),
    _on("16 December", _DECEMBER, of_31_60=500_00, of_61_90=500_00),
    _on("all paid on 17 December", date(2023, 12, 17), _paid(date(2023, 12, 17), 1000_00)),
    _on("one paid on 26 October", _NEXT, _paid(_NEXT, 250_00), of_4_30=250_00),
    _on("goodwill credit on 26 October", _NEXT, _paid(_NEXT, 250_00, "goodwill_credit"), of_4_30=250_00),
    _on("fees", _DECEMBER, case=_WITH_FEES, of_31_60=520_00, of_61_90=520_00),
    _on("paused, 17 November", _FIRST, _PAUSE, of_1_3=250_00, of_4_30=250_00, of_31_60=500_00),
    _on("paused, 30 November", _LAST, _PAUSE, of_1_3=250_00, of_4_30=250_00, of_31_60=500_00),
    _on("paused, 1 January", date(2024, 1, 1), _PAUSE, of_31_60=500_00, of_61_90=500_00),
]
APART: list[Apart] = []
