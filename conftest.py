"""What pytest needs before any test: the examples in the prose, and Hypothesis profiles.

The Python blocks of README.md and of every page under docs/ are run as tests. A block
with `>>>` prompts is compared with its output; any other block only has to run, and may
assert. The blocks of one page share one namespace, from top to bottom. Put
`<!--- skip: next -->` before a block which is not meant to run.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.myst import DocTestDirectiveParser, PythonCodeBlockParser, SkipParser
from xdist.remote import Producer  # type: ignore[import-untyped, unused-ignore]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped, unused-ignore]

pytest_collect_file = Sybil(
    parsers=[DocTestDirectiveParser(), PythonCodeBlockParser(), SkipParser()],
    patterns=["README.md", "docs/*.md", "docs/**/*.md"],
    excludes=["docs/_build/*", "docs/_build/**/*", ".venv/**/*"],
).pytest()


class PageScheduling(LoadScopeScheduling):  # type: ignore[misc, unused-ignore]
    """Send the examples of one page to one worker: they share a namespace."""

    def _split_scope(self, nodeid: str) -> str:
        page = nodeid.partition("::")[0]
        return page if page.endswith(".md") else nodeid


# Not a mark `xdist_group`: pytest 9.2 keeps the ids of tests in a way that xdist 3.8 cannot mark.
@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PageScheduling:
    """Give xdist that scheduler."""
    return PageScheduling(config, log)


# No deadlines: how long an example takes on a busy machine says nothing about the code.
settings.register_profile("dev", deadline=None)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    max_examples=150,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fuzz",
    deadline=None,
    max_examples=int(os.environ.get("HYPOTHESIS_MAX_EXAMPLES", "2000")),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))
