"""What is optional says, where it is missing, which extra brings it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from collectflow._extras import EXTRAS, explain_missing

PROJECT = Path(__file__).parent.parent / "pyproject.toml"

#: What asks for a package: a statement, the package, and how the message begins.
ASKED = [
    ("import collectflow.portfolio", "narwhals", "collectflow.portfolio needs narwhals"),
    ("import collectflow.testing", "hypothesis", "collectflow.testing needs hypothesis"),
    ("import collectflow.verify", "z3", "collectflow.verify needs z3"),
    (
        "import collectflow as cf; cf.public_holidays('US', [2026])",
        "holidays",
        "public_holidays needs holidays",
    ),
]


@pytest.mark.parametrize(("statement", "package", "begins"), ASKED, ids=[each[1] for each in ASKED])
def test_a_missing_package_is_an_import_error_that_says_which_extra_brings_it(statement, package, begins):
    program = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "try:\n"
        f"    {statement}\n"
        "except ImportError as error:\n"
        "    print(error.name, '|', error)\n"
    )
    done = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-W", "error", "-c", program], check=True, capture_output=True, text=True, timeout=60
    )
    name, _, said = done.stdout.strip().partition(" | ")
    assert name.partition(".")[0] == package
    assert said.startswith(f"{begins}, ")
    assert f"pip install '.[{EXTRAS[package]}]'" in said


def test_every_package_is_one_that_its_extra_installs():
    extras = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    distributions = packages_distributions()
    for package, extra in EXTRAS.items():
        names = distributions.get(package, [package])
        assert any(each.startswith(name) for each in extras[extra] for name in names), package


@pytest.mark.parametrize(
    "error", [ModuleNotFoundError("no module named 'attr'", name="attr"), ImportError("a cycle")]
)
def test_an_error_about_another_package_stays_as_it_is(error):
    said = str(error)
    explain_missing(error, "it")
    assert str(error) == said
