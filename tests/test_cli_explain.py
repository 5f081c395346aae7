"""`collectflow explain` and `collectflow draw`."""

import io
import json
import sys
from datetime import UTC, date, datetime

import pytest

import collectflow as cf
from collectflow.cli import main
from collectflow.cli._common import shipped_engine
from collectflow.cli._explain import read_proposal
from collectflow.policies import online_lending, us

AT = datetime(2026, 2, 1, 9, tzinfo=UTC)
CALL = "contact:call:borrower"
LATER = "2026-02-10T12:00Z"


@pytest.fixture
def case():
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    opened = engine.open(
        "loan/1",
        account="loan",
        borrower="b",
        at=AT,
        currency="USD",
        borrower_zones=["America/New_York"],
        dues=[cf.Due("2026-01", due_on=date(2026, 1, 20), amount=100_00)],
    )
    return engine.advance(opened.case, AT).case


@pytest.fixture
def stored(case, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(json.dumps(case.to_dict()), encoding="utf-8")
    return path


@pytest.fixture
def log(case, tmp_path):
    """JSON lines of the events of two cases, as the demo writes them."""
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    other = engine.open("loan/2", account="other", borrower="c", at=AT).case
    path = tmp_path / "events.jsonl"
    lines = [{"case": each.id, "event": event.to_dict()} for each in (case, other) for event in each.events]
    path.write_text("\n".join(json.dumps(line) for line in lines) + "\n", encoding="utf-8")
    return path


def explain(capsys, *arguments):
    code = main(["explain", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_allowed_is_exit_code_0(stored, capsys):
    code, out, err = explain(capsys, stored, CALL, LATER)
    assert (code, err) == (0, "")
    assert out.startswith("allowed: call to borrower of case loan/1")


def test_not_allowed_is_exit_code_1_and_says_why(stored, capsys):
    code, out, err = explain(capsys, stored, "start_outreach", LATER)
    assert (code, err) == (1, "")
    assert "refused by online-lending.outreach-calls" in out
    assert "time alone will not make it allowed" in out


def test_it_prints_what_the_engine_says(case, stored, capsys):
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    at = datetime.fromisoformat(LATER)
    _, out, _ = explain(capsys, stored, "contact:visit", LATER)
    assert out.strip() == str(engine.review(case, cf.Contact("visit"), at))


def test_a_terminal_gets_lines_that_fit_it(stored, capsys, monkeypatch):
    whole = explain(capsys, stored, "contact:visit", LATER)[1]
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    broken = explain(capsys, stored, "contact:visit", LATER)[1]
    assert max(map(len, broken.splitlines())) <= 60 < max(map(len, whole.splitlines()))
    assert broken.split() == whole.split()
    data = explain(capsys, stored, "contact:visit", LATER, "--json")[1]
    assert json.loads(data)["status"] == "refused"


def test_as_json_it_is_a_verdict(case, stored, capsys):
    code, out, err = explain(capsys, stored, "contact:visit:borrower", LATER, "--json")
    assert (code, err) == (1, "")
    verdict = cf.Verdict.from_dict(json.loads(out))
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    assert verdict == engine.review(case, cf.Contact("visit"), datetime.fromisoformat(LATER))


def american():
    """An engine with the rules of a country."""
    shipped = shipped_engine(currency="USD", sue_from=None, numbers={})
    return shipped.evolve(policies=[*shipped.policies, us.regulation_f()])


def test_each_finding_names_its_rule_its_policy_and_its_citation(stored, capsys):
    code, out, _ = explain(capsys, stored, CALL, "2026-02-10T12:00Z", "--engine", f"{__name__}:american")
    assert code == 1
    assert (
        "refused by reg-f.hours of us.regulation-f [12 CFR 1006.6(b)(1)(i); 15 U.S.C. 1692c(a)(1)]: " in out
    )


def test_unknown_is_exit_code_1(stored, capsys):
    code, out, _ = explain(capsys, stored, CALL, LATER, "--engine", f"{__name__}:unsure")
    assert code == 1
    assert out.startswith("unknown: ")


def unsure():
    """An engine that knows nothing about contacts."""
    return cf.Engine(online_lending.lifecycle())


def test_numbers_are_options(stored, capsys):
    assert explain(capsys, stored, "start_outreach", LATER)[0] == 1
    numbers = ("--unanswered-calls", "0", "--unanswered-messages", "0")
    assert explain(capsys, stored, "start_outreach", LATER, *numbers)[0] == 0


def test_a_suit_asks_for_its_amount(tmp_path, capsys):
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    due = cf.Due("1", due_on=date(2025, 1, 20), amount=100_00)
    opened = engine.open(
        "c", account="a", borrower="b", at=AT, currency="USD", dues=[due], stage="outsourced"
    )
    path = tmp_path / "case.json"
    path.write_text(json.dumps(opened.case.to_dict()), encoding="utf-8")
    code, out, err = explain(capsys, path, "sue", LATER)
    assert (code, out) == (2, "")
    assert "--sue-from" in err
    few = ("--unreachable-attempts", "0", "--sue-from")
    assert explain(capsys, path, "sue", LATER, *few, "10000")[0] == 0
    code, out, _ = explain(capsys, path, "sue", LATER, *few, "10001")
    assert code == 1
    assert "online-lending.sue-amount" in out


def test_an_earlier_instant_is_about_the_case_as_it_stood(case, stored, capsys):
    later = datetime(2026, 3, 1, tzinfo=UTC)
    engine = shipped_engine(currency="USD", sue_from=None, numbers={})
    paid = engine.record(case, cf.PaymentReceived("p", at=later, amount=100_00)).case
    paid = engine.advance(paid, later).case
    stored.write_text(json.dumps(paid.to_dict()), encoding="utf-8")
    code, out, err = explain(capsys, stored, CALL, LATER)
    assert code == 0
    assert out.startswith("allowed")
    assert err.startswith("collectflow: the case as it stood then")
    assert explain(capsys, stored, CALL, "2026-03-02T00:00Z")[0] == 1


def test_a_case_may_come_from_stdin(stored, capsys, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(stored.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert explain(capsys, "-", CALL, LATER)[0] == 0


def test_a_case_may_come_from_a_file_of_events(log, capsys):
    assert explain(capsys, log, CALL, LATER, "--case", "loan/1")[0] == 0
    assert explain(capsys, log, CALL, LATER, "--case", "loan/2")[0] == 1
    code, _, err = explain(capsys, log, CALL, LATER)
    assert (code, err.count("\n")) == (2, 1)
    assert "--case" in err
    code, _, err = explain(capsys, log, CALL, LATER, "--case", "loan/3")
    assert code == 2
    assert "loan/1" in err


def test_a_file_with_one_event_needs_no_choice(log, capsys):
    log.write_text(log.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    assert explain(capsys, log, "cure", LATER)[0] == 1


NOON = "2026-02-10T18:00Z"
AMERICAN = ("--engine", f"{__name__}:american")


@pytest.fixture
def card():
    """Another debt of the borrower's, on which they asked not to be called."""
    opened = american().open(
        "card/1", account="card", borrower="b", at=AT, borrower_zones=["America/New_York"]
    )
    wish = cf.PreferenceGiven("w", at=datetime(2026, 2, 5, tzinfo=UTC), person="b", channel="call")
    return american().record(opened.case, wish).case


def as_lines(*cases):
    lines = [{"case": each.id, "event": event.to_dict()} for each in cases for event in each.events]
    return "\n".join(json.dumps(line) for line in lines) + "\n"


def test_other_debts_are_given_beside_it(case, stored, card, tmp_path, capsys):
    """A file of one case, or the borrower's other cases in a file of events; others' are not looked at."""
    stranger = american().open("z/1", account="z", borrower="c", at=AT).case
    one, events, nobody = (tmp_path / name for name in ("one.json", "events.jsonl", "nobody.jsonl"))
    one.write_text(json.dumps(card.to_dict()), encoding="utf-8")
    events.write_text(as_lines(case, stranger, card), encoding="utf-8")
    nobody.write_text(as_lines(case, stranger), encoding="utf-8")
    assert explain(capsys, stored, CALL, NOON, *AMERICAN)[0] == 0
    for path in (one, events):
        code, out, err = explain(capsys, stored, CALL, NOON, *AMERICAN, "--beside", path)
        assert (code, err) == (1, "")
        assert "refused by reg-f.medium" in out
    assert explain(capsys, events, CALL, NOON, *AMERICAN, "--case", "loan/1", "--beside", events)[0] == 1
    code, out, err = explain(capsys, stored, CALL, NOON, *AMERICAN, "--beside", nobody)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "no other case of borrower 'b'" in err
    assert explain(capsys, stored, CALL, NOON, *AMERICAN, "--beside", stored)[0] == 2
    assert explain(capsys, stored, CALL, NOON, *AMERICAN, "--beside", tmp_path / "missing")[0] == 2


def test_other_debts_are_taken_as_they_stood_then(stored, card, tmp_path, capsys):
    path, later = tmp_path / "card.json", tmp_path / "later.json"
    path.write_text(json.dumps(card.to_dict()), encoding="utf-8")
    opened = american().open("new/1", account="new", borrower="b", at=datetime(2026, 3, 1, tzinfo=UTC)).case
    later.write_text(json.dumps(opened.to_dict()), encoding="utf-8")
    beside = ("--beside", path, "--beside", later)
    code, _, err = explain(capsys, stored, CALL, "2026-02-04T18:00Z", *AMERICAN, *beside)
    assert (code, err) == (0, "collectflow: debts that were opened later are left out\n")
    assert explain(capsys, stored, CALL, NOON, *AMERICAN, *beside)[0] == 1


@pytest.mark.parametrize(
    ("text", "proposal"),
    [
        ("place", cf.Move("place")),
        ("move:place", cf.Move("place")),
        ("contact:sms", cf.Contact("sms")),
        ("contact:call:emergency_contact", cf.Contact("call", "emergency_contact")),
        ("act:accelerate", cf.Act("accelerate")),
        ('{"type": "move", "trigger": "place", "by": "ann"}', cf.Move("place", by="ann")),
        ('{"type": "contact", "channel": "call", "person": null}', cf.Contact("call")),
        ('{"type": "contact", "channel": "call", "about": ["d"]}', cf.Contact("call", about=("d",))),
    ],
)
def test_proposals_are_written_in_several_ways(text, proposal):
    assert read_proposal(text) == proposal


BAD_PROPOSALS = [
    "",
    "strt_outreach",
    "contact:cal:borrower",
    "contact:call:borower",
    "contact:call:borrower:more",
    "contact:",
    "thing:call",
    "act:sell",
    "{",
    "{}",
    '{"type": ["contact"]}',
    '{"type": "contact"}',
    '{"type": "contact", "chanel": "call"}',
    '{"type": "contact", "channel": 3}',
    '{"type": "contact", "channel": "call", "about": [3]}',
    '{"type": "visit"}',
]
BAD_INSTANTS = ["", "now", "2026-02-10", "2026-02-10T12:00", "2020-01-01T00:00Z", "9999-12-31T00:00Z"]


@pytest.mark.parametrize(
    ("proposal", "at"),
    [*((each, LATER) for each in BAD_PROPOSALS), *((CALL, each) for each in BAD_INSTANTS)],
)
def test_a_question_without_sense_is_one_line_and_exit_code_2(proposal, at, stored, capsys):
    code, out, err = explain(capsys, stored, proposal, at)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"ID,PAY_0\n1,2\n",
        b"\xff\xfe\x00",
        b"[]",
        b"3",
        b"null",
        b'{"events": 3}',
        b'{"events": []}',
        b'{"events": [3]}',
        b'{"events": [{"type": "case_opend"}]}',
        b'{"events": [{"type": "case_opened", "id": "a"}]}',
        b"[" * 100_000,
        b'{"case": "x", "event": 3}\n',
        b'{"case": "x", "event": {}}\n{"case": ',
        b'{"case": "x", "event": {}}\n[]',
        b'{"case": 3, "event": {}}',
    ],
)
def test_a_file_that_holds_no_case_is_one_line_and_exit_code_2(content, tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_bytes(content)
    code, out, err = explain(capsys, path, CALL, LATER)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "bad.json" in err


def test_a_file_that_is_not_there_is_one_line_and_exit_code_2(tmp_path, capsys):
    for path in (tmp_path, tmp_path / "missing.json"):
        code, out, err = explain(capsys, path, CALL, LATER)
        assert (code, out, err.count("\n")) == (2, "", 1)


def test_the_wrong_case_is_noticed(stored, capsys):
    code, _, err = explain(capsys, stored, CALL, LATER, "--case", "loan/9")
    assert code == 2
    assert "loan/1" in err


BAD_ENGINES = ["nonsense", ":", "a:", ":b", "no_such_module:engine", "os:no_such_name", "os:sep", "os:_exit"]


@pytest.mark.parametrize("name", BAD_ENGINES)
def test_an_engine_that_is_none_is_one_line_and_exit_code_2(name, stored, capsys):
    code, out, err = explain(capsys, stored, CALL, LATER, "--engine", name)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_an_engine_is_found_beside_the_user(stored, tmp_path, capsys, monkeypatch):
    (tmp_path / "myhost.py").write_text(
        "import collectflow as cf\n"
        "from collectflow.policies import online_lending\n"
        "class house:\n"
        "    engine = cf.Engine(online_lending.lifecycle())\n"
        "def broken():\n"
        "    raise RuntimeError('two\\nlines')\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", sys.path.copy())
    assert explain(capsys, stored, CALL, LATER, "--engine", "myhost:house.engine")[0] == 1
    code, _, err = explain(capsys, stored, CALL, LATER, "--engine", "myhost:broken")
    assert (code, err.count("\n")) == (2, 1)
    assert "RuntimeError: two lines" in err


# --- draw -----------------------------------------------------------------------------------------------


def draw(capsys, *arguments):
    code = main(["draw", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_draws_the_shipped_lifecycle_with_its_conditions(capsys):
    code, out, err = draw(capsys, "--sue-from", "50000")
    assert (code, err) == (0, "")
    assert out == shipped_engine(currency="USD", sue_from=50000, numbers={}).draw()
    assert "500.00 USD" in out


def test_without_an_amount_it_says_what_it_leaves_out(capsys):
    code, out, _ = draw(capsys, "--place-after", "45")
    assert code == 0
    assert "days past due more than 45" in out
    assert out.splitlines()[-1].startswith("%%")
    assert "--sue-from" in out


def test_it_draws_a_lifecycle_from_json_and_from_code(tmp_path, capsys):
    plain = cf.Engine(online_lending.lifecycle()).draw()
    path = tmp_path / "lifecycle.json"
    path.write_text(json.dumps(online_lending.lifecycle().to_dict()), encoding="utf-8")
    assert draw(capsys, path)[:2] == (0, plain)
    assert draw(capsys, "collectflow.policies.online_lending:lifecycle")[:2] == (0, plain)
    assert draw(capsys, f"{__name__}:unsure")[:2] == (0, plain)
    code, out, _ = draw(capsys, "demo")
    assert code == 0
    assert "stateDiagram-v2" in out


def test_it_writes_a_file(tmp_path, capsys):
    path = tmp_path / "out.mmd"
    assert draw(capsys, "demo", "--output", path) == (0, "", "")
    assert path.read_text(encoding="utf-8").startswith("stateDiagram-v2")
    code, out, err = draw(capsys, "--output", tmp_path / "no" / "out.mmd")
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"name": "x", "stages": [], "transitions": []}'])
def test_a_lifecycle_that_is_none_is_one_line_and_exit_code_2(content, tmp_path, capsys):
    path = tmp_path / "bad.json"
    path.write_text(content, encoding="utf-8")
    code, out, err = draw(capsys, path)
    assert (code, out, err.count("\n")) == (2, "", 1)


@pytest.mark.parametrize("name", [*BAD_ENGINES, "missing.json"])
def test_what_cannot_be_drawn_is_one_line_and_exit_code_2(name, capsys):
    code, out, err = draw(capsys, name)
    assert (code, out, err.count("\n")) == (2, "", 1)


def test_a_currency_that_is_none_is_one_line_and_exit_code_2(capsys):
    code, out, err = draw(capsys, "--currency", "XXX", "--sue-from", "1")
    assert (code, out, err.count("\n")) == (2, "", 1)
