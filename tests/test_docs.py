"""The reference says what the code says: every public name, event, table, word and fact is in it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs
import pytest

import collectflow as cf
from collectflow import facts
from collectflow._codec import tag_of
from collectflow.events import ROWS
from collectflow.policies import PACKS, not_covered
from docs._ext.pack_tables import COLUMNS, Cell, Link, Table, is_law, rule_label, tables, world
from tests.oracle import CALENDARS

DOCS = Path(__file__).parent.parent / "docs"
REFERENCE = {page.name: page.read_text("utf-8") for page in sorted((DOCS / "reference").glob("*.md"))}
LAW = {page.name: page.read_text("utf-8") for page in sorted((DOCS / "reference" / "law").glob("*.md"))}
WRITTEN = "\n".join([*REFERENCE.values(), *LAW.values()])
DOCUMENTED = re.findall(r"^\.\. auto\w+:: (\S+?)(?:\(\))?$", WRITTEN, re.MULTILINE)

EVENTS = {
    name: event
    for name in cf.__all__
    if isinstance(event := getattr(cf, name), type) and issubclass(event, cf.Event) and event is not cf.Event
}


def rows(page):
    """The rows of a page's first table, as lists of cells."""
    lines = [line for line in REFERENCE[page].splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def code(cell):
    return re.findall(r"`([^`]+)`", cell)


@pytest.mark.parametrize("name", cf.__all__)
def test_every_public_name_is_documented_once(name):
    # `facts` and `policies` are modules with pages of their own.
    assert DOCUMENTED.count(f"collectflow.{name}") == 1


def test_nothing_is_documented_twice_or_in_vain():
    assert sorted(DOCUMENTED) == sorted(set(DOCUMENTED))
    ours = {each.removeprefix("collectflow.") for each in DOCUMENTED if each.count(".") == 1}
    assert ours <= {*cf.__all__, "errors"}


def test_the_table_of_events_agrees_with_the_code():
    inherited = {field.name for field in attrs.fields(cf.Event)}
    written = {
        code(event)[0]: (code(stored)[0], re.findall(r"`(\w+)`(\??)", fields), int(rank))
        for event, stored, fields, rank, _ in rows("events.md")
    }
    assert written == {
        name: (
            tag_of(event),
            [
                (field.name, "" if field.default is attrs.NOTHING else "?")
                for field in attrs.fields(event)
                if field.name not in inherited
            ],
            event.rank,
        )
        for name, event in EVENTS.items()
    }


def test_the_table_of_tables_agrees_with_the_code():
    written = {code(table)[0]: code(columns) for table, columns, _ in rows("tables.md")}
    assert written == {name: [field.name for field in attrs.fields(row)] for name, row in ROWS.items()}


def test_the_table_of_words_agrees_with_the_code():
    written = {code(name)[0]: set(code(words)) for name, words in rows("words.md")}
    shipped = {field.name: getattr(cf.Vocabulary(), field.name) for field in attrs.fields(cf.Vocabulary)}
    assert written.keys() == shipped.keys()
    for name in shipped.keys() - {"currencies"}:
        assert written[name] == shipped[name]


#: What facts are asked with that need an argument.
GIVEN = {
    "business_day": ["bank"],
    "business_days_past_due": ["bank"],
    "business_days_since_notice": ["bank"],
    "overdue_share": ["nominal"],
}


def test_the_table_of_facts_agrees_with_the_code():
    lifecycle = cf.Lifecycle(
        "x", ["open", cf.Stage("over", final=True)], [cf.Transition("x", "open", "over")]
    )
    engine = cf.Engine(lifecycle, calendars=CALENDARS, attributes={"nominal": int})
    now = datetime(2026, 5, 4, 12, tzinfo=UTC)
    case = engine.open("c", account="a", borrower="b", at=now, borrower_zones=["UTC"]).case
    assert len({*facts.__all__}) == len(facts.__all__)
    seen = set()
    for names, kind, nothing, local in rows("facts.md"):
        for each in code(names):
            name, called, _ = each.partition("(")
            seen.add(name)
            fact = getattr(facts, name)
            if kind in {"as declared", "as the fact", "a guard"}:
                continue
            arguments = GIVEN.get(name, [])
            term = fact(*arguments) if called else fact
            assert term.ref.type == kind, name
            assert local == {True: "yes", False: "no"}[term.ref.zoned] or local == "by the window", name
            value = engine.read(case, term, now)
            if code(nothing):
                assert repr(value) == code(nothing)[0], name
            elif nothing == "longer than any":
                assert value == (10_000_000 if kind == "number" else timedelta(days=10_000_000)), name
    assert seen == {*facts.__all__}


#: The modules of packs, and the pages that show what their rules say.
MODULES = sorted({name.partition(".")[0] for name in PACKS})
SHOWN = re.findall(r"^```\{pack-rules\} (\w+)$", WRITTEN, re.MULTILINE)


def test_every_module_of_packs_has_one_page_with_its_functions_and_its_rules():
    assert sorted(SHOWN) == MODULES
    for module in MODULES:
        # Every public function of the module is on its page with it.
        assert DOCUMENTED.count(f"collectflow.policies.{module}") == 1
        public = getattr(cf.policies, module).__all__
        assert not {f"collectflow.policies.{module}.{name}" for name in public} & {*DOCUMENTED}
        for pack in (PACKS[name] for name in PACKS if name.partition(".")[0] == module):
            assert getattr(pack, "func", pack).__name__ in public


def test_the_readme_says_which_laws_are_shipped():
    readme = (DOCS.parent / "README.md").read_text("utf-8")
    linked = {f"{name}.md" for name in re.findall(r"docs/reference/law/(\w+)\.md", readme)}
    assert linked == {*LAW} - {"index.md"}


@pytest.mark.parametrize("pack", PACKS)
def test_the_page_of_a_pack_shows_every_rule_and_what_is_left_out(pack):
    shown = {table.title: table for table in tables(pack.partition(".")[0])}
    rules = {row[0][0]: row for row in shown[f"The rules of {pack}"].rows}
    policy = PACKS[pack]()
    assert [*rules] == [f"`{rule.id}" for rule in policy.rules]
    for rule in policy.rules:
        head, says, written = rules[f"`{rule.id}"]
        assert {f"Asks: {cf.words(rule.require, policy.currency)}."} <= {*says}
        assert rule.owed is None or f"A duty, owed while: {cf.words(rule.owed)}." in says
        assert rule.because[1:] in str(says[0])
        assert all(ground in str(head[-1]) for ground in rule.grounds)
        assert rule.citation is None or written[0] == rule.citation
        assert rule.effective_from is None or f"In force from {rule.effective_from}." in written
    left = {
        row[0][0]: row[1][0]
        for table in shown.values()
        if table.title == "What is left out"
        for row in table.rows
    }
    assert left == not_covered(pack)


#: The tables of the page over all packs that have a row for each pack, and the names of their packs.
BY_COLUMN = [table for table in world() if table.heads[0] == "pack"]


def links(cell: Cell) -> dict[str, str]:
    """What a cell links to, and its words."""
    return {each.to: each.text for each in cell if isinstance(each, Link)}


def rows_of_packs(table: Table) -> dict[str, tuple[Cell, ...]]:
    """The rows of a table by the pack that they are about."""
    return {str(row[0][1]).removeprefix("`"): row[1:] for row in table.rows}


def test_every_rule_stands_once_on_the_page_over_all_packs():
    shown = {label for module in MODULES for table in tables(module) for label in table.rules}
    seen = []
    for table in BY_COLUMN:
        for pack, cells in rows_of_packs(table).items():
            said = [each for cell in cells for each in links(cell).items()]
            rules = PACKS[pack]().rules
            assert sorted(said) == sorted((rule_label(pack, rule), rule.because) for rule in rules)
            # And each of them leads to a row of its pack's page.
            assert {to for to, _ in said} <= shown
            seen.append(pack)
    assert sorted(seen) == sorted(PACKS)


#: Rules whose column is plain to a reader.
PLAIN = {
    "hours": ["china gb-t-45251.hours", "us reg-f.sundays", "us.massachusetts massachusetts.household-hours"],
    "caps": [
        "us reg-f.seven-calls-in-seven-days",
        "us reg-f.seven-days-after-a-conversation",
        "us.new_york_city new-york-city.three-in-seven-days",
        "china gb-t-45251.three-recorded-calls-a-day",
    ],
    "third parties": [
        "us reg-f.third-parties",
        "uk conc.third-parties",
        "china gb-t-45251.contacts-who-refused",
    ],
    "gates": [
        "us reg-f.validation-notice",
        "us reg-f.before-furnishing",
        "us reg-f.medium",
        "eu directive-2021-2167.transfer-notice",
        "germany rdg-13a.information-first",
        "uk debt-respite.no-contact",
    ],
}


@pytest.mark.parametrize(
    ("column", "rule"), [(name, each) for name, rules in PLAIN.items() for each in rules]
)
def test_a_rule_stands_under_what_it_is_about(column, rule):
    pack = rule.partition(" ")[0]
    (cells,) = (rows[pack] for rows in map(rows_of_packs, BY_COLUMN) if pack in rows)
    assert f"pack {rule}" in links(cells[[*COLUMNS].index(column)])


def test_each_law_is_told_at_a_glance():
    told = rows_of_packs(next(iter(world())))
    assert {*told} == {each for each in PACKS if is_law(PACKS[each]())}
    for pack, (_, version, sources, _, effects, left) in told.items():
        policy = PACKS[pack]()
        assert version == (policy.version,)
        for cell in (sources, effects):
            assert sum(int(str(each).partition(" ")[0]) for each in cell) == len(policy.rules)
        rows, (to, said) = not_covered(pack), next(iter(links(left).items()), ("", "0"))
        assert int(said.partition(" ")[0]) == len(rows)
        assert not rows or to == f"left out of {pack.partition('.')[0]}"


def test_the_page_on_the_command_line_shows_every_command_and_only_options_that_exist():
    app = pytest.importorskip("collectflow.cli._app", reason="the command line is an extra").app
    page = (DOCS / "how-to" / "command-line.md").read_text("utf-8")
    shown = re.findall(r"^\$ collectflow (\w+)(.*)$", page, re.MULTILINE)
    assert {command for command, _ in shown} == set(app.commands)
    for command, rest in shown:
        options = {each for option in app.commands[command].params for each in option.opts}
        assert {each for each in rest.split() if each.startswith("-")} <= options, command
