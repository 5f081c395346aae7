"""Stripe: smart retries, so many tries within so long (docs.stripe.com, smart-retries).

C19: 8 tries within 2 weeks unless another choice is made (1, 2 or 3 weeks, 1 or 2 months); none after a hard
decline, such as a lost card, until there is another way to pay. Which hours are best is Stripe's own guess;
here the host proposes an attempt and the policy says whether it may be made. An attempt that fails is a
`PaymentFailed`; the first is the charge itself.
"""

from __future__ import annotations

from datetime import date, timedelta

import collectflow as cf
from collectflow import facts
from collectflow.policies import online_lending
from story import noon, opened, tell

#: The choices, in days; a month is 30 of them.
WITHIN = (7, 14, 21, 30, 60)
#: The hard declines (incorrect_number, lost_card, stolen_card, revocation_of_authorization, ...), in the
#: words of `PaymentFailed`.
HARD = ("invalid_account", "lost_or_stolen", "revoked")


def smart_retries(*, tries: int = 8, within: int = 14) -> cf.Engine:
    """Tries after a charge that failed, for so many days after the first one."""
    failed = facts.failed_payments()
    rules = [
        cf.Rule(
            "smart-retries.tries",
            on=cf.on_act("retry_payment"),
            require=failed.between(1, tries),
            because=f"a charge that failed is tried {tries} times more",
        ),
        cf.Rule(
            "smart-retries.within",
            on=cf.on_act("retry_payment"),
            require=facts.failed_payments(before=cf.hours(24 * within)) < 1,
            because=f"it is tried for {within} days",
        ),
        cf.Rule(
            "smart-retries.hard",
            on=cf.on_act("retry_payment"),
            require=~facts.last_response.is_in(HARD),
            because="the last decline was a hard one",
        ),
    ]
    return cf.Engine(
        online_lending.lifecycle(), [cf.Policy("smart-retries", rules=rules)], acts=["retry_payment"]
    )


def tried(engine: cf.Engine, first: date, every: timedelta) -> list[date]:
    """The days of the tries of a charge of that day, made so far apart, when all of them fail."""
    case, at, found = opened(engine, first), noon(first), []
    case = engine.record(case, cf.PaymentFailed("f0", at=at, response="insufficient_funds")).case
    while engine.review(case, cf.Act("retry_payment"), at + every).allowed:
        at += every
        found.append(at.date())
        failed = cf.PaymentFailed(f"f{len(found)}", at=at, response="insufficient_funds")
        case = engine.record(engine.fire(case, cf.Act("retry_payment"), at).case, failed).case
    return found


def main() -> None:
    """Tell of a charge that is tried every day, and of one that is tried every three days."""
    first = date(2026, 3, 2)
    for every in (1, 3):
        days = tried(smart_retries(), first, timedelta(days=every))
        tell(f"C19 charged {first}, tried every {every} days", enumerate(days, 1))


if __name__ == "__main__":
    main()
