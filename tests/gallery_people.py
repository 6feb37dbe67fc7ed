"""The gallery's scenes of accounts and of the protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.adopt_page import AdoptPage
from nursedesk.ui.adoption_page import AdoptionView
from nursedesk.ui.protocol_page import ProtocolView
from nursedesk.ui.reset_notice_page import ResetNoticePage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse

_RESET = "Make new keys"


def people(scenes: Scenes, nurse: Nurse) -> None:
    """Accounts."""
    nurse.changes_with(NINA.account, NINA.passphrase)
    nurse.goes_to("Accounts")
    nurse.sees("Who may sign in")
    nurse.sees("Tom Ruiz")
    scenes.picture("accounts")
    nurse.press("The ward's certificate")
    scenes.picture("ward-certificate")
    nurse.press("Back to the accounts")
    nurse.sees("Tom Ruiz")
    nurse.press("Change the account: Nina Berg")
    scenes.picture("account-own")
    nurse.press("Change your passphrase")
    scenes.picture("change-passphrase")
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    nurse.goes_to("Accounts")
    nurse.sees("Tom Ruiz")
    scenes.picture("accounts-administrator")
    nurse.press("Add an account")
    scenes.picture("add-account")
    _leaver_and_reset(scenes, nurse)
    nurse.changes_with(CLARA.account, CLARA.passphrase)


def _leaver_and_reset(scenes: Scenes, nurse: Nurse) -> None:
    """Somebody leaves; somebody else has new keys, and reads who made them."""
    for way in ("Remove the account", _RESET):
        nurse.goes_to("Accounts")
        nurse.sees("Tom Ruiz")
        nurse.press("Change the account: Pia Holm")
        if way != _RESET:
            scenes.picture("account")
        nurse.press(way)
        scenes.picture("leaver" if way != _RESET else "reset")
    phrase = "another phrase of five words"
    nurse.answer_all({"new": phrase, "again": phrase, "own": CLARA.passphrase})
    nurse.press("Make new keys: Pia Holm")
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    nurse.sees("You confirm")
    scenes.picture("reset-second")
    nurse.press("Make new keys: Pia Holm")
    nurse.sees("New keys made")
    nurse.press("Change user")
    page = nurse.on(SignInPage)
    page.credentials.account.line.setText(PIA.account)
    page.credentials.passphrase.line.setText(phrase)
    nurse.press("Sign in")
    nurse.on(ResetNoticePage)
    scenes.picture("reset-notice")
    nurse.press("I have read it")
    nurse.goes_to("Accounts")
    nurse.press("Change the account: Pia Holm")
    nurse.press("Change your passphrase")
    nurse.answer_all({"old": phrase, "new": PIA.passphrase, "again": PIA.passphrase})
    nurse.press("Change the passphrase: Pia Holm")
    nurse.sees("Your passphrase is changed.")


def protocol(scenes: Scenes, nurse: Nurse) -> None:
    """The protocol page, one section open, and a search."""
    nurse.goes_to("Protocol")
    page = nurse.on(ProtocolView)
    nurse.sees("Sources")
    scenes.picture("protocol")
    nurse.press("Rules: storage")
    scenes.picture("protocol-section")
    page.search.line.setText("filter")
    page.search.changed.emit()
    nurse.sees("statements hold")
    scenes.picture("protocol-search")
    nurse.press("Adoption: versions and who adopted them")
    nurse.on(AdoptionView)
    nurse.sees("In force")
    scenes.picture("adoption")
    nurse.press("Go through it and adopt it: 1.0.0")
    adopt = nurse.on(AdoptPage)
    scenes.picture("adopt-first-page")
    while not adopt.points.complete:
        adopt.points.confirm.click()
    scenes.picture("adopt-confirmed")
    nurse.press("Second person: a pharmacist")
    nurse.second_signs_in(PIA.account, PIA.passphrase)
    nurse.sees("Second person: Pia Holm")
    scenes.picture("adopt-second-person")
    nurse.press("Back to Clara Weiss")
    nurse.press("Ward board")


def label_now(scenes: Scenes, nurse: Nurse) -> None:
    """What the label says now, over the board."""
    nurse.goes_to("What the label says now (F1)")
    nurse.sees("The pump stopped")
    scenes.picture("label-now")
    panel = nurse.window.label_now.shown
    assert panel is not None
    bar = panel.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    scenes.picture("label-now-stopped")
    nurse.press("Back to where you were (F1 or Esc)")
