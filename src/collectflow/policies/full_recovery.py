"""How a lender recovers a debt to the end: bands of days past due, agencies, the court, enforcement.

Before anything is overdue a case stands in pre-delinquency; overdue, it goes by itself from early to mid,
late and pre-legal, in the bands of thirty days in which arrears are reported. Long overdue debts are placed
with an agency, recalled and placed again, round after round; what is worth a suit gets a demand letter, and
when its time is over without payment the claim is filed, while it may still be sued on. A judgment is
enforced. A case ends paid, settled, sold, discharged or written off, and comes back when what led there is
reversed.

That a debt was charged off, and its regulatory class, are facts beside the stage: a debt is collected after
its charge-off as before. Keep them as attributes, or as an act.

Every number is a parameter. This is a lender's practice, not a law: compose it with `holds`, and with the
policies of the country, and of the house.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType

from collectflow import facts
from collectflow.errors import BadValue
from collectflow.events import Conventions, PermissionGiven
from collectflow.guards import Count, Term, days, since_stage
from collectflow.lifecycle import Lifecycle, Transition
from collectflow.lifecycle import Stage as _Stage
from collectflow.policies.holds import NO_ESCALATION, NO_SUIT, holding
from collectflow.policy import Policy, Rule, on_contact, on_move
from collectflow.vocabulary import check_amount

__all__ = ["NOT_COVERED", "SUIT", "Stage", "Trigger", "lifecycle", "limitation", "policy"]

#: The kind of permission that says until when a claim may be sued on: `Engine(permissions=[SUIT])`.
SUIT = "suit"

#: What is not covered, with the reason.
NOT_COVERED: Mapping[str, str] = MappingProxyType(
    {
        "another agency than before": "which agency has a debt is told after the move: the host chooses",
        "an agency's commission": "it is agreed, not asked: a hook on the placement works it out",
        "charge-off and regulatory class": "they stand beside the stage, as acts and attributes",
        "costs, and interest after the judgment": "they are dues of the ledger",
        "which measure of enforcement comes first": "it is the law's, or the court's",
        "how often and when one contacts": "it is the law's: see the packs",
    }
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: The books have no days beyond.
_FOR_EVER = 9998


class Stage(StrEnum):
    """The stages."""

    PRE_DELINQUENCY = "pre_delinquency"
    EARLY = "early"
    MID = "mid"
    LATE = "late"
    PRE_LEGAL = "pre_legal"
    PLACED = "placed"
    DEMAND_LETTER = "demand_letter"
    FILED = "filed"
    JUDGMENT = "judgment"
    ENFORCEMENT = "enforcement"
    SOLD = "sold"
    PAID = "paid"
    SETTLED = "settled"
    DISCHARGED = "discharged"
    WRITTEN_OFF = "written_off"


class Trigger(StrEnum):
    """The triggers."""

    ROLL = "roll"
    CURE = "cure"
    PAY = "pay"
    STEP_DOWN = "step_down"
    PLACE = "place"
    RECALL = "recall"
    DEMAND = "demand"
    FILE = "file"
    WIN_JUDGMENT = "win_judgment"
    ENFORCE = "enforce"
    WITHDRAW = "withdraw"
    SELL = "sell"
    SETTLE = "settle"
    DISCHARGE = "discharge"
    WRITE_OFF = "write_off"
    REOPEN = "reopen"


_BANDS = (Stage.PRE_DELINQUENCY, Stage.EARLY, Stage.MID, Stage.LATE, Stage.PRE_LEGAL)
_COURT = (Stage.FILED, Stage.JUDGMENT, Stage.ENFORCEMENT)
_OPEN = (*_BANDS, Stage.PLACED, Stage.DEMAND_LETTER, *_COURT)
_SALES = (Stage.LATE, Stage.PRE_LEGAL, Stage.JUDGMENT)
_VISITS = (Stage.LATE, Stage.PRE_LEGAL, Stage.PLACED, Stage.JUDGMENT, Stage.ENFORCEMENT)
#: Those who owe, and who acts for them.
_PEOPLE = ("borrower", "co_borrower", "guarantor", "attorney", "guardian", "representative", "successor")
#: Those whose trade it is.
_TRADE = ("consumer_reporting_agency", "creditor", "creditor_attorney", "collector_attorney")


def lifecycle() -> Lifecycle:
    """The bands, agencies, the court; sold, paid, settled, discharged, written off."""
    # A cure leads to pre-delinquency and from there, when nothing is open either, to paid: so no two
    # automatic moves are ever due at once.
    cures = tuple(
        Transition(Trigger.CURE, each, Stage.PRE_DELINQUENCY, automatic=True)
        for each in (*_BANDS[1:], Stage.DEMAND_LETTER)
    )
    paid = tuple(
        Transition(Trigger.PAY, each, Stage.PAID, automatic=True)
        for each in (Stage.PRE_DELINQUENCY, Stage.PLACED, *_COURT)
    )
    rolls = tuple(Transition(Trigger.ROLL, source, dest, automatic=True) for source, dest in pairwise(_BANDS))
    back = tuple(Transition(Trigger.STEP_DOWN, source, dest) for dest, source in pairwise(_BANDS[1:]))
    forward = (
        Transition(Trigger.PLACE, Stage.LATE, Stage.PLACED),
        Transition(Trigger.PLACE, Stage.PRE_LEGAL, Stage.PLACED),
        Transition(Trigger.RECALL, Stage.PLACED, Stage.PRE_LEGAL),
        Transition(Trigger.DEMAND, Stage.PRE_LEGAL, Stage.DEMAND_LETTER),
        Transition(Trigger.FILE, Stage.DEMAND_LETTER, Stage.FILED),
        Transition(Trigger.WIN_JUDGMENT, Stage.FILED, Stage.JUDGMENT),
        Transition(Trigger.ENFORCE, Stage.JUDGMENT, Stage.ENFORCEMENT),
        Transition(Trigger.WITHDRAW, Stage.DEMAND_LETTER, Stage.PRE_LEGAL),
        Transition(Trigger.WITHDRAW, Stage.FILED, Stage.PRE_LEGAL),
    )
    ends = tuple(
        Transition(trigger, each, dest)
        for each in _OPEN
        for trigger, dest in (
            (Trigger.SETTLE, Stage.SETTLED),
            (Trigger.DISCHARGE, Stage.DISCHARGED),
            (Trigger.WRITE_OFF, Stage.WRITTEN_OFF),
        )
    )
    sales = tuple(Transition(Trigger.SELL, each, Stage.SOLD) for each in _SALES)
    stages = (
        *(_Stage(each, severity=i) for i, each in enumerate(_OPEN)),
        # What was sold, or discharged by a court, is collected no more: a debt bought back is a new case.
        _Stage(Stage.SOLD, final=True),
        _Stage(Stage.PAID, final=True, reopen=Trigger.REOPEN),
        _Stage(Stage.SETTLED, final=True, reopen=Trigger.REOPEN),
        _Stage(Stage.DISCHARGED, final=True),
        _Stage(Stage.WRITTEN_OFF, final=True, reopen=Trigger.REOPEN),
    )
    return Lifecycle("full_recovery", stages, (*cures, *paid, *rolls, *back, *forward, *ends, *sales))


def limitation(
    id: str,  # noqa: A002 - what events call it
    *,
    at: datetime,
    ends: date,
    conventions: Conventions,
) -> PermissionGiven:
    """The event that says until when the claim may be sued on. Until it is recorded nothing is filed.

    Another day, after an acknowledgment or a part payment, is a `PermissionWithdrawn` of this one and a new
    one.

    Args:
        id: The event's id.
        at: When it is known, aware.
        ends: The last day of the books on which a suit is in time; from the year 9998 on it is for ever.
        conventions: How the books of the case are kept: `engine.conventions`, unless it has its own.

    Raises:
        BadValue: when `ends` is no date.
    """
    if type(ends) is not date:
        raise BadValue("ends", ends, "the last day on which a suit is in time belongs here, a date")
    if ends.year >= _FOR_EVER:
        return PermissionGiven(id, at=at, kind=SUIT)
    after = conventions.books.day_start(ends.toordinal() + 1)
    return PermissionGiven(id, at=at, kind=SUIT, until=_EPOCH + timedelta(microseconds=after))


def policy(  # noqa: PLR0913 - every number of the practice is a parameter
    *,
    currency: str,
    place_amount: int,
    file_amount: int,
    early_from: int = 1,
    mid_from: int = 31,
    late_from: int = 61,
    pre_legal_from: int = 91,
    place_after: int = 60,
    place_rounds: int = 3,
    file_after: int = 120,
    demand_days: int = 30,
    demand_received: bool = False,
    enforce_after: int = 30,
    visit_after: int = 60,
    not_while: Iterable[str] = (*NO_ESCALATION, *NO_SUIT),
) -> Policy:
    """A lender's conditions on moves and contacts, to the enforcement of a judgment.

    Args:
        currency: The ISO 4217 code of the amounts.
        place_amount: The least amount overdue for a placement, in minor units. It has no sensible default.
        file_amount: The least amount overdue for a demand and for a suit, in minor units. Neither has this.
        early_from: The first band begins at this many days past due,
        mid_from: the second,
        late_from: the third,
        pre_legal_from: and the last: 1 to 30, 31 to 60, 61 to 90 and beyond, as arrears are reported.
        place_after: An agency may take over past this many days past due: from the third band on.
        place_rounds: At most this many placements, each a `PlacementStarted`: a first, a second and a third
            agency.
        file_after: A suit asks for more than this many days past due, as in `online_lending`.
        demand_days: And for a demand whose time is over: this many days of the books (30 in the Pre-Action
            Protocol for Debt Claims of England and Wales). The demand is one of the stage
            `demand_letter`, and did not come back; a second one begins the time anew.
        demand_received: Whether that time runs from when the demand was received, or counts as received.
        enforce_after: Enforcement waits this many days of the books after the judgment (30 in US federal
            courts, Fed. R. Civ. P. 62(a)).
        visit_after: Visits are possible past this many days past due.
        not_while: Kinds of hold during which nothing is demanded, filed, enforced or sold; see
            `holds.holding`.

    Days past due are counted in the books' zone: 1 on the day after the due date.

    Raises:
        BadAmount: when an amount is not an integer in minor units.
        BadValue: when the bands do not begin one after the other, or `not_while` is a bare text.
    """
    if isinstance(not_while, str):
        raise BadValue("not_while", not_while, "a list of kinds belongs here")
    check_amount(place_amount, "place_amount")
    check_amount(file_amount, "file_amount")
    begins = (early_from, mid_from, late_from, pre_legal_from)
    if sorted({*begins}) != [*begins] or early_from < 1:
        raise BadValue(
            "the bands' first days", begins, "each band begins after the one before, from day 1 on"
        )
    moves = (
        *_band_rules(begins),
        *_placing_rules(place_amount, place_after, place_rounds),
        *_court_rules(file_amount, file_after, demand_days, enforce_after, received=demand_received),
        *_held_rules(tuple(not_while)),
        *_ending_rules(),
    )
    return Policy(
        "full-recovery", version="1", currency=currency, rules=(*moves, *_contact_rules(visit_after))
    )


def _band_rules(begins: tuple[int, ...]) -> list[Rule]:
    days_past_due = facts.days_past_due
    rolls = [
        Rule(
            f"full-recovery.{dest.value.replace('_', '-')}",
            on=on_move(Trigger.ROLL, source=source),
            require=days_past_due >= first,
            because=f"this band begins {first} day{'s' if first != 1 else ''} after the due date",
        )
        for source, dest, first in zip(_BANDS, _BANDS[1:], begins, strict=False)
    ]
    downs = [
        Rule(
            f"full-recovery.step-down-{source.value.replace('_', '-')}",
            on=on_move(Trigger.STEP_DOWN, source=source),
            require=days_past_due < first,
            because="the arrears are still such as the band asks for",
        )
        for source, first in zip(_BANDS[2:], begins[1:], strict=True)
    ]
    return [
        *rolls,
        *downs,
        Rule(
            "full-recovery.cure",
            on=on_move(Trigger.CURE),
            # A case opened before anything falls due has nothing to be cured of.
            require=(days_past_due == 0) & facts.come_due,
            because="something is overdue, or nothing has fallen due yet",
        ),
        Rule(
            "full-recovery.pay",
            on=on_move(Trigger.PAY),
            require=~facts.owing & facts.come_due,
            because="something is open, or nothing has fallen due yet",
        ),
    ]


def _placing_rules(amount: int, after: int, rounds: int) -> list[Rule]:
    return [
        Rule(
            "full-recovery.place-days",
            on=on_move(Trigger.PLACE),
            require=facts.days_past_due > after,
            because=f"an agency takes over only past {after} days",
        ),
        Rule(
            "full-recovery.place-amount",
            on=on_move(Trigger.PLACE),
            require=facts.amount_overdue >= amount,
            because="the amount is too small for a placement",
        ),
        Rule(
            "full-recovery.place-rounds",
            on=on_move(Trigger.PLACE),
            require=Term[int](Count("placements")) < rounds,
            because=f"a debt is placed {rounds} times at most",
        ),
        Rule(
            "full-recovery.placed",
            on=on_move(Trigger.PLACE, Trigger.DEMAND, Trigger.SELL, Trigger.STEP_DOWN),
            require=~facts.placed_with_agency,
            because="an open placement is recalled, and ended, first",
        ),
    ]


def _court_rules(
    amount: int, after: int, demand_days: int, enforce_after: int, *, received: bool
) -> list[Rule]:
    sent = facts.notices("demand", within=since_stage(), received=received)
    waiting = facts.notices("demand", within=days(demand_days, zone="books"), received=received)
    return [
        Rule(
            "full-recovery.file-amount",
            # A suit that would not be brought is not threatened either.
            on=on_move(Trigger.DEMAND, Trigger.FILE),
            require=facts.amount_overdue >= amount,
            because="the amount is too small for a suit",
        ),
        Rule(
            "full-recovery.file-days",
            on=on_move(Trigger.FILE),
            require=facts.days_past_due > after,
            because=f"a suit is possible only past {after} days",
        ),
        Rule(
            "full-recovery.file-demand",
            on=on_move(Trigger.FILE),
            require=(sent >= 1) & (waiting < 1),
            because=f"a demand comes first, and {demand_days} days in which it may be met",
        ),
        Rule(
            "full-recovery.file-limitation",
            on=on_move(Trigger.DEMAND, Trigger.FILE),
            require=facts.permitted(SUIT),
            because="the limitation period is over, or nobody said when it ends",
        ),
        Rule(
            "full-recovery.enforce-days",
            on=on_move(Trigger.ENFORCE),
            require=facts.days_in_stage >= enforce_after,
            because=f"{enforce_after} days are left for paying a judgment",
        ),
    ]


def _held_rules(kinds: tuple[str, ...]) -> list[Rule]:
    if not kinds:
        return []
    # A judgment has a limitation period of its own.
    enforcing = tuple(each for each in kinds if each not in NO_SUIT)
    made = [
        (Trigger.DEMAND, kinds),
        (Trigger.FILE, kinds),
        (Trigger.ENFORCE, enforcing),
        (Trigger.SELL, enforcing),
    ]
    return [
        Rule(
            f"full-recovery.{trigger.value}-held",
            on=on_move(trigger),
            require=~holding(*given),
            because="a hold is in force",
        )
        for trigger, given in made
        if given
    ]


def _ending_rules() -> list[Rule]:
    return [
        Rule(
            "full-recovery.reopen",
            on=on_move(Trigger.REOPEN, source=(Stage.PAID, Stage.SETTLED)),
            require=((facts.payments_reversed_in_stage > 0) | (facts.adjustments_reversed_in_stage > 0))
            & facts.owing,
            because="nothing that led here was reversed",
        ),
        Rule(
            "full-recovery.reopen-written-off",
            on=on_move(Trigger.REOPEN, source=Stage.WRITTEN_OFF),
            require=facts.write_offs_reversed_in_stage > 0,
            because="the write-off was not reversed",
        ),
    ]


def _contact_rules(visit_after: int) -> list[Rule]:
    return [
        Rule(
            "full-recovery.address-book",
            on=on_contact(party="address_book"),
            require=facts.party != "address_book",
            because="people from the borrower's address book are never contacted",
        ),
        Rule(
            "full-recovery.parties",
            on=on_contact(),
            require=facts.party.is_in([*_PEOPLE, *_TRADE]) | (facts.purpose == "locate"),
            because="others than those who owe, and who acts for them, are asked only where the borrower is",
        ),
        Rule(
            "full-recovery.overdue",
            on=on_contact(purpose="collect"),
            require=facts.days_past_due > 0,
            because="nothing is overdue",
        ),
        Rule(
            "full-recovery.closed",
            on=on_contact(purpose=("collect", "locate", "remedy")),
            require=facts.stage.is_in(_OPEN),
            because="the case is closed",
        ),
        Rule(
            "full-recovery.visit-stage",
            on=on_contact(channel="visit"),
            require=facts.stage.is_in(_VISITS),
            because="visits are made late, by an agency, or after a judgment",
        ),
        Rule(
            "full-recovery.visit-days",
            on=on_contact(channel="visit"),
            require=facts.days_past_due > visit_after,
            because=f"visits are possible past {visit_after} days",
        ),
    ]
