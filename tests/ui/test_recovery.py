"""The sealed recovery code in the real window, from the sign-in screen."""

from __future__ import annotations

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.recovery_page import RecoveryPage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ward.desk import Desk
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

PHRASE = "a phrase of five new words"


def opens_the_sheet(nurse: Nurse, code: str) -> RecoveryPage:
    nurse.press("Change user")
    nurse.on(SignInPage)
    nurse.press("Sealed recovery code")
    page = nurse.on(RecoveryPage)
    who = {"used": code, "name": "Rita Ada", "account": "r.ada"}
    nurse.answer_all({**who, "passphrase": PHRASE, "again": PHRASE})
    nurse.press("Open the ward with this code")
    return page


def test_the_code_opens_the_ward_and_is_renewed(nina: Nurse, prepared: Prepared) -> None:
    page = opens_the_sheet(nina, prepared.code)
    nina.until(page.shown.code.isVisible)
    code = page.shown.code.text().replace("\n", "-")
    nina.press("I wrote it down")
    nina.answer("code", prepared.code)
    nina.press("Become an administrator: Rita Ada")
    nina.sees("not the recovery code that was shown")
    nina.answer("code", code)
    nina.press("Become an administrator: Rita Ada")
    nina.on(BoardPage)

    def administrators(desk: Desk) -> set[str]:
        return set(desk.refresh_roster().issuers)

    assert nina.asks_the_desk(administrators) == {"c.weiss", "r.ada"}
    nina.changes_with("r.ada", PHRASE)


def test_a_slip_is_told_by_its_group(nina: Nurse, prepared: Prepared) -> None:
    opens_the_sheet(nina, "0" + prepared.code[1:] if prepared.code[0] != "0" else "1")

    nina.sees("of the recovery code")
    nina.press("Back to the sign-in")
    nina.on(SignInPage)
