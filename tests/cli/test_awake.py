"""Staying awake: the system's own program is started once, ended, and gone when we are."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.cli.awake import Awake

_FAITHFUL = '#!/bin/sh\necho "$@" >> "$(dirname "$0")/asked"\nexec cat\n'
_REFUSING = "#!/bin/sh\nexit 1\n"
_OURS = """
import os, sys
from nursedesk.cli.awake import Awake
awake = Awake("linux")
awake.keep(wanted=True)
print(awake._process.pid, flush=True)
os.kill(os.getpid(), 9)
"""


def program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for `systemd-inhibit`, alone on the path with the shell's own tools."""
    path = folder / "systemd-inhibit"
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder / "asked"


def test_it_asks_once_and_lets_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, awake = program(tmp_path, _FAITHFUL, monkeypatch), Awake("linux")
    awake.keep(wanted=True)
    awake.keep(wanted=True)
    _until(asked.exists)
    assert awake._process is not None
    with pytest.raises(subprocess.TimeoutExpired):
        awake._process.wait(0.3)  # it holds on for as long as we do
    assert [awake.kept] == [True]
    assert "--what=idle:sleep" in asked.read_text()
    awake.keep(wanted=False)
    assert awake.kept is None
    assert asked.read_text().count("--who=NurseDesk") == 1


def test_a_system_that_refuses_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, _REFUSING, monkeypatch)
    awake = Awake("linux")
    awake.keep(wanted=True)
    _until(lambda: awake.kept is False)
    awake.keep(wanted=False)
    assert awake.kept is None


def test_a_system_without_the_program_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    awake = Awake("linux")
    awake.keep(wanted=True)
    assert awake.kept is False
    awake.keep(wanted=False)


def test_nothing_holds_the_machine_once_we_were_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, _FAITHFUL, monkeypatch)
    ours = subprocess.run([sys.executable, "-c", _OURS], capture_output=True, check=False)
    holder = int(ours.stdout)
    _until(lambda: not _runs(holder))


@pytest.mark.parametrize(("answer", "kept"), [(1, True), (0, False)])
def test_windows_is_told_by_its_thread(answer: int, kept: bool) -> None:
    told: list[int] = []

    def state(flags: int) -> int:
        told.append(flags)
        return answer

    awake = Awake("win32", state)
    awake.keep(wanted=True)
    awake.keep(wanted=True)
    assert awake.kept is kept
    awake.keep(wanted=False)
    assert told == [0x80000001, 0x80000000]
    assert awake.kept is None


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def _until(seen: Callable[[], bool], seconds: float = 10) -> None:
    ends = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < ends
        os.sched_yield()
