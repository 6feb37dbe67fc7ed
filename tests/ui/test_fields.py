"""Questions: nothing is pre-filled, everything may stay empty, what is odd is asked again."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.clock import SetClock
from nursedesk.ui.buttons import Button
from nursedesk.ui.choice_fields import ChoiceBox
from nursedesk.ui.fields import Unanswered
from nursedesk.ui.form import Form
from nursedesk.ui.looks import plain_text
from nursedesk.ui.typed_fields import MomentBox, NumberBox, TypedBox

CLOCK = SetClock(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
WEIGHT = Field(
    name="weight", prompt="Weight", asks=Asks.NUMBER, unit="kg", low=Decimal(2), high=Decimal(200)
)
FIELDS = (
    Field(name="identifier", prompt="Identifier", asks=Asks.IDENTIFIER),
    WEIGHT,
    Field(name="born", prompt="Born", asks=Asks.DATE),
    Field(name="at", prompt="When", asks=Asks.INSTANT),
    Field(name="fever", prompt="Fever?", asks=Asks.YES_NO),
    Field(
        name="place",
        prompt="Place",
        asks=Asks.CHOICE,
        choices=(Choice(value="room", words="Room"), Choice(value="cold", words="Cold")),
    ),
    Field(
        name="height",
        prompt="Height",
        asks=Asks.NUMBER,
        unit="cm",
        optional=True,
        absent_words="not known",
    ),
)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    made = Form(FIELDS, CLOCK)
    qtbot.addWidget(made)
    made.show()
    return made


def typed(form: Form, name: str, text: str) -> None:
    box = form.box(name)
    assert isinstance(box, TypedBox)
    box.line.clear()
    QTest.keyClicks(box.line, text)


def press(form: Form, name: str, value: str) -> None:
    box = form.box(name)
    assert isinstance(box, ChoiceBox)
    button = next(b for b in box.buttons if b.value == value)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_nothing_is_pre_filled(form: Form) -> None:
    assert not form.touched
    assert form.answers() is None
    for box in form.boxes:
        assert not box.typed()
        assert not box.absent
        with pytest.raises(Unanswered):
            box.answer()


def test_answers_are_canonical(form: Form) -> None:
    typed(form, "identifier", "a 1001")
    typed(form, "weight", "70,50")
    typed(form, "born", "04-mar-1987")
    typed(form, "at", "24-Oct-2026 14:05")
    press(form, "fever", "no")
    press(form, "place", "cold")
    QTest.mouseClick(absent_button(form), Qt.MouseButton.LeftButton)
    assert form.answers() == {
        "identifier": "A1001",
        "weight": "70.5",
        "born": "1987-03-04",
        "at": "2026-10-24T12:05:00Z",
        "fever": "no",
        "place": "cold",
    }


def absent_button(form: Form) -> Button:
    box = form.box("height")
    return next(b for b in box.findChildren(Button) if b.accessibleName() == "Height: not known")


def test_leaving_out_is_chosen_and_typing_takes_it_back(form: Form) -> None:
    box = form.box("height")
    with pytest.raises(Unanswered, match="Or press “Not known”"):
        box.answer()
    QTest.mouseClick(absent_button(form), Qt.MouseButton.LeftButton)
    assert box.answer() is None
    typed(form, "height", "172")
    assert not box.absent
    assert box.answer() == "172"


def test_an_implausible_number_is_asked_again_and_then_taken(form: Form) -> None:
    box = form.box("weight")
    assert isinstance(box, NumberBox)
    typed(form, "weight", "410")
    assert "unusual" in box.doubt()
    QTest.mouseClick(box._sure, Qt.MouseButton.LeftButton)
    assert not box.doubt()
    assert box.answer() == "410"
    QTest.keyClicks(box.line, "0")
    assert "unusual" in box.doubt()


@pytest.mark.parametrize("text", ["7o", "1,000", "-", "1e3", "٧"])
def test_what_is_no_number_says_what_is_wanted(form: Form, text: str) -> None:
    box = form.box("weight")
    assert isinstance(box, NumberBox)
    box.line.setText(text)
    with pytest.raises(Unanswered, match="number"):
        box.answer()


def test_the_hour_that_comes_twice_needs_its_offset(form: Form) -> None:
    box = form.box("at")
    assert isinstance(box, MomentBox)
    box.line.setText("25-Oct-2026 02:30")
    with pytest.raises(Unanswered, match="came twice"):
        box.answer()
    QTest.mouseClick(box._now, Qt.MouseButton.LeftButton)
    assert box.typed() == "25-Oct-2026 02:30 +02:00"
    assert box.answer() == "2026-10-25T00:30:00Z"


def test_enter_goes_from_question_to_question(form: Form, qtbot: QtBot) -> None:
    form.boxes[0].focus()
    box = form.boxes[0]
    assert isinstance(box, TypedBox)
    QTest.keyClicks(box.line, "A1")
    QTest.keyClick(box.line, Qt.Key.Key_Return)
    following = form.boxes[1]
    assert isinstance(following, TypedBox)
    qtbot.waitUntil(following.line.hasFocus)
    with qtbot.waitSignal(form.completed):
        form.boxes[-1].advanced.emit()


def test_a_gloved_double_click_keeps_the_answer(form: Form) -> None:
    box = form.box("fever")
    assert isinstance(box, ChoiceBox)
    QTest.mouseClick(box.buttons[0], Qt.MouseButton.LeftButton)
    QTest.mouseDClick(box.buttons[0], Qt.MouseButton.LeftButton)
    assert box.typed() in ("yes", "")
    QTest.mouseClick(box.buttons[1], Qt.MouseButton.LeftButton)
    assert box.typed() == "no"
    assert [b.isChecked() for b in box.buttons] == [False, True]


def test_enter_presses_a_choice_and_then_goes_on(form: Form, qtbot: QtBot) -> None:
    box = form.box("fever")
    assert isinstance(box, ChoiceBox)
    box.buttons[1].setFocus()
    QTest.keyClick(box.buttons[1], Qt.Key.Key_Return)
    assert box.typed() == "no"
    with qtbot.waitSignal(box.advanced):
        QTest.keyClick(box.buttons[1], Qt.Key.Key_Return)
    assert box.typed() == "no"


def moment_box(form: Form) -> MomentBox:
    box = form.box("at")
    assert isinstance(box, MomentBox)
    return box


@pytest.mark.parametrize(
    ("place", "written", "answer"),
    [
        (0, "25-Oct-2026 02:30 +02:00", "2026-10-25T00:30:00Z"),
        (1, "25-Oct-2026 02:30 +01:00", "2026-10-25T01:30:00Z"),
    ],
)
def test_which_of_two_equal_times_is_meant_is_asked_and_written_out(
    form: Form, place: int, written: str, answer: str
) -> None:
    box = moment_box(form)
    typed(form, "at", "25-Oct-2026 02:3")
    assert not any(button.isVisible() for button in box.which)
    QTest.keyClicks(box.line, "0")
    assert [plain_text(button.accessibleName()) for button in box.which] == [
        "The first: 25-Oct-2026 02:30 +02:00, less than 1 min ago",
        "The second: 25-Oct-2026 02:30 +01:00, in 1 h",
    ]
    assert all(button.isVisible() for button in box.which)
    QTest.mouseClick(box.which[place], Qt.MouseButton.LeftButton)
    assert box.typed() == written
    assert box.answer() == answer
    assert not any(button.isVisible() for button in box.which)


def test_a_time_that_the_clock_skipped_is_refused_in_words(qtbot: QtBot) -> None:
    spring = SetClock(datetime(2026, 3, 29, 3, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    made = Form(FIELDS, spring)
    qtbot.addWidget(made)
    made.show()
    typed(made, "at", "29-Mar-2026 02:30")
    box = moment_box(made)
    assert not any(button.isVisible() for button in box.which)
    with pytest.raises(Unanswered, match="29-Mar-2026 02:30 did not exist"):
        box.answer()
