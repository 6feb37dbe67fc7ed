"""The check in a process of its own: on a real ward, beside the program that writes to it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from nursedesk import paths
from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.store.check_process import CheckProcess
from nursedesk.walkthrough.crew import NINA, Crew
from nursedesk.ward import entrance
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckState
from nursedesk.ward.whole_check import whole_check
from tests.ward.conftest import START

PATIENCE = 60  # seconds


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked") / "ward"
    clock = SetClock(START)
    desk = make_desk(folder, clock=clock)
    Crew(desk, clock).found()
    desk.close()
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "ward"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    yield desk
    desk.close()


def ended(check: CheckProcess) -> CheckState:
    for thread in threading.enumerate():
        if thread.name == "check":
            thread.join(PATIENCE)
    assert not check.state().running
    return check.state()


def test_it_reports_what_a_check_here_reports(desk: Desk, folder: Path) -> None:
    check = CheckProcess(folder, paths.own_program())
    check.start(desk.signed_in().keys, None)
    assert check.state().running
    entrance.sign_out(desk)  # the window goes on writing meanwhile
    state = ended(check)
    assert state.report is not None
    assert not state.report.damages
    assert not state.report.file
    later = whole_check(desk.store, desk.keyring, lambda _done, _total: None)
    assert later.entries - state.report.entries in (0, 1)


def test_a_wrong_key_is_a_failure_in_words(desk: Desk, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "chart" / "chart.db").write_bytes(os.urandom(8192))
    check = CheckProcess(other, paths.own_program())
    check.start(desk.signed_in().keys, None)
    assert "does not open with this ward's keys" in ended(check).failure


def test_a_program_that_cannot_be_started_is_said(desk: Desk, folder: Path) -> None:
    check = CheckProcess(folder, ["no-such-program-anywhere"])
    check.start(desk.signed_in().keys, None)
    assert "could not be started" in check.state().failure


def test_a_cancelled_check_is_gone_and_another_may_begin(desk: Desk, folder: Path) -> None:
    check = CheckProcess(folder, paths.own_program())
    check.start(desk.signed_in().keys, None)
    process = check._process
    assert process is not None
    check.cancel()
    assert process.returncode is not None
    assert check.state() == CheckState()
    check.start(desk.signed_in().keys, None)
    assert ended(check).report is not None


ENDLESS = """
import sys, threading
from pathlib import Path
from nursedesk.store import check_process
check_process._checked = lambda *_all: threading.Event().wait()
check_process.run(Path(sys.argv[2]), None, open(0, "rb", buffering=0), sys.stdout.buffer)
"""


def test_it_ends_with_the_window(desk: Desk, folder: Path) -> None:
    """The pipe ends when the window is killed: the helper does not stay."""
    check = CheckProcess(folder, [sys.executable, "-c", ENDLESS])
    check.start(desk.signed_in().keys, None)
    process = check._process
    assert process is not None
    assert process.stdin is not None
    process.stdin.close()
    assert process.wait(timeout=PATIENCE) == 1
    assert "ended before it was done" in ended(check).failure


def test_the_key_stands_in_no_argument_and_no_environment(desk: Desk, folder: Path) -> None:
    check = CheckProcess(folder, paths.own_program())
    check.start(desk.signed_in().keys, None)
    process = check._process
    assert process is not None
    key = desk.signed_in().keys.database_key()
    told = Path(f"/proc/{process.pid}/cmdline").read_bytes()
    assert key not in told
    assert key.hex().encode() not in told
    check.cancel()
