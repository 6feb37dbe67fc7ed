from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import structs

from nursedesk.chart.body import AnyBody
from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.terms import Place, Role, kind_of
from nursedesk.chart.ward_entries import SignedOut
from nursedesk.clock import SetClock
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.ward import bags, entrance, sessions
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record
from nursedesk.ward.rights import RIGHTS, allowed_role
from tests.ward.conftest import opened, passphrase, received
from tests.ward.fakes import MemoryStore


def test_the_same_intent_is_recorded_once(desk: Desk, store: MemoryStore, session: UUID) -> None:
    intent, body = uuid4(), received()
    first = bags.receive(desk, session, body, intent=intent)
    again = bags.receive(desk, session, body, intent=intent)

    assert again is first
    assert sum(e.header.intent == intent for e in store.chain) == 1


def test_a_changed_form_under_the_same_intent_is_no_success(desk: Desk, session: UUID) -> None:
    intent = uuid4()
    bags.receive(desk, session, received(), intent=intent)
    with pytest.raises(Refused) as caught:
        bags.receive(desk, session, received("A-999"), intent=intent)

    assert caught.value.code == "saved-otherwise"
    assert "stands as entry" in caught.value.saved


def test_the_second_person_does_nothing_but_her_part(desk: Desk, session: UUID) -> None:
    second = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
    with pytest.raises(BugError):
        record(desk, received(), intent=uuid4(), session=session, by=second)

    entrance.leave(desk, second)
    with pytest.raises(BugError):
        record(desk, SignedOut(account="t.ruiz"), intent=uuid4(), by=second)


def test_nobodys_entry_is_written_after_signing_out(desk: Desk) -> None:
    gone = desk.signed_in()
    entrance.sign_out(desk)
    with pytest.raises(BugError):
        record(desk, SignedOut(account=gone.account), intent=uuid4(), by=gone)


def test_what_does_not_fold_is_never_written(desk: Desk, session: UUID, store: MemoryStore) -> None:
    body = received()
    bags.receive(desk, session, body, intent=uuid4())
    before = len(store.chain)
    with pytest.raises(BugError):
        bags.receive(desk, session, body, intent=uuid4())

    assert len(store.chain) == before
    assert len(desk.sessions()) == 1


def test_a_retried_opening_is_not_refused_as_a_double(desk: Desk) -> None:
    intent = uuid4()
    first = sessions.open_session(desk, opened(), intent=intent)

    assert sessions.open_session(desk, opened(), intent=intent) == first


def test_one_patient_has_one_open_session(desk: Desk, session: UUID) -> None:
    with pytest.raises(Refused, match="already"):
        sessions.open_session(desk, opened(), intent=uuid4())
    unseen = structs.replace(opened().patient, identifier=f"{opened().patient.identifier}\u202e")
    with pytest.raises(Refused, match=r"\\u202e already"):  # no message turns around
        sessions.open_session(desk, structs.replace(opened(), patient=unseen), intent=uuid4())


def test_a_form_opened_before_a_newer_entry_is_refused_with_the_difference(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    seen = desk.session(session).seq
    bags.receive(desk, session, received(), intent=uuid4())
    before = len(store.chain)

    with pytest.raises(Refused, match="bag received by Nina Berg") as caught:
        bags.receive(desk, session, received(), intent=uuid4(), seen=seen)

    assert "Your input is kept" in caught.value.do
    assert len(store.chain) == before


def test_nothing_is_recorded_in_the_future(desk: Desk, session: UUID, clock: SetClock) -> None:
    later = clock.now() + timedelta(seconds=1)
    with pytest.raises(Refused, match="future"):
        bags.receive(desk, session, received(), intent=uuid4(), happened_at=later)


def test_the_recorded_time_is_the_clock_and_the_given_time_is_kept(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    given = clock.now()
    clock.forward(hours=2)
    late = structs.replace(received(), because="was away")
    entry = bags.receive(desk, session, late, intent=uuid4(), happened_at=given)

    assert (entry.header.happened_at, entry.header.recorded_at) == (given, clock.now())


def test_only_a_bag_in_stock_is_moved(desk: Desk, session: UUID) -> None:
    moved = BagMoved(bag=uuid4(), place=Place.ROOM, celsius=None)
    with pytest.raises(Refused, match="not in stock"):
        bags.move(desk, session, moved, intent=uuid4())


def every_denied_pair() -> Iterator[tuple[type[AnyBody], Role]]:
    for body, roles in RIGHTS.items():
        for role in Role:
            if role not in roles:
                yield body, role


@pytest.mark.parametrize(("body", "role"), list(every_denied_pair()))
def test_a_role_without_the_right_is_denied(body: type[AnyBody], role: Role) -> None:
    with pytest.raises(Refused, match="may not record"):
        allowed_role(body, frozenset({role}))


def test_every_kind_of_entry_has_its_right() -> None:
    assert set(RIGHTS) == set(AnyBody.__args__)


def test_a_denial_is_an_entry_and_changes_nothing_else(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    entrance.sign_in(desk, "p.holm", passphrase("p.holm"))
    with pytest.raises(Refused):
        sessions.open_session(desk, opened("B-200"), intent=uuid4())

    assert kind_of(store.chain[-1].body) == "denied"
    assert len(store.sessions()) == 1


def test_a_witness_is_never_the_author(desk: Desk, store: MemoryStore) -> None:
    me = desk.signed_in()
    before = len(store.chain)
    with pytest.raises(Refused) as caught:
        record(desk, SignedOut(account=me.account), intent=uuid4(), witness=me)

    assert caught.value.code == "same-person"
    assert [kind_of(e.body) for e in store.chain[before:]] == ["denied"]


def test_the_whole_chain_checks(desk: Desk, session: UUID, store: MemoryStore) -> None:
    assert check_ward(desk) == len(store.chain)


@pytest.mark.parametrize("sabotage", ["body", "author", "signature", "gap", "order"])
def test_every_alteration_is_found_and_named(
    desk: Desk, session: UUID, store: MemoryStore, sabotage: str
) -> None:
    target = store.chain[-2]
    other = store.chain[-1]
    at = len(store.chain) - 2
    if sabotage == "body":
        store.chain[at] = _changed(target, stored_body=other.stored_body)
    elif sabotage == "author":
        header = target.stored_header.replace(b"n.berg", b"t.ruiz")
        assert header != target.stored_header
        store.chain[at] = _changed(target, stored_header=header)
    elif sabotage == "signature":
        store.chain[at] = _changed(target, signature=other.signature)
    elif sabotage == "gap":
        del store.chain[at]
    else:
        store.chain[at], store.chain[at + 1] = other, target

    with pytest.raises(KnownError) as caught:
        check_ward(desk)

    assert caught.value.code == "chart-damaged"


def _changed(entry: Entry, **fields: bytes) -> Entry:
    return msgspec.structs.replace(entry, **fields)
