"""`ward-trust.pem` on real keys: who left, whose keys were reset, what an administrator kept."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from nursedesk.chart.terms import Role
from nursedesk.errors import Refused
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import accounts, entrance, handovers, leaving, passphrases, recovery, trust
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.trust_list import from_pem
from tests.ward.conftest import RealWard, confirm_time

NEW = "another phrase of five words"


@pytest.fixture
def desk(start: Callable[[], Desk]) -> Desk:
    """Clara, administrator, signed in; Tom beside her."""
    desk = start()
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    return desk


def told(desk: Desk) -> dict[str, tuple[str, ...] | None]:
    found = from_pem(trust.trust_pem(desk))
    assert found is not None
    return {one.certificate: one.issued for one in found.revoked}


def sha256(der: bytes) -> str:
    return handovers.sha256(der)


def test_nothing_was_revoked_at_first_and_openssl_reads_the_root(
    desk: Desk, tmp_path: Path
) -> None:
    trust.export(desk, tmp_path / "ward-trust.pem")
    assert told(desk) == {}
    read = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "ward-trust.pem", "-outform", "DER"],
        capture_output=True,
        check=True,
    )
    assert read.stdout == desk.keyring.root_der()


def test_a_reset_and_a_leaver_are_told(desk: Desk) -> None:
    known = desk.refresh_roster().accounts
    nina, pia = known[NINA.account].certificate, known["p.holm"].certificate
    confirm_time(desk)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    passphrases.reset(
        desk, NINA.account, NEW, passphrase=CLARA.passphrase, second=tom, intent=uuid4()
    )
    leaving.remove(desk, "p.holm", second=tom, intent=uuid4())

    assert told(desk) == {sha256(nina): None, sha256(pia): None}


def test_of_an_administrator_who_left_the_accounts_she_made_are_told(
    ward: RealWard, start: Callable[[], Desk]
) -> None:
    """Clara may have kept her issuing key: only those whom the chart names count."""
    desk = start()
    made = recovery.begin(desk, ward.code, "r.ada", "Rita Ada", NEW)
    recovery.finish(desk, made, made.recovery_code, intent=uuid4())
    confirm_time(desk)
    nurse = NewAccount(
        account="m.lund", name="Mia Lund", roles=(Role.CHARGE_NURSE,), passphrase=NEW
    )
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    accounts.add_account(desk, nurse, passphrase=NEW, intent=uuid4(), second=tom)
    known = dict(desk.refresh_roster().accounts)
    issuing = desk.roster.issuers[CLARA.account]
    leaving.remove(desk, CLARA.account, second=tom, intent=uuid4())

    by_clara = {CLARA.account, NINA.account, TOM.account, "p.holm"}
    found = told(desk)
    assert set(found) == {sha256(known[CLARA.account].certificate), sha256(issuing)}
    assert set(found[sha256(issuing)] or ()) == {
        sha256(known[account].certificate) for account in by_clara
    }


def test_nobody_signed_in_exports_nothing(desk: Desk, tmp_path: Path) -> None:
    entrance.sign_out(desk)
    with pytest.raises(Refused):
        trust.export(desk, tmp_path / "ward-trust.pem")
