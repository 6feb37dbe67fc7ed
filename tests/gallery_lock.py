"""The gallery's scenes of the lock: the PIN, the locked window, its waits, what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from nursedesk.ui.lock_page import LockPage
from nursedesk.ui.pin_page import PinPage
from nursedesk.walkthrough.crew import NINA, TOM

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


def locked(scenes: Scenes, nurse: Nurse) -> None:
    """Nina sets a PIN, locks in the middle of a step, mistypes; Tom comes; Nina comes again."""
    nurse.changes_with(NINA.account, NINA.passphrase)
    _pin(scenes, nurse)
    nurse.chooses_patient("HALE")
    nurse.press("Check symptoms")
    nurse.at_step("vital-signs")
    nurse.answer("temperature_c", "38.1")
    nurse.press("Lock now")
    nurse.sees("overdue")
    scenes.picture("locked")
    for _ in range(6):
        _unlock(nurse, "not her passphrase at all")
        nurse.sees("do not belong together")
    nurse.sees("can try again in")
    scenes.picture("locked-waits")
    nurse.press("Somebody else signs in")
    nurse.sees("is kept for her")
    scenes.picture("locked-somebody-else")
    nurse.answer("account", TOM.account)
    nurse.answer("passphrase", TOM.passphrase)
    nurse.press("Sign in")
    nurse.until(lambda: nurse.window.lock.page is None)
    scenes.clock.forward(seconds=100)
    nurse.changes_with(NINA.account, NINA.passphrase)
    nurse.chooses_patient("HALE")
    nurse.press("Go on with the symptom check")
    nurse.at_step("vital-signs")
    nurse.sees("You began this at")
    scenes.picture("kept-half")
    nurse.press("Ward board")


def _pin(scenes: Scenes, nurse: Nurse) -> None:
    nurse.goes_to("Accounts")
    nurse.sees("Tom Ruiz")
    nurse.press("Change the account: Nina Berg")
    nurse.press("Set a PIN")
    nurse.on(PinPage)
    nurse.answer("passphrase", NINA.passphrase)
    for box in ("pin", "again"):
        nurse.answer(box, "123456")
    nurse.press("Set this PIN: Nina Berg")
    nurse.sees("everybody tries first")
    scenes.picture("set-a-pin")
    nurse.press("Ward board")


def _unlock(nurse: Nurse, typed: str) -> None:
    page = nurse.window.sheet
    assert isinstance(page, LockPage)
    assert page.typed is not None
    QTest.keyClicks(page.typed.line, typed)
    nurse.press("Unlock: Nina Berg")
