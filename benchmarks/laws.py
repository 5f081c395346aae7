"""Reviewing a call under a whole pack of law, on histories of growing length, beside a stock trigger."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter

import collectflow as cf
from benchmarks.contenders import MOVE, stock_machine
from benchmarks.decisions import standing
from benchmarks.loans import questions
from benchmarks.measure import Contender, Figure, in_turn
from collectflow.policies import online_lending, us

NOW = datetime(2026, 3, 11, 16, 0, tzinfo=UTC)
CALL = cf.Contact("call", address="+1-555-0100", collector="agency")
LENGTHS = (0, 50, 200, 800)
PACKS = (us.regulation_f(), us.massachusetts(), us.new_york_city())


def case_of(engine: cf.Engine, contacts: int) -> cf.Case:
    """A case with so many contacts, a few a day, by call, text and email, now and then a conversation."""
    opened = engine.open(
        "loan",
        account="loan",
        borrower="b",
        at=NOW - timedelta(days=400),
        currency="USD",
        borrower_zones=["America/New_York"],
        dues=[cf.Due("d", due_on=date(2025, 12, 1), amount=500_00)],
    ).case
    events: list[cf.Event] = []
    for i in range(contacts):
        at = NOW - timedelta(hours=7 * (i + 1), minutes=i)
        channel = ("call", "sms", "email", "call")[i % 4]
        made = cf.Contact(channel, person="b", address="+1-555-0100", collector="agency")
        outcome = "conversation" if i % 40 == 39 else "no_answer" if channel == "call" else "delivered"
        events.append(cf.ContactPlaced(f"c-{i}", at=at, contact=made))
        events.append(cf.ContactResult(f"r-{i}", at=at, contact=f"c-{i}", outcome=outcome))
    return cf.Case.replay([*opened.events, *events])


def laws() -> Iterable[Figure]:
    """A review under all US packs; then what a contact more costs on a long history and on a short one."""
    engine = cf.Engine(online_lending.lifecycle(), PACKS)
    contenders: dict[str, Contender] = {}
    for length in LENGTHS:
        events = case_of(engine, length).events

        def prepare(events: tuple[cf.Event, ...] = events) -> list[cf.Case]:
            return [cf.Case.replay(events) for _ in range(5)]

        def run(cases: list[cf.Case]) -> None:
            for case in cases:
                engine.review(case, CALL, NOW)

        contenders[str(length)] = Contender(prepare, run, 5)
    asked = questions(50)
    models = [each.loan for each in asked]
    stock_machine().add_model(models)
    contenders["transitions"] = standing(
        models, attrgetter(f"may_{MOVE}"), attrgetter(MOVE), [each.now for each in asked]
    )
    times = in_turn(contenders, 60)
    rules = sum(len(each.rules) for each in PACKS)
    for length in LENGTHS:
        yield Figure(
            f"review of a call under {rules} rules of US law, {length} contacts",
            times.ratio(str(length), "transitions"),
            100.0 if length == 200 else None,
            against="transitions trigger with five conditions",
            ours=times.us(str(length)),
            theirs=times.us("transitions"),
        )
    first, middle, last = (times.us(str(each)) for each in (0, 200, 800))
    yield Figure(
        "the same, a contact more from 200 to 800 against one from 0 to 200",
        ((last - middle) / 600) / max((middle - first) / 200, 1e-9),
        aim=1.0,
        against="linear growth",
    )


if __name__ == "__main__":
    for figure in laws():
        print(figure)
