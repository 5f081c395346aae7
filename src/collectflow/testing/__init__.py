"""The kit with which test suites attack policies: strategies, laws, and a state machine."""

from collectflow.testing._build import build_case
from collectflow.testing._suite import LawBroken, policy_tests

__all__ = ["LawBroken", "build_case", "policy_tests"]
