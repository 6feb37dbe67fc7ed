"""What screens show of notes: their life in words, what changed since, what waits for review."""

from __future__ import annotations

from uuid import UUID, uuid4

from nursedesk.chart.read_back import RATE
from nursedesk.chart.session import SignedNote
from nursedesk.chart.signed_note import Review
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import SetClock
from nursedesk.walkthrough.hand_overs import read_rightly
from nursedesk.ward import bags, entrance, handovers, receiving_notes, reviews, sessions, walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.notes import NoteLine, note_lines, note_view, review_queue
from nursedesk.ward.views.patient import patient_page
from tests.ward.conftest import START, confirm_time, opened, passphrase, received


def sign(desk: Desk, session: UUID, by: str = "n.berg", old: UUID | None = None) -> SignedNote:
    come(desk, by)
    place = handovers.InPlaceOf(note=old, why="It was wrong.") if old else None
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START, in_place_of=place)
    return handovers.sign(desk, draft, passphrase(by), intent=uuid4())


def come(desk: Desk, account: str) -> None:
    entrance.sign_in(desk, account, passphrase(account))
    confirm_time(desk)


def line_of(desk: Desk, session: UUID, note: SignedNote) -> NoteLine:
    return note_view(desk, session, note.note).line


def give_back(desk: Desk, session: UUID, note: SignedNote) -> None:
    come(desk, "c.weiss")
    own = passphrase("c.weiss")
    reviews.return_note(desk, session, note.note, "No filter.", own, intent=uuid4())


def test_a_new_note_says_what_it_waits_for(desk: Desk, session: UUID) -> None:
    line = line_of(desk, session, sign(desk, session))
    assert line.told == (
        "Signed by Nina Berg, 02-Mar-2026 08:00.",
        "Not received yet.",
        "Not countersigned yet.",
    )
    assert (line.review, line.words, line.stands) == (Review.WAITS, "not reviewed", True)


def test_its_whole_life_is_told_with_who_and_when(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    note = sign(desk, session)
    come(desk, "t.ruiz")
    shown = receiving_notes.read_back(desk, session, note.note)
    answers = read_rightly(desk, session, note.note)
    for entered in (answers | {RATE: "5"}, answers):
        receiving_notes.receive(desk, shown, entered, passphrase("t.ruiz"), intent=uuid4())
        shown = receiving_notes.read_back(desk, session, note.note)
    clock.forward(minutes=5)
    give_back(desk, session, note)
    clock.forward(minutes=5)
    new = sign(desk, session, old=note.note)
    fingerprint = handovers.find(desk.session(session), note.note).receipts[0].fingerprint
    assert line_of(desk, session, note).told == (
        "Signed by Nina Berg, 02-Mar-2026 08:00.",
        "Read back otherwise than the record by Tom Ruiz, 02-Mar-2026 08:00: rate.",
        f"Received by Tom Ruiz, 02-Mar-2026 08:00; the fingerprint begins {fingerprint[:8]}.",
        "Returned by Clara Weiss, 02-Mar-2026 08:05: No filter.",
        "Superseded by the note of Nina Berg, 02-Mar-2026 08:10: No filter.",
    )
    said = [row.what for row in patient_page(desk, session).timeline]
    assert "Hand-over read back otherwise than the record says: rate" in said
    assert "Hand-over note signed in place of an earlier one: No filter." in said
    assert not [words for words in said if "5 mL" in words and "Hand-over" in words]
    come(desk, "c.weiss")
    handovers.countersign(desk, session, new.note, passphrase("c.weiss"), intent=uuid4())
    assert line_of(desk, session, new).words == "countersigned"


def test_an_earlier_shifts_note_says_that_it_is_not_the_latest(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    early = sign(desk, session)
    clock.forward(hours=8)
    late = sign(desk, session, "t.ruiz")
    last = "Not the latest: another hand-over was signed by Tom Ruiz, 02-Mar-2026 16:00."
    assert line_of(desk, session, early).told[-1] == last
    assert last not in line_of(desk, session, late).told
    assert [line.note for line in note_lines(desk, desk.session(session))] == [
        late.note,
        early.note,
    ]


def test_what_changed_since_leaves_the_papers_out(desk: Desk, session: UUID) -> None:
    note = sign(desk, session)
    assert note_view(desk, session, note.note).changed == ()
    bags.receive(desk, session, received(), intent=uuid4())
    walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    give_back(desk, session, note)
    changed = note_view(desk, session, note.note).changed
    assert [row.what[:20] for row in changed] == ["Bag 2 received: 24h,", "Symptom check begun"]
    assert [row.who for row in changed] == ["Nina Berg", "Nina Berg"]


def test_a_returned_or_superseded_note_does_not_begin_the_next_period(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    first = sign(desk, session)
    clock.forward(hours=2)
    second = sign(desk, session)
    assert patient_page(desk, session).last_note_to == second.period_to
    give_back(desk, session, second)
    assert patient_page(desk, session).last_note_to == first.period_to


def test_each_is_offered_what_she_may_do(desk: Desk, session: UUID) -> None:
    note = sign(desk, session)

    def offered(account: str) -> tuple[bool, bool, bool]:
        come(desk, account)
        line = line_of(desk, session, note)
        return line.may_receive, line.may_review, line.may_replace

    assert {account: offered(account) for account in ("n.berg", "t.ruiz", "p.holm", "c.weiss")} == {
        "n.berg": (False, False, True),
        "t.ruiz": (True, False, True),
        "p.holm": (False, False, False),
        "c.weiss": (True, True, True),
    }
    give_back(desk, session, note)
    assert offered("c.weiss") == (True, False, True)
    sign(desk, session, old=note.note)
    assert offered("c.weiss") == (False, False, False)


def test_the_queue_has_the_oldest_first_across_patients_and_what_changed(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    other = sessions.open_session(desk, opened("B-200"), intent=uuid4())
    old = sign(desk, other)
    clock.forward(hours=1)
    new = sign(desk, session)
    clock.forward(hours=1)
    own = sign(desk, other, "c.weiss")
    bags.receive(desk, other, received("B-200"), intent=uuid4())
    queue = review_queue(desk)
    assert [line.note.note for line in queue.lines] == [old.note, new.note, own.note]
    assert [len(line.changed) for line in queue.lines] == [1, 0, 1]
    assert [line.own for line in queue.lines] == [False, False, True]
    assert "B-200" in queue.lines[0].who
    assert ward_board(desk).to_review == 3


def test_a_charge_nurse_is_told_that_she_acted_in_the_period_herself(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    acted = "You acted for this patient in the period of this note yourself."
    first = sign(desk, session)
    come(desk, "c.weiss")
    assert acted not in line_of(desk, session, first).told
    bags.receive(desk, session, received(), intent=uuid4())
    assert acted not in line_of(desk, session, first).told
    clock.forward(minutes=5)
    second = sign(desk, session)
    assert acted not in line_of(desk, session, second).told  # it is for the charge nurse
    come(desk, "c.weiss")
    assert acted in line_of(desk, session, second).told


def test_what_was_reviewed_or_replaced_leaves_the_queue(desk: Desk, session: UUID) -> None:
    countersigned, returned, replaced = (sign(desk, session) for _ in range(3))
    come(desk, "c.weiss")
    own = passphrase("c.weiss")
    handovers.countersign(desk, session, countersigned.note, own, intent=uuid4())
    give_back(desk, session, returned)
    new = sign(desk, session, old=replaced.note)
    assert [line.note.note for line in review_queue(desk).lines] == [new.note]
    assert ward_board(desk).to_review == 1
