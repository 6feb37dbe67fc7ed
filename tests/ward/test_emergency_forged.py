"""Entries on emergencies that must never count, written by hand with genuine keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import uuid4

import pytest
from msgspec import structs

from nursedesk.bootstrap import make_desk
from nursedesk.chart.emergency_entries import BY_CODE, EmergencySheetMade, EmergencyViewed
from nursedesk.chart.entry import Entry
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import SignedOut
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.walkthrough.crew import CLARA, NINA, TOM
from nursedesk.ward import emergency, entrance
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount, Unlocked
from tests.ward.conftest import START, RealWard
from tests.ward.test_check_keys import append

LENA = "Lena Ott"
CODES: list[str] = []  # of the sheet in use


@pytest.fixture
def desk(ward: RealWard) -> Desk:
    """Clara signed in, Tom beside her; they have renewed the emergency sheet."""
    desk = make_desk(ward.folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    tom = entrance.second_person(desk, TOM.account, TOM.passphrase)
    sheet = emergency.make_sheet(desk)
    emergency.use_sheet(desk, sheet, second=tom, intent=uuid4())
    CODES[:] = [sheet.code]
    return desk


def sheet_by(desk: Desk) -> EmergencySheetMade:
    made = desk.keyring.emergency.make(desk.signed_in().keys)
    return entrance.sheet_made(made)


def by_code(desk: Desk) -> EmergencyViewed:
    return EmergencyViewed(name=LENA, account=None, began=desk.clock.now())


def holder(desk: Desk) -> Person:
    """Whoever has the opened sheet, with the keys that its code gives."""
    keys = cast("Unlocked", desk.keyring.emergency.open(CODES[0]))
    return Person(account=BY_CODE, name=LENA, roles=frozenset({Role.NURSE}), keys=keys)


FORGERIES: dict[str, Callable[[Desk, Person, Person], object]] = {
    "a sheet by one person alone": lambda desk, _clara, _tom: append(desk, sheet_by(desk)),
    "a sheet by nobody who may": lambda desk, clara, tom: append(
        desk, sheet_by(desk), author=tom, witness=clara, role=Role.NURSE
    ),
    "a view by the code that the code did not sign": lambda desk, _clara, tom: append(
        desk, by_code(desk), author=structs.replace(tom, account=BY_CODE), role=Role.NURSE
    ),
    "a view by another's account": lambda desk, _clara, tom: append(
        desk, structs.replace(by_code(desk), account=NINA.account), author=tom, role=Role.NURSE
    ),
    "something else in the code's name, by the code itself": lambda desk, _clara, _tom: append(
        desk, SignedOut(account=TOM.account), author=holder(desk), role=Role.NURSE
    ),
    "a view by an account in the code's name": lambda desk, _clara, _tom: append(
        desk,
        structs.replace(by_code(desk), account=BY_CODE),
        author=holder(desk),
        role=Role.NURSE,
    ),
}


@pytest.mark.parametrize("forgery", list(FORGERIES))
def test_a_forgery_is_found(desk: Desk, forgery: str) -> None:
    clara, tom = desk.signed_in(), desk.second
    assert tom is not None
    check_ward(desk)
    forged = FORGERIES[forgery](desk, clara, tom)
    assert isinstance(forged, Entry)

    with pytest.raises(KnownError) as caught:
        check_ward(desk)
    assert caught.value.facts["entry"] == forged.number


def test_nobody_has_an_account_of_the_codes_name(desk: Desk) -> None:
    clara = desk.signed_in()
    new = NewAccount(account=BY_CODE, name="X", roles=(Role.NURSE,), passphrase="x" * 20)
    with pytest.raises(KnownError, match="stands for the sealed code"):
        desk.keyring.enrol(clara.keys, new, passphrase=CLARA.passphrase, at=desk.clock.now())
