"""The gallery's scenes of a stop: the restart of the same bag, an order, the end of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.clock import iso
from nursedesk.ui.bag_pages import StopPage
from nursedesk.ui.close_page import ClosePage
from nursedesk.ui.order_page import OrderPage
from nursedesk.ui.patient_page import PatientView

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse

_NO_SIGN = {"crs_signs": "no", "neurological_signs": "no"}


def stop_and_go_on(scenes: Scenes, nurse: Nurse) -> None:
    """Sato's pump alarms; his dose is ordered anew; in the end his session would be closed."""
    nurse.chooses_patient("SATO")
    patient = nurse.asks_the_desk(
        lambda desk: next(
            one.opened.patient for one in desk.sessions() if one.opened.patient.family == "Sato"
        )
    )
    _ordered(scenes, nurse)
    nurse.press("Stop infusion")
    at = iso(scenes.clock.now())
    nurse.stage({"at": at, "reason": "Pump alarm", "adverse": "no"})
    nurse.press(nurse.on(StopPage).commit.accessibleName())
    nurse.on(PatientView)
    nurse.sees("Stopped for")
    scenes.picture("patient-stopped")
    nurse.press("Start the same bag again")
    who = {"identifier": patient.identifier, "born": patient.born.isoformat()}
    nurse.records("patient", who)
    nurse.records("symptoms-before", _NO_SIGN)
    nurse.at_step("same-bag")
    nurse.sees("hung when the infusion stopped")
    scenes.picture("restart-same-bag")
    seen = {"same": "yes", "looks_right": "no", "disconnected": "yes", "flushed": "yes"}
    nurse.records("same-bag", seen)
    nurse.sees("Neither document says")
    scenes.picture("restart-stopped")
    nurse.press("Back to the patient")
    nurse.press("Close the session")
    nurse.on(ClosePage)
    scenes.picture("close-session")
    nurse.stage({"ending": "completed"})
    nurse.sees("is not finished")
    scenes.picture("close-session-check")
    nurse.press("Ward board")


def _ordered(scenes: Scenes, nurse: Nurse) -> None:
    nurse.press("Record an order")
    nurse.on(OrderPage)
    scenes.picture("order")
    order = {
        "dose": "9",
        "valid_from": iso(scenes.clock.now()),
        "ordered_by": "Dr Lee",
        "by_telephone": "yes",
        "read_back": "yes",
    }
    nurse.stage(order)
    nurse.sees("The prescriber confirms the order.")
    scenes.picture("order-check")
    nurse.press("Back")
    nurse.press("Back")
    nurse.on(PatientView)
