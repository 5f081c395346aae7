"""Ready-made lifecycles and policies, built with public names only."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from collectflow.errors import UnknownName
from collectflow.policies import china, online_lending, us
from collectflow.policy import Policy, on_move

if TYPE_CHECKING:
    from collectflow.policies import full_recovery, holds
else:

    def __getattr__(name):  # noqa: ANN001, ANN202 - modules that are imported on first use
        """A module that few need, so that `import collectflow` does not wait for it."""
        if name in _LATER:
            return import_module(f"{__name__}.{name}")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = ["PACKS", "china", "full_recovery", "holds", "not_covered", "online_lending", "us"]

_Pack = Callable[[], Policy]


def _full_recovery() -> _Pack:
    from collectflow.policies import full_recovery  # noqa: PLC0415 - on first use

    return partial(full_recovery.policy, currency="USD", place_amount=50_00, file_amount=500_00)


def _holds() -> _Pack:
    from collectflow.policies import holds  # noqa: PLC0415 - on first use

    return partial(holds.holds, online_lending.lifecycle(), suits=on_move("sue"))


#: Those that are imported on first use.
_LATER: Mapping[str, Callable[[], _Pack]] = {"full_recovery": _full_recovery, "holds": _holds}


class _Packs(Mapping[str, _Pack]):
    """The packs by name."""

    def __init__(self, made: Mapping[str, _Pack]) -> None:
        self._made = made

    def __getitem__(self, name: str) -> _Pack:
        found = self._made.get(name)
        return _LATER[name]() if found is None else found

    def __iter__(self) -> Iterator[str]:
        return iter(sorted([*self._made, *_LATER]))

    def __len__(self) -> int:
        return len(self._made) + len(_LATER)


#: What is shipped, to be read and listed: by name, what makes it with every rule that it may have. A pack is
#: called after its module, and where that has several, after the function. Numbers that have no default are
#: examples here, and so are the acts `furnish` and `sell`; an engine takes the function's own arguments.
PACKS: Mapping[str, _Pack] = _Packs(
    {
        "china": china.standard,
        "china.convention": china.convention,
        "online_lending": partial(online_lending.policy, currency="USD", sue_from=500_00),
        "us": partial(us.regulation_f, furnishing=("furnish",), selling=("sell",)),
        "us.massachusetts": us.massachusetts,
        "us.new_york_city": us.new_york_city,
    }
)


def not_covered(pack: str) -> Mapping[str, str]:
    """What the module of a pack leaves out, by the paragraph, with the reason; raises `UnknownName`."""
    if pack not in PACKS:
        raise UnknownName("pack", pack, tuple(PACKS), "packs")
    module = import_module(f"{__name__}.{pack.partition('.')[0]}")
    rows: Mapping[str, str] = getattr(module, "NOT_COVERED", {})
    return rows
