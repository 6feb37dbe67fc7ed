"""The due signal in the window: it sounds, is acknowledged by name, hides nothing, says no name."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import structs
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged, Stage
from nursedesk.chart.terms import Body
from nursedesk.clock import SetClock
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.board_page import NOT_AN_ALARM, BoardPage
from nursedesk.ui.tell_page import TellPage
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, PIA
from nursedesk.ward.desk import Desk
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse
from tests.ui.test_stale_forms import _hung

_SOON, _OVERDUE = {"hours": 47}, {"hours": 49}
ACKNOWLEDGE = "Acknowledge: Take bag 1 down, DOE, Ann"


class Heard:
    """How often it sounded."""

    def __init__(self) -> None:
        self.times = 0

    def play(self) -> None:
        self.times += 1


@pytest.fixture
def heard(nina: Nurse, prepared: Prepared, clock: SetClock) -> Heard:
    """A 48 h bag runs; nothing is due yet."""
    made = Heard()
    nina.window.due_banner.sound = made
    lock = nina.window.lock
    usual, lock.minutes = lock.minutes, 0  # the round below takes its time
    _hung(nina, prepared.session, clock)
    lock.after(usual)
    looks(nina)
    assert (made.times, nina.window.due_banner.text) == (0, "")
    return made


def looks(nurse: Nurse) -> None:
    nurse.until(lambda: True)
    nurse.window.due_banner.look_at_what_is_due()
    nurse.until(lambda: True)


def later(nurse: Nurse, clock: SetClock, **duration: float) -> None:
    """Time goes by while somebody uses the window now and then."""
    clock.forward(**duration)
    nurse.window.lock.idle.used()
    looks(nurse)


def told(desk: Desk) -> list[tuple[Body, str]]:
    kinds = DueAcknowledged | ChargeNurseTold
    entries = desk.store.entries()
    return [(one.body, one.header.author) for one in entries if isinstance(one.body, kinds)]


def test_it_sounds_once_for_what_is_due_soon_and_again_for_what_is_overdue(
    nina: Nurse, clock: SetClock, heard: Heard
) -> None:
    later(nina, clock, **_SOON)
    assert heard.times == 1
    assert "Change bag 1: due soon" in nina.window.due_banner.text
    looks(nina)
    later(nina, clock, minutes=30)
    assert heard.times == 1
    later(nina, clock, hours=1.5)
    assert heard.times == 2
    later(nina, clock, minutes=4)
    assert heard.times == 2
    later(nina, clock, minutes=1)
    assert heard.times == 3


def test_she_acknowledges_it_and_it_stays_as_overdue_as_it_is(
    nina: Nurse, prepared: Prepared, clock: SetClock, heard: Heard
) -> None:
    later(nina, clock, **_OVERDUE)
    nina.press("Ward board")
    nina.sees(NOT_AN_ALARM)
    row = nina.on(BoardPage).rows[prepared.session]
    nina.until(lambda: "discard" in row.accessibleName())
    nina.press(ACKNOWLEDGE)
    nina.sees("not done by that: Take bag 1 down, DOE, Ann")
    ((body, author),) = nina.asks_the_desk(told)
    assert isinstance(body, DueAcknowledged)
    assert (body.what, body.stage, author) == ("Take bag 1 down", Stage.OVERDUE, NINA.account)
    assert not nina.window.due_banner.text
    nina.until(lambda: "acknowledged by Nina Berg at" in row.accessibleName())
    assert "discard" in row.accessibleName()
    times = heard.times
    later(nina, clock, minutes=14)
    assert (heard.times, nina.window.due_banner.text) == (times, "")
    later(nina, clock, minutes=1)
    assert heard.times == times + 1
    assert "Take bag 1 down" in nina.window.due_banner.text


def test_a_locked_window_only_sounds(nina: Nurse, clock: SetClock, heard: Heard) -> None:
    nina.press("Lock now")
    nina.until(lambda: nina.window.lock.page is not None)
    later(nina, clock, **_OVERDUE)
    assert heard.times == 1
    assert not nina.window.due_banner.text
    assert "DOE" not in nina.texts()


def test_under_a_second_persons_sheet_it_only_sounds(
    nina: Nurse, clock: SetClock, heard: Heard
) -> None:
    later(nina, clock, **_SOON)
    assert heard.times == 1
    assert nina.window.due_banner.text
    nina.window.cover(QWidget())
    assert nina.window.due_banner.text == ""
    later(nina, clock, hours=3)
    assert (heard.times, nina.window.due_banner.text) == (2, "")
    nina.window.uncover()
    nina.until(lambda: bool(nina.window.due_banner.text))


def test_a_pharmacist_sees_it_and_is_offered_no_button(
    nina: Nurse, clock: SetClock, heard: Heard
) -> None:
    assert heard.times == 0
    later(nina, clock, **_OVERDUE)
    nina.changes_with(PIA.account, PIA.passphrase)
    looks(nina)
    assert "Take bag 1 down" in nina.window.due_banner.text
    assert not nina.window.due_banner.acknowledge.isVisible()


def test_who_was_told_is_recorded_by_name(
    nina: Nurse, prepared: Prepared, clock: SetClock, heard: Heard
) -> None:
    assert heard.times == 0
    later(nina, clock, **_OVERDUE)
    nina.changes_with(CLARA.account, CLARA.passphrase)
    nina.sees("You are a charge nurse: overdue for more than 30 min")
    nina.sees("tell the charge nurse")
    nina.press("Record who was told: Take bag 1 down, DOE, Ann")
    page = nina.on(TellPage)
    nina.stage({"told": "Clara Weiss"})
    nina.press(page.commit.accessibleName())
    nina.on(BoardPage)
    nina.sees("charge nurse Clara Weiss told by Clara Weiss at")
    ((body, author),) = nina.asks_the_desk(told)
    assert isinstance(body, ChargeNurseTold)
    assert (body.what, body.told, author) == ("Take bag 1 down", "Clara Weiss", CLARA.account)
    row = nina.on(BoardPage).rows[prepared.session]
    nina.until(lambda: "charge nurse told" in row.accessibleName())
    assert row.accessibleName().startswith("discard")  # it is as overdue as before


def test_what_was_done_meanwhile_is_not_acknowledged(
    nina: Nurse, clock: SetClock, heard: Heard
) -> None:
    later(nina, clock, **_SOON)
    assert heard.times == 1
    clock.forward(hours=2)  # it is overdue by now, and the banner still says: due soon
    nina.press("Acknowledge: Change bag 1, DOE, Ann")
    nina.sees("does not stand any more as it was shown")
    assert nina.asks_the_desk(told) == []
    nina.until(lambda: "Take bag 1 down" in nina.window.due_banner.text)


def test_what_fell_due_while_it_was_closed_comes_first_in_words(
    nina: Nurse,
    prepared: Prepared,
    clock: SetClock,
    heard: Heard,
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
) -> None:
    assert heard.times == 0
    nina.window.close()
    clock.forward(hours=60)
    folder = tmp_path / "ward"
    start = structs.replace(nina.window.start, make_desk=lambda: make_desk(folder, clock=clock))
    window = MainWindow(start, Wardrobe(qapp))
    qtbot.addWidget(window)
    window.due_banner.sound = heard
    window.resize(1024, 768)
    window.show()
    again = Nurse(qtbot, window)
    try:
        again.sign_in(NINA.account, NINA.passphrase)
        again.sees("Fell due while NurseDesk was closed or locked (since")
        again.sees("DOE, Ann. Take bag 1 down: discard.")
        board = again.on(BoardPage)
        row = board.rows[prepared.session]
        origin = QPoint(0, 0)
        again.until(lambda: board.first.mapToGlobal(origin).y() < row.mapToGlobal(origin).y())
        looks(again)
        assert heard.times == 1
    finally:
        window.close()
