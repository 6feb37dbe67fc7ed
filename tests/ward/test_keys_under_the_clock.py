"""Keys are made and revoked under a time that somebody confirmed; what they signed stays signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.chart.terms import Role
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import accounts, entrance, handovers, leaving, passphrases, sessions
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from tests.ward.conftest import confirm_time, opened

NEW = "another phrase of five words"


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    """Clara, administrator, signed in under a time that she confirmed."""
    desk = start()
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    return desk


def second(desk: Desk) -> Person:
    return entrance.second_person(desk, TOM.account, TOM.passphrase)


def turned(desk: Desk, by: timedelta) -> None:
    """Somebody sets the clock of the workstation."""
    assert isinstance(desk.clock, SetClock)
    desk.clock.turn_to(desk.clock.now() + by)


def reset_nina(desk: Desk) -> None:
    passphrases.reset(
        desk, NINA.account, NEW, passphrase=CLARA.passphrase, second=second(desk), intent=uuid4()
    )


def remove_nina(desk: Desk) -> None:
    leaving.remove(desk, NINA.account, second=second(desk), intent=uuid4())


def add_mia(desk: Desk) -> None:
    new = NewAccount(account="m.lund", name="Mia Lund", roles=(Role.NURSE,), passphrase=NEW)
    accounts.add_account(
        desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second(desk)
    )


def signed(desk: Desk, passphrase: str) -> SignedNote:
    """Nina's note on a patient."""
    entrance.sign_in(desk, NINA.account, passphrase)
    confirm_time(desk)
    session = sessions.open_session(desk, opened(), intent=uuid4())
    begins = desk.clock.now() - timedelta(minutes=10)
    draft = handovers.draft(desk, session, note=uuid4(), period_from=begins)
    return handovers.sign(desk, draft, passphrase, intent=uuid4())


@pytest.mark.parametrize("change", [reset_nina, remove_nina, add_mia])
def test_keys_are_not_changed_under_a_time_that_nobody_confirmed(
    desk: Desk, change: Callable[[Desk], None]
) -> None:
    turned(desk, timedelta(minutes=-40))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    before = desk.store.counts()
    with pytest.raises(Refused) as caught:
        change(desk)

    assert caught.value.code == "clock-not-confirmed"
    assert desk.keyring.changes.pending() is None
    made = {kind for kind, count in desk.store.counts().items() if count > before.get(kind, 0)}
    assert not [kind for kind in made if kind.startswith("account-")]
    confirm_time(desk)
    change(desk)


def test_a_note_stays_signed_when_its_author_leaves_under_a_clock_that_went_back(
    desk: Desk,
) -> None:
    """Else she would be removed, by the chart, before she signed."""
    note = signed(desk, NINA.passphrase)
    turned(desk, timedelta(minutes=-30))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    with pytest.raises(Refused):
        remove_nina(desk)
    turned(desk, timedelta(minutes=35))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    remove_nina(desk)

    pdf = handovers.document(desk, note)
    assert handovers.verify(desk, pdf, note.document).state == "accepted-signed"


def test_keys_made_while_the_clock_was_ahead_sign_once_it_is_right(desk: Desk) -> None:
    turned(desk, timedelta(days=1))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)  # she mistook the day
    reset_nina(desk)
    turned(desk, timedelta(hours=-23))
    assert signed(desk, NEW).signed_by == NINA.account
