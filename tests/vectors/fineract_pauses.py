"""Apache Fineract (apache/fineract): delinquency with pauses, and which pauses are taken."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import collectflow as cf
import fineract
from story import noon, opened
from tests.vectors.fineract import ENGINE, LOAN
from tests.vectors.rows import Apart, Refusal, Row, Story, happen, look


def _october(day: int) -> date:
    return date(2023, 10, day)


_PAUSE = happen(cf.Paused("p", at=noon(_october(6)), until=_october(30)))
_PART, _ALL = (
    happen(cf.PaymentReceived("m", at=noon(_october(16)), amount=amount)) for amount in (150_00, 250_00)
)
_RESUME = happen(cf.Resumed("r", at=noon(_october(25)), pause="p"))
_RANGES = {how: fineract.ranges(grace=fineract.GRACE, pauses=how) for how in ("clip", "subtract")}


def _loan(number: str, says: str, day: date, *happens: Any, how: str = "clip", **expected: object) -> Story:
    """A loan of four parts; delinquent days are those past three days of grace."""
    told = f"Fineract LoanDelinquency.feature, {says}"
    return Story(number, told, ENGINE, LOAN, [look(day, *happens, **expected)], scheme=_RANGES[how])


_LAST = date(2023, 11, 15)
ROWS: list[Row] = [
    _loan(
        "V12 pause", "it begins", _october(6), _PAUSE, classed="1-3", overdue=250_00, clipped=2 + 3, late=5
    ),
    _loan(
        "V12 pause",
        "its last day",
        _october(30),
        _PAUSE,
        classed="1-3",
        overdue=500_00,
        clipped=2 + 3,
        late=29,
    ),
    _loan("V12 pause", "over", _october(31), _PAUSE, classed="1-3", overdue=500_00, clipped=3 + 3, late=30),
    _loan(
        "V14",
        "a part is paid",
        _october(16),
        _PAUSE,
        _PART,
        classed="1-3",
        overdue=100_00,
        clipped=2 + 3,
        late=15,
    ),
    _loan("V14", "all is paid", _october(16), _PAUSE, _ALL, classed="none", overdue=0, clipped=0, late=0),
    _loan(
        "V14",
        "26 October",
        _october(26),
        *(_PAUSE, _ALL, _RESUME),
        classed="none",
        overdue=250_00,
        clipped=1,
        subtracted=0,
        late=10,
    ),
    # FINERACT-2326: the pause began before the instalment was due; 18 delinquent days, or 8.
    _loan(
        "V14",
        "15 November, clipped to the due date",
        _LAST,
        *(_PAUSE, _ALL, _RESUME),
        classed="4-30",
        overdue=500_00,
        clipped=18 + 3,
        late=30,
    ),
    _loan(
        "V14",
        "15 November, as it was",
        _LAST,
        *(_PAUSE, _ALL, _RESUME),
        how="subtract",
        classed="4-30",
        overdue=500_00,
        subtracted=8 + 3,
        late=30,
    ),
]

# --- which are taken --------------------------------------------------------------------------------------

_VALIDATOR = "Fineract DelinquencyActionParseAndValidatorTest"


def _sept(day: int) -> date:
    return date(2022, 9, day)


def _pause(name: str, first: int, last: int) -> cf.Event:
    return cf.Paused(name, at=noon(_sept(9)), starts_on=_sept(first), until=_sept(last))


def _before(*spans: tuple[int, int]) -> cf.Case:
    case = opened(ENGINE, _sept(7))
    return ENGINE.record(case, *(_pause(f"p{i}", *span) for i, span in enumerate(spans))).case


def _taken(says: str, case: cf.Case, event: cf.Event, *days: tuple[int, int]) -> Story:
    spans = [(_sept(first), _sept(last)) for first, last in days]
    at = max(case.last_at, event.at).date()
    return Story("V16", f"{_VALIDATOR}, {says}", ENGINE, case, [look(at, happen(event), pauses=spans)])


def _refused(says: str, case: cf.Case, event: cf.Event, error: type[Exception], said: str) -> Refusal:
    def make() -> object:
        return ENGINE.record(case, event)

    return Refusal("V16", f"{_VALIDATOR}, {says}", make, error, said)


def _overlap(says: str, there: tuple[int, int], asked: tuple[int, int]) -> Refusal:
    return _refused(says, _before(there), _pause("q", *asked), cf.PausesOverlap, "'q' overlaps pause 'p0'")


def _resumed(case: cf.Case, day: int, name: str = "r") -> cf.Case:
    return ENGINE.record(case, cf.Resumed(name, at=noon(_sept(day)), pause="p0")).case


def _later(name: str, first: int, last: int) -> cf.Event:
    return cf.Paused(name, at=noon(_sept(19)), starts_on=_sept(first), until=_sept(last))


_RESUME_NOW = cf.Resumed("x", at=noon(_sept(9)), pause="p0")
ROWS += [
    _taken("today to the 19th", _before(), _pause("q", 9, 19), (9, 19)),
    _taken("backdated", _before(), _pause("q", 8, 19), (8, 19)),
    _overlap("it ends in another", (14, 22), (9, 15)),
    _overlap("it begins in another", (14, 22), (15, 23)),
    _overlap("it ends in a later one", (15, 22), (13, 20)),
    _overlap("the same days", (15, 22), (15, 22)),
    _taken(
        "after one that was resumed", _resumed(_before((15, 22)), 17), _later("q", 18, 20), (15, 17), (18, 20)
    ),
    _taken("it touches the one before", _before((15, 18)), _pause("q", 18, 20), (15, 18), (18, 20)),
    _taken("it touches the one after", _before((20, 25)), _pause("q", 18, 20), (20, 25), (18, 20)),
    _taken(
        "it touches one that was resumed",
        _resumed(_before((15, 20)), 18),
        _later("q", 18, 20),
        (15, 18),
        (18, 20),
    ),
    Refusal("V16", f"{_VALIDATOR}, at least one day", lambda: _pause("q", 10, 10), cf.BadValue, "2022-09-10"),
    # What Fineract's own predicate lets through.
    _overlap("it contains another", (15, 22), (10, 30)),
    _overlap("it contains another from its first day on", (15, 22), (15, 25)),
    _overlap("it contains another to its last day", (15, 22), (10, 22)),
    _taken("one that lasts is resumed", _before((5, 15)), _RESUME_NOW, (5, 9)),
    _refused("none lasts", _before((5, 8)), _RESUME_NOW, cf.BadValue, "2022-09-08: it is over"),
    _refused(
        "resumed twice", _resumed(_before((5, 15)), 9), _RESUME_NOW, cf.BadValue, "2022-09-09: it is over"
    ),
]

# --- which are in force -----------------------------------------------------------------------------------


def _january(day: int) -> date:
    return date(2023, 1, day)


def _told(first: int, last: int, name: str, told: int | None = None) -> Callable[..., cf.Case]:
    at = noon(_january(first if told is None else told))
    return happen(cf.Paused(name, at=at, starts_on=_january(first), until=_january(last)))


def _ends(name: str, day: int) -> Callable[..., cf.Case]:
    return happen(cf.Resumed(f"{name}-r", at=noon(_january(day)), pause=name))


_BACKDATED = cf.Paused("a", at=noon(_january(30)), starts_on=_january(27), until=date(2023, 2, 15))
_NEW_YEAR = opened(ENGINE, _january(1))
_ACTIONS = fineract.ranges(fineract.ACTIONS, pauses="clip")
ROWS += [
    Story(
        "V16",
        "Fineract DelinquencyEffectivePauseHelperTest",
        ENGINE,
        _NEW_YEAR,
        [
            look(_january(10), _told(10, 20, "a")),
            look(_january(11), _ends("a", 11)),
            look(_january(13), _told(13, 14, "b")),
            look(
                _january(15),
                _told(15, 20, "c"),
                pauses=[(_january(a), _january(b)) for a, b in ((10, 11), (13, 14), (15, 20))],
            ),
        ],
    ),
    Story(
        "V16",
        "Fineract testCreatePauseAndResumeDelinquencyActionWithStatusFlag",
        ENGINE,
        _NEW_YEAR,
        [
            look(_january(10), _told(10, 15, "a")),
            look(_january(14), paused=True),
            # There it lasts until the end of the day on which it is resumed, here until that instant; the
            # count is the same.
            look(_january(14), _ends("a", 14), paused=False, clipped=9),
            look(_january(15), _told(20, 25, "b", 15), paused=False, clipped=10),
        ],
    ),
    Story(
        "V16",
        "Fineract testVerifyLoanDelinquencyRecalculationForBackdatedPause",
        ENGINE,
        opened(ENGINE, _january(24)),
        [
            look(_january(30), classed="4-10", clipped=6),
            look(_january(30), happen(_BACKDATED), classed="1-3", clipped=3),
        ],
        scheme=_ACTIONS,
    ),
    Story(
        "V16",
        "Fineract testLoanAndInstallment after the pause period's end",
        ENGINE,
        opened(ENGINE, date(2022, 11, 16)),
        [
            look(
                date(2022, 11, 26),
                happen(cf.Paused("a", at=noon(date(2022, 11, 16)), until=date(2022, 11, 25))),
                classed="1-3",
                clipped=1,
            )
        ],
        scheme=_ACTIONS,
    ),
]

_FORM = "forms of a request; here an event is dated when it happened"
APART: list[Apart] = [
    Apart(
        "V16", "a pause before disbursement, on a loan that is not active", "the servicing system's states"
    ),
    Apart("V16", "a resume with an end date, or of another day than today", _FORM),
]
