"""The gallery's scenes of patients: in different states, and a session being opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.patient_page import PatientView

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse

LONG = "Papadimitriou-Wolfeschlegelsteinhausenbergerdorff"


def patients(scenes: Scenes, nurse: Nurse) -> None:
    """Patients in different states."""
    for family in ("ROWAN", "OKAFOR", "HALE", "LINDQVIST"):
        page = nurse.chooses_patient(family)
        scenes.picture(f"patient-{family.lower()}")
        if family == "ROWAN":
            bar = page.area.verticalScrollBar()
            bar.setValue(bar.maximum() // 2)
            scenes.picture("patient-bags")
            bar.setValue(bar.maximum())
            scenes.picture("patient-timeline")
            nurse.press("Stop infusion")
            scenes.picture("stop-infusion")
            nurse.press("Back")
            nurse.on(PatientView)
        nurse.press("Ward board")


def new_session(scenes: Scenes, nurse: Nurse) -> None:
    """Opening a session, with a long and a right-to-left name."""
    nurse.press("Open a session")
    scenes.picture("open-who")
    nurse.press("Go on")
    scenes.picture("open-who-missing")
    who = {
        "identifier": "DEMO-2001",
        "family": LONG,
        "given": "נועה בת־שבע",
        "born": "2026-01-20",
    }
    nurse.stage({**who, "bed": "12"})
    nurse.answer_all({"weight_kg": "410", "weighed_on": "2026-11-23"})
    nurse.press("Go on")
    scenes.picture("open-weight-asked-again")
    nurse.stage({"weight_kg": "7.6", "weighed_on": "2026-11-23", "height_cm": "70"})
    scenes.picture("open-order")
    order = {"cycle": "1", "dose": "28", "ordered_by": "Dr. Invented"}
    nurse.stage({"indication": "relapsed-refractory", **order})
    scenes.picture("open-special")
    special = {"preterm": "yes", "down_syndrome": "no", "cns_history": "unknown"}
    nurse.stage({"hypersensitivity": "no", "preservative_free_only": "yes", **special})
    scenes.picture("open-check")
    commit = next(w for w in nurse.texts().splitlines() if w.startswith("Open session"))
    if nurse.button(commit).isEnabled():
        nurse.press(commit)
        nurse.sees("Recorded.")
        scenes.picture("patient-long-name")
    nurse.press("Ward board")
    board = nurse.on(BoardPage)
    nurse.sees("PAPADIMITRIOU")
    for _ in range(4):
        QApplication.processEvents()  # until the rows stand where they stay
    bar = board.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    scenes.picture("board-long-name")
