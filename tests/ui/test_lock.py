"""The lock: what brings it, what is seen under it, who comes back to what."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from nursedesk.clock import SetClock
from nursedesk.ui.account_page import AccountPage
from nursedesk.ui.accounts_page import AccountsPage
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.bug_page import BugPage
from nursedesk.ui.lock_page import LockPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.pin_page import PinPage
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.crew import NINA, TOM
from nursedesk.ward.desk import Desk
from tests.ui.pages import Nurse
from tests.ui.test_walk import ODD, at_the_label

PIN = "739104"
NAMES = ("DOE", "Doe", "Ann", "A-1001", "1987")


def locked(nurse: Nurse) -> LockPage:
    nurse.until(lambda: isinstance(nurse.window.sheet, LockPage))
    page = nurse.window.sheet
    assert isinstance(page, LockPage)
    nurse.sees("Due on this ward")
    return page


def open_again(nurse: Nurse) -> None:
    nurse.until(lambda: nurse.window.lock.page is None)


def unlock(nurse: Nurse, typed: str) -> None:
    page = locked(nurse)
    assert page.typed is not None
    page.typed.line.clear()
    QTest.keyClicks(page.typed.line, typed)
    nurse.press("Unlock: Nina Berg")


def at_vital_signs(nurse: Nurse) -> WalkScreen:
    """Goes to a step and fills it in half."""
    nurse.chooses_patient("DOE")
    nurse.press("Check symptoms")
    page = nurse.at_step("vital-signs")
    nurse.until(lambda: page.form is not None and page.form.isVisible())
    nurse.answer("temperature_c", "38.17")
    nurse.answer("oxygen", "none")
    return page


def typed(nurse: Nurse, name: str) -> str:
    return nurse.box(name).typed()


def everything_typed(nurse: Nurse) -> str:
    """What stands in any line of the whole window, seen or not."""
    return "\n".join(line.text() for line in nurse.window.findChildren(QLineEdit))


def kinds(nurse: Nurse) -> list[str]:
    return nurse.asks_the_desk(lambda desk: [e.header.kind for e in desk.store.entries()])


def test_the_same_person_comes_back_to_the_very_screen(nina: Nurse) -> None:
    page = at_vital_signs(nina)
    box = nina.box("temperature_c")
    box.focus()
    nina.press("Lock now")
    locked(nina)
    nina.sees("Locked by hand. What you had begun is still there.")
    assert not page.isVisible()
    assert not nina.window.bar.isVisible()
    unlock(nina, NINA.passphrase)
    open_again(nina)
    assert nina.on(WalkScreen) is page
    assert (typed(nina, "temperature_c"), typed(nina, "oxygen")) == ("38.17", "none")
    nina.until(lambda: nina.window.focusWidget() is box.focusProxy())
    nina.answer("fever_masked", "no")
    for left_out in [box for box in nina.boxes() if not box.typed()]:
        nina.answer(left_out.field.name, "")
    nina.press("Record “Vital signs”: DOE, Ann")
    nina.at_step("crs-signs")
    assert nina.asks_the_desk(_drafts) == 0


def _drafts(desk: Desk) -> int:
    from sqlmodel import Session, func, select

    from nursedesk.store.chart_store import SqlChartStore
    from nursedesk.store.models import Draft

    store = desk.store
    assert isinstance(store, SqlChartStore)
    with Session(store._database.engine()) as query:
        return query.exec(select(func.count()).select_from(Draft)).one()


def test_under_the_lock_beds_are_seen_and_no_name(nina: Nurse) -> None:
    at_vital_signs(nina)
    nina.press("Lock now")
    locked(nina)
    nina.sees("Bed not given")
    words = nina.texts()
    assert not [name for name in NAMES if name in words]
    assert "38.17" not in words
    assert not any(name in nina.window.windowTitle() for name in NAMES)


def test_locking_and_coming_back_stand_in_the_chart(nina: Nurse) -> None:
    before = len(kinds(nina))
    nina.press("Lock now")
    locked(nina)
    unlock(nina, NINA.passphrase)
    open_again(nina)
    told = [kind for kind in kinds(nina)[before:] if kind != "record-checked"]
    assert told == ["signed-out", "signed-in"]  # the check in the background ends when it ends
    nina.on(BoardPage)


def test_three_minutes_without_use_lock(nina: Nurse, clock: SetClock) -> None:
    lock = nina.window.lock
    clock.forward(seconds=179)
    lock.tick()
    assert lock.page is None
    clock.forward(seconds=1)
    lock.tick()
    locked(nina)
    nina.sees("Locked, because nobody used it for 3 minutes.")


@pytest.mark.parametrize("what", ["key", "mouse", "move"])
def test_a_key_or_the_mouse_keeps_it_open(nina: Nurse, clock: SetClock, what: str) -> None:
    window = nina.window.windowHandle()
    clock.forward(seconds=179)
    if what == "key":
        QTest.keyClick(window, Qt.Key.Key_Shift)
    elif what == "mouse":
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    else:
        QTest.mouseMove(window, QPoint(300, 300))
    nina.until(lambda: nina.window.lock.idle.seconds() == 0)
    clock.forward(seconds=179)
    nina.window.lock.tick()
    assert nina.window.lock.page is None


def test_setting_the_wall_clock_neither_locks_nor_keeps_open(nina: Nurse, clock: SetClock) -> None:
    lock = nina.window.lock
    clock.turn_to(clock.now().replace(year=2027))
    lock.tick()
    assert lock.page is None
    clock.forward(minutes=3)
    clock.turn_to(clock.now().replace(year=2026))
    lock.tick()
    locked(nina)


def test_waking_from_sleep_locks(nina: Nurse, clock: SetClock) -> None:
    clock.sleep(seconds=5)
    nina.window.lock.tick()
    locked(nina)
    nina.sees("Locked, because this workstation slept.")
    unlock(nina, NINA.passphrase)
    open_again(nina)
    nina.window.lock.tick()
    assert nina.window.lock.page is None, "once for each sleep"


def test_a_sleep_before_the_sign_in_does_not_lock(nina: Nurse, clock: SetClock) -> None:
    nina.press("Change user")
    nina.on(SignInPage)
    clock.sleep(hours=1)
    nina.window.lock.tick()
    assert nina.window.lock.page is None, "nobody is there"
    nina.sign_in(NINA.account, NINA.passphrase)
    nina.window.lock.tick()
    assert nina.window.lock.page is None


def sets_a_pin(nurse: Nurse) -> None:
    nurse.goes_to("Accounts")
    page = nurse.on(AccountsPage)
    nurse.until(lambda: NINA.account in page.rows)
    nurse.press("Change the account: Nina Berg")
    nurse.on(AccountPage)
    nurse.press("Set a PIN")
    nurse.on(PinPage)


def test_a_pin_is_set_and_unlocks(nina: Nurse) -> None:
    sets_a_pin(nina)
    nina.answer("passphrase", NINA.passphrase)
    for digits in ("111111", PIN):
        nina.answer("pin", digits)
        nina.answer("again", digits)
        nina.press("Set this PIN: Nina Berg")
        if digits != PIN:
            nina.sees("everybody tries first")
    nina.sees("Your PIN is set.")
    nina.press("Lock now")
    unlock(nina, PIN)
    open_again(nina)
    nina.press("Lock now")
    unlock(nina, "739105")
    nina.sees("This is not the PIN.")
    unlock(nina, PIN)
    open_again(nina)


def test_typed_passphrases_are_forgotten_at_the_lock(nina: Nurse) -> None:
    sets_a_pin(nina)
    nina.answer("passphrase", NINA.passphrase)
    nina.answer("pin", PIN)
    nina.press("Lock now")
    locked(nina)
    for secret in (NINA.passphrase, PIN):
        assert secret not in everything_typed(nina)


def test_a_wait_is_said_and_counted_down(nina: Nurse, clock: SetClock) -> None:
    nina.press("Lock now")
    page = locked(nina)
    for _ in range(6):
        unlock(nina, "not her passphrase at all")
        nina.sees("do not belong together")
    nina.sees("n.berg can try again in 30 s.")
    clock.forward(seconds=18)
    page.messages.tick()
    nina.sees("n.berg can try again in 12 s.")
    unlock(nina, NINA.passphrase)
    nina.sees("Too many wrong passphrases or PINs were typed for this account, so it waits.")
    clock.forward(seconds=12)
    page.messages.tick()
    nina.sees("n.berg can try again now.")
    unlock(nina, NINA.passphrase)
    open_again(nina)


def test_the_sign_in_screen_counts_down_too(nina: Nurse, clock: SetClock) -> None:
    nina.press("Change user")
    nina.on(SignInPage)
    for _ in range(6):
        nina.answer("account", NINA.account)
        nina.answer("passphrase", "not her passphrase at all")
        nina.press("Sign in")
        nina.sees("do not belong together")
    nina.sees("n.berg can try again in 30 s.")
    nina.sign_in(TOM.account, TOM.passphrase)


def somebody_signs_in(nurse: Nurse) -> None:
    """Tom, at the lock."""
    page = locked(nurse)
    nurse.press("Somebody else signs in")
    nurse.until(lambda: page.credentials is not None)
    nurse.answer("account", TOM.account)
    nurse.answer("passphrase", TOM.passphrase)
    nurse.press("Sign in")


def somebody_else(nurse: Nurse) -> None:
    """Tom signs in at the lock and has his board."""
    somebody_signs_in(nurse)
    open_again(nurse)
    nurse.on(BoardPage)


def test_somebody_else_comes_and_the_firsts_step_is_kept_for_her(
    nina: Nurse, clock: SetClock
) -> None:
    at_vital_signs(nina)
    nina.press("Lock now")
    locked(nina)
    nina.press("Somebody else signs in")
    nina.sees("What Nina Berg had half filled in is kept for her.")
    nina.press("Back to Nina Berg")
    somebody_else(nina)
    assert nina.window.me.account == TOM.account
    assert "38.17" not in everything_typed(nina)
    nina.chooses_patient("DOE")
    nina.press("Go on with the symptom check")
    page = nina.at_step("vital-signs")
    nina.until(lambda: page.form is not None and page.form.isVisible())
    assert page.form is not None
    assert not page.form.touched
    clock.forward(minutes=2)
    nina.changes_with(NINA.account, NINA.passphrase)
    nina.chooses_patient("DOE")
    nina.press("Go on with the symptom check")
    nina.at_step("vital-signs")
    nina.sees("You began this at 20-Nov-2026 09:00 and did not record it.")
    assert (typed(nina, "temperature_c"), typed(nina, "oxygen")) == ("38.17", "none")


def test_what_is_lost_is_said(nina: Nurse) -> None:
    nina.press("Open a session")
    nina.answer("family", "Rowan")
    nina.press("Lock now")
    locked(nina)
    nina.press("Somebody else signs in")
    nina.sees("What Nina Berg has typed on her screen and not saved is lost then.")


def test_a_second_persons_half_step_is_hers_alone(nina: Nurse) -> None:
    at_the_label(nina)
    nina.records("new-bag", ODD)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.sees("Second person: Tom Ruiz")
    nina.answer("rate_ml_per_h", "4.56")
    nina.answer("kind", "48h")
    nina.window.lock.by_hand()
    locked(nina)
    assert "4.56" not in everything_typed(nina)
    unlock(nina, NINA.passphrase)
    open_again(nina)
    sheet = nina.sheet()
    nina.sees("Second person: not signed in yet")
    assert sheet.person is None
    assert "4.56" not in nina.texts() + everything_typed(nina)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.sees("You began this at 20-Nov-2026 09:00")
    assert (typed(nina, "rate_ml_per_h"), typed(nina, "kind")) == ("4.56", "48h")
    for secret in ("ODD-9731", "3.21"):
        assert secret not in nina.texts(), "and nothing of the first reading"


def test_a_sheet_that_comes_under_the_lock_is_not_seen(nina: Nurse) -> None:
    nina.press("Lock now")
    locked(nina)
    late = QWidget()
    nina.window.cover(late)
    assert not late.isVisible()
    assert isinstance(nina.window.sheet, LockPage)
    unlock(nina, NINA.passphrase)
    open_again(nina)
    nina.until(late.isVisible)


def test_an_answer_that_comes_under_the_lock_lifts_nothing(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Lock now")
    nina.window.show_board()
    locked(nina)
    nina.until(lambda: True)
    unlock(nina, NINA.passphrase)
    open_again(nina)
    assert not nina.window.messages.text
    nina.sees("DOE, Ann")


def test_what_grew_old_under_the_lock_is_loaded_again(nina: Nurse, clock: SetClock) -> None:
    board = nina.on(BoardPage)
    board._refreshing.stop()
    nina.press("Lock now")
    locked(nina)
    clock.forward(seconds=61)
    unlock(nina, NINA.passphrase)
    open_again(nina)
    nina.sees("as of 09:01:01")


def test_a_defect_under_the_lock_is_said_there(nina: Nurse) -> None:
    nina.press("Lock now")
    page = locked(nina)
    nina.window.bug(ValueError("Ann Doe"))
    nina.until(lambda: bool(page.findChildren(BugPage)))
    nina.sees("This is our defect")
    assert nina.window.lock.page is page
    nina.press("Back to the ward board")
    unlock(nina, NINA.passphrase)
    open_again(nina)


def test_menus_are_closed(nina: Nurse) -> None:
    menu = QMenu(nina.window)
    menu.addAction("DOE, Ann")
    menu.popup(nina.window.pos())
    nina.until(menu.isVisible)
    nina.window.lock.by_hand()
    locked(nina)
    assert not menu.isVisible()


def test_somebody_else_comes_and_nothing_of_the_first_screen_is_left(nina: Nurse) -> None:
    at_the_label(nina)
    nina.records("new-bag", ODD)
    assert isinstance(nina.sheet(), Sheet)
    nina.window.lock.by_hand()
    somebody_else(nina)
    assert nina.window.sheet is None
    assert not nina.window.findChildren(PatientView)


def test_who_leaves_and_then_locks_has_left(nina: Nurse) -> None:
    """The worker still has something to do when she presses both."""
    window, slow = nina.window, threading.Event()
    window.ask(lambda _desk: slow.wait(20), lambda _done: None, owner=window)
    for button in (window.bar.leave, window.bar.to_lock):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    slow.set()
    nina.on(SignInPage)
    assert window.lock.page is None
