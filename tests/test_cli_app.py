"""The command line as a whole: help, versions, ways to fail."""

import os
import signal
import subprocess
import sys
import time
from importlib import metadata
from inspect import signature

import pytest

from collectflow.cli import main
from collectflow.cli._app import app
from collectflow.cli._common import NUMBERS, one_line, progress
from collectflow.policies import online_lending

COMMANDS = ("demo", "replay", "explain", "rules", "draw", "check", "diff")


def shell(*arguments, code="-m", **options):
    options = {"capture_output": True, "text": True, "timeout": 60, **options}
    command = [sys.executable, "-W", "error", code, *(["collectflow"] if code == "-m" else []), *arguments]
    return subprocess.run(command, check=False, **options)  # noqa: S603


def test_it_says_its_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip() == f"collectflow, version {metadata.version('collectflow')}"


def test_without_a_command_it_shows_what_there_is(capsys):
    assert main([]) == 0
    out = capsys.readouterr().out
    assert all(each in out for each in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_every_option_has_help(command, capsys):
    assert main([command, "--help"]) == 0
    out = capsys.readouterr().out
    for parameter in app.commands[command].params:
        if parameter.param_type_name == "option":
            assert any(name in out for name in parameter.opts)


def test_it_runs_as_a_module():
    done = shell("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("collectflow, version ")
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["replay"],
        ["replay", "x.csv"],
        ["replay", "x.csv", "--format", "other"],
        ["replay", "x.csv", "--format", "uci", "--visit-after", "-1"],
        ["demo", "--loans", "0"],
        ["demo", "--days", "x"],
        ["explain", "x.json", "cure"],
        ["draw", "a", "b"],
        ["rules", "us", "china"],
        ["rules", "us", "--source", "rumoured"],
    ],
)
def test_a_wrong_command_line_is_one_line_and_exit_code_2(arguments, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith("collectflow: ")
    assert "--help" in captured.err


def test_the_options_are_all_the_numbers_of_the_shipped_policy():
    assert {*NUMBERS, "currency", "sue_from"} == set(signature(online_lending.policy).parameters)


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra_it_says_what_to_install(missing):
    program = (
        f"import sys; sys.modules[{missing!r}] = None\n"
        "from collectflow.cli import main; sys.exit(main(['--version']))"
    )
    done = shell(program, code="-c")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "pip install '.[cli]'" in done.stderr


def test_a_reader_that_goes_away_is_no_news():
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as gone:
        done = shell("draw", stdout=gone, stderr=subprocess.PIPE, capture_output=False)
    assert done.stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_an_interrupt_is_quiet(tmp_path):
    command = [
        sys.executable,
        "-m",
        "collectflow",
        "demo",
        "--loans",
        "50000",
        "--out",
        str(tmp_path / "out"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:  # noqa: S603
        part = tmp_path / "out" / "events.jsonl.part"
        for _ in range(600):
            if part.exists():
                break
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 130
    assert (out, err.strip()) == ("", "")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")  # noqa: PTH110
def test_a_full_disk_is_one_line():
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = shell("draw", stdout=full, stderr=subprocess.PIPE, capture_output=False)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_long_and_wild_messages_are_tamed():
    assert one_line("a\n  b\n\n") == "a b"
    assert "\x1b" not in one_line("\x1b[31mred")
    assert len(one_line("x" * 10_000)) < 500


def test_a_terminal_sees_a_progress_bar_and_a_file_does_not(monkeypatch, capsys):
    with progress("waiting", 3) as step:
        step()
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("waiting", 3) as step:
        step()
    assert "waiting" in capsys.readouterr().err
