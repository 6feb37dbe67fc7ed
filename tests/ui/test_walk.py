"""The generic walk screen: blind readings, what stops the way, who may lift it, what is kept."""

from __future__ import annotations

from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagDiscarded
from nursedesk.protocol.terms import Kind
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.choose_bag_page import ChooseBagPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.walk_leave import LeaveWalkPage
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import label_answers
from nursedesk.walkthrough.crew import CLARA, TOM
from nursedesk.ward import bags
from nursedesk.ward.desk import Desk
from tests.ui.conftest import Prepared, label_of
from tests.ui.doubles import FakeShell
from tests.ui.pages import Nurse

WHO = {"identifier": "A-1001", "born": "1987-03-04"}
NO_SIGN = {"crs_signs": "no", "neurological_signs": "no"}
# Readings that stand nowhere else, so that seeing one of them is seeing the first reading.
ODD = {
    "patient_identifier": "ODD-9731",
    "dose_mcg_per_day": "17.61",
    "kind": "96h",
    "preservative": "yes",
    "rate_ml_per_h": "3.21",
    "prepared_at": "2026-11-13T02:41:00Z",
    "use_by": "2026-12-09T21:57:00Z",
}
SECRETS = ("ODD-9731", "17.61", "3.21", "13-Nov-2026", "09-Dec-2026")


def at_the_label(nurse: Nurse, bag: str = "bag 1") -> None:
    """Goes to the blind reading of the label."""
    nurse.chooses_patient("DOE")
    nurse.press("Change bag")
    nurse.on(ChooseBagPage)
    nurse.press(f"Begin the change to {bag}")
    nurse.records("patient", WHO)
    nurse.records("symptoms-before", NO_SIGN)
    nurse.at_step("new-bag")


def nothing_leaks(nurse: Nurse) -> None:
    words = nurse.texts()
    assert not [secret for secret in SECRETS if secret in words], words


def test_nothing_is_recorded_before_the_step_is_there(qtbot: QtBot) -> None:
    page = WalkScreen(FakeShell(), uuid4(), uuid4())
    qtbot.addWidget(page)
    page.commit.click()
    assert not page.commit.isEnabled()


def test_a_first_reading_is_seen_nowhere(nina: Nurse) -> None:
    at_the_label(nina)
    nina.records("new-bag", ODD)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.sees("Second person: Tom Ruiz")
    nina.until(lambda: len(nina.boxes()) == len(ODD))
    nothing_leaks(nina)
    QTest.keyClick(nina.sheet(), Qt.Key.Key_Escape)
    nina.sees("Your reading is saved and hidden.")
    nothing_leaks(nina)
    nina.press("Back to the patient")
    nina.on(PatientView)
    nina.press("Show every step")
    nina.sees("first person's reading")
    nothing_leaks(nina)
    nina.press("Ward board")
    nina.on(BoardPage)
    nina.sees("Bag change not finished")
    nothing_leaks(nina)


def test_the_second_person_may_be_the_next_user(nina: Nurse) -> None:
    at_the_label(nina)
    nina.records("new-bag", ODD)
    nina.sheet()
    QTest.keyClick(nina.sheet(), Qt.Key.Key_Escape)
    nina.changes_with(TOM.account, TOM.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Go on with the bag change")
    nina.at_step("new-bag")
    nina.sees("You are the second person: Tom Ruiz.")
    nothing_leaks(nina)
    page = nina.on(WalkScreen)
    nina.until(lambda: page.form is not None and page.form.isVisible())
    assert page.form is not None
    assert not page.form.touched
    nina.answer_all({**ODD, "kind": "72h"})
    nina.press("Record “Read the label of the new bag”: DOE, Ann")
    nina.sees("The two readings differ in “How long this bag runs”.")
    nothing_leaks(nina)


def test_two_misreadings_close_the_way(nina: Nurse) -> None:
    at_the_label(nina)
    for wrong in ("1", "2"):
        nina.records("new-bag", ODD)
        nina.second_signs_in(TOM.account, TOM.passphrase)
        nina.sees("Second person: Tom Ruiz")
        nina.answer_all({**ODD, "rate_ml_per_h": wrong})
        nina.press("Record my own reading: DOE, Ann")
        nina.sees("differ")
    nina.sees("Set this bag aside for pharmacy or the charge nurse")
    assert not nina.on(WalkScreen).commit.isVisible()
    assert not nina.boxes()
    nina.press("Leave this bag change")
    nina.on(LeaveWalkPage)
    nina.answer_all({"outcome": "set-aside", "reason": "two readings differed twice"})
    nina.press("Leave this bag change: DOE, Ann")
    nina.on(PatientView)
    nina.sees("Bag 1 set aside")


def test_a_charge_nurse_records_what_pharmacy_answered(nina: Nurse) -> None:
    at_the_label(nina, "bag 2")
    label = dict(label_answers(label_of(Kind.H72)))
    nina.records("new-bag", label)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.answer_all(label)
    nina.press("Record my own reading: DOE, Ann")
    nina.records("looks", {"particles": "no", "leak": "no", "discoloured": "no"})
    nina.records("line", LINE)
    nina.sees("Pharmacy: no number entered yet: ask the charge nurse")
    nina.press("Record pharmacy's answer")
    nina.second_signs_in(CLARA.account, CLARA.passphrase)
    nina.sees("Pharmacy's answer")
    answers = {"pharmacist": "P. Hart", "answer": "With the filter.", "instruction": "required"}
    nina.answer_all(answers)
    nina.press("Record pharmacy's answer: DOE, Ann")
    nina.until(lambda: nina.window.sheet is None)
    nina.at_step("pump")
    told = nina.asks_the_desk(lambda desk: [e.header for e in desk.store.entries()][-1])
    assert (told.kind, told.author) == ("pharmacy-answered", CLARA.account)


LINE = {
    "bag_material": "eva",
    "tubing": "dehp-free",
    "filter": "in-line-0.2-micron-low-protein-binding",
    "lumen": "dedicated",
    "primed_with": "infusion-solution",
    "flushed": "no",
    "new_tubing": "yes",
    **dict.fromkeys(("programmable", "lockable", "non_elastomeric", "alarm"), "yes"),
}


def test_a_stale_form_keeps_what_was_typed(nina: Nurse, prepared: Prepared) -> None:
    nina.chooses_patient("DOE")
    nina.press("Change bag")
    nina.press("Begin the change to bag 1")
    page = nina.at_step("patient")
    nina.answer_all(WHO)

    def discards_the_other(desk: Desk) -> Entry:
        other = next(bag for bag in desk.session(prepared.session).stock if bag.number == 2)
        body = BagDiscarded(bag=other.id, reason="leaks")
        return bags.discard(desk, prepared.session, body, intent=uuid4())

    nina.asks_the_desk(discards_the_other)
    nina.press("Record “Who is it?”: DOE, Ann")
    nina.sees("The chart has changed since this form was opened: bag discarded by Nina Berg.")
    assert page.form is not None
    assert page.form.answers() == {"identifier": "A-1001", "born": "1987-03-04"}
    nina.press("Record “Who is it?”: DOE, Ann")
    nina.at_step("symptoms-before")


def test_a_wrong_wristband_stops(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Change bag")
    nina.press("Begin the change to bag 1")
    nina.records("patient", {**WHO, "born": "1987-03-05"})
    nina.sees("Wrong patient or wrong chart: the date of birth")
    assert nina.on(WalkScreen).step_id == "patient"


def test_the_whole_way_by_keyboard(nina: Nurse) -> None:
    """From the board into a walk's step, its answers and back, without the mouse."""
    nina.on(BoardPage)
    nina.sees("DOE, Ann")
    _tab_to(nina, "DOE, Ann")
    _key(nina, Qt.Key.Key_Return)
    nina.on(PatientView)
    nina.sees("Check symptoms")
    _tab_to(nina, "Check symptoms")
    _key(nina, Qt.Key.Key_Return)
    page = nina.at_step("vital-signs")
    nina.until(lambda: page.form is not None and page.form.isVisible())
    nina.until(lambda: "Temperature" in _focused(nina))
    QTest.keyClicks(nina.window.focusWidget(), "36.8")
    _key(nina, Qt.Key.Key_Return)
    nina.until(lambda: "upper value" in _focused(nina))
    for _ in range(3):
        _tab_to(nina, "Not measured")
        _key(nina, Qt.Key.Key_Space)
    _tab_to(nina, "Oxygen given now: None")
    _key(nina, Qt.Key.Key_Space)
    _tab_to(nina, "Was an antipyretic, steroid or anti-cytokine drug given in this episode?: No")
    _key(nina, Qt.Key.Key_Return)
    _key(nina, Qt.Key.Key_Return)
    nina.at_step("crs-signs")
    nina.until(lambda: "Fever" in _focused(nina))
    _key(nina, Qt.Key.Key_Escape)
    nina.on(PatientView)
    nina.sees("Go on with the symptom check")


def _focused(nurse: Nurse) -> str:
    widget = nurse.window.focusWidget()
    return widget.accessibleName() if widget is not None else ""


def _key(nurse: Nurse, key: Qt.Key) -> None:
    widget = nurse.window.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)
    nurse.until(lambda: True)


def _tab_to(nurse: Nurse, words: str) -> None:
    for _ in range(60):
        _key(nurse, Qt.Key.Key_Tab)
        if words in _focused(nurse):
            return
    raise AssertionError(f"no way by Tab to “{words}”")
