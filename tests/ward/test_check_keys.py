"""Entries on keys that must never count, written by hand with genuine session keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.body import AnyBody
from nursedesk.chart.entry import Entry
from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import AccountAdded, SignedOut
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.changes import issuer_of, opened
from nursedesk.keys.enrolling import enrol
from nursedesk.keys.keyring import FileKeyring
from nursedesk.keys.opening import unlocked_slot
from nursedesk.keys.unlocked import open_keys
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM
from nursedesk.ward import entrance
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from nursedesk.ward.record import _Draft, _seal
from tests.ward.conftest import START, RealWard

CODES: list[str] = []  # the recovery code of the ward that was founded
NEW = "another phrase of five words"


@pytest.fixture
def folder(ward: RealWard) -> Path:
    CODES[:] = [ward.code]
    return ward.folder


@pytest.fixture
def desk(folder: Path) -> Desk:
    """Clara signed in, Tom beside her."""
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    entrance.second_person(desk, TOM.account, TOM.passphrase)
    return desk


def append(
    desk: Desk,
    body: AnyBody,
    *,
    author: Person | None = None,
    witness: Person | None = None,
    role: Role = Role.ADMINISTRATOR,
) -> Entry:
    """Appends past every check, signed by Clara, or by whoever is named."""
    now = desk.clock.now()
    draft = _Draft(
        body=body,
        intent=uuid4(),
        session=None,
        author=author or desk.signed_in(),
        role=role,
        witness=witness,
        happened_at=now,
        recorded_at=now,
        supersedes=None,
    )
    return desk.store.append(draft.intent, None, lambda position: _seal(desk, draft, position))


def tom(desk: Desk) -> Person:
    assert desk.second is not None
    return desk.second


def account(desk: Desk, **changes: object) -> AccountAdded:
    """A new account with genuine keys, which Clara issued."""
    new = NewAccount(account="m.lund", name="Mia", roles=(Role.NURSE,), passphrase=NEW)
    made = desk.keyring.enrol(
        desk.signed_in().keys, new, passphrase=CLARA.passphrase, at=desk.clock.now()
    )
    return msgspec.structs.replace(entrance.added(made), **changes)


def reset(desk: Desk, of: str = NINA.account, **changes: object) -> AccountReset:
    """New keys for an account, which Clara issued."""
    known = desk.refresh_roster().accounts[of]
    new = NewAccount(account=of, name=known.name, roles=known.roles, passphrase=NEW)
    made = desk.keyring.changes.reset(
        desk.signed_in().keys, new, passphrase=CLARA.passphrase, at=desk.clock.now()
    )
    body = AccountReset(
        account=of, certificate=made.certificate, sealing_key=made.sealing_key, slot=made.slot
    )
    return msgspec.structs.replace(body, **changes)


def removed(of: str = NINA.account, generation: int = 2) -> AccountRemoved:
    return AccountRemoved(account=of, generation=generation)


def second_issuer(desk: Desk) -> AccountAdded:
    """An account that brings an issuing certificate of its own, as only the founder's does."""
    return account(desk, issuing=desk.refresh_roster().issuers[CLARA.account])


def recovered(desk: Desk, author: Person | None = None, **changes: object) -> Entry:
    """Somebody uses the recovery code, with genuine keys."""
    new = NewAccount(account="r.ada", name="Rita", roles=(Role.ADMINISTRATOR,), passphrase=NEW)
    made = desk.keyring.changes.recover(CODES[0], new, at=desk.clock.now())
    body = AdministratorRecovered(
        account="r.ada",
        name="Rita",
        roles=made.enrolment.roles,
        certificate=made.enrolment.certificate,
        sealing_key=made.enrolment.sealing_key,
        slot=made.enrolment.slot,
        issuing=made.enrolment.issuing or b"",
        session_key=made.keys.session_key,
        certified=made.keys.certified,
        recovery_key=made.recovery_key,
        generation=desk.refresh_roster().generation + 1,
    )
    rita = Person(account="r.ada", name="Rita", roles=frozenset(new.roles), keys=made.keys)
    return append(desk, msgspec.structs.replace(body, **changes), author=author or rita)


def without_the_code(desk: Desk) -> Entry:
    """Clara makes another administrator alone, with her own issuing key and no recovery code."""
    keyring, clara = desk.keyring, opened(desk.signed_in().keys)
    assert isinstance(keyring, FileKeyring)
    file, door = keyring._files.slots(), keyring._door
    issuer = issuer_of(file, door, clara, CLARA.passphrase)
    new = NewAccount(account="r.ada", name="Rita", roles=(Role.ADMINISTRATOR,), passphrase=NEW)
    slot, made = enrol(new, file.identity, clara.ward_secret(), issuer, at=desk.clock.now())
    keys = unlocked_slot(file, slot, open_keys(file.identity, slot, NEW), door)
    body = AdministratorRecovered(
        account="r.ada",
        name="Rita",
        roles=new.roles,
        certificate=made.certificate,
        sealing_key=made.sealing_key,
        slot=made.slot,
        issuing=issuer.certificate,
        session_key=keys.session_key,
        certified=keys.certified,
        recovery_key=bytes(32),
        generation=2,
    )
    rita = Person(account="r.ada", name="Rita", roles=frozenset(new.roles), keys=keys)
    return append(desk, body, author=rita)


def changed(of: str, slot: UUID | None = None) -> PassphraseChanged:
    return PassphraseChanged(account=of, slot=slot or uuid4())


def slot_of(desk: Desk, of: str) -> UUID:
    return desk.refresh_roster().accounts[of].slot


class Kept(Struct):
    """Session keys that somebody kept although the program forgot them."""

    account: str
    session_key: bytes
    sign_entry: Callable[[bytes], bytes]


FORGERIES: dict[str, Callable[[Desk], Entry]] = {
    "an account without a second person": lambda d: append(d, account(d)),
    "an account with a foreign certificate": lambda d: append(
        d,
        account(d, certificate=d.refresh_roster().accounts[NINA.account].certificate),
        witness=tom(d),
    ),
    "an account in another role than its certificate's": lambda d: append(
        d, account(d, roles=(Role.CHARGE_NURSE,)), witness=tom(d)
    ),
    "an account that may issue": lambda d: append(d, second_issuer(d), witness=tom(d)),
    "an administrator": lambda d: append(
        d, account(d, roles=(Role.ADMINISTRATOR,)), witness=tom(d)
    ),
    "a passphrase of somebody else": lambda d: append(d, changed(NINA.account)),
    "a passphrase with a slot in use": lambda d: append(
        d, changed(CLARA.account, slot_of(d, NINA.account))
    ),
    "a reset without a second person": lambda d: append(d, reset(d)),
    "a reset by herself": lambda d: append(d, reset(d, TOM.account), witness=tom(d)),
    "a reset to the same certificate": lambda d: append(
        d,
        reset(d, certificate=d.refresh_roster().accounts[NINA.account].certificate),
        witness=tom(d),
    ),
    "a reset to another's certificate": lambda d: append(
        d,
        reset(d, certificate=d.refresh_roster().accounts[PIA.account].certificate),
        witness=tom(d),
    ),
    "a reset with a slot in use": lambda d: append(
        d, reset(d, slot=slot_of(d, NINA.account)), witness=tom(d)
    ),
    "a reset of nobody": lambda d: append(d, reset(d, account="n.obody"), witness=tom(d)),
    "a reset that was read though there was none": lambda d: append(
        d, ResetRead(account=CLARA.account, reset="1.1")
    ),
    "a removal without a second person": lambda d: append(d, removed()),
    "a removal by herself": lambda d: append(d, removed(TOM.account), witness=tom(d)),
    "a removal of the last administrator": lambda d: append(
        d, removed(CLARA.account), witness=tom(d)
    ),
    "a removal of nobody": lambda d: append(d, removed("n.obody"), witness=tom(d)),
    "a recovery that an administrator issued herself": without_the_code,
    "a recovery by somebody with an account": lambda d: recovered(d, account=NINA.account),
    "a recovery that keeps the code": lambda d: recovered(
        d, recovery_key=d.refresh_roster().recovery_key
    ),
    "a recovery with a session key of another": lambda d: recovered(
        d, certified=d.signed_in().keys.certified
    ),
    "a recovery in somebody else's name": lambda d: recovered(d, author=d.signed_in()),
    "a removal that skips a secret": lambda d: append(d, removed(generation=3), witness=tom(d)),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_never_counts_is_found(desk: Desk, forgery: str) -> None:
    forged = FORGERIES[forgery](desk)
    with pytest.raises(KnownError) as caught:
        check_ward(desk)

    assert caught.value.code == "chart-damaged"
    assert caught.value.facts["entry"] == forged.number


def test_each_genuine_kind_counts(desk: Desk) -> None:
    append(desk, account(desk), witness=tom(desk))
    append(desk, changed(CLARA.account))
    append(desk, reset(desk), witness=tom(desk))
    append(desk, removed(), witness=tom(desk))
    recovered(desk)

    assert check_ward(desk) > 5


@pytest.mark.parametrize("change", ["removed", "reset"])
def test_a_session_key_ends_with_its_certificate(desk: Desk, change: str) -> None:
    """Whoever kept the keys of a nested sign-in writes on after they were revoked."""
    nina = entrance.second_person(desk, NINA.account, NINA.passphrase)
    key = nina.keys.session_key
    desk.second = None
    witness = entrance.second_person(desk, TOM.account, TOM.passphrase)
    body = removed() if change == "removed" else reset(desk)
    append(desk, body, witness=witness)
    check_ward(desk)

    kept = msgspec.structs.replace(nina, keys=Kept(NINA.account, key, nina.keys.sign_entry))
    forged = append(desk, SignedOut(account=NINA.account), author=kept, role=Role.NURSE)
    with pytest.raises(KnownError) as caught:
        check_ward(desk)
    assert caught.value.facts["entry"] == forged.number


def test_the_slot_file_lends_no_authority(desk: Desk, folder: Path) -> None:
    """The chart holds the issuing certificate: without Clara's slot it is checked as before."""
    path = folder / "keys" / slots.SLOTS
    file = slots.read(path, slots.SlotFile)
    kept = tuple(slot for slot in file.slots if slot.account != CLARA.account)
    slots.write(path, msgspec.structs.replace(file, slots=kept))

    assert check_ward(desk) > 5
