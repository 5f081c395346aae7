"""Ready-made lifecycles and policies, built with public names only."""

from collectflow.policies import online_lending

__all__ = ["online_lending"]
