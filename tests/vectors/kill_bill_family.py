"""Kill Bill (killbill/killbill): accounts whose invoices are paid by a parent's account."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

import collectflow as cf
from collectflow import facts
from story import noon
from tests.vectors.rows import Apart, Row

BILLED = date(2012, 6, 1)


def delegating() -> cf.Engine:
    """Stages by days past due: the account's own, or those of who pays for it."""
    grave = {"od3": 26, "od2": 18, "od1": 10}
    own, payers = facts.days_past_due, facts.days_past(beside=True)
    pays_itself = ~facts.attribute("delegates", bool)

    def late(days: int) -> cf.Guard:
        return (pays_itself & (own >= days)) | (~pays_itself & (payers >= days))

    milder = ["clear", "od1", "od2"]
    lifecycle = cf.Lifecycle(
        "accounts",
        [*milder, "od3", cf.Stage("closed", final=True)],
        [
            *(
                cf.Transition(stage, source, stage, automatic=True)
                for i, stage in enumerate(grave)
                for source in milder[: 3 - i]
            ),
            *(cf.Transition("clear", stage, "clear", automatic=True) for stage in grave),
            cf.Transition("close", "clear", "closed"),
        ],
    )
    rules = [
        cf.Rule(stage, on=cf.on_move(stage), require=late(days), because=f"{days} days")
        for stage, days in grave.items()
    ]
    cured = cf.Rule("clear", on=cf.on_move("clear"), require=~late(10), because="less than 10 days")
    return cf.Engine(lifecycle, [cf.Policy("overdue", rules=[*rules, cured])], attributes={"delegates": bool})


@attrs.frozen
class Family:
    """A parent and two children, of whom one delegates, swept every day up to one."""

    number: str
    says: str
    day: date
    #: The stages of the parent, of the child that delegates, and of the one that does not.
    expected: tuple[str, str, str]

    def check(self) -> None:
        """Sweep them, the children with their parent in sight."""
        engine = delegating()

        def opened(name: str, *dues: cf.Due, delegates: bool) -> cf.Case:
            return engine.open(
                name,
                account=name,
                borrower="parent",
                at=noon(BILLED),
                currency="USD",
                dues=dues,
                attributes={"delegates": delegates},
            ).case

        invoice = cf.Due("invoice", due_on=BILLED, amount=249_95)
        parent = opened("parent", invoice, delegates=False)
        children = [opened(f"child-{each}", delegates=each) for each in (True, False)]
        for days in range((self.day - BILLED).days + 1):
            at = noon(BILLED + timedelta(days=days))
            children = [engine.advance(each, at, beside=[parent]).case for each in children]
            parent = engine.advance(parent, at).case
        assert (parent.stage, *(each.stage for each in children)) == self.expected


ROWS: list[Row] = [
    Family(
        "V9",
        f"Kill Bill TestOverdueChildParentRelationship: {day} June",
        date(2012, 6, day),
        (stage, stage, "clear"),
    )
    for day, stage in ((9, "clear"), (11, "od1"), (17, "od1"), (19, "od2"), (25, "od2"), (27, "od3"))
]
APART: list[Apart] = []
