"""The gallery's scenes of the plan: accepted, planned anew, unfit, the ward's hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.plan_page import PlanView
from nursedesk.ui.propose_page import ProposePage
from nursedesk.ui.wishes_page import WishesPage
from nursedesk.walkthrough.crew import CLARA
from tests.ui.pages import Nurse

if TYPE_CHECKING:
    from tests.gallery_scenes import Scenes


def plans(scenes: Scenes, nurse: Nurse) -> None:
    """A plan that fits, one that does not, planning anew, and what the ward wishes."""
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    _to_plan(nurse, "NOVAK")
    scenes.picture("plan")
    _down(nurse, 0.5)
    scenes.picture("plan-bags")
    _down(nurse, 0.75)
    scenes.picture("plan-calendar")
    nurse.press("Plan the bag changes …")
    page = nurse.on(ProposePage)
    nurse.until(lambda: page.proposed is not None)
    scenes.picture("plan-anew")
    nurse.answer("early_stop", "never")
    nurse.until(lambda: page.proposed is not None and page.proposed.shown is None)
    scenes.picture("plan-none")
    nurse.answer("early_stop", "dose-and-end")
    nurse.until(page.commit.isEnabled)
    bar = page.area.verticalScrollBar()
    bar.setValue(bar.maximum())
    scenes.picture("plan-moved")
    nurse.goes_to("Ward board")
    _to_plan(nurse, "HALE")
    scenes.picture("plan-unfit")
    nurse.press("The ward's hours …")
    wishes = nurse.on(WishesPage)
    nurse.until(lambda: wishes.form.touched)
    scenes.picture("plan-wishes")
    nurse.press("Back without saving")
    nurse.on(PlanView)
    nurse.goes_to("Ward board")


def _to_plan(nurse: Nurse, name: str) -> None:
    nurse.chooses_patient(name)
    nurse.press("Plan bag changes")
    page = nurse.on(PlanView)
    nurse.until(page.plan.isEnabled)


def _down(nurse: Nurse, part: float) -> None:
    bar = nurse.on(PlanView).area.verticalScrollBar()
    bar.setValue(round(bar.maximum() * part))
