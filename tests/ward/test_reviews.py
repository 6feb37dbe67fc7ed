"""Returning a note: a charge nurse, with a reason; one review, and the note stays readable."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, entrance, handovers, reviews
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, passphrase, received
from tests.ward.fakes import MemoryStore

WHY = "The step dose of tomorrow is missing."


@pytest.fixture
def note(desk: Desk, session: UUID) -> SignedNote:
    """Nina's note; Clara, the charge nurse, is at the desk."""
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START)
    signed = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    return signed


def give_back(desk: Desk, session: UUID, note: SignedNote, by: str = "c.weiss") -> None:
    reviews.return_note(desk, session, note.note, WHY, passphrase(by), intent=uuid4())


def countersign(desk: Desk, session: UUID, note: SignedNote) -> None:
    handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())


def test_a_returned_note_says_by_whom_when_and_why(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    give_back(desk, session, note)
    returned = handovers.find(desk.session(session), note.note).returned
    assert returned is not None
    assert (returned.by, returned.at, returned.reason) == ("c.weiss", desk.clock.now(), WHY)


def test_a_returned_note_stays_readable_byte_for_byte(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    before = handovers.document(desk, note)
    give_back(desk, session, note)
    after = handovers.find(desk.session(session), note.note)
    assert handovers.document(desk, after) == before


def test_a_returned_note_is_not_countersigned(desk: Desk, session: UUID, note: SignedNote) -> None:
    give_back(desk, session, note)
    with pytest.raises(Refused) as caught:
        countersign(desk, session, note)
    assert caught.value.code == "returned-already"


def test_a_countersigned_note_is_not_returned(desk: Desk, session: UUID, note: SignedNote) -> None:
    countersign(desk, session, note)
    with pytest.raises(Refused) as caught:
        give_back(desk, session, note)
    assert caught.value.code == "countersigned-already"


def test_a_note_is_returned_once(desk: Desk, session: UUID, note: SignedNote) -> None:
    give_back(desk, session, note)
    with pytest.raises(Refused) as caught:
        give_back(desk, session, note)
    assert caught.value.code == "returned-already"


def test_a_replaced_note_is_not_reviewed(desk: Desk, session: UUID, note: SignedNote) -> None:
    place = handovers.InPlaceOf(note=note.note, why="The wrong period.")
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START, in_place_of=place)
    handovers.sign(desk, draft, passphrase("c.weiss"), intent=uuid4())
    for review in (give_back, countersign):
        with pytest.raises(Refused) as caught:
            review(desk, session, note)
        assert caught.value.code == "note-superseded"


def test_only_another_charge_nurse_returns(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore
) -> None:
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START)
    own = handovers.sign(desk, draft, passphrase("c.weiss"), intent=uuid4())
    with pytest.raises(Refused) as same:
        give_back(desk, session, own)
    assert store.chain[-1].header.kind == "denied"
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    with pytest.raises(Refused) as nurse:
        give_back(desk, session, note, "t.ruiz")
    assert store.chain[-1].header.kind == "denied"
    assert (same.value.code, nurse.value.code) == ("same-person", "not-allowed")


@pytest.mark.parametrize(("reason", "own"), [("", "c.weiss"), ("   ", "c.weiss"), (WHY, "n.berg")])
def test_without_reason_or_with_a_wrong_passphrase_nothing_is_recorded(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore, reason: str, own: str
) -> None:
    before = len(store.chain)
    with pytest.raises(KnownError):
        reviews.return_note(desk, session, note.note, reason, passphrase(own), intent=uuid4())
    assert len(store.chain) == before


def test_a_note_is_returned_only_on_the_chart_that_was_seen(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    seen, own = desk.session(session).seq, passphrase("c.weiss")
    bags.receive(desk, session, received(), intent=uuid4())
    with pytest.raises(Refused, match="bag received") as caught:
        reviews.return_note(desk, session, note.note, WHY, own, intent=uuid4(), seen=seen)
    assert caught.value.code == "stale-form"
