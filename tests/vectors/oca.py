"""OCA (OCA/credit-control, account_credit_control): levels, drafts, tolerance, and the overdue reminder."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

import collectflow as cf
import oca
from collectflow import facts
from collectflow.ladders import Level, ladder
from story import noon, opened
from tests.vectors.rows import Apart, On, Refusal, Row, Story, do, look, on

AUTOMATIC = oca.three_times(automatic=True).engine()
DRAFTED = oca.three_times().engine()
DUE = date(2024, 1, 15)

#: An invoice may be cancelled while nothing was sent.
CANCELS = cf.Policy(
    "cancel",
    rules=[
        cf.Rule(
            "cancel.sent",
            on=cf.on_act("cancel_invoice"),
            require=facts.stage == "current",
            because="a reminder of it is to be sent, or was",
        )
    ],
)
CANCELLED = oca.three_times().engine([CANCELS], acts=["cancel_invoice"])

OLD = date(2023, 6, 15)
TODAY = date(2024, 6, 15)


@attrs.frozen
class Sent:
    """By which channel the first level goes, of those that the customer can be reached by."""

    number: str
    says: str
    known: tuple[str, ...]
    channel: str | None

    def check(self) -> None:
        """Reach the level, and choose."""
        at = noon(DUE + timedelta(days=10))
        case = AUTOMATIC.advance(opened(AUTOMATIC, DUE), at).case
        ways = [cf.Contact(each, address=f"to {each}") for each in self.known]
        assert oca.sent_by(oca.three_times(automatic=True), case, at, ways) == self.channel


def swept(number: str, says: str, due: date, *days: tuple[date, str]) -> Story:
    last = On(days[-1][0], runs=0, expected={"entered": [*days]})
    return Story(number, f"OCA {says}, due {due}", AUTOMATIC, opened(AUTOMATIC, due), [last])


def _too_early() -> object:
    done = DRAFTED.fire(opened(DRAFTED, OLD), "to_First", noon(TODAY)).case
    return DRAFTED.advance(done, noon(TODAY - timedelta(days=1)))


REMINDED = oca.reminders()
CALLED = do(cf.Contact("call"))

ROWS: list[Row] = [
    Refusal(
        "V19",
        "OCA the smallest level counts from no level before it",
        lambda: ladder([Level("one", 10, "previous_level"), Level("two", 30)]),
        cf.InvalidPolicy,
        "'one', counts from a level before it",
    ),
    Refusal(
        "V19",
        "OCA the smallest level waits for no level before it",
        lambda: ladder([Level("one", 10, wait=3)]),
        cf.InvalidPolicy,
        "'one', counts from a level before it",
    ),
    Refusal("V19", "OCA a run before a more recent one", _too_early, cf.AskedTooEarly),
    Story(
        "V19",
        "OCA test_multi_credit_control_run: a draft never climbs",
        DRAFTED,
        opened(DRAFTED, OLD),
        [
            *(
                on(day, stage="current", offered=["to_First"])
                for day in (date(2023, 12, 15), date(2024, 4, 15), TODAY)
            ),
            # Its level before it is the first.
            on(TODAY, do("to_First"), stage="First", offered=["to_Second"]),
        ],
    ),
    swept(
        "V19",
        "3 time policy",
        DUE,
        (date(2024, 1, 25), "First"),
        (date(2024, 2, 29), "Second"),
        (date(2024, 3, 10), "Third"),
    ),
    swept(
        "V19",
        "3 time policy",
        date(2023, 1, 31),
        (date(2023, 2, 10), "First"),
        (date(2023, 3, 31), "Second"),
        (date(2023, 4, 10), "Third"),
    ),
    Story(
        "V19",
        "OCA 3 time policy, the channels of its levels",
        AUTOMATIC,
        opened(AUTOMATIC, DUE),
        [
            on(DUE, channels=[]),
            on(date(2024, 1, 25), stage="First", channels=["email", "letter"]),
            on(date(2024, 2, 29), stage="Second", channels=["email", "letter"]),
            on(date(2024, 3, 10), stage="Third", channels=["letter"]),
        ],
    ),
    *(
        Sent("V19", f"OCA the channel of an email, known: {', '.join(known)}", known, channel)
        for known, channel in (
            (("letter", "email"), "email"),
            (("letter",), "letter"),
            (("call",), None),
        )
    ),
    *(
        Story(
            "V19",
            f"OCA tolerance 10.00, {amount / 100:.2f} open",
            engine,
            opened(engine, (DUE, amount)),
            [look(DUE + timedelta(days=10), offered=offered)],
        )
        for engine in [oca.three_times(tolerance=10_00, currency="EUR").engine()]
        for amount, offered in ((9_99, []), (10_00, ["to_First"]), (10_01, ["to_First"]))
    ),
    Story(
        "V19",
        "OCA an invoice is cancelled while its lines are drafts, and not when one is to be sent",
        CANCELLED,
        opened(CANCELLED, DUE),
        [on(TODAY, cancel=True), on(TODAY, do("to_First"), cancel=False)],
    ),
    Story(
        "V19",
        "OCA overdue_reminder: from the day after the due date, 5 days apart, by whatever channel",
        REMINDED,
        opened(REMINDED, DUE, DUE + timedelta(days=3)),
        [
            look(DUE, channels=[]),
            look(DUE + timedelta(days=1), channels=["email", "letter", "call"]),
            look(DUE + timedelta(days=1), CALLED, channels=[]),
            look(DUE + timedelta(days=5), channels=[]),
            look(DUE + timedelta(days=6), channels=["email", "letter", "call"]),
        ],
    ),
]

APART = [
    Apart("V19", "1, 2 and 3 lines after three runs", "lines of a report; each run offers level 1"),
    Apart(
        "V19",
        "a tolerance converted to the invoice's currency",
        "conversion is the host's; a case has one currency, and a table of levels its own amount in each",
    ),
    Apart("V19", "older drafts become ignored", "drafts of texts; a move that nobody fired leaves nothing"),
]
