"""What hosts say in values: conventions, dues, persons, reported arrears."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache

import attrs

from collectflow._time import Books, books, zone
from collectflow.errors import BadValue
from collectflow.events._proposals import text, texts
from collectflow.vocabulary import check_amount

#: What a host's attribute may hold.
Scalar = int | str | bool | date


def _whole_days(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if value is not None and (type(value) is not int or value < 0):
        raise BadValue(attribute.name, value, "a whole number of days belongs here")


def _known_zone(_instance: object, _attribute: attrs.Attribute[str], value: str) -> None:
    zone(value)


def local_time(_instance: object, attribute: attrs.Attribute[time], value: object) -> None:
    """Check that a value is a time of day without a zone of its own."""
    if not isinstance(value, time) or value.tzinfo is not None:
        raise BadValue(attribute.name, value, "a time of day belongs here, as in time(18), without a zone")


@attrs.frozen(kw_only=True, weakref_slot=False)
class Conventions:
    """How the books are kept; recorded at opening, so that a replay needs nothing else.

    Args:
        books_zone: The IANA zone in which days past due are counted.
        day_end: When the books' day ends, in that zone; midnight by default. An instant at or after it
            belongs to the next day.
        report_max_age: How many days a servicer's report of arrears is believed; `None` is for ever.
        pay_first: Kinds of dues to which a payment goes before the others, in that order: of the dues that
            are overdue on its day of the books, the oldest first within a kind; and after them, of those of
            one due date. Germany's order for costs, interest and principal is `("fee", "interest")`
            (section 367(1) BGB).
        pay_last: Kinds to which it goes after the others. For a consumer's loan in default it is
            `pay_first=("fee",), pay_last=("interest",)` there (section 497(3) BGB).

    Raises:
        UnknownName: for a zone that the time zone database does not have.
        BadValue: for a kind that is named twice.
    """

    books_zone: str = attrs.field(default="UTC", validator=_known_zone)
    day_end: time = attrs.field(default=time(0), validator=local_time)
    report_max_age: int | None = attrs.field(default=None, validator=_whole_days)
    pay_first: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata={"vocabulary": "dues"})
    pay_last: tuple[str, ...] = attrs.field(default=(), converter=texts, metadata={"vocabulary": "dues"})

    def __attrs_post_init__(self) -> None:
        named = (*self.pay_first, *self.pay_last)
        for each in named:
            if named.count(each) > 1:
                raise BadValue("pay_first, pay_last", each, "a kind of due stands in one place of the order")

    @property
    def ranks(self) -> Mapping[str, int]:
        """The places of the kinds of dues that are not paid with the others, which are at 0."""
        first = {kind: i - len(self.pay_first) for i, kind in enumerate(self.pay_first)}
        return {**first, **{kind: i + 1 for i, kind in enumerate(self.pay_last)}}

    @property
    def books(self) -> Books:
        """The books' calendar."""
        return books(self.books_zone, self.day_end)


#: Whether a due counts: `billed` does; `draft` and `excluded` do not until billed; `cancelled` is over.
DUE_STATES = ("billed", "draft", "excluded", "cancelled")


def due_state(_instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if value not in DUE_STATES:
        raise BadValue(attribute.name, value, f"it is one of {', '.join(DUE_STATES)}")


def _due_id(value: str) -> str:
    return text(value, "due")


def _a_date(_instance: object, attribute: attrs.Attribute[date], value: object) -> None:
    if type(value) is not date:
        raise BadValue(attribute.name, value, "a date belongs here, not an instant or a text")


def _positive(instance: Due, attribute: attrs.Attribute[int], value: object) -> None:
    check_amount(value, f"the {attribute.name} of due {instance.id!r}", least=1)


@attrs.frozen(weakref_slot=False)
class Due:
    """An instalment, invoice, fee or the like that falls due.

    Args:
        id: Unique within the case.
        due_on: The due date, a day of the books.
        amount: In the currency's minor unit, positive.
        kind: `instalment`, `invoice`, `fee`, `interest` or `principal`.
        state: `billed`; a `draft` is set aside until it is (`DueChanged`).
        issued_on: The day of its invoice or statement, for counts from there (`facts.days_since_issued`).

    Raises:
        BadAmount: when the amount is not an integer.
        BadValue: when it is not positive, or `due_on` is not a date.
    """

    id: str = attrs.field(converter=_due_id)
    due_on: date = attrs.field(kw_only=True, validator=_a_date)
    amount: int = attrs.field(kw_only=True, validator=_positive)
    kind: str = attrs.field(default="instalment", kw_only=True, metadata={"vocabulary": "dues"})
    state: str = attrs.field(default="billed", kw_only=True, validator=due_state)
    issued_on: date | None = attrs.field(
        default=None, kw_only=True, validator=attrs.validators.optional(_a_date)
    )


def _person_id(value: str) -> str:
    return text(value, "person")


def _known_zones(
    _instance: object, _attribute: attrs.Attribute[tuple[str, ...]], value: tuple[str, ...]
) -> None:
    for each in value:
        zone(each)


@lru_cache(maxsize=1024)
def _shared(zones: tuple[str, ...]) -> tuple[str, ...]:
    return zones


def _zones(values: Iterable[str]) -> tuple[str, ...]:
    # Many persons are in few zones: one tuple serves them all.
    return _shared(texts(values))


@attrs.frozen(weakref_slot=False)
class Person:
    """Somebody whom the case knows.

    Args:
        id: The person's id, the host's own.
        role: What the person is to the debt: a party of the vocabulary.
        zones: Every IANA zone in which the person may be; empty is not known.

    Raises:
        UnknownName: for a zone that the time zone database does not have.
    """

    id: str = attrs.field(converter=_person_id)
    role: str = attrs.field(default="borrower", metadata={"vocabulary": "parties"})
    zones: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_zones, validator=_known_zones)


@attrs.frozen(kw_only=True, weakref_slot=False)
class Arrears:
    """What a servicing system reports of a debt whose dues it keeps itself.

    Args:
        as_of: The day of the books up to which the report counts.
        oldest_due_on: The due date of the oldest unpaid instalment; or
        days_past_due: the days since it (1 the day after the due date), 0 when nothing is overdue.
        amount: What is overdue, in minor units; `None` when the report does not say; 0 means current.

    Raises:
        BadValue: when neither or both of the first two are given (an amount of 0 needs neither), or the
            oldest due date is not before `as_of`.
        BadAmount: when the amount is not an integer.
    """

    as_of: date = attrs.field()
    oldest_due_on: date | None = None
    days_past_due: int | None = attrs.field(default=None, validator=_whole_days)
    amount: int | None = None

    def __attrs_post_init__(self) -> None:
        if type(self.as_of) is not date:
            raise BadValue("as_of", self.as_of, "a date belongs here")
        if self.oldest_due_on is not None and type(self.oldest_due_on) is not date:
            raise BadValue("oldest_due_on", self.oldest_due_on, "a date belongs here")
        if self.amount is not None:
            check_amount(self.amount, "the amount in arrears")
        if self.oldest_due_on is not None and self.days_past_due is not None:
            raise BadValue("days_past_due", self.days_past_due, "give it or oldest_due_on, not both")
        if self.oldest_due_on is None and self.days_past_due is None and self.amount != 0:
            raise BadValue("days_past_due", None, "give it or oldest_due_on (or an amount of 0)")
        if self.days_past_due == 0 and self.amount:
            raise BadValue("amount", self.amount, "nothing is overdue at 0 days past due")
        if self.oldest_due_on is not None and self.oldest_due_on >= self.as_of:
            raise BadValue(
                "oldest_due_on",
                self.oldest_due_on,
                "it is before as_of; days_past_due=0 is current",
            )

    @property
    def oldest(self) -> int | None:
        """The ordinal of the oldest unpaid due date; `None` when nothing is overdue."""
        if self.amount == 0 or self.days_past_due == 0:
            return None
        if self.oldest_due_on is not None:
            return self.oldest_due_on.toordinal()
        assert self.days_past_due is not None  # noqa: S101 - checked when it was made
        return self.as_of.toordinal() - self.days_past_due
