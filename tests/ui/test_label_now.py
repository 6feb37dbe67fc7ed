"""One key says what the label says now, from anywhere, and gives everything back as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nursedesk.protocol.rules import Rule
from nursedesk.ui.label_now import TITLE
from nursedesk.ui.looks import plain_text
from nursedesk.ui.order_page import OrderPage
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward.views.label_now import CRS, SEIZURE, STOPPED, label_now
from tests.ui.pages import Nurse


def presses(nina: Nurse, key: Qt.Key) -> None:
    at: QWidget = QApplication.focusWidget() or nina.window
    QTest.keyClick(at, key)


def opens(nina: Nurse) -> None:
    presses(nina, Qt.Key.Key_F1)
    nina.sees("The pump stopped")


def test_it_states_the_protocols_own_words_with_sources_and_status(nina: Nurse) -> None:
    opens(nina)
    protocol = nina.asks_the_desk(lambda desk: desk.current_protocol())
    texts = nina.texts()
    assert f"Grade 3: {protocol.rules[Rule.TOX_CRS_3].statement}" in texts
    assert f"Grade 4: {protocol.rules[Rule.TOX_CRS_4].statement}" in texts
    for rule in (Rule.TOX_CRS_3, Rule.TOX_SEIZURES, Rule.LINE_NO_FLUSH, Rule.INT_FOUR_HOURS):
        stated = protocol.rules[rule]
        assert stated.statement in texts
        assert protocol.citations[stated.cite[0]].locator in texts
    assert "Status: from the label" in texts
    assert "Pharmacy: no number entered yet: ask the charge nurse" in texts


def test_every_statement_is_a_rule_of_the_protocol_and_cites(nina: Nurse) -> None:
    found = nina.asks_the_desk(label_now)
    assert [section.title for section in found.sections] == [CRS, SEIZURE, STOPPED]
    assert found.others == ()
    for section in found.sections:
        for entry in section.entries:
            assert entry.status is not None
            assert entry.cited or entry.status.value == "decision", entry.text


def test_what_was_typed_and_the_cursor_are_as_before(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Record an order")
    page = nina.on(OrderPage)
    nina.answer("dose", "9")
    box = nina.box("dose")
    assert isinstance(box, TypedBox)
    box.line.setFocus()
    opens(nina)
    assert not box.line.isVisible()
    panel = nina.window.label_now.shown
    assert panel is not None
    box.line.setFocus()  # as a screen does that refreshes itself below
    assert QApplication.focusWidget() is panel.back
    presses(nina, Qt.Key.Key_Escape)
    nina.until(box.line.isVisible)
    assert nina.window.page is page
    assert box.line.text() == "9"
    assert box.line.hasFocus()
    opens(nina)
    presses(nina, Qt.Key.Key_F1)
    nina.until(box.line.isVisible)


def test_over_the_second_persons_sheet_too(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.press("Change bag")
    nina.press("Begin the change to bag 1")
    page = nina.at_step("patient")
    nina.records("patient", {"identifier": "A-1001", "born": "1987-03-04"})
    nina.records("symptoms-before", {"crs_signs": "no", "neurological_signs": "no"})
    nina.at_step("new-bag")
    page.call_second()
    sheet = nina.sheet()
    nina.until(sheet.isVisible)
    presses(nina, Qt.Key.Key_F1)
    nina.until(lambda: nina.window.label_now.shown is not None)
    assert not sheet.isVisible()
    presses(nina, Qt.Key.Key_F1)
    nina.until(sheet.isVisible)


def test_the_lock_comes_before_it_and_nobody_opens_it_there(nina: Nurse) -> None:
    opens(nina)
    nina.window.lock.by_hand()
    nina.until(lambda: nina.window.lock.page is not None)
    nina.until(lambda: nina.window.label_now.shown is None)
    presses(nina, Qt.Key.Key_F1)
    assert nina.window.label_now.shown is None
    page = nina.window.lock.page
    assert page is not None
    nina.until(lambda: page.typed is not None)
    assert page.typed is not None
    QTest.keyClicks(page.typed.line, NINA.passphrase)
    nina.press("Unlock: Nina Berg")
    nina.until(lambda: nina.window.lock.page is None)
    opens(nina)


def test_nobody_is_signed_in_and_nothing_opens(nina: Nurse) -> None:
    nina.press("Change user")
    nina.until(lambda: not nina.window.somebody_is_here)
    presses(nina, Qt.Key.Key_F1)
    assert nina.window.label_now.shown is None


def test_it_is_in_the_menu_for_the_mouse(nina: Nurse) -> None:
    nina.goes_to("What the label says now (F1)")
    nina.sees(TITLE)
    nina.press("Back to where you were (F1 or Esc)")
    nina.until(lambda: TITLE not in plain_text(nina.texts()))
