from __future__ import annotations

from uuid import uuid4

import pytest

from nursedesk.chart.terms import Role, kind_of
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import accounts, entrance
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import NewAccount
from tests.ward.conftest import confirm_time, found, passphrase
from tests.ward.fakes import MemoryStore


def kinds(store: MemoryStore) -> list[str]:
    return [kind_of(entry.body) for entry in store.chain]


def test_founding_writes_ward_account_sign_in_and_sheet_in_this_order(
    bare_desk: Desk, store: MemoryStore
) -> None:
    found(bare_desk)

    founded = ["ward-created", "account-added", "signed-in", "emergency-sheet-made"]
    assert kinds(store) == founded
    assert bare_desk.signed_in().roles == {Role.CHARGE_NURSE, Role.ADMINISTRATOR}


def test_a_wrong_recovery_code_leaves_no_ward(bare_desk: Desk, store: MemoryStore) -> None:
    phrase = passphrase("c.weiss")
    founding = entrance.begin_founding(bare_desk, "Ward 7", "c.weiss", "Clara", phrase)

    with pytest.raises(KnownError) as caught:
        entrance.finish_founding(bare_desk, founding, "Ward 7", "WRONG", phrase, demo=False)

    assert caught.value.code == "recovery-code-wrong"
    assert not store.chain
    assert not bare_desk.keyring.exists()


def test_a_ward_is_not_founded_over_another(desk: Desk) -> None:
    with pytest.raises(KnownError, match="holds a ward already"):
        entrance.begin_founding(desk, "Ward 8", "x.y", "X", passphrase("x.y"))


def test_signing_in_signs_the_former_person_out(desk: Desk, store: MemoryStore) -> None:
    former = desk.signed_in()
    entrance.sign_in(desk, "t.ruiz", passphrase("t.ruiz"))

    assert kinds(store)[-2:] == ["signed-out", "signed-in"]
    assert desk.signed_in().account == "t.ruiz"
    with pytest.raises(AssertionError, match="locked"):
        former.keys.sign_entry(b"")


def test_a_wrong_passphrase_changes_nothing(desk: Desk, store: MemoryStore) -> None:
    before = len(store.chain)
    with pytest.raises(KnownError):
        entrance.sign_in(desk, "t.ruiz", "wrong")

    assert len(store.chain) == before
    assert desk.signed_in().account == "n.berg"


def test_the_second_person_is_another_person_and_the_attempt_is_recorded(
    desk: Desk, store: MemoryStore
) -> None:
    with pytest.raises(Refused, match="somebody else"):
        entrance.second_person(desk, "n.berg", passphrase("n.berg"))

    assert kinds(store)[-1] == "denied"


def test_a_nested_sign_in_leaves_the_first_person_at_the_desk(desk: Desk) -> None:
    second = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))

    assert second.account == "t.ruiz"
    assert desk.signed_in().account == "n.berg"


def test_the_third_account_takes_a_second_person(bare_desk: Desk) -> None:
    found(bare_desk)
    confirm_time(bare_desk)
    new = NewAccount(
        account="n.berg", name="Nina", roles=(Role.NURSE,), passphrase=passphrase("n.berg")
    )
    accounts.add_account(bare_desk, new, passphrase=passphrase("c.weiss"), intent=uuid4())
    third = NewAccount(
        account="t.ruiz", name="Tom", roles=(Role.NURSE,), passphrase=passphrase("t.ruiz")
    )
    with pytest.raises(Refused) as caught:
        accounts.add_account(bare_desk, third, passphrase=passphrase("c.weiss"), intent=uuid4())

    assert caught.value.code == "second-person-needed"
    assert "t.ruiz" not in bare_desk.refresh_roster().accounts


def test_only_an_administrator_adds_accounts(desk: Desk) -> None:
    second = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
    new = NewAccount(
        account="e.vil", name="E", roles=(Role.CHARGE_NURSE,), passphrase=passphrase("e.vil")
    )
    with pytest.raises(Refused, match="may not"):
        accounts.add_account(
            desk, new, passphrase=passphrase("n.berg"), intent=uuid4(), second=second
        )

    assert "e.vil" not in {card.account for card in desk.keyring.cards()}


def test_nobody_sees_the_board_before_signing_in(desk: Desk) -> None:
    entrance.sign_out(desk)
    with pytest.raises(Refused, match="Nobody is signed in"):
        desk.sessions()
