from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.chart import handover
from nursedesk.chart.due import BoardRow, DueState, Topic, board
from nursedesk.chart.severity import Judgement, Severity
from nursedesk.clock import SetClock
from nursedesk.documents.preview import pages
from nursedesk.documents.render import render
from nursedesk.protocol import loader
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import demo_ward
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import entrance

NOW = datetime(2026, 11, 20, 22, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, BoardRow]:
    """The demo ward's board, by family name."""
    folder: Path = tmp_path_factory.mktemp("demo")
    clock = SetClock(NOW, ZoneInfo("Europe/Berlin"))
    demo_ward.build(lambda own: make_desk(folder, clock=own), clock)
    desk = make_desk(folder, clock=clock)
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    rows = {
        row.session.opened.patient.family: row
        for row in board([(s, desk.protocol_of(s)) for s in desk.sessions()], NOW, clock.zone)
    }
    desk.close()
    return rows


@pytest.mark.parametrize(
    ("family", "state"),
    [
        ("Rowan", DueState.ON_TIME),
        ("Lindqvist-Abernathy", DueState.DUE_SOON),
        ("Okafor", DueState.OVERDUE),
        ("Hale", DueState.STOPPED),
        ("Sato", DueState.ON_TIME),
    ],
)
def test_each_patient_is_in_the_state_that_is_promised(
    rows: dict[str, BoardRow], family: str, state: DueState
) -> None:
    assert rows[family].state is state


def test_the_overdue_patient_is_on_top(rows: dict[str, BoardRow]) -> None:
    assert next(iter(rows)) == "Okafor"


def test_one_is_stopped_for_three_hours(rows: dict[str, BoardRow]) -> None:
    assert rows["Hale"].word == "stopped 3 h"


def test_a_child_under_45_kg_is_on_48_hour_bags(rows: dict[str, BoardRow]) -> None:
    child = rows["Marlowe"].session

    assert child.opened.weight_kg < 45
    assert {bag.label.bag_kind for bag in child.bags.values()} == {Kind.H48}


def test_one_has_the_step_dose_tomorrow(rows: dict[str, BoardRow]) -> None:
    (step,) = [due for due in rows["Novak"].dues if due.topic is Topic.STEP_DOSE]

    assert step.at is not None
    assert 0 < (step.at - NOW).total_seconds() < 24 * 3600


def test_one_has_a_preserved_seven_day_bag(rows: dict[str, BoardRow]) -> None:
    hanging = rows["Sato"].session.hanging

    assert hanging is not None
    assert (hanging.label.bag_kind, hanging.label.preservative) == (Kind.D7, True)


def test_every_patient_is_invented_and_says_so(rows: dict[str, BoardRow]) -> None:
    assert len(rows) >= 6
    for row in rows.values():
        assert row.session.opened.patient.identifier.startswith("DEMO-")


def test_plans_were_accepted_and_one_no_longer_fits(rows: dict[str, BoardRow]) -> None:
    planned = {family for family, row in rows.items() if row.session.plan is not None}
    unfit = {f for f, row in rows.items() if any(due.topic is Topic.PLAN for due in row.dues)}

    assert planned == {"Hale", "Novak", "Sato"}
    assert unfit == {"Hale"}  # her infusion was stopped since


def test_one_note_waits_and_one_was_returned(rows: dict[str, BoardRow]) -> None:
    words = {
        family: due.word
        for family, row in rows.items()
        for due in row.dues
        if due.topic is Topic.HANDOVER
    }

    assert words == {"Marlowe": "not received yet", "Okafor": "returned"}


def test_the_board_takes_a_planned_change_from_the_plan(rows: dict[str, BoardRow]) -> None:
    (change,) = [due for due in rows["Novak"].dues if due.topic is Topic.BAG_CHANGE]
    plan = rows["Novak"].session.plan

    assert plan is not None
    assert change.planned_at == plan.plan.bags[0].until


def test_the_note_of_an_ordinary_shift_has_one_or_two_pages(rows: dict[str, BoardRow]) -> None:
    judged = Judgement(severity=Severity.WATCHER, concern="Quieter than this morning.")
    for family, row in rows.items():
        note = handover.build(
            row.session,
            loader.shipped(),
            note=row.session.id,
            now=NOW,
            zone=ZoneInfo("Europe/Berlin"),
            period_from=NOW - timedelta(hours=12),
            author="Nina Berg",
            names={},
            ward_name="Ward 7 (demo)",
            demo=True,
            judgement=judged,
        )
        assert len(pages(render(note), width=100)) <= 2, family
