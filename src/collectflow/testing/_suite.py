"""`policy_tests`: a class of tests, one a law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

import collectflow as cf
from collectflow.guards import Guard
from collectflow.policies import online_lending
from collectflow.policy import policy_name
from collectflow.testing._asked import Asked, aimed, attributes_read, situations, targets_of
from collectflow.testing._check import Attributes, among, attributes_of, count
from collectflow.testing._laws import LAWS, Broken, Kit, Law
from collectflow.testing._parts import world


class LawBroken(AssertionError):
    """A policy broke a law.

    Args:
        law: The law's name.
        says: What the law says.
        policy: The policy's name.
        found: What was found.
        asked: The smallest situation in which it was.
    """

    def __init__(self, law: str, says: str, policy: str, found: str, asked: Asked) -> None:
        """With everything that the message says."""
        super().__init__(law, says, policy, found, asked)
        self.law = law
        self.says = says
        self.policy = policy
        self.found = found
        self.asked = asked

    def __str__(self) -> str:
        """The law, what was found, and the case."""
        return f"policy {self.policy!r} breaks the law {self.law!r}: {self.says}\n{self.found}\n{self.asked}"


def _policy_of(given_: object, currency: str) -> Any:  # noqa: ANN401 - a policy, or any object that reviews
    """A rule or a guard by itself as a policy of one rule."""
    if isinstance(given_, Guard):
        everything = [cf.on_move(), cf.on_contact(), cf.on_act()]
        given_ = cf.Rule("guard", on=everything, require=given_, because="the guard says so")
    if isinstance(given_, cf.Rule):
        return cf.Policy("rule", rules=[given_], currency=currency)
    if not isinstance(given_, cf.Policy) and not callable(getattr(given_, "review", None)):
        raise cf.BadValue(
            "policy", given_, "pass a Policy, a Rule, a guard, or an object with review(context)"
        )
    return given_


def policy_tests(  # noqa: PLR0913 - what a policy may need around it
    policy: object,
    *,
    attributes: Attributes | None = None,
    lifecycle: cf.Lifecycle | None = None,
    currency: str | None = None,
    others: Iterable[object] = (),
    cases: SearchStrategy[cf.Case] | None = None,
    without: Iterable[str] = (),
    max_examples: int | None = None,
    engine: Mapping[str, Any] | None = None,
) -> type:
    """A test class with every law that a policy must keep, each a test by its name.

    Bind it to a name that pytest collects: `TestHouse = policy_tests(house)`. Each test draws cases,
    instants and proposals near the numbers that the rules name; one that fails names the law that was
    broken and shows the smallest case found.

    Args:
        policy: A `Policy`, a `Rule`, a guard (opaque ones too), or any object that reviews.
        attributes: The host's own facts, by name and type; those that rules read are known anyway.
        lifecycle: On which graph; that of `online_lending` unless given.
        currency: Of all amounts; the policy's unless given.
        others: Policies to which it is added; drawn ones unless given.
        cases: The cases to try, for a policy that looks at what few cases have; any unless given.
        without: Laws to leave out, by name.
        max_examples: How many situations each law is tried on; as the Hypothesis profile says unless
            given.
        engine: More arguments for the engine, such as `{"acts": ["sell"], "calendars": {...}}`.

    Raises:
        BadValue: when `policy` is none.
        InvalidEngine: when it names a stage, trigger, channel or attribute that nobody knows.
        UnknownName: when `without` names no law.
    """
    money = currency or getattr(policy, "currency", None) or "USD"
    made = _policy_of(policy, money)
    more = dict(engine or {})
    known = {**attributes_read([made]), **attributes_of(attributes)}
    graph = online_lending.lifecycle() if lifecycle is None else lifecycle
    house = cf.Engine(graph, policies=[made], attributes=known, **more)
    left_out = set(among("law", without, [law.name for law in LAWS], "policy_tests"))
    where = aimed(world(graph, known, more.get("acts", ()), money), [made])
    asked = situations(house, where, targets_of([made]), cases)
    kit = Kit(made, house, tuple(others), known)
    if kit.others:
        house.evolve(policies=(*kit.others, made))
    if max_examples is not None:
        count(max_examples, "max_examples", 1)
    tests = {
        f"test_{law.name}": _test(law, kit, asked, max_examples) for law in LAWS if law.name not in left_out
    }
    name = policy_name(made)
    doc = f"The laws that every policy keeps, tried on {name!r}."
    return type("PolicyTests", (), {"__doc__": doc, "policy": made, "engine": house, **tests})


def _settings(max_examples: int | None, divisor: int) -> settings:
    """The profile's, but for what a generated test cannot care about."""
    most = settings().max_examples if max_examples is None else max_examples
    return settings(
        deadline=None,
        report_multiple_bugs=False,
        # What `explain` would say, in most of the time that a failure takes, the message says.
        phases=[each for each in settings().phases if each is not Phase.explain],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.nested_given],
        max_examples=max(1, most // divisor),
    )


def _test(
    law: Law, kit: Kit, asked: SearchStrategy[Asked], max_examples: int | None
) -> Callable[[object], None]:
    reason = law.skips(kit.policy)
    name = policy_name(kit.policy)

    @pytest.mark.hypothesis
    def test(_: object) -> None:
        if reason is not None:
            pytest.skip(reason)
        seen: list[LawBroken] = []

        @_settings(max_examples, law.divisor)
        @given(asked, law.draws(kit))
        def attack(situation: Asked, extra: Any) -> None:  # noqa: ANN401 - what the law draws
            try:
                law.attack(kit, situation, extra)
            except Broken as broken:
                seen.append(LawBroken(law.name, law.says, name, str(broken), situation))
                raise seen[-1] from broken.__cause__

        try:
            attack()
        except Flaky:
            # What was broken once was not when the same was tried again: it is not a function.
            last = seen[-1]
            purity = LAWS[0]
            found = f"tried again, the same situation does not give this any more: {last.found}"
            raise LawBroken(purity.name, purity.says, name, found, last.asked) from None

    test.__name__ = f"test_{law.name}"
    test.__qualname__ = f"PolicyTests.test_{law.name}"
    test.__doc__ = law.says
    return test
