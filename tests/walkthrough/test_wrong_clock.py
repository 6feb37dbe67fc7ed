"""Every patient of the demo ward can be seen and handed over under a clock that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.walkthrough import demo_ward
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import entrance, handovers
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.patient import patient_page
from nursedesk.ward.views.walk import walk_page

NOW = datetime(2026, 11, 20, 22, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("demo")
    clock = SetClock(NOW, ZoneInfo("Europe/Berlin"))
    demo_ward.build(lambda own: make_desk(folder, clock=own), clock)
    desk = make_desk(folder, clock=clock)
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    yield desk
    desk.close()


@pytest.mark.parametrize(
    "shown",
    [
        datetime(1970, 1, 1, tzinfo=UTC),
        NOW - timedelta(days=3),
        NOW - timedelta(hours=1),
        datetime(2099, 12, 31, 23, 59, tzinfo=UTC),
    ],
    ids=["1970", "3 days back", "1 h back", "2099"],
)
def test_nothing_of_a_patient_is_out_of_sight(desk: Desk, shown: datetime) -> None:
    clock = desk.clock
    assert isinstance(clock, SetClock)
    clock.turn_to(shown)
    assert len(ward_board(desk).lines) == len(desk.sessions())
    for session in desk.sessions():
        page = patient_page(desk, session.id)
        assert page.as_of == shown
        for walk in session.open_walks:
            assert walk_page(desk, session.id, walk.walk).shown.step is not None
        draft = handovers.draft(desk, session.id, note=uuid4(), period_from=shown)
        assert draft.content.period_to >= shown


def test_what_hangs_still_hangs_when_the_clock_is_set_back(desk: Desk) -> None:
    clock = desk.clock
    assert isinstance(clock, SetClock)
    clock.turn_to(NOW)
    before = {line.session: (line.hanging, line.due) for line in ward_board(desk).lines}
    clock.turn_to(NOW - timedelta(days=10))
    after = {line.session: (line.hanging, line.due) for line in ward_board(desk).lines}
    assert {key: hanging for key, (hanging, _due) in after.items()} == {
        key: hanging for key, (hanging, _due) in before.items()
    }
