"""Kill Bill (killbill/killbill): conditions, first match, days, counts, drafts, tags, and what it checks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import collectflow as cf
from collectflow import importers
from collectflow.ladders import OnHold
from kill_bill import (
    COUNTS,
    MIXED,
    balance,
    count,
    days,
    overdue,
    responses,
    tagged,
    untagged,
)
from story import opened
from tests.vectors.rows import (
    WAYS,
    Apart,
    On,
    Refusal,
    Row,
    Story,
    bill,
    change,
    fail,
    hold,
    lift,
    on,
    pay,
    plain,
    take_back,
    write_off,
)

TODAY = date(2012, 7, 1)
FIRST = date(2012, 5, 31)
#: Tags that accounts may have beside those which a configuration asks for.
TAGS = ("AUTO_INVOICING_OFF", "custom", "OEO")


def ago(number: int) -> date:
    return TODAY - timedelta(days=number)


def account(xml: str, *dues: Any, at: date = TODAY, tags: tuple[str, ...] = (), on_hold: OnHold = "clear"):
    """The engine of a configuration, and an account with these invoices and tags."""
    imported = importers.kill_bill(xml, currency="USD", on_hold=on_hold)
    known = {**{f"tag_{each}": False for each in TAGS}, **dict(imported.attributes)}
    engine = imported.engine(attributes=dict.fromkeys(known, bool))
    case = opened(
        engine,
        *dues,
        at=on(at).at,
        currency="USD",
        attributes={**known, **{f"tag_{each}": True for each in tags}},
    )
    return engine, case


def story(number: str, says: str, made: tuple[cf.Engine, cf.Case], *told: On) -> Story:
    return Story(number, f"Kill Bill {says}", *made, told, ways=WAYS)


# --- V1, V2: conditions ---------------------------------------------------------------------------------

#: A condition, the invoices, what else is known, and whether it holds.
TRUTHS: list[tuple[str, str, list[Any], dict[str, Any], bool]] = [
    ("count 1 of 0", count(1), [], {}, False),
    ("count 1 of 1", count(1), [TODAY], {}, True),
    ("count 1 of 2", count(1), [TODAY, ago(3)], {}, True),
    ("balance 100.00 of 0", balance("100.00"), [], {}, False),
    ("balance 100.00 of 100.00", balance("100.00"), [(TODAY, 100_00)], {}, True),
    ("balance 100.00 of 200.00", balance("100.00"), [(TODAY, 200_00)], {}, True),
    ("balance 100.00 of 99.99", balance("100.00"), [(TODAY, 99_99)], {}, False),
    ("10 days, no invoice", days(10), [], {}, False),
    ("10 days, 9 days ago", days(10), [ago(9)], {}, False),
    ("10 days, 10 days ago", days(10), [ago(10)], {}, True),
    ("10 days, 20 days ago", days(10), [ago(20)], {}, True),
    ("0 days, today", days(0), [TODAY], {}, True),
    ("2 weeks, 13 days ago", days(2, "WEEKS"), [ago(13)], {}, False),
    ("2 weeks, 14 days ago", days(2, "WEEKS"), [ago(14)], {}, True),
    ("tag, others are there", tagged("OEO"), [], {"tags": ("AUTO_INVOICING_OFF", "custom")}, False),
    ("tag, it alone is there", tagged("OEO"), [], {"tags": ("OEO",)}, True),
    ("tag, it is there among others", tagged("OEO"), [], {"tags": TAGS}, True),
    ("no tag, it is missing (issue 256)", untagged("custom"), [], {}, True),
    ("no tag, it is there (issue 256)", untagged("custom"), [], {"tags": ("custom",)}, False),
    ("all parts must hold", count(1) + tagged("OEO"), [TODAY], {}, False),
    ("all parts hold", count(1) + tagged("OEO"), [TODAY], {"tags": ("OEO",)}, True),
    ("an absent condition is true", "", [], {}, True),
]
FUNDS = responses("INSUFFICIENT_FUNDS", "DO_NOT_HONOR")
#: Why the payments failed, one after another, and whether the last one is among those.
ANSWERS: list[tuple[str, list[str], bool]] = [
    ("no payment failed", [], False),
    ("LOST_OR_STOLEN_CARD", ["error", "lost_or_stolen"], False),
    ("INSUFFICIENT_FUNDS", ["error", "insufficient_funds"], True),
    ("DO_NOT_HONOR", ["lost_or_stolen", "do_not_honor"], True),
]

#: The invoices, the tags, why payments failed, and the first state that matches.
MATCHES: list[tuple[str, list[tuple[date, int]], tuple[str, ...], list[str], str]] = [
    ("06-30 balance 4", [(ago(1), 4_00)], (), [], "clear"),
    ("06-01 balance 4", [(ago(30), 4_00)], (), [], "OD1"),
    ("06-30 balance 5", [(ago(1), 5_00)], (), [], "OD2"),
    ("and INVALID_CARD", [(ago(1), 5_00)], (), ["invalid_account"], "OD3"),
    # What production makes of it, where every answer is taken for this one.
    ("and INSUFFICIENT_FUNDS for it", [(ago(1), 5_00)], (), ["insufficient_funds"], "OD2"),
    ("five and a tag", [(ago(1), 1_00)] * 5, ("AUTO_PAY_OFF",), [], "OD4"),
    ("five without the tag", [(ago(1), 1_00)] * 5, (), [], "OD2"),
]

ROWS: list[Row] = [
    *(
        story(
            "V1",
            f"TestCondition: {says}",
            account(overdue({"OD1": condition}), *dues, **more),
            on(TODAY, stage="OD1" if holds else "clear"),
        )
        for says, condition, dues, more, holds in TRUTHS
    ),
    *(
        story(
            "V1",
            f"TestCondition: response {says}",
            account(overdue({"OD1": FUNDS})),
            on(TODAY, *(fail(each) for each in failed), stage="OD1" if holds else "clear"),
        )
        for says, failed, holds in ANSWERS
    ),
    *(
        story(
            "V2",
            f"OverdueConfig3: {says}",
            account(MIXED, *dues, tags=tags),
            on(TODAY, *(fail(each) for each in failed), stage=stage),
        )
        for says, dues, tags, failed, stage in MATCHES
    ),
]

# --- V3, V6: days and counts ----------------------------------------------------------------------------

#: The test's own intervals are 30, 10 and 10 days; no row depends on them.
BEATRIX = overdue({"OD3": days(50), "OD2": days(40), "OD1": days(30)})
STAGES = {
    "clear": [date(2012, 6, 8), date(2012, 6, 16), date(2012, 6, 24)],
    "OD1": [date(2012, 6, 30), date(2012, 7, 2), date(2012, 7, 8)],
    "OD2": [date(2012, 7, 10), date(2012, 7, 16), date(2012, 7, 18)],
    "OD3": [date(2012, 7, 20), date(2012, 7, 31), date(2012, 8, 1)],
}
INVOICES = [(FIRST, 249_95), (date(2012, 6, 30), 249_95)]
ROWS += [
    story(
        "V3",
        "testOverdueStages1: 30-40-50, paying one of two and then all",
        account(BEATRIX, *INVOICES, at=FIRST),
        *(on(day, stage=stage) for stage, told in STAGES.items() for day in told),
        # The second invoice is 33 days old when the first is paid.
        on(date(2012, 8, 2), pay(249_95), stage="OD1"),
        on(date(2012, 8, 3), pay(249_95), stage="clear"),
    ),
    story(
        "V3",
        "testOverdueStages1: one run at the end, and when to look next",
        account(BEATRIX, *INVOICES, at=FIRST),
        On(date(2012, 6, 1), runs=0, expected={"next_look": date(2012, 6, 30)}),
        On(
            date(2012, 8, 1),
            runs=0,
            expected={
                "entered": [
                    (date(2012, 6, 30), "OD1"),
                    (date(2012, 7, 10), "OD2"),
                    (date(2012, 7, 20), "OD3"),
                ]
            },
        ),
    ),
    story(
        "V6",
        "testOverdueStateWithNumberOfUnpaidInvoicesCondition: 2-3-5, up and down",
        account(COUNTS, at=ago(30)),
        *(
            on(ago(20 - i), bill(ago(20 - i), 250_00), stage=stage)
            for i, stage in enumerate(["clear", "OD1", "OD2", "OD2", "OD3"])
        ),
        *(
            on(ago(10 - i), pay(250_00), stage=stage, changed=changed)
            for i, (stage, changed) in enumerate(
                [("OD2", True), ("OD2", False), ("OD1", True), ("clear", True), ("clear", False)]
            )
        ),
    ),
]

# --- V8: drafts and tags --------------------------------------------------------------------------------

FIVE = overdue({"OD1": days(5)})
LATE = FIRST + timedelta(days=6)
DRAFT = cf.Due("d", due_on=date(2012, 5, 6), amount=10_00, state="draft")
ROWS += [
    story(
        "V8",
        "testShouldNotBeInOverdueAfterDraftExternalCharge: a draft is invisible, billed it is not",
        account(BEATRIX, DRAFT, at=date(2012, 5, 6)),
        on(date(2012, 6, 6), late=0, stage="clear"),
        on(date(2012, 6, 6), change("d", "billed"), late=31, stage="OD1"),
    ),
    story(
        "V8",
        "testOverdueStateWith_WRITTEN_OFF: clear, and OD1 at once when it is taken back",
        account(FIVE, (FIRST, 10_00), at=FIRST),
        on(FIRST, write_off(10_00), stage="clear"),
        on(LATE, stage="clear"),
        on(LATE, take_back("w"), stage="OD1"),
    ),
    story(
        "V8",
        "testNonOverdueAccountWith_OVERDUE_ENFORCEMENT_OFF: held before",
        account(FIVE, FIRST, at=FIRST),
        on(FIRST, hold(), stage="clear"),
        on(LATE, stage="clear"),
        on(LATE, lift(), stage="OD1"),
    ),
    # A hold clears here; where it freezes or does nothing is the host's to say.
    *(
        story(
            "V8",
            f"testOverdueAccountWithOverdueEnforcementOffTag: held later, on_hold={on_hold}",
            account(FIVE, FIRST, at=FIRST, on_hold=on_hold),
            on(LATE, stage="OD1"),
            on(LATE + timedelta(days=1), hold(), stage="clear" if on_hold == "clear" else "OD1"),
            on(LATE + timedelta(days=2), lift(), stage="OD1"),
        )
        for on_hold in ("clear", "freeze", "ignore")
    ),
]

# --- V11: what is checked -------------------------------------------------------------------------------

MONTHS = overdue({"OD2": days(2, "MONTHS"), "OD1": days(1, "MONTHS")})
WRAPPER = overdue({"OD3": days(50), "OD2": days(40), "OD1": days(30) + tagged("TEST")})
ROWS += [
    *(
        story(
            "V11",
            f"testParseConfig: one and two months from {invoice}",
            account(MONTHS, invoice, at=invoice),
            On(two, runs=0, expected={"entered": [(one, "OD1"), (two, "OD2")]}),
        )
        for invoice, one, two in (
            (date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)),
            (date(2023, 1, 30), date(2023, 2, 28), date(2023, 3, 30)),
            (date(2024, 2, 15), date(2024, 3, 15), date(2024, 4, 15)),
        )
    ),
    *(
        story(
            "V11",
            f"testWrapperBasic: {late} days, {'with' if tags else 'without'} the tag",
            account(WRAPPER, ago(late), tags=tags),
            on(TODAY, stage=stage),
        )
        for late, tags, stage in (
            (31, ("TEST",), "OD1"),
            (41, ("TEST",), "OD2"),
            (51, ("TEST",), "OD3"),
            (31, (), "clear"),
        )
    ),
    # There is no policy to make of nothing: an import refuses, an engine without one moves nothing.
    Refusal(
        "V11",
        "Kill Bill testWrapperNoConfig: nothing to import",
        lambda: importers.kill_bill("<overdueConfig/>"),
        cf.BadValue,
        "a state with a condition",
    ),
    Story(
        "V11",
        "Kill Bill testWrapperNoConfig: nothing moves",
        plain(),
        opened(plain(), ago(51)),
        [on(TODAY, late=51, stage="open")],
    ),
    story(
        "V11",
        "a name of 50 letters",
        account(overdue({"x" * 50: days(1)}), ago(1)),
        on(TODAY, stage="x" * 50),
    ),
    Refusal(
        "V11",
        "Kill Bill a name of 51 letters",
        lambda: importers.kill_bill(overdue({"x" * 51: days(1)})),
        cf.BadValue,
        "1 to 50",
    ),
]

APART = [
    Apart(
        "V11",
        "getFirstState() is the last state listed",
        "where one's reading of its own file begins; here the stages have a severity",
    ),
    Apart("V6", "the event that is sent for a change", "delivery: a hook on StageChanged sends it"),
]
