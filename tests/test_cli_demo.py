"""`collectflow demo`: the same seed the same files, decent from the first day to the last."""

import io
import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

import collectflow as cf
from collectflow import facts
from collectflow.cli import main
from collectflow.cli._demo import START, live
from collectflow.cli._house import CALLS_A_WEEK, MESSAGES_A_WEEK, engine
from collectflow.cli._portfolio import PUBLISHED, PUBLISHED_CURES, WORST, Loan, cures, next_behind, rolls
from collectflow.cli._show import report
from collectflow.cli._story import lines, richest, telling, words

DAYS = 180


@pytest.fixture(scope="module")
def lived():
    """A portfolio that has lived, and its events as they were written."""
    sink = io.StringIO()
    return live(120, DAYS, 7, sink, quiet=True), sink.getvalue()


def cases_of(text):
    events = defaultdict(list)
    for line in text.splitlines():
        data = json.loads(line)
        assert set(data) == {"case", "event"}
        events[data["case"]].append(cf.event_from_dict(data["event"]))
    return {name: cf.Case.replay(each) for name, each in events.items()}


def contacts_of(lived):
    """Every contact that was placed, with its case; what an earlier case carried over is told there."""
    for file in lived[0].files:
        for case in file.cases:
            for event in case.events:
                if isinstance(event, cf.ContactPlaced):
                    yield case, event


def test_the_events_add_up_to_the_cases(lived):
    host, text = lived
    assert cases_of(text) == {case.id: case for file in host.files for case in file.cases}
    assert host.figures.events == text.count("\n")


def test_the_same_seed_gives_the_same_events_and_another_seed_others():
    def written(seed):
        sink = io.StringIO()
        live(40, 90, seed, sink, quiet=True)
        return sink.getvalue()

    first = written(7)
    assert written(7) == first
    assert written(8) != first


def test_much_of_what_can_happen_does(lived):
    kinds = {type(event) for file in lived[0].files for case in file.cases for event in case.events}
    assert kinds >= {
        cf.CaseOpened,
        cf.StageChanged,
        cf.ContactPlaced,
        cf.ContactResult,
        cf.ContactInbound,
        cf.DuesAdded,
        cf.PaymentReceived,
        cf.PaymentReversed,
        cf.PromiseMade,
        cf.PreferenceGiven,
        cf.HoldPlaced,
        cf.HoldLifted,
        cf.PlacementStarted,
        cf.PersonKnown,
    }
    assert lived[0].figures.done["reopen"] > 0
    assert any(case.follows for file in lived[0].files for case in file.cases)


def test_money_is_conserved_in_every_case(lived):
    for file in lived[0].files:
        for case in file.cases:
            books = case.ledger
            assert books.billed == books.open + books.allocated + books.waived + books.written_off
            assert books.received == books.allocated + books.unapplied + books.refunded


def test_the_cases_say_what_the_loans_owe(lived):
    host, _ = lived
    today = START + timedelta(days=DAYS - 1)
    late = 0
    for file in host.files:
        unpaid = file.loan.unpaid(today)
        if file.loan.closed or file.case is None:
            continue
        at = file.case.last_at
        if not host.is_open(file):
            assert not unpaid
        else:
            late += 1
            assert file.case.ledger.open == sum(left for _, left in unpaid)
            assert host.engine.read(file.case, facts.unpaid_dues, at) in {len(unpaid), len(unpaid) - 1}
    assert late


def test_nobody_is_reached_outside_of_the_hours_wherever_they_may_be(lived):
    seen = 0
    for case, event in contacts_of(lived):
        then = case.as_of(event.at)
        zones = next(each.zones for each in then.persons if each.id == event.contact.person)
        assert zones
        for zone in zones:
            local = event.at.astimezone(ZoneInfo(zone))
            assert time(8) <= local.time() < time(21)
            assert local.isoweekday() != 7
            seen += 1
    assert seen > 500


def test_nobody_is_reached_too_often_not_even_across_cases(lived):
    calls, messages, days = defaultdict(list), defaultdict(list), defaultdict(list)
    for case, event in contacts_of(lived):
        person = next(each for each in case.as_of(event.at).persons if each.id == event.contact.person)
        for zone in person.zones:
            day = event.at.astimezone(ZoneInfo(zone)).date()
            days[case.account, zone].append(day)
            if event.contact.channel == "call":
                calls[event.contact.person, zone].append(day)
            elif event.contact.channel == "sms":
                messages[event.contact.person, zone].append(day)
    for found, most in ((calls, CALLS_A_WEEK), (messages, MESSAGES_A_WEEK)):
        for each in found.values():
            for day in each:
                assert sum(day - timedelta(days=6) <= other <= day for other in each) <= most
    assert all(len(each) == len(set(each)) for each in days.values())


def test_a_hold_and_a_promise_keep_the_house_away(lived):
    for case, event in contacts_of(lived):
        before = case.as_of(event.at - timedelta(microseconds=1)) if event.at > case.opened_at else case
        us = event.at.timestamp() * 1_000_000
        assert not any(row.us <= us < row.end for row in before.tables.holds)
        for row in before.tables.promises:
            made = datetime.fromtimestamp(row.us / 1_000_000, tz=UTC).date()
            assert event.at.date() - made >= timedelta(days=4)


def test_nothing_that_was_done_broke_a_rule(lived):
    host, _ = lived
    for _, event in contacts_of(lived):
        assert event.breaches == ()
        assert event.decision is not None
        assert event.decision.fingerprint == host.engine.fingerprint


def test_every_day_every_loan_stands_somewhere(lived):
    stages = lived[0].figures.stages
    assert len(stages) == DAYS
    assert all(sum(each.values()) == 120 for each in stages)


def test_what_was_not_allowed_is_counted_by_rule(lived):
    figures = lived[0].figures
    blocked = sum(each.total() - each["allowed"] for each in figures.asked.values())
    assert 0 < blocked <= sum(each.total() for each in figures.rules.values())
    assert figures.rules["house.hours"]["unmet"] > 0
    assert figures.waited > 0


# --- repayment ------------------------------------------------------------------------------------------


def test_the_chain_rolls_as_published():
    """Pooled over months and ages, as the published rates are."""
    random = Random("chain")
    histories = []
    for _ in range(4000):
        history, age = [0], 0
        for _ in range(40):
            history.append(next_behind(random, history[-1], age))
            age = age + 1 if history[-1] else 0
        histories.append(history[20:])
    for before, (row, published) in enumerate(zip(rolls(histories), PUBLISHED, strict=True)):
        scale = sum(published)
        for count, rate in zip(row, published, strict=True):
            share, wanted = count / sum(row), rate / scale
            error = (wanted * (1 - wanted) / sum(row)) ** 0.5
            # Rows past the first two are short; the first is pooled over ages, so only nearly exact.
            assert abs(share - wanted) <= 4 * error + (0.01 if before == 1 else 0.0)


def test_new_spells_end_as_published():
    random = Random("spells")
    histories = []
    for _ in range(20_000):
        history = [0, 1]
        for age in range(1, 4):
            history.append(next_behind(random, history[-1], age) if history[-1] else 0)
        histories.append(history)
    for (seen, ended), rate in zip(cures(histories), PUBLISHED_CURES, strict=True):
        assert seen == 20_000
        assert abs(100 * ended / seen - rate) < 2


def test_rolls_and_cures_are_counted():
    history = [0, 1, 1, 0, 0, 2, 3]
    counts = rolls([history])
    assert (counts[0][0], counts[0][1], counts[0][2], counts[1][1], counts[1][0], counts[2][3]) == (
        1,
        1,
        1,
        1,
        1,
        1,
    )
    assert sum(map(sum, counts)) == 6
    assert cures([history]) == [(2, 0), (1, 1), (1, 1)]


def test_the_portfolio_of_the_run_is_near_the_published_rates(lived):
    """A small one, so only the first row, in which nearly all months are."""
    row = rolls(file.buckets for file in lived[0].files)[0]
    assert sum(row) > 400
    assert abs(100 * row[0] / sum(row) - PUBLISHED[0][0]) < 4


def test_a_loan_owes_what_fell_due_less_what_was_paid():
    loan = Loan.synthetic(1, 1, START)
    loan.dues, loan.paid, loan.instalment = [date(2026, 1, 3), date(2026, 2, 3)], 150_00, 100_00
    assert loan.unpaid(date(2026, 2, 4)) == [(date(2026, 2, 3), 50_00)]
    assert loan.unpaid(date(2026, 2, 3)) == []
    loan.take_back(100_00, START.toordinal())
    assert loan.unpaid(date(2026, 2, 4)) == [(date(2026, 1, 3), 50_00), (date(2026, 2, 3), 100_00)]


def test_loans_begin_as_far_behind_as_the_chain_says():
    loans = [Loan.synthetic(3, i, START) for i in range(500)]
    for loan in loans:
        assert len(loan.unpaid(START)) == len(loan.dues) == loan.behind <= WORST
    assert 0.05 < sum(loan.behind > 0 for loan in loans) / 500 < 0.25


# --- what is shown --------------------------------------------------------------------------------------


def test_the_story_tells_every_event_and_explains_a_refusal(lived):
    host, _ = lived
    file = richest(host.files)
    assert file is not None
    told = list(lines(file))
    results = sum(isinstance(event, cf.ContactResult) for case in file.cases for event in case.events)
    assert len(told) == sum(case.version for case in file.cases) - results
    verdict = telling(file, host.engine)
    assert verdict is not None
    assert not verdict.allowed
    assert verdict.allowed_at is not None
    assert verdict.allowed_at > verdict.at


def test_every_event_of_the_demo_has_words(lived):
    for file in lived[0].files:
        for case in file.cases:
            for event in case.events:
                if not isinstance(event, cf.ContactResult):
                    assert words(event) != type(event).__name__


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_the_report_fits_the_terminal(width, encoding, lived):
    raw = io.BytesIO()
    screen = Console(file=io.TextIOWrapper(raw, encoding=encoding), width=width, markup=False)
    ascii_only = screen.options.ascii_only
    screen.print(report(lived[0], START, DAYS, 7, width=width, ascii_only=ascii_only))
    screen.file.flush()
    text = raw.getvalue().decode(encoding)
    assert max(map(len, text.splitlines())) <= width
    for each in (
        "outreach",
        "house.hours",
        "95.1",
        "doi:10.24432/C55S3H",
        "allowed_at: 2026-",
        "opened in grace",
    ):
        assert each in text


# --- files ----------------------------------------------------------------------------------------------

SMALL = ("--loans", "12", "--days", "20")


def demo(capsys, *arguments):
    code = main(["demo", *SMALL, *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_writes_events_and_lifecycle_and_says_where(tmp_path, capsys):
    code, out, err = demo(capsys, "--out", tmp_path / "a" / "b")
    assert (code, err) == (0, "")
    found = {path.name: path for path in (tmp_path / "a" / "b").iterdir()}
    assert set(found) == {"events.jsonl", "lifecycle.mmd"}
    assert all(str(path) in out for path in found.values())
    assert cases_of(found["events.jsonl"].read_text(encoding="utf-8"))
    first, rest = found["lifecycle.mmd"].read_text(encoding="utf-8").split("\n", 1)
    assert first.startswith("%%")
    assert rest == engine().draw()


def test_its_own_files_are_replaced_and_equal(tmp_path, capsys):
    demo(capsys, "--out", tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert demo(capsys, "--out", tmp_path)[0] == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    demo(capsys, "--out", tmp_path, "--seed", "2")
    assert (tmp_path / "events.jsonl").read_bytes() != first["events.jsonl"]


@pytest.mark.parametrize("name", ["events.jsonl", "lifecycle.mmd"])
@pytest.mark.parametrize("content", [b"mine\n", b"\xff\xfe", b'{"case": "mine"}'])
def test_a_file_of_somebody_elses_is_not_touched(name, content, tmp_path, capsys):
    (tmp_path / name).write_bytes(content)
    code, out, err = demo(capsys, "--out", tmp_path)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert name in err
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == content


def test_a_place_that_is_no_directory_is_one_line_and_exit_code_2(tmp_path, capsys):
    path = tmp_path / "file"
    path.write_text("mine", encoding="utf-8")
    for each in (path, path / "below"):
        code, out, err = demo(capsys, "--out", each)
        assert (code, out, err.count("\n")) == (2, "", 1)
    (tmp_path / "events.jsonl").mkdir()
    assert demo(capsys, "--out", tmp_path)[0] == 2


def test_its_events_can_be_explained(tmp_path, capsys):
    demo(capsys, "--out", tmp_path)
    events = tmp_path / "events.jsonl"
    name = next(iter(cases_of(events.read_text(encoding="utf-8"))))
    question = ["explain", str(events), "write_off", "2026-02-01T12:00Z", "--case", name]
    assert main([*question, "--engine", "demo", "--json"]) in {0, 1, 2}
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(("loans", "days"), [(5, 3), (8, 10)])
def test_a_small_run_shows_no_table_without_a_row(loans, days, tmp_path, monkeypatch, capsys):
    """Nobody was late yet, or no month is over."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--loans", str(loans), "--days", str(days)]) == 0
    shown = [line.strip() for line in capsys.readouterr().out.splitlines()]
    rules = [i for i, line in enumerate(shown) if line and set(line) <= {"\u2500", "-"}]
    assert rules
    assert all(shown[i + 1] for i in rules)
    assert not any("roll rates" in line for line in shown)
    assert any("What the house asked" in line for line in shown) is (loans == 8)


README = Path(__file__).parent.parent / "README.md"
SHOWN = re.findall(r"^\$ \.venv/bin/collectflow (.*)$", README.read_text("utf-8"), re.MULTILINE)


def test_what_the_readme_shows_after_the_demo_works(tmp_path, monkeypatch, capsys):
    """A loan follows from the seed and its number, so that a small run has those of the whole one."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--loans", "12", "--days", "10"]) == 0
    capsys.readouterr()
    assert [each.split()[0] for each in SHOWN] == ["rules", "explain"]
    assert [main(each.split()) for each in SHOWN] == [0, 1]
    out = capsys.readouterr().out
    assert "reg-f.hours: refuses" in out
    assert "refused by house.hours: " in out
