"""What the pages about packs show of them: texts, made of the rules themselves.

Without Sphinx, so that the tests can look whether anything is missing.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import attrs

import collectflow as cf
from collectflow.guards import (
    Asked,
    BusinessDay,
    Clock,
    Count,
    Guard,
    InForce,
    Last,
    Test,
    leaves,
    refs_of,
    straight,
)
from collectflow.policies import PACKS, needed, not_covered
from collectflow.policies._law import OBLIGED

_REFERENCE = Path(__file__).parent.parent / "reference"


@attrs.frozen
class Link:
    """A paragraph that leads to a label, with more words after it."""

    text: str
    to: str
    more: str = ""


#: A cell is its paragraphs; one that begins with ` is code.
Cell = tuple[str | Link, ...]


@attrs.frozen
class Table:
    """A titled table.

    Args:
        title: Its title.
        says: Paragraphs before it.
        heads: The heads of its columns.
        widths: Their widths, in per cent.
        rows: Its rows.
        label: By what its section can be linked to.
        rules: By what each row can be linked to, where a row is a rule.
    """

    title: str
    says: tuple[str, ...]
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]
    label: str | None = None
    rules: tuple[str, ...] = ()


def pack_label(pack: str) -> str:
    """The label of the section with a pack's rules."""
    return f"pack {pack}"


def rule_label(pack: str, rule: cf.Rule) -> str:
    """The label of a rule."""
    return f"pack {pack} {rule.id}"


def left_out_label(module: str) -> str:
    """The label of what a module leaves out."""
    return f"left out of {module}"


def tables(module: str) -> Iterator[Table]:
    """The packs that a module of `collectflow.policies` makes, rule by rule; then what it leaves out."""
    packs = [each for each in PACKS if each.partition(".")[0] == module]
    for name in packs:
        policy = PACKS[name]()
        yield Table(
            f"The rules of {name}",
            _says(policy),
            ("rule", "what it says", "where it is written"),
            (28, 48, 24),
            tuple(_row(rule, policy.currency) for rule in policy.rules),
            pack_label(name),
            tuple(rule_label(name, rule) for rule in policy.rules),
        )
    rows = not_covered(packs[0])
    if rows:
        yield Table(
            "What is left out",
            (),
            ("of the law", "why"),
            (35, 65),
            tuple(((row,), (why,)) for row, why in rows.items()),
            left_out_label(module),
        )


def _says(policy: cf.Policy) -> tuple[str, ...]:
    asked = str(needed([policy]))
    named = f"Policy {policy.name}, version {policy.version}."
    return (named, f"An engine is told of {asked}.") if asked else (named,)


def _row(rule: cf.Rule, currency: str | None) -> tuple[Cell, ...]:
    effect = {"refuse": "Refuses", "advise": "Advises against"}[rule.effect]
    about = " and ".join(_about(target) for target in rule.on)
    first = [f"`{rule.id}", f"{effect} {about}."]
    if rule.grounds:
        first.append(f"May be overridden on: {'; '.join(rule.grounds)}.")
    says = [_sentence(rule.because)]
    if rule.owed is not None:
        says.append(f"A duty, owed while: {cf.words(rule.owed, currency)}.")
    if rule.when is not None:
        says.append(f"Where: {cf.words(rule.when, currency)}.")
    says.append(f"Asks: {cf.words(rule.require, currency)}.")
    return tuple(first), tuple(says), _written(rule)


def _written(rule: cf.Rule) -> tuple[str, ...]:
    starts = rule.effective_from
    ends = rule.effective_until
    said = [
        rule.citation,
        None if rule.source is None else _sentence(rule.source),
        None if starts is None else f"In force from {starts.isoformat()}.",
        None if ends is None else f"In force until {ends.isoformat()}.",
    ]
    return tuple(each for each in said if each is not None)


def _about(target: cf.Target) -> str:
    columns = {name: _listed(words) for name, words in target.columns}
    if target.kind == "move":
        said = f"the move {columns['trigger']}" if "trigger" in columns else "any move"
        joins = {"source": "from", "dest": "to"}
    elif target.kind == "act":
        return f"the act {columns['name']}" if "name" in columns else "any act"
    else:
        said = "contacts" if columns else "any contact"
        joins = {"channel": "by", "party": "to", "purpose": "for"}
    return " ".join([said, *(f"{join} {columns[name]}" for name, join in joins.items() if name in columns)])


def _listed(words: tuple[str, ...]) -> str:
    *most, last = (each.replace("_", " ") for each in words)
    return f"{', '.join(most)} or {last}" if most else last


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


# --- the page over all packs: whatever is in `PACKS`, without the name of any country -------------------

#: The columns of rules, each with its head.
COLUMNS = {
    "hours": "when",
    "caps": "how often",
    "third parties": "to whom",
    "gates": "what has to be, or not to be, before a contact, move or act",
}
#: Tables of what was told and done, and of what holds: a rule that reads the first is a gate, and one that
#: reads the second no cap, whatever else they count.
_TOLD, _WISHED = frozenset({"notices", "transfers", "acts"}), frozenset({"holds", "preferences"})


def world() -> Iterator[Table]:
    """The laws at a glance, their rules, and those of the packs that are no law."""
    laws = [each for each in PACKS if is_law(PACKS[each]())]
    yield Table(
        "At a glance",
        (
            "Official: the law, or the regulator's own text, was read. Reported: others say what it says.",
            "Hard: nobody overrides it. Soft: a named person may, on its grounds. Advice never refuses.",
        ),
        ("law", "what it covers", "as of", "rules", "in force", "hard or soft", "left out"),
        (13, 29, 9, 11, 13, 14, 11),
        tuple(_glance(each) for each in _by_title(laws)),
    )
    yield _by_column("What the rules ask", laws)
    yield _by_column("Packs that are no law", [each for each in PACKS if each not in laws])


def is_law(policy: cf.Policy) -> bool:
    """Whether each of its rules says how sure its text is, as those of a law do."""
    return all(rule.source is not None for rule in policy.rules)


def column_of(rule: cf.Rule) -> str:
    """In which of `COLUMNS` a rule stands: the one that fits best what its guards read."""
    if rule.owed is not None or any(target.kind != "contact" for target in rule.on):
        return "gates"
    asked = refs_of(rule.require)
    if any(isinstance(ref, (Clock, BusinessDay)) for ref in asked):
        return "hours"
    tables = {ref.table for ref in asked if isinstance(ref, (Count, Last, InForce))}
    if tables & _TOLD:
        return "gates"
    if not tables & _WISHED and any(_caps(leaf) for leaf in leaves(straight(rule.require))):
        return "caps"
    return "third parties" if _about_parties(rule) else "gates"


def _caps(leaf: Guard) -> bool:
    """Whether a leaf bounds how often, or how soon, one contacts again."""
    if not isinstance(leaf, Test) or not isinstance(leaf.ref, (Count, Last)) or leaf.ref.table != "contacts":
        return False
    if isinstance(leaf.ref, Last):
        return leaf.ref.type != "text"
    columns = {each.column: each.values for each in leaf.ref.where}
    # What came in is no contact of the collector's, and an answer is asked for once.
    ours = "inbound" not in columns.get("direction", ()) and "reply_to" not in columns
    return ours and leaf.op in {"lt", "le"}


def _about_parties(rule: cf.Rule) -> bool:
    if Asked("party") in refs_of(rule.require):
        return True
    if rule.when is not None and any(map(_leaves_out_who_owes, leaves(straight(rule.when)))):
        return True
    # Aimed at nobody who owes.
    aims = [dict(target.columns).get("party", OBLIGED) for target in rule.on]
    return not any(party in OBLIGED for aim in aims for party in aim)


def _leaves_out_who_owes(leaf: Guard) -> bool:
    if not isinstance(leaf, Test) or leaf.ref != Asked("party") or not isinstance(leaf.value, tuple):
        return False
    return not any((each in leaf.value) == (leaf.op == "in") for each in OBLIGED)


# --- tables -------------------------------------------------------------------------------------------


def _by_column(title: str, packs: list[str]) -> Table:
    return Table(
        title,
        (),
        ("pack", *COLUMNS.values()),
        (12, 18, 20, 20, 30),
        tuple(_columns(each) for each in _by_title(packs)),
    )


def _columns(pack: str) -> tuple[Cell, ...]:
    policy = PACKS[pack]()
    cells = (
        tuple(_said(pack, rule) for rule in policy.rules if column_of(rule) == column) for column in COLUMNS
    )
    return _name(pack), *(cell or ("\N{EM DASH}",) for cell in cells)


def _said(pack: str, rule: cf.Rule) -> Link:
    soft = "advice" if rule.effect == "advise" else "soft" if rule.grounds else ""
    return Link(rule.because, rule_label(pack, rule), f" ({soft})" if soft else "")


def _name(pack: str) -> Cell:
    return Link(title_of(pack), pack_label(pack)), f"`{pack}"


def _glance(pack: str) -> tuple[Cell, ...]:
    policy = PACKS[pack]()
    sources = [rule.source for rule in policy.rules]
    days = sorted({rule.effective_from.isoformat() for rule in policy.rules if rule.effective_from})
    advice = sum(rule.effect == "advise" for rule in policy.rules)
    soft = sum(rule.effect != "advise" and bool(rule.grounds) for rule in policy.rules)
    module = pack.partition(".")[0]
    left = len(not_covered(pack))
    return (
        _name(pack),
        (_first_line(pack),),
        (policy.version,),
        _numbers(official=sources.count("official"), reported=sources.count("reported")),
        tuple(f"from {day}" for day in days) or ("no date known",),
        _numbers(hard=len(sources) - advice - soft, soft=soft, advice=advice),
        (Link(f"{left} paragraph{'s' if left > 1 else ''}", left_out_label(module)),)
        if left
        else ("nothing",),
    )


def _numbers(**numbers: int) -> Cell:
    return tuple(f"{number} {name}" for name, number in numbers.items() if number)


def _first_line(pack: str) -> str:
    made = PACKS[pack]
    said: str = inspect.getdoc(getattr(made, "func", made)) or ""
    return said.partition("\n")[0]


def title_of(pack: str) -> str:
    """The title of the page on which a pack stands."""
    shows = f"```{{pack-rules}} {pack.partition('.')[0]}\n"
    pages = (page.read_text("utf-8") for page in sorted(_REFERENCE.rglob("*.md")))
    return next(text.partition("\n")[0].removeprefix("# ") for text in pages if shows in text)


def _by_title(packs: list[str]) -> list[str]:
    return sorted(packs, key=lambda pack: (title_of(pack), pack))
