"""When the downtime files are written: after entries, at most every 20 s, and at leaving."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.ward import bags, downtime, entrance, locking
from nursedesk.ward.desk import Desk
from nursedesk.ward.downtime_ports import PackState
from nursedesk.ward.views.record import strip
from tests.ward.conftest import received
from tests.ward.fakes import FakeDowntime


@pytest.fixture
def files(desk: Desk, session: UUID, clock: SetClock) -> FakeDowntime:
    """Of a ward whose files are up to date."""
    files = desk.packing.files
    assert isinstance(files, FakeDowntime)
    downtime.watch(desk)
    clock.forward(seconds=downtime.PAUSE)
    downtime.watch(desk)
    assert len(files.wishes) == 1
    files.now = PackState(written_at=clock.now())
    return files


def enters(desk: Desk, session: UUID) -> None:
    bags.receive(desk, session, received(), intent=uuid4())


def test_they_follow_an_entry_within_a_minute(
    desk: Desk, session: UUID, files: FakeDowntime, clock: SetClock
) -> None:
    enters(desk, session)
    waited = 0
    while len(files.wishes) == 1 and waited < 60:
        clock.forward(seconds=5)  # as often as the window's banner looks
        waited += 5
        strip(desk)

    assert waited <= downtime.PAUSE + 5
    assert files.wishes[-1].at == clock.now()


def test_nothing_new_is_not_written_again(desk: Desk, files: FakeDowntime, clock: SetClock) -> None:
    clock.forward(seconds=600)
    downtime.watch(desk)
    assert len(files.wishes) == 1


def test_a_writing_that_runs_is_waited_for(
    desk: Desk, session: UUID, files: FakeDowntime, clock: SetClock
) -> None:
    enters(desk, session)
    files.now = PackState(running=True)
    clock.forward(seconds=600)
    downtime.watch(desk)
    assert len(files.wishes) == 1


def test_a_failed_one_is_tried_again_after_a_minute(
    desk: Desk, files: FakeDowntime, clock: SetClock
) -> None:
    files.now = PackState(failure="The disk is full.")
    downtime.watch(desk)
    assert len(files.wishes) == 1
    clock.forward(seconds=downtime.AGAIN)
    downtime.watch(desk)
    assert len(files.wishes) == 2


@pytest.mark.parametrize("leave", [locking.lock, entrance.sign_out])
def test_whoever_locks_or_leaves_has_them_written_at_once(
    desk: Desk, session: UUID, files: FakeDowntime, leave: object
) -> None:
    enters(desk, session)
    assert callable(leave)
    leave(desk)
    assert len(files.wishes) == 2


def test_a_damaged_record_leaves_those_that_lie_there(
    desk: Desk, session: UUID, files: FakeDowntime, clock: SetClock
) -> None:
    enters(desk, session)
    desk.soundness.file = ["a page is damaged"]
    clock.forward(seconds=600)
    downtime.watch(desk)
    assert len(files.wishes) == 1


def test_they_are_asked_for_by_somebody_who_is_here(
    desk: Desk, session: UUID, files: FakeDowntime
) -> None:
    downtime.write_now(desk)
    assert len(files.wishes) == 2
    locking.lock(desk)
    with pytest.raises(Refused):
        downtime.write_now(desk)
    assert not downtime.page(desk).here
