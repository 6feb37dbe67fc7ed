"""The gallery's scenes of the unsigned prints, and of a medicine that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.medicine_page import MedicinePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.print_page import FullRecordPage, WardSheetPage
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes


def prints(scenes: Scenes, nurse: Nurse) -> None:
    """The whole-ward sheet, a full record, and a medicine without its unit."""
    nurse.goes_to("Ward board")
    nurse.on(BoardPage)
    nurse.press("Whole-ward sheet")
    nurse.on(WardSheetPage)
    scenes.picture("print-ward-sheet")
    nurse.goes_to("Ward board")
    page = nurse.chooses_patient("SATO")
    bar = page.area.verticalScrollBar()
    nurse.until(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    scenes.picture("print-from-the-patient")
    nurse.press("Print the full record")
    nurse.on(FullRecordPage)
    scenes.picture("print-full-record")
    nurse.press("Back to the patient")
    nurse.on(PatientView)
    _medicine(scenes, nurse)


def _medicine(scenes: Scenes, nurse: Nurse) -> None:
    nurse.press("Record a medicine")
    nurse.on(MedicinePage)
    scenes.picture("medicine")
    nurse.stage(
        {
            "purpose": "premedication",
            "substance": "dexamethasone",
            "dose": "20",
            "route": "by mouth",
            "at": nurse.window.clock.now().isoformat(),
            "ordered_by": "Dr Invented",
        }
    )
    nurse.sees("with its unit")
    scenes.picture("medicine-without-unit")
    nurse.press("Back")
    nurse.press("Back")
    nurse.goes_to("Ward board")
