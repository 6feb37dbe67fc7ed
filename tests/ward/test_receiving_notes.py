"""Receiving a note: another nurse, her passphrase, the record; each attempt in the chart."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived
from nursedesk.chart.read_back import NEXT_CHANGE, RATE, recorded, right_answers
from nursedesk.chart.session import SignedNote
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import Crew
from nursedesk.ward import bags, entrance, handovers, receiving_notes, reviews
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, opened, passphrase, received
from tests.ward.fakes import MemoryStore


@pytest.fixture
def running(desk: Desk, session: UUID, clock: SetClock) -> UUID:
    """A bag hangs and runs."""
    crew = Crew(desk, clock)
    tom = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
    label = next(iter(desk.session(session).bags.values())).label
    change = rounds.facts(crew, opened().patient, label, running=False)
    bag = next(iter(desk.session(session).bags))
    crew.walk(session, WalkKind.BAG_CHANGE, rounds.timed(crew, change), tom, bag)
    entrance.leave(desk, tom)
    return session


@pytest.fixture
def note(desk: Desk, running: UUID) -> SignedNote:
    """Nina's note; Tom is at the desk."""
    draft = handovers.draft(desk, running, note=uuid4(), period_from=START)
    signed = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    return signed


def right(desk: Desk, session: UUID, note: SignedNote) -> dict[str, str]:
    then = receiving_notes.session_as_of(desk, session, note.as_of)
    protocol = desk.protocol_of(then)
    return right_answers(recorded(then, protocol, note=note.note, at=note.period_to))


def receive(
    desk: Desk, session: UUID, note: SignedNote, typed: str = "t.ruiz", **instead: str
) -> tuple[str, ...]:
    shown = receiving_notes.read_back(desk, session, note.note)
    answers = right(desk, session, note) | instead
    return receiving_notes.receive(desk, shown, answers, passphrase(typed), intent=uuid4())


def find(desk: Desk, session: UUID, note: SignedNote) -> SignedNote:
    return handovers.find(desk.session(session), note.note)


def test_the_record_agrees_and_the_receipt_quotes_the_fingerprint(
    desk: Desk, running: UUID, note: SignedNote, store: MemoryStore
) -> None:
    assert receive(desk, running, note) == ()
    (receipt,) = find(desk, running, note).receipts
    entry_as_of = store.session_entries(running)[note.as_of]
    assert (receipt.by, receipt.fingerprint) == ("t.ruiz", entry_as_of.hash.hex())
    last = store.chain[-1]
    assert isinstance(last.body, HandoverReceived)
    assert last.body.answers == right(desk, running, note) | {
        NEXT_CHANGE: last.body.answers[NEXT_CHANGE]
    }


def test_a_misreading_names_the_field_is_recorded_and_can_be_tried_again(
    desk: Desk, running: UUID, note: SignedNote, store: MemoryStore
) -> None:
    assert receive(desk, running, note, **{RATE: "0.6"}) == (RATE,)
    body = store.chain[-1].body
    assert isinstance(body, HandoverMisread)
    assert (body.differing, body.answers[RATE]) == ((RATE,), "0.6")
    assert find(desk, running, note).receipts == []
    assert receive(desk, running, note) == ()
    assert [m.fields for m in find(desk, running, note).misreadings] == [(RATE,)]


def test_what_is_right_is_what_the_note_was_made_of(
    desk: Desk, running: UUID, note: SignedNote, clock: SetClock
) -> None:
    clock.forward(minutes=5)
    stopped = InfusionStopped(reason="occlusion", adverse_reaction=False)
    bags.stop_infusion(desk, running, stopped, intent=uuid4())
    assert receive(desk, running, note) == ()


def test_nothing_hangs(desk: Desk, session: UUID) -> None:
    draft = handovers.draft(desk, session, note=uuid4(), period_from=START)
    note = handovers.sign(desk, draft, passphrase("n.berg"), intent=uuid4())
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    assert RATE not in right(desk, session, note)
    assert receive(desk, session, note, **{RATE: "5"}) != ()
    assert receive(desk, session, note) == ()


def test_the_author_does_not_receive_her_own_note(
    desk: Desk, running: UUID, note: SignedNote, store: MemoryStore
) -> None:
    entrance.sign_in(desk, "n.berg", passphrase("n.berg"))
    with pytest.raises(Refused) as caught:
        receive(desk, running, note, "n.berg")
    assert caught.value.code == "same-person"
    assert store.chain[-1].header.kind == "denied"


def test_a_pharmacist_does_not_receive(desk: Desk, running: UUID, note: SignedNote) -> None:
    entrance.sign_in(desk, "p.holm", passphrase("p.holm"))
    with pytest.raises(Refused) as caught:
        receive(desk, running, note, "p.holm")
    assert caught.value.code == "not-allowed"


def test_a_wrong_passphrase_or_a_missing_answer_leaves_nothing(
    desk: Desk, running: UUID, note: SignedNote, store: MemoryStore
) -> None:
    before = len(store.chain)
    with pytest.raises(KnownError) as wrong:
        receive(desk, running, note, "n.berg")
    with pytest.raises(KnownError) as missing:
        receive(desk, running, note, then="")
    assert (wrong.value.code, missing.value.code) == ("passphrase-wrong", "answer-missing")
    assert len(store.chain) == before


def test_each_nurse_receives_it_once_and_the_charge_nurse_too(
    desk: Desk, running: UUID, note: SignedNote
) -> None:
    receive(desk, running, note)
    with pytest.raises(Refused) as caught:
        receive(desk, running, note)
    assert caught.value.code == "received-already"
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    assert receive(desk, running, note, "c.weiss") == ()
    assert [one.by for one in find(desk, running, note).receipts] == ["t.ruiz", "c.weiss"]


def test_a_returned_note_is_received_and_a_replaced_one_is_not(
    desk: Desk, running: UUID, note: SignedNote
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    reviews.return_note(desk, running, note.note, "No.", passphrase("c.weiss"), intent=uuid4())
    assert receive(desk, running, note, "c.weiss") == ()
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))
    shown = receiving_notes.read_back(desk, running, note.note)
    answers = right(desk, running, note)
    place = handovers.InPlaceOf(note=note.note)
    draft = handovers.draft(desk, running, note=uuid4(), period_from=START, in_place_of=place)
    handovers.sign(desk, draft, passphrase("t.ruiz"), intent=uuid4())
    with pytest.raises(Refused) as stale:
        receiving_notes.receive(desk, shown, answers, passphrase("t.ruiz"), intent=uuid4())
    with pytest.raises(Refused) as replaced:
        receive(desk, running, note)
    assert (stale.value.code, replaced.value.code) == ("stale-form", "note-superseded")


def test_a_read_back_older_than_the_chart_is_refused_with_what_is_newer(
    desk: Desk, running: UUID, note: SignedNote
) -> None:
    shown = receiving_notes.read_back(desk, running, note.note)
    bags.receive(desk, running, received(), intent=uuid4())
    with pytest.raises(Refused, match="bag received by Tom Ruiz") as caught:
        receiving_notes.receive(
            desk, shown, right(desk, running, note), passphrase("t.ruiz"), intent=uuid4()
        )
    assert caught.value.code == "stale-form"


def test_nothing_waits_for_a_receipt(
    desk: Desk, running: UUID, note: SignedNote, clock: SetClock
) -> None:
    """A bag is changed and the next note is signed while nobody has received the old one."""
    clock.forward(hours=2)
    crew = Crew(desk, clock)
    crew.confirm_time()
    nina = entrance.second_person(desk, "n.berg", passphrase("n.berg"))
    patient = opened().patient
    bag, label = rounds.receive(crew, running, patient, Kind("24h"))
    change = rounds.facts(crew, patient, label, running=True)
    crew.walk(running, WalkKind.BAG_CHANGE, rounds.timed(crew, change), nina, bag)
    entrance.leave(desk, nina)
    since = clock.now() - timedelta(hours=1)
    draft = handovers.draft(desk, running, note=uuid4(), period_from=since)
    handovers.sign(desk, draft, passphrase("t.ruiz"), intent=uuid4())
    assert len(desk.session(running).notes) == 2
    assert receive(desk, running, note) == ()  # late, and still what the old note said
