"""The schemes that are shipped: days past due by the books, read at the end of a day.

A regulator's count of days is the scheme's, not the ledger's: the same arrears may be read by several. None
knows more than its guards: judgement (unlikely to pay, restructured, impaired) comes from a host's facts.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from collectflow import facts
from collectflow.errors import UnknownName
from collectflow.guards import Count, Guard, Term, as_guard, days, where_of
from collectflow.staging._scheme import Class, Scheme


def _either(guard: Guard, other: Guard | Term[bool] | None) -> Guard:
    return guard if other is None else guard | as_guard(other, "|")


def ifrs9(
    *,
    increase_after: int = 30,
    default_from: int = 90,
    increased: Guard | Term[bool] | None = None,
    impaired: Guard | Term[bool] | None = None,
    cured: Guard | Term[bool] | None = None,
) -> Scheme:
    """IFRS 9: `stage_1`, `stage_2`, `stage_3`.

    Credit risk is presumed to have increased significantly when payments are more than 30 days past due
    (5.5.11), and default to have occurred when they are 90 days past due (B5.5.37). Both presumptions may be
    rebutted: give other numbers. A stage is left as soon as its condition is gone (5.5.7), but for `cured`.

    Args:
        increase_after: Stage 2 past this many days past due.
        default_from: Stage 3 from this many on.
        increased: What else is a significant increase in credit risk.
        impaired: What else is default or credit impairment.
        cured: What must hold before stage 3 is left, by the institution's own definition of default.
    """
    late = facts.days_past_due
    return Scheme(
        "ifrs9",
        [
            Class("stage_1", because="no significant increase in credit risk"),
            Class(
                "stage_2",
                _either(late > increase_after, increased),
                because=f"more than {increase_after} days past due, or risk has increased otherwise",
                citation="IFRS 9, 5.5.3 and 5.5.11",
            ),
            Class(
                "stage_3",
                _either(late >= default_from, impaired),
                until=None if cured is None else as_guard(cured, "|"),
                because=f"{default_from} days past due, or impaired otherwise",
                citation="IFRS 9, B5.5.37",
            ),
        ],
    )


def crr(
    *,
    currency: str = "EUR",
    absolute: int = 100_00,
    share: Fraction = Fraction(1, 100),
    exposure: str = "exposure",
    past: int = 90,
    months: int = 3,
    unlikely: Guard | Term[bool] | None = None,
) -> Scheme:
    """The European Union's definition of default: `performing`, `past_due`, `probation`, `default`.

    An obligor is in default when past due more than 90 days on a material obligation (Regulation (EU)
    575/2013, article 178(1)(b)). It is material while both limits are exceeded: 100 EUR for retail, 500 EUR
    for others, and 1 % of the exposure (Delegated Regulation (EU) 2018/171, articles 1 and 2). Default ends
    three months after its reason has (EBA/GL/2016/07, paragraph 71): `probation`, which is default still.

    The law counts consecutive days of material arrears, `days_past_due` those since the oldest unpaid due
    date. Either suffices here, so that default is rather seen too early: payments that take one due date
    after another keep days past due low, and the days running are then those in `past_due`, known by `walk`
    or `was=` with its `since`; small arrears that have become material late count from their due date.

    Args:
        currency: The ISO 4217 code of `absolute`.
        absolute: Material is more than this, in minor units: 500_00 for exposures that are not retail.
        share: And more than this share of the exposure, in whole millionths.
        exposure: The attribute that says the exposure, in minor units: an `int`.
        past: Default past this many days.
        months: Probation; 0 leaves default at once.
        unlikely: What makes payment unlikely (article 178(3)); bankruptcy, by a hold, unless given.
    """
    material = (facts.amount_overdue > absolute) & (facts.overdue_share(exposure) > share)
    pays_not = facts.held("bankruptcy").as_guard() if unlikely is None else as_guard(unlikely, "|")
    probation = Class(
        "probation",
        until=~material & ~pays_not,
        months=months,
        because=f"no default any more, but for less than {months} months",
        citation="EBA/GL/2016/07, paragraph 71",
    )
    return Scheme(
        "crr",
        [
            Class("performing", because="no material arrears"),
            Class(
                "past_due",
                material,
                because="both limits of materiality are exceeded",
                citation="Regulation (EU) 2018/171, articles 1 and 2",
            ),
            *((probation,) if months else ()),
            Class(
                "default",
                ((facts.days_past_due > past) & material) | pays_not,
                until=~material & ~pays_not,
                after=("past_due", past),
                because=f"more than {past} days past due on a material obligation, or unlikely to pay",
                citation="Regulation (EU) 575/2013, article 178(1)",
            ),
        ],
        currency=currency,
    )


def ffiec(
    credit: Literal["closed_end", "open_end"] = "closed_end",
    *,
    substandard_from: int = 90,
    loss_from: int | None = None,
    bankruptcy_days: int = 60,
) -> Scheme:
    """The United States' classification of retail credit: `pass`, `substandard`, `loss`.

    Substandard from 90 days past due; loss, to be charged off, from 120 for closed-end and 180 for open-end
    credit, and within 60 days of notice of a bankruptcy if that is sooner (FFIEC, Uniform Retail Credit
    Classification and Account Management Policy, 65 FR 36903, 12 June 2000). Notice is the begin of a hold of
    kind `bankruptcy`, and loss comes on the 60th day after it; where one is in force and an earlier one has
    ended, the earlier counts.

    Left out: loans secured by real estate, fraud and deceased borrowers, payments of 90 % that count in
    full, re-ageing. What has been written off in the ledger is open no more, and so not past due.

    Args:
        credit: `closed_end` or `open_end`.
        substandard_from: Substandard from this many days past due on.
        loss_from: Loss from this many on; by `credit` unless given.
        bankruptcy_days: Loss this many days after notice of a bankruptcy.

    Raises:
        UnknownName: for another kind of credit.
    """
    late = facts.days_past_due
    usual = {"closed_end": 120, "open_end": 180}
    if credit not in usual:
        raise UnknownName("kind of credit", str(credit), tuple(usual), "ffiec")
    lost = usual[credit] if loss_from is None else loss_from
    noticed: Term[int] = Term(
        Count(
            "holds",
            where_of("holds", {"kind": "bankruptcy"}),
            days(bankruptcy_days, zone="books"),
            older=True,
        )
    )
    cited = "65 FR 36903"
    return Scheme(
        f"ffiec.{credit}",
        [
            Class("pass", because=f"less than {substandard_from} days past due"),
            Class(
                "substandard",
                late >= substandard_from,
                because=f"{substandard_from} days past due or more",
                citation=cited,
            ),
            Class(
                "loss",
                (late >= lost) | (facts.held("bankruptcy") & (noticed >= 1)),
                because=f"{lost} days past due, or {bankruptcy_days} days after notice of a bankruptcy",
                citation=cited,
            ),
        ],
    )


def rbi() -> Scheme:
    """India's special mention accounts: `standard`, `sma_0`, `sma_1`, `sma_2`, `npa`.

    Days are counted inclusively, 1 on the due date, and flagged when that day ends: past 30 it is SMA-1, past
    60 SMA-2, past 90 a non-performing asset, which is upgraded only when the entire arrears of interest and
    principal are paid (RBI/2021-22/125 of 12 November 2021). Ask at the end of the books'
    day: before it, a due of today counts already.

    Left out: cash credit and overdraft, which are out of order by other signs. That one facility makes all of
    a borrower's non-performing is `rbi().contagious("npa")`.
    """
    late = facts.days_past(day_count="inclusive")
    cited = "RBI/2021-22/125"
    return Scheme(
        "rbi",
        [
            Class("standard", because="nothing is overdue"),
            Class("sma_0", late >= 1, because="overdue", citation=cited),
            Class("sma_1", late > 30, because="overdue for more than 30 days", citation=cited),
            Class("sma_2", late > 60, because="overdue for more than 60 days", citation=cited),
            Class(
                "npa",
                late > 90,
                until=late == 0,
                because="overdue for more than 90 days, and left only when all arrears are paid",
                citation=cited,
            ),
        ],
    )


def china(*, observed: int = 0) -> Scheme:
    """China's five tiers: `normal`, `special_mention`, `substandard`, `doubtful`, `loss`.

    Overdue at all is at least special mention, more than 90 days substandard, more than 270 doubtful, more
    than 360 loss; who is substandard or worse is upgraded past that only when all arrears are paid (Measures
    for the Risk Classification of Financial Assets of Commercial Banks, order 1 of 2023 of the CBIRC and the
    PBC, chapter 2; in force from 1 July 2023).

    Left out: the days that a technical delay is given, and tiers by impairment or by the debtor's other
    debts.

    Args:
        observed: For so many months after that the case is `observation`, a class between special mention and
            substandard and non-performing still. The Measures ask for regular payment over two instalments
            or six months, whichever is longer; arrears meanwhile keep it there, and do not begin it anew.
    """
    late = facts.days_past_due
    cited = "CBIRC and PBC, order 1 of 2023, chapter 2"
    tiers = (("substandard", 90), ("doubtful", 270), ("loss", 360))
    observation = Class(
        "observation",
        until=late == 0,
        months=observed,
        because=f"all arrears are paid, but for less than {observed} months",
        citation=cited,
    )
    return Scheme(
        "china",
        [
            Class("normal", because="nothing is overdue"),
            Class("special_mention", late >= 1, because="overdue", citation=cited),
            *((observation,) if observed else ()),
            *(
                Class(
                    name,
                    late > past,
                    until=late == 0 if name == "substandard" else None,
                    because=f"overdue for more than {past} days",
                    citation=cited,
                )
                for name, past in tiers
            ),
        ],
    )
