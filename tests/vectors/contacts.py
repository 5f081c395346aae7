"""When and how often one may call: the United States (12 CFR 1006), India (RBI, 2022) and China (2025)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import collectflow as cf
from collectflow import facts
from collectflow.policies import china, online_lending, us
from story import opened
from tests.vectors.rows import Apart, Happens, Row, Story, happen, look

NEW_YORK, SHANGHAI, KOLKATA = "America/New_York", "Asia/Shanghai", "Asia/Kolkata"
OPENED = datetime(2026, 5, 1, 12, tzinfo=UTC)


def local(zone: str, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(zone))


def calls(zone: str, *days: int, outcome: str = "conversation", person: str = "b") -> Happens:
    """Calls, hours apart where several are of one day, each with the same outcome."""
    made: list[cf.Event] = []
    for i, day in enumerate(days):
        at = local(zone, 6, day, 9 + i % 6)
        party = "borrower" if person == "b" else "family"
        contact = cf.Contact("call", party, person=person, purpose="collect" if person == "b" else "locate")
        made.append(cf.ContactPlaced(f"{person}{i}", at=at, contact=contact))
        made.append(cf.ContactResult(f"{person}{i}-r", at=at, contact=f"{person}{i}", outcome=outcome))
    return happen(*made)


#: The circular of 12 August 2022 bars calls before 08:00 and after 19:00.
INDIA = cf.Policy(
    "rbi-2022",
    rules=[
        cf.Rule(
            "rbi-2022.hours",
            on=cf.on_contact(channel="call"),
            require=facts.local_time.between(time(8), time(19)),
            because="no calls before 08:00 and after 19:00",
        )
    ],
)
LAWS = {NEW_YORK: us.regulation_f(), SHANGHAI: china.standard(), KOLKATA: INDIA}


def asked(says: str, zone: str, before: list[Happens], at: datetime, **expected: bool) -> Story:
    """A question of a case whose borrower is in a zone, by the law of that place."""
    engine = cf.Engine(online_lending.lifecycle(), [LAWS[zone]])
    case = opened(engine, date(2026, 4, 1), at=OPENED, currency="USD", zone=zone)
    aunt = cf.PersonKnown("aunt-known", at=OPENED, person=cf.Person("aunt", "family", zones=[zone]))
    notice = cf.NoticeSent("n", at=OPENED, kind="validation", channel="letter")
    return Story("V28", says, engine, case, [look(at, happen(aunt, notice), *before, **expected)])


SEVEN = (1, 2, 3, 4, 5, 6, 7)
MISSED = calls(SHANGHAI, 1, 2, 3, 4, 5, 6, outcome="no_answer")
CONSENT = happen(cf.PermissionGiven("p", at=local(NEW_YORK, 6, 7, 16), kind="frequency", person="b"))

ROWS: list[Row] = [
    *(
        asked(
            f"1006.14(b)(2)(ii): conversation on 06-01, call on 06-{day:02}",
            NEW_YORK,
            [calls(NEW_YORK, 1)],
            local(NEW_YORK, 6, day, 18),
            call=day >= 8,
        )
        for day in (1, 2, 7, 8)
    ),
    *(
        asked(f"1006.14(b)(2)(i): {says}", NEW_YORK, before, local(NEW_YORK, 6, 7, 19), call=held)
        for says, before, held in (
            ("the seventh call in seven days", [calls(NEW_YORK, *SEVEN[:6], outcome="no_answer")], True),
            ("the eighth call in seven days", [calls(NEW_YORK, *SEVEN, outcome="no_answer")], False),
            ("calls that were not connected", [calls(NEW_YORK, *SEVEN, outcome="not_connected")], True),
            ("with prior consent", [calls(NEW_YORK, *SEVEN, outcome="no_answer"), CONSENT], True),
        )
    ),
    *(
        asked(f"{law}: {hour:02}:{minute:02}", zone, [], local(zone, 6, 9, hour, minute), call=held)
        for law, zone, hour, minute, held in (
            ("1006.6(b)(1)", NEW_YORK, 7, 59, False),
            ("1006.6(b)(1)", NEW_YORK, 8, 0, True),
            ("1006.6(b)(1)", NEW_YORK, 21, 0, True),
            ("1006.6(b)(1)", NEW_YORK, 21, 1, False),
            ("RBI 2022-08-12", KOLKATA, 7, 59, False),
            ("RBI 2022-08-12", KOLKATA, 8, 0, True),
            ("RBI 2022-08-12", KOLKATA, 19, 0, True),
            ("RBI 2022-08-12", KOLKATA, 19, 1, False),
            ("GB/T 45251-2025", SHANGHAI, 7, 59, False),
            ("GB/T 45251-2025", SHANGHAI, 8, 0, True),
            ("GB/T 45251-2025", SHANGHAI, 21, 59, True),
            ("GB/T 45251-2025", SHANGHAI, 22, 0, False),
        )
    ),
    asked(
        "GB/T 45251-2025: 22:00, agreed",
        SHANGHAI,
        [happen(cf.PermissionGiven("p", at=OPENED, person="b"))],
        local(SHANGHAI, 6, 9, 22),
        call=True,
    ),
    *(
        asked(
            f"GB/T 45251-2025: after {n} calls today that were answered",
            SHANGHAI,
            [calls(SHANGHAI, *[9] * n)],
            local(SHANGHAI, 6, 9, 18),
            call=n < 3,
        )
        for n in (2, 3)
    ),
    *(
        asked(f"GB/T 45251-2025: a relative, {says}", SHANGHAI, before, local(SHANGHAI, 6, 9), relative=held)
        for says, before, held in (("the debtor is reachable", [], False), ("unreachable", [MISSED], True))
    ),
    *(
        asked(
            f"GB/T 45251-2025: a relative, {kind}",
            SHANGHAI,
            [happen(cf.HoldPlaced("h", at=OPENED, kind=kind))],
            local(SHANGHAI, 6, 9),
            relative=True,
        )
        for kind in ("deceased", "incapacity")
    ),
    asked(
        "GB/T 45251-2025: a relative who refused",
        SHANGHAI,
        [MISSED, calls(SHANGHAI, 7, outcome="refused", person="aunt")],
        local(SHANGHAI, 6, 9),
        relative=False,
    ),
]
APART = [
    Apart("V28", "agencies are evaluated every year and before renewal", "about an agency, not about a case"),
]
