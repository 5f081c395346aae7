"""The kit with which test suites attack policies: strategies, laws, worked examples, a state machine.

Strategies have plural names and keyword-only options; they say what is wrong with an option at once, and
shrink to what can be read. They are registered with Hypothesis, so `st.from_type(collectflow.Case)` works.
"""

from collectflow._extras import explain_missing

try:
    from collectflow.testing._asked import tell
    from collectflow.testing._build import build_case
    from collectflow.testing._events import events
    from collectflow.testing._graphs import lifecycles
    from collectflow.testing._guards import guards, policies
    from collectflow.testing._machine import LifecycleMachine, lifecycle_machine
    from collectflow.testing._moments import instants, later
    from collectflow.testing._parts import proposals
    from collectflow.testing._stories import cases, histories
    from collectflow.testing._suite import LawBroken, policy_tests
except ImportError as error:
    explain_missing(error, __name__)
    raise

__all__ = [
    "LawBroken",
    "LifecycleMachine",
    "build_case",
    "cases",
    "events",
    "guards",
    "histories",
    "instants",
    "later",
    "lifecycle_machine",
    "lifecycles",
    "policies",
    "policy_tests",
    "proposals",
    "tell",
]
