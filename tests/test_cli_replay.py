"""`collectflow replay`: the published repayment history, and files that are none."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectflow as cf
from collectflow.cli import main
from collectflow.cli._common import BadInput, shipped_engine
from collectflow.cli._replay import REPORTS, Replay
from collectflow.cli._uci import MONTHS, Account, oldest_due, read_accounts

DATA = Path(__file__).parents[2] / "shared" / "data" / "uci_credit_card_1000.csv"
HEADER = "ID,LIMIT_BAL,PAY_0,PAY_2,PAY_3,PAY_4,PAY_5,PAY_6,BILL_AMT1,DEFAULT_NEXT_MONTH"

needs_data = pytest.mark.skipif(
    not DATA.exists(), reason=f"the data set is not at {DATA.name} beside the project"
)


def table(path, rows, header=HEADER):
    """A file with the rows' statuses, newest first, as in the data set."""
    lines = [header, *(f"{name},20000.0,{','.join(map(str, late))},1.0,0" for name, late in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def summary(capsys, *arguments):
    assert main(["replay", *map(str, arguments), "--format", "uci", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    return json.loads(captured.out)


def replayed(*histories, **numbers):
    engine = shipped_engine(currency="TWD", sue_from=None, books_zone="Asia/Taipei", numbers=numbers)
    return Replay(engine).run(Account(str(i), tuple(each)) for i, each in enumerate(histories))


# --- the real file --------------------------------------------------------------------------------------


@needs_data
def test_the_real_file_gives_the_published_counts(capsys):
    told = summary(capsys, DATA)
    assert (told["accounts"], told["left_grace"], told["visit_permitted"]) == (1000, 342, 44)
    assert all(type(told[name]) is int for name in ("accounts", "left_grace", "visit_permitted"))
    assert told["cases"] - told["cures"] == told["open"]
    assert all(sum(month["stages"].values()) == 1000 for month in told["months"])


@needs_data
@pytest.mark.parametrize("after", [0, 45, 46, 74, 77, 90, 107, 200])
def test_the_real_file_agrees_with_the_calendar_whatever_the_number_of_days(after, capsys):
    """How many accounts were ever that late follows from the file's own columns, without an engine."""
    with DATA.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = ("PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0")

    def days(month_end, months_late):
        year, month = divmod(month_end.year * 12 + month_end.month - 1 - months_late, 12)
        return (month_end - date(year, month + 1, 15)).days

    expected = sum(
        any(
            int(row[c]) > 0 and days(end, int(row[c])) > after for c, end in zip(columns, MONTHS, strict=True)
        )
        for row in rows
    )
    told = summary(capsys, DATA, "--visit-after", after)
    assert told["visit_permitted"] == expected
    assert told["left_grace"] == 342


@needs_data
def test_what_people_see_has_both_counts(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["replay", str(DATA), "--format", "uci"]) == 0
    out = capsys.readouterr().out
    assert "left grace:       342 accounts" in out
    assert "visit permitted:  44 accounts" in out
    assert "online-lending.outreach-calls" in out
    assert max(len(line) for line in out.splitlines()) <= 80


# --- what a month means ---------------------------------------------------------------------------------


def test_one_month_late_in_september_is_due_on_the_fifteenth_of_august():
    assert oldest_due(date(2005, 9, 30), 1) == date(2005, 8, 15)
    assert oldest_due(date(2005, 4, 30), 8) == date(2004, 8, 15)


def test_reports_arrive_on_the_books_last_day_of_the_month():
    assert [each.date() for each in REPORTS] == list(MONTHS)
    case = cf.Engine(
        cf.policies.online_lending.lifecycle(), conventions=cf.Conventions(books_zone="Asia/Taipei")
    ).open("c", account="a", borrower="b", at=REPORTS[0])
    assert [case.case.today(each) for each in REPORTS] == list(MONTHS)


def test_an_account_that_is_never_late_has_no_case():
    tally = replayed((0, -1, -2, 0, 0, 0))
    assert (tally.accounts, tally.ever_late, tally.cases, tally.left_grace) == (1, 0, 0, 0)


def test_late_again_after_a_cure_is_a_new_case_that_follows():
    tally = replayed((2, 0, 2, -1, 0, 2))
    assert (tally.ever_late, tally.cases, tally.followers, tally.cures, tally.open) == (1, 3, 2, 2, 1)
    assert [dict(each) for each in tally.moves] == [
        {"start_reminders": 1},
        {"cure": 1},
        {"start_reminders": 1},
        {"cure": 1},
        {},
        {"start_reminders": 1},
    ]
    assert tally.stages[-1] == {"reminder": 1}


def test_a_payment_that_is_not_enough_is_no_cure():
    tally = replayed((4, 3, 2, 2, 1, 1))
    assert (tally.cases, tally.cures) == (1, 0)


def test_visits_are_permitted_past_the_days_alone():
    assert replayed((3, 0, 0, 0, 0, 0)).visit_permitted == 1
    assert replayed((2, 2, 2, 2, 2, 2)).visit_permitted == 0
    assert replayed((2, 2, 2, 2, 2, 2), visit_after=60).visit_permitted == 1


def test_nobody_leaves_grace_whom_the_policy_leaves_there():
    tally = replayed((2, 2, 0, 0, 0, 0), remind_after=1000)
    assert (tally.cases, tally.left_grace, tally.cures) == (1, 0, 1)
    assert tally.rules["online-lending.borrower-stage"]["unmet"] > 0


@given(st.lists(st.lists(st.integers(-2, 9), min_size=6, max_size=6), max_size=5))
def test_every_history_adds_up(histories):
    tally = replayed(*histories)
    late = [any(each > 0 for each in history) for history in histories]
    spells = [
        sum(now > 0 and before <= 0 for before, now in zip([0, *history], history, strict=False))
        for history in histories
    ]
    assert tally.accounts == len(histories)
    assert tally.ever_late == tally.left_grace == sum(late)
    assert tally.cases == sum(spells)
    assert tally.followers == sum(each - 1 for each in spells if each)
    assert tally.open == sum(history[-1] > 0 for history in histories)
    assert tally.visit_permitted == sum(any(each >= 3 for each in history) for history in histories)


def test_a_suit_is_not_known_to_be_allowed_without_an_amount():
    """The amount is not in the data: a rule that names one finds it unknown."""
    engine = shipped_engine(currency="TWD", sue_from=1, books_zone="Asia/Taipei", numbers={})
    arrears = cf.Arrears(as_of=MONTHS[0], oldest_due_on=oldest_due(MONTHS[0], 6))
    case = engine.open(
        "c", account="a", borrower="b", at=REPORTS[0], currency="TWD", arrears=arrears, stage="outsourced"
    ).case
    found = {each.rule: each.outcome for each in engine.review(case, "sue", REPORTS[0]).findings}
    assert found["online-lending.sue-amount"] is cf.Outcome.UNKNOWN


# --- how files differ -----------------------------------------------------------------------------------

LATE = [("1", (2, 0, 0, 0, 0, 0)), ("2", (0, 0, 0, 3, 2, 0))]


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        HEADER.lower(),
        "\ufeff" + HEADER,
        HEADER.replace("PAY_0", "PAY_1"),
        HEADER.replace("DEFAULT_NEXT_MONTH", "default payment next month"),
        HEADER.replace("DEFAULT_NEXT_MONTH", '"default.payment.next.month"'),
        HEADER.replace(",PAY_", ", pay "),
        ",X1,X6,X7,X8,X9,X10,X11,X12,Y\n" + HEADER,
        "ID,X1,X6,X7,X8,X9,X10,X11,X12,Y",
    ],
)
def test_headers_differ_and_mean_the_same(header, tmp_path):
    path = table(tmp_path / "a.csv", LATE, header)
    assert read_accounts(path) == [Account("1", (0, 0, 0, 0, 0, 2)), Account("2", (0, 2, 3, 0, 0, 0))]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_separators_differ_too(separator, tmp_path):
    path = table(tmp_path / "a.csv", LATE)
    path.write_text(path.read_text(encoding="utf-8").replace(",", separator), encoding="utf-8")
    assert [each.id for each in read_accounts(path)] == ["1", "2"]


def test_blank_lines_windows_lines_and_whole_floats_do_no_harm(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(f"{HEADER}\r\n\r\n7,1,2.0,+1,-1,-2.,0,0,1,0\r\n\r\n".encode())
    assert read_accounts(path) == [Account("7", (0, 0, -2, -1, 1, 2))]


GOOD = "1,1,0,0,0,0,0,0,1,0"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (HEADER.encode(), "no client"),
        (b"\x00\x01\x02" * 100, "NUL"),
        (b"\xff\xfe\x41" * 100, "not a text file"),
        (b'{"events": []}', "no column ID, PAY_6"),
        (b"just words\n", "no column"),
        (f"{HEADER.replace('PAY_3', 'PAY_33')}\n{GOOD}".encode(), "no column PAY_3;"),
        (f"{HEADER[3:]}\n{GOOD}".encode(), "no column ID;"),
        (f"{HEADER}\n{GOOD}\n{GOOD}".encode(), "line 3: client '1' is on line 2 already"),
        (f"{HEADER}\n1,1,late,0,0,0,0,0,1,0".encode(), "line 2: PAY_0 is 'late'"),
        (f"{HEADER}\n1,1,,0,0,0,0,0,1,0".encode(), "line 2: PAY_0 is ''"),
        (f"{HEADER}\n1,1,1.5,0,0,0,0,0,1,0".encode(), "line 2: PAY_0 is '1.5'"),
        (f"{HEADER}\n1,1,٣,0,0,0,0,0,1,0".encode(), "PAY_0 is"),
        (f"{HEADER}\n1,1,10,0,0,0,0,0,1,0".encode(), "scale is -2 to 9"),
        (f"{HEADER}\n1,1,-3,0,0,0,0,0,1,0".encode(), "scale is -2 to 9"),
        (f"{HEADER}\n,1,0,0,0,0,0,0,1,0".encode(), "line 2: the client has no ID"),
        (f"{HEADER}\n1,1,0,0".encode(), "line 2: 4 cells"),
        (f'{HEADER}\n1,1,"0,0,0,0,0,0,1,0'.encode(), "not CSV"),
        (f"{HEADER}\n{GOOD}\n".encode() + b"2,1,0,0,0,0,0,0,1,\xe9" * 3, "not a text file"),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
def test_a_bad_file_is_one_line_and_exit_code_2(content, said, as_json, tmp_path, capsys):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    assert main(["replay", str(path), "--format", "uci", *(["--json"] if as_json else [])]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "bad.csv" in captured.err
    assert said in captured.err


@pytest.mark.parametrize("name", [".", "missing.csv", "missing/too.csv"])
def test_a_path_without_a_file_is_one_line_and_exit_code_2(name, tmp_path, capsys):
    assert main(["replay", str(tmp_path / name), "--format", "uci", "--json"]) == 2
    captured = capsys.readouterr()
    assert (captured.out, captured.err.count("\n")) == ("", 1)


@given(content=st.binary(max_size=300))
def test_no_junk_gets_past_the_reader(content, tmp_path_factory):
    """Whatever bytes a file holds, it is read or refused, never a traceback."""
    path = tmp_path_factory.mktemp("junk") / "junk.csv"
    path.write_bytes(HEADER.encode() + b"\n" + content)
    said = ""
    accounts = []
    try:
        accounts = read_accounts(path)
    except BadInput as error:
        said = error.format_message()
    assert bool(accounts) is not bool(said)
