"""The handwriting field: drawn with the mouse, cleared, passed by keys, full in words, recorded."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nursedesk.chart import symptoms
from nursedesk.chart.field import Asks, Field
from nursedesk.chart.handwriting import HEIGHT, MOST_POINTS, WIDTH, Point, strokes_of
from nursedesk.ui.handwriting import Pad, SamplePicture, StrokesBox
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.pictures_page import PicturesView
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import Check
from tests.ui.conftest import Prepared
from tests.ui.pages import Nurse

FIELD = Field(name="strokes", prompt="The sample, drawn here", asks=Asks.STROKES, optional=True)


def draw(pad: Pad, *places: tuple[int, int]) -> None:
    """One stroke with the mouse, in pixels of the pad."""
    first, *others = (QPoint(x, y) for x, y in places)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(pad, left, pos=first)
    for place in others:
        QTest.mouseMove(pad, place)
    QTest.mouseRelease(pad, left, pos=others[-1] if others else first)


def box_on(qtbot: QtBot) -> StrokesBox:
    box = StrokesBox(FIELD)
    qtbot.addWidget(box)
    box.resize(760, 400)
    box.show()
    qtbot.waitExposed(box)
    return box


def test_strokes_are_drawn_and_cleared(qtbot: QtBot) -> None:
    box = box_on(qtbot)
    assert box.answer() is None
    assert not box.clear.isEnabled()
    draw(box.pad, (20, 20), (100, 60), (180, 20))
    draw(box.pad, (200, 30), (220, 90))
    answer = box.answer()
    assert answer is not None
    first, second = strokes_of(answer)
    assert (len(first), len(second)) == (3, 2)
    scale = WIDTH / box.pad.width()
    assert first[0].x == round(20 * scale)
    assert first[0].ms == 0
    box.clear.click()
    assert box.answer() is None
    assert not box.clear.isEnabled()


def test_a_stroke_that_leaves_the_field_stays_inside_its_bounds(qtbot: QtBot) -> None:
    box = box_on(qtbot)
    draw(box.pad, (20, 20), (5000, -400), (-300, 4000))
    answer = box.answer()
    assert answer is not None
    points = [(point.x, point.y) for point in strokes_of(answer)[0]]
    assert points[1:] == [(WIDTH, 0), (0, HEIGHT)]


def test_another_button_draws_nothing(qtbot: QtBot) -> None:
    box = box_on(qtbot)
    QTest.mousePress(box.pad, Qt.MouseButton.RightButton, pos=QPoint(20, 20))
    QTest.mouseMove(box.pad, QPoint(90, 20))
    assert box.answer() is None


def test_a_full_field_says_so_and_takes_no_more(qtbot: QtBot) -> None:
    box = box_on(qtbot)
    box.pad.put([tuple(Point(n % WIDTH, 1, n) for n in range(MOST_POINTS))])
    draw(box.pad, (20, 20), (100, 60))
    assert sum(map(len, box.pad.strokes)) == MOST_POINTS
    assert "The field is full" in box._wrong.text()
    assert box.answer() is not None


def test_what_was_kept_is_put_back_and_goes_on(qtbot: QtBot) -> None:
    box = box_on(qtbot)
    box.put("10 20 0,30 40 5000")
    draw(box.pad, (20, 20), (100, 60))
    answer = box.answer()
    assert answer is not None
    assert answer.startswith("10 20 0,30 40 5000;")
    assert strokes_of(answer)[1][0].ms >= 5000
    box.put("nothing of the kind")
    assert "could not be shown" in box._wrong.text()


def to_handwriting(nina: Nurse) -> WalkScreen:
    nina.chooses_patient("DOE")
    nina.press("Check symptoms")
    facts = Check(given={"temperature_c": "36.8", "fever": "no"})
    page = nina.on(WalkScreen)
    nina.until(lambda: bool(page.step_id))
    while page.step_id != "handwriting":
        asked = page.shown.step
        assert asked is not None
        nina.records(asked.id, facts.answers(page.shown))
    return page


def ends(nina: Nurse, page: WalkScreen) -> None:
    facts = Check(given={"temperature_c": "36.8"})
    nina.until(lambda: page.step_id != "handwriting")
    while page.step_id:
        asked = page.shown.step
        assert asked is not None
        nina.records(asked.id, facts.answers(page.shown))
    nina.press(page.commit.accessibleName())
    nina.on(PatientView)
    nina.press("Ward board")


def test_a_drawn_sample_is_recorded_and_stands_beside_the_next(
    nina: Nurse, prepared: Prepared
) -> None:
    page = to_handwriting(nina)
    nina.answer("sample", "drawn")
    nina.answer("compared", "no-earlier")
    nina.answer("kept_at", "")
    pad = page.findChildren(Pad)[0]
    page.area.ensureWidgetVisible(pad)
    draw(pad, (20, 20), (100, 60), (180, 20))
    drawn = strokes_of(nina.box("strokes").typed())
    nina.press(page.commit.accessibleName())
    ends(nina, page)
    (seen,) = nina.asks_the_desk(lambda desk: desk.session(prepared.session)).symptom_checks
    assert strokes_of(seen.answers["handwriting"]["strokes"]) == drawn
    assert "drawn: 1 stroke" in symptoms.handwriting(seen)
    again = to_handwriting(nina)
    nina.sees("Earlier samples")
    (earlier,) = again.findChildren(SamplePicture)
    assert "Handwriting sample of " in earlier.accessibleName()
    nina.press("Ward board")
    nina.chooses_patient("DOE")
    nina.press("Pictures")
    nina.on(PicturesView)
    nina.sees("Handwriting samples, drawn")


def test_by_keys_the_field_is_passed_and_paper_chosen(nina: Nurse) -> None:
    page = to_handwriting(nina)
    nina.answer("sample", "kept")
    nina.answer("kept_at", "folder, page 2")
    pad = page.findChildren(Pad)[0]
    pad.setFocus()
    QTest.keyClick(pad, Qt.Key.Key_Return)
    nina.until(lambda: not pad.hasFocus())
    nina.answer("compared", "no-earlier")
    nina.press(page.commit.accessibleName())
    nina.until(lambda: page.step_id == "grade")
