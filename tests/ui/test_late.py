"""Late entries from the board: the reason is asked when it is long ago, and both times are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtTest import QTest

from nursedesk.chart.entry import Entry
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.clock import SetClock, iso
from nursedesk.ui.late_check_page import LateCheckPage
from nursedesk.ui.medicine_page import MedicinePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.typed_fields import MomentBox
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import Check
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

# 03:10 on the night on which the clock was put back from 03:00 to 02:00.
NIGHT = datetime(2027, 10, 31, 2, 10, tzinfo=UTC)
GIVEN = {
    "purpose": "premedication",
    "substance": "dexamethasone",
    "dose": "20 mg",
    "route": "by mouth",
    "ordered_by": "Dr Lee",
}
CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NIGHT, ZoneInfo("Europe/Berlin"))


def entries(nurse: Nurse, session: UUID) -> list[Entry]:
    return nurse.asks_the_desk(lambda desk: desk.store.session_entries(session))


@pytest.mark.parametrize(("which", "utc", "late"), [(0, "00:30", True), (1, "01:30", False)])
def test_both_half_past_twos_of_the_night_are_told_apart(
    nina: Nurse, prepared: Prepared, which: int, utc: str, *, late: bool
) -> None:
    nina.chooses_patient("DOE")
    before = entries(nina, prepared.session)
    nina.press("Record a medicine")
    page = nina.on(MedicinePage)
    nina.answer_all(GIVEN)
    box = nina.box("at")
    assert isinstance(box, MomentBox)
    box.line.clear()
    QTest.keyClicks(box.line, "31-Oct-2027 02:30")
    nina.sees("this time came twice")
    nina.press("Go on")
    assert page.place == 0  # it is not said yet which one
    nina.press(box.which[which].accessibleName())
    nina.press("Go on")
    if late:
        nina.sees("It happened more than an hour ago.")
        nina.press("Go on")
        nina.sees("Nothing entered yet.")
        nina.stage({"because": "the window was closed"})
    nina.press("dexamethasone 20 mg given: DOE, Ann")
    nina.on(PatientView)
    if late:
        nina.sees("Entered late: the window was closed")
    (entry,) = entries(nina, prepared.session)[len(before) :]
    assert iso(entry.header.happened_at) == f"2027-10-31T{utc}:00Z"
    assert entry.header.recorded_at == NIGHT
    assert isinstance(entry.body, MedicineGiven)
    assert entry.body.because == ("the window was closed" if late else None)


def test_a_check_done_on_paper_is_entered_with_its_own_time(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    before = entries(nina, prepared.session)
    nina.press("Enter an earlier check")
    nina.on(LateCheckPage)
    at = clock.now() - timedelta(hours=5)
    nina.stage({"at": iso(at)})
    nina.stage({"because": "taken over from paper"})
    nina.press("Enter this check: DOE, Ann")
    page = nina.on(WalkScreen)
    nina.until(lambda: page.step_id != "")
    nina.records(page.step_id, CHECK.answers(page.shown))
    new = entries(nina, prepared.session)[len(before) :]
    assert [entry.header.kind for entry in new] == ["walk-begun", "walk-step"]
    assert {entry.header.happened_at for entry in new} == {at}
    assert {entry.header.recorded_at for entry in new} == {clock.now()}
    nina.press("Back to the patient")
    nina.sees("Entered late: taken over from paper")
