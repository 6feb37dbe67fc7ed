"""What is read before the first screen once a check was told of, and what is left to the next."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from uuid import UUID, uuid4

import msgspec
import pytest

from nursedesk.chart.body import encode
from nursedesk.chart.entry import digest, encode_header
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.session_entries import SessionClosed
from nursedesk.chart.terms import Ending
from nursedesk.chart.ward_entries import AccountAdded, SignedIn, SignedOut
from nursedesk.clock import SetClock
from nursedesk.ward import bags, check, entrance, opening, sessions, whole_check
from nursedesk.ward.check import ChainCheck
from nursedesk.ward.comparing import Told
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import CheckState, Proven
from nursedesk.ward.since_checked import last_check, pick
from nursedesk.ward.views.board import ward_board
from tests.ward.conftest import Restart, opened, passphrase, received
from tests.ward.fakes import FakeCheck, MemoryStore

CLOSED = SessionClosed(ending=Ending.MISTAKE, note=None)
Places = Callable[[MemoryStore, UUID], int]


def checked(desk: Desk) -> None:
    """The check in the background finds everything in order, and that is recorded."""
    assert isinstance(desk.clock, SetClock)
    desk.clock.forward(hours=25)
    whole_check.watch(desk)
    fake = desk.checking.background
    assert isinstance(fake, FakeCheck)
    report = whole_check.whole_check(desk.store, desk.keyring, lambda _done, _total: None)
    assert not report.damages
    fake.now = CheckState(report=report)
    whole_check.watch(desk)
    desk.refresh_roster()


def again(restart: Restart) -> Desk:
    desk = restart()
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    return desk


@pytest.fixture
def gone(desk: Desk, session: UUID) -> UUID:
    """A closed session beside the open one, then a check that found everything in order."""
    closed = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    bags.receive(desk, closed, received("B-200"), intent=uuid4())
    sessions.close(desk, closed, CLOSED, intent=uuid4())
    bags.receive(desk, session, received(), intent=uuid4())
    checked(desk)
    bags.receive(desk, session, received(), intent=uuid4())
    return closed


def first_of(kind: type) -> Places:
    return lambda store, _gone: next(
        at for at, entry in enumerate(store.chain) if type(entry.body) is kind
    )


def last_of(kind: type) -> Places:
    return lambda store, _gone: max(
        at for at, entry in enumerate(store.chain) if type(entry.body) is kind
    )


def of_the_closed(store: MemoryStore, gone: UUID) -> int:
    return next(at for at, one in enumerate(store.chain) if one.header.session == gone) + 1


def of_the_open(store: MemoryStore, gone: UUID) -> int:
    told = (at for at, one in enumerate(store.chain) if one.header.session not in (None, gone))
    return next(told) + 1


def her_sign_in(store: MemoryStore, _gone: UUID) -> int:
    """The one by which the open session's entries are signed."""
    return max(
        at
        for at, one in enumerate(store.chain)
        if isinstance(one.body, SignedIn) and one.body.account == "n.berg"
    )


def test_what_a_check_read_is_not_read_again(
    gone: UUID, session: UUID, store: MemoryStore, restart: Restart
) -> None:
    for left in (of_the_closed(store, gone), first_of(SignedOut)(store, gone)):
        store.unreadable.add(store.chain[left].header.seq)
    desk = again(restart)
    assert not desk.soundness.read_only
    assert [one.id for one in desk.sessions()] == [session]
    bags.receive(desk, session, received(), intent=uuid4())
    found = check.check_chain(desk.store, desk.keyring).unknown
    assert len(found) == 2


def test_few_entries_are_read_however_many_there_are(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    for number in range(5):
        one = sessions.open_session(desk, opened(f"C-{number}"), intent=uuid4())
        sessions.close(desk, one, CLOSED, intent=uuid4())
    checked(desk)
    before = len(list(pick(store).in_order()))
    for number in range(20):
        one = sessions.open_session(desk, opened(f"D-{number}"), intent=uuid4())
        sessions.close(desk, one, CLOSED, intent=uuid4())
    checked(desk)
    assert len(list(pick(store).in_order())) == before


def test_without_a_check_everything_is_read(
    desk: Desk, session: UUID, store: MemoryStore, restart: Restart
) -> None:
    closed = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    sessions.close(desk, closed, CLOSED, intent=uuid4())
    assert len(list(pick(store).in_order())) == len(store.chain)
    store.unreadable.add(store.chain[of_the_closed(store, closed)].header.seq)
    assert again(restart).soundness.damages


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(of_the_open, id="an open session's"),
        pytest.param(her_sign_in, id="the sign-in that signed it"),
        pytest.param(last_of(AccountAdded), id="an account's"),
        pytest.param(last_of(RecordChecked), id="the check's own"),
        pytest.param(lambda store, _gone: len(store.chain) - 2, id="behind the check"),
    ],
)
@pytest.mark.parametrize("how", ["missing", "unreadable", "altered"])
def test_what_counts_is_noticed_before_the_first_screen(
    how: str, place: Places, gone: UUID, store: MemoryStore, restart: Restart
) -> None:
    at = place(store, gone)
    entry = store.chain[at]
    if how == "missing":
        del store.chain[at]
    elif how == "unreadable":
        store.unreadable.add(entry.header.seq)
    else:
        other = store.chain[at - 1].signature
        store.chain[at] = msgspec.structs.replace(entry, signature=other)
    desk = restart()
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    assert desk.soundness.damages[0].first == entry.header.seq
    ward_board(desk)


def test_a_damaged_closed_session_is_found_by_the_next_check(
    gone: UUID, store: MemoryStore, restart: Restart
) -> None:
    at = of_the_closed(store, gone)
    seq, other = store.chain[at].header.seq, store.chain[at - 1].signature
    store.chain[at] = msgspec.structs.replace(store.chain[at], signature=other)
    desk = again(restart)
    assert not desk.soundness.read_only
    found = check.check_chain(desk.store, desk.keyring).unknown
    assert [(one.first, one.last, one.sessions) for one in found] == [(seq, seq, (gone,))]


def test_a_chain_that_goes_on_from_another_head_does_not_fit(
    gone: UUID, desk: Desk, store: MemoryStore
) -> None:
    told = last_check(store)
    assert told is not None
    for wrong in (
        msgspec.structs.replace(told, hash=bytes(32)),
        msgspec.structs.replace(told, lasting=bytes(32)),
    ):
        fits = ChainCheck(desk.keyring, every=False, checked=wrong)
        assert not all(fits.take(entry) for entry in pick(store).in_order())


def test_a_wrong_word_on_a_sound_chart_costs_time_and_nothing_else(
    gone: UUID, session: UUID, desk: Desk, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = last_check(desk.store)
    assert told is not None
    wrong = msgspec.structs.replace(told, lasting=bytes(32))
    monkeypatch.setattr("nursedesk.ward.since_checked.last_check", lambda _store: wrong)
    later = again(restart)
    assert not later.soundness.read_only
    assert [one.id for one in later.sessions()] == [session]
    bags.receive(later, session, received(), intent=uuid4())


def test_the_places_go_on_to_tell_of_closed_sessions(
    gone: UUID, desk: Desk, restart: Restart
) -> None:
    known = desk.anchors.heads[gone]
    assert again(restart).anchors.heads[gone] == known


@pytest.mark.parametrize("left", [0, 1])
def test_a_session_cut_before_the_check_is_missed_at_once(
    left: int, desk: Desk, session: UUID, store: MemoryStore, restart: Restart
) -> None:
    """Its last entry is gone, or all of it: what is read has no gap, but the anchors tell."""
    quiet = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    bags.receive(desk, quiet, received("B-200"), intent=uuid4())
    checked(desk)
    own = [entry for entry in store.chain if entry.header.session == quiet]
    for entry in own[left:]:
        store.chain.remove(entry)
    found = again(restart).soundness.damages
    assert [(one.first, one.last) for one in found] == [(own[left].header.seq, own[-1].header.seq)]


def test_a_closed_session_is_closed_by_what_the_anchors_tell(
    gone: UUID, session: UUID, store: MemoryStore, restart: Restart, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column that says of an open session that it is closed does not hide it."""
    everything = store.open_sessions
    monkeypatch.setattr(
        store,
        "open_sessions",
        lambda *, at=None: [one for one in everything(at=at) if one != session],
    )
    monkeypatch.setattr(store, "closings", lambda: {gone: (9, bytes(32)), session: (8, bytes(32))})
    checks: list[object] = []
    monkeypatch.setattr("nursedesk.ward.opening._wholly", _noting(checks))
    again(restart)
    assert checks


def _noting(checks: list[object]) -> Callable[..., object]:
    real = opening._wholly

    def wholly(desk: Desk, told: list[Told]) -> object:
        checks.append(told)
        return real(desk, told)

    return wholly


def test_signatures_that_were_proven_are_not_proved_again(
    gone: UUID, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = check.check_chain(desk.store, desk.keyring)
    assert whole.head is not None
    proven = Proven(seq=whole.head.header.seq, signed=whole.signed.digest())
    bags.receive(desk, desk.sessions()[0].id, received(), intent=uuid4())
    asked: list[bytes] = []
    real = type(desk.keyring).entry_signed

    def entry_signed(self: object, key: bytes, entry_hash: bytes, signature: bytes) -> bool:
        asked.append(entry_hash)
        return real(self, key, entry_hash, signature)  # type: ignore[arg-type]

    monkeypatch.setattr(type(desk.keyring), "entry_signed", entry_signed)
    again = check.check_chain(desk.store, desk.keyring, proven=proven)
    assert (again.sound, again.damages) == (whole.sound + 1, [])
    last = desk.store.last()
    assert last is not None
    assert last.hash in asked
    assert len(asked) <= 3  # besides it, what the founder signed before she had come


@pytest.mark.parametrize("place", [of_the_closed, of_the_open, her_sign_in])
def test_a_signature_that_changed_since_it_was_proven_is_found(
    place: Places, gone: UUID, desk: Desk, store: MemoryStore
) -> None:
    whole = check.check_chain(desk.store, desk.keyring)
    assert whole.head is not None
    proven = Proven(seq=whole.head.header.seq, signed=whole.signed.digest())
    at = place(store, gone)
    seq, other = store.chain[at].header.seq, store.chain[at - 1].signature
    store.chain[at] = msgspec.structs.replace(store.chain[at], signature=other)
    found = check.check_chain(desk.store, desk.keyring, proven=proven).unknown
    assert found[0].first == seq


def test_an_open_session_that_a_check_vouches_for_is_not_proved_again(
    gone: UUID, session: UUID, desk: Desk, store: MemoryStore
) -> None:
    picked = pick(store)
    assert list(picked.vouched) == [session]
    told = picked.vouched[session].header.seq
    given = [one.header for one in picked.in_order() if one.header.session == session]
    assert [one.seq for one in given if one.seq <= told] == []
    at = of_the_open(store, gone)
    other = store.chain[at - 1].signature
    store.chain[at] = msgspec.structs.replace(store.chain[at], signature=other)
    assert pick(store).vouched == {}


@pytest.mark.parametrize("told", ["1.{last}", "1.{own}", "no number", "1."])
def test_a_check_that_tells_of_what_came_after_it_vouches_for_nothing(
    told: str, gone: UUID, store: MemoryStore
) -> None:
    at = max(n for n, one in enumerate(store.chain) if isinstance(one.body, RecordChecked))
    entry = store.chain[at]
    assert isinstance(entry.body, RecordChecked)
    assert last_check(store) is not None
    own = entry.header.seq
    head = told.format(last=own + 1, own=own)
    body = msgspec.structs.replace(entry.body, head=head)
    stored = encode(body, b"0" * 16)
    header = msgspec.structs.replace(entry.header, body_sha256=hashlib.sha256(stored).digest())
    sealed = encode_header(header)
    store.chain[at] = msgspec.structs.replace(
        entry, stored_header=sealed, stored_body=stored, hash=digest(sealed)
    )
    assert last_check(store) is None
