"""Kill Bill: states by days, counts, balances, answers and tags (killbill/killbill, killbill/killbill-docs).

C1 profiles/killbill/src/main/resources/overdue.xml; C2 userguide/tutorials/overdue.adoc; C3 issue 2297 of
killbill/killbill; C4 overdue/src/test/resources/org/killbill/billing/overdue/OverdueConfig3.xml; C5
beatrix/src/test/resources (overdueWithNumberOfUnpaidInvoicesCondition.xml and its sibling by balance); C6
profiles/killbill/src/test/resources (overdueWithControlTag.xml).

States are listed most severe first, and the first whose condition holds is the account's. What they do to
the product (blocked changes, cancelled subscriptions) is for a hook on `StageChanged`; `not_carried` of the
import names it. Re-check intervals are not needed: `engine.next_review` knows the instant.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.guards import Last
from collectflow.importers import kill_bill
from story import entered, opened, tell

# --- overdue.xml, in short ------------------------------------------------------------------------------


def days(
    number: int | str, unit: str = "DAYS", tag: str = "timeSinceEarliestUnpaidInvoiceEqualsOrExceeds"
) -> str:
    """So long since the earliest unpaid invoice; or an interval, by another tag."""
    return f"<{tag}><unit>{unit}</unit><number>{number}</number></{tag}>"


def count(number: int | str) -> str:
    """So many unpaid invoices."""
    return f"<numberOfUnpaidInvoicesEqualsOrExceeds>{number}</numberOfUnpaidInvoicesEqualsOrExceeds>"


def balance(amount: float | str) -> str:
    """So much unpaid."""
    return f"<totalUnpaidInvoiceBalanceEqualsOrExceeds>{amount}</totalUnpaidInvoiceBalanceEqualsOrExceeds>"


def responses(*names: str) -> str:
    """Why the last payment failed."""
    listed = "".join(f"<response>{each}</response>" for each in names)
    return f"<responseForLastFailedPaymentIn>{listed}</responseForLastFailedPaymentIn>"


def tagged(name: str) -> str:
    """A control tag that is there."""
    return f"<controlTagInclusion>{name}</controlTagInclusion>"


def untagged(name: str) -> str:
    """A control tag that is not."""
    return f"<controlTagExclusion>{name}</controlTagExclusion>"


def again(number: int) -> str:
    """When to look again."""
    return days(number, tag="autoReevaluationInterval")


def initial(number: int) -> str:
    """When to look first."""
    return days(number, tag="initialReevaluationInterval")


BLOCKS = "<blockChanges>true</blockChanges>"
DISABLES = "<disableEntitlementAndChangesBlocked>true</disableEntitlementAndChangesBlocked>"


def cancels(when: str) -> str:
    """Subscriptions are cancelled."""
    return f"<subscriptionCancellationPolicy>{when}</subscriptionCancellationPolicy>"


def overdue(states: Mapping[str, str | tuple[str, str]], before: str = "") -> str:
    """An overdue.xml of these states by name, most severe first, each with its condition and what it does."""
    made = ""
    for name, said in states.items():
        condition, does = said if isinstance(said, tuple) else (said, "")
        made += f'<state name="{name}"><condition>{condition}</condition>{does}</state>'
    return f"<overdueConfig><accountOverdueStates>{before}{made}</accountOverdueStates></overdueConfig>"


# --- the configurations ---------------------------------------------------------------------------------

#: C1
DEFAULT = overdue(
    {
        "OD3": (days(50), BLOCKS + DISABLES + again(5)),
        "OD2": (days(40), BLOCKS + DISABLES + again(5)),
        "OD1": (days(30), BLOCKS + again(5)),
    }
)

#: C2. The prose of the tutorial looks again at BLOCKED after 8 days, its XML after 7: neither decides.
TUTORIAL = overdue(
    {
        "CANCELLATION": (days(21), cancels("END_OF_TERM")),
        "BLOCKED": (days(14), again(7)),
        "WARNING": (days(10), BLOCKS + again(4)),
    },
    before=initial(10),
)
#: C2: days between attempts to pay; each falls on the day before a state.
RETRIES = (1, 8, 4, 7)

#: C3
ISSUE_2297 = overdue(
    {
        "CANCELLATION": (days(11), cancels("IMMEDIATE")),
        "BLOCKED": (days(7), again(4)),
        "WARNING": (days(5), again(2)),
    },
    before=initial(5),
)

#: C4. In production Kill Bill knows no answer but INSUFFICIENT_FUNDS, so that OD3 is out of reach there.
MIXED = overdue(
    {
        "OD4": count(5) + tagged("AUTO_PAY_OFF"),
        "OD3": responses("INVALID_CARD", "LOST_OR_STOLEN_CARD"),
        "OD2": balance("5.00"),
        "OD1": days(30),
    }
)

#: C5
COUNTS = overdue({"OD3": count(5), "OD2": count(3), "OD1": count(2)})
BALANCES = overdue({"OD3": balance(1200), "OD2": balance(600), "OD1": balance(260)})

#: C6
TAGS = overdue({f"OD{i}": days(20 + 10 * i) + tagged("TEST") for i in (3, 2, 1)})


def retries(*gaps: int) -> cf.Policy:
    """Attempts to pay: each so many days, to the second, after the one before it failed; then no more."""
    since_failure = cf.Term[timedelta](Last("attempts", (), "elapsed"))
    failed = facts.failed_payments()
    return cf.Policy(
        "retries",
        rules=[
            *(
                cf.Rule(
                    f"retries.{i}",
                    on=cf.on_act("retry_payment"),
                    when=failed == i,
                    require=since_failure >= timedelta(days=gap),
                    because=f"attempt {i} is made {gap} days after the one before it",
                )
                for i, gap in enumerate(gaps, 1)
            ),
            cf.Rule(
                "retries.over",
                on=cf.on_act("retry_payment"),
                require=failed.between(1, len(gaps)),
                because=f"there are {len(gaps)} attempts after one that failed",
            ),
        ],
    )


def retried(gaps: tuple[int, ...], first: date) -> list[date]:
    """The days of the attempts after a first one, when all of them fail."""
    imported = kill_bill(TUTORIAL)
    engine = imported.engine([retries(*gaps)], acts=["retry_payment"])
    case, at, found = opened(engine, first), None, []
    for i in range(len(gaps)):
        failed = cf.PaymentFailed(f"f{i}", at=at or case.opened_at, response="insufficient_funds")
        case = engine.record(case, failed).case
        at = engine.review(case, cf.Act("retry_payment"), failed.at).allowed_at
        if at is None:
            break
        found.append(at.date())
    return found


def main() -> None:
    """Tell of two invoices that nobody pays, by each configuration of days, and of attempts to pay."""
    for name, xml in (("C1 default", DEFAULT), ("C2 tutorial", TUTORIAL), ("C3 issue 2297", ISSUE_2297)):
        engine = kill_bill(xml).engine()
        case = opened(engine, (date(2012, 5, 31), 249_95), (date(2012, 6, 30), 249_95), currency="USD")
        tell(f"{name}: invoices of 31 May and 30 June 2012", entered(engine, case, date(2012, 8, 1)))
    tell("C2 attempts to pay", ((day, "retry_payment") for day in retried(RETRIES, date(2012, 5, 31))))
    tell("C1 leaves behind", ((each.where, each.name) for each in kill_bill(DEFAULT).not_carried))


if __name__ == "__main__":
    main()
