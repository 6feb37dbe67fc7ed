"""The lock in the chart: nobody is there while it lasts, and what was half typed is kept apart."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from nursedesk.chart.terms import WalkKind
from nursedesk.chart.ward_entries import SignedIn, SignedOut
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, drafts, entrance, locking, walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.drafts import Half, step_place
from nursedesk.ward.views.lock_screen import lock_screen
from tests.ward.conftest import START, opened, passphrase, received
from tests.ward.fakes import MemoryStore

NINA, TOM, PIN = "n.berg", "t.ruiz", "739104"


def half(place: str = "here", account: str = NINA) -> Half:
    return Half(account=account, place=place, values={"rate": "3.2", "use_by": None})


def signed_in_last(store: MemoryStore) -> SignedIn:
    body = store.chain[-1].body
    assert isinstance(body, SignedIn)
    return body


def test_locking_signs_out_and_forgets_the_keys(desk: Desk, store: MemoryStore) -> None:
    nina = desk.signed_in()
    locking.lock(desk)
    assert store.chain[-1].body == SignedOut(account=NINA, locked=True)
    assert desk.person is None
    with pytest.raises(AssertionError, match="locked"):
        nina.keys.sign_entry(b"")


def test_nothing_can_be_written_or_read_under_the_lock(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    locking.lock(desk)
    before = len(store.chain)
    for use_case in (
        lambda: bags.receive(desk, session, received(), intent=uuid4()),
        lambda: walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4()),
        lambda: desk.session(session),
        desk.sessions,
        lambda: drafts.find(desk, "here"),
    ):
        with pytest.raises(Refused) as caught:
            use_case()
        assert caught.value.code == "not-signed-in"
    assert len(store.chain) == before


def test_the_same_person_comes_back_with_a_new_session_key(
    desk: Desk, store: MemoryStore, session: UUID
) -> None:
    former = desk.signed_in().keys.session_key
    locking.lock(desk)
    nina = locking.unlock(desk, NINA, passphrase(NINA))
    body = signed_in_last(store)
    assert (body.account, body.nested) == (NINA, False)
    assert body.session_key == nina.keys.session_key != former
    bags.receive(desk, session, received(), intent=uuid4())
    assert desk.away is None


def test_a_pin_lifts_the_lock_and_stays_hers(desk: Desk) -> None:
    desk.signed_in().keys.set_pin(passphrase(NINA), PIN)
    for _ in range(2):
        locking.lock(desk)
        assert locking.unlock(desk, NINA, PIN).account == NINA


def test_somebody_elses_passphrase_lifts_nothing(desk: Desk, store: MemoryStore) -> None:
    locking.lock(desk)
    with pytest.raises(KnownError):
        locking.unlock(desk, NINA, passphrase(TOM))
    assert desk.person is None
    locking.unlock(desk, NINA, passphrase(NINA))
    assert signed_in_last(store).failed_before == 1, "the chart is told of it"
    locking.lock(desk)
    locking.unlock(desk, NINA, passphrase(NINA))
    assert signed_in_last(store).failed_before == 0, "once"


def test_somebody_else_may_come_and_the_first_ones_pin_is_gone(
    desk: Desk, store: MemoryStore
) -> None:
    desk.signed_in().keys.set_pin(passphrase(NINA), PIN)
    locking.lock(desk)
    away = desk.away
    entrance.sign_in(desk, TOM, passphrase(TOM))
    assert [e.header.kind for e in store.chain[-2:]] == ["signed-out", "signed-in"]
    assert away is not None
    assert away.pin is not None
    assert not away.pin.alive
    with pytest.raises(KnownError):
        locking.unlock(desk, NINA, PIN)


def test_a_person_whose_sign_out_failed_comes_back_through_the_lock_too(desk: Desk) -> None:
    """Her keys were forgotten, the window still shows her name, and then it locks."""
    desk.lock()
    locking.lock(desk)
    assert desk.away is None
    assert locking.unlock(desk, NINA, passphrase(NINA)).account == NINA


def test_a_second_persons_keys_are_forgotten_too(desk: Desk) -> None:
    tom = entrance.second_person(desk, TOM, passphrase(TOM))
    locking.lock(desk)
    assert desk.second is None
    with pytest.raises(AssertionError, match="locked"):
        tom.keys.sign_entry(b"")


def test_a_disk_that_refuses_hinders_no_lock(
    desk: Desk, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_key: str, _content: bytes | None) -> None:
        raise KnownError("disk-full", "The disk is full.", do="Make room.")

    nina = desk.signed_in()
    monkeypatch.setattr(store, "save_draft", full)
    with pytest.raises(KnownError, match="full"):
        locking.lock(desk, [half()])
    assert store.chain[-1].body == SignedOut(account=NINA, locked=True)
    assert desk.person is None
    assert desk.away is not None
    with pytest.raises(AssertionError, match="locked"):
        nina.keys.sign_entry(b"")


def test_locking_twice_is_locking_once(desk: Desk, store: MemoryStore) -> None:
    locking.lock(desk)
    before = len(store.chain)
    locking.lock(desk)
    assert len(store.chain) == before
    assert desk.away is not None


def test_the_lock_screen_shows_beds_and_no_names(desk: Desk, session: UUID) -> None:
    locking.lock(desk)
    shown = lock_screen(desk)
    (line,) = shown.beds
    patient = opened().patient
    assert line.bed == "Bed not given"
    for secret in (patient.family, patient.given, patient.identifier, "1987"):
        assert secret not in repr(shown)


# Drafts.


def test_her_draft_comes_back_to_her_alone(desk: Desk) -> None:
    locking.lock(desk, [half(), half(account=TOM)])
    locking.unlock(desk, NINA, passphrase(NINA))
    found = drafts.find(desk, "here")
    assert found is not None
    assert (found.values, found.at) == ({"rate": "3.2", "use_by": None}, START)
    assert drafts.find(desk, "elsewhere") is None
    clara = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    assert drafts.find(desk, "here", by=clara) is None
    tom = entrance.second_person(desk, TOM, passphrase(TOM))
    assert drafts.find(desk, "here", by=tom) is not None
    entrance.leave(desk, tom)
    with pytest.raises(Refused, match="not signed in any more"):
        drafts.find(desk, "here", by=tom)


def test_what_can_never_be_recorded_is_no_draft(desk: Desk) -> None:
    """Half a character, as a broken keyboard driver sends it, hinders no lock."""
    typed = {"rate": "3.2", "use_by": "\ud800"}
    locking.lock(desk, [structs.replace(half(), values=typed)])
    locking.unlock(desk, NINA, passphrase(NINA))
    found = drafts.find(desk, "here")
    assert found is not None
    assert found.values == {"rate": "3.2"}


def test_what_stands_on_her_screen_again_is_no_draft_any_more(
    desk: Desk, store: MemoryStore
) -> None:
    locking.lock(desk, [half()])
    locking.unlock(desk, NINA, passphrase(NINA), held=["here"])
    assert not store.drafts


def test_an_old_draft_is_not_given_back(desk: Desk, store: MemoryStore, clock: SetClock) -> None:
    locking.lock(desk, [half()])
    clock.forward(hours=11, minutes=59)
    locking.unlock(desk, NINA, passphrase(NINA))
    assert drafts.find(desk, "here") is not None
    clock.forward(minutes=1)
    assert drafts.find(desk, "here") is None
    assert not store.drafts


def test_a_draft_of_the_future_is_not_given_back(desk: Desk, clock: SetClock) -> None:
    locking.lock(desk, [half()])
    clock.turn_to(START - timedelta(hours=1))
    locking.unlock(desk, NINA, passphrase(NINA))
    assert drafts.find(desk, "here") is None


def test_recording_the_step_deletes_its_draft(
    desk: Desk, session: UUID, store: MemoryStore
) -> None:
    walk = walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    shown = walks.view(desk, session, walk)
    assert shown.step is not None
    place = step_place(session, walk, shown.step.id)
    drafts.keep(desk, half(place))
    drafts.keep(desk, half(place, account=TOM))
    answers = {"temperature_c": "36.8", "oxygen": "none", "fever_masked": "no"}
    walks.answer(desk, shown, answers, intent=uuid4())
    assert list(store.drafts) == [f"{TOM} {place}"]


def test_a_draft_that_cannot_be_deleted_hinders_no_record(
    desk: Desk, session: UUID, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_key: str, _content: bytes | None) -> None:
        raise KnownError("disk-full", "The disk is full.", do="Make room.")

    walk = walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    shown = walks.view(desk, session, walk)
    assert shown.step is not None
    drafts.keep(desk, half(step_place(session, walk, shown.step.id)))
    monkeypatch.setattr(store, "save_draft", full)
    answers = {"temperature_c": "36.8", "oxygen": "none", "fever_masked": "no"}
    after = walks.answer(desk, shown, answers, intent=uuid4())
    assert after.position == 2
