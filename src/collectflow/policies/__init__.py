"""Ready-made lifecycles and policies, built with public names only."""

from collectflow.policies import china, online_lending, us

__all__ = ["china", "online_lending", "us"]
