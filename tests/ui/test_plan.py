"""The plan in the windows: the ward's hours, a plan, a moved constraint, acceptance, withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from nursedesk.chart.plan.result import Plan
from nursedesk.chart.plan_entries import PlanAccepted, PlanWithdrawn
from nursedesk.clock import SetClock, iso
from nursedesk.ui.plan_page import PlanView, WithdrawPage
from nursedesk.ui.propose_page import ProposePage
from nursedesk.ui.wishes_page import WishesPage
from nursedesk.walkthrough.crew import CLARA, NINA
from nursedesk.ward.desk import Desk
from tests.ui.pages import Nurse

OFFICE = "08:00-16:00"


def to_plan(nurse: Nurse) -> PlanView:
    nurse.chooses_patient("DOE")
    nurse.press("Plan bag changes")
    page = nurse.on(PlanView)
    nurse.until(lambda: bool(page.banner.accessibleName()))
    return page


def wishes_are_set(nurse: Nurse) -> None:
    """Clara says when bags can be changed; then Nina is at the desk again, on the plan's page."""
    nurse.changes_with(CLARA.account, CLARA.passphrase)
    to_plan(nurse)
    nurse.press("The ward's hours …")
    nurse.on(WishesPage)
    nurse.answer("kinds", "24h 48h 96h")
    nurse.answer("preservative_free_only", "no")
    nurse.answer("monday", OFFICE)
    nurse.press("Tuesday to Friday as Monday")
    nurse.answer("early_stop", "on-purpose")
    nurse.answer("slot_minutes", "60")
    nurse.answer("needle_day", "none")
    nurse.press("Save the ward's wishes")
    nurse.on(PlanView)
    nurse.sees("recorded as entry")
    nurse.changes_with(NINA.account, NINA.passphrase)
    to_plan(nurse)


def proposes(nurse: Nurse, clock: SetClock) -> ProposePage:
    nurse.press("Plan the bag changes …")
    page = nurse.on(ProposePage)
    nurse.answer("start", iso(clock.now() + timedelta(hours=2)))
    nurse.until(lambda: page.proposed is not None)
    return page


def accepts(nurse: Nurse, page: ProposePage) -> Plan:
    assert page.proposed is not None
    shown = page.proposed.proposal.answer
    nurse.press(page.commit.accessibleName())
    nurse.on(PlanView)
    nurse.sees("Plan accepted, entry")
    assert isinstance(shown, Plan)
    return shown


def last_body(nurse: Nurse) -> object:
    def look(desk: Desk) -> object:
        return desk.sessions()[0].history[-1].body

    return nurse.asks_the_desk(look)


def test_without_the_wards_hours_nobody_plans_and_a_nurse_is_told_whom_to_ask(
    nina: Nurse,
) -> None:
    page = to_plan(nina)
    nina.sees("A charge nurse or a pharmacist")
    assert not page.plan.isEnabled()
    assert "The ward's hours …" not in nina.texts()


def test_a_cycle_is_planned_moved_accepted_and_withdrawn(nina: Nurse, clock: SetClock) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.sees("bag changes,")
    assert page.proposed is not None
    before = page.proposed.proposal.answer

    nina.answer("kinds", "48h")  # the constraint moves, the plan with it
    nina.until(lambda: page.proposed is not None and page.proposed.proposal.answer != before)
    first = accepts(nina, page)
    body = last_body(nina)
    assert isinstance(body, PlanAccepted)
    assert body.plan == first
    assert {bag.kind for bag in first.bags} == {"48h"}
    nina.sees("Accepted by Nina Berg")

    page = proposes(nina, clock)
    nina.answer("kinds", "24h 48h 96h")
    nina.until(lambda: bool(page.proposed and page.proposed.moves))
    nina.sees("Against the accepted plan")
    nina.sees("Falls away:")
    second = accepts(nina, page)
    assert second != first

    nina.press("Withdraw this plan …")
    nina.on(WithdrawPage)
    nina.stage({"reason": "the prescriber ends the course"})
    nina.press("Withdraw the plan: DOE, Ann")
    nina.sees("Recorded.")
    assert last_body(nina) == PlanWithdrawn(reason="the prescriber ends the course")


def test_the_accepted_plan_is_saved_as_a_page_and_for_a_calendar(
    nina: Nurse, clock: SetClock, tmp_path: Path
) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.answer("kinds", "96h")
    nina.until(page.commit.isEnabled)
    accepts(nina, page)
    for name, words in (
        ("sheet", "Save the plan as PDF"),
        ("calendar", "Save the plan for a calendar"),
    ):
        file = tmp_path / f"plan.{name}"
        nina.answer(name, str(file))
        nina.press(words)
        nina.sees(f"A copy was written to {file}.")
    assert (tmp_path / "plan.sheet").read_bytes().startswith(b"%PDF-")
    dates = (tmp_path / "plan.calendar").read_bytes()
    assert dates.startswith(b"BEGIN:VCALENDAR")
    assert b"Doe" not in dates


def test_no_plan_says_which_wish_fails_and_what_would_help(nina: Nurse, clock: SetClock) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.answer("kinds", "72h")  # 672 h are no whole number of them
    nina.answer("early_stop", "never")
    nina.sees("No plan fits these wishes.")
    nina.sees("It would help to allow that a bag comes down early")
    assert not page.commit.isEnabled()
    nina.answer("early_stop", "dose-and-end")
    nina.until(page.commit.isEnabled)


def test_nothing_can_be_accepted_while_a_wish_is_being_changed(
    nina: Nurse, clock: SetClock
) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.until(page.commit.isEnabled)
    box = page.form.box("kinds")
    box.focus()
    QTest.keyClick(box.buttons[0], Qt.Key.Key_Space)  # type: ignore[attr-defined]
    assert not page.commit.isEnabled()
    nina.until(page.commit.isEnabled)


def test_a_start_in_the_past_is_told_beside_the_form(nina: Nurse, clock: SetClock) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.answer("start", iso(clock.now() - timedelta(hours=1)))
    nina.sees("The planned start lies in the past.")
    assert page.proposed is None
    assert not page.commit.isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "says"),
    [("monday", "8 to 4", "Type hours as 07:00-19:00"), ("holidays", "Xmas", "Type dates as")],
)
def test_hours_that_cannot_be_read_are_told_at_their_question(
    nina: Nurse, name: str, typed: str, says: str
) -> None:
    nina.changes_with(CLARA.account, CLARA.passphrase)
    to_plan(nina)
    nina.press("The ward's hours …")
    nina.on(WishesPage)
    for field, value in {
        "kinds": "24h",
        "preservative_free_only": "no",
        "tuesday": OFFICE,
        name: typed,
        "early_stop": "never",
        "slot_minutes": "60",
        "needle_day": "none",
    }.items():
        nina.answer(field, value)
    nina.press("Save the ward's wishes")
    nina.sees(says)
    nina.on(WishesPage)


def test_the_board_shows_the_planned_start_as_due_from_pharmacy(
    nina: Nurse, clock: SetClock
) -> None:
    wishes_are_set(nina)
    page = proposes(nina, clock)
    nina.answer("kinds", "96h")
    nina.until(lambda: page.proposed is not None)
    plan = accepts(nina, page)
    assert isinstance(plan.begins, datetime)
    nina.press("Back to the patient")
    nina.sees("From pharmacy")
