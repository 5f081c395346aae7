"""How an online lender collects: remind, reach out, outsource, sue.

Collection begins some days after the due date with messages and calls. When these go unanswered the
emergency contact whom the borrower named may be called; after that, long overdue, an agency may take
over and, past three months, visit (never within the first ten days); a borrower who cannot be reached
and owes a large amount may be sued. People from a harvested address book are never contacted.

Every number is a parameter. This is a lender's practice, not a law: compose it with the policies of the
country, and of the house.
"""

from __future__ import annotations

from enum import StrEnum

from collectflow import facts
from collectflow.lifecycle import Lifecycle, Transition
from collectflow.lifecycle import Stage as _Stage
from collectflow.policy import Policy, Rule, on_contact, on_move
from collectflow.vocabulary import check_amount

__all__ = ["Stage", "Trigger", "lifecycle", "policy"]


class Stage(StrEnum):
    """The stages."""

    GRACE = "grace"
    REMINDER = "reminder"
    OUTREACH = "outreach"
    OUTSOURCED = "outsourced"
    LITIGATION = "litigation"
    CURED = "cured"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"


class Trigger(StrEnum):
    """The triggers."""

    START_REMINDERS = "start_reminders"
    START_OUTREACH = "start_outreach"
    PLACE = "place"
    RECALL = "recall"
    SUE = "sue"
    STEP_DOWN = "step_down"
    CURE = "cure"
    SETTLE = "settle"
    WRITE_OFF = "write_off"
    REOPEN = "reopen"


_OPEN = (Stage.GRACE, Stage.REMINDER, Stage.OUTREACH, Stage.OUTSOURCED, Stage.LITIGATION)
_COLLECTING = _OPEN[1:]
_MESSAGES = ("sms", "email", "letter", "app", "chat")


def lifecycle() -> Lifecycle:
    """Grace, reminder, outreach, outsourced, litigation; cured, settled, written off."""
    forward = (
        Transition(Trigger.START_REMINDERS, Stage.GRACE, Stage.REMINDER, automatic=True),
        Transition(Trigger.START_OUTREACH, Stage.REMINDER, Stage.OUTREACH),
        Transition(Trigger.PLACE, Stage.OUTREACH, Stage.OUTSOURCED),
        Transition(Trigger.RECALL, Stage.OUTSOURCED, Stage.OUTREACH),
        Transition(Trigger.SUE, Stage.OUTSOURCED, Stage.LITIGATION),
    )
    back = (
        Transition(Trigger.STEP_DOWN, Stage.REMINDER, Stage.GRACE),
        Transition(Trigger.STEP_DOWN, Stage.OUTREACH, Stage.REMINDER),
        Transition(Trigger.STEP_DOWN, Stage.OUTSOURCED, Stage.OUTREACH),
    )
    # Cure is tried first: nobody is reminded who has paid.
    cures = tuple(Transition(Trigger.CURE, each, Stage.CURED, automatic=True) for each in _OPEN)
    ends = tuple(
        Transition(trigger, each, dest)
        for each in _OPEN
        for trigger, dest in (
            (Trigger.SETTLE, Stage.SETTLED),
            (Trigger.WRITE_OFF, Stage.WRITTEN_OFF),
        )
    )
    stages = (
        *(_Stage(each, severity=i) for i, each in enumerate(_OPEN)),
        _Stage(Stage.CURED, final=True, reopen=Trigger.REOPEN),
        _Stage(Stage.SETTLED, final=True, reopen=Trigger.REOPEN),
        _Stage(Stage.WRITTEN_OFF, final=True, reopen=Trigger.REOPEN),
    )
    return Lifecycle("online_lending", stages, (*cures, *forward, *back, *ends))


def policy(  # noqa: PLR0913 - every number of the practice is a parameter
    *,
    currency: str,
    sue_from: int,
    remind_after: int = 3,
    unanswered_messages: int = 2,
    unanswered_calls: int = 2,
    place_after: int = 60,
    place_attempts: int = 6,
    sue_after: int = 120,
    unreachable_attempts: int = 6,
    visit_after: int = 90,
    no_visit_within: int = 10,
) -> Policy:
    """A lender's conditions on moves and contacts, to a suit.

    Args:
        currency: The ISO 4217 code of `sue_from`.
        sue_from: The least amount overdue for a suit, in minor units. It has no sensible default.
        remind_after: Reminders start at this many days past due or more.
        unanswered_messages: Outreach asks for this many messages to the borrower unanswered since the
            last response, and
        unanswered_calls: this many calls.
        place_after: An agency may take over past this many days past due, and
        place_attempts: after this many attempts unanswered.
        sue_after: A suit asks for more than this many days past due.
        unreachable_attempts: A borrower who has left this many attempts unanswered is not reachable.
        visit_after: Visits are possible past this many days past due.
        no_visit_within: And never within this many days past due, whatever `visit_after` says.

    Days past due are counted in the books' zone: 1 on the day after the due date.

    Raises:
        BadAmount: when `sue_from` is not an integer in minor units.
    """
    check_amount(sue_from, "sue_from")
    days = "day" if remind_after == 1 else "days"
    days_past_due = facts.days_past_due
    moves = (
        Rule(
            "online-lending.reminders",
            on=on_move(Trigger.START_REMINDERS),
            require=days_past_due >= remind_after,
            because=f"collection starts {remind_after} {days} after the due date",
        ),
        Rule(
            "online-lending.outreach-messages",
            on=on_move(Trigger.START_OUTREACH),
            require=facts.unanswered(channel=set(_MESSAGES)) >= unanswered_messages,
            because=f"{unanswered_messages} messages to the borrower must have gone unanswered first",
        ),
        Rule(
            "online-lending.outreach-calls",
            on=on_move(Trigger.START_OUTREACH),
            require=facts.unanswered(channel="call") >= unanswered_calls,
            because=f"{unanswered_calls} calls to the borrower must have gone unanswered first",
        ),
        Rule(
            "online-lending.place-days",
            on=on_move(Trigger.PLACE),
            require=days_past_due > place_after,
            because=f"an agency takes over only past {place_after} days",
        ),
        Rule(
            "online-lending.place-attempts",
            on=on_move(Trigger.PLACE),
            require=facts.unanswered() >= place_attempts,
            because=f"{place_attempts} attempts must have gone unanswered before an agency takes over",
        ),
        Rule(
            "online-lending.sue-days",
            on=on_move(Trigger.SUE),
            require=days_past_due > sue_after,
            because=f"a suit is possible only past {sue_after} days",
        ),
        Rule(
            "online-lending.sue-unreachable",
            on=on_move(Trigger.SUE),
            require=~facts.reachable(attempts=unreachable_attempts),
            because="a borrower who can be reached is not sued",
        ),
        Rule(
            "online-lending.sue-amount",
            on=on_move(Trigger.SUE),
            require=facts.amount_overdue >= sue_from,
            because="the amount is too small for a suit",
        ),
        Rule(
            "online-lending.step-down",
            on=on_move(Trigger.STEP_DOWN, source=(Stage.REMINDER, Stage.OUTREACH)),
            require=days_past_due < remind_after,
            because="the arrears are still such as the stage asks for",
        ),
        Rule(
            "online-lending.step-down-outsourced",
            on=on_move(Trigger.STEP_DOWN, source=Stage.OUTSOURCED),
            require=days_past_due <= place_after,
            because="the arrears are still such as the stage asks for",
        ),
        Rule(
            "online-lending.step-down-placed",
            on=on_move(Trigger.STEP_DOWN),
            require=~facts.placed_with_agency,
            because="an open placement is recalled first",
        ),
        Rule(
            "online-lending.cure",
            on=on_move(Trigger.CURE),
            # A case opened before anything falls due has nothing to be cured of.
            require=(days_past_due == 0) & facts.come_due,
            because="something is overdue, or nothing has fallen due yet",
        ),
        Rule(
            "online-lending.reopen",
            on=on_move(Trigger.REOPEN, source=(Stage.CURED, Stage.SETTLED)),
            require=((facts.payments_reversed_in_stage > 0) | (facts.adjustments_reversed_in_stage > 0))
            & (days_past_due > 0),
            because="nothing that led here was reversed",
        ),
        Rule(
            "online-lending.reopen-written-off",
            on=on_move(Trigger.REOPEN, source=Stage.WRITTEN_OFF),
            require=facts.write_offs_reversed_in_stage > 0,
            because="the write-off was not reversed",
        ),
    )
    contacts = (
        Rule(
            "online-lending.address-book",
            on=on_contact(party="address_book"),
            require=facts.party != "address_book",
            because="people from the borrower's address book are never contacted",
        ),
        Rule(
            "online-lending.parties",
            on=on_contact(),
            require=facts.party.is_in(["borrower", "emergency_contact"]),
            because="only the borrower and the emergency contact whom the borrower named are contacted",
        ),
        Rule(
            "online-lending.borrower-stage",
            on=on_contact(party="borrower"),
            require=facts.stage.is_in(_COLLECTING),
            because="the borrower is contacted from the reminder stage on",
        ),
        Rule(
            "online-lending.borrower-channels",
            on=on_contact(party="borrower"),
            require=facts.channel.is_in([*_MESSAGES, "call", "visit"]),
            because="the borrower is contacted by message, call or visit",
        ),
        Rule(
            "online-lending.emergency-stage",
            on=on_contact(party="emergency_contact"),
            require=facts.stage.is_in(_COLLECTING[1:]),
            because="the emergency contact is called from the outreach stage on",
        ),
        Rule(
            "online-lending.emergency-channels",
            on=on_contact(party="emergency_contact"),
            require=facts.channel == "call",
            because="the emergency contact is reached by call alone",
        ),
        Rule(
            "online-lending.visit-stage",
            on=on_contact(channel="visit"),
            require=facts.stage == Stage.OUTSOURCED,
            because="visits are made in the outsourced stage",
        ),
        Rule(
            "online-lending.visit-days",
            on=on_contact(channel="visit"),
            require=days_past_due > visit_after,
            because=f"visits are possible past {visit_after} days",
        ),
        Rule(
            "online-lending.no-early-visit",
            on=on_contact(channel="visit"),
            require=days_past_due > no_visit_within,
            because=f"nobody is visited within the first {no_visit_within} days",
        ),
    )
    return Policy("online-lending", version="1", currency=currency, rules=(*moves, *contacts))
