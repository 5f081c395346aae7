"""What the pages about packs show of them: texts, made of the rules themselves.

Without Sphinx, so that the tests can look whether anything is missing.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

import collectflow as cf
from collectflow.policies import PACKS, not_covered

#: A cell is its paragraphs; one that begins with ` is code.
Cell = tuple[str, ...]


@attrs.frozen
class Table:
    """A titled table."""

    title: str
    says: Cell
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(module: str) -> Iterator[Table]:
    """The packs that a module of `collectflow.policies` makes, rule by rule; then what it leaves out."""
    packs = [each for each in PACKS if each.partition(".")[0] == module]
    for name in packs:
        policy = PACKS[name]()
        yield Table(
            f"The rules of {name}",
            (f"Policy {policy.name}, version {policy.version}.",),
            ("rule", "what it says", "where it is written"),
            (28, 48, 24),
            tuple(_row(rule, policy.currency) for rule in policy.rules),
        )
    rows = not_covered(packs[0])
    if rows:
        yield Table(
            "What is left out",
            (),
            ("of the law", "why"),
            (35, 65),
            tuple(((row,), (why,)) for row, why in rows.items()),
        )


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


def _written(rule: cf.Rule) -> Cell:
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
