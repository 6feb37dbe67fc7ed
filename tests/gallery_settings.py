"""The gallery's scenes of the ward's settings: what nobody has set, and what a nurse reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.settings_page import SettingsPage
from nursedesk.walkthrough.crew import CLARA, NINA

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse

_SET = {
    "pharmacy": "ext. 5512",
    "prescriber": "ext. 4711",
    "other_1": "Transplant unit",
    "other_1_number": "ext. 80",
    "check_hours": "4",
    "dense_hours": "2",
    "dense_for_hours": "48",
    "sound": "soon-and-overdue",
}


def settings(scenes: Scenes, nurse: Nurse) -> None:
    """Clara sets them; Nina reads them."""
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    _opens(nurse)
    nurse.sees("Nobody has set anything yet.")
    scenes.picture("ward-settings-empty")
    nurse.answer_all(_SET)
    scenes.picture("ward-settings")
    nurse.press("Save the ward's settings")
    nurse.on(BoardPage)
    nurse.sees("settings are recorded")
    nurse.changes_with(NINA.account, NINA.passphrase)
    _opens(nurse)
    scenes.picture("ward-settings-read")
    nurse.press("Ward board")


def _opens(nurse: Nurse) -> None:
    nurse.goes_to("Ward settings")
    page = nurse.on(SettingsPage)
    nurse.until(lambda: bool(page.set_by.text()))
