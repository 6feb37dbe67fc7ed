"""The gallery's scenes of an emergency: paper, the sealed sheet, the view that only reads."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from nursedesk.ui import ways
from nursedesk.ui.board_row import BoardRow
from nursedesk.ui.emergency import EmergencyDoor
from nursedesk.ui.emergency_sheet_page import EmergencySheetPage
from nursedesk.ui.paper_page import PaperPage
from nursedesk.ui.reading import Reading
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import CLARA, NINA, TOM

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


def emergency(scenes: Scenes, nurse: Nurse) -> None:
    """Clara renews the sheet; it is used at the sign-in; Tom looks over Nina's lock."""
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    code = _sheet(scenes, nurse)
    _paper(scenes, nurse)
    nurse.press("Change user")
    nurse.on(SignInPage)
    nurse.press("Paper")
    nurse.on(PaperPage)
    scenes.picture("paper-nobody-signed-in")
    nurse.press("Back to the sign-in")
    nurse.press("Emergency view")
    _door(nurse)
    scenes.picture("emergency-door", nurse.window.emergency.shown)
    nurse.answer_all({"name": "Lena Ott", "code": code})
    nurse.press("Open the view with the code")
    _view(scenes, nurse)
    nurse.sign_in(CLARA.account, CLARA.passphrase)
    nurse.sees("The emergency code was used")
    scenes.picture("emergency-used")
    _sheet_used(scenes, nurse)
    nurse.changes_with(NINA.account, NINA.passphrase)
    nurse.press("Lock now")
    nurse.press("Emergency view, only to read")
    _door(nurse)
    nurse.until(lambda: _door(nurse).credentials is not None)
    scenes.picture("emergency-door-locked", nurse.window.emergency.shown)
    nurse.press("Back")
    page = nurse.window.lock.page
    assert page is not None
    assert page.typed is not None
    QTest.keyClicks(page.typed.line, NINA.passphrase)
    nurse.press("Unlock: Nina Berg")
    nurse.until(lambda: nurse.window.lock.page is None)


def _sheet(scenes: Scenes, nurse: Nurse) -> str:
    nurse.goes_to("Accounts")
    nurse.press("Emergency sheet")
    page = nurse.on(EmergencySheetPage)
    nurse.until(page.make.isEnabled)
    scenes.picture("emergency-sheet")
    nurse.press("Make a new emergency sheet")
    nurse.until(page.shown.code.isVisible)
    scenes.picture("emergency-sheet-new")
    code = page.shown.code.text()
    nurse.press("I wrote it down")
    nurse.answer("code", code)
    nurse.press("Use the new emergency sheet")
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    nurse.sees("You confirm that the new sheet lies sealed")
    scenes.picture("emergency-sheet-second")
    nurse.press("Use the new emergency sheet")
    nurse.sees("The new emergency sheet is in use")
    return code


def _sheet_used(scenes: Scenes, nurse: Nurse) -> None:
    nurse.press("What to do")
    nurse.press("Emergency sheet")
    page = nurse.on(EmergencySheetPage)
    nurse.until(page.make.isEnabled)
    scenes.picture("emergency-sheet-used")
    nurse.press("Back to the accounts")


def _paper(scenes: Scenes, nurse: Nurse) -> None:
    ways.paper(nurse.window)
    page = nurse.on(PaperPage)
    nurse.until(page.now.isEnabled)
    page.where.setText(str(Path("ward") / "nursedesk" / "downtime"))
    page.lying.setText("7 files lie there, written 24-Nov-2026 03:11.")
    scenes.picture("paper")


def _door(nurse: Nurse) -> EmergencyDoor:
    nurse.until(lambda: isinstance(nurse.window.emergency.shown, EmergencyDoor))
    shown = nurse.window.emergency.shown
    assert isinstance(shown, EmergencyDoor)
    return shown


def _view(scenes: Scenes, nurse: Nurse) -> None:
    nurse.until(lambda: isinstance(nurse.window.emergency.shown, Reading))
    nurse.sees("overdue")
    scenes.picture("emergency-board", nurse.window.emergency.shown)
    shown = nurse.window.emergency.shown
    assert isinstance(shown, Reading)
    rows = [row for row in shown.findChildren(BoardRow) if "HALE" in row.accessibleName()]
    rows[0].click()
    nurse.sees("Bags in stock")
    scenes.picture("emergency-patient", nurse.window.emergency.shown)
    nurse.press("Pictures")
    nurse.sees("Last 48 hours")
    scenes.picture("emergency-pictures", nurse.window.emergency.shown)
    nurse.press("Close the view")
    nurse.on(SignInPage)
