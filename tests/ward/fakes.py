"""The far side of the ward's ports, in memory: for tests of the use cases alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from msgspec import Struct, field

from nursedesk.chart.entry import GENESIS, Entry, Position
from nursedesk.chart.handover import HandoverNote
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError
from nursedesk.ward.ports import (
    AccountCard,
    DocumentSigner,
    Enrolment,
    Founding,
    NewAccount,
    SignatureFound,
    Unlocked,
    Verdict,
)


class MemoryStore:
    """A chart in a list."""

    def __init__(self) -> None:
        self.chain: list[Entry] = []
        self.documents: dict[str, bytes] = {}
        self.drafts: dict[str, bytes] = {}

    def append(
        self,
        intent: UUID,
        session: UUID | None,
        seal: Callable[[Position], Entry],
        documents: Sequence[bytes] = (),
    ) -> Entry:
        for entry in self.chain:
            if entry.header.intent == intent:
                return entry
        own = self.session_entries(session) if session else []
        entry = seal(
            Position(
                epoch=1,
                seq=len(self.chain),
                prev=self.chain[-1].hash if self.chain else GENESIS,
                session_seq=len(own) if session else None,
                session_prev=(own[-1].hash if own else GENESIS) if session else None,
            )
        )
        self.chain.append(entry)
        for document in documents:
            self.documents[hashlib.sha256(document).hexdigest()] = document
        return entry

    def ward_entries(self, after: int = -1) -> list[Entry]:
        return [e for e in self.chain if e.header.session is None and e.header.seq > after]

    def session_entries(self, session: UUID, after: int = -1) -> list[Entry]:
        return [
            e
            for e in self.chain
            if e.header.session == session and (e.header.session_seq or 0) > after
        ]

    def sessions(self) -> list[UUID]:
        return [
            e.header.session
            for e in self.chain
            if isinstance(e.body, SessionOpened) and e.header.session
        ]

    def entries(self, after: int = -1, at_most: int = 10_000) -> list[Entry]:
        return [e for e in self.chain if e.header.seq > after][:at_most]

    def document(self, sha256: str) -> bytes:
        return self.documents[sha256]

    def save_draft(self, key: str, content: bytes | None) -> None:
        if content is None:
            self.drafts.pop(key, None)
        else:
            self.drafts[key] = content

    def draft(self, key: str) -> bytes | None:
        return self.drafts.get(key)

    def close(self) -> None:
        pass


def _mac(key: bytes, message: bytes) -> bytes:
    return hashlib.sha256(key + message).digest()


class FakeSigner(Struct, frozen=True):
    """Signs documents with a hash."""

    certificate: bytes
    chain: tuple[bytes, ...] = ()

    def sign(self, data: bytes) -> bytes:
        return _mac(self.certificate, data)


class FakeKeys(Struct):
    """An open slot whose signature is a hash with the session key."""

    account: str
    certificate: bytes
    session_key: bytes
    certified: bytes
    passphrase: str
    locked: bool = False

    def sign_entry(self, entry_hash: bytes) -> bytes:
        assert not self.locked, "keys that were locked sign nothing"
        return _mac(self.session_key, entry_hash)

    def document_signer(self, passphrase: str) -> DocumentSigner:
        _must_match(passphrase, self.passphrase)
        return FakeSigner(certificate=self.account.encode())

    def database_key(self) -> bytes:
        return bytes(48)

    def lock(self) -> None:
        self.locked = True


def _must_match(typed: str, wanted: str | None) -> None:
    if typed != wanted:
        raise KnownError("passphrase-wrong", "Account or passphrase is wrong.", do="Try again.")


class FakeKeyring(Struct):
    """Accounts and passphrases in a dictionary; certificates are the account's name."""

    slots: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    code: str = "RIGHT-CODE"
    pending: NewAccount | None = None

    def exists(self) -> bool:
        return bool(self.slots)

    def demo(self) -> bool:
        return True

    def cards(self) -> list[AccountCard]:
        return [AccountCard(account=a, name=n) for a, n in self.names.items()]

    def found(self, ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Founding:
        self.pending = first
        return Founding(
            ward=uuid4(),
            root_certificate=b"root",
            recovery_code=self.code,
            first=self._enrolment(first),
        )

    def open_founding(self, typed_code: str, passphrase: str) -> Unlocked:
        if typed_code != self.code or self.pending is None:
            raise KnownError("recovery-code-wrong", "The code differs.", do="Type it again.")
        _must_match(passphrase, self.pending.passphrase)
        return _opened(self.pending.account, passphrase)

    def write_founding(self, typed_code: str) -> None:
        if typed_code != self.code or self.pending is None:
            raise KnownError("recovery-code-wrong", "The code differs.", do="Type it again.")
        self._keep(self.pending)

    def _keep(self, new: NewAccount) -> None:
        self.slots[new.account] = new.passphrase
        self.names[new.account] = new.name

    def _enrolment(self, new: NewAccount) -> Enrolment:
        return Enrolment(
            account=new.account,
            name=new.name,
            roles=new.roles,
            certificate=new.account.encode(),
            sealing_key=bytes(32),
        )

    def sign_in(self, account: str, passphrase: str) -> Unlocked:
        _must_match(passphrase, self.slots.get(account))
        return _opened(account, passphrase)

    def enrol(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        _must_match(passphrase, self.slots.get(by.account))
        self._keep(new)
        return self._enrolment(new)

    def withdraw(self, account: str) -> None:
        self.slots.pop(account, None)
        self.names.pop(account, None)

    def root_certificate(self) -> bytes:
        return b"root"

    def root_der(self) -> bytes:
        return b"root"

    def session_key_certified(
        self, certificate: bytes, ward: UUID, account: str, session_key: bytes, certified: bytes
    ) -> bool:
        return certified == _mac(certificate, session_key) and certificate == account.encode()

    def entry_signed(self, session_key: bytes, entry_hash: bytes, signature: bytes) -> bool:
        return signature == _mac(session_key, entry_hash)

    def issued_here(self, certificate: bytes, account: str, roles: tuple[Role, ...]) -> bool:
        return certificate.decode() == account


def _opened(account: str, passphrase: str) -> FakeKeys:
    key = uuid4().bytes * 2
    return FakeKeys(
        account=account,
        certificate=account.encode(),
        session_key=key,
        certified=_mac(account.encode(), key),
        passphrase=passphrase,
    )


class FakeDocuments:
    """Notes whose signatures are appended words."""

    def render(self, note: HandoverNote) -> bytes:
        return f"%PDF-note {note.note} as of {note.as_of}".encode()

    def sign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        return pdf + b"|nurse:" + name.encode()

    def countersign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        return pdf + b"|charge-nurse:" + name.encode()

    def verify(self, pdf: bytes, root_pem: bytes, known_sha256: str | None = None) -> Verdict:
        parts = pdf.split(b"|")[1:]
        state = {1: "accepted-signed", 2: "accepted-countersigned"}.get(len(parts), "rejected")
        found: tuple[SignatureFound, ...] = ()
        return Verdict(state=state, clause="", chart="absent", demo=True, signatures=found)

    def pages(self, pdf: bytes, *, width: int) -> list[bytes]:
        return [b"page"]


class FakeFiles:
    """Files in a dictionary."""

    def __init__(self) -> None:
        self.written: dict[Path, bytes] = {}

    def write(self, path: Path, content: bytes) -> None:
        self.written[path] = content
