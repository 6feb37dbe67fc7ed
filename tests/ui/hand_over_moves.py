"""What a nurse does with a hand-over in the window: makes, signs, reads, receives, reviews it."""

from __future__ import annotations

from collections.abc import Mapping

from nursedesk.ui.buttons import Button
from nursedesk.ui.handover_page import HandoverPage
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.pictures import Pages
from nursedesk.ui.read_back_page import ReadBackPage
from nursedesk.ui.return_page import ReturnPage
from nursedesk.ui.reviews_page import ReviewsPage
from nursedesk.walkthrough.hand_overs import read_rightly
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

JUDGED = {"period": "8", "severity": "watcher", "concern": "More tired than yesterday."}


def makes_the_note(nurse: Nurse, name: str, **answers: str) -> HandoverPage:
    """On the hand-over page: answers what is asked and has the note made."""
    page = nurse.on(HandoverPage)
    given = JUDGED | answers
    nurse.answer_all({box.field.name: given[box.field.name] for box in page.form.boxes})
    nurse.press(f"Make the note: {name}")
    nurse.until(lambda: bool(page.pages.pictures))
    return page


def signs_it(nurse: Nurse, name: str, passphrase: str) -> None:
    """Reads the note that was made to its end and signs it."""
    page = nurse.on(HandoverPage)
    to_the_end(nurse, page.pages, page)
    nurse.answer("passphrase", passphrase)
    nurse.press(f"Sign the hand-over: {name}")
    nurse.on(PatientView)
    nurse.sees("Hand-over signed")


def to_the_end(nurse: Nurse, pages: Pages, page: HandoverPage | NotePage) -> None:
    """Scrolls down to the end of the last page."""
    nurse.until(lambda: pages.laid_out)
    nurse.hands.to_the_end(page.area)


def opens_the_note(nurse: Nurse, place: int = 0) -> NotePage:
    """On the patient's page: opens a note, the latest first."""
    nurse.on(PatientView)
    nurse.sees("Hand-over, ")
    titles = [line for line in nurse.texts().splitlines() if line.startswith("Hand-over, ")]
    nurse.press(f"Open {titles[place]}")
    page = nurse.on(NotePage)
    nurse.until(lambda: page.pages.laid_out)
    return page


def reads_to_the_end(nurse: Nurse) -> NotePage:
    """On the note's page: reads it."""
    page = nurse.on(NotePage)
    to_the_end(nurse, page.pages, page)
    nurse.until(lambda: not page.unread.isVisible())
    return page


def right_of(nurse: Nurse, prepared: Prepared, place: int = -1) -> dict[str, str]:
    """What is right to read back of a note of the prepared patient, the last one first."""
    session = prepared.session
    return nurse.asks_the_desk(
        lambda desk: read_rightly(desk, session, desk.session(session).notes[place].note)
    )


def reads_back(nurse: Nurse, name: str, answers: Mapping[str, str], passphrase: str) -> None:
    """On the note's page: goes to the read-back, enters what she read, and receives the note."""
    nurse.press("Receive it: read it back")
    page = nurse.on(ReadBackPage)
    nurse.until(lambda: page.form is not None and page.form.isVisible())
    nurse.answer_all(answers)
    nurse.answer("passphrase", passphrase)
    nurse.press(f"Receive the hand-over: {name}")


def returns_it(nurse: Nurse, name: str, reason: str, passphrase: str) -> None:
    """On the note's page: returns it."""
    nurse.press("Return it …")
    nurse.on(ReturnPage)
    nurse.answer("reason", reason)
    nurse.answer("passphrase", passphrase)
    nurse.press(f"Return the hand-over: {name}")


def opens_the_first(nurse: Nurse, page: ReviewsPage) -> None:
    """Among what waits for review: opens the oldest note."""
    names = [button.accessibleName() for button in page.findChildren(Button)]
    nurse.press(next(name for name in names if name.startswith("Open the note: ")))


def goes_to_the_reviews(nurse: Nurse, waiting: int) -> ReviewsPage:
    """On the board: opens what waits for review."""
    nurse.press(f"Review hand-overs ({waiting})")
    page = nurse.on(ReviewsPage)
    nurse.until(lambda: True)
    return page
