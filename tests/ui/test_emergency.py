"""The emergency view in the real window: by the code at the sign-in, by an account over a lock."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from nursedesk.clock import SetClock
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.board_row import BoardRow
from nursedesk.ui.emergency import EmergencyDoor
from nursedesk.ui.lock_page import LockPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.reading import Reading
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import CLARA, TOM
from nursedesk.ward import emergency, entrance
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.record import strip
from tests.ui.pages import Nurse

_P = TypeVar("_P", bound=QWidget)
LENA = "Lena Ott"


def new_sheet(desk: Desk) -> str:
    """What Clara, who is signed in, and Tom do; returns the code."""
    from uuid import uuid4

    sheet = emergency.make_sheet(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    emergency.use_sheet(desk, sheet, second=tom, intent=uuid4())
    entrance.leave(desk, tom)
    return sheet.code


def reading(nurse: Nurse, kind: type[_P]) -> _P:
    """Waits for a screen of the view."""

    def there() -> bool:
        shown = nurse.window.emergency.shown
        return isinstance(shown, Reading) and isinstance(shown.page, kind)

    nurse.until(there)
    shown = nurse.window.emergency.shown
    assert isinstance(shown, Reading)
    assert isinstance(shown.page, kind)
    return shown.page


def looks_with_the_code(nurse: Nurse) -> None:
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    code = nurse.asks_the_desk(new_sheet)
    nurse.press("Change user")
    nurse.on(SignInPage)
    nurse.press("Emergency view")
    nurse.until(lambda: isinstance(nurse.window.emergency.shown, EmergencyDoor))
    nurse.answer_all({"name": LENA, "code": code})
    nurse.press("Open the view with the code")
    reading(nurse, BoardPage)


def opens_a_patient(nurse: Nurse) -> PatientView:
    board = reading(nurse, BoardPage)
    nurse.until(lambda: bool(board.findChildren(BoardRow)))
    board.findChildren(BoardRow)[0].click()
    page = reading(nurse, PatientView)
    nurse.until(lambda: page.title != "Patient")
    return page


def buttons(nurse: Nurse) -> set[str]:
    from nursedesk.ui.buttons import Button

    shown = nurse.window.emergency.shown
    assert shown is not None
    return {b.accessibleName() for b in shown.findChildren(Button) if b.isVisible()}


def test_the_sealed_code_shows_board_and_patient_and_no_way_to_write(nina: Nurse) -> None:
    looks_with_the_code(nina)
    assert "Open a session" not in buttons(nina)
    nina.sees(f"Emergency view for {LENA}: only to read.")

    opens_a_patient(nina)
    nina.sees("DOE, Ann")
    writing = ("Change", "Check", "Receive", "Stop", "Hand over", "Move", "Discard")
    assert not [name for name in buttons(nina) if name.startswith(writing)]
    nina.press("Close the view")
    nina.until(lambda: nina.window.emergency.shown is None)
    assert nina.on(SignInPage)
    assert nina.asks_the_desk(lambda desk: desk.view is None)


def test_it_closes_by_itself(nina: Nurse, clock: SetClock) -> None:
    looks_with_the_code(nina)
    clock.forward(seconds=29 * 60)
    shown = nina.window.emergency.shown
    assert isinstance(shown, Reading)
    shown.tick()
    nina.sees("in 1 min 00 s")
    clock.forward(seconds=60)

    nina.until(lambda: nina.window.emergency.shown is None)
    nina.on(SignInPage)


def test_a_used_code_is_told_to_administrators_until_it_is_renewed(nina: Nurse) -> None:
    looks_with_the_code(nina)
    nina.press("Close the view")
    nina.sign_in(CLARA.account, CLARA.passphrase)
    assert LENA in nina.asks_the_desk(strip).sentence
    nina.asks_the_desk(new_sheet)
    assert not nina.asks_the_desk(strip).sentence


def test_any_account_looks_over_a_lock_and_what_was_begun_stays(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Check symptoms")
    nina.at_step("vital-signs")
    nina.answer("temperature_c", "38.1")
    nina.press("Lock now")
    nina.press("Emergency view, only to read")
    door = nina.window.emergency
    nina.until(lambda: isinstance(door.shown, EmergencyDoor) and door.shown.credentials is not None)
    assert isinstance(door.shown, EmergencyDoor)
    credentials = door.shown.credentials
    assert credentials is not None
    QTest.keyClicks(credentials.account.line, TOM.account)
    QTest.keyClicks(credentials.passphrase.line, TOM.passphrase)
    nina.press("Open the view with this account")
    opens_a_patient(nina)
    nina.press("Close the view")
    nina.until(lambda: isinstance(nina.window.sheet, LockPage))
    page = nina.window.lock.page
    assert page is not None
    assert page.typed is not None
    nina.answer("typed", "demo ward n.berg phrase")
    nina.press("Unlock: Nina Berg")
    nina.until(lambda: nina.window.lock.page is None)
    assert nina.at_step("vital-signs")
    assert nina.box("temperature_c").typed() == "38.1"
