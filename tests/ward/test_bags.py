"""What is told of a bag or of the infusion changes the chart, or it is refused: never ignored."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import BagDiscarded, BagMoved, InfusionStopped, Patient
from nursedesk.chart.storage import ask_bag
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.protocol.terms import BagVerdict, Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.ward import bags, clock_watch, walks
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, RealWard, received

WHO = Patient(family="Rowan", given="Alice", identifier="P-1", born=date(1987, 3, 4))
STOPPED = InfusionStopped(reason="CRS grade 3", adverse_reaction=True, because="was away")


class Hung(Struct, frozen=True):
    """A bag that hangs and runs since `since`."""

    desk: Desk
    clock: SetClock
    session: UUID
    since: datetime


@pytest.fixture
def hung(ward: RealWard) -> Hung:
    clock = SetClock(START + timedelta(hours=1))
    desk = make_desk(ward.folder, clock=clock)
    crew = Crew(desk, clock)
    crew.sign_in(NINA)
    clock_watch.confirm(desk, clock.now(), intent=uuid4())
    session = rounds.open_session(crew, WHO)
    bag, made = rounds.receive(crew, session, WHO, Kind.H48)
    tom = crew.second(TOM)
    change = rounds.facts(crew, WHO, made, running=False)
    crew.walk(session, WalkKind.BAG_CHANGE, rounds.timed(crew, change), tom, bag)
    running = desk.session(session).running
    assert running is not None
    return Hung(desk, clock, session, running.since)


def stop(hung: Hung, at: datetime | None) -> None:
    bags.stop_infusion(hung.desk, hung.session, STOPPED, intent=uuid4(), happened_at=at)


@pytest.mark.parametrize("early", [timedelta(hours=12), timedelta(microseconds=1)])
def test_a_stop_before_the_infusion_began_is_refused(hung: Hung, early: timedelta) -> None:
    hung.clock.forward(hours=2)
    with pytest.raises(Refused, match="2-Mar-2026") as told:
        stop(hung, hung.since - early)

    assert told.value.code == "before-its-start"
    stop(hung, hung.since + timedelta(hours=1))
    assert hung.desk.session(hung.session).running is None


def test_a_stop_by_a_clock_that_went_back_is_refused(hung: Hung) -> None:
    hung.clock.forward(minutes=20)
    hung.clock.turn_to(hung.clock.now() - timedelta(hours=1))
    with pytest.raises(Refused) as told:
        stop(hung, None)

    assert told.value.code == "before-its-start"
    assert hung.desk.session(hung.session).running is not None


def test_a_stop_at_the_instant_of_the_start_counts(hung: Hung) -> None:
    hung.clock.forward(hours=1)
    stop(hung, hung.since)
    assert hung.desk.session(hung.session).running is None


@pytest.fixture
def cold(desk: Desk, session: UUID) -> UUID:
    """A bag that came out of the pharmacy's refrigerator, and lies at room temperature here."""
    label = msgspec.structs.replace(received().label, prepared_at=START - timedelta(hours=20))
    came = msgspec.structs.replace(received(), kept_before=Place.REFRIGERATOR, label=label)
    bags.receive(desk, session, came, intent=uuid4())
    return came.bag


def move(
    desk: Desk, session: UUID, bag: UUID, place: Place, happened_at: datetime | None = None
) -> None:
    body = BagMoved(bag=bag, place=place, celsius=None, because="was away")
    bags.move(desk, session, body, intent=uuid4(), happened_at=happened_at)


def verdict(desk: Desk, session: UUID, bag: UUID) -> BagVerdict:
    current = desk.session(session)
    return ask_bag(desk.protocol_of(current), current.bags[bag], desk.clock.now()).verdict


def test_a_move_before_the_bag_came_is_refused(
    desk: Desk, session: UUID, cold: UUID, clock: SetClock
) -> None:
    clock.forward(hours=3)
    with pytest.raises(Refused, match=r"Bag 2 came on 0?2-Mar-2026 08:00") as told:
        move(desk, session, cold, Place.REFRIGERATOR, START - timedelta(hours=10))

    assert told.value.code == "before-it-came"
    move(desk, session, cold, Place.REFRIGERATOR, START + timedelta(hours=2))
    assert verdict(desk, session, cold) is BagVerdict.DISCARD


def test_a_move_by_a_clock_that_went_back_is_refused(
    desk: Desk, session: UUID, cold: UUID, clock: SetClock
) -> None:
    clock.turn_to(START - timedelta(hours=10))
    with pytest.raises(Refused) as told:
        move(desk, session, cold, Place.REFRIGERATOR)
    assert told.value.code == "before-it-came"


@pytest.mark.parametrize("at", [1, 4])
def test_a_move_to_where_the_bag_was_then_says_nothing_and_is_refused(
    desk: Desk, session: UUID, clock: SetClock, at: int
) -> None:
    came = msgspec.structs.replace(received(), place=Place.REFRIGERATOR)
    bags.receive(desk, session, came, intent=uuid4())
    clock.forward(hours=3)
    move(desk, session, came.bag, Place.ROOM)
    clock.forward(hours=2)
    hours = START + timedelta(hours=at)
    if at == 1:  # before it was taken out: she mistyped the time of the putting back
        with pytest.raises(Refused, match=r"somewhere else from 0?2-Mar-2026 11:00") as told:
            move(desk, session, came.bag, Place.REFRIGERATOR, hours)
        assert told.value.code == "there-already"
    else:
        move(desk, session, came.bag, Place.REFRIGERATOR, hours)
        assert verdict(desk, session, came.bag) is BagVerdict.DISCARD


def test_a_move_that_was_told_late_counts(desk: Desk, session: UUID, clock: SetClock) -> None:
    came = msgspec.structs.replace(received(), place=Place.REFRIGERATOR)
    bags.receive(desk, session, came, intent=uuid4())
    clock.forward(hours=3)
    move(desk, session, came.bag, Place.REFRIGERATOR)  # nobody told that it was out in between
    move(desk, session, came.bag, Place.ROOM, START + timedelta(hours=1))
    assert verdict(desk, session, came.bag) is BagVerdict.DISCARD


def test_a_stop_on_a_form_older_than_the_chart_is_refused(hung: Hung) -> None:
    desk, session = hung.desk, hung.session
    seen = desk.session(session).seq
    bags.receive(desk, session, received(WHO.identifier), intent=uuid4())
    with pytest.raises(Refused, match="bag received by Nina Berg") as told:
        bags.stop_infusion(desk, session, STOPPED, intent=uuid4(), seen=seen)

    assert told.value.code == "stale-form"
    assert desk.session(session).running is not None
    now = desk.session(session).seq
    bags.stop_infusion(desk, session, STOPPED, intent=uuid4(), seen=now)
    assert desk.session(session).running is None


def test_a_bag_is_not_discarded_by_a_form_older_than_the_chart(desk: Desk, session: UUID) -> None:
    bag, seen = desk.session(session).stock[0].id, desk.session(session).seq
    move(desk, session, bag, Place.REFRIGERATOR)
    body = BagDiscarded(bag=bag, reason="leaks")
    with pytest.raises(Refused, match="bag moved by Nina Berg") as told:
        bags.discard(desk, session, body, intent=uuid4(), seen=seen)

    assert told.value.code == "stale-form"
    assert [known.id for known in desk.session(session).stock] == [bag]
    bags.discard(desk, session, body, intent=uuid4(), seen=desk.session(session).seq)
    assert not desk.session(session).stock


def test_what_stands_can_only_be_held_for_a_reaction_and_from_its_stop_on(hung: Hung) -> None:
    stopped_at = hung.clock.now()
    bags.stop_infusion(
        hung.desk,
        hung.session,
        InfusionStopped(reason="Pump alarm", adverse_reaction=False),
        intent=uuid4(),
    )
    again = InfusionStopped(reason="Pump alarm", adverse_reaction=False)
    with pytest.raises(Refused) as refused:
        bags.stop_infusion(hung.desk, hung.session, again, intent=uuid4())
    assert refused.value.code == "not-running"
    with pytest.raises(Refused) as refused:
        stop(hung, stopped_at - timedelta(seconds=1))
    assert refused.value.code == "before-its-stop"
    hung.clock.forward(minutes=5)
    stop(hung, hung.clock.now())
    told = [one.reason for one in hung.desk.session(hung.session).stops]
    assert told == ["Pump alarm", "CRS grade 3"]


def test_a_bag_that_runs_is_not_started_again(hung: Hung) -> None:
    hanging = hung.desk.session(hung.session).hanging
    assert hanging is not None
    with pytest.raises(Refused) as refused:
        walks.begin(hung.desk, hung.session, WalkKind.RESTART, intent=uuid4(), bag=hanging.id)
    assert refused.value.code == "nothing-to-restart"


def test_the_same_press_with_another_time_is_not_told_as_saved(hung: Hung) -> None:
    intent, at = uuid4(), hung.desk.clock.now()
    first = bags.stop_infusion(hung.desk, hung.session, STOPPED, intent=intent, happened_at=at)
    earlier = at - timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        bags.stop_infusion(hung.desk, hung.session, STOPPED, intent=intent, happened_at=earlier)
    assert refused.value.code == "saved-otherwise"
    again = bags.stop_infusion(hung.desk, hung.session, STOPPED, intent=intent, happened_at=at)
    assert again.hash == first.hash
