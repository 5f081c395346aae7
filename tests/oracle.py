"""A second opinion on the guard language, written from its definition and nothing else.

It works on a case's events with plain `datetime` arithmetic, slowly, and shares no code with the library
but the classes that describe events and guards. The readings are compared to it.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from collectflow import TableCalendar
from collectflow import events as ev
from collectflow import guards as g
from collectflow.guards import _windows as w

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
NEVER_DAYS = 10_000_000
#: The calendars that guards may name; the second knows one year.
CALENDARS = {
    "bank": TableCalendar([date(2026, 3, 5), date(2026, 4, 3), date(2026, 10, 1)], range(2020, 2030)),
    "young": TableCalendar([date(2026, 3, 5)], [2026]),
}


def day_in(zone: str, at: datetime, day_end: time = time(0)) -> date:
    """The date at an instant, where the day ends at `day_end`."""
    local = at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    over = day_end != time(0) and local.time() >= day_end
    return local.date() + timedelta(days=over)


@lru_cache(maxsize=8192)
def first_of(zone: str, day: date, day_end: time = time(0)) -> datetime:
    """The first instant whose date is at least `day`, found minute by minute."""
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=45)
    while day_in(zone, at, day_end) < day:
        at += timedelta(minutes=1)
    return at


class Oracle:
    """One case at an instant in one candidate zone."""

    def __init__(self, case, at, proposal, zone, beside=()):
        self.case = case
        self.beside = beside
        self.at = at.astimezone(UTC)
        self.proposal = proposal
        self.zone = zone
        self.opening = case.events[0]
        self.books = (self.opening.conventions.books_zone, self.opening.conventions.day_end)
        gone = {e.event for e in case.events if isinstance(e, ev.EventVoided)}
        self.events = tuple(e for e in case.events if e.id not in gone)
        self.permissions, self.related = self.walk()

    # --- what a contact is to what was before it ------------------------------------------------------

    def whereabouts(self, party, person):
        """The zones of a person, or of everybody with a role; none where nobody knows."""
        found = []
        for each in self.opening.persons:
            if (each.id == person) if person is not None else (each.role == party):
                if not each.zones:
                    return []
                found += each.zones
        return found

    def nth_day(self, zones, then, at):
        """Which day an instant is, with that of `then` as day 1."""
        if at == then:
            return 1
        if not zones:
            # At the latest: days of 24 hours, one of which may lack an hour.
            return math.ceil((at - then + timedelta(hours=1)) / timedelta(days=1)) + 1
        return max((day_in(z, at) - day_in(z, then)).days + 1 for z in zones)

    def ours(self, ids):
        return not ids or bool({self.opening.case, self.opening.account, self.opening.follows} & set(ids))

    def walk(self):  # noqa: C901, PLR0912 - one branch a kind of event
        """The permissions with their ends, and by contact what it is to permissions, wishes and notices."""
        permissions: list[dict[str, Any]] = []
        related: dict[str, dict[str, Any]] = {}
        placed: dict[str | None, datetime] = {}
        strays: set[tuple[str, str | None]] = set()

        def spend(how, contact, began, at, contact_id):
            for p in permissions:
                if (
                    p["ends_with"] == how
                    and p["given"] < began
                    and p["from"] <= at
                    and (p["until"] is None or at < p["until"])
                    and p["contact"] != contact_id
                    and p["person"] in (None, contact.person)
                    and p["collector"] in (None, contact.collector)
                    and (how == "conversation" or p["channel"] in (None, contact.channel))
                ):
                    p["until"] = at

        for e in self.events:
            if isinstance(e, ev.PermissionGiven):
                permissions.append(
                    {
                        "id": e.id,
                        "kind": e.kind,
                        "person": e.person,
                        "channel": e.channel,
                        "collector": e.collector,
                        "contact": e.contact,
                        "given": e.at,
                        "from": max(e.at, e.starts or e.at),
                        "until": e.until,
                        "ends_with": e.ends_with,
                    }
                )
            elif isinstance(e, ev.PermissionWithdrawn):
                for p in permissions:
                    if p["id"] == e.permission:
                        p["until"] = earliest(p["until"], e.at)
            elif isinstance(e, ev.ContactPlaced):
                c = e.contact
                zones = self.whereabouts(c.party, c.person)
                days = [
                    self.nth_day(zones, p["given"], e.at)
                    for p in permissions
                    if p["kind"] == "frequency"
                    and p["from"] <= e.at
                    and (p["until"] is None or e.at < p["until"])
                    and p["person"] in (None, c.person)
                    and p["channel"] in (None, c.channel)
                    and p["collector"] == c.collector
                ]
                answered = placed.get(c.reply_to)
                related[e.id] = {
                    "this_debt": self.ours(c.about),
                    "permission_day": min(days, default=None),
                    "reply_day": None if answered is None else self.nth_day(zones, answered, e.at),
                    "inconvenient_time": False,
                    "inconvenient_place": False,
                    "misdirected": c.address is not None
                    and bool(strays & {(c.address, c.person), (c.address, None)}),
                }
                placed[e.id] = e.at
                spend("contact", c, e.at, e.at, e.id)
            elif isinstance(e, ev.ContactInbound):
                related[e.id] = {
                    "this_debt": self.ours(e.discussed),
                    "permission_day": None,
                    "reply_day": None,
                    "inconvenient_time": self.unwelcome(e, None),
                    "inconvenient_place": e.place is not None and self.unwelcome(e, e.place),
                    "misdirected": False,
                }
                placed[e.id] = e.at
                if e.outcome in {"conversation", "refused"} and related[e.id]["this_debt"]:
                    spend("conversation", e, e.at, e.at, e.id)
            elif isinstance(e, ev.ContactResult):
                c = next(x.contact for x in self.events if x.id == e.contact)
                if e.discussed:
                    ours = self.ours(c.about) or (bool(e.discussed) and self.ours(e.discussed))
                    related[e.contact]["this_debt"] = ours
                if e.outcome in {"conversation", "refused"} and related[e.contact]["this_debt"]:
                    spend("conversation", c, placed[e.contact], e.at, e.contact)
            elif isinstance(e, ev.AddressWrong):
                strays.add((e.address, e.person))
                for x in self.events[: self.events.index(e)]:
                    c = x.contact if isinstance(x, ev.ContactPlaced) else x
                    if not isinstance(x, (ev.ContactPlaced, ev.ContactInbound)):
                        continue
                    if c.address == e.address and e.person in (None, c.person):
                        related[x.id]["misdirected"] = True
        return permissions, related

    def unwelcome(self, e, place):
        """Whether it came at a time or from a place that was said not to suit, wherever they were."""
        gone = self.ends(ev.PreferenceWithdrawn, "preference")
        for wish in self.events[: self.events.index(e)]:
            if not isinstance(wish, ev.PreferenceGiven) or wish.channel or wish.address:
                continue
            over = earliest(wish.until, gone.get(wish.id))
            over_now = over is not None and over <= e.at
            if gone.get(wish.id) == e.at and (wish.until is None or e.at < wish.until):
                # A withdrawal of the same instant comes after it.
                over_now = False
            if over_now or wish.party != e.party or wish.person not in (None, e.person):
                continue
            if wish.place != place:
                continue
            zones = self.whereabouts(e.party, e.person)
            if not zones:
                if not wish.weekdays and wish.starts == wish.stops:
                    return True
            elif all(
                covers(wish.weekdays, wish.starts, wish.stops, e.at.astimezone(ZoneInfo(z))) for z in zones
            ):
                return True
        return False

    # --- time ---------------------------------------------------------------------------------------

    def local(self, at=None):
        return None if self.zone is None else (at or self.at).astimezone(ZoneInfo(self.zone))

    def books_day(self, at=None):
        zone, day_end = self.books
        return day_in(zone, at or self.at, day_end)

    def books_start(self, day):
        zone, day_end = self.books
        return first_of(zone, day, day_end)

    # --- rows, straight from the events ---------------------------------------------------------------

    def reversals(self):
        """When each payment or adjustment was taken back, or a part of it was last."""
        found: dict[str, datetime] = {}
        for e in self.events:
            if isinstance(e, ev.PaymentRefunded):
                when = e.recorded_at or e.at
                found[e.payment] = max(found.get(e.payment, when), when)
        whole = {
            e.payment: e.recorded_at or e.at
            for e in reversed(self.events)
            if isinstance(e, ev.PaymentReversed)
        }
        return found | whole

    def rows(self, table):
        found = []
        gone = self.reversals()
        for e in self.events:
            if table == "contacts" and isinstance(e, ev.ContactPlaced):
                c = e.contact
                result = next(
                    (
                        r
                        for r in reversed(self.events)
                        if isinstance(r, ev.ContactResult) and r.contact == e.id
                    ),
                    None,
                )
                found.append(
                    {
                        **self.related[e.id],
                        "id": e.id,
                        "reply_to": c.reply_to,
                        "us": e.at,
                        "direction": "outbound",
                        "channel": c.channel,
                        "party": c.party,
                        "person": c.person,
                        "collector": c.collector,
                        "purpose": c.purpose,
                        "outcome": result.outcome if result else None,
                    }
                )
            elif table == "contacts" and isinstance(e, ev.ContactInbound):
                found.append(
                    {
                        **self.related[e.id],
                        "id": e.id,
                        "reply_to": None,
                        "us": e.at,
                        "direction": "inbound",
                        "channel": e.channel,
                        "party": e.party,
                        "person": e.person,
                        "collector": e.collector,
                        "purpose": "reply",
                        "outcome": e.outcome,
                    }
                )
            elif isinstance(e, (ev.PaymentReceived, ev.Adjusted)) and table == (
                "payments" if isinstance(e, ev.PaymentReceived) else "adjustments"
            ):
                found.append({"us": e.at, "amount": e.amount, "reversed_us": gone.get(e.id)})
            elif table == "notices" and isinstance(e, ev.NoticeSent):
                found.append({"us": e.at, "kind": e.kind, "collector": e.collector, **self.fate(e)})
            elif table == "transfers" and isinstance(e, ev.DebtTransferred):
                found.append({"us": e.at})
            elif table == "promises" and isinstance(e, ev.PromiseMade):
                found.append({"us": e.at, **self.kept(e)})
            elif table == "attempts" and isinstance(e, ev.PaymentFailed):
                found.append({"us": e.at, "response": e.response})
        return found

    def kept(self, promise):
        """When a promise was kept or broken, by what came in since it was made and did not go back."""
        gone = self.reversals()
        paid = [e for e in self.events if isinstance(e, ev.PaymentReceived) and e.id not in gone]
        paid = sorted((e for e in paid if e.at >= promise.at), key=lambda e: e.at)
        over = max(self.books_start(promise.by + timedelta(days=promise.grace + 1)), promise.at)
        undone = self.ends(ev.PromiseCancelled, "promise").get(promise.id)
        total = Fraction(0)
        for e in paid:
            total += e.amount
            if total >= promise.amount * Fraction(promise.threshold, 10_000):
                if e.at < over and (undone is None or e.at < undone):
                    return {"kept_us": e.at, "broken_us": None, "end": e.at}
                break
        if undone is not None and undone < over:
            return {"kept_us": None, "broken_us": None, "end": undone}
        return {"kept_us": None, "broken_us": over, "end": over}

    def fate(self, notice):
        """Whether and when a notice was received, by the last that was heard of it."""
        received = None
        if notice.assumed_on is not None:
            received = max(notice.at, self.books_start(notice.assumed_on))
        returned = False
        for e in self.events:
            if isinstance(e, ev.NoticeDelivered) and e.notice == notice.id:
                received = e.at
            elif isinstance(e, ev.NoticeReturned) and e.notice == notice.id:
                received, returned = None, True
        return {"received_us": received, "returned": returned}

    def ends(self, cls, field):
        return {getattr(e, field): e.at for e in reversed(self.events) if isinstance(e, cls)}

    def holding(self, table):  # noqa: C901, PLR0912 - one branch a table
        """(row, from, until or None) of what holds for a time."""
        if table == "holds":
            lifted = self.ends(ev.HoldLifted, "hold")
            for e in self.events:
                if isinstance(e, ev.HoldPlaced):
                    start = e.at if e.starts_on is None else self.books_start(e.starts_on)
                    end = None if e.until is None else self.books_start(e.until + timedelta(days=1))
                    named = [
                        x.by
                        for x in self.events[: self.events.index(e)]
                        if isinstance(x, ev.NoticeSent)
                        and x.by is not None
                        and not any(
                            isinstance(r, ev.NoticeReturned) and r.notice == x.id
                            for r in self.events[: self.events.index(e)]
                        )
                    ]
                    row = {
                        "kind": e.kind,
                        "scope": e.scope,
                        "party": e.party,
                        "written": e.written,
                        "timely": not named or self.books_day(e.at) <= max(named),
                    }
                    yield row, start, earliest(end, lifted.get(e.id))
        elif table == "permissions":
            for p in self.permissions:
                yield p, p["from"], p["until"]
        elif table == "promises":
            for row in self.rows("promises"):
                yield row, row["us"], row["end"]
        elif table == "pauses":
            for p in self.pauses():
                yield p, p["from"], p["until"]
        elif table == "placements":
            gone = self.ends(ev.PlacementEnded, "placement")
            for e in self.events:
                if isinstance(e, ev.PlacementStarted):
                    yield {"agency": e.agency}, e.at, gone.get(e.id)
        elif table == "preferences":
            gone = self.ends(ev.PreferenceWithdrawn, "preference")
            for e in self.events:
                if isinstance(e, ev.PreferenceGiven):
                    wish: dict[str, object] = {
                        "party": e.party,
                        "person": e.person,
                        "channel": e.channel,
                        "address": e.address,
                        "place": e.place,
                        "pattern": (e.weekdays, e.starts, e.stops),
                    }
                    yield wish, e.at, earliest(e.until, gone.get(e.id))

    def pauses(self):
        """Each pause with the days from which and to which a count stands."""
        resumed = self.ends(ev.Resumed, "pause")
        for e in self.events:
            if isinstance(e, ev.Paused):
                first = e.starts_on or self.books_day(e.at)
                start = e.at if e.starts_on is None else self.books_start(e.starts_on)
                end = None if e.until is None else self.books_start(e.until + timedelta(days=1))
                last = e.until or date.max
                if e.id in resumed:
                    end = resumed[e.id]
                    last = max(first, min(last, self.books_day(end)))
                yield {"from": start, "until": end, "first": first, "last": last}

    def paused(self, oldest, today, how):
        """The days that a count leaves out, one by one."""
        found = 0
        for p in self.pauses():
            day = p["first"]
            while day < min(p["last"], today):
                found += how == "subtract" or day >= oldest
                day += timedelta(days=1)
        return found

    def takes(self, where, row):
        for each in where:
            value = row[each.column]
            asked = getattr(self.proposal, each.field, None)
            holds = {
                "in": value in each.values,
                "not_in": value not in each.values,
                "same": value == asked,
                "other": value != asked,
                "fits": value is None or value == asked,
                "named": value is not None and value == asked,
            }[each.op]
            if not holds:
                return False
        return True

    # --- windows --------------------------------------------------------------------------------------

    def start(self, window):  # noqa: C901 - one branch a window
        """The window's first instant; None is unknown, "ever" is the whole history."""
        match window:
            case w.Hours(n=n):
                return self.at - timedelta(hours=n) + MICRO
            case w.Ever():
                return "ever"
            case w.SinceStage():
                return self.stage_since()
            case w.SinceLast(table=table, where=where):
                last = [r["us"] for r in self.rows(table) if self.takes(where, r)]
                return max(last) + MICRO if last else "ever"
        local = window.zone == "local"
        if local and self.zone is None:
            return None
        today = self.local().date() if local else self.books_day()
        match window:
            case w.Days(n=n):
                first = today - timedelta(days=n - 1)
            case w.Week(first=weekday):
                first = today - timedelta(days=(today.isoweekday() - weekday) % 7)
            case w.Month():
                first = today.replace(day=1)
            case w.BusinessDays(n=n, calendar=name):
                first, found = today, 0
                while True:
                    is_open = CALENDARS[name].is_business_day(first)
                    if is_open is None:
                        return None
                    found += is_open
                    if found == n:
                        break
                    first -= timedelta(days=1)
        return first_of(self.zone, first) if local else self.books_start(first)

    def unknown_history(self, start):
        known_from = self.opening.history_from
        if known_from is None:
            return False
        return start == "ever" or start < known_from

    # --- stage and money ------------------------------------------------------------------------------

    def stage_since(self):
        changes = [e for e in self.events if isinstance(e, (ev.StageChanged, ev.Migrated))]
        return changes[-1].at if changes else self.opening.at

    def stage(self):
        changes = [e for e in self.events if isinstance(e, (ev.StageChanged, ev.Migrated))]
        return changes[-1].dest if changes else self.opening.stage

    def report(self):
        found = self.opening.arrears
        for e in self.events:
            if isinstance(e, ev.ArrearsReported) and (found is None or e.as_of >= found.as_of):
                found = e.arrears
        return found

    def open_dues(self):  # noqa: C901 - the three kinds of money, in order
        dues = [*self.opening.dues]
        for e in self.events:
            if isinstance(e, ev.DuesAdded):
                dues += e.dues
        dues.sort(key=lambda d: (d.due_on, d.id))
        left = {d.id: d.amount for d in dues}
        gone = self.reversals()

        def pay(amount, ids):
            for each in ids:
                part = min(left[each], amount)
                left[each] -= part
                amount -= part
            return amount

        given = [e for e in self.events if isinstance(e, ev.Adjusted) and e.id not in gone]
        for e in given:
            if e.due is not None:
                pay(e.amount, [e.due])
        for e in given:
            if e.due is None:
                pay(e.amount, [d.id for d in dues])
        over = 0
        for e in self.events:
            if isinstance(e, ev.PaymentReceived) and e.id not in gone:
                over += pay(e.amount, self.in_order(dues, self.books_day(e.at)))
        return dues, left, over

    def in_order(self, dues, day):
        """The dues in the order in which a payment of that day goes to them."""
        terms = self.opening.conventions
        named = {*terms.pay_first, *terms.pay_last}
        days = sorted({d.due_on for d in dues if d.due_on >= day})
        order = []
        for group in [
            [d for d in dues if d.due_on < day],
            *([d for d in dues if d.due_on == x] for x in days),
        ]:
            order += [d.id for kind in terms.pay_first for d in group if d.kind == kind]
            order += [d.id for d in group if d.kind not in named]
            order += [d.id for kind in terms.pay_last for d in group if d.kind == kind]
        return order

    def together(self, ref):
        """What is read of the ledgers of several debts, this one first."""
        lone = g.Money(ref.what, ref.day_count, ref.calendar)
        debts = [self, *(Oracle(each, self.at, self.proposal, self.zone) for each in self.beside)]
        found = [each.money(lone) for each in debts]
        if ref.what in {"owing", "come_due"}:
            return True if True in found else None if None in found else False
        if None in found:
            return None
        if ref.what == "days_past_due":
            return max(found)
        alike = all(each.opening.currency == self.opening.currency for each in debts)
        return sum(found) if alike or ref.what == "unpaid_dues" else None

    def money(self, ref):  # noqa: C901, PLR0911, PLR0912 - one a reading
        if ref.beside:
            return self.together(ref)
        today = self.books_day()
        extra = 1 if ref.day_count == "inclusive" else 0
        report = self.report()
        if ref.calendar is not None:
            late = self.money(g.Money("days_past_due"))
            today = today if report is None else max(today, report.as_of)
            return late if not late else open_days(ref.calendar, today - timedelta(days=late), today)
        if report is not None:
            count = self.reported(ref.what, report, today, extra)
            if count and ref.pauses:
                today = max(today, report.as_of)
                oldest = today - timedelta(days=count - extra)
                return max(0, count - self.paused(oldest, today, ref.pauses))
            if count != 0 and ref.at_least > 1:
                amount = self.reported("amount_overdue", report, today, extra)
                return 0 if amount is not None and amount < ref.at_least else None
            return count
        dues, left, over = self.open_dues()
        overdue = [d for d in dues if left[d.id] and d.due_on < today + timedelta(days=extra)]
        match ref.what:
            case "days_past_due":
                reached = [
                    d for d in dues if sum(left[x.id] for x in dues if x.due_on <= d.due_on) >= ref.at_least
                ]
                found = [d.due_on for d in reached if left[d.id] and d in overdue]
                if not found:
                    return 0
                oldest = min(found)
                gone = 0 if ref.pauses is None else self.paused(oldest, today, ref.pauses)
                return max(0, (today - oldest).days + extra - gone)
            case "days_until_due":
                return max(0, min([(d.due_on - today).days for d in dues if left[d.id]], default=NEVER_DAYS))
            case "days_since_issued":
                days = [d.issued_on for d in dues if left[d.id]]
                if None in days:
                    return None
                return max(0, (today - min(days)).days + extra) if days else 0
            case "amount_overdue":
                return sum(left[d.id] for d in overdue)
            case "amount_open":
                return sum(left.values())
            case "credit":
                return over
            case "unpaid_dues":
                return len(overdue)
            case "unpaid_in_row":
                fallen = [d for d in dues if d.due_on < today + timedelta(days=extra)]
                paid = max([d.due_on for d in fallen if not left[d.id]], default=date.min)
                return len([d for d in overdue if d.due_on > paid])
            case "owing":
                return any(left.values())
            case "come_due":
                return any(d.due_on < today + timedelta(days=extra) for d in dues)

    def reported(self, what, report, today, extra):  # noqa: C901, PLR0912 - each way in which a report can be
        if what == "come_due":
            return True
        age = self.opening.conventions.report_max_age
        if age is not None and (today - report.as_of).days > age:
            return None
        if what in {"amount_open", "days_since_issued", "credit"}:
            return None  # what is not overdue yet is not in a report
        gone = self.reversals()
        paid = 0
        for e in self.events:
            if isinstance(e, (ev.PaymentReceived, ev.Adjusted)):
                if self.books_day(e.at) > report.as_of:
                    paid += 0 if e.id in gone else e.amount
                elif e.id in gone and self.books_day(gone[e.id]) > report.as_of:
                    paid -= e.amount
        if report.days_past_due == 0 or report.amount == 0:
            return None if what in {"owing", "days_until_due"} or paid < 0 else 0
        today = max(today, report.as_of)
        oldest = report.oldest_due_on or report.as_of - timedelta(days=report.days_past_due)
        if report.amount is None:
            amount = None
            count = None if paid else max(0, (today - oldest).days + extra)
        else:
            amount = max(0, report.amount - paid)
            count = max(0, (today - oldest).days + extra) if amount else 0
        if what in {"owing", "days_until_due"}:
            return (True if what == "owing" else 0) if count else None
        if what == "days_past_due":
            return count
        if what == "amount_overdue":
            return amount
        return 0 if amount == 0 else None

    # --- facts ----------------------------------------------------------------------------------------

    def read(self, ref):  # noqa: C901, PLR0911, PLR0912 - one branch a primitive
        match ref:
            case g.CaseField(name="stage"):
                return self.stage()
            case g.Clock(part=part, zone="books"):
                today = self.books_day()
                return today if part == "date" else today.isoweekday()
            case g.Clock(part=part):
                local = self.local()
                if local is None:
                    return None
                return {"time": local.time(), "date": local.date(), "weekday": local.isoweekday()}[part]
            case g.Count():
                return self.count(ref)
            case g.Last():
                return self.last(ref)
            case g.InForce():
                return self.in_force(ref)
            case g.Money():
                return self.money(ref)
            case g.StageAge():
                return (self.books_day() - self.books_day(self.stage_since())).days
            case g.Attribute(name=name):
                value = dict(self.opening.attributes).get(name)
                for e in self.events:
                    if isinstance(e, ev.AttributeSet) and e.name == name:
                        value = e.value
                return value
            case g.Asked(field=field):
                return getattr(self.proposal, field, None) or ""
            case g.Share(of=of):
                amount = self.money(g.Money("amount_overdue"))
                whole = self.read(g.Attribute(of, "number"))
                return None if amount is None or whole is None or whole <= 0 else Fraction(amount, whole)
            case g.BusinessDay(calendar=name, zone=zone):
                local = self.local()
                day = self.books_day() if zone == "books" else None if local is None else local.date()
                return None if day is None else CALENDARS[name].is_business_day(day)
        raise AssertionError(ref)

    def count(self, ref):
        start = self.start(ref.window)
        if start is None or self.unknown_history("ever" if ref.older else start):
            return None
        found = [
            row
            for row in self.rows(ref.table)
            if row[ref.by] is not None
            and (start == "ever" or row[ref.by] >= start) is not ref.older
            and row[ref.by] <= self.at
            and self.takes(ref.where, row)
        ]
        if ref.distinct is None:
            return len(found)
        return len({row[ref.distinct] for row in found if row[ref.distinct]})

    def last(self, ref):
        found = [
            row
            for row in self.rows(ref.table)
            if row[ref.by] is not None and row[ref.by] <= self.at and self.takes(ref.where, row)
        ]
        if not found:
            if self.opening.history_from is not None:
                return None
            never = {"elapsed": timedelta(days=NEVER_DAYS), "days": NEVER_DAYS, "business_days": NEVER_DAYS}
            return never.get(ref.what, "")
        latest = max(row[ref.by] for row in found)
        if self.unknown_history(latest):
            return None
        if ref.what == "business_days":
            local = self.local()
            return None if local is None else open_days(ref.calendar, self.local(latest).date(), local.date())
        if ref.what == "days":
            local = self.local()
            return None if local is None else (local.date() - self.local(latest).date()).days
        if ref.what == "elapsed":
            return self.at - latest
        return next(r for r in reversed(found) if r[ref.by] == latest)[ref.what] or ""

    def in_force(self, ref):
        unknown = False
        for row, start, end in self.holding(ref.table):
            if not (start <= self.at and (end is None or self.at < end)):
                continue
            if not self.takes(ref.where, row):
                continue
            since = self.start(ref.window)
            if since is None:
                unknown = True
                continue
            if since != "ever" and (start if ref.by == "us" else row["given"]) < since:
                continue
            if ref.table != "preferences":
                return True
            weekdays, starts, stops = row["pattern"]
            if not weekdays and starts == stops:
                return True
            local = self.local()
            if local is None:
                unknown = True
            elif covers(weekdays, starts, stops, local):
                return True
        return None if unknown else False

    # --- logic ----------------------------------------------------------------------------------------

    def truth(self, guard):
        match guard:
            case g.Not(part=part):
                inner = self.truth(part)
                return None if inner is None else not inner
            case g.AllOf(parts=parts):
                found = [self.truth(each) for each in parts]
                return False if False in found else None if None in found else True
            case g.AnyOf(parts=parts):
                found = [self.truth(each) for each in parts]
                return True if True in found else None if None in found else False
            case g.Test(ref=ref, op=op):
                value = self.read(ref)
                if value is None:
                    return None
                constants = [decoded(ref.type, each) for each in guard.values]
                first = constants[0]
                return {
                    "eq": lambda: value == first,
                    "ne": lambda: value != first,
                    "lt": lambda: value < first,
                    "le": lambda: value <= first,
                    "gt": lambda: value > first,
                    "ge": lambda: value >= first,
                    "in": lambda: value in constants,
                    "not_in": lambda: value not in constants,
                }[op]()
        raise AssertionError(guard)


def open_days(calendar, first, last):
    """The business days after one day, up to another; None where the calendar ends."""
    days = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    found = [CALENDARS[calendar].is_business_day(day) for day in days]
    return None if None in found else sum(found)


def earliest(*instants):
    known = [each for each in instants if each is not None]
    return min(known) if known else None


def covers(weekdays, starts, stops, local):
    clock, weekday = local.time(), local.isoweekday()
    if starts < stops:
        return (not weekdays or weekday in weekdays) and starts <= clock < stops
    if starts == stops:
        return not weekdays or weekday in weekdays
    if clock >= starts:
        return not weekdays or weekday in weekdays
    yesterday = 7 if weekday == 1 else weekday - 1
    return clock < stops and (not weekdays or yesterday in weekdays)


def decoded(type_, value):
    if type_ == "date":
        return date.fromordinal(value)
    if type_ == "time":
        return (datetime.combine(date(2000, 1, 1), time(0)) + value * MICRO).time()
    if type_ == "duration":
        return value * MICRO
    if type_ == "share":
        return Fraction(value, 2_000_000)
    return value


def verdict_of(guard, case, at, proposal, zones, beside=()):
    """True, False or None (unknown) over all candidate zones."""
    found = [Oracle(case, at, proposal, zone, beside).truth(guard) for zone in (zones or [None])]
    return False if False in found else None if None in found else True
