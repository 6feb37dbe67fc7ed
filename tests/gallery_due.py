"""The gallery's scenes of what is due: the banner, whom to tell, what was noticed and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.tell_page import TellPage
from nursedesk.walkthrough.crew import CLARA

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes
    from tests.ui.pages import Nurse


def fell_due_while_closed(scenes: Scenes, nurse: Nurse) -> None:
    """The program was closed for two hours, and a bag's change fell due."""
    nurse.sign_in(CLARA.account, CLARA.passphrase)
    nurse.window.due_banner.look_at_what_is_due()
    nurse.until(lambda: bool(nurse.window.due_banner.text))
    nurse.sees("Fell due while NurseDesk was closed")
    scenes.picture("fell-due-while-closed")


def due(scenes: Scenes, nurse: Nurse) -> None:
    """Something is overdue: it is acknowledged, and the charge nurse is told."""
    nurse.on(BoardPage)
    banner = nurse.window.due_banner
    banner.look_at_what_is_due()
    nurse.until(lambda: bool(banner.text))
    scenes.picture("due-signal")
    nurse.press(banner.acknowledge.accessibleName())
    nurse.sees("not done by that")
    scenes.picture("due-acknowledged")
    page = nurse.on(BoardPage)
    record = [
        button.accessibleName()
        for button in page.first.findChildren(type(page.open_session))
        if "Record who was told" in button.accessibleName()
    ]
    nurse.press(record[0])
    tell = nurse.on(TellPage)
    scenes.picture("charge-nurse-told")
    nurse.stage({"told": "Clara Weiss"})
    scenes.picture("charge-nurse-told-check")
    nurse.press(tell.commit.accessibleName())
    nurse.on(BoardPage)
    nurse.sees("told by")
    scenes.picture("board-charge-nurse-told")
