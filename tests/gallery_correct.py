"""The gallery's scenes of a correction: which entry, what in it, what follows, by two."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from nursedesk.clock import iso
from nursedesk.ui.buttons import Button
from nursedesk.ui.correct_page import CorrectPage, WrongPage
from nursedesk.ui.correction_page import CorrectionPage
from nursedesk.ui.late_check_page import LateCheckPage
from nursedesk.ui.looks import Words
from nursedesk.ui.patient_page import PatientView
from nursedesk.walkthrough.crew import TOM

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


def corrections(scenes: Scenes, nurse: Nurse) -> None:
    """A reading of Sato's pump was wrong, her start, and what her session was opened with."""
    nurse.chooses_patient("SATO")
    nurse.press("Correct an entry")
    nurse.on(CorrectPage)
    nurse.sees("Which entry is wrong?")
    scenes.picture("correct-which")
    _choose(nurse, "Bag change: Read the pump", "volume_ml")
    scenes.picture("correct-form")
    nurse.stage({"volume_ml": "238", "because": "The display was read from the side"})
    nurse.sees("What changes for the patient")
    scenes.picture("correct-check")
    nurse.press(nurse.on(CorrectionPage).commit.accessibleName())
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    scenes.picture("correct-second")
    nurse.answer("volume_ml", "239")
    nurse.press("Record my own reading: SATO, Grace")
    nurse.sees("entered different things")
    scenes.picture("correct-second-differs")
    nurse.press(f"Back to {nurse.window.me.name}")
    nurse.press("Back")
    nurse.press("Back")
    nurse.on(PatientView)
    nurse.press("Correct an entry")
    _choose(nurse, "Bag change: Start", "started_at")
    at = iso(scenes.clock.now() - timedelta(hours=1))
    nurse.stage({"started_at": at, "because": "Typed wrongly"})
    nurse.until(lambda: True)
    scenes.picture("correct-start")
    nurse.press("Back")
    nurse.press("Back")
    nurse.on(PatientView)
    nurse.press("Correct an entry")
    _choose(nurse, "Session opened", "bed", "weight_kg")
    nurse.stage({"bed": "14", "weight_kg": "44", "because": "Weighed again, moved to bed 14"})
    nurse.sees("What changes for the patient")
    scenes.picture("correct-session")
    nurse.press(nurse.on(CorrectionPage).commit.accessibleName())
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    nurse.answer_all({"bed": "14", "weight_kg": "44"})
    nurse.press("Record my own reading: SATO, Grace")
    nurse.on(PatientView)
    nurse.sees("CORRECTED by entry")
    page = nurse.on(PatientView)
    marked = [w for w in page.findChildren(Words) if "CORRECTED by entry" in w.text()]
    QApplication.processEvents()
    page.area.ensureWidgetVisible(marked[0], 20, 300)
    scenes.picture("corrected-timeline")
    _late(scenes, nurse)
    nurse.press("Ward board")


def _late(scenes: Scenes, nurse: Nurse) -> None:
    """A check of two hours ago: the reason is asked too."""
    nurse.press("Enter an earlier check")
    nurse.on(LateCheckPage)
    nurse.stage({"at": iso(scenes.clock.now() - timedelta(hours=2))})
    nurse.sees("more than an hour ago")
    scenes.picture("late-reason")
    nurse.stage({"because": "Taken over from paper"})
    scenes.picture("late-check")
    nurse.press("Back")
    nurse.press("Back")
    nurse.press("Back")
    nurse.on(PatientView)


def _choose(nurse: Nurse, what: str, *wrong: str) -> None:
    nurse.sees(what)
    buttons = nurse.on(CorrectPage).findChildren(Button)
    names = [button.accessibleName() for button in buttons]
    nurse.press(next(name for name in names if name.startswith(f"Correct: {what}")))
    nurse.on(WrongPage)
    nurse.answer("wrong", " ".join(wrong))
    nurse.press("Go on")
    nurse.on(CorrectionPage)
