"""The directives `pack-rules` and `pack-world`: tables of packs, read from the rules when a page is built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from docutils import nodes
from pack_tables import Cell, Link, Table, tables, world
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class _Tables(SphinxDirective):
    """A section for each table."""

    def _sections(self, tables: Iterable[Table], *classes: str) -> list[nodes.Node]:
        return [self._section(each, classes) for each in tables]

    def _section(self, table: Table, classes: tuple[str, ...]) -> nodes.section:
        made = nodes.section("", nodes.title(table.title, table.title), names=[table.title.lower()])
        self.state.document.note_implicit_target(made, made)
        if table.label is not None:
            self._label(table.label, made)
        made += [nodes.paragraph(each, each) for each in table.says]
        made += self._table(table, classes)
        return made

    def _label(self, label: str, node: nodes.Element) -> None:
        """Let other pages link to a node."""
        known = self.env.domains.standard_domain.anonlabels
        known[label] = (self.env.docname, node["ids"][0])

    def _table(self, table: Table, classes: tuple[str, ...]) -> nodes.table:
        group = nodes.tgroup("", cols=len(table.heads))
        group += [nodes.colspec(colwidth=width) for width in table.widths]
        group += nodes.thead("", self._row((each,) for each in table.heads))
        rows = [self._row(cells) for cells in table.rows]
        for label, row in zip(table.rules, rows, strict=bool(table.rules)):
            self._label(
                label, next(row.findall(lambda node: bool(getattr(node, "attributes", {}).get("ids"))))
            )
        group += nodes.tbody("", *rows)
        return nodes.table("", group, classes=["colwidths-given", *classes])

    def _row(self, cells: Iterable[Cell]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", *map(self._paragraph, cell)) for cell in cells))

    def _paragraph(self, text: str | Link) -> nodes.paragraph:
        if isinstance(text, Link):
            return nodes.paragraph("", "", self._link(text), nodes.Text(text.more))
        if not text.startswith("`"):
            return nodes.paragraph(text, text)
        code = text[1:]
        return nodes.paragraph("", "", nodes.literal(code, code))

    def _link(self, link: Link) -> addnodes.pending_xref:
        about = {"refdomain": "std", "reftype": "ref", "refdoc": self.env.docname, "refwarn": True}
        words = nodes.inline(link.text, link.text)
        return addnodes.pending_xref("", words, reftarget=link.to, refexplicit=True, **about)


class PackRules(_Tables):
    """The packs that a module of `collectflow.policies` makes."""

    required_arguments: ClassVar[int] = 1

    def run(self) -> list[nodes.Node]:
        """One section for each pack, and one for what is left out."""
        return self._sections(tables(self.arguments[0]))

    def _paragraph(self, text: str | Link) -> nodes.paragraph:
        made = super()._paragraph(text)
        if isinstance(text, str) and text.startswith("`"):
            # A rule can be linked to by its id.
            made["ids"] = [nodes.make_id(f"rule-{text[1:]}")]
            self.state.document.note_explicit_target(made)
        return made


class PackWorld(_Tables):
    """All packs: the laws at a glance, and the rules by what they are about."""

    def run(self) -> list[nodes.Node]:
        """One section for each table."""
        return self._sections(world(), "pack-world")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directives."""
    app.add_directive("pack-rules", PackRules)
    app.add_directive("pack-world", PackWorld)
    return {"parallel_read_safe": True}
