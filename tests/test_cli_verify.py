"""`collectflow check` and `collectflow diff`: what they print, and how they end."""

import json
import sys

import pytest

import collectflow as cf
from collectflow import facts
from collectflow.cli import _verify as commands
from collectflow.cli import main
from collectflow.policies import online_lending

pytest.importorskip("z3", reason="the solver is an extra")


def engine(*guards, **numbers):
    rules = [
        cf.Rule(f"house.{i}", on=cf.on_move("sue"), require=guard, because="the house says so")
        for i, guard in enumerate(guards)
    ]
    shipped = online_lending.policy(**{"currency": "USD", "sue_from": 500_00, **numbers})
    return cf.Engine(online_lending.lifecycle(), [shipped, cf.Policy("house", rules=rules, currency="USD")])


@pytest.fixture
def stored(tmp_path):
    def store(name, made):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(made.to_dict()), encoding="utf-8")
        return str(path)

    return store


def opaque(name):
    return engine(cf.opaque(lambda _: False, name=name, version="1"))


one = opaque("one")
two = opaque("two")
HERE = "tests.test_cli_verify"


def test_nothing_to_find_is_0(stored, capsys):
    assert main(["check"]) == 0
    assert main(["check", stored("shipped", engine())]) == 0
    assert "no findings" in capsys.readouterr().out


def test_what_is_found_is_1(stored, capsys):
    assert main(["check", stored("broken", engine(facts.days_past_due < 100)), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["question"] for each in found["impossible"]] == ["sue from outsourced is never allowed"]
    assert found["unreached"] == ["litigation"]


def test_the_same_is_0_and_a_difference_is_1(stored, capsys):
    old, new = stored("old", engine()), stored("new", engine(sue_after=150))
    assert main(["diff", old, old]) == 0
    assert main(["diff", old, new]) == 1
    assert "stricter: sue from outsourced" in capsys.readouterr().out
    assert main(["diff", new, old, "--json", "--no-overrides"]) == 1
    assert json.loads(capsys.readouterr().out)["change"] == "looser"


def test_what_cannot_be_told_is_3(capsys):
    assert main(["check", f"{HERE}:one"]) == 3
    assert main(["diff", f"{HERE}:one", f"{HERE}:two"]) == 3
    assert "opaque guard 'one'" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["no JSON", "{}", "[]", '{"lifecycle": 3}'])
def test_what_is_no_engine_is_2(text, tmp_path, capsys):
    path = tmp_path / "engine.json"
    path.write_text(text)
    assert main(["check", str(path)]) == 2
    assert main(["diff", "online_lending", str(path)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_without_the_extra_it_says_which(monkeypatch, capsys):
    for name in [each for each in sys.modules if each.startswith("collectflow.verify")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delattr(cf, "verify", raising=False)
    monkeypatch.setitem(sys.modules, "z3", None)
    assert main(["check"]) == 2
    assert "pip install '.[verify]'" in capsys.readouterr().err


def test_the_exit_codes_are_those_of_the_page():
    assert commands.CODES == {"proved": 0, "same": 0, "unknown": 3}
