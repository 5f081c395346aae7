"""The levels of a ladder, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Literal

import attrs

from collectflow import facts
from collectflow.calendars import BusinessCalendar
from collectflow.case import Case
from collectflow.engine import Engine, Hook
from collectflow.errors import BadValue, NotCarried, UnknownName
from collectflow.events import Contact, Conventions
from collectflow.guards import Guard, Opaque, leaves
from collectflow.ladders._channels import Choice, first_of
from collectflow.lifecycle import Lifecycle
from collectflow.policy import Policy, Reviews
from collectflow.vocabulary import check_amount

#: Where a case begins, and where it goes back to when nothing is overdue.
CURRENT = "current"
#: Where it ends when the host closes it.
CLOSED = "closed"

#: What the days of a level are counted from.
Anchor = Literal["due_date", "previous_level", "end_of_month", "invoice_date", "before_due"]
#: Anchors whose levels are reached before anything is overdue.
EARLY = ("invoice_date", "before_due")
#: What a hold does to a ladder.
OnHold = Literal["freeze", "clear", "ignore"]

#: Anchors of other software that a case cannot tell, and what to do instead.
_INSTEAD = {
    "last_contact": "count from the level before it, or write a rule on facts.days_since_contact()",
}


#: So many days are more than anybody waits for, and few enough to add to any date.
_CENTURY = 36_525


def _whole(_instance: object, attribute: attrs.Attribute[int], value: object) -> None:
    if type(value) is not int or not 0 <= value <= _CENTURY:
        hint = f"a whole number of days from 0 on belongs here, {_CENTURY:,} at most"
        if attribute.name == "days" and type(value) is int and value < 0:
            hint += "; days before the due date are those of the anchor 'before_due'"
        raise BadValue(f"the {attribute.name} of a level", value, hint)


def _anchor(instance: Level, _attribute: attrs.Attribute[Anchor], value: object) -> None:
    if isinstance(value, str) and value in _INSTEAD:
        raise NotCarried(f"level {instance.name!r}", (f"anchor {value!r}: {_INSTEAD[value]}",))
    known = ("due_date", "previous_level", "end_of_month", *EARLY)
    if value not in known:
        raise UnknownName("anchor", str(value), known, f"level {instance.name!r}")


def _amount(instance: Level, _attribute: attrs.Attribute[int | None], value: int | None) -> None:
    if value is not None:
        check_amount(value, f"the amount of level {instance.name!r}")


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    if isinstance(values, str):
        raise BadValue("fallback", values, "a list of channels belongs here")
    return tuple(values)


@attrs.frozen
class Level:
    """A step of a ladder.

    Args:
        name: Its name, which becomes a stage; the move there is called `to_` and the name.
        days: After how many days of the books it is reached: 1 past due is the day after the due date. With
            0 it is reached as soon as anything is overdue.
        anchor: Days from what: `due_date` (of the oldest unpaid due), `previous_level` (the day on which the
            level before it was entered), `invoice_date` (of the oldest unpaid invoice, due or not),
            `before_due` (so many days before the due date, and from then on), or `end_of_month` (the last day
            of the month in which the due date plus `days` lies). The last is read by an opaque guard, so data
            frames and proofs cannot take it.
        wait: How many days it comes after the level before it, at least, whatever the anchor.
        amount: The least amount overdue, in minor units; that very amount is enough. With less the case waits
            below the level. Of a level before the due date: the least amount open.
        share: The least share of an attribute that is overdue, in whole millionths, likewise. With an amount
            both are asked for, as the European Union does of default (Delegated Regulation (EU) 2018/171).
        of: The attribute that it is a share of, such as the exposure: an `int`, in minor units.
        channel: By which channel collection contacts are made while the case stands in it; any unless given.
        fallback: By which others, in order, where it cannot be by that one; `Ladder.choose` tells.
        manual: Whether somebody has to do it: `advance` does not take the move; the host fires it when the
            action was done, and until then the ladder goes no further.

    Raises:
        NotCarried: for an anchor that cases do not know: `last_contact`.
        UnknownName: for any other.
        BadValue, BadAmount: for days or an amount that are not whole numbers, a share of nothing, or a
            channel that is named twice.
        BadGuard: for a share that is not one of whole millionths.
    """

    name: str
    days: int = attrs.field(validator=_whole)
    anchor: Anchor = attrs.field(default="due_date", validator=_anchor)
    wait: int = attrs.field(default=0, kw_only=True, validator=_whole)
    amount: int | None = attrs.field(default=None, kw_only=True, validator=_amount)
    channel: str | None = attrs.field(default=None, kw_only=True)
    manual: bool = attrs.field(default=False, kw_only=True)
    share: Fraction | Decimal | None = attrs.field(default=None, kw_only=True)
    of: str | None = attrs.field(default=None, kw_only=True)
    fallback: tuple[str, ...] = attrs.field(default=(), kw_only=True, converter=_texts)

    def __attrs_post_init__(self) -> None:
        if (self.share is None) is not (self.of is None):
            hint = "a share is of an attribute: share=Fraction(1, 100), of='exposure'"
            raise BadValue(f"share, of of level {self.name!r}", (self.share, self.of), hint)
        if self.share is not None and self.of is not None:
            _ = facts.overdue_share(self.of) >= self.share
        if len({*self.channels}) != len(self.channels) or (self.fallback and self.channel is None):
            hint = "name the first as channel, and each other one once"
            raise BadValue(f"channels of level {self.name!r}", self.channels, hint)

    @property
    def channels(self) -> tuple[str, ...]:
        """Its channels in order; none is any."""
        return self.fallback if self.channel is None else (self.channel, *self.fallback)

    @property
    def trigger(self) -> str:
        """What the move to it is called."""
        return f"to_{self.name}"

    @property
    def back(self) -> str:
        """What the move back to it, from a higher level, is called."""
        return f"back_to_{self.name}"


@attrs.frozen
class Practice:
    """A lifecycle and its policy, made from a table or from another system's settings."""

    lifecycle: Lifecycle
    policy: Policy

    @property
    def registry(self) -> tuple[Guard, ...]:
        """Its opaque guards, for `Policy.from_dict` and `Engine.from_dict`."""
        conditions = [rule.condition for rule in self.policy.rules]
        found = {leaf.name: leaf for each in conditions for leaf in leaves(each) if isinstance(leaf, Opaque)}
        return tuple(found.values())

    def _attributes(self) -> Mapping[str, type]:
        """The attributes that its own conditions read."""
        return {}

    def engine(
        self,
        policies: Iterable[Policy | Reviews] = (),
        *,
        hooks: Iterable[Hook] = (),
        conventions: Conventions | None = None,
        attributes: Mapping[str, type] | None = None,
        calendars: Mapping[str, BusinessCalendar] | None = None,
        **words: Iterable[str],
    ) -> Engine:
        """An engine on it, with further policies, such as those of the law, and words; see `Engine`."""
        return Engine(
            self.lifecycle,
            policies=[self.policy, *policies],
            hooks=hooks,
            conventions=conventions,
            attributes={**self._attributes(), **(attributes or {})},
            calendars=calendars,
            **words,  # type: ignore[arg-type] # none is called as a part of the engine
        )


@attrs.frozen
class Ladder(Practice):
    """A lifecycle and a policy, made by `ladder` from its levels."""

    levels: tuple[Level, ...]

    def choose(
        self,
        engine: Engine,
        case: Case,
        at: datetime,
        contacts: Iterable[Contact],
        *,
        patience: timedelta = timedelta(days=1),
        beside: Iterable[Case] = (),
    ) -> Choice:
        """Which contact is made in the level in which a case stands.

        The first by the level's channels, in their order, that every policy of the engine allows now, or
        within some patience: hours of the night do not make a letter of an email, and a wish or a rule that
        lasts does.

        Args:
            engine: The engine, with all its policies.
            case: The case.
            at: When, aware.
            contacts: Those that can be made: one for each address that is known. A channel without one is
                passed over.
            patience: How long is waited for a channel before the next one is taken.
            beside: As in `Engine.review`.

        Returns:
            The choice; without a verdict where no contact can be made, or the case stands in no level. A
            level that names no channel takes the contacts in the order in which they are given.

        Raises:
            BadValue: for a patience below nothing; and what `Engine.review` raises.
        """
        here = next((each for each in self.levels if each.name == case.stage), None)
        if here is None:
            return Choice(None)
        return first_of(engine, case, at, here.channels, contacts, patience, beside)

    def _attributes(self) -> Mapping[str, type]:
        return {each.of: int for each in self.levels if each.of is not None}
