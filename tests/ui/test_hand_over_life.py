"""A hand-over's life in the window: signed, read back, returned, replaced, countersigned."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from nursedesk.chart.field import NOT_PRINTED
from nursedesk.chart.read_back import RATE, THEN
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.signed_note import Review
from nursedesk.chart.terms import Place
from nursedesk.ui.handover_page import HandoverPage
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.pictures import Pages
from nursedesk.ui.read_back_page import ReadBackPage
from nursedesk.ui.return_page import ReturnPage
from nursedesk.ui.reviews_page import ReviewsPage
from nursedesk.walkthrough import hand_overs
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import bags
from nursedesk.ward.desk import Desk
from tests.ui import hand_over_moves as moves
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

ANN = "DOE, Ann"
WHY = "The step dose of tomorrow is missing."


def signed(nina: Nurse, prepared: Prepared) -> None:
    """Nina's note, made beforehand."""

    def sign(desk: Desk) -> bool:
        clock = desk.clock
        hand_overs.sign(Crew(desk, clock), NINA, prepared.session, clock.now())  # type: ignore[arg-type]
        return True

    nina.asks_the_desk(sign)


def moved(nina: Nurse, prepared: Prepared) -> None:
    """Somebody moves a bag meanwhile."""

    def move(desk: Desk) -> bool:
        bag = desk.session(prepared.session).stock[0].id
        body = BagMoved(bag=bag, place=Place.ROOM, celsius=None)
        bags.move(desk, prepared.session, body, intent=uuid4())
        return True

    nina.asks_the_desk(move)


def kinds(nurse: Nurse, prepared: Prepared) -> list[str]:
    def told(desk: Desk) -> list[str]:
        entries = desk.store.session_entries(prepared.session)
        return [e.header.kind for e in entries if e.header.kind.startswith("handover")]

    return nurse.asks_the_desk(told)


def opens_as_tom(nina: Nurse) -> None:
    nina.changes_with(TOM.account, TOM.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Receive the hand-over")
    moves.reads_to_the_end(nina)


def test_the_note_is_made_only_with_her_judgement(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Hand over")
    page = nina.on(HandoverPage)
    nina.answer("concern", NOT_PRINTED)
    nina.press(f"Make the note: {ANN}")
    nina.sees("Nothing chosen yet.")
    assert not page.pages.pictures
    moves.makes_the_note(nina, ANN)
    nina.answer("severity", "unstable")
    nina.until(lambda: not page.pages.pictures)  # made anew before it is signed
    assert not page.passphrase.isVisible()
    nina.press(f"Make the note: {ANN}")
    nina.until(lambda: bool(page.pages.pictures))
    assert not page.commit.isEnabled()  # not read yet
    moves.signs_it(nina, ANN, NINA.passphrase)
    nina.sees("Not received yet.")


def test_the_incoming_nurse_reads_back_without_seeing_the_note(
    nina: Nurse, prepared: Prepared
) -> None:
    signed(nina, prepared)
    opens_as_tom(nina)
    page = nina.on(NotePage)
    right = moves.right_of(nina, prepared)
    assert right.keys() == {THEN}  # nothing hangs
    moves.reads_back(nina, ANN, right | {RATE: "5"}, TOM.passphrase)
    nina.on(NotePage)
    nina.sees("What you entered is not what the record says: rate.")
    nina.sees("This attempt is in the record.")
    page = nina.on(NotePage)
    assert not page.receive.isEnabled()  # she reads it again
    moves.reads_to_the_end(nina)
    nina.press("Receive it: read it back")
    back = nina.on(ReadBackPage)
    nina.until(lambda: back.form is not None and back.form.isVisible())
    assert back.form is not None
    assert not back.form.touched
    assert not back.findChildren(Pages)
    nina.press("Read the note again")
    moves.reads_to_the_end(nina)
    moves.reads_back(nina, ANN, right, TOM.passphrase)
    nina.on(PatientView)
    nina.sees("Received by Tom Ruiz")
    assert kinds(nina, prepared) == ["handover-signed", "handover-misread", "handover-received"]


def test_a_wrong_passphrase_keeps_what_was_entered(nina: Nurse, prepared: Prepared) -> None:
    signed(nina, prepared)
    opens_as_tom(nina)
    right = moves.right_of(nina, prepared)
    moves.reads_back(nina, ANN, right, "not his passphrase")
    nina.sees("Nothing was saved.")
    page = nina.on(ReadBackPage)
    assert page.form is not None
    assert page.form.touched
    nina.answer("passphrase", TOM.passphrase)
    nina.press(f"Receive the hand-over: {ANN}")
    nina.on(PatientView)
    nina.sees("Received by Tom Ruiz")


def test_a_read_back_that_is_older_than_the_chart_says_what_is_newer(
    nina: Nurse, prepared: Prepared
) -> None:
    signed(nina, prepared)
    opens_as_tom(nina)
    right = moves.right_of(nina, prepared)
    nina.press("Receive it: read it back")
    page = nina.on(ReadBackPage)
    nina.until(lambda: page.form is not None and page.form.isVisible())
    nina.answer_all(right)
    nina.answer("passphrase", TOM.passphrase)
    moved(nina, prepared)
    nina.press(f"Receive the hand-over: {ANN}")
    nina.sees("bag moved by Tom Ruiz")
    assert page.form is not None
    assert page.form.touched
    nina.press(f"Receive the hand-over: {ANN}")
    nina.on(PatientView)
    nina.sees("Received by Tom Ruiz")


def test_a_note_is_returned_replaced_and_the_new_one_countersigned(
    nina: Nurse, prepared: Prepared
) -> None:
    signed(nina, prepared)
    moved(nina, prepared)
    nina.changes_with(CLARA.account, CLARA.passphrase)
    queue = moves.goes_to_the_reviews(nina, 1)
    nina.sees("Changed since this note (1)")
    nina.sees("Bag 1 put: room")
    moves.opens_the_first(nina, queue)
    page = nina.on(NotePage)
    nina.until(lambda: page.pages.laid_out)
    assert not page.give_back.isEnabled()
    assert not page.commit.isEnabled()
    moves.reads_to_the_end(nina)
    moves.returns_it(nina, ANN, WHY, CLARA.passphrase)
    nina.on(ReviewsPage)
    nina.sees("No hand-over note waits for review.")
    nina.press("Back to the ward board")
    nina.sees("Hand-over to make anew: returned")
    nina.changes_with(NINA.account, NINA.passphrase)
    nina.chooses_patient("DOE")
    nina.sees(f"Returned by Clara Weiss, 20-Nov-2026 09:00: {WHY}")
    nina.press("Hand over")
    moves.makes_the_note(nina, ANN, replaces="yes", period="as-the-old-note")
    moves.signs_it(nina, ANN, NINA.passphrase)
    nina.sees(f"Superseded by the note of Nina Berg, 20-Nov-2026 09:00: {WHY}")
    nina.changes_with(CLARA.account, CLARA.passphrase)
    moves.opens_the_first(nina, moves.goes_to_the_reviews(nina, 1))
    moves.reads_to_the_end(nina)
    nina.answer("passphrase", CLARA.passphrase)
    nina.press(f"Countersign the hand-over: {ANN}")
    nina.on(ReviewsPage)
    reviews = nina.asks_the_desk(
        lambda desk: [note.review for note in desk.session(prepared.session).notes]
    )
    assert reviews == [Review.SUPERSEDED, Review.COUNTERSIGNED]


def test_what_she_thinks_is_kept_for_her_when_somebody_else_comes(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Hand over")
    nina.on(HandoverPage)
    nina.answer("concern", "More tired than yesterday.")
    nina.press("Lock now")
    nina.press("Somebody else signs in")
    nina.answer("account", TOM.account)
    nina.answer("passphrase", TOM.passphrase)
    nina.press("Sign in")
    nina.until(lambda: nina.window.lock.page is None)
    nina.chooses_patient("DOE")
    nina.press("Hand over")
    page = nina.on(HandoverPage)
    nina.until(lambda: True)
    assert not page.form.touched
    nina.changes_with(NINA.account, NINA.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Hand over")
    nina.sees("You began this at 20-Nov-2026 09:00 and did not record it.")
    page = nina.on(HandoverPage)
    assert page.form.typed() == {"concern": "More tired than yesterday."}
    moves.makes_the_note(nina, ANN)
    moves.signs_it(nina, ANN, NINA.passphrase)
    nina.press("Hand over")
    page = nina.on(HandoverPage)
    nina.until(lambda: True)
    assert not page.form.touched


def locks_and_leaves_to(nurse: Nurse, account: str, passphrase: str) -> None:
    """The window is locked, and somebody else signs in at it."""
    nurse.press("Lock now")
    nurse.press("Somebody else signs in")
    nurse.answer("account", account)
    nurse.answer("passphrase", passphrase)
    nurse.press("Sign in")
    nurse.until(lambda: nurse.window.lock.page is None)


def test_a_read_back_and_a_reason_to_return_are_kept_across_a_lock(
    nina: Nurse, prepared: Prepared
) -> None:
    signed(nina, prepared)
    opens_as_tom(nina)
    nina.press("Receive it: read it back")
    back = nina.on(ReadBackPage)
    nina.until(lambda: back.form is not None and back.form.isVisible())
    nina.answer(RATE, "0.6")
    locks_and_leaves_to(nina, CLARA.account, CLARA.passphrase)
    nina.chooses_patient("DOE")
    moves.opens_the_note(nina)
    moves.reads_to_the_end(nina)
    nina.press("Return it …")
    nina.answer("reason", WHY)
    locks_and_leaves_to(nina, TOM.account, TOM.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Receive the hand-over")
    moves.reads_to_the_end(nina)
    nina.press("Receive it: read it back")
    nina.sees("You began this at 20-Nov-2026 09:00 and did not record it.")
    page = nina.on(ReadBackPage)
    assert page.form is not None
    assert page.form.typed() == {RATE: "0.6"}
    nina.changes_with(CLARA.account, CLARA.passphrase)
    nina.chooses_patient("DOE")
    moves.opens_the_note(nina)
    moves.reads_to_the_end(nina)
    nina.press("Return it …")
    nina.sees("You began this at 20-Nov-2026 09:00 and did not record it.")
    assert nina.on(ReturnPage).form.typed() == {"reason": WHY}


def test_a_note_that_nobody_returned_is_replaced_with_a_reason(
    nina: Nurse, prepared: Prepared
) -> None:
    signed(nina, prepared)
    nina.chooses_patient("DOE")
    moves.opens_the_note(nina)
    moves.reads_to_the_end(nina)
    nina.press("Make a new note in its place …")
    moves.makes_the_note(nina, ANN, why="The wrong bag is named.")
    moves.signs_it(nina, ANN, NINA.passphrase)
    nina.sees("Superseded by the note of Nina Berg, 20-Nov-2026 09:00: The wrong bag is named.")


def test_a_review_of_a_chart_that_went_on_says_what_is_new(nina: Nurse, prepared: Prepared) -> None:
    signed(nina, prepared)
    nina.changes_with(CLARA.account, CLARA.passphrase)
    nina.chooses_patient("DOE")
    moves.opens_the_note(nina)
    page = moves.reads_to_the_end(nina)
    nina.answer("passphrase", CLARA.passphrase)
    moved(nina, prepared)
    nina.press(f"Countersign the hand-over: {ANN}")
    nina.sees("bag moved by Clara Weiss")
    nina.sees("Changed since this note (1)")
    assert page.passphrase.typed() == CLARA.passphrase
    nina.press(f"Countersign the hand-over: {ANN}")
    nina.on(PatientView)
    nina.sees("Reviewed and countersigned by Clara Weiss")


def test_what_one_may_not_do_is_not_offered(nina: Nurse, prepared: Prepared) -> None:
    signed(nina, prepared)
    nina.press("Ward board")
    assert "Review hand-overs" not in nina.texts()
    nina.chooses_patient("DOE")
    nina.sees("Not received yet.")
    assert "Receive the hand-over" not in nina.texts()
    page = moves.opens_the_note(nina)
    moves.reads_to_the_end(nina)
    offered = (page.receive, page.give_back, page.commit, page.passphrase)
    assert not [one for one in offered if one.isVisible()]


def press(nurse: Nurse, key: Qt.Key) -> None:
    """Presses a key where the cursor is."""
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClick(widget, key)
    QApplication.processEvents()


def presses(nurse: Nurse, key: Qt.Key, until: Callable[[], bool]) -> None:
    """Presses a key again and again until it is so."""
    for _ in range(60):
        if until():
            return
        press(nurse, key)
    raise AssertionError(f"not reached with the keyboard:\n{nurse.texts()}")


def test_with_the_keyboard_alone(nina: Nurse, prepared: Prepared) -> None:
    """Tom receives it: Page Down to the end, Tab to the button, and on from field to field."""
    signed(nina, prepared)
    nina.changes_with(TOM.account, TOM.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Receive the hand-over")
    page = nina.on(NotePage)
    nina.until(lambda: page.pages.laid_out)
    presses(nina, Qt.Key.Key_PageDown, lambda: not page.unread.isVisible())
    presses(nina, Qt.Key.Key_Tab, page.receive.hasFocus)
    press(nina, Qt.Key.Key_Return)
    back = nina.on(ReadBackPage)
    nina.until(lambda: back.form is not None and back.form.isVisible())
    right = moves.right_of(nina, prepared)
    for box in nina.boxes():
        if box.field.name in (RATE, "next_change_at"):
            presses(nina, Qt.Key.Key_Tab, nina.absent_button(box).hasFocus)
            press(nina, Qt.Key.Key_Space)
    then = nina.box(THEN).findChild(QLineEdit)
    assert then is not None
    presses(nina, Qt.Key.Key_Tab, then.hasFocus)
    QTest.keyClicks(then, right[THEN])
    presses(nina, Qt.Key.Key_Tab, back.passphrase.line.hasFocus)
    QTest.keyClicks(back.passphrase.line, TOM.passphrase)
    press(nina, Qt.Key.Key_Return)
    nina.on(PatientView)
    nina.sees("Received by Tom Ruiz")
