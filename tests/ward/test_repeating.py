"""What was saved without its safety copy is repeated by pressing again: told as done, done once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError, Refused
from nursedesk.store.anchors import FileAnchors
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Member
from nursedesk.ward import accounts, entrance, handovers, leaving, passphrases, recovery, sessions
from nursedesk.ward.desk import Desk
from nursedesk.ward.handovers import Draft
from nursedesk.ward.ports import NewAccount
from tests.ward.conftest import RealWard, confirm_time, opened

NEW = "another phrase of five words"
OTHER = "quite another phrase of five words"
MIA = NewAccount(account="m.lund", name="Mia Lund", roles=(Role.NURSE,), passphrase=NEW)

Refuses = Callable[[], None]


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    return start()


@pytest.fixture
def disk_refuses_once(monkeypatch: pytest.MonkeyPatch) -> Refuses:
    """From now on the next anchor is refused."""

    def begin() -> None:
        genuine, left = FileAnchors._add, [1]

        def add(place: FileAnchors, handle: int, content: bytes) -> None:
            if left and left.pop():
                raise OSError(5, "Input/output error")
            genuine(place, handle, content)

        monkeypatch.setattr(FileAnchors, "_add", add)

    return begin


@pytest.fixture
def twice(desk: Desk, disk_refuses_once: Refuses) -> Callable[[Callable[[], object]], None]:
    """Presses, is told that it was saved, presses again: done, by one entry."""

    def press(action: Callable[[], object]) -> None:
        disk_refuses_once()
        with pytest.raises(KnownError) as told:
            action()
        assert told.value.code == "safety-copy-not-written"
        last = desk.store.last()
        assert last is not None
        assert told.value.facts["entry"] == last.number
        action()
        assert [entry.body for entry in desk.store.entries()].count(last.body) == 1

    return press


Twice = Callable[[Callable[[], object]], None]


def at_the_desk(desk: Desk, member: Member) -> None:
    entrance.sign_in(desk, member.account, member.passphrase)
    confirm_time(desk)


def drafted(desk: Desk) -> tuple[UUID, Draft]:
    session = sessions.open_session(desk, opened(), intent=uuid4())
    begins = desk.clock.now() - timedelta(minutes=30)
    return session, handovers.draft(desk, session, note=uuid4(), period_from=begins)


def test_a_note_and_its_countersignature(desk: Desk, twice: Twice) -> None:
    at_the_desk(desk, NINA)
    session, draft = drafted(desk)
    one, other, note = uuid4(), uuid4(), draft.content.note
    twice(lambda: handovers.sign(desk, draft, NINA.passphrase, intent=one))
    at_the_desk(desk, CLARA)
    twice(lambda: handovers.countersign(desk, session, note, CLARA.passphrase, intent=other))
    assert handovers.find(desk.session(session), note).countersigned_by == CLARA.account


def test_another_note_under_the_same_intent_is_no_success(desk: Desk) -> None:
    at_the_desk(desk, NINA)
    session, draft = drafted(desk)
    intent = uuid4()
    handovers.sign(desk, draft, NINA.passphrase, intent=intent)
    again = handovers.draft(desk, session, note=uuid4(), period_from=draft.content.period_from)
    with pytest.raises(Refused) as caught:
        handovers.sign(desk, again, NINA.passphrase, intent=intent)
    assert caught.value.code == "saved-otherwise"


def test_a_changed_passphrase(desk: Desk, twice: Twice) -> None:
    at_the_desk(desk, NINA)
    intent = uuid4()
    twice(lambda: passphrases.change(desk, NINA.passphrase, NEW, intent=intent))
    with pytest.raises(Refused) as caught:
        passphrases.change(desk, NINA.passphrase, OTHER, intent=intent)
    assert caught.value.code == "saved-otherwise"
    entrance.sign_in(desk, NINA.account, NEW)


def test_new_keys(desk: Desk, twice: Twice) -> None:
    at_the_desk(desk, CLARA)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    intent = uuid4()

    def reset(new: str) -> None:
        passphrases.reset(
            desk, NINA.account, new, passphrase=CLARA.passphrase, second=tom, intent=intent
        )

    twice(lambda: reset(NEW))
    with pytest.raises(Refused) as caught:
        reset(OTHER)
    assert caught.value.code == "saved-otherwise"
    entrance.sign_in(desk, NINA.account, NEW)


def test_a_new_account(desk: Desk, twice: Twice) -> None:
    at_the_desk(desk, CLARA)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    intent = uuid4()
    twice(
        lambda: accounts.add_account(
            desk, MIA, passphrase=CLARA.passphrase, intent=intent, second=tom
        )
    )
    entrance.sign_in(desk, MIA.account, NEW)


def test_a_leaver(desk: Desk, twice: Twice) -> None:
    at_the_desk(desk, CLARA)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    intent = uuid4()
    twice(lambda: leaving.remove(desk, NINA.account, second=tom, intent=intent))
    assert NINA.account in desk.refresh_roster().removed


def test_a_recovery(desk: Desk, ward: RealWard, twice: Twice) -> None:
    made = recovery.begin(desk, ward.code, "r.ada", "Rita Ada", NEW)
    intent = uuid4()
    twice(lambda: recovery.finish(desk, made, made.recovery_code, intent=intent))
    assert desk.signed_in().account == "r.ada"
