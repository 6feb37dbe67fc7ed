"""Backups on screen: without a place that is said; chosen, the first one is made and shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.store import backup_folder
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.backup_page import BackupPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, Member
from nursedesk.ward.ports import AccountCard
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

Opened = Callable[[Member], Nurse]


@pytest.fixture
def opens(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, prepared: Prepared, clock: SetClock
) -> Iterator[Opened]:
    """Starts the program on a copy of the ward, and somebody signs in."""
    windows = []
    ward = Path(shutil.copytree(prepared.folder, tmp_path / "ward"))

    def opened(member: Member) -> Nurse:
        start = Start(
            ward_exists=True,
            cards=[AccountCard(account=m.account, name=m.name) for m in (CLARA, NINA)],
            make_desk=lambda: make_desk(ward, clock=clock),
            clock=clock,
        )
        window = MainWindow(start, Wardrobe(qapp))
        windows.append(window)
        window.resize(1024, 768)
        qtbot.addWidget(window)
        window.show()
        nurse = Nurse(qtbot, window)
        nurse.sign_in(member.account, member.passphrase)
        nurse.on(BoardPage)
        nurse.goes_to("Record")
        nurse.on(RecordView)
        return nurse

    yield opened
    for window in windows:
        window.close()


def backups(disk: Path) -> list[Path]:
    return [path for own in disk.iterdir() for path in sorted(backup_folder.named(own))]


def test_a_place_is_chosen_and_the_first_backup_is_made(opens: Opened, tmp_path: Path) -> None:
    disk, stick = tmp_path / "disk", tmp_path / "stick"
    disk.mkdir()
    stick.mkdir()
    nurse = opens(CLARA)
    nurse.sees("No place for the backups is chosen")
    nurse.press("Choose a folder or medium …")
    nurse.on(BackupPage)
    nurse.answer("folder", str(tmp_path / "away"))
    nurse.press("Record this place")
    nurse.sees("is not there")
    nurse.answer("folder", str(disk))
    nurse.press("Record this place")
    nurse.on(RecordView)
    nurse.sees("Last good backup:")
    [made] = backups(disk)
    nurse.sees(f"Into the folder {disk}.")
    nurse.sees("both are lost")
    backup_folder.check_files(made, backup_folder.read_list(made)[0])

    nurse.press("Choose a folder or medium …")
    nurse.on(BackupPage)
    nurse.answer("folder", str(stick))
    nurse.press("Back up there once")
    nurse.on(RecordView)
    nurse.until(lambda: bool(list(stick.iterdir())) and bool(backups(stick)))
    nurse.sees(f"Into the folder {disk}.")


def test_a_disk_that_is_away_is_a_finding(opens: Opened, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    nurse = opens(CLARA)
    nurse.press("Choose a folder or medium …")
    nurse.answer("folder", str(disk))
    nurse.press("Record this place")
    nurse.on(RecordView)
    nurse.sees("Last good backup:")
    shutil.rmtree(disk)
    nurse.press("Back up now")
    nurse.sees("is not there: the disk is away")


def test_a_nurse_sees_how_it_stands_and_changes_nothing(opens: Opened) -> None:
    nurse = opens(NINA)
    nurse.sees("No place for the backups is chosen")
    page = nurse.on(RecordView)
    assert not page.backups.choose.isVisible()
    assert not page.backups.now.isVisible()
