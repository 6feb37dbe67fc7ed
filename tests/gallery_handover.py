"""The gallery of the hand-over: made, signed, read back, reviewed, returned, superseded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QScrollBar

from nursedesk.chart.read_back import RATE
from nursedesk.ui.handover_page import HandoverPage
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.read_back_page import ReadBackPage
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.walkthrough.hand_overs import read_rightly
from tests.ui import hand_over_moves as moves

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse

_LONG = "PAPADIMITRIOU"
_CHILD = "MARLOWE, Eli"
_OVERDUE = "OKAFOR, Chidi"
_WHY = "The time of the last symptom check is not the one that I heard at the bedside."


def hand_overs(scenes: Scenes, nurse: Nurse) -> None:
    """Nina hands over, Tom receives, Clara reviews; a returned note gets a new one."""
    _long_name(scenes, nurse)
    _in_place_of_the_returned(scenes, nurse)
    _received(scenes, nurse)
    _reviewed(scenes, nurse)
    nurse.press("Ward board")


def _long_name(scenes: Scenes, nurse: Nurse) -> None:
    families = nurse.asks_the_desk(
        lambda desk: [one.opened.patient.family for one in desk.sessions()]
    )
    if _LONG not in "".join(families).upper():
        return
    nurse.chooses_patient(_LONG)
    nurse.press("Hand over")
    nurse.on(HandoverPage)
    scenes.picture("hand-over-long-name")
    nurse.press("Back to the patient")
    nurse.on(PatientView)
    nurse.press("Ward board")


def _in_place_of_the_returned(scenes: Scenes, nurse: Nurse) -> None:
    bar = nurse.chooses_patient("OKAFOR").area.verticalScrollBar()
    nurse.until(lambda: bar.maximum() > 0)
    _down(bar, 1)
    scenes.picture("patient-note-returned")
    nurse.press("Hand over")
    nurse.on(HandoverPage)
    scenes.picture("hand-over-replaces")
    nurse.press(f"Make the note: {_OVERDUE}")
    scenes.picture("hand-over-not-judged")
    page = moves.makes_the_note(nurse, _OVERDUE, replaces="yes", period="as-the-old-note")
    nurse.until(lambda: page.pages.laid_out)
    scenes.picture("hand-over-made")
    _down(page.area.verticalScrollBar(), 0.4)
    scenes.picture("hand-over-preview")
    moves.to_the_end(nurse, page.pages, page)
    scenes.picture("hand-over-sign")
    moves.signs_it(nurse, _OVERDUE, NINA.passphrase)
    moves.opens_the_note(nurse, 1)
    scenes.picture("note-superseded")
    nurse.press("Ward board")


def _received(scenes: Scenes, nurse: Nurse) -> None:
    nurse.changes_with(TOM.account, TOM.passphrase)
    nurse.chooses_patient("MARLOWE")
    scenes.picture("patient-note-waits")
    nurse.press("Receive the hand-over")
    page = nurse.on(NotePage)
    nurse.until(lambda: page.pages.laid_out)
    scenes.picture("note-to-receive")
    moves.reads_to_the_end(nurse)
    scenes.picture("note-read")
    nurse.press("Receive it: read it back")
    back = nurse.on(ReadBackPage)
    nurse.until(lambda: back.form is not None and back.form.isVisible())
    scenes.picture("read-back")
    _down(back.area.verticalScrollBar(), 1)
    scenes.picture("read-back-end")
    nurse.press("Read the note again")
    moves.reads_to_the_end(nurse)
    right = nurse.asks_the_desk(
        lambda desk: next(
            read_rightly(desk, one.id, one.notes[-1].note)
            for one in desk.sessions()
            if one.opened.patient.family == "Marlowe"
        )
    )
    moves.reads_back(nurse, _CHILD, right | {RATE: "0.6"}, TOM.passphrase)
    nurse.sees("What you entered is not what the record says")
    scenes.picture("read-back-differs")
    moves.reads_to_the_end(nurse)
    moves.reads_back(nurse, _CHILD, right, TOM.passphrase)
    nurse.sees("Hand-over received")
    scenes.picture("hand-over-received")


def _reviewed(scenes: Scenes, nurse: Nurse) -> None:
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    scenes.picture("board-charge-nurse")
    page = moves.goes_to_the_reviews(nurse, 2)
    scenes.picture("reviews")
    moves.opens_the_first(nurse, page)
    note = nurse.on(NotePage)
    nurse.until(lambda: note.pages.laid_out)
    scenes.picture("note-to-review")
    moves.reads_to_the_end(nurse)
    scenes.picture("note-to-countersign")
    nurse.press("Return it …")
    scenes.picture("note-return")
    nurse.press("Back to the note")
    moves.reads_to_the_end(nurse)
    moves.returns_it(nurse, _CHILD, _WHY, CLARA.passphrase)
    nurse.sees("Hand-over returned")
    scenes.picture("reviews-after-return")


def _down(bar: QScrollBar, part: float) -> None:
    bar.setValue(round(bar.maximum() * part))
