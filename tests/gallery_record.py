"""The gallery's scenes of the record itself: in order, and damaged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from nursedesk.ui.gap_page import GapPage
from nursedesk.ui.places_page import PlacesPage
from nursedesk.ui.record_page import RecordView
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.walkthrough.crew import CLARA
from tests.tampering import chart_of, cut_tail, key_of
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes


def record(scenes: Scenes, nurse: Nurse) -> None:
    """The record itself, while a check runs, and its second place."""
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    nurse.goes_to("Record")
    page = nurse.on(RecordView)
    nurse.until(page.check.isVisible)
    scenes.picture("record")
    nurse.press("Choose the second place …")
    nurse.on(PlacesPage)
    scenes.picture("record-second-place")
    nurse.press("Back to the record")


def damaged(scenes: Scenes, ward: Path) -> None:
    """A record whose last entries are missing, up to the charge nurse's word on it."""
    cut_tail(chart_of(ward), key_of(ward), 4)
    nurse = scenes.open(ward, exists=True)
    nurse.on(SignInPage)
    nurse.answer("account", CLARA.account)
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press("Sign in")
    nurse.on(RecordView)
    nurse.sees("are missing")
    scenes.picture("record-damaged")
    nurse.press("Ward board")
    nurse.sees("overdue")
    scenes.picture("board-read-only")
    nurse.press("What to do")
    nurse.on(RecordView)
    nurse.press("Record the gap and go on …")
    page = nurse.on(GapPage)
    nurse.until(page.commit.isEnabled)
    scenes.picture("record-gap")
    nurse.answer("reason", "The disk was exchanged; the backup of this night is not at hand.")
    nurse.answer("paper", "The checklists since 03:00, in the blue folder.")
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press(page.commit.accessibleName())
    nurse.on(RecordView)
    nurse.sees("Gaps in this record")
    scenes.picture("record-after-gap")
