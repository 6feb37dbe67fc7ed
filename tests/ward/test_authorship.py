"""Forged entries on real keys and the real encrypted chart: what a nurse's own keys can write.

Every account can open the database, so whoever signs in could append by hand. The check must
find what she was never allowed to write.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.body import AnyBody, encode
from nursedesk.chart.entry import Entry, Header, Position, digest, encode_header
from nursedesk.chart.terms import Role, kind_of
from nursedesk.chart.ward_entries import (
    AccountAdded,
    ProtocolAdopted,
    SignedIn,
    SignedOut,
    WardCreated,
)
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM, Crew, Member
from nursedesk.ward import entrance, sessions
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, opened, received

Change = Callable[[Header], Header]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real ward with Clara, Nina and Tom."""
    folder = tmp_path_factory.mktemp("real") / "ward"
    clock = SetClock(START)
    desk = make_desk(folder, clock=clock)
    Crew(desk, clock).found()
    entrance.sign_out(desk)
    desk.close()
    return folder


@pytest.fixture
def folder(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "ward"))


@pytest.fixture
def desk(folder: Path) -> Desk:
    """Nina signed in at the real ward."""
    desk = make_desk(folder, clock=SetClock(START + timedelta(hours=1)))
    entrance.sign_in(desk, NINA.account, NINA.passphrase)
    return desk


def append(
    desk: Desk,
    body: AnyBody,
    change: Change = lambda header: header,
    session: UUID | None = None,
    role: Role = Role.NURSE,
) -> Entry:
    """Appends by hand, past `record`, signed with Nina's own session key."""
    nina = desk.signed_in()
    ward = desk.roster.ward
    assert ward is not None

    intent = uuid4()

    def seal(position: Position) -> Entry:
        stored = encode(body, b"salt")
        now = desk.clock.now()
        header = Header(
            format=1,
            ward=ward,
            epoch=position.epoch,
            seq=position.seq,
            prev=position.prev,
            session=session,
            session_seq=position.session_seq,
            session_prev=position.session_prev,
            intent=intent,
            kind=kind_of(body),
            happened_at=now,
            recorded_at=now,
            offset_minutes=0,
            author=nina.account,
            author_key=nina.keys.session_key,
            role=role,
            witness=None,
            witness_key=None,
            workstation="forged",
            boot_microseconds=0,
            protocol_sha256=desk.roster.adopted[-1].sha256 if session else None,
            supersedes=None,
            body_sha256=hashlib.sha256(stored).digest(),
        )
        stored_header = encode_header(change(header))
        entry_hash = digest(stored_header)
        return Entry(
            stored_header=stored_header,
            stored_body=stored,
            hash=entry_hash,
            signature=nina.keys.sign_entry(entry_hash),
            witness_signature=None,
        )

    return desk.store.append(intent, session, seal)


def replaced(**fields: object) -> Change:
    return lambda header: msgspec.structs.replace(header, **fields)


def test_the_genuine_chart_passes(desk: Desk) -> None:
    append(desk, SignedOut(account=NINA.account))

    assert check_ward(desk) > 5


def ghost(desk: Desk) -> AccountAdded:
    """A charge nurse who does not exist, with Nina's own certificate."""
    return AccountAdded(
        account="g.host",
        name="Ghost",
        roles=(Role.CHARGE_NURSE, Role.ADMINISTRATOR),
        certificate=desk.roster.accounts[NINA.account].certificate,
        sealing_key=bytes(32),
        slot=uuid4(),
    )


def opened_session(desk: Desk) -> UUID:
    return sessions.open_session(desk, opened(), intent=uuid4())


def adopted(desk: Desk, **other: str) -> ProtocolAdopted:
    """The ward's adoption once more."""
    known = desk.roster.adopted[-1]
    named = {"protocol": known.protocol, "version": known.version, "sha256": known.sha256}
    return ProtocolAdopted(**{**named, **other}, confirmed=())


def alone(desk: Desk, member: Member, role: Role) -> Entry:
    """Adopts a protocol with nobody's signature but her own."""
    entrance.sign_in(desk, member.account, member.passphrase)
    return append(desk, adopted(desk), role=role)


FORGERIES: dict[str, Callable[[Desk], Entry]] = {
    "an account by a nurse": lambda d: append(d, ghost(d)),
    "an account in a role she has not": lambda d: append(d, ghost(d), role=Role.ADMINISTRATOR),
    "a second ward": lambda d: append(
        d,
        WardCreated(
            ward=uuid4(), name="Other", demo=False, root_certificate=b"x", recovery_key=bytes(32)
        ),
        role=Role.ADMINISTRATOR,
    ),
    "a role she has not": lambda d: append(
        d, SignedOut(account=NINA.account), role=Role.CHARGE_NURSE
    ),
    "another author": lambda d: append(
        d, SignedOut(account=TOM.account), replaced(author=TOM.account)
    ),
    "another kind": lambda d: append(
        d, SignedOut(account=NINA.account), replaced(kind="signed-in")
    ),
    "another ward": lambda d: append(d, SignedOut(account=NINA.account), replaced(ward=uuid4())),
    "a time in the future": lambda d: append(
        d,
        SignedOut(account=NINA.account),
        replaced(happened_at=START + timedelta(days=9)),
    ),
    "a ward entry in a session": lambda d: append(
        d, SignedOut(account=NINA.account), session=uuid4()
    ),
    "a session entry in the ward's chain": lambda d: append(d, opened()),
    "a sign-in of somebody else": lambda d: append(
        d,
        SignedIn(
            account=TOM.account,
            session_key=d.signed_in().keys.session_key,
            certified=d.signed_in().keys.certified,
            nested=False,
        ),
    ),
    "an adoption by a nurse": lambda d: append(d, adopted(d)),
    "an adoption by the pharmacist alone": lambda d: alone(d, PIA, Role.PHARMACIST),
    "an adoption by the charge nurse alone": lambda d: alone(d, CLARA, Role.CHARGE_NURSE),
    "a session under a protocol that nobody adopted": lambda d: append(
        d, opened(), replaced(protocol_sha256="0" * 64), session=uuid4()
    ),
    "a session under no protocol": lambda d: append(
        d, opened(), replaced(protocol_sha256=None), session=uuid4()
    ),
    "a session that changes its protocol": lambda d: append(
        d, received(), replaced(protocol_sha256="0" * 64), session=opened_session(d)
    ),
    "a ward entry under a protocol": lambda d: append(
        d, SignedOut(account=NINA.account), replaced(protocol_sha256="0" * 64)
    ),
    "a session key that nobody certified": lambda d: append(
        d,
        SignedIn(account=NINA.account, session_key=bytes(32), certified=b"", nested=False),
    ),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_she_was_never_allowed_to_write_is_found(desk: Desk, forgery: str) -> None:
    forged = FORGERIES[forgery](desk)
    with pytest.raises(KnownError) as caught:
        check_ward(desk)

    assert caught.value.code == "chart-damaged"
    assert caught.value.facts["entry"] == forged.number


class OwnKey(Struct):
    """A session key that somebody made herself, which no signing key certified."""

    key: Ed25519PrivateKey

    @property
    def session_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def sign_entry(self, entry_hash: bytes) -> bytes:
        return self.key.sign(entry_hash)


@pytest.mark.parametrize("relied_on", [False, True])
def test_a_sign_in_with_a_key_that_nobody_certified_is_found(
    desk: Desk, folder: Path, relied_on: bool
) -> None:
    session = opened_session(desk)
    genuine, mine = desk.signed_in(), OwnKey(key=Ed25519PrivateKey.generate())
    desk.person = msgspec.structs.replace(genuine, keys=mine)
    coming = SignedIn(
        account=NINA.account,
        session_key=mine.session_key,
        certified=genuine.keys.certified,
        nested=False,
    )
    forged = append(desk, coming)
    if relied_on:
        append(desk, received(), session=session)
        desk.anchors.keep_up(desk.store, forged.header.seq)
    desk.person = genuine
    with pytest.raises(KnownError) as caught:
        check_ward(desk)
    assert caught.value.facts["entry"] == forged.number

    desk.close()
    again = make_desk(folder, clock=SetClock(START + timedelta(hours=2)))
    entrance.sign_in(again, NINA.account, NINA.passphrase)
    assert again.soundness.read_only is relied_on, (
        "before the first screen, if something hangs on it"
    )


def test_a_slot_whose_certificate_the_chart_does_not_know_opens_no_session(
    desk: Desk, folder: Path
) -> None:
    """Nina's slot under Tom's name, made by somebody who has the slot file's format."""
    path = folder / "keys" / slots.SLOTS
    file = slots.read(path, slots.SlotFile)
    nina, tom = file.slot(NINA.account), file.slot(TOM.account)
    assert nina is not None
    assert tom is not None
    fake = msgspec.structs.replace(nina, account=TOM.account)
    kept = tuple(fake if slot is tom else slot for slot in file.slots)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(file, slots=kept)))

    with pytest.raises(KnownError):
        entrance.sign_in(desk, TOM.account, NINA.passphrase)
    assert desk.signed_in().account == NINA.account


def test_keys_that_the_chart_does_not_know_are_refused(desk: Desk) -> None:
    """The slot opens, but its certificate is not the one that was enrolled."""
    desk.refresh_roster()
    enrolled = desk.roster.accounts[TOM.account]
    other = desk.roster.accounts[NINA.account].certificate
    desk.roster.accounts[TOM.account] = msgspec.structs.replace(enrolled, certificate=other)
    with pytest.raises(KnownError) as caught:
        entrance.second_person(desk, TOM.account, TOM.passphrase)

    assert caught.value.code == "account-not-in-chart"


def test_a_chart_with_a_forged_entry_is_open_for_reading_only(folder: Path, desk: Desk) -> None:
    forged = append(desk, SignedOut(account=NINA.account), role=Role.CHARGE_NURSE)
    desk.close()
    again = make_desk(folder, clock=SetClock(START + timedelta(hours=2)))
    entrance.sign_in(again, NINA.account, NINA.passphrase)

    assert again.soundness.sentence == f"Entry {forged.number} is altered."
    with pytest.raises(KnownError) as caught:
        sessions.open_session(again, opened(), intent=uuid4())
    assert caught.value.code == "record-read-only"
    assert again.store.last() == forged
