"""The check in the background: when it runs, in whose name it is recorded, what damage does."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.entry import GENESIS
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.terms import kind_of
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, entrance, mending, whole_check
from nursedesk.ward.damage import Damage, Harm
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckReport, CheckState
from nursedesk.ward.views.board import ward_board
from tests.ward.conftest import passphrase, received
from tests.ward.fakes import FakeCheck, MemoryStore


def fake(desk: Desk) -> FakeCheck:
    background = desk.checking.background
    assert isinstance(background, FakeCheck)
    return background


def in_order(desk: Desk) -> CheckReport:
    return whole_check.whole_check(desk.store, desk.keyring, lambda _done, _total: None)


def ends(desk: Desk, report: CheckReport | None = None, failure: str = "") -> CheckState:
    fake(desk).now = CheckState(report=report, failure=failure)
    return whole_check.watch(desk)


def damaged(session: UUID) -> CheckReport:
    harm = Damage(
        harm=Harm.ALTERED, epoch=1, first=3, last=3, last_good=GENESIS, since=None, sessions=()
    )
    return CheckReport(
        entries=9,
        head="1.9",
        head_hash=GENESIS,
        lasting=GENESIS,
        open=GENESIS,
        signed=GENESIS,
        damages=(harm,),
        broken=(session,),
    )


def test_the_first_sign_in_begins_a_check(desk: Desk) -> None:
    assert whole_check.watch(desk).running
    assert whole_check.watch(desk).running
    assert fake(desk).started == 1


def test_what_was_found_in_order_is_recorded(desk: Desk, session: UUID, store: MemoryStore) -> None:
    whole_check.watch(desk)
    head = store.chain[-1]
    ends(desk, in_order(desk))
    body, header = store.chain[-1].body, store.chain[-1].header
    assert isinstance(body, RecordChecked)
    assert (body.entries, body.head, body.head_hash) == (
        len(store.chain) - 1,
        head.number,
        head.hash,
    )
    assert (header.author, body.asked) == ("n.berg", False)
    assert desk.refresh_roster().checked == store.chain[-1]
    whole_check.watch(desk)
    assert kind_of(store.chain[-1].body) == "record-checked"
    assert fake(desk).started == 1, "recorded once, and not begun again at once"


def test_it_runs_again_for_the_next_person_and_every_day(desk: Desk, clock: SetClock) -> None:
    whole_check.watch(desk)
    ends(desk, in_order(desk))
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    clock.forward(minutes=59)
    assert not whole_check.watch(desk).running
    clock.forward(minutes=2)
    assert whole_check.watch(desk).running
    ends(desk, in_order(desk))
    clock.forward(hours=23)
    assert not whole_check.watch(desk).running
    clock.forward(hours=2)
    assert whole_check.watch(desk).running


def test_one_that_failed_is_not_recorded_and_tried_later(
    desk: Desk, store: MemoryStore, clock: SetClock
) -> None:
    whole_check.watch(desk)
    before = len(store.chain)
    assert ends(desk, failure="The disk broke.").failure
    assert len(store.chain) == before
    assert not whole_check.watch(desk).running
    clock.forward(hours=1, minutes=1)  # it is no end of one: the same person has it tried again
    assert whole_check.watch(desk).running


def test_what_was_checked_of_a_chart_says_nothing_of_the_next(desk: Desk) -> None:
    whole_check.watch(desk)
    ends(desk, in_order(desk))
    desk.close()
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    assert whole_check.watch(desk).running


def test_nothing_is_begun_while_nobody_is_there(desk: Desk) -> None:
    entrance.sign_out(desk)
    assert not whole_check.watch(desk).running


def test_damage_turns_the_ward_read_only_and_the_rest_is_shown(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    whole_check.watch(desk)
    before = len(store.chain)
    ends(desk, damaged(session))
    assert desk.soundness.sentence == "Entry 1.3 is altered."
    with pytest.raises(KnownError) as refused:
        bags.receive(desk, session, received(), intent=uuid4())
    assert refused.value.code == "record-read-only"
    assert ward_board(desk).lines == ()
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    assert len(store.chain) == before
    mending.acknowledge_gap(
        desk, reason="It broke.", paper="All.", passphrase=passphrase("c.weiss"), intent=uuid4()
    )
    assert [kind_of(one.body) for one in store.chain[before:]] == ["signed-in", "record-gap"]


@pytest.mark.parametrize("act", [whole_check.check_now, whole_check.cancel])
def test_a_nurse_neither_asks_for_one_nor_cancels_it(
    desk: Desk, store: MemoryStore, act: Callable[[Desk], CheckState]
) -> None:
    assert whole_check.watch(desk).running
    before = len(store.chain)
    with pytest.raises(Refused, match="charge nurse"):
        act(desk)
    assert [kind_of(entry.body) for entry in store.chain[before:]] == ["denied"]
    assert whole_check.watch(desk).running
    entrance.sign_out(desk)
    with pytest.raises(Refused, match="signed in"):
        act(desk)


def test_a_cancelled_check_is_no_ended_one(desk: Desk, clock: SetClock) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    assert whole_check.watch(desk).running
    assert not whole_check.cancel(desk).running
    assert not whole_check.watch(desk).running, "not begun again at once"
    clock.forward(minutes=61)
    assert whole_check.watch(desk).running, "but in an hour, and not tomorrow"
    ends(desk, in_order(desk))
    ended = desk.checking.ended
    whole_check.check_now(desk)
    whole_check.cancel(desk)
    assert desk.checking.ended == ended


def test_a_charge_nurse_asks_for_one_and_may_cancel_it(desk: Desk, store: MemoryStore) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    assert whole_check.check_now(desk).running
    before = len(store.chain)
    assert not whole_check.cancel(desk).running
    assert not whole_check.watch(desk).running
    assert len(store.chain) == before
    whole_check.check_now(desk)
    ends(desk, in_order(desk))
    body = store.chain[-1].body
    assert isinstance(body, RecordChecked)
    assert body.asked
