"""Ready-made lifecycles and policies, built with public names only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from collectflow.errors import UnknownName
from collectflow.policies import (
    australia,
    chile,
    china,
    colombia,
    eu,
    full_recovery,
    germany,
    holds,
    india,
    indonesia,
    kenya,
    korea,
    mexico,
    online_lending,
    peru,
    philippines,
    russia,
    south_africa,
    spain,
    thailand,
    uk,
    us,
    vietnam,
)
from collectflow.policies._needed import Needed, needed
from collectflow.policy import Policy, on_move

__all__ = [
    "PACKS",
    "Needed",
    "australia",
    "chile",
    "china",
    "colombia",
    "eu",
    "full_recovery",
    "germany",
    "holds",
    "india",
    "indonesia",
    "kenya",
    "korea",
    "mexico",
    "needed",
    "not_covered",
    "online_lending",
    "peru",
    "philippines",
    "russia",
    "south_africa",
    "spain",
    "thailand",
    "uk",
    "us",
    "vietnam",
]

#: What is shipped, to be read and listed: by name, what makes it with every rule that it may have. A pack is
#: called after its module, and where that has several, after the function. Numbers that have no default are
#: examples here, and so are words of an engine's own: the acts `furnish` and `sell`, the channel
#: `hidden_call`; an engine takes the function's own arguments.
PACKS: Mapping[str, Callable[[], Policy]] = MappingProxyType(
    {
        "australia": australia.policy,
        "chile": chile.policy,
        "china": china.standard,
        "china.convention": china.convention,
        "colombia": colombia.policy,
        "eu": eu.policy,
        "eu.mortgages": eu.mortgages,
        "full_recovery": partial(
            full_recovery.policy, currency="USD", place_amount=50_00, file_amount=500_00
        ),
        "germany": germany.policy,
        "holds": partial(holds.holds, online_lending.lifecycle(), suits=on_move("sue")),
        "india": india.policy,
        "india.directions_2026": india.directions_2026,
        "india.microfinance": india.microfinance,
        "indonesia": indonesia.policy,
        "indonesia.financial_services": indonesia.financial_services,
        "kenya": kenya.policy,
        "korea": korea.policy,
        "mexico": partial(mexico.policy, hidden=("hidden_call",)),
        "online_lending": partial(online_lending.policy, currency="USD", sue_from=500_00),
        "peru": peru.policy,
        "philippines": philippines.policy,
        "russia": russia.policy,
        "south_africa": south_africa.policy,
        "spain": spain.policy,
        "spain.mortgages": spain.mortgages,
        "thailand": thailand.policy,
        "uk": uk.policy,
        "uk.mortgages": uk.mortgages,
        "uk.short_term_credit": uk.short_term_credit,
        "us": partial(us.regulation_f, furnishing=("furnish",), selling=("sell",)),
        "us.massachusetts": us.massachusetts,
        "us.new_york_city": us.new_york_city,
        "vietnam": vietnam.policy,
    }
)


def not_covered(pack: str) -> Mapping[str, str]:
    """What the module of a pack leaves out, by the paragraph, with the reason; raises `UnknownName`."""
    if pack not in PACKS:
        raise UnknownName("pack", pack, tuple(PACKS), "packs")
    module = sys.modules[f"{__name__}.{pack.partition('.')[0]}"]
    rows: Mapping[str, str] = getattr(module, "NOT_COVERED", {})
    return rows
