"""A patient's pictures in the window: reached by one press or by keys, each with its table."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nursedesk.clock import SetClock
from nursedesk.ui.board_page import REFRESH_SECONDS
from nursedesk.ui.happened_strip import HappenedStrip
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.picture_card import PictureCard
from nursedesk.ui.picture_paint import Picture, tints
from nursedesk.ui.pictures_page import PicturesView
from nursedesk.ui.theme import apply
from nursedesk.ui.tokens import LIGHT, NIGHT
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import Check
from tests.ui.pages import Nurse


def to_pictures(nina: Nurse) -> PicturesView:
    nina.chooses_patient("DOE")
    nina.press("Pictures")
    page = nina.on(PicturesView)
    nina.sees("Last 48 hours")
    return page


def checks_symptoms(nina: Nurse, temperature: str) -> None:
    nina.chooses_patient("DOE")
    nina.press("Check symptoms")
    facts = Check(given={"temperature_c": temperature, "fever": "no"})
    page = nina.on(WalkScreen)
    nina.until(lambda: page.step_id == "vital-signs")
    while page.step_id:
        asked = page.shown.step
        assert asked is not None
        nina.records(asked.id, facts.answers(page.shown))
    nina.press(page.commit.accessibleName())
    nina.on(PatientView)
    nina.press("Ward board")


def card_of(page: PicturesView, title: str) -> PictureCard:
    cards = {
        c.as_table.accessibleName().partition(": ")[2]: c for c in page.findChildren(PictureCard)
    }
    return cards[title]


def test_every_picture_says_its_values_to_a_screen_reader_and_as_a_table(nina: Nurse) -> None:
    checks_symptoms(nina, "36.8")
    page = to_pictures(nina)
    painted: list[QWidget] = [*page.findChildren(Picture), page.findChildren(HappenedStrip)[0]]
    spoken = {each.accessibleName(): each.accessibleDescription() for each in painted}
    assert "36.8 C" in spoken["Temperature"]
    assert "10 of 10" in spoken["ICE"]
    assert "symptom check: no sign present; not graded" in spoken["What happened, day by day"]
    assert "36.8 C" not in nina.texts()
    nina.press("Show as a table: Temperature")
    nina.sees("36.8 C")
    nina.press("Hide the table: Temperature")
    nina.until(lambda: "36.8 C" not in nina.texts())


def test_the_line_of_fever_shows_its_source(nina: Nurse) -> None:
    checks_symptoms(nina, "36.8")
    page = to_pictures(nina)
    words = [
        w.text() for w in card_of(page, "Temperature").findChildren(QWidget) if hasattr(w, "text")
    ]
    assert any("secondary source" in text for text in words)
    assert any("ASTCT" in text for text in words)


def test_an_open_table_and_the_cursor_stay_when_the_page_refreshes(
    nina: Nurse, clock: SetClock
) -> None:
    checks_symptoms(nina, "36.8")
    page = to_pictures(nina)
    nina.press("Show as a table: ICE")
    nina.sees("10 of 10")
    button = nina.button("Hide the table: ICE")
    button.setFocus()
    bar = page.area.verticalScrollBar()
    nina.until(lambda: bar.maximum() > 200)
    bar.setValue(200)
    clock.move_to(clock.now() + timedelta(seconds=REFRESH_SECONDS))
    page.resume()
    nina.until(lambda: nina.button("Hide the table: ICE") is not button)
    assert "10 of 10" in nina.texts()
    assert nina.button("Hide the table: ICE").hasFocus()
    nina.until(lambda: bar.value() == 200)


def test_all_is_reached_and_left_by_keys(nina: Nurse) -> None:
    nina.chooses_patient("DOE")
    nina.until(lambda: "Pictures" in nina.texts())
    button = nina.button("Pictures")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    page = nina.on(PicturesView)
    nina.until(lambda: bool(page.findChildren(PictureCard)))
    first = page.findChildren(PictureCard)[0].as_table
    nina.until(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Return)
    nina.sees("Nothing has happened yet")
    nina.sees("No symptoms were checked in this time.")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    nina.on(PatientView)


def test_a_shorter_and_a_longer_look(nina: Nurse) -> None:
    to_pictures(nina)
    assert nina.button("Last 48 hours").isChecked()
    nina.press("Since the opening")
    nina.until(lambda: nina.button("Since the opening").isChecked())
    assert not nina.button("Last 48 hours").isChecked()


def test_pictures_take_the_colours_of_the_theme(nina: Nurse, qapp: QApplication) -> None:
    page = to_pictures(nina)
    former = (qapp.palette(), qapp.styleSheet())
    try:
        for theme in (LIGHT, NIGHT):
            apply(qapp, theme)
            assert tints(page) is theme
            assert all(tints(each) is theme for each in page.findChildren(Picture))
    finally:
        qapp.setPalette(former[0])
        qapp.setStyleSheet(former[1])
