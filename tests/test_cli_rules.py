"""`collectflow rules`: what the packs say, with their sources, and what they leave out."""

import json
from datetime import date

import pytest

import collectflow as cf
from collectflow import policies
from collectflow.cli import main
from collectflow.policies import PACKS, china, online_lending, us
from tests.law_support import parts_of

#: What a module of one's own may have beside its policies.
NOT_COVERED = {"s. 9": "it is about records"}

HOUSE = cf.Policy(
    "house",
    version="3",
    rules=[
        cf.Rule(
            "house.letters",
            on=cf.on_contact(),
            require=cf.facts.channel == "letter",
            because="we write",
            effective_until=date(2026, 12, 31),
        ),
        cf.Rule(
            "house.notice",
            on=cf.on_contact(),
            require=cf.facts.notices("demand") >= 1,
            owed=cf.facts.owing,
            because="a demand is sent first",
            effect="advise",
            citation="Handbook 4",
            source="official",
            grounds=["the board says so", "the borrower asks"],
        ),
    ],
)


class Blocklist:
    """A policy object: code, without rules to list."""

    name = "blocklist"

    def review(self, context):
        yield from ()


def engine():
    return cf.Engine(online_lending.lifecycle(), [HOUSE, Blocklist(), china.convention()])


def rules(capsys, *arguments):
    code = main(["rules", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_without_a_pack_it_lists_the_packs(capsys):
    code, out, err = rules(capsys)
    assert (code, err) == (0, "")
    heads = [line for line in out.splitlines() if not line.startswith(" ")]
    assert [line.partition(":")[0] for line in heads] == list(PACKS)
    assert "us.massachusetts: us.massachusetts 2026-03, 6 rules\n    The caps and hours of 940 CMR" in out


def test_the_list_as_json(capsys):
    packs = json.loads(rules(capsys, "--json")[1])["packs"]
    assert [each["pack"] for each in packs] == list(PACKS)
    for each in packs:
        made = PACKS[each["pack"]]()
        assert (each["policy"], each["version"], each["rules"]) == (made.name, made.version, len(made.rules))
        assert each["says"].endswith(".")


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_of_every_pack_is_listed(pack, capsys):
    code, out, err = rules(capsys, pack)
    assert (code, err) == (0, "")
    for rule in PACKS[pack]().rules:
        assert f"\n  {rule.id}: " in out
        assert f"\n      {rule.because}\n" in out
        assert rule.citation is None or f"      [{rule.citation}], {rule.source}" in out


@pytest.mark.parametrize("pack", PACKS)
def test_as_json_it_is_what_the_rules_say(pack, capsys):
    (data,) = json.loads(rules(capsys, pack, "--json")[1])["policies"]
    made = PACKS[pack]()
    assert data["fingerprint"] == made.fingerprint
    for told, rule in zip(data["rules"], made.rules, strict=True):
        assert told["duty"] is (rule.owed is not None)
        for name in ("id", "effect", "citation", "source", "because"):
            assert told[name] == getattr(rule, name)
        assert told["grounds"] == list(rule.grounds)
        day = rule.effective_from
        assert told["effective_from"] == (None if day is None else day.isoformat())


def test_a_rule_is_told_with_all_that_it_has(capsys):
    assert rules(capsys, f"{__name__}:HOUSE")[1].splitlines() == [
        "house 3: 2 rules",
        "  house.letters: refuses",
        "      we write",
        "      in force until 2026-12-31",
        "  house.notice: a duty; missed, it advises",
        "      a demand is sent first",
        "      [Handbook 4], official",
        "      may be overridden on: the board says so; the borrower asks",
    ]


def test_a_rule_about_acts_says_which(capsys):
    """An engine has such a rule only if it names the act, so its list may be shorter than the pack's."""
    listed = rules(capsys, "us")[1]
    assert "  reg-f.before-furnishing: refuses, about the act furnish\n" in listed
    assert "  reg-f.sale-of-a-settled-debt: refuses, about the act sell\n" in listed
    assert listed.count("about the act") == len(us.regulation_f(furnishing=["f"], selling=["s"]).rules) - len(
        us.regulation_f().rules
    )


def test_rules_of_one_source(capsys):
    listed = rules(capsys, f"{__name__}:engine", "--source", "reported")[1]
    assert "convention-2018.hours" in listed
    assert "house 3: none of its 2 rules is reported\n" in listed
    assert rules(capsys, "china", "--source", "official")[:2] == (
        0,
        "china.gb-t-45251-2025 2025-03: none of its 6 rules is official\n",
    )
    assert rules(capsys, f"{__name__}:HOUSE", "--source", "official")[1].startswith(
        "house 3: 1 of its 2 rules is official\n"
    )
    official = json.loads(rules(capsys, f"{__name__}:HOUSE", "--source", "official", "--json")[1])
    assert [each["id"] for each in official["policies"][0]["rules"]] == ["house.notice"]


def test_an_engine_is_listed_policy_by_policy(capsys):
    data = json.loads(rules(capsys, f"{__name__}:engine", "--json")[1])
    assert [each["policy"] for each in data["policies"]] == ["house", "china.convention-2018"]


def test_the_engine_of_the_demo_is_listed(capsys):
    data = json.loads(rules(capsys, "demo", "--json")[1])
    assert [each["policy"] for each in data["policies"]] == ["online-lending", "house"]
    assert rules(capsys, "demo", "--left-out")[1] == "nothing is listed\n"


def test_what_is_left_out(capsys):
    assert rules(capsys, "us.massachusetts", "--left-out")[1].splitlines() == [
        f"{row}: {why}" for row, why in us.NOT_COVERED.items()
    ]
    assert json.loads(rules(capsys, "china", "--left-out", "--json")[1]) == {
        "left_out": dict(china.NOT_COVERED)
    }
    assert rules(capsys, f"{__name__}:HOUSE", "--left-out")[1] == "s. 9: it is about records\n"
    assert rules(capsys, "online_lending", "--left-out")[1] == "nothing is listed\n"


@pytest.mark.parametrize("name", ["us.regulation-f", "us.regulation_f"])
def test_a_pack_is_also_called_as_its_policy_is(name, capsys):
    assert rules(capsys, name)[:2] == rules(capsys, "us")[:2]
    assert rules(capsys, name, "--left-out")[:2] == rules(capsys, "us", "--left-out")[:2]


@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ("us.massachusets", "did you mean 'us.massachusetts'?"),
        ("", "no pack named ''"),
        (":", "no pack named ':'"),
        ("us:", "no pack named 'us:'"),
        ("no_such_module:policy", "ModuleNotFoundError"),
        ("os:sep", "is of type str; a Policy or an Engine belongs here"),
        ("collectflow.policies.online_lending:policy", "TypeError"),
    ],
)
def test_a_pack_that_is_none_is_one_line_and_exit_code_2(pack, said, capsys):
    code, out, err = rules(capsys, pack)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err


@pytest.mark.parametrize("option", [["--left-out"], ["--source", "official"]])
def test_what_asks_about_one_pack_needs_one(option, capsys):
    code, out, err = rules(capsys, *option)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "one PACK" in err


def test_packs_are_called_after_what_makes_them():
    """A pack's name is its module's, and a function of it; what is left out is the module's."""
    for name, pack in PACKS.items():
        module = getattr(policies, name.partition(".")[0])
        assert getattr(pack, "func", pack).__module__ == module.__name__
        assert policies.not_covered(name) == getattr(module, "NOT_COVERED", {})
    with pytest.raises(cf.UnknownName, match=r"did you mean 'us\.massachusetts'"):
        policies.not_covered("us.massachusets")


@pytest.mark.parametrize("pack", PACKS)
def test_every_pack_fits_an_engine(pack):
    made = PACKS[pack]()
    module = getattr(policies, pack.partition(".")[0])
    lifecycle = getattr(module, "lifecycle", online_lending.lifecycle)()
    engine = cf.Engine(lifecycle, [made], **parts_of(made))
    assert engine.policies == (made,)


@pytest.mark.parametrize("width", [40, 72])
def test_a_terminal_gets_lines_that_fit_it(width, capsys, monkeypatch):
    """Broken at words, with what goes on below its line; a file or a pipe gets the lines whole."""
    whole = rules(capsys, "us")[1]
    monkeypatch.setenv("COLUMNS", str(width))
    assert rules(capsys, "us")[1] == whole
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    broken = rules(capsys, "us")[1]
    assert max(map(len, broken.splitlines())) <= width < max(map(len, whole.splitlines()))
    assert broken.split() == whole.split()
    assert "\n          " in broken


def test_what_an_engine_is_told_of_is_said(capsys):
    """Calendars, attributes with their types, words beyond the shipped ones; nothing where nothing is."""
    asked = policies.needed([policies.chile.policy(), policies.germany.policy()])
    assert asked.calendars == ("chile",)
    assert asked.attributes == {"home_loan": bool, "months": int, "nominal": int}
    assert asked.words == {"acts": ("terminate",), "notices": ("claim_information", "talk")}
    assert str(policies.needed([policies.peru.policy()])) == "calendars: peru"
    assert str(policies.needed([us.massachusetts()])) == ""
    assert main(["rules", "chile"]) == 0
    assert "an engine is told of: calendars: chile" in capsys.readouterr().out
