"""The gallery's scenes of a patient's pictures: a course with a fever, a stop, nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication

from nursedesk.ui.handwriting import StrokesBox
from nursedesk.ui.looks import Words
from nursedesk.ui.pictures_page import PicturesView
from nursedesk.walkthrough.answers import Check

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


_LINE = ";".join(
    ",".join(f"{80 + 9 * n} {190 - 60 * (n % 3) + word * 5} {word * 900 + n * 30}" for n in part)
    for word, part in enumerate((range(20), range(24, 50), range(54, 80)))
)


def pictures(scenes: Scenes, nurse: Nurse) -> None:
    """Novak's week, Hale's stop, and a patient who was opened just now."""
    _to_pictures(nurse, "NOVAK")
    scenes.picture("pictures")
    _down(nurse, "Symptom checks")
    scenes.picture("pictures-lately")
    nurse.press("Since the opening")
    _down(nurse, "Temperature")
    scenes.picture("pictures-temperature")
    nurse.press("Show as a table: Grades, as a clinician stated them")
    _down(nurse, "Grades, as a clinician stated them")
    scenes.picture("pictures-table")
    nurse.press("Ward board")
    _to_pictures(nurse, "HALE")
    scenes.picture("pictures-stopped")
    nurse.press("Ward board")
    _to_pictures(nurse, "ROWAN")
    _down(nurse, "Bag clock")
    scenes.picture("pictures-clock")
    nurse.press("Ward board")
    _to_pictures(nurse, "PAPADIMITRIOU")
    scenes.picture("pictures-empty")
    nurse.press("Ward board")


def handwriting(scenes: Scenes, nurse: Nurse) -> None:
    """Lindqvist writes: the empty field, and a line drawn in it."""
    nurse.chooses_patient("LINDQVIST")
    nurse.press("Check symptoms")
    page = nurse.at_step("vital-signs")
    facts = Check(given={"temperature_c": "36.8"})
    while page.step_id != "handwriting":
        asked = page.shown.step
        assert asked is not None
        nurse.records(asked.id, facts.answers(page.shown))
    scenes.picture("handwriting")
    nurse.answer("sample", "drawn")
    box = page.findChildren(StrokesBox)[0]
    box.put(_LINE)
    page.area.ensureWidgetVisible(box, 20, 20)
    scenes.picture("handwriting-drawn")
    nurse.press("Ward board")


def _to_pictures(nurse: Nurse, name: str) -> None:
    nurse.chooses_patient(name)
    nurse.press("Pictures")
    nurse.on(PicturesView)
    nurse.sees("Last 48 hours")


def _down(nurse: Nurse, title: str) -> None:
    """Scrolls until the card of this title stands at the top."""
    area = nurse.on(PicturesView).area
    inner = area.widget()
    assert inner is not None

    def found() -> list[Words]:
        return [w for w in area.findChildren(Words) if w.text() == title and w.isVisible()]

    nurse.until(lambda: bool(found()))
    for _ in range(4):
        QApplication.processEvents()  # until the cards stand where they stay
    area.verticalScrollBar().setValue(found()[-1].mapTo(inner, QPoint(0, 0)).y() - 40)
