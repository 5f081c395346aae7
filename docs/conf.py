"""Configuration of the documentation."""

import re
import sys
from importlib.metadata import version as distribution_version
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.nodes import make_refnode

project = "collectflow"
author = "The collectflow authors"
copyright = "2026, The collectflow authors"  # noqa: A001 - Sphinx asks for this name
release = distribution_version("collectflow")
version = release

# Without sphinx.ext.intersphinx: the documentation builds without a network.
sys.path.insert(0, str(Path(__file__).parent / "_ext"))
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "pack_rules"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}

html_theme = "furo"
html_title = f"collectflow {release}"
html_static_path = ["_static"]
html_css_files = ["packs.css"]

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

# What docstrings put in single backticks is code.
default_role = "literal"
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

# Names of other projects have no page to link to here. Those of collectflow must have one.
nitpicky = True
_elsewhere = sorted(
    {"attr", "attrs", "click", "holidays", "hypothesis", "pytest", "rich", "transitions", "z3"}
)
nitpick_ignore_regex = [
    (r"py:.*", rf"({'|'.join(map(re.escape, [*sys.stdlib_module_names, *_elsewhere]))})(\..*)?"),
    # Annotations which Sphinx keeps as text, and type variables.
    (r"py:.*", r"(date|datetime|time|timedelta)"),
    (r"py:.*", r"collectflow\..*\._?[A-Z]"),
    # What `one_of` and its like return, and what a filter holds: seen, never named by users.
    (r"py:.*", r"collectflow\.guards\._windows\.(Matching|Where)"),
    # "As `review`" among the errors that a call raises.
    (r"py:exc", r"As .*"),
]

#: Where a name of ours is documented: users import from these, whatever module defines it.
_PUBLIC = (
    "collectflow",
    "collectflow.guards",
    "collectflow.events",
    "collectflow.engine",
    "collectflow.ladders",
    "collectflow.importers",
    "collectflow.testing",
    "collectflow.verify",
)


def _public_name(
    app: Sphinx, env: BuildEnvironment, node: pending_xref, contnode: nodes.TextElement
) -> nodes.reference | None:
    """Send a reference to a name in the module that defines it to where the name is documented."""
    last = node.get("reftarget", "").rpartition(".")[2]
    if node.get("refdomain") != "py" or not last:
        return None
    known = env.domains.python_domain.objects
    for module in _PUBLIC:
        found = known.get(f"{module}.{last}")
        if found is not None:
            return make_refnode(app.builder, node["refdoc"], found.docname, found.node_id, contnode)
    return None


def _keep_colons(
    _app: Sphinx, what: str, _name: str, _obj: object, _options: object, lines: list[str]
) -> None:
    """Put `Who collects: an agency` together again, which napoleon reads as a type and its description."""
    if what in {"attribute", "data", "property"}:
        for i, line in enumerate(lines):
            if line.startswith(":type: "):
                lines[0] = f"{line.removeprefix(':type: ')}: {lines[0]}"
                del lines[i:]
                break


def setup(app: Sphinx) -> None:
    """Register what this project adds to Sphinx."""
    app.connect("autodoc-process-docstring", _keep_colons, priority=900)
    app.connect("missing-reference", _public_name)
