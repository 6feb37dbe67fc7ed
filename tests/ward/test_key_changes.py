"""Passphrase change, reset and leaver on real keys and the real encrypted chart."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from nursedesk.chart.terms import Role, kind_of
from nursedesk.errors import KnownError, Refused
from nursedesk.keys import slots
from nursedesk.keys.changes import opened
from nursedesk.keys.key_files import NEXT
from nursedesk.store import migrate
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM
from nursedesk.ward import accounts, entrance, leaving, passphrases
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from tests.keys.conftest import opened_with
from tests.ward.conftest import RealWard, confirm_time

NEW = "another phrase of five words"


@pytest.fixture
def folder(ward: RealWard) -> Path:
    return ward.folder


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    """Clara, administrator, signed in."""
    desk = start()
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    confirm_time(desk)
    return desk


def kinds(desk: Desk) -> list[str]:
    return [kind_of(entry.body) for entry in desk.store.ward_entries()]


def second(desk: Desk) -> Person:
    return entrance.second_person(desk, TOM.account, TOM.passphrase)


def reset_nina(desk: Desk) -> None:
    passphrases.reset(
        desk, NINA.account, NEW, passphrase=CLARA.passphrase, second=second(desk), intent=uuid4()
    )


def remove_nina(desk: Desk) -> None:
    leaving.remove(desk, NINA.account, second=second(desk), intent=uuid4())


def refused(desk: Desk, account: str, passphrase: str) -> str:
    with pytest.raises(KnownError) as caught:
        entrance.sign_in(desk, account, passphrase)
    return caught.value.code


def full_disk(*_arguments: object) -> NoReturn:
    raise OSError(28, "No space left on device")


# A passphrase, changed by its owner.


def test_the_new_passphrase_counts_and_the_old_one_does_not(
    desk: Desk, start: Callable[[], Desk]
) -> None:
    certificate = desk.signed_in().keys.certificate
    passphrases.change(desk, CLARA.passphrase, NEW, intent=uuid4())
    desk.signed_in().keys.document_signer(NEW)
    desk.close()

    again = start()
    assert refused(again, CLARA.account, CLARA.passphrase) == "passphrase-wrong"
    assert entrance.sign_in(again, CLARA.account, NEW).keys.certificate == certificate
    assert kinds(again).count("passphrase-changed") == 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("not hers at all, sadly", NEW, "passphrase-wrong"),
        (CLARA.passphrase, "too short", "passphrase-too-short"),
        (CLARA.passphrase, CLARA.passphrase, "passphrase-same"),
    ],
)
def test_a_passphrase_that_is_not_changed(desk: Desk, old: str, new: str, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        passphrases.change(desk, old, new, intent=uuid4())

    assert caught.value.code == code
    assert "passphrase-changed" not in kinds(desk)
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)


def test_a_change_that_was_not_entered_is_entered_at_the_next_sign_in(
    desk: Desk, start: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> NoReturn:
        raise KnownError("disk-full", "The disk is full.", do="Free some space.")

    with monkeypatch.context() as fault:
        fault.setattr(passphrases, "enter_change", broken)
        with pytest.raises(KnownError, match="counts from now on") as caught:
            passphrases.change(desk, CLARA.passphrase, NEW, intent=uuid4())
    assert caught.value.code == "change-not-entered"
    desk.close()

    again = start()
    entrance.sign_in(again, CLARA.account, NEW)
    entrance.sign_in(again, CLARA.account, NEW)
    assert kinds(again).count("passphrase-changed") == 1
    check_ward(again)


def test_an_old_key_file_put_back_does_not_revive_a_passphrase(
    desk: Desk, folder: Path, start: Callable[[], Desk]
) -> None:
    before = (folder / "keys" / slots.SLOTS).read_bytes()
    passphrases.change(desk, CLARA.passphrase, NEW, intent=uuid4())
    desk.close()
    (folder / "keys" / slots.SLOTS).write_bytes(before)

    again = start()
    assert refused(again, CLARA.account, CLARA.passphrase) == "keys-old"
    assert not again.is_open


# A reset, by an administrator and a second person.


def test_after_a_reset_only_the_new_passphrase_opens(desk: Desk, start: Callable[[], Desk]) -> None:
    former = desk.refresh_roster().accounts[NINA.account]
    reset_nina(desk)
    now = desk.refresh_roster().accounts[NINA.account]
    assert now.certificate != former.certificate
    assert now.sealing_key != former.sealing_key
    assert [one.certificate for one in desk.roster.revoked] == [former.certificate]
    desk.close()

    again = start()
    assert refused(again, NINA.account, NINA.passphrase) == "passphrase-wrong"
    entrance.sign_in(again, NINA.account, NEW)
    assert again.signed_in().roles == {Role.NURSE}


def test_she_is_told_when_and_by_whom_until_she_has_read_it(desk: Desk) -> None:
    reset_nina(desk)
    at = desk.clock.now()
    with pytest.raises(Refused) as caught:
        entrance.second_person(desk, NINA.account, NEW)
    assert caught.value.code == "reset-unread"
    assert passphrases.unread_reset(desk) is None

    entrance.sign_in(desk, NINA.account, NEW)
    entrance.sign_in(desk, NINA.account, NEW)
    told = passphrases.unread_reset(desk)
    assert told is not None
    assert (told.at, told.by) == (at, ("Clara Weiss", "Tom Ruiz"))
    passphrases.read_reset(desk, told, intent=uuid4())
    assert passphrases.unread_reset(desk) is None
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    entrance.second_person(desk, NINA.account, NEW)
    check_ward(desk)


def test_who_may_not_be_reset(desk: Desk) -> None:
    tom = second(desk)

    def reset(account: str) -> str:
        with pytest.raises(Refused) as caught:
            passphrases.reset(
                desk, account, NEW, passphrase=CLARA.passphrase, second=tom, intent=uuid4()
            )
        return caught.value.code

    assert reset(CLARA.account) == "own-account"
    assert reset(TOM.account) == "own-account"
    assert reset("n.obody") == "no-such-account"
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    tom = second(desk)
    assert reset(PIA.account) == "not-allowed"
    assert desk.keyring.changes.pending() is None


def test_a_reset_with_a_wrong_passphrase_changes_nothing(desk: Desk) -> None:
    tom = second(desk)
    with pytest.raises(KnownError) as caught:
        passphrases.reset(
            desk, NINA.account, NEW, passphrase=NINA.passphrase, second=tom, intent=uuid4()
        )

    assert caught.value.code == "passphrase-wrong"
    entrance.sign_in(desk, NINA.account, NINA.passphrase)


# A leaver.


def keys_of(desk: Desk) -> bytes:
    return desk.signed_in().keys.database_key()


def test_who_left_opens_nothing_and_everybody_else_opens_as_before(
    desk: Desk, folder: Path, start: Callable[[], Desk]
) -> None:
    former, slots_before = keys_of(desk), (folder / "keys" / slots.SLOTS).read_bytes()
    before = desk.store.entries()
    remove_nina(desk)
    assert keys_of(desk) != former
    assert desk.store.entries()[: len(before)] == before
    desk.close()
    with pytest.raises(KnownError) as caught:
        SqlChartStore.open(folder / "chart" / "chart.db", former)
    assert caught.value.code == "chart-wrong-key"
    assert {path.name for path in (folder / "keys").iterdir()} == {
        "emergency.json",
        "recovery.json",
        "slots.json",
        "throttle.json",
    }
    assert (folder / "keys" / slots.SLOTS).read_bytes() != slots_before

    again = start()
    assert refused(again, NINA.account, NINA.passphrase) == "passphrase-wrong"
    for member in (TOM, PIA, CLARA):
        entrance.sign_in(again, member.account, member.passphrase)
    assert NINA.account not in {card.account for card in again.keyring.cards()}
    assert again.refresh_roster().names()[NINA.account] == "Nina Berg"


def test_the_recovery_code_opens_the_new_secret(desk: Desk, ward: RealWard) -> None:
    remove_nina(desk)

    assert opened_with(ward.folder, ward.code).secret == opened(desk.signed_in().keys).ward_secret()


def test_her_name_is_never_given_to_another(desk: Desk) -> None:
    remove_nina(desk)
    new = NewAccount(account=NINA.account, name="Nils", roles=(Role.NURSE,), passphrase=NEW)
    with pytest.raises(Refused) as caught:
        accounts.add_account(
            desk, new, passphrase=CLARA.passphrase, intent=uuid4(), second=second(desk)
        )

    assert caught.value.code == "account-exists"


def test_who_may_not_leave(desk: Desk) -> None:
    def remove(account: str, witness: Person) -> str:
        with pytest.raises(Refused) as caught:
            leaving.remove(desk, account, second=witness, intent=uuid4())
        return caught.value.code

    tom = second(desk)
    assert remove(CLARA.account, tom) == "signed-in"
    assert remove(TOM.account, tom) == "signed-in"
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    assert remove(PIA.account, second(desk)) == "not-allowed"
    with pytest.raises(Refused, match="last administrator"):
        leaving.check_leaver(desk, CLARA.account, ())
    assert desk.keyring.changes.pending() is None


def test_a_full_disk_leaves_the_former_secret_and_the_next_sign_in_finishes(
    desk: Desk, folder: Path, start: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    former = keys_of(desk)
    with monkeypatch.context() as fault:
        fault.setattr(migrate, "copy", full_disk)
        with pytest.raises(KnownError, match="finished at the next sign-in") as caught:
            remove_nina(desk)
        assert caught.value.code == "keys-unfinished"
        assert desk.store.entries()
        desk.close()
        again = start()
        entrance.sign_in(again, PIA.account, PIA.passphrase)
        assert len(again.sessions()) == 0
        again.close()
    assert (folder / "keys" / NEXT).exists()
    SqlChartStore.open(folder / "chart" / "chart.db", former).close()

    again = start()
    assert refused(again, NINA.account, NINA.passphrase) == "account-removed"
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    assert keys_of(again) != former
    assert not (folder / "keys" / NEXT).exists()
    assert refused(again, NINA.account, NINA.passphrase) == "passphrase-wrong"


def test_a_chart_that_does_not_open_again_is_closed_and_opens_at_the_next_sign_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_keys: object) -> NoReturn:
        raise KnownError("disk-error", "The disk reported an error.", do="Try again.")

    with monkeypatch.context() as fault:
        fault.setattr(desk, "open_store", broken)
        with pytest.raises(KnownError, match="finished at the next sign-in"):
            remove_nina(desk)
    assert (desk.person, desk.is_open) == (None, False)

    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    assert not desk.soundness.read_only
    assert len(desk.refresh_roster().adopted) == 1
    assert refused(desk, NINA.account, NINA.passphrase) == "passphrase-wrong"


def test_without_its_entry_a_change_is_dropped(
    desk: Desk, folder: Path, start: Callable[[], Desk]
) -> None:
    former = keys_of(desk)
    roster = desk.refresh_roster()
    stay = [one for one in roster.accounts.values() if one.account != NINA.account]
    desk.keyring.changes.removal(desk.signed_in().keys, stay, roster.recovery_key, None)
    desk.close()

    again = start()
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    assert not (folder / "keys" / NEXT).exists()
    assert keys_of(again) == former
    entrance.sign_in(again, NINA.account, NINA.passphrase)


def test_one_change_at_a_time(desk: Desk) -> None:
    roster = desk.refresh_roster()
    stay = list(roster.accounts.values())
    desk.keyring.changes.removal(desk.signed_in().keys, stay, roster.recovery_key, None)

    with pytest.raises(KnownError) as caught:
        passphrases.change(desk, CLARA.passphrase, NEW, intent=uuid4())
    assert caught.value.code == "keys-changing"


@pytest.mark.parametrize("call", ["replace", "fsync"])
@pytest.mark.parametrize("nth", [1, 2, 3, 5])
def test_a_disk_that_refuses_while_somebody_leaves_is_told_truly(
    desk: Desk,
    start: Callable[[], Desk],
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    nth: int,
) -> None:
    tom, calls = second(desk), iter(range(nth - 1))
    genuine = getattr(os, call)

    def refuses(*args: object) -> object:
        if next(calls, None) is None:
            full_disk()
        return genuine(*args)

    with monkeypatch.context() as fault:
        fault.setattr(os, call, refuses)
        try:
            leaving.remove(desk, NINA.account, second=tom, intent=uuid4())
            said = "done"
        except KnownError as error:
            said = error.code
    desk.close()

    again = start()
    entrance.sign_in(again, TOM.account, TOM.passphrase)
    left = NINA.account not in again.refresh_roster().accounts
    assert left == (said in {"done", "keys-unfinished", "safety-copy-not-written"})
    assert again.keyring.changes.pending() is None
    if left:
        assert refused(again, NINA.account, NINA.passphrase) == "passphrase-wrong"
    else:
        entrance.sign_in(again, NINA.account, NINA.passphrase)
