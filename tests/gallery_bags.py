"""The gallery's scenes at the bedside: a bag, its change, a symptom check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.clock import iso
from nursedesk.ui.choose_bag_page import ChooseBagPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.receive_page import ReceivePage
from nursedesk.ui.walk_leave import LeaveWalkPage
from nursedesk.walkthrough.crew import TOM

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


def new_bag(scenes: Scenes, nurse: Nurse) -> None:
    """Receiving a bag that is too old, moving and discarding one."""
    nurse.chooses_patient("HALE")
    nurse.press("Receive a bag")
    nurse.on(ReceivePage)
    scenes.picture("receive-label")
    label = {"patient_identifier": "DEMO-1004", "bag_kind": "48h", "preservative": "no"}
    nurse.stage({**label, "dose": "9", "rate": "5"})
    scenes.picture("receive-times")
    prepared = iso(scenes.clock.now().replace(day=14, second=0))
    came = iso(scenes.clock.now().replace(second=0))
    nurse.stage({"prepared_at": prepared, "use_by": "", "came_at": came})
    nurse.stage({"kept_before": "refrigerator", "place": "room", "celsius": "21"})
    scenes.picture("receive-check")
    nurse.press("Receive this bag: HALE, Dorothea")
    nurse.on(PatientView)
    nurse.sees("Recorded.")
    scenes.picture("bag-discard")
    nurse.press("Move: bag 2")
    nurse.stage({"place": "refrigerator", "at": came, "celsius": ""})
    scenes.picture("move-check")
    nurse.press("Ward board")


def bag_change(scenes: Scenes, nurse: Nurse) -> None:
    """The walk with its stops, its second person and a mismatch."""
    nurse.chooses_patient("ROWAN")
    nurse.press("Change bag")
    nurse.on(ChooseBagPage)
    scenes.picture("choose-bag")
    nurse.press("Begin the change to bag 3")
    page = nurse.at_step("patient")
    scenes.picture("walk-who")
    born = page.shown.patient.born.isoformat()
    nurse.records("patient", {"identifier": "DEMO-9999", "born": born})
    nurse.sees("Wrong patient")
    scenes.picture("walk-wrong-patient")
    nurse.records("patient", {"identifier": "DEMO-1001", "born": born})
    nurse.at_step("symptoms-before")
    scenes.picture("walk-symptoms")
    nurse.records("symptoms-before", {"crs_signs": "no", "neurological_signs": "no"})
    _label(scenes, nurse)
    nurse.records("looks", {"particles": "no", "leak": "no", "discoloured": "no"})
    nurse.at_step("line")
    scenes.picture("walk-line")
    line = {
        "bag_material": "eva",
        "tubing": "dehp-free",
        "filter": "none",
        "lumen": "dedicated",
        "primed_with": "infusion-solution",
        "flushed": "yes",
        "new_tubing": "yes",
        **dict.fromkeys(("programmable", "lockable", "non_elastomeric", "alarm"), "yes"),
    }
    nurse.records("line", line)
    nurse.sees("Stop")
    scenes.picture("walk-line-stop")
    nurse.press("Leave this bag change")
    nurse.on(LeaveWalkPage)
    scenes.picture("walk-leave")
    nurse.press("Back to the step")
    nurse.at_step("line")
    nurse.press("Back to the patient")
    patient = nurse.on(PatientView)
    nurse.sees("Go on with the bag change")
    patient.area.ensureWidgetVisible(nurse.button("Go on with the bag change"), 20, 20)
    scenes.picture("patient-open-walk")
    nurse.press("Ward board")


def _label(scenes: Scenes, nurse: Nurse) -> None:
    page = nurse.at_step("new-bag")
    scenes.picture("walk-label")
    bag = page.shown.bag
    assert bag is not None
    assert bag.label.prepared_at is not None
    label = {
        "patient_identifier": "DEMO-1001",
        "dose_mcg_per_day": "28",
        "kind": "24h",
        "preservative": "no",
        "rate_ml_per_h": "10",
        "prepared_at": iso(bag.label.prepared_at),
    }
    nurse.records("new-bag", label)
    nurse.sheet()
    nurse.sees("Sign in for this step")
    scenes.picture("second-signs-in")
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    nurse.sees("Second person: Tom Ruiz")
    nurse.until(lambda: bool(nurse.boxes()))
    scenes.picture("second-blank")
    nurse.answer_all({**label, "rate_ml_per_h": "1"})
    nurse.press("Record my own reading: ROWAN, Alice")
    nurse.sees("The two readings differ")
    scenes.picture("mismatch")
    nurse.records("new-bag", label)
    nurse.second_signs_in(TOM.account, TOM.passphrase)
    nurse.answer_all(label)
    nurse.press("Record my own reading: ROWAN, Alice")
    nurse.at_step("looks")
    scenes.picture("walk-looks")


def symptoms(scenes: Scenes, nurse: Nurse) -> None:
    """The first steps of a symptom check."""
    nurse.chooses_patient("MARLOWE")
    nurse.press("Check symptoms")
    nurse.at_step("vital-signs")
    scenes.picture("vital-signs")
    nurse.records("vital-signs", {"temperature_c": "38.6", "oxygen": "none", "fever_masked": "no"})
    nurse.until(lambda: "Vital signs" in nurse.texts())
    scenes.picture("crs-signs")
    nurse.press("Ward board")
