"""A whole shift in the window: three patients handed over, received, one note returned and anew."""

from __future__ import annotations

import shutil
from datetime import date
from uuid import UUID

import pytest
from msgspec import structs

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.signed_note import Review
from nursedesk.clock import SetClock
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.reviews_page import ReviewsPage
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.walkthrough.hand_overs import read_rightly
from tests.ui import hand_over_moves as moves
from tests.ui.conftest import OPENED, START, Prepared
from tests.ui.pages import Nurse

MORE = (
    Patient(family="Roe", given="Bea", identifier="A-1002", born=date(1990, 1, 2)),
    Patient(family="Poe", given="Cia", identifier="A-1003", born=date(1979, 5, 6)),
)
NAMES = {"DOE": "DOE, Ann", "ROE": "ROE, Bea", "POE": "POE, Cia"}
WHY = "The step dose of tomorrow is missing."


@pytest.fixture(scope="module")
def prepared(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The prepared ward with two patients more."""
    folder = tmp_path_factory.mktemp("three") / "ward"
    shutil.copytree(prepared.folder, folder)
    clock = SetClock(START)
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    crew.sign_in(NINA)
    for patient in MORE:
        crew.open(structs.replace(OPENED, patient=patient))
    desk.close()
    return structs.replace(prepared, folder=folder)


def hands_over(nurse: Nurse, family: str, **answers: str) -> None:
    nurse.chooses_patient(family)
    nurse.press("Hand over")
    moves.makes_the_note(nurse, NAMES[family], **answers)
    moves.signs_it(nurse, NAMES[family], NINA.passphrase)
    nurse.press("Ward board")


def receives(nurse: Nurse, family: str, session: UUID) -> None:
    nurse.chooses_patient(family)
    nurse.press("Receive the hand-over")
    moves.reads_to_the_end(nurse)
    right = nurse.asks_the_desk(
        lambda desk: read_rightly(desk, session, desk.session(session).notes[-1].note)
    )
    moves.reads_back(nurse, NAMES[family], right, TOM.passphrase)
    nurse.on(PatientView)
    nurse.sees("Received by Tom Ruiz")
    nurse.press("Ward board")


def countersigns(nurse: Nurse, waiting: int) -> None:
    moves.opens_the_first(nurse, moves.goes_to_the_reviews(nurse, waiting))
    page = moves.reads_to_the_end(nurse)
    nurse.answer("passphrase", CLARA.passphrase)
    nurse.press(page.commit.accessibleName())
    nurse.on(ReviewsPage)
    nurse.press("Back to the ward board")


def test_three_patients_and_one_returned_note(nina: Nurse) -> None:
    sessions = nina.asks_the_desk(
        lambda desk: {one.opened.patient.family.upper(): one.id for one in desk.sessions()}
    )
    for family in NAMES:
        hands_over(nina, family)
    nina.changes_with(TOM.account, TOM.passphrase)
    for family, session in sessions.items():
        receives(nina, family, session)
    nina.changes_with(CLARA.account, CLARA.passphrase)
    moves.opens_the_first(nina, moves.goes_to_the_reviews(nina, 3))
    nina.on(NotePage)
    moves.reads_to_the_end(nina)
    moves.returns_it(nina, NAMES["DOE"], WHY, CLARA.passphrase)
    nina.on(ReviewsPage)
    nina.press("Back to the ward board")
    countersigns(nina, 2)
    countersigns(nina, 1)
    nina.changes_with(NINA.account, NINA.passphrase)
    hands_over(nina, "DOE", replaces="yes", period="as-the-old-note")
    nina.changes_with(CLARA.account, CLARA.passphrase)
    countersigns(nina, 1)
    reviews = nina.asks_the_desk(
        lambda desk: {
            family: [note.review for note in desk.session(session).notes]
            for family, session in sessions.items()
        }
    )
    assert reviews == {
        "DOE": [Review.SUPERSEDED, Review.COUNTERSIGNED],
        "ROE": [Review.COUNTERSIGNED],
        "POE": [Review.COUNTERSIGNED],
    }
