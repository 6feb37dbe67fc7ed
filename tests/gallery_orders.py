"""The gallery's scenes of a stop: the restart of the same bag, an order, the end of a session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.clock import iso
from nursedesk.ui.bag_pages import DiscardPage, HoldPage, StopPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.close_page import ClosePage
from nursedesk.ui.closed_page import ClosedPage
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
    scenes.picture("stop-infusion-check")
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


def closed_sessions(scenes: Scenes, nurse: Nurse) -> None:
    """No session is closed yet; a session that was opened by mistake is, and is read again."""
    _held(scenes, nurse)
    nurse.goes_to("Closed sessions")
    nurse.on(ClosedPage)
    nurse.sees("No session was closed")
    scenes.picture("closed-sessions-none")
    nurse.press("Back to the ward board")
    nurse.on(BoardPage)
    nurse.chooses_patient("PAPADIMITRIOU")
    nurse.press("Close the session")
    page = nurse.on(ClosePage)
    nurse.stage({"ending": "mistake", "note": "Opened for the wrong ward."})
    nurse.until(page.commit.isEnabled)
    scenes.picture("close-session-ready")
    nurse.press(page.commit.accessibleName())
    nurse.on(BoardPage)
    nurse.sees("Session closed")
    nurse.goes_to("Closed sessions")
    nurse.on(ClosedPage)
    nurse.sees("PAPADIMITRIOU")
    scenes.picture("closed-sessions")
    nurse.press("Open")
    nurse.on(PatientView)
    nurse.sees("Print the full record")
    scenes.picture("closed-patient")
    nurse.press("Ward board")


def _held(scenes: Scenes, nurse: Nurse) -> None:
    """Hale's infusion, which stands, is held for a reaction; a bag of hers would be discarded."""
    nurse.chooses_patient("HALE")
    nurse.press("Hold for a reaction")
    nurse.on(HoldPage)
    scenes.picture("hold")
    nurse.stage({"at": iso(scenes.clock.now()), "reason": "Cytokine release syndrome"})
    scenes.picture("hold-check")
    nurse.press("Back")
    nurse.press("Back")
    nurse.on(PatientView)
    nurse.press("Discard: bag 2")
    nurse.on(DiscardPage)
    scenes.picture("discard")
    nurse.press("Ward board")
