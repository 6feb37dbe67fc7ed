"""One line per check, an exit code, and nothing written."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nursedesk import paths
from nursedesk.__main__ import main
from nursedesk.cli import selfcheck
from nursedesk.clock import SetClock

AT = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
NAMES = (
    "program",
    "libraries",
    "database",
    "fonts",
    "protocol",
    "data folder",
    "free space",
    "clock",
    "display",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ward"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def check(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[datetime], tuple[int, dict[str, str]]]:
    """Runs it at a time; gives the exit code and the word before each check's name."""
    monkeypatch.setenv("DISPLAY", ":0")

    def run(at: datetime) -> tuple[int, dict[str, str]]:
        out = io.StringIO()
        code = selfcheck.run(folder, SetClock(at), out)
        lines = [line.partition(": ")[0].split(maxsplit=1) for line in out.getvalue().splitlines()]
        return code, {name: word for word, name in lines}

    return run


def test_a_sound_workstation(
    check: Callable[[datetime], tuple[int, dict[str, str]]], folder: Path
) -> None:
    assert check(AT) == (0, dict.fromkeys(NAMES, "ok"))
    assert list(folder.iterdir()) == []


def test_a_clock_from_before_the_program(
    check: Callable[[datetime], tuple[int, dict[str, str]]],
) -> None:
    code, told = check(AT.replace(year=2019))
    assert code == 1
    assert [name for name, word in told.items() if word == "FAILED"] == ["clock"]


def test_a_folder_that_others_can_read(
    check: Callable[[datetime], tuple[int, dict[str, str]]], folder: Path
) -> None:
    folder.chmod(0o755)
    assert check(AT)[1]["data folder"] == "FAILED"


def test_a_folder_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    assert "made at the first start" in selfcheck.rights(tmp_path / "a" / "b")
    assert not (tmp_path / "a").exists()


def test_hardly_any_space(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selfcheck, "_LEAST_FREE_BYTES", 10**18)
    with pytest.raises(selfcheck._Amiss, match="GB are needed"):
        selfcheck.space(folder)


def test_a_changed_protocol_file(tmp_path: Path) -> None:
    copy = tmp_path / "protocols"
    shutil.copytree(paths.resources() / "protocols", copy)
    assert "blinatumomab-us 1.0.0" in selfcheck.protocol(copy)
    with (copy / "blinatumomab-us" / "1.0.0.toml").open("a") as file:
        file.write("# one more line\n")
    with pytest.raises(selfcheck._Amiss, match="not the delivered file"):
        selfcheck.protocol(copy)


@pytest.mark.parametrize(
    ("system", "environment"),
    [
        ("win32", {}),
        ("darwin", {}),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("linux", {"QT_QPA_PLATFORM": "offscreen"}),
    ],
)
def test_where_windows_open(system: str, environment: dict[str, str]) -> None:
    assert selfcheck.display(system, environment)


def test_no_display_is_said() -> None:
    with pytest.raises(selfcheck._Amiss, match="no window can open"):
        selfcheck.display("linux", {"DISPLAY": ""})


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "selfcheck"]) == 0
    assert capsys.readouterr().out.count("\n") == len(NAMES)
