"""A signed note's life: received and reviewed in any order, returned, superseded."""

from __future__ import annotations

import copy
from datetime import timedelta
from itertools import permutations

import pytest

from nursedesk.chart.body import AnyBody
from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived, HandoverReturned
from nursedesk.chart.session import SignedNote, apply, fold
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.severity import Severity
from nursedesk.chart.signed_note import Review
from nursedesk.errors import BugError, Refused
from tests.chart.builders import CLARA, NINA, START, TOM, Story, named

OLD, NEW = named("old note"), named("new note")
KIM = "k.lund"


def signed(story: Story, note: object = OLD, **more: object) -> HandoverSigned:
    return HandoverSigned(
        note=note,  # type: ignore[arg-type]
        document="aa",
        as_of=story.session.seq,
        period_from=START,
        period_to=story.now,
        **more,  # type: ignore[arg-type]
    )


RECEIVED = HandoverReceived(note=OLD, fingerprint="ab" * 32, asked="if-x", answers={})
MISREAD = HandoverMisread(note=OLD, asked="if-x", answers={}, differing=("then",))
RETURNED = HandoverReturned(note=OLD, reason="The step dose is missing.")
COUNTERSIGNED = HandoverCountersigned(note=OLD, document="bb", signed="aa")


def story() -> Story:
    told = Story()
    told.tell(signed(told, severity=Severity.WATCHER))
    return told


def note_of(told: Story) -> SignedNote:
    assert fold(told.entries) == told.session
    return told.session.notes[0]


def test_a_signed_note_waits_for_its_receipt_and_its_review() -> None:
    note = note_of(story())
    assert (note.review, note.receipts, note.stands) == (Review.WAITS, [], True)
    assert note.severity is Severity.WATCHER


@pytest.mark.parametrize("order", list(permutations([(RECEIVED, TOM), (COUNTERSIGNED, CLARA)])))
def test_receipt_and_review_come_in_either_order(order: list[tuple[AnyBody, str]]) -> None:
    told = story()
    for body, by in order:
        told.tell(body, by=by)
    note = note_of(told)
    assert [receipt.by for receipt in note.receipts] == [TOM]
    assert (note.review, note.countersigned_by) == (Review.COUNTERSIGNED, CLARA)


def test_a_receipt_quotes_the_fingerprint_and_keeps_who_and_when() -> None:
    told = story()
    at = told.forward(minutes=7)
    told.tell(RECEIVED, by=TOM)
    (receipt,) = note_of(told).receipts
    assert (receipt.by, receipt.at, receipt.fingerprint) == (TOM, at, "ab" * 32)


def test_several_nurses_receive_it_each_once_and_never_its_author() -> None:
    told = story()
    for by in (NINA, TOM, TOM, KIM):
        told.tell(RECEIVED, by=by)
    note = note_of(told)
    assert [receipt.by for receipt in note.receipts] == [TOM, KIM]
    assert [note.may_be_received_by(by) for by in (NINA, TOM, KIM, CLARA)] == [False] * 3 + [True]


def test_a_misreading_settles_nothing_and_stays() -> None:
    told = story()
    told.tell(MISREAD, by=TOM)
    note = note_of(told)
    assert note.receipts == []
    assert [(one.by, one.fields) for one in note.misreadings] == [(TOM, ("then",))]
    assert note.may_be_received_by(TOM)


def test_a_returned_note_can_be_received_and_is_not_reviewed_again() -> None:
    told = story()
    told.tell(RETURNED, by=CLARA)
    note = note_of(told)
    assert (note.review, note.stands) == (Review.RETURNED, False)
    assert note.returned is not None
    assert (note.returned.by, note.returned.reason) == (CLARA, "The step dose is missing.")
    assert note.may_be_received_by(TOM)
    with pytest.raises(Refused) as caught:
        note.must_await_review()
    assert caught.value.code == "returned-already"


def test_a_countersigned_note_is_not_reviewed_again() -> None:
    told = story()
    told.tell(COUNTERSIGNED, by=CLARA)
    with pytest.raises(Refused) as caught:
        note_of(told).must_await_review()
    assert caught.value.code == "countersigned-already"


@pytest.mark.parametrize("before", [None, RETURNED, COUNTERSIGNED])
def test_a_new_note_marks_the_old_one_with_who_when_why_and_which(before: AnyBody | None) -> None:
    told = story()
    if before is not None:
        told.tell(before, by=CLARA)
    at = told.forward(minutes=30)
    told.tell(signed(told, NEW, replaces=OLD, why="The step dose is missing."), by=TOM)
    old, new = told.session.notes
    assert fold(told.entries) == told.session
    assert old.review is Review.SUPERSEDED
    assert old.superseded is not None
    assert (old.superseded.note, old.superseded.by, old.superseded.at) == (NEW, TOM, at)
    assert old.superseded.why == "The step dose is missing."
    assert (new.review, new.replaces) == (Review.WAITS, OLD)
    assert not old.may_be_received_by(KIM)
    for forbidden in (old.must_await_review, old.must_be_the_last_word):
        with pytest.raises(Refused) as caught:
            forbidden()
        assert caught.value.code == "note-superseded"


def test_a_new_note_is_made_while_the_old_one_waits() -> None:
    told = story()
    told.forward(hours=8)
    told.tell(signed(told, NEW), by=TOM)
    assert [note.review for note in told.session.notes] == [Review.WAITS, Review.WAITS]
    told.tell(COUNTERSIGNED, by=CLARA)
    assert note_of(told).countersigned_by == CLARA


@pytest.mark.parametrize("body", [RECEIVED, MISREAD, RETURNED, COUNTERSIGNED])
def test_what_speaks_of_an_unknown_note_is_a_bug(body: AnyBody) -> None:
    told = Story()
    session = told.session
    before = copy.deepcopy(session)
    entry = told.tell(body)
    with pytest.raises(BugError):
        apply(session, entry)
    assert session == before


def test_a_note_in_place_of_an_unknown_one_is_a_bug_and_is_not_there() -> None:
    told = Story()
    told.forward(minutes=1)
    session = told.session
    entry = told.tell(signed(told, NEW, replaces=OLD, why="x"))
    with pytest.raises(BugError):
        apply(session, entry)
    assert session.notes == []


def test_a_correction_elsewhere_folds_the_notes_again() -> None:
    told = story()
    told.tell(RECEIVED, by=TOM)
    told.tell(RETURNED, by=CLARA)
    before = copy.deepcopy(note_of(told))
    first = told.receive()
    moved = told.entries[-1].header.seq
    body = told.entries[-1].body
    told.tell(body, happened_at=told.now - timedelta(minutes=1), supersedes=moved)
    assert first in told.session.bags
    assert note_of(told) == before
