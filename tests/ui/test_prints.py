"""Saving the two unsigned prints, and recording a medicine, in the window."""

from __future__ import annotations

from pathlib import Path

from nursedesk.clock import SetClock, iso
from nursedesk.ui.medicine_page import MedicinePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.print_page import FullRecordPage, WardSheetPage
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse


def test_the_ward_sheet_is_saved_from_the_board(nina: Nurse, tmp_path: Path) -> None:
    nina.press("Whole-ward sheet")
    nina.on(WardSheetPage)
    nina.sees("It is an unsigned print")
    path = tmp_path / "ward.pdf"
    nina.answer("path", str(path))
    nina.press("Save the whole-ward sheet")
    nina.sees(f"A copy was written to {path}.")
    assert path.read_bytes().startswith(b"%PDF-")
    nina.press("Ward board")


def test_the_full_record_is_saved_from_the_patients_page(nina: Nurse, tmp_path: Path) -> None:
    nina.chooses_patient("DOE")
    nina.press("Print the full record")
    page = nina.on(FullRecordPage)
    path = tmp_path / "record.pdf"
    nina.answer("path", str(path))
    nina.press("Save the full record")
    nina.sees(f"A copy was written to {path}.")
    assert path.read_bytes().startswith(b"%PDF-")
    page.go_back()
    nina.on(PatientView)


def test_a_medicine_is_recorded_with_its_unit(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    nina.press("Record a medicine")
    page = nina.on(MedicinePage)
    typed = {
        "purpose": "premedication",
        "substance": "dexamethasone",
        "dose": "20",
        "route": "by mouth",
        "at": iso(clock.now()),
        "ordered_by": "Dr Lee",
    }
    nina.stage(typed)
    nina.sees("Write how much was given as a number with its unit")
    assert not page.commit.isEnabled()
    page.forms[0].box("dose").put("20 mg")
    nina.press("Back")
    nina.press("Go on")
    nina.press("dexamethasone 20 mg given: DOE, Ann")
    nina.on(PatientView)
    nina.sees("Medicine given: dexamethasone 20 mg")
    known = nina.asks_the_desk(lambda desk: list(desk.session(prepared.session).medicines))
    assert [one.given.dose for one in known] == ["20 mg"]
