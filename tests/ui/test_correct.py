"""A correction from the board: alone, by two, refused; the chart's entries are compared."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import InfusionStopped, WalkStep
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import SetClock, iso
from nursedesk.ui.correct_page import CorrectPage, WrongPage
from nursedesk.ui.correction_page import CorrectionPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.walkthrough.crew import NINA, TOM
from nursedesk.ward import walks
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse
from tests.ui.test_stop_and_go_on import clock, prepared, stops_the_infusion

__all__ = ["clock", "prepared"]


def entries(nurse: Nurse, session: UUID) -> list[Entry]:
    return nurse.asks_the_desk(lambda desk: desk.store.session_entries(session))


def chooses(nurse: Nurse, what: str, *wrong: str) -> CorrectionPage:
    """From the patient's page to the form of a correction."""
    nurse.press("Correct an entry")
    nurse.on(CorrectPage)
    nurse.sees(what)
    names = [
        button.accessibleName()
        for button in nurse.window.page.findChildren(type(nurse.button("Back to the patient")))
    ]
    nurse.press(next(name for name in names if name.startswith(f"Correct: {what}")))
    nurse.on(WrongPage)
    nurse.answer("wrong", " ".join(wrong))
    nurse.press("Go on")
    return nurse.on(CorrectionPage)


def test_a_stop_is_corrected_and_both_stay_to_be_read(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    clock.forward(hours=1)
    nina.window.lock.idle.used()
    stops_the_infusion(nina, clock)
    before = entries(nina, prepared.session)
    clock.forward(minutes=5)
    nina.window.lock.idle.used()
    chooses(nina, "Infusion stopped", "at")
    nina.sees("Recorded: 20-Nov-2026 11:00")
    right = clock.now() - timedelta(minutes=35)
    nina.stage({"at": iso(right), "because": "looked at the wrong clock"})
    nina.sees("What changes for the patient")
    nina.sees("stands since 20-Nov-2026 10:30")
    nina.press("Correct this entry: DOE, Ann")
    nina.on(PatientView)
    nina.sees("Correction of entry")
    nina.sees("looked at the wrong clock")
    nina.sees("CORRECTED by entry")
    after = entries(nina, prepared.session)
    assert after[:-1] == before
    header, body = after[-1].header, after[-1].body
    assert header.supersedes == before[-1].header.seq
    assert (header.happened_at, header.recorded_at) == (right, clock.now())
    assert (header.author, header.witness) == (NINA.account, None)
    assert body == InfusionStopped(
        reason="Pump alarm", adverse_reaction=False, because="looked at the wrong clock"
    )


def test_a_blind_reading_is_corrected_by_two_who_see_nothing_of_each_other(
    nina: Nurse, prepared: Prepared
) -> None:
    nina.chooses_patient("DOE")
    before = entries(nina, prepared.session)
    chooses(nina, "Bag change: Read the pump", "volume_ml")
    nina.stage({"volume_ml": "236", "because": "read without glasses"})
    nina.press("The second person enters it too: DOE, Ann")
    nina.second_signs_in(TOM.account, TOM.passphrase)
    shown = nina.texts()
    assert "236" not in shown
    assert "240" not in shown
    nina.answer("volume_ml", "235")
    nina.press("Record my own reading: DOE, Ann")
    nina.sees("entered different things")
    assert entries(nina, prepared.session) == before
    nina.answer("volume_ml", "236")
    nina.press("Record my own reading: DOE, Ann")
    nina.on(PatientView)
    after = entries(nina, prepared.session)
    assert after[:-1] == before
    header, body = after[-1].header, after[-1].body
    assert isinstance(body, WalkStep)
    assert (body.step, body.answers["volume_ml"]) == ("pump", "236")
    assert (header.author, header.witness) == (NINA.account, TOM.account)
    old = next(e for e in before if e.header.seq == header.supersedes)
    assert isinstance(old.body, WalkStep)
    assert {**old.body.answers, "volume_ml": "236"} == body.answers
    session = nina.asks_the_desk(lambda desk: desk.session(prepared.session))
    assert session.running is not None


def test_what_cannot_be_is_refused_and_the_input_kept(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    before = entries(nina, prepared.session)
    page = chooses(nina, "Bag change: Start", "started_at")
    wanted = iso(clock.now() - timedelta(days=2))
    nina.stage({"started_at": wanted, "because": "typed wrongly"})
    nina.sees("would not follow one another")
    assert not page.commit.isEnabled()
    assert entries(nina, prepared.session) == before
    nina.press("Back")
    assert page.forms[0].typed()["because"] == "typed wrongly"
    assert page.forms[0].typed()["started_at"]


def test_a_chart_that_went_on_is_looked_at_again_before_it_is_sent(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    page = chooses(nina, "Session opened", "bed")
    nina.stage({"bed": "12", "because": "moved"})
    nina.until(page.commit.isEnabled)
    meanwhile(nina, prepared.session)
    before = entries(nina, prepared.session)
    nina.press("Correct this entry: DOE, Ann")
    nina.sees("The chart has changed since this form was opened")
    assert entries(nina, prepared.session) == before
    nina.press("Correct this entry: DOE, Ann")
    nina.on(PatientView)
    assert [e.header.kind for e in entries(nina, prepared.session)][-1] == "session-opened"


def meanwhile(nurse: Nurse, session: UUID) -> None:
    """Something else of the patient is recorded, past the form."""
    nurse.asks_the_desk(
        lambda desk: walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    )


def test_nothing_is_filled_in_before(nina: Nurse, prepared: Prepared) -> None:
    nina.chooses_patient("DOE")
    before = entries(nina, prepared.session)
    chooses(nina, "Bag 1 received", "rate", "bag_kind")
    assert {box.field.name: box.typed() for box in nina.boxes()} == {
        "rate": "",
        "bag_kind": "",
        "because": "",
    }
    nina.sees("Recorded: 5 mL/h")
    nina.sees("Recorded: 48 hours")
    nina.press("Go on")  # nothing is answered
    nina.sees("Nothing chosen yet.")
    assert entries(nina, prepared.session) == before
