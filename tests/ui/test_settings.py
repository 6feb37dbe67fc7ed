"""The ward's settings in the window: from a signed-in board to the chart, and what they do."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

import pytest

from nursedesk.chart.ward_settings import (
    CheckIntervals,
    SoundFor,
    Telephone,
    WardSettings,
    WardSettingsSet,
)
from nursedesk.clock import SetClock
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.settings_page import SettingsPage
from nursedesk.ui.sound import Sound
from nursedesk.walkthrough.crew import CLARA
from nursedesk.ward import ward_settings
from nursedesk.ward.desk import Desk
from tests.ui.pages import Nurse

_ANSWERS = {
    "pharmacy": "0 55 12",
    "prescriber": "ext. 4711",
    "other_1": "Ward IT",
    "other_1_number": "77",
    "check_hours": "4",
    "dense_hours": "2",
    "dense_for_hours": "48",
    "sound": "overdue",
    "tell_after_minutes": "45",
    "idle_minutes": "6",
}
_SETTINGS = WardSettings(
    checks=CheckIntervals(
        usual_hours=Decimal(4), dense_hours=Decimal(2), dense_for_hours=Decimal(48)
    ),
    idle_minutes=6,
    sound=SoundFor.OVERDUE,
    tell_after_minutes=45,
    pharmacy="0 55 12",
    prescriber="ext. 4711",
    others=(Telephone(who="Ward IT", number="77"),),
)


def told(desk: Desk) -> list[WardSettings]:
    bodies = [entry.body for entry in desk.store.entries()]
    return [body.settings for body in bodies if isinstance(body, WardSettingsSet)]


def opens(nurse: Nurse) -> SettingsPage:
    nurse.goes_to("Ward settings")
    page = nurse.on(SettingsPage)
    nurse.until(lambda: bool(page.set_by.text()))
    return page


def test_a_charge_nurse_sets_them_and_they_hold_at_once(nina: Nurse, clock: SetClock) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    page = opens(nina)
    assert page.form.typed() == {}
    nina.sees("Nobody has set anything yet.")
    nina.sees("NurseDesk's usual, 3 min")
    nina.answer_all(_ANSWERS)
    nina.press("Save the ward's settings")
    nina.on(BoardPage)
    nina.sees("The ward's settings are recorded as entry")
    assert nina.asks_the_desk(told) == [_SETTINGS]
    assert nina.window.telephones[:2] == ("Pharmacy: 0 55 12", "On-call prescriber: ext. 4711")
    assert nina.window.lock.minutes == 6
    clock.forward(minutes=4)
    nina.window.lock.tick()
    assert nina.window.lock.page is None
    again = opens(nina)
    nina.until(lambda: again.form.typed() == _ANSWERS)
    assert nina.asks_the_desk(told) == [_SETTINGS]


def test_she_hears_the_signal_before_she_sets_it(
    nina: Nurse, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []
    monkeypatch.setattr(Sound, "play", lambda _sound: heard.append(1))
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina)
    nina.press("Let it sound now")
    assert heard == [1]
    assert nina.asks_the_desk(told) == []


def test_a_nurse_reads_them(nina: Nurse) -> None:
    page = opens(nina)
    assert not page.commit.isVisible()
    assert not nina.boxes()
    nina.sees("no number entered yet: ask the charge nurse")
    nina.sees("30 min (NurseDesk's usual)")
    assert nina.asks_the_desk(told) == []


def test_what_cannot_be_is_said_at_its_question_and_nothing_is_saved(nina: Nurse) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina)
    nina.answer_all({"check_hours": "4", "dense_hours": "5", "dense_for_hours": "24"})
    nina.press("Save the ward's settings")
    nina.sees("no shorter than the usual interval")
    assert nina.asks_the_desk(told) == []


def test_an_old_form_keeps_what_was_typed(nina: Nurse) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    page = opens(nina)
    nina.answer_all({"pharmacy": "12"})
    other = WardSettings(idle_minutes=9)

    def elsewhere(desk: Desk) -> bool:
        seen = ward_settings.shown(desk).seen
        ward_settings.set_settings(desk, other, seen=seen, intent=uuid4())
        return True

    nina.asks_the_desk(elsewhere)
    nina.press("Save the ward's settings")
    nina.sees("were set anew since this form was opened")
    assert nina.asks_the_desk(told) == [other]
    assert page.form.typed() == {"pharmacy": "12"}
    nina.press("Save the ward's settings")
    nina.on(BoardPage)
    assert nina.asks_the_desk(told) == [other, WardSettings(pharmacy="12")]


def test_the_numbers_stand_on_a_stop(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Change to this bag: bag 1")
    nina.records("patient", {"identifier": "A-9999", "born": "1987-03-04"})
    nina.sees("Pharmacy: no number entered yet: ask the charge nurse")
    nina.changes_with(CLARA.account, CLARA.passphrase)
    opens(nina)
    nina.answer_all({"pharmacy": "0 55 12"})
    nina.press("Save the ward's settings")
    nina.chooses_patient("DOE")
    nina.press("Go on with the bag change")
    nina.records("patient", {"identifier": "A-9999", "born": "1987-03-04"})
    nina.sees("Pharmacy: 0 55 12")
    nina.sees("On-call prescriber: no number entered yet: ask the charge nurse")
