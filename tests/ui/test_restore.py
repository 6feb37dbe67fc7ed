"""Restoring on screen: where the keys or the chart are lost, on a new machine, over damage."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import _start, hold_on, make_desk
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.cannot_open import CannotOpenWindow, opened
from nursedesk.ui.gap_page import GapPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.restore_page import RestorePage
from nursedesk.ui.setup_page import SetUpPage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, Member
from nursedesk.writing import moment
from tests.backing import AT, Ward, back_up, founded, goes_on
from tests.tampering import cut_tail, key_of
from tests.ui.pages import Nurse

Opens = Callable[[Start], Nurse]
CLOCK = SetClock(AT + timedelta(hours=8))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ward:
    return founded(tmp_path_factory.mktemp("made") / "ward")


@pytest.fixture
def ward(made: Ward, tmp_path: Path) -> Ward:
    return made.copied(tmp_path / "ward")


@pytest.fixture
def opens(qtbot: QtBot, qapp: QApplication) -> Iterator[Opens]:
    windows = []

    def opened(start: Start) -> Nurse:
        window = MainWindow(start, Wardrobe(qapp))
        windows.append(window)
        window.resize(1024, 768)
        qtbot.addWidget(window)
        window.show()
        return Nurse(qtbot, window)

    yield opened
    for window in windows:
        window.close()


def started(folder: Path) -> Start:
    """What the program finds in a folder, under a clock that stands."""
    instance = hold_on(folder, CLOCK)
    found = _start(folder, instance)
    instance.release()
    return Start(
        ward_exists=found.ward_exists,
        cards=found.cards,
        trouble=found.trouble,
        make_desk=lambda: make_desk(folder, clock=CLOCK),
        clock=CLOCK,
    )


def chooses(nurse: Nurse, place: Path, made_at: str) -> None:
    nurse.on(RestorePage)
    nurse.answer("folder", str(place))
    nurse.press("Look for backups there")
    nurse.press(made_at)
    nurse.sees("Open the backup")


def types(nurse: Nurse, member: Member) -> None:
    nurse.answer("account", member.account)
    nurse.answer("passphrase", member.passphrase)


def test_on_a_new_machine_with_the_recovery_code_up_to_the_board(
    opens: Opens, ward: Ward, tmp_path: Path
) -> None:
    backup = back_up(ward, tmp_path / "disk")
    nurse = opens(started(tmp_path / "new"))
    nurse.on(SetUpPage)
    nurse.press("Restore a backup instead …")
    nurse.on(RestorePage)
    nurse.press("Look for backups there")
    nurse.sees("Name the folder.")
    nurse.answer("folder", str(tmp_path / "new"))
    nurse.press("Look for backups there")
    nurse.sees("holds no backup of NurseDesk")
    at = moment(backup.made_at, CLOCK.zone)
    chooses(nurse, tmp_path / "disk", f"Backup of {at}, up to entry {backup.head}")
    nurse.press("Use the sealed recovery code")
    nurse.answer("code", ward.code)
    nurse.press("Open the backup")
    nurse.sees("all checked and in order.")
    nurse.sees("Entries made after the backup may still be lost")
    nurse.press(f"Restore the backup of {at}")
    nurse.sees("The backup is in place")
    nurse.press("Go to the sign-in")
    nurse.on(SignInPage)
    types(nurse, CLARA)
    nurse.press("Sign in")
    nurse.on(RecordView)
    nurse.sees("This record was restored from a backup.")
    nurse.press("Go on with this record …")
    gap = nurse.on(GapPage)
    nurse.until(gap.commit.isEnabled)
    nurse.answer("reason", "The other workstation broke.")
    nurse.answer("paper", "Nothing since.")
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press(gap.commit.accessibleName())
    nurse.on(RecordView)
    nurse.sees(f"Restored from the backup up to {backup.head}.")
    nurse.until(lambda: not nurse.window.record_banner.text)
    assert nurse.asks_the_desk(lambda desk: desk.soundness.read_only) is False


def test_over_a_damaged_record_by_a_charge_nurse(opens: Opens, ward: Ward, tmp_path: Path) -> None:
    backup = back_up(ward, tmp_path / "disk")
    last = goes_on(ward)
    cut_tail(ward.chart, key_of(ward.folder), 2)
    nurse = opens(started(ward.folder))
    nurse.on(SignInPage)
    types(nurse, NINA)
    nurse.press("Sign in")
    nurse.on(RecordView)
    assert "Restore a backup …" not in nurse.texts(), "that is not a nurse's to do"
    nurse.press("Change user")
    nurse.on(SignInPage)
    types(nurse, CLARA)
    nurse.press("Sign in")
    nurse.on(RecordView)
    nurse.press("Restore a backup …")
    at = moment(backup.made_at, CLOCK.zone)
    chooses(nurse, tmp_path / "disk", f"Backup of {at}, up to entry {backup.head}")
    nurse.answer("account", CLARA.account)
    nurse.answer("passphrase", "a wrong one, sadly")
    nurse.press("Open the backup")
    nurse.sees("do not belong together")
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press("Open the backup")
    nurse.sees(f"to {last} are missing in the backup")
    nurse.sees("ROWAN, Alice (P-1)")
    nurse.press(f"Restore the backup of {at}")
    nurse.sees("What was here before is kept in")
    nurse.press("Go to the sign-in")
    nurse.on(SignInPage)
    types(nurse, CLARA)
    nurse.press("Sign in")
    nurse.on(RecordView)
    nurse.sees("This record was restored from a backup.")
    nurse.sees("are missing.")
    nurse.press("Ward board")
    page = nurse.on(BoardPage)
    nurse.until(lambda: bool(page.rows))
    nurse.sees("Entries are missing: see paper")


def test_a_ward_whose_keys_are_lost_is_not_offered_a_set_up(
    opens: Opens, ward: Ward, tmp_path: Path
) -> None:
    backup = back_up(ward, tmp_path / "disk")
    last = goes_on(ward)
    shutil.rmtree(ward.folder / "keys")
    nurse = opens(started(ward.folder))
    nurse.on(RestorePage)
    nurse.sees("The keys of this ward are not in the data folder")
    at = moment(backup.made_at, CLOCK.zone)
    chooses(nurse, tmp_path / "disk", f"Backup of {at}, up to entry {backup.head}")
    types(nurse, NINA)
    nurse.press("Open the backup")
    nurse.sees(f"is whole, up to entry {last}")
    nurse.press(f"Restore the backup of {at}")
    nurse.press("Go to the sign-in")
    nurse.sign_in(NINA.account, NINA.passphrase)


def test_the_window_that_cannot_open_a_ward_leads_to_the_restore(
    qtbot: QtBot, qapp: QApplication, ward: Ward
) -> None:
    Wardrobe(qapp)
    ward.chart.unlink()
    found = started(ward.folder)
    assert found.trouble is not None
    said: list[str] = []

    def press() -> None:
        window = next(w for w in qapp.topLevelWidgets() if isinstance(w, CannotOpenWindow))
        said.append(window.accessibleDescription())
        buttons = {b.text(): b for b in window.findChildren(QPushButton) if b.isVisible()}
        buttons["Restore a backup …"].click()

    QTimer.singleShot(30, press)
    assert opened(lambda: found, seen=True) is found
    assert "The chart of this ward is not in the data folder" in said[0]


def test_a_chart_that_does_not_open_offers_the_restore_at_the_sign_in(
    opens: Opens, ward: Ward
) -> None:
    nurse = opens(started(ward.folder))
    page = nurse.on(SignInPage)
    assert page.restore.isHidden()
    ward.chart.write_bytes(bytes(8192))
    types(nurse, CLARA)
    nurse.press("Sign in")
    nurse.until(lambda: not page.restore.isHidden())
    nurse.press("Restore a backup …")
    nurse.on(RestorePage)
    nurse.press("Back to the sign-in")
    nurse.on(SignInPage)
