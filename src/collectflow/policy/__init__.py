"""Rules, policies, findings and verdicts, and the one evaluator behind them."""

from collectflow.policy._duties import Duty, Obligation, duties
from collectflow.policy._evaluate import Evaluation
from collectflow.policy._judging import show
from collectflow.policy._plan import Context, Plan, policy_name, ready
from collectflow.policy._rules import (
    Columns,
    Policy,
    Reviews,
    Rule,
    Target,
    fingerprint,
    on_act,
    on_contact,
    on_move,
)
from collectflow.policy._verdict import Finding, Outcome, Shown, Status, Verdict, describe

__all__ = [
    "Columns",
    "Context",
    "Duty",
    "Evaluation",
    "Finding",
    "Obligation",
    "Outcome",
    "Plan",
    "Policy",
    "Reviews",
    "Rule",
    "Shown",
    "Status",
    "Target",
    "Verdict",
    "describe",
    "duties",
    "fingerprint",
    "on_act",
    "on_contact",
    "on_move",
    "policy_name",
    "ready",
    "show",
]
