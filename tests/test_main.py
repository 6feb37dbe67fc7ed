"""The command line with what people give it wrongly: one sentence, no traceback, not 0."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nursedesk import __main__ as program
from nursedesk import __version__
from nursedesk.__main__ import main


def nursedesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nursedesk", *arguments], capture_output=True, text=True, check=False
    )


def test_help_and_version_are_for_strangers(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0
    told = capsys.readouterr().out
    for word in ("walkthrough", "verify", "protocol", "--data", "--demo"):
        assert word in told

    with pytest.raises(SystemExit):
        main(["--version"])
    assert __version__ in capsys.readouterr().out


def wrong_uses(folder: Path) -> dict[str, list[str]]:
    (folder / "file").write_text("not a folder")
    (folder / "text.pdf").write_text("no PDF at all")
    (folder / "broken.toml").write_text("this is = = not TOML")
    full = folder / "full"
    full.mkdir()
    (full / "something").write_text("")
    return {
        "data folder is a file": ["--data", str(folder / "file")],
        "walkthrough into a file": ["walkthrough", "--out", str(folder / "file")],
        "demo over something": ["--demo", "--data", str(full)],
        "verify a foreign file": ["verify", str(folder / "text.pdf")],
        "verify nothing": ["verify", str(folder / "nowhere.pdf")],
        "broken protocol": ["protocol", "verify", str(folder / "broken.toml")],
        "protocol cases not there": ["protocol", "test", str(folder / "nowhere.toml")],
    }


@pytest.mark.parametrize(
    "use",
    [
        "data folder is a file",
        "walkthrough into a file",
        "demo over something",
        "verify a foreign file",
        "verify nothing",
        "broken protocol",
        "protocol cases not there",
    ],
)
def test_a_wrong_use_is_one_clear_sentence(use: str, tmp_path: Path) -> None:
    ran = nursedesk(*wrong_uses(tmp_path)[use])

    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert "Traceback" not in ran.stdout
    assert len((ran.stderr + ran.stdout).strip()) > 20


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """Every command that a person is meant to use, commands of commands included."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for told in action._choices_actions:
                yield from _parsers(action.choices[told.dest])


def test_a_stranger_is_told_what_each_command_does_and_what_each_word_means() -> None:
    parsers = list(_parsers(program._parser()))
    assert len(parsers) > 8
    mute = [parser.prog for parser in parsers if not parser.description]
    mute += [
        f"{parser.prog} {action.dest}"
        for parser in parsers
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert mute == []


def test_the_help_says_what_the_exit_code_means() -> None:
    silent = {"nursedesk", "nursedesk protocol", "nursedesk protocol show"}
    for parser in _parsers(program._parser()):
        if parser.prog not in silent:
            assert "Exit code 0" in (parser.description or ""), parser.prog
