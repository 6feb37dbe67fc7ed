"""Passphrase change, reset and leaver in the real window."""

from __future__ import annotations

from pathlib import Path

from nursedesk.ui.account_page import AccountPage
from nursedesk.ui.accounts_page import AccountsPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.change_passphrase_page import ChangePassphrasePage
from nursedesk.ui.leaver_page import LeaverPage
from nursedesk.ui.reset_notice_page import ResetNoticePage
from nursedesk.ui.reset_page import ResetPage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.trust_page import TrustPage
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward.trust_list import from_pem
from tests.ui.pages import Nurse

NEW = "another phrase of five words"


def opens(nurse: Nurse, name: str) -> AccountPage:
    """Goes to an account by its holder's name."""
    nurse.goes_to("Accounts")
    page = nurse.on(AccountsPage)
    nurse.until(lambda: bool(page.rows))
    nurse.press(f"Change the account: {name}")
    return nurse.on(AccountPage)


def test_a_nurse_changes_her_own_passphrase(nina: Nurse) -> None:
    nina.goes_to("Accounts")
    page = nina.on(AccountsPage)
    nina.until(lambda: bool(page.rows))
    assert list(page.rows) == [NINA.account]
    assert not page.add.isVisible()

    opens(nina, NINA.name)
    nina.press("Change your passphrase")
    nina.on(ChangePassphrasePage)
    nina.answer_all({"old": "not mine at all, sadly", "new": NEW, "again": NEW})
    nina.press(f"Change the passphrase: {NINA.name}")
    nina.sees("do not belong together")
    nina.answer("old", NINA.passphrase)
    nina.press(f"Change the passphrase: {NINA.name}")
    nina.sees("Your passphrase is changed.")

    nina.changes_with(NINA.account, NEW)


def test_two_different_new_passphrases_are_held(nina: Nurse) -> None:
    opens(nina, NINA.name)
    nina.press("Change your passphrase")
    nina.answer_all({"old": NINA.passphrase, "new": NEW, "again": f"{NEW}!"})
    nina.press(f"Change the passphrase: {NINA.name}")

    nina.sees("The two passphrases differ.")


def test_a_reset_is_read_by_its_owner_before_anything_else(nina: Nurse) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina, NINA.name)
    nina.press("Make new keys")
    nina.on(ResetPage)
    nina.answer_all({"new": NEW, "again": NEW, "own": CLARA.passphrase})
    nina.press(f"Make new keys: {NINA.name}")
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.press(f"Make new keys: {NINA.name}")
    nina.sees(f"New keys made: {NINA.name}.")

    nina.press("Change user")
    page = nina.on(SignInPage)
    page.credentials.account.line.setText(NINA.account)
    page.credentials.passphrase.line.setText(NEW)
    nina.press("Sign in")
    nina.on(ResetNoticePage)
    nina.sees(f"by {CLARA.name} and {TOM.name}.")
    nina.press("I have read it")
    nina.on(BoardPage)
    nina.changes_with(NINA.account, NEW)


def test_who_leaves_is_no_longer_offered(nina: Nurse) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina, NINA.name)
    nina.press("Remove the account")
    nina.on(LeaverPage)
    nina.sees("Older backups stay readable")
    nina.press(f"Remove from the ward: {NINA.name}")
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.press(f"Remove from the ward: {NINA.name}")
    nina.sees(f"Removed from the ward: {NINA.name}.")
    page = nina.on(AccountsPage)
    nina.until(lambda: bool(page.rows))
    assert NINA.account not in page.rows

    nina.press("Change user")
    sign_in = nina.on(SignInPage)
    offered = [button.text() for button in sign_in.credentials.choices]
    assert not any(NINA.account in words for words in offered)
    nina.sign_in(TOM.account, TOM.passphrase)
    nina.sees("DOE")


def test_the_second_person_does_not_remove_herself(nina: Nurse) -> None:
    """The witness confirms, and the refusal stands on her sheet with nothing changed."""
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina, TOM.name)
    nina.press("Remove the account")
    nina.press(f"Remove from the ward: {TOM.name}")
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.press(f"Remove from the ward: {TOM.name}")

    nina.sees("nobody removes herself")


def test_a_nurse_exports_the_wards_certificate(nina: Nurse, tmp_path: Path) -> None:
    nina.goes_to("Accounts")
    nina.press("The ward's certificate")
    nina.on(TrustPage)
    nina.press("Export the ward's certificate")
    nina.sees("Say where the copy goes")
    nina.answer("path", str(tmp_path / "ward-trust.pem"))
    nina.press("Export the ward's certificate")
    nina.on(AccountsPage)

    assert from_pem((tmp_path / "ward-trust.pem").read_bytes()) is not None
