"""What a hold forbids: whom not to contact, and which moves and acts wait while it is in force.

A hold is a row with a kind, a scope and dates; it is in force through its end day, in the books' zone. What
it forbids is said here, in ordinary rules that stand in any engine beside others. They hold for automatic
moves as for any: a case in a moratorium stays where it is, and goes on the day after. Payments are facts and
are always taken; moves that lead down, or out, are nobody's to forbid here.

A hold about the person (`PERSONAL`) counts in whichever of the borrower's cases it was recorded, and so does
any hold of scope `borrower`: pass the others as `beside`. A hold on a due, or on a portion, holds the whole
debt up, since a move is about the whole.

It says only what holds forbid: compose it with a practice that says whom one contacts at all, and with the
law of the country.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from collectflow import facts
from collectflow.errors import BadGuard, BadValue
from collectflow.guards import AnyOf, Count, Guard, Term, none_of, since, where_of
from collectflow.guards import days as last_days
from collectflow.lifecycle import Lifecycle
from collectflow.policy import Policy, Rule, Target, on_contact, on_move

__all__ = [
    "GROUNDS",
    "NOT_COVERED",
    "NO_CONTACT",
    "NO_ESCALATION",
    "NO_SUIT",
    "PERSONAL",
    "escalations",
    "holding",
    "holds",
    "watch",
]

#: Kinds that are about the borrower, in whichever case they were recorded.
PERSONAL = ("bankruptcy", "bereavement", "deceased", "incapacity")
#: Kinds during which the borrower is not contacted.
NO_CONTACT = PERSONAL
#: Kinds during which collection gets no harder.
NO_ESCALATION = (*PERSONAL, "dispute", "hardship", "legal", "moratorium", "other")
#: Kinds during which only a court is not gone to.
NO_SUIT = ("time_barred",)
#: On which grounds a named person may let a case go on all the same, by the kind.
GROUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "deceased": ("the claim is made against the estate",),
        "dispute": ("only what is undisputed is pursued",),
        "incapacity": ("the claim is made against who acts for the borrower",),
    }
)
#: Who acts for the estate of a borrower who died.
ESTATE = ("representative", "successor", "attorney")

#: Kinds of which nothing is said here, with the reason.
NOT_COVERED: Mapping[str, str] = MappingProxyType(
    {
        "cease": "what may still be written differs by law: see the packs",
        "represented": "whether the attorney's silence frees the borrower differs by law: see the packs",
        "workplace": "it is about a place; the packs say how it is asked for",
        "creditor_request": "it waits for an answer that a law asks for: see the packs",
    }
)

#: Why nobody escalates, by the kind; any other is called by its name.
_STANDS = {
    "bankruptcy": "the borrower is bankrupt, and no court allowed it",
    "bereavement": "the borrower is bereaved",
    "deceased": "the borrower died",
    "dispute": "the debt is disputed, and was not verified since",
    "hardship": "the borrower was granted relief for hardship",
    "incapacity": "the borrower cannot act",
    "legal": "a legal reason holds it up",
    "moratorium": "a moratorium is in force",
    "other": "something holds it up",
    "time_barred": "the limitation period is over",
}
#: Others whom a debt concerns: they owe as well, or it is their trade.
_CONCERNED = (
    "co_borrower",
    "guarantor",
    "creditor",
    "creditor_attorney",
    "collector_attorney",
    "consumer_reporting_agency",
)

_Moves = Lifecycle | Target | Iterable[Target]


def escalations(lifecycle: Lifecycle) -> tuple[Target, ...]:
    """The moves of a lifecycle to a more severe stage that is not final, automatic ones included.

    Raises:
        BadValue: when no stage is more severe than another.
    """
    of = {each.name: each for each in lifecycle.stages}
    made = []
    for stage in lifecycle.stages:
        harder = [
            each.trigger
            for each in lifecycle.transitions
            if each.source == stage.name
            and not of[each.dest].final
            and of[each.dest].severity > stage.severity
        ]
        if harder:
            made.append(on_move(*harder, source=stage.name))
    if not made:
        raise BadValue("lifecycle", lifecycle.name, "no move leads to a more severe stage: name the moves")
    return tuple(made)


def _targets(moves: _Moves) -> tuple[Target, ...]:
    if isinstance(moves, Lifecycle):
        return escalations(moves)
    return (moves,) if isinstance(moves, Target) else tuple(moves)


def _listed(name: str, value: Iterable[str]) -> tuple[str, ...]:
    if isinstance(value, str):
        raise BadValue(name, value, "a list belongs here")
    return tuple(dict.fromkeys(str(each) for each in value))


def holding(*kinds: str) -> Guard:
    """Whether a hold of one of these kinds forbids anything now.

    It is in force: in this case, in another one with scope `borrower`, or, of a kind that is about the
    person, in any. A dispute no longer forbids once a `verification` notice was sent after it, nor a
    bankruptcy where a court permits (`PermissionGiven(kind="court")`).

    Raises:
        BadGuard: when no kind is given.
    """
    if not kinds:
        raise BadGuard("holding()", "name at least one kind of hold")
    made: list[Guard] = []
    personal = [each for each in kinds if each in PERSONAL and each != "bankruptcy"]
    others = [each for each in kinds if each not in {*PERSONAL, "dispute"}]
    if personal:
        made.append(facts.held(*personal, beside=True).as_guard())
    if others:
        made += [
            facts.held(*others).as_guard(),
            facts.held(*others, scope="borrower", beside=True).as_guard(),
        ]
    if "bankruptcy" in kinds:
        made.append(facts.held("bankruptcy", beside=True) & ~facts.permitted("court"))
    if "dispute" in kinds:
        own = since("holds", kind="dispute", scope=none_of("borrower"))
        shared = since("holds", beside=True, kind="dispute", scope="borrower")
        made += [
            facts.held("dispute", scope=none_of("borrower"))
            & (facts.notices("verification", within=own) < 1),
            facts.held("dispute", scope="borrower", beside=True)
            & (facts.notices("verification", within=shared) < 1),
        ]
    return made[0] if len(made) == 1 else AnyOf(tuple(made))


def _stands(kind: str) -> str:
    return _STANDS.get(kind, f"a hold of the kind {kind} is in force")


def _contact(kind: str, parties: tuple[str, ...], estate: tuple[str, ...]) -> Rule:
    """Who is not contacted."""
    if kind == "deceased":
        spoken_with = {*_CONCERNED, *estate} - {*parties}
        return Rule(
            "holds.deceased.contact",
            on=on_contact(),
            when=holding(kind),
            require=facts.party.is_in(spoken_with)
            | ((facts.purpose == "locate") & ~facts.party.is_in(parties)),
            because="after a death one speaks with who acts for the estate, and asks others who that is",
        )
    return Rule(
        f"holds.{kind}.contact",
        on=on_contact(party=parties),
        when=holding(kind),
        require=facts.answers | (facts.purpose == "legal"),
        because=f"{_stands(kind).partition(',')[0]}: questions are answered, and what a law demands is told",
    )


def holds(
    moves: _Moves,
    *,
    suits: Target | Iterable[Target] = (),
    no_contact: Iterable[str] = NO_CONTACT,
    no_escalation: Iterable[str] = NO_ESCALATION,
    no_suit: Iterable[str] = NO_SUIT,
    parties: Iterable[str] = ("borrower",),
    estate: Iterable[str] = ESTATE,
    grounds: Mapping[str, Iterable[str]] = GROUNDS,
) -> Policy:
    """What holds forbid.

    Args:
        moves: What escalates: `on_move(...)` and `on_act(...)`, or a lifecycle, for its `escalations`.
        suits: Of these, or of others, what goes to a court: for kinds that forbid that alone. Without it
            `no_suit` says nothing.
        no_contact: Kinds during which the borrower is not contacted. A contact that answers one which came
            in, or that a law demands (purpose `legal`), is excepted; after a death none is, and others than
            the `estate` and those whom the debt concerns are only asked who acts (purpose `locate`).
        no_escalation: Kinds during which nothing in `moves` is done. What lifts a hold while it is in force
            is said at `holding`.
        no_suit: Kinds during which nothing in `suits` is done. Kinds of the engine's own
            (`Engine(holds=["pause"])`) are added to whichever list says what they forbid.
        parties: Who is not contacted: add the `co_borrower` where the hold is about all who owe.
        estate: Who acts for the estate of a borrower who died.
        grounds: On which grounds a named person may override an escalation's rule, by the kind.

    Raises:
        BadValue: for a bare text where a list belongs, or a lifecycle without a more severe stage.
        BadGuard: when there is nothing to forbid.
    """
    harder = _targets(moves)
    court = (suits,) if isinstance(suits, Target) else tuple(suits)
    people, acting = _listed("parties", parties), _listed("estate", estate)
    made = [_contact(kind, people, acting) for kind in _listed("no_contact", no_contact)]
    made += [
        Rule(
            f"holds.{kind}.escalation",
            on=harder,
            require=~holding(kind),
            because=_stands(kind),
            grounds=tuple(grounds.get(kind, ())),
        )
        for kind in _listed("no_escalation", no_escalation)
    ]
    if court:
        made += [
            Rule(f"holds.{kind}.suit", on=court, require=~holding(kind), because=_stands(kind))
            for kind in _listed("no_suit", no_suit)
        ]
    return Policy("holds", version="1", rules=made)


def watch(
    on: _Moves,
    *,
    days: int,
    entered: Iterable[str] | None = None,
    left: Iterable[str] | None = None,
) -> Policy:
    """A period of watching after a cure: what `on` names waits so many days.

    Args:
        on: What waits: `on_move(...)` and others, or a lifecycle, for its `escalations`.
        days: How many days of the books: what waits may be done on the `days`-th day after.
        entered: The stages whose entry begins the period; any unless given. A case that is opened in one did
            not enter it.
        left: The stages that it was entered from; any unless given: with a final `cured`, `left=["cured"]`
            is a relapse.

    Raises:
        BadValue: when neither `entered` nor `left` is given.
        BadGuard: when `days` is not positive.
    """
    columns: dict[str, object] = {"left": none_of(None)}
    if entered is not None:
        columns["stage"] = set(_listed("entered", entered))
    if left is not None:
        columns["left"] = set(_listed("left", left))
    if entered is None and left is None:
        raise BadValue("entered", entered, "say which stages begin the period: entered=[...] or left=[...]")
    lately = Term[int](Count("stages", where_of("stages", columns), last_days(days, zone="books")))
    rule = Rule(
        "holds.watch",
        on=_targets(on),
        require=lately < 1,
        because=f"a case is watched for {days} days after a cure",
    )
    return Policy("holds.watch", version="1", rules=[rule])
