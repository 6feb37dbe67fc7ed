"""The record on screen: a damaged ward says so first, is read, and goes on by her word alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.gap_page import GapPage
from nursedesk.ui.places_page import PlacesPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, Member
from nursedesk.ward.ports import AccountCard
from tests.tampering import chart_of, cut_tail, key_of
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

Opened = Callable[[Member], Nurse]


@pytest.fixture
def ward(tmp_path: Path, prepared: Prepared) -> Path:
    return Path(shutil.copytree(prepared.folder, tmp_path / "ward"))


@pytest.fixture
def opens(qtbot: QtBot, qapp: QApplication, ward: Path, clock: SetClock) -> Iterator[Opened]:
    """Starts the program on the ward, and somebody signs in."""
    windows = []

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
        nurse.on(SignInPage)
        nurse.answer("account", member.account)
        nurse.answer("passphrase", member.passphrase)
        nurse.press("Sign in")
        return nurse

    yield opened
    for window in windows:
        window.close()


def test_what_is_wrong_stands_before_the_board_and_on_every_screen(
    opens: Opened, ward: Path
) -> None:
    cut_tail(chart_of(ward), key_of(ward), 1)
    nurse = opens(NINA)
    nurse.on(RecordView)
    nurse.sees("is missing.")
    nurse.sees("DOE, Ann (A-1001)")
    nurse.sees("Use the paper checklists.")
    assert "Record the gap" not in nurse.texts(), "that is a charge nurse's to do"
    nurse.press("Ward board")
    page = nurse.on(BoardPage)
    nurse.until(lambda: bool(page.rows))
    nurse.sees("Entries are missing: see paper")
    assert nurse.window.record_banner.text.startswith("Nothing can be recorded.")
    nurse.press("What to do")
    nurse.on(RecordView)


def test_a_charge_nurse_records_the_gap_and_the_ward_goes_on(opens: Opened, ward: Path) -> None:
    cut_tail(chart_of(ward), key_of(ward), 3)
    nurse = opens(CLARA)
    nurse.on(RecordView)
    nurse.press("Record the gap and go on …")
    page = nurse.on(GapPage)
    nurse.until(page.commit.isEnabled)
    assert "are missing" in page.commit.accessibleName()
    nurse.press(page.commit.accessibleName())
    assert nurse.on(GapPage) is page, "nothing is sent before everything is there"
    nurse.answer("reason", "The disk broke.")
    nurse.answer("paper", "The checklists of tonight.")
    nurse.answer("passphrase", "a wrong one, sadly")
    nurse.press(page.commit.accessibleName())
    nurse.sees("do not belong together")
    assert nurse.box("reason").typed() == "The disk broke."
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press(page.commit.accessibleName())
    nurse.on(RecordView)
    nurse.sees("Gaps in this record")
    nurse.until(lambda: not nurse.window.record_banner.text)
    assert nurse.asks_the_desk(lambda desk: desk.soundness.read_only) is False


def test_a_sound_record_is_checked_in_the_background_and_says_so(opens: Opened) -> None:
    nurse = opens(CLARA)
    nurse.on(BoardPage)
    nurse.goes_to("Record")
    nurse.on(RecordView)
    nurse.sees("all in order.")
    nurse.press("Check the record now")
    nurse.sees("asked for by Clara Weiss")


def test_a_second_place_is_chosen(opens: Opened, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    nurse = opens(CLARA)
    nurse.on(BoardPage)
    nurse.goes_to("Record")
    nurse.press("Choose the second place …")
    nurse.on(PlacesPage)
    nurse.answer("folder", str(disk))
    nurse.press("Record the second place")
    nurse.on(RecordView)
    nurse.until(lambda: nurse.texts().count("In order.") == 2)
    assert next(path.name for path in disk.iterdir()).startswith("nursedesk-anchors-")
    shutil.rmtree(disk)
    nurse.goes_to("Record")
    nurse.press("Check the record now")  # what is recorded of it finds no second place
    nurse.until(lambda: "safety copy" in nurse.window.record_banner.text)
