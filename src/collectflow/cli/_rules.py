"""`collectflow rules`: what a pack says, rule by rule, with its sources, and what it leaves out."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from inspect import getdoc
from typing import Any

import click

import collectflow as cf
from collectflow.cli._common import BadInput, count, load_engine, load_object, say_wrapped
from collectflow.policies import PACKS, needed, not_covered
from collectflow.policy._rules import SOURCES

#: The engine of the demo, which is no pack.
_DEMO = "demo"
_EFFECTS = {"refuse": "refuses", "advise": "advises"}


# --- which ----------------------------------------------------------------------------------------------


def _found(pack: str) -> tuple[tuple[cf.Policy, ...], Mapping[str, str]]:
    """The policies that are meant, and what is left out; raises `BadInput` and `UnknownName`."""
    module, _, path = pack.partition(":")
    if pack != _DEMO and not (module and path):
        name = pack if pack in PACKS else _named(pack)
        if name is None:
            raise cf.UnknownName("pack", pack, (*PACKS, _DEMO), "PACK")
        return (PACKS[name](),), not_covered(name)
    found = load_engine(pack) if pack == _DEMO else load_object(pack)
    if isinstance(found, cf.Engine):
        # Policy objects are code: they have no rules to list.
        policies = tuple(each for each in found.policies if isinstance(each, cf.Policy))
    elif isinstance(found, cf.Policy):
        policies = (found,)
    else:
        raise BadInput(f"{pack!r} is of type {type(found).__name__}; a Policy or an Engine belongs here")
    rows = getattr(sys.modules.get(module), "NOT_COVERED", None)
    return policies, rows if isinstance(rows, Mapping) else {}


def _named(policy: str) -> str | None:
    """The pack whose policy is called so, as verdicts call it."""
    meant = policy.replace("_", "-")
    return next((pack for pack in PACKS if PACKS[pack]().name == meant), None)


def _line(pack: str) -> str:
    """The first line of the docstring of what makes a pack."""
    made = PACKS[pack]
    return (getdoc(getattr(made, "func", made)) or "").partition("\n")[0]


# --- as JSON --------------------------------------------------------------------------------------------


def _rule_data(rule: cf.Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "effect": rule.effect,
        "duty": rule.owed is not None,
        "citation": rule.citation,
        "source": rule.source,
        "effective_from": None if rule.effective_from is None else rule.effective_from.isoformat(),
        "effective_until": None if rule.effective_until is None else rule.effective_until.isoformat(),
        "grounds": list(rule.grounds),
        "because": rule.because,
    }


def _policy_data(policy: cf.Policy) -> dict[str, Any]:
    return {
        "policy": policy.name,
        "version": policy.version,
        "fingerprint": policy.fingerprint,
        "needed": str(needed([policy])),
        "rules": [_rule_data(each) for each in policy.rules],
    }


def _pack_data(pack: str) -> dict[str, Any]:
    policy = PACKS[pack]()
    return {
        "pack": pack,
        "policy": policy.name,
        "version": policy.version,
        "rules": len(policy.rules),
        "says": _line(pack),
    }


# --- for people -----------------------------------------------------------------------------------------


def in_force(rule: cf.Rule) -> str:
    """The days on which a rule is in force; empty if there is no bound."""
    starts = "" if rule.effective_from is None else f" from {rule.effective_from.isoformat()}"
    ends = "" if rule.effective_until is None else f" until {rule.effective_until.isoformat()}"
    return f"in force{starts}{ends}" if starts or ends else ""


def _acts(rule: cf.Rule) -> list[str]:
    """The acts that it is about: an engine without them has no use for it."""
    return [name for target in rule.on for kind, name in target.mentions() if kind == "acts"]


def _rule_lines(rule: cf.Rule) -> list[str]:
    effect = _EFFECTS[rule.effect]
    acts = _acts(rule)
    about = f", about the act{'s' if len(acts) > 1 else ''} {', '.join(acts)}" if acts else ""
    cited = f"[{rule.citation}]" if rule.citation else ""
    where = ", ".join(each for each in (cited, rule.source, in_force(rule)) if each)
    lines = [
        f"  {rule.id}: {f'a duty; missed, it {effect}' if rule.owed is not None else effect}{about}",
        f"      {rule.because}",
    ]
    if where:
        lines.append(f"      {where}")
    if rule.grounds:
        lines.append(f"      may be overridden on: {'; '.join(rule.grounds)}")
    return lines


def _how_many(policy: cf.Policy, source: str | None) -> str:
    """How many rules it has, or how many of them are of a source."""
    whole = len(policy.rules)
    if source is None or not whole:
        return count(whole, "rule")
    part = len(policy.only(source=source).rules)
    return f"{part or 'none'} of its {count(whole, 'rule')} {'is' if part <= 1 else 'are'} {source}"


def _policy_lines(policy: cf.Policy, source: str | None) -> list[str]:
    lines = [f"{policy.name} {policy.version}: {_how_many(policy, source)}"]
    if asked := str(needed([policy])):
        lines.append(f"  an engine is told of: {asked}")
    return lines + [line for rule in policy.only(source=source).rules for line in _rule_lines(rule)]


def _packs_lines() -> list[str]:
    lines = []
    for data in map(_pack_data, PACKS):
        lines.append(f"{data['pack']}: {data['policy']} {data['version']}, {count(data['rules'], 'rule')}")
        lines.append(f"    {data['says']}")
    return lines


@click.command(short_help="What a pack says, rule by rule, and what it leaves out.")
@click.argument("pack", required=False, metavar="[PACK]")
@click.option(
    "--source", type=click.Choice(SOURCES), default=None, help="Only rules whose text is this sure."
)
@click.option("--left-out", is_flag=True, help="What the pack does not cover, and why, instead of its rules.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")
def rules(pack: str | None, *, source: str | None, left_out: bool, as_json: bool) -> None:
    """List the rules of PACK: effect, reason, citation, source, dates in force, grounds of an override.

    Without PACK, list the packs. PACK is a pack of that list (us), its policy as verdicts call it
    (us.regulation-f), demo, or module:attribute (a Policy, an Engine, or a function that gives one). Numbers
    that a pack has no default for are examples.

    The source is official where the law, or the regulator's own text, was read, and reported where others
    say what it says.
    """
    data: dict[str, Any]
    if pack is None:
        if source is not None or left_out:
            raise click.UsageError("--source and --left-out ask about one PACK", click.get_current_context())
        data, lines = {"packs": [_pack_data(each) for each in PACKS]}, _packs_lines()
    else:
        policies, rows = _found(pack)
        if left_out:
            data, lines = {"left_out": dict(rows)}, [f"{row}: {why}" for row, why in rows.items()]
        else:
            data = {"policies": [_policy_data(each.only(source=source)) for each in policies]}
            lines = [line for each in policies for line in _policy_lines(each, source)]
    if as_json:
        click.echo(json.dumps(data, indent=2))
    else:
        say_wrapped("\n".join(lines) or "nothing is listed")
