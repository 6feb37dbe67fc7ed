"""What happened is entered late with its own time and a reason; both times stay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from nursedesk.chart.session_entries import BagDiscarded, BagMoved, InfusionStopped
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.clock import SetClock
from nursedesk.errors import BugError, Refused
from nursedesk.walkthrough.answers import Check
from nursedesk.ward import bags, medicines, walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.timeline import timeline
from tests.ward.conftest import received
from tests.ward.test_medicines import GIVEN

WHY = "was with another patient"
CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})


def test_an_hour_ago_needs_no_reason_and_longer_ago_does(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    clock.forward(hours=3)
    hour = clock.now() - timedelta(hours=1)
    medicines.give(desk, session, GIVEN, intent=uuid4(), happened_at=hour)
    before = desk.session(session).seq
    with pytest.raises(Refused) as refused:
        medicines.give(
            desk, session, GIVEN, intent=uuid4(), happened_at=hour - timedelta(seconds=1)
        )
    assert (refused.value.code, refused.value.facts) == (
        "late-without-reason",
        {"field": "because"},
    )
    assert desk.session(session).seq == before
    told = replace(GIVEN, because=WHY)
    at = hour - timedelta(seconds=1)
    entry = medicines.give(desk, session, told, intent=uuid4(), happened_at=at)
    assert (entry.header.happened_at, entry.header.recorded_at) == (at, clock.now())
    row = next(r for r in timeline(desk.session(session), {}, clock.zone) if WHY in r.mark)
    assert row.mark == f"Entered late: {WHY}"
    assert row.recorded.startswith("told ")


def test_each_form_about_the_past_asks_for_the_reason(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    clock.forward(hours=4)
    bag, at = desk.session(session).stock[0].id, clock.now() - timedelta(hours=2)
    moved = BagMoved(bag=bag, place=Place.OTHER, celsius=None)
    discarded = BagDiscarded(bag=bag, reason="leaks")
    stopped = InfusionStopped(reason="alarm", adverse_reaction=True)
    calls: tuple[Callable[[], object], ...] = (
        lambda: bags.receive(desk, session, received(), intent=uuid4(), happened_at=at),
        lambda: bags.move(desk, session, moved, intent=uuid4(), happened_at=at),
        lambda: bags.discard(desk, session, discarded, intent=uuid4(), happened_at=at),
    )
    for call in calls:
        with pytest.raises(Refused) as refused:
            call()
        assert refused.value.code == "late-without-reason"
    with pytest.raises(Refused) as other:
        bags.stop_infusion(desk, session, stopped, intent=uuid4(), happened_at=at)
    assert other.value.code in {"late-without-reason", "not-running"}
    late = replace(discarded, because=WHY)
    entry = bags.discard(desk, session, late, intent=uuid4(), happened_at=at)
    assert entry.header.happened_at == at
    assert desk.session(session).stock == []


def test_nothing_was_discarded_before_it_came(desk: Desk, session: UUID, clock: SetClock) -> None:
    bag = desk.session(session).stock[0]
    body = BagDiscarded(bag=bag.id, reason="leaks", because=WHY)
    with pytest.raises(Refused) as refused:
        bags.discard(
            desk,
            session,
            body,
            intent=uuid4(),
            happened_at=bag.received_at - timedelta(minutes=1),
        )
    assert refused.value.code == "before-it-came"


def test_a_check_on_paper_takes_its_own_time_in_every_step(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    clock.forward(hours=6)
    at = clock.now() - timedelta(hours=5)
    walk = walks.begin(
        desk,
        session,
        WalkKind.SYMPTOM_CHECK,
        intent=uuid4(),
        late=walks.Late(at=at, because="taken over from paper"),
    )
    shown = walks.view(desk, session, walk)
    while shown.step is not None:
        clock.forward(minutes=1)
        shown = walks.answer(desk, shown, CHECK.answers(shown), intent=uuid4())
    walks.end(desk, shown, WalkOutcome.COMPLETED, intent=uuid4())
    (check,) = desk.session(session).symptom_checks
    assert check.at == at
    steps = [e for e in desk.store.session_entries(session) if e.header.kind == "walk-step"]
    assert {e.header.happened_at for e in steps} == {at}
    assert len({e.header.recorded_at for e in steps}) == len(steps)
    rows = timeline(desk.session(session), {}, clock.zone)
    assert sum("Entered late: taken over from paper" in row.mark for row in rows) == len(steps) + 1


def test_a_late_check_waits_for_the_open_one_and_for_its_reason(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    clock.forward(hours=6)
    at = clock.now() - timedelta(hours=5)

    def begin(because: str, kind: WalkKind = WalkKind.SYMPTOM_CHECK) -> UUID:
        late = walks.Late(at=at, because=because)
        return walks.begin(desk, session, kind, intent=uuid4(), late=late)

    with pytest.raises(Refused) as refused:
        begin("")
    assert refused.value.code == "late-without-reason"
    with pytest.raises(BugError):
        begin(WHY, WalkKind.BAG_CHANGE)
    intent, late = uuid4(), walks.Late(at=at, because=WHY)
    kind = WalkKind.SYMPTOM_CHECK
    one = walks.begin(desk, session, kind, intent=intent, late=late)
    assert walks.begin(desk, session, kind, intent=intent, late=late) == one
    with pytest.raises(Refused) as open_one:
        begin(WHY)
    assert open_one.value.code == "other-walk-open"
