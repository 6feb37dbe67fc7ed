"""Acknowledging what is due: who may, an entry by name, old forms stay good, nothing is done."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from nursedesk.chart.due_item import DueState
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.signal import Signal
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.chart.terms import Place
from nursedesk.chart.ward_settings import CheckIntervals, SoundFor, WardSettings
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.ward import bags, entrance, locking, sessions, signals, walks, ward_settings
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.signals import signalled
from nursedesk.writing import weekday_moment
from tests.ward.conftest import Restart, opened, passphrase, received
from tests.ward.test_clock_watch import at_the_start


@pytest.fixture
def late(desk: Desk, session: UUID, clock: SetClock) -> Signal:
    """A 24 h bag that was started 25 h ago; Nina is at the desk."""
    shown, change = at_the_start(desk, session)
    walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    clock.forward(hours=25)
    (line,) = signalled(desk).lines
    return line.signal


def comes(desk: Desk, account: str) -> None:
    entrance.sign_in(desk, account, passphrase(account))


def test_she_acknowledges_by_name_and_everybody_sees_it(desk: Desk, late: Signal) -> None:
    before = ward_board(desk).lines[0]
    signals.acknowledge(desk, late, intent=uuid4())
    entry = desk.store.entries()[-1]
    assert isinstance(entry.body, DueAcknowledged)
    assert entry.header.author == "n.berg"
    comes(desk, "t.ruiz")
    after = ward_board(desk).lines[0]
    assert (after.state, after.words, after.due) == (before.state, before.words, before.due)
    assert "acknowledged by Nina Berg at" in after.noted[0]
    assert not signalled(desk).lines[0].signal.open


def test_an_acknowledgement_of_another_day_says_which(
    desk: Desk, late: Signal, clock: SetClock
) -> None:
    signals.acknowledge(desk, late, intent=uuid4())
    told = weekday_moment(clock.now(), clock.now(), clock.zone)
    clock.forward(hours=22)
    assert f"acknowledged by Nina Berg at {told}" in ward_board(desk).lines[0].noted[0]


def test_it_is_acknowledged_once(desk: Desk, late: Signal) -> None:
    signals.acknowledge(desk, late, intent=uuid4())
    with pytest.raises(Refused) as refused:
        signals.acknowledge(desk, late, intent=uuid4())
    assert refused.value.code == "acknowledged-already"


def test_the_same_intent_again_is_one_entry(desk: Desk, late: Signal) -> None:
    intent = uuid4()
    once = signals.acknowledge(desk, late, intent=intent)
    assert signals.acknowledge(desk, late, intent=intent).number == once.number


def test_a_pharmacist_may_not(desk: Desk, late: Signal) -> None:
    comes(desk, "p.holm")
    assert not signalled(desk).may
    with pytest.raises(Refused) as refused:
        signals.acknowledge(desk, late, intent=uuid4())
    assert refused.value.code == "not-allowed"
    with pytest.raises(Refused) as refused:
        signals.tell_charge_nurse(desk, late, "Clara Weiss", intent=uuid4())
    assert refused.value.code == "not-allowed"


def test_what_does_not_stand_any_more_is_not_acknowledged(desk: Desk, late: Signal) -> None:
    other = structs.replace(late, what="Change bag 9")
    with pytest.raises(Refused, match="does not stand any more"):
        signals.acknowledge(desk, other, intent=uuid4())
    with pytest.raises(Refused, match="does not stand any more"):
        signals.tell_charge_nurse(desk, other, "Clara Weiss", intent=uuid4())


def test_a_form_opened_before_an_acknowledgement_is_as_good_as_it_was(
    desk: Desk, session: UUID, late: Signal
) -> None:
    bag = received()
    bags.receive(desk, session, bag, intent=uuid4())
    seen = desk.session(session).seq
    signals.acknowledge(desk, late, intent=uuid4())
    signals.tell_charge_nurse(desk, late, "Clara Weiss", intent=uuid4())
    moved = BagMoved(bag=bag.bag, place=Place.ROOM, celsius=None)
    bags.move(desk, session, moved, intent=uuid4(), seen=seen)
    with pytest.raises(Refused) as refused:
        bags.move(desk, session, moved, intent=uuid4(), seen=seen)
    assert refused.value.code == "stale-form"
    assert "acknowledged" not in refused.value.happened


def test_the_board_asks_to_tell_the_charge_nurse_and_says_who_was_told(
    desk: Desk, late: Signal
) -> None:
    assert ward_board(desk).lines[0].tell == "tell the charge nurse"
    signals.tell_charge_nurse(desk, late, "Clara Weiss", intent=uuid4())
    line = ward_board(desk).lines[0]
    assert line.tell == "charge nurse told"
    assert line.state is DueState.DISCARD or line.words.startswith("overdue")  # as before
    assert "charge nurse Clara Weiss told by Nina Berg at" in line.noted[0]
    assert isinstance(desk.store.entries()[-1].body, ChargeNurseTold)


def test_the_wards_time_decides_when_to_tell(desk: Desk, late: Signal) -> None:
    comes(desk, "c.weiss")
    later = WardSettings(tell_after_minutes=120)
    ward_settings.set_settings(desk, later, seen=None, intent=uuid4())
    assert not ward_board(desk).lines[0].tell


def test_the_ward_decides_what_it_sounds_for(desk: Desk, late: Signal) -> None:
    assert signalled(desk).sounds_for is SoundFor.SOON_AND_OVERDUE
    comes(desk, "c.weiss")
    silent = WardSettings(sound=SoundFor.NOTHING)
    ward_settings.set_settings(desk, silent, seen=None, intent=uuid4())
    found = signalled(desk)
    assert found.sounds_for is SoundFor.NOTHING
    assert found.lines[0].signal.key == late.key  # it is seen all the same


def test_what_the_board_puts_first_is_signalled_first(
    desk: Desk, session: UUID, late: Signal, clock: SetClock
) -> None:
    """A check became overdue first, but the bag that hangs must come down."""
    comes(desk, "c.weiss")
    every = WardSettings(checks=CheckIntervals(usual_hours=Decimal(4)))
    ward_settings.set_settings(desk, every, seen=None, intent=uuid4())
    clock.forward(hours=48)
    first = ward_board(desk).lines[0]
    lines = signalled(desk).lines
    assert lines[0].signal.due_at is not None
    assert lines[1].signal.due_at is not None
    assert lines[0].signal.due_at > lines[1].signal.due_at
    assert first.due == lines[0].signal.what
    assert (first.session, lines[0].signal.session) == (session, late.session)


def test_of_two_patients_the_one_who_waits_longer_is_signalled_first(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    second = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    bags.receive(desk, second, received("B-200"), intent=uuid4())
    for one in (second, session):
        shown, change = at_the_start(desk, one)
        walks.answer(desk, shown, change.answers(shown), intent=uuid4())
        clock.forward(hours=1)
    clock.forward(hours=25)
    assert [line.signal.session for line in signalled(desk).lines] == [second, session]
    assert [line.session for line in ward_board(desk).lines] == [second, session]


def test_while_nobody_is_signed_in_no_name_is_told(desk: Desk, late: Signal) -> None:
    signals.acknowledge(desk, late, intent=uuid4())
    locking.lock(desk)
    (line,) = signalled(desk).lines
    assert (line.name, line.noted) == ("", ())
    assert line.signal.key == late.key


def test_what_fell_due_while_it_was_closed_is_told_and_what_did_not_is_not(
    desk: Desk, session: UUID, clock: SetClock, restart: Restart
) -> None:
    shown, change = at_the_start(desk, session)
    walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    entrance.sign_out(desk)
    desk.close()
    clock.forward(hours=30)
    again = restart()
    comes(again, "t.ruiz")
    found = signalled(again)
    assert [line.while_closed for line in found.lines] == [True]
    assert found.closed
    again.close()
    clock.forward(minutes=30)
    third = restart()
    comes(third, "t.ruiz")
    assert [line.while_closed for line in signalled(third).lines] == [False]


def test_nothing_is_noticed_under_a_time_that_nobody_confirmed(
    desk: Desk, late: Signal, clock: SetClock
) -> None:
    clock.turn_to(clock.now() + timedelta(days=2))
    before = len(desk.store.entries())
    with pytest.raises(Refused) as refused:
        signals.acknowledge(desk, late, intent=uuid4())
    with pytest.raises(Refused) as told:
        signals.tell_charge_nurse(desk, late, "Clara Weiss", intent=uuid4())
    assert {refused.value.code, told.value.code} == {"clock-not-confirmed"}
    added = [one.body for one in desk.store.entries()[before:]]
    assert not [one for one in added if isinstance(one, DueAcknowledged | ChargeNurseTold)]


def test_a_read_only_ward_still_knows_its_intervals(desk: Desk, session: UUID) -> None:
    every = WardSettings(checks=CheckIntervals(usual_hours=Decimal(4)))
    comes(desk, "c.weiss")
    ward_settings.set_settings(desk, every, seen=None, intent=uuid4())
    desk.found_damage([], set(), ["a page cannot be read"])
    assert desk.soundness.read_only
    desk.remember(session, desk.store.session_entries(session))  # as the start does
    (known,) = desk.for_lock_screen()
    assert known.checks == every.checks
