"""Watching the clock through the use cases: jumps are entered, hanging and signing wait."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session_entries import HandoverSigned
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.ward_entries import ClockConfirmed, ClockJumped
from nursedesk.clock import SetClock, hours_between
from nursedesk.errors import KnownError, Refused
from nursedesk.protocol.terms import Filter
from nursedesk.walkthrough.answers import Change
from nursedesk.ward import bags, clock_watch, entrance, handovers, walks
from nursedesk.ward.check import check_ward
from nursedesk.ward.clock_guard import ClockGuard, read
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import DocumentSigner
from nursedesk.ward.walks import WalkView
from tests.ward.conftest import passphrase, received
from tests.ward.fakes import MemoryStore

HOUR = timedelta(hours=1)


def jumps(store: MemoryStore) -> list[ClockJumped]:
    return [e.body for e in store.chain if isinstance(e.body, ClockJumped)]


def confirm(desk: Desk) -> clock_watch.ClockState:
    return clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())


def signs_in(desk: Desk, account: str) -> clock_watch.ClockState:
    entrance.sign_in(desk, account, passphrase(account))
    return clock_watch.watch(desk)


def restarts(desk: Desk, clock: SetClock) -> Desk:
    """The program ends and begins again on the same chart."""
    desk.close()
    desk.clock_guard = ClockGuard(read(clock))
    return desk


@pytest.mark.parametrize("by", [HOUR, -HOUR, timedelta(days=-20_000), timedelta(days=26_000)])
def test_a_jump_is_entered_before_anything_else_with_before_and_after(
    desk: Desk, store: MemoryStore, clock: SetClock, session: UUID, by: timedelta
) -> None:
    clock.forward(minutes=5)
    before = clock.now()
    clock.turn_to(before + by)
    bags.receive(desk, session, received(), intent=uuid4())
    entered, after = store.chain[-2:]
    assert entered.body == ClockJumped(expected=before, shown=before + by)
    assert entered.header.author == "n.berg"
    assert after.header.recorded_at == entered.header.recorded_at == clock.now()
    assert after.header.boot_microseconds == 5 * 60 * 1_000_000
    assert check_ward(desk) == len(store.chain), "an earlier time is no damage"
    assert len(jumps(store)) == 1


def test_a_jump_is_shown_until_somebody_confirms_the_time(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    assert clock_watch.watch(desk).confirmed
    clock.turn_to(clock.now() + HOUR)
    for _ in range(3):
        state = clock_watch.watch(desk)
        assert not state.confirmed
        assert state.jump is not None
        assert hours_between(state.jump.expected, state.jump.shown) == 1
    assert len(jumps(store)) == 1
    after = confirm(desk)
    assert (after.confirmed, after.jump) == (True, None)
    assert store.chain[-1].body == ClockConfirmed(shown=clock.now())


def test_a_jump_while_nobody_was_there_is_entered_by_the_next_one(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    entrance.sign_out(desk)
    clock.turn_to(clock.now() + HOUR)
    state = clock_watch.watch(desk)
    assert state.jump is not None
    assert not jumps(store)
    assert signs_in(desk, "t.ruiz").jump is not None
    assert store.chain[-1].header.author == "t.ruiz"
    assert len(jumps(store)) == 1


def test_sleep_is_no_jump(desk: Desk, store: MemoryStore, clock: SetClock) -> None:
    clock.sleep(hours=9)
    assert clock_watch.watch(desk).confirmed
    assert not jumps(store)


def test_a_jump_that_nobody_confirmed_is_shown_after_a_restart_too(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    clock.turn_to(clock.now() + HOUR)
    clock_watch.watch(desk)
    again = restarts(desk, clock)
    state = signs_in(again, "n.berg")
    assert state.jump is not None
    assert not state.confirmed
    assert len(jumps(store)) == 1


def test_after_a_start_the_time_is_to_be_confirmed(desk: Desk, clock: SetClock) -> None:
    clock.forward(minutes=10)
    again = restarts(desk, clock)
    state = signs_in(again, "n.berg")
    assert (state.confirmed, state.jump) == (False, None)
    assert state.last_entry_at is not None
    assert hours_between(state.last_entry_at, clock.now()) * 60 == 10
    assert confirm(again).confirmed


@pytest.mark.parametrize("restarted", [True, False])
def test_a_clock_set_back_while_the_program_was_closed_is_a_jump(
    desk: Desk, store: MemoryStore, clock: SetClock, *, restarted: bool
) -> None:
    last = clock.now()
    desk.close()
    if restarted:
        clock.restart()
    clock.turn_to(last - 2 * HOUR)
    again = restarts(desk, clock)
    state = signs_in(again, "n.berg")
    assert state.jump is not None
    assert jumps(store) == [ClockJumped(expected=last, shown=last - 2 * HOUR)]


def test_a_clock_set_ahead_while_the_program_was_closed_is_a_jump(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    desk.close()
    clock.turn_to(clock.now() + 2 * HOUR)
    signs_in(restarts(desk, clock), "n.berg")
    assert len(jumps(store)) == 1


def test_a_day_with_the_machine_off_is_no_jump(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    desk.close()
    clock.forward(days=1)
    clock.restart()
    signs_in(restarts(desk, clock), "n.berg")
    assert not jumps(store)


def test_the_first_sign_in_of_a_shift_is_asked_for_the_time(desk: Desk, clock: SetClock) -> None:
    clock.forward(hours=5)
    assert signs_in(desk, "t.ruiz").confirmed
    clock.forward(hours=2)
    assert clock_watch.watch(desk).confirmed, "nobody is asked in the middle of her work"
    assert not signs_in(desk, "n.berg").confirmed


def test_what_is_confirmed_is_the_time_that_was_shown(desk: Desk, clock: SetClock) -> None:
    shown = clock.now()
    clock.forward(seconds=61)
    with pytest.raises(Refused, match="does not show this time any more"):
        clock_watch.confirm(desk, shown, intent=uuid4())


def test_a_note_is_signed_only_under_a_confirmed_time(
    desk: Desk, store: MemoryStore, clock: SetClock, session: UUID
) -> None:
    draft = handovers.draft(desk, session, note=uuid4(), period_from=clock.now())
    clock.turn_to(clock.now() + HOUR)
    with pytest.raises(Refused) as caught:
        handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    assert caught.value.code == "clock-not-confirmed"
    assert not any(isinstance(e.body, HandoverSigned) for e in store.chain)
    confirm(desk)
    draft = handovers.draft(desk, session, note=uuid4(), period_from=clock.now())
    signed = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())

    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    clock.turn_to(clock.now() + HOUR)
    with pytest.raises(Refused, match="A note is signed only once"):
        handovers.countersign(desk, session, signed.note, passphrase("c.weiss"), intent=uuid4())
    confirm(desk)
    handovers.countersign(desk, session, signed.note, passphrase("c.weiss"), intent=uuid4())


def test_nothing_is_signed_before_the_time_is_confirmed_nor_after_a_last_moment_jump(
    desk: Desk,
    store: MemoryStore,
    clock: SetClock,
    session: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign, signed = desk.documents.sign, []

    def jumps_meanwhile(pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        signed.append(pdf)
        clock.turn_to(clock.now() + HOUR)
        return sign(pdf, signer, name=name, at=at)

    monkeypatch.setattr(desk.documents, "sign", jumps_meanwhile)
    for times in (1, 1):
        draft = handovers.draft(desk, session, note=uuid4(), period_from=clock.now())
        with pytest.raises(Refused, match="A note is signed only once"):
            handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
        assert len(signed) == times, "the second time nothing is signed at all"
    assert not any(isinstance(e.body, HandoverSigned) for e in store.chain)


def test_every_jump_is_entered_also_before_the_first_was_confirmed(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    for by in (HOUR, -HOUR, HOUR):
        clock.turn_to(clock.now() + by)
        clock_watch.watch(desk)
    sizes = [(jump.shown - jump.expected) / HOUR for jump in jumps(store)]
    assert sizes == [1, -1, 1]


def test_a_disk_that_refuses_the_jump_refuses_what_comes_after_and_nothing_is_doubled(
    desk: Desk,
    store: MemoryStore,
    clock: SetClock,
    session: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    append = store.append

    def saved_and_lost(*arguments: object, **named: object) -> None:
        append(*arguments, **named)  # type: ignore[arg-type]
        raise KnownError("disk", "The disk did not answer.", do="Try again.")

    clock.turn_to(clock.now() + HOUR)
    with monkeypatch.context() as broken:
        broken.setattr(store, "append", saved_and_lost)
        with pytest.raises(KnownError, match="did not answer"):
            clock_watch.watch(desk)
    assert clock_watch.watch(desk).jump is not None
    assert len(jumps(store)) == 1


def at_the_start(desk: Desk, session: UUID) -> tuple[WalkView, Change]:
    """A first bag that is all but hung."""
    bag = desk.session(session).stock[0]
    change = Change(
        patient=desk.session(session).opened.patient,
        label=bag.label,
        volume_ml=Decimal(240),
        paused_at=None,
        started_at=desk.clock.now(),
        next_change_at=desk.clock.now() + timedelta(hours=23),
        filter=Filter.IN_LINE,
    )
    walk = walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag.id)
    shown = walks.view(desk, session, walk)
    while shown.step is not None and shown.step.id != "start":
        if shown.second:
            by = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
            shown = walks.answer(desk, shown, change.answers(shown), intent=uuid4(), by=by)
            entrance.leave(desk, by)
        else:
            shown = walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    return shown, change


def test_a_bag_is_hung_only_under_a_confirmed_time(
    desk: Desk, clock: SetClock, session: UUID
) -> None:
    clock.turn_to(clock.now() + HOUR)
    clock_watch.watch(desk)
    shown, change = at_the_start(desk, session)
    assert shown.step is not None, "every step before it went on"
    with pytest.raises(Refused) as caught:
        walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    assert caught.value.code == "clock-not-confirmed"
    assert "A bag is hung only once somebody has confirmed the time" in caught.value.happened
    assert desk.session(session).running is None
    confirm(desk)
    walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    assert desk.session(session).running is not None


def test_a_clock_that_jumps_at_the_last_moment_is_noticed_at_the_start(
    desk: Desk, clock: SetClock, session: UUID, store: MemoryStore
) -> None:
    shown, change = at_the_start(desk, session)
    clock.turn_to(clock.now() + HOUR)
    with pytest.raises(Refused, match="confirmed the time"):
        walks.answer(desk, shown, change.answers(shown), intent=uuid4())
    assert len(jumps(store)) == 1


def test_a_walk_can_be_begun_while_the_time_is_not_confirmed(
    desk: Desk, clock: SetClock, session: UUID
) -> None:
    clock.turn_to(clock.now() + HOUR)
    bag = desk.session(session).stock[0].id
    walk = walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)
    assert walks.view(desk, session, walk).step is not None
