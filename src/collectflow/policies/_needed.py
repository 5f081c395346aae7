"""What an engine has to be told before it takes a policy: called by who lists packs, and by hosts' tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from collectflow.guards import Attribute, Share, refs_of
from collectflow.policy import Policy
from collectflow.vocabulary import Vocabulary

#: The vocabularies that an engine can extend.
_WORDS = tuple(field.name for field in attrs.fields(Vocabulary))


@attrs.frozen
class Needed:
    """What policies name that an engine does not know of itself, as `Engine` takes it.

    Args:
        calendars: The names of business calendars.
        attributes: The host's own facts, each with its type.
        words: By vocabulary (`acts`, `notices`, `channels`, ...), words that are not shipped.
    """

    calendars: tuple[str, ...] = ()
    attributes: Mapping[str, type] = attrs.Factory(dict)
    words: Mapping[str, tuple[str, ...]] = attrs.Factory(dict)

    def __str__(self) -> str:
        """In one line, empty where nothing is needed: `calendars: chile; attributes: nominal (int)`."""
        read = tuple(f"{name} ({kind.__name__})" for name, kind in sorted(self.attributes.items()))
        named = {"calendars": self.calendars, "attributes": read, **self.words}
        return "; ".join(f"{kind}: {', '.join(names)}" for kind, names in named.items() if names)


def needed(policies: Iterable[Policy]) -> Needed:
    """What an engine has to be told for these policies."""
    rules = [rule for policy in policies for rule in policy.rules]
    named = {each for rule in rules for each in rule.mentions()}
    shipped = Vocabulary()
    words = {
        kind: tuple(
            sorted(word for found, word in named if found == kind and word not in shipped.words(kind, "pack"))
        )
        for kind in _WORDS
    }
    guards = [guard for rule in rules for guard in (rule.condition, rule.owed) if guard is not None]
    refs = {ref for guard in guards for ref in refs_of(guard)}
    read: dict[str, type] = {ref.of: int for ref in refs if isinstance(ref, Share)}
    read |= {ref.name: ref.python for ref in refs if isinstance(ref, Attribute)}
    return Needed(
        tuple(sorted({word for kind, word in named if kind == "calendars"})),
        dict(sorted(read.items())),
        {kind: found for kind, found in words.items() if found},
    )
