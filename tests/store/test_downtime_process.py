"""The downtime files, written by a helper process on a real ward."""

from __future__ import annotations

import shutil
import stat
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.store.downtime_process import DowntimeProcess
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import bags, downtime, emergency, entrance, locking, sessions
from nursedesk.ward.desk import Desk
from nursedesk.ward.downtime_ports import PackState
from tests.documents.test_downtime import text_of
from tests.ward.conftest import START, opened, received

PATIENCE = 60  # seconds
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real ward with one patient and one bag."""
    folder = tmp_path_factory.mktemp("downtime") / "ward"
    clock = SetClock(START, BERLIN)
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    crew.found()
    crew.sign_in(NINA)
    session = sessions.open_session(desk, opened(), intent=uuid4())
    bags.receive(desk, session, received(), intent=uuid4())
    desk.close()
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "ward"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1), BERLIN))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    yield desk
    desk.close()


def ended(desk: Desk) -> PackState:
    for thread in threading.enumerate():
        if thread.name == "downtime files":
            thread.join(PATIENCE)
    state = desk.packing.files.state()
    assert not state.running
    return state


def files(folder: Path) -> list[Path]:
    return sorted((folder / "downtime").glob("*"))


def phrase(desk: Desk) -> str:
    sheet = desk.refresh_roster().sheet
    assert sheet is not None
    return sheet.downtime_phrase


def test_each_patient_has_a_file_that_the_phrase_opens(desk: Desk, folder: Path) -> None:
    downtime.write(desk)
    state = ended(desk)
    assert (state.failure, state.done) == ("", 1)
    assert state.written_at == desk.clock.now()
    (file,) = files(folder)
    text = text_of(file.read_bytes(), phrase(desk))

    current = desk.sessions()[0]
    assert f"Unsigned print as of chart entry {current.number}" in text
    assert "ROWAN, Alice" in text
    assert "Bag 1 in stock" in text
    assert "Hang by " in text
    assert "Use until " in text
    assert downtime.page(desk).lying.files == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_nobody_else_reads_them_and_nothing_is_in_clear(desk: Desk, folder: Path) -> None:
    downtime.write(desk)
    ended(desk)
    (file,) = files(folder)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    everything = file.read_bytes() + file.name.encode()
    for clear in (b"ROWAN", b"Rowan", b"rowan", b"Alice", b"A-100", phrase(desk).encode()):
        assert clear not in everything


def test_they_follow_the_last_entry_and_files_of_others_go(desk: Desk, folder: Path) -> None:
    (folder / "downtime").mkdir(mode=0o700)
    (folder / "downtime" / "bed-9-00000000.pdf").write_bytes(b"%PDF- of a session that is gone")
    session = desk.sessions()[0]
    downtime.write(desk)
    ended(desk)
    before = session.number
    bags.receive(desk, session.id, received(), intent=uuid4())
    downtime.write(desk)
    ended(desk)

    (file,) = files(folder)
    text = text_of(file.read_bytes(), phrase(desk))
    assert f"chart entry {desk.sessions()[0].number}" in text
    assert desk.sessions()[0].number != before
    assert "Bag 2 in stock" in text


def test_they_are_written_at_the_lock_whose_keys_are_gone(desk: Desk, folder: Path) -> None:
    locking.lock(desk)
    assert ended(desk).done == 1
    assert len(files(folder)) == 1


def test_a_new_sheet_has_them_written_with_its_own_phrase(desk: Desk, folder: Path) -> None:
    downtime.write(desk)
    ended(desk)
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    sheet = emergency.make_sheet(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    emergency.use_sheet(desk, sheet, second=tom, intent=uuid4())
    downtime.write(desk)
    ended(desk)

    (file,) = files(folder)
    assert "ROWAN, Alice" in text_of(file.read_bytes(), sheet.phrase)


def test_a_folder_that_refuses_is_said(desk: Desk, folder: Path) -> None:
    (folder / "downtime").write_bytes(b"no folder")
    downtime.write(desk)

    assert ended(desk).failure


def test_a_print_goes_to_a_place_that_a_person_chose(desk: Desk, tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (path,) = downtime.prints(desk, chosen)

    assert "ROWAN, Alice" in text_of(path.read_bytes())


def test_it_ends_when_it_is_cancelled(desk: Desk, folder: Path) -> None:
    downtime.write(desk)
    files_ = desk.packing.files
    assert isinstance(files_, DowntimeProcess)
    files_.cancel()
    assert not files_.state().running
