"""One line per check, an exit code, and nothing written."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from nursedesk import paths
from nursedesk.__main__ import main
from nursedesk.cli import machine, selfcheck
from nursedesk.cli.machine import ThisMachine
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.ward.machine import Check

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
        code = selfcheck.run(ThisMachine(folder, SetClock(at)), out)
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
    assert "made at the first start" in machine.rights(tmp_path / "a" / "b").words
    assert not (tmp_path / "a").exists()


def test_elsewhere_it_does_not_say_what_it_did_not_look_at(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.chmod(0o755)
    monkeypatch.setattr("nursedesk.cli.machine.os", SimpleNamespace(name="nt"))
    assert machine.rights(folder).words == "can be written to"


def test_hardly_any_space(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_LEAST_FREE_BYTES", 10**18)
    check = machine.space(folder)
    assert not check.holds
    assert "GB are needed" in check.words


def test_a_changed_protocol_file(tmp_path: Path) -> None:
    copy = tmp_path / "protocols"
    shutil.copytree(paths.resources() / "protocols", copy)
    assert "blinatumomab-us 1.0.0" in machine.protocol(copy).words
    with (copy / "blinatumomab-us" / "1.0.0.toml").open("a") as file:
        file.write("# one more line\n")
    check = machine.protocol(copy)
    assert not check.holds
    assert "not the delivered file" in check.words


@pytest.mark.parametrize(
    "error",
    [
        KnownError("protocol-refused", "It lies in /ann/doe.", do="Move it."),
        PermissionError(13, "Permission denied", "/ann/doe"),
        ImportError("no /ann/doe/library.so"),
    ],
)
def test_what_hinders_a_check_is_told_and_its_folder_apart(error: Exception) -> None:
    def hindered() -> Check:
        raise error

    check = machine._look("data folder", hindered)
    assert (check.holds, "ann" in check.words) == (False, False)
    assert "ann" in check.sentence


def test_how_much_each_folder_holds(folder: Path) -> None:
    (folder / "chart").mkdir()
    (folder / "chart" / "chart.db").write_bytes(b"123")
    (folder / "Ann Doe").mkdir()
    (folder / "Ann Doe" / "note.pdf").write_bytes(b"12345")
    (folder / "in-use.lock").write_bytes(b"1")
    sizes = ThisMachine(folder, SetClock(AT)).sizes()
    assert {name: size for name, size in sizes.items() if size} == {"chart": 3, machine.OTHER: 6}
    assert set(sizes) == {*machine.OURS, machine.OTHER}


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
    assert machine.display(system, environment).holds


def test_no_display_is_said() -> None:
    check = machine.display("linux", {"DISPLAY": ""})
    assert not check.holds
    assert "no window can open" in check.words


def test_the_databases_own_versions_are_told(folder: Path) -> None:
    told = {check.name: check.words for check in ThisMachine(folder, SetClock(AT)).checks()}
    assert re.fullmatch(r"SQLite 3\.\d+\.\d+ inside SQLCipher 4\.\d+\.\d+", told["database"])


def test_the_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(folder), "selfcheck"]) == 0
    assert capsys.readouterr().out.count("\n") == len(NAMES)
