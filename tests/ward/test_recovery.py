"""The sealed recovery code on real keys and the real encrypted chart."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import pytest

from nursedesk.chart.terms import Role, kind_of
from nursedesk.errors import KnownError
from nursedesk.store import migrate
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import accounts, entrance, leaving, recovery
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from nursedesk.ward.key_ports import Recovering
from nursedesk.ward.ports import NewAccount
from tests.keys.conftest import opened_with
from tests.ward.conftest import RealWard, confirm_time

PHRASE = "a phrase of five new words"


def begin(desk: Desk, code: str, account: str = "r.ada") -> Recovering:
    return recovery.begin(desk, code, account, "Rita Ada", PHRASE)


def finish(desk: Desk, made: Recovering) -> None:
    recovery.finish(desk, made, made.recovery_code, intent=uuid4())


def code_of(error: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        error()
    return caught.value.code


def test_the_code_makes_an_administrator_who_makes_accounts(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    desk = start()
    finish(desk, begin(desk, ward.code))
    assert desk.signed_in().roles == {Role.ADMINISTRATOR}
    confirm_time(desk)
    new = NewAccount(account="m.lund", name="Mia", roles=(Role.NURSE,), passphrase=PHRASE)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    accounts.add_account(desk, new, passphrase=PHRASE, intent=uuid4(), second=tom)
    desk.close()

    again = start()
    entrance.sign_in(again, "m.lund", PHRASE)
    entrance.sign_in(again, NINA.account, NINA.passphrase)
    kinds = [kind_of(entry.body) for entry in again.store.ward_entries()]
    assert kinds.count("administrator-recovered") == 1
    assert check_ward(again) > 5


def test_the_used_code_is_void_and_the_next_one_opens(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    desk = start()
    made = begin(desk, ward.code)
    finish(desk, made)
    desk.close()

    again = start()
    assert code_of(lambda: begin(again, ward.code, "s.ole")) == "recovery-code-wrong"
    finish(again, begin(again, made.recovery_code, "s.ole"))
    assert set(again.refresh_roster().issuers) == {CLARA.account, "r.ada", "s.ole"}


def test_two_recovered_administrators_can_help_everybody_else(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    """All passphrases are lost: the code is used twice, then the two remove the former one."""
    desk = start()
    made = begin(desk, ward.code)
    finish(desk, made)
    finish(desk, begin(desk, made.recovery_code, "s.ole"))
    confirm_time(desk)
    second = entrance.second_person(desk, "r.ada", PHRASE)
    leaving.remove(desk, TOM.account, second=second, intent=uuid4())

    assert TOM.account in desk.refresh_roster().removed


def test_a_copy_of_the_envelope_and_its_used_code_open_the_chart_no_longer(
    ward: RealWard, start: Callable[[], Desk], tmp_path: Path
) -> None:
    shutil.copytree(ward.folder, tmp_path / "copy")
    former = start()
    entrance.sign_in(former, NINA.account, NINA.passphrase)
    key = former.signed_in().keys.database_key()
    former.close()
    desk = start()
    finish(desk, begin(desk, ward.code))
    desk.close()

    assert opened_with(tmp_path / "copy", ward.code).secret
    chart = ward.folder / "chart" / "chart.db"
    assert code_of(lambda: SqlChartStore.open(chart, key)) == "chart-wrong-key"


def test_an_old_envelope_put_back_is_told_as_such(
    ward: RealWard, start: Callable[[], Desk], tmp_path: Path
) -> None:
    shutil.copytree(ward.folder, tmp_path / "copy")
    desk = start()
    finish(desk, begin(desk, ward.code))
    shutil.copy(tmp_path / "copy" / "keys" / "recovery.json", ward.folder / "keys")

    assert code_of(lambda: begin(desk, ward.code, "s.ole")) == "recovery-code-old"


def test_what_is_refused_leaves_the_ward_as_it_was(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    desk = start()
    assert code_of(lambda: begin(desk, "A" * 40)) == "recovery-code-wrong"
    assert code_of(lambda: begin(desk, ward.code, NINA.account)) == "account-exists"
    assert not desk.is_open
    made = begin(desk, ward.code)
    wrong = code_of(lambda: recovery.finish(desk, made, ward.code, intent=uuid4()))
    assert wrong == "recovery-code-wrong"
    desk.close()

    again = start()
    entrance.sign_in(again, CLARA.account, CLARA.passphrase)
    finish(again, begin(again, ward.code))


def test_a_full_disk_is_said_and_the_new_administrator_finishes(
    ward: RealWard, start: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> NoReturn:
        raise OSError(28, "No space left on device")

    desk = start()
    made = begin(desk, ward.code)
    with monkeypatch.context() as fault:
        fault.setattr(migrate, "copy", full)
        finish(desk, made)
        desk.close()
        again = start()
        entrance.sign_in(again, "r.ada", PHRASE)
        again.close()

    again = start()
    entrance.sign_in(again, "r.ada", PHRASE)
    assert again.keyring.changes.pending() is None
    finish(again, begin(again, made.recovery_code, "s.ole"))


def test_a_recovery_that_was_not_entered_never_was(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    """Killed between the keys and the entry: the old code opens, the new account is unknown."""
    desk = start()
    made = begin(desk, ward.code)
    stay = list(desk.refresh_roster().accounts.values())
    desk.keyring.changes.stage_recovery(made.recovery_code, stay, None)
    desk.close()

    again = start()
    assert code_of(lambda: entrance.sign_in(again, "r.ada", PHRASE)) == "account-not-in-chart"
    finish(again, begin(again, ward.code))
    assert again.keyring.changes.pending() is None
    entrance.sign_in(again, NINA.account, NINA.passphrase)
