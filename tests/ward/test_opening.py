"""The check before the first screen, and the way on: damage is named, nothing written over it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import msgspec
import pytest

from nursedesk.chart.record_entries import RecordGap
from nursedesk.chart.terms import kind_of
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, clock_watch, entrance, mending, sessions
from nursedesk.ward.check import check_chain, check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import anchor_of
from nursedesk.ward.unusable import UNUSABLE
from nursedesk.ward.views.board import ward_board
from tests.ward.conftest import Restart, opened, passphrase, received
from tests.ward.fakes import MemoryPlace, MemoryStore

Places = dict[str | None, MemoryPlace]
Harm = Callable[[MemoryStore], None]
PAPER = {"reason": "The disk broke.", "paper": "The checklists of the night shift."}


def sign_in(restart: Restart, account: str = "n.berg") -> Desk:
    desk = restart()
    entrance.sign_in(desk, account, passphrase(account))
    return desk


def grown(desk: Desk, session: UUID, bags_more: int = 4) -> UUID:
    """A second session and more entries of both; returns the second one."""
    second = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    for _ in range(bags_more):
        bags.receive(desk, session, received(), intent=uuid4())
        bags.receive(desk, second, received("B-200"), intent=uuid4())
    return second


def writes(desk: Desk) -> None:
    sessions.open_session(desk, opened("C-300"), intent=uuid4())


def cut(count: int) -> Harm:
    def harm(store: MemoryStore) -> None:
        del store.chain[-count:]

    return harm


def changed(at: int, **fields: object) -> Harm:
    def harm(store: MemoryStore) -> None:
        store.chain[at] = msgspec.structs.replace(store.chain[at], **fields)

    return harm


def missing(at: int) -> Harm:
    def harm(store: MemoryStore) -> None:
        del store.chain[at]

    return harm


def unreadable(*places: int) -> Harm:
    def harm(store: MemoryStore) -> None:
        store.unreadable |= {store.chain[at].header.seq for at in places}

    return harm


def test_a_sound_record_opens_for_writing(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    grown(desk, session)
    again = sign_in(restart)
    assert not again.soundness.read_only
    assert [one.seq for one in again.sessions()] == [5, 4]
    writes(again)


def test_a_cut_tail_is_named_with_the_sessions_that_lost_entries(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    second = grown(desk, session)
    head = store.chain[-1].header.seq
    cut(1)(store)
    again = sign_in(restart)
    assert again.soundness.sentence == f"Entry 1.{head} is missing."
    assert again.soundness.touched == {second}
    assert again.soundness.epoch == 2


def test_a_chart_that_lost_all_its_entries_says_so(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    """Its log was lost before it was ever written back: the anchors alone know of it."""
    head = store.chain[-1].header.seq
    desk.close()
    cut(head + 1)(store)
    again = restart()
    with pytest.raises(KnownError, match=f"Entries 1.0 to 1.{head} are missing") as caught:
        entrance.sign_in(again, "c.weiss", passphrase("c.weiss"))
    assert caught.value.code in UNUSABLE, "so that the way to the backups is shown"


def test_several_lost_entries_are_one_range_since_the_last_sound_one(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    second = grown(desk, session)
    head = store.chain[-1].header.seq
    cut(5)(store)
    again = sign_in(restart)
    [damage] = again.soundness.damages
    assert damage.words == f"entries 1.{head - 4} to 1.{head} are missing"
    assert damage.since == store.chain[-1].header.recorded_at
    assert damage.last_good == store.chain[-1].hash
    assert set(damage.sessions) == {session, second}


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (changed(-3, signature=b"forged"), "entry 1.{0} is altered"),
        (changed(-3, hash=bytes(32)), "entry 1.{0} is altered"),
        (changed(-3, stored_body=b"{}"), "entry 1.{0} is altered"),
        (missing(-3), "entry 1.{0} is missing"),
        (unreadable(-3), "entry 1.{0} is damaged"),
        (unreadable(-4, -3, -2), "entries 1.{-1} to 1.{1} are damaged"),
    ],
    ids=["signature", "hash", "body", "missing", "unreadable", "page"],
)
def test_damage_in_the_middle_is_named_and_nothing_else(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, harm: Harm, words: str
) -> None:
    grown(desk, session)
    at = store.chain[-3].header.seq
    harm(store)
    again = sign_in(restart)
    for offset in (-1, 0, 1):
        words = words.replace(f"{{{offset}}}", str(at + offset))
    assert [damage.words for damage in again.soundness.damages] == [words]


def test_a_damaged_record_is_read_and_not_written(
    desk: Desk,
    session: UUID,
    restart: Restart,
    store: MemoryStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    second = grown(desk, session)
    changed(-3, signature=b"forged")(store)  # an entry of the second session
    before = list(store.chain)
    again = sign_in(restart)
    with pytest.raises(KnownError) as refused:
        writes(again)
    assert (refused.value.code, refused.value.saved) == ("record-read-only", "Nothing was saved.")
    monkeypatch.setattr(store, "session_entries", _gone)  # the rest of the disk goes
    board = ward_board(again)
    assert [line.session for line in board.lines] == [session]
    assert again.session(session).id == session
    with pytest.raises(KnownError, match="cannot be shown"):
        again.session(second)
    entrance.sign_in(again, "t.ruiz", passphrase("t.ruiz"))
    entrance.sign_out(again)
    assert store.chain == before


def _gone(*_arguments: object, **_named: object) -> None:
    raise KnownError("chart-damaged", "The chart is damaged.", do="Call ward IT.")


def test_a_charge_nurse_lets_a_ward_go_on_whose_tail_was_lost(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    second = grown(desk, session)
    head = store.chain[-1].header.seq
    cut(3)(store)
    again = sign_in(restart, "c.weiss")
    entry = mending.acknowledge_gap(
        again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4()
    )
    assert entry.number == f"2.{head - 1}"
    assert [kind_of(one.body) for one in store.chain[-2:]] == ["signed-in", "record-gap"]
    assert isinstance(entry.body, RecordGap)
    [lost] = entry.body.ranges
    assert (lost.epoch, lost.first, lost.last) == (1, head - 2, head)
    assert set(entry.body.sessions) == {session, second}

    clock_watch.confirm(again, again.clock.now(), intent=uuid4())
    bags.receive(again, second, received("B-200"), intent=uuid4())
    kept = places[None].kept
    assert kept is not None
    assert kept[-1] == anchor_of(store.chain[-1])
    assert check_ward(again) == len(store.chain)
    assert not sign_in(restart).soundness.read_only


def test_a_charge_nurse_lets_a_ward_go_on_past_a_damaged_entry(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    second = grown(desk, session)
    unreadable(-3)(store)
    again = sign_in(restart, "c.weiss")
    mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4())
    later = sign_in(restart)
    assert not later.soundness.read_only
    assert later.soundness.broken == {second}
    assert [line.session for line in ward_board(later).lines] == [session]
    sessions.open_session(later, opened("B-200"), intent=uuid4())  # that patient, from paper on


def test_a_session_whose_last_entry_is_damaged_is_named(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    """No later entry of it tells that something lacks: the anchors do."""
    second = grown(desk, session)
    bags.receive(desk, session, received(), intent=uuid4())
    unreadable(-2)(store)  # the second session's last
    again = sign_in(restart)
    assert again.soundness.touched == {second}
    assert "Entries are missing: see paper" in {
        alert for line in ward_board(again).lines for alert in line.alerts
    }


def test_more_damage_than_was_acknowledged_stops_the_ward_again(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    grown(desk, session)
    unreadable(-3)(store)
    again = sign_in(restart, "c.weiss")
    mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4())
    unreadable(-7)(store)
    assert sign_in(restart).soundness.read_only


def test_a_crash_before_the_anchors_begin_anew_costs_nothing(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    grown(desk, session)
    cut(3)(store)
    again = sign_in(restart, "c.weiss")
    old = places[None].kept
    mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4())
    places[None].kept = old
    later = sign_in(restart)
    assert not later.soundness.read_only
    kept = places[None].kept
    assert kept is not None
    assert kept[-1] == anchor_of(store.chain[-1])
    assert not sign_in(restart).soundness.read_only


def test_a_sign_in_after_the_loss_without_her_word_hides_nothing(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    grown(desk, session)
    head = store.chain[-1].header.seq
    cut(3)(store)
    again = sign_in(restart, "c.weiss")
    full, told = len(store.chain), places[None].kept
    mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4())
    del store.chain[full + 1 :]  # killed between her sign-in and the gap entry
    places[None].kept = told
    later = sign_in(restart, "c.weiss")
    assert later.soundness.read_only
    entry = mending.acknowledge_gap(
        later, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4()
    )
    assert isinstance(entry.body, RecordGap)
    [lost] = entry.body.ranges
    assert (lost.epoch, lost.first, lost.last) == (1, head - 2, head)
    assert not sign_in(restart).soundness.read_only


def test_going_on_takes_a_charge_nurse_and_her_passphrase(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    grown(desk, session)
    cut(2)(store)
    before = len(store.chain)
    again = sign_in(restart)
    with pytest.raises(Refused, match="may not"):
        mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("n.berg"), intent=uuid4())
    entrance.sign_in(again, "c.weiss", passphrase("c.weiss"))
    with pytest.raises(KnownError) as refused:
        mending.acknowledge_gap(again, **PAPER, passphrase="not hers", intent=uuid4())
    assert refused.value.code == "passphrase-wrong"
    assert len(store.chain) == before


def test_a_new_epoch_that_tells_of_no_gap_is_found(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    desk.soundness.epoch = 2
    bags.receive(desk, session, received(), intent=uuid4())
    chain = check_chain(desk.store, desk.keyring)
    assert [damage.words for damage in chain.unknown] == [
        f"entry 2.{store.chain[-1].header.seq} is altered"
    ]


@pytest.mark.parametrize("away", ["missing", "emptied", "older"])
def test_a_place_that_does_not_tell_what_the_chart_holds_is_a_finding(
    desk: Desk, session: UUID, restart: Restart, places: Places, away: str
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    mending.choose_places(desk, ["disk"], intent=uuid4())
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    kept = list(places["disk"].kept or [])
    grown(desk, session)
    places["disk"].kept = {"missing": None, "emptied": [], "older": kept}[away]
    again = sign_in(restart, "c.weiss")
    assert [fault.where for fault in again.soundness.places] == ["disk"]
    assert not again.soundness.damages
    with pytest.raises(KnownError, match="Nothing can be recorded"):
        writes(again)

    with pytest.raises(KnownError) as told:
        mending.choose_places(again, ["disk"], intent=uuid4())
    assert told.value.code == "reason-needed"
    mending.choose_places(again, ["disk"], reason="It was not connected.", intent=uuid4())
    writes(again)
    assert not sign_in(restart).soundness.read_only


def test_a_folder_put_back_is_found_by_the_second_place(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore, places: Places
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    mending.choose_places(desk, ["disk"], intent=uuid4())
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    old = len(store.chain), list(places[None].kept or [])
    grown(desk, session)
    head = store.chain[-1].header.seq
    del store.chain[old[0] :]
    places[None].kept = old[1]
    again = sign_in(restart)
    assert again.soundness.sentence == f"Entries 1.{old[0]} to 1.{head} are missing."


def test_what_an_index_hides_is_noticed(
    desk: Desk, session: UUID, restart: Restart, store: MemoryStore
) -> None:
    """Every entry is whole, but the way by which a session is read leaves its last ones out."""
    second = grown(desk, session)
    store.hidden = {store.session_entries(second)[-1].header.seq}
    again = sign_in(restart)
    assert again.soundness.file
    entrance.sign_in(again, "c.weiss", passphrase("c.weiss"))
    with pytest.raises(KnownError) as refused:
        mending.acknowledge_gap(again, **PAPER, passphrase=passphrase("c.weiss"), intent=uuid4())
    assert refused.value.code == "file-damaged"
