from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.chart.session_entries import HandoverSigned
from nursedesk.chart.severity import Judgement, Severity
from nursedesk.chart.signed_note import Review
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, entrance, handovers, reprints, reviews
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


def test_a_note_made_half_an_hour_ago_is_made_again(
    desk: Desk, session: UUID, store: MemoryStore, clock: SetClock
) -> None:
    draft = drafted(desk, session)
    clock.forward(minutes=30)
    kept = dict(store.documents)
    clock.forward(seconds=1)
    with pytest.raises(Refused) as caught:
        handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    assert (caught.value.code, store.documents) == ("stale-form", kept)
    handovers.sign(desk, drafted(desk, session), passphrase("n.berg"), intent=uuid4())


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

    reprints.export(desk, session, note.note, Path("note.pdf"))
    assert isinstance(desk.files, FakeFiles)
    exported = desk.files.written[Path("note.pdf")]
    assert handovers.sha256(exported) == both.countersigned_document


def test_a_note_that_is_not_there(desk: Desk, session: UUID) -> None:
    with pytest.raises(KnownError, match="not in the chart"):
        handovers.find(desk.session(session), uuid4())


def in_place_of(desk: Desk, session: UUID, old: SignedNote, why: str = "") -> handovers.Draft:
    place = handovers.InPlaceOf(note=old.note, why=why)
    return handovers.draft(desk, session, note=uuid4(), period_from=START, in_place_of=place)


def test_the_nurses_judgement_is_on_the_note_and_in_the_entry(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    judgement = Judgement(severity=Severity.WATCHER, concern="He is more tired than yesterday.")
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START, judgement=judgement)
    rows = [row.text for section in draft.content.sections for row in section.rows]
    assert judgement.concern in rows
    signed = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    body = store.chain[-1].body
    assert isinstance(body, HandoverSigned)
    assert (body.severity, body.concern) == (Severity.WATCHER, judgement.concern)
    assert signed.severity is Severity.WATCHER


def test_a_note_in_place_of_a_returned_one_says_whose_and_why(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    reviews.return_note(
        desk, session, note.note, "No filter.", passphrase("c.weiss"), intent=uuid4()
    )
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    draft = in_place_of(desk, session, note)
    assert draft.content.replaces is not None
    assert (draft.content.replaces.returned_by, draft.content.replaces.reason) == (
        "Clara Weiss",
        "No filter.",
    )
    new = handovers.sign(desk, draft, passphrase("t.ruiz"), intent=uuid4())
    old = handovers.find(desk.session(session), note.note)
    assert old.superseded is not None
    assert (old.superseded.note, old.superseded.by, old.superseded.why) == (
        new.note,
        "t.ruiz",
        "No filter.",
    )
    assert new.replaces == note.note


def test_a_countersigned_note_is_replaced_with_a_reason_and_only_once(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    with pytest.raises(Refused) as without:
        in_place_of(desk, session, note)
    draft = in_place_of(desk, session, note, "The bag number was wrong.")
    handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    with pytest.raises(Refused) as again:
        in_place_of(desk, session, note, "Once more.")
    assert (without.value.code, again.value.code) == ("reason-missing", "note-superseded")
    old = handovers.find(desk.session(session), note.note)
    assert (old.review, old.countersigned_by) == (Review.SUPERSEDED, "c.weiss")


def test_two_drafts_in_place_of_one_note_are_not_both_signed(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    first, second = (in_place_of(desk, session, note, "Wrong bed.") for _ in range(2))
    handovers.sign(desk, first, passphrase("n.berg"), intent=uuid4())
    with pytest.raises(Refused) as caught:
        handovers.sign(desk, second, passphrase("n.berg"), intent=uuid4())
    assert caught.value.code == "stale-form"


def test_a_note_is_countersigned_only_on_the_chart_that_was_seen(
    desk: Desk, session: UUID, note: SignedNote
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    seen = desk.session(session).seq
    bags.receive(desk, session, received(), intent=uuid4())
    own = passphrase("c.weiss")
    with pytest.raises(Refused) as caught:
        handovers.countersign(desk, session, note.note, own, intent=uuid4(), seen=seen)
    assert caught.value.code == "stale-form"
    seen = desk.session(session).seq
    handovers.countersign(desk, session, note.note, own, intent=uuid4(), seen=seen)


def test_the_note_says_that_its_reviewer_acted_in_its_period(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    both = []
    for acts in (False, True):
        entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
        if acts:
            bags.receive(desk, session, received(), intent=uuid4())
        entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
        draft = drafted(desk, session)
        note = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
        entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
        own = passphrase("c.weiss")
        signed = handovers.countersign(desk, session, note.note, own, intent=uuid4())
        assert signed.countersigned_document is not None
        both.append(store.document(signed.countersigned_document))
    assert [pdf.endswith(b", acted") for pdf in both] == [False, True]
