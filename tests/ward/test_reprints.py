"""What comes out of the printer: the signed bytes, or of a superseded note its marked print."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.ward import entrance, handovers, reprints, reviews
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, passphrase
from tests.ward.fakes import FakeFiles, MemoryStore

COPY = Path("copy.pdf")


@pytest.fixture
def note(desk: Desk, session: UUID) -> SignedNote:
    """Nina's note; Clara is at the desk."""
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START)
    signed = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    return signed


def exported(desk: Desk, session: UUID, note: SignedNote) -> bytes:
    reprints.export(desk, session, note.note, COPY)
    assert isinstance(desk.files, FakeFiles)
    return desk.files.written[COPY]


def test_a_signed_note_is_copied_byte_for_byte_as_often_as_wanted(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore
) -> None:
    for _ in range(2):
        assert exported(desk, session, note) == store.document(note.document)


def test_a_countersigned_note_is_copied_as_last_signed(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore
) -> None:
    own = passphrase("c.weiss")
    both = handovers.countersign(desk, session, note.note, own, intent=uuid4())
    assert both.countersigned_document is not None
    assert exported(desk, session, note) == store.document(both.countersigned_document)


def test_a_returned_note_is_still_copied_byte_for_byte(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore
) -> None:
    own = passphrase("c.weiss")
    reviews.return_note(desk, session, note.note, "No.", own, intent=uuid4())
    assert exported(desk, session, note) == store.document(note.document)


def test_of_a_superseded_note_nobody_gets_the_signed_pages(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore
) -> None:
    place = handovers.InPlaceOf(note=note.note, why="The wrong period.")
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START, in_place_of=place)
    handovers.sign(desk, draft, passphrase("c.weiss"), intent=uuid4())
    assert exported(desk, session, note).startswith(b"SUPERSEDED")
    assert exported(desk, session, note).endswith(b"not reviewed")
    assert handovers.document(desk, note) == store.document(note.document)  # and it is kept


def test_the_print_of_a_superseded_note_names_who_had_countersigned_it(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    own = passphrase("c.weiss")
    handovers.countersign(desk, session, note.note, own, intent=uuid4())
    place = handovers.InPlaceOf(note=note.note, why="The wrong period.")
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START, in_place_of=place)
    handovers.sign(desk, draft, own, intent=uuid4())
    assert exported(desk, session, note).endswith(b"reviewed by Clara Weiss")
