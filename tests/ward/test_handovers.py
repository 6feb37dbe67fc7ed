from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, entrance, handovers
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, passphrase, received
from tests.ward.fakes import FakeFiles, MemoryStore


def drafted(desk: Desk, session: UUID) -> handovers.Draft:
    return handovers.draft(desk, session, note=uuid4(), period_from=START)


@pytest.fixture
def note(desk: Desk, session: UUID) -> SignedNote:
    draft = drafted(desk, session)
    return handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())


def test_the_signed_bytes_and_the_entry_are_kept_together(
    desk: Desk, note: SignedNote, store: MemoryStore
) -> None:
    assert handovers.sha256(store.document(note.document)) == note.document
    assert note.signed_by == "n.berg"


def test_a_wrong_passphrase_signs_nothing(desk: Desk, session: UUID, store: MemoryStore) -> None:
    draft = drafted(desk, session)
    before, kept = len(store.chain), dict(store.documents)
    with pytest.raises(KnownError):
        handovers.sign(desk, draft, "wrong", intent=uuid4())

    assert (len(store.chain), store.documents) == (before, kept)


def test_a_note_older_than_the_chart_is_not_signed(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    draft = drafted(desk, session)
    bags.receive(desk, session, received(), intent=uuid4())
    kept = dict(store.documents)
    with pytest.raises(Refused) as caught:
        handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())

    assert caught.value.code == "stale-form"
    assert store.documents == kept


def test_only_a_charge_nurse_countersigns(desk: Desk, session: UUID, note: SignedNote) -> None:
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    with pytest.raises(Refused) as caught:
        handovers.countersign(desk, session, note.note, passphrase("t.ruiz"), intent=uuid4())

    assert caught.value.code == "not-allowed"


def test_the_author_does_not_countersign_her_own_note(desk: Desk, session: UUID) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    note = handovers.sign(desk, drafted(desk, session), passphrase("c.weiss"), intent=uuid4())
    with pytest.raises(Refused) as caught:
        handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())

    assert caught.value.code == "same-person"


def test_a_note_is_countersigned_once_and_exported_as_last_signed(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    both = handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())
    assert both.countersigned_by == "c.weiss"
    with pytest.raises(Refused, match="already"):
        handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())

    handovers.export(desk, both, Path("note.pdf"))
    assert isinstance(desk.files, FakeFiles)
    exported = desk.files.written[Path("note.pdf")]
    assert handovers.sha256(exported) == both.countersigned_document


def test_a_note_that_is_not_there(desk: Desk, session: UUID) -> None:
    with pytest.raises(KnownError, match="not in the chart"):
        handovers.find(desk.session(session), uuid4())
