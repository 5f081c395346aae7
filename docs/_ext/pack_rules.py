"""The directive `pack-rules`: the tables of a module's packs, read from the rules when the page is built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from docutils import nodes
from pack_tables import Cell, Table, tables
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class PackRules(SphinxDirective):
    """The packs that a module of `collectflow.policies` makes."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """One section for each table."""
        return [self._section(each) for each in tables(self.arguments[0])]

    def _section(self, table: Table) -> nodes.section:
        made = nodes.section("", nodes.title(table.title, table.title), names=[table.title.lower()])
        self.state.document.note_implicit_target(made, made)
        made += [nodes.paragraph(each, each) for each in table.says]
        made += self._table(table)
        return made

    def _table(self, table: Table) -> nodes.table:
        group = nodes.tgroup("", cols=len(table.heads))
        group += [nodes.colspec(colwidth=width) for width in table.widths]
        group += nodes.thead("", self._row((each,) for each in table.heads))
        group += nodes.tbody("", *(self._row(cells) for cells in table.rows))
        return nodes.table("", group, classes=["colwidths-given"])

    def _row(self, cells: Iterable[Cell]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", *map(self._paragraph, cell)) for cell in cells))

    def _paragraph(self, text: str) -> nodes.paragraph:
        if not text.startswith("`"):
            return nodes.paragraph(text, text)
        code = text[1:]
        # A rule can be linked to by its id.
        made = nodes.paragraph("", "", nodes.literal(code, code), ids=[nodes.make_id(f"rule-{code}")])
        self.state.document.note_explicit_target(made)
        return made


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive("pack-rules", PackRules)
    return {"parallel_read_safe": True}
