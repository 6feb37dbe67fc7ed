"""The gallery's scenes of the screen for ward IT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.workstation_page import WorkstationView
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes


def workstation(scenes: Scenes, nurse: Nurse) -> None:
    """This workstation, from the top to the support file, which is saved nowhere."""
    nurse.goes_to("This workstation")
    page = nurse.on(WorkstationView)
    nurse.sees("Last backup")
    scenes.picture("workstation")
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    scenes.picture("workstation-middle")
    nurse.press("Save the support file")
    nurse.sees("Say where the file goes")
    bar.setValue(bar.maximum())
    scenes.picture("workstation-support-file")
    nurse.press("Ward board")
