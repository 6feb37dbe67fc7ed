"""The far side of the ward's ports, in memory: for tests of the use cases alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from msgspec import Struct, field

from nursedesk.chart.entry import GENESIS, Entry, Position
from nursedesk.chart.handover import HandoverNote
from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError
from nursedesk.ward.key_ports import KeyChanges, PendingKeys, Recovering, Staying
from nursedesk.ward.ports import (
    AccountCard,
    DocumentSigner,
    Enrolment,
    Founding,
    NewAccount,
    QuickEntry,
    SignatureFound,
    Unlocked,
    Verdict,
)
from nursedesk.ward.record_ports import Anchor, CheckState


class MemoryStore:
    """A chart in a list. `unreadable` places lie on a damaged page, `hidden` are in no index."""

    def __init__(self) -> None:
        self.chain: list[Entry] = []
        self.unreadable: set[int] = set()
        self.hidden: set[int] = set()
        self.documents: dict[str, bytes] = {}
        self.drafts: dict[str, bytes] = {}

    def append(
        self,
        intent: UUID,
        session: UUID | None,
        seal: Callable[[Position], Entry],
        documents: Sequence[bytes] = (),
        *,
        epoch: int = 1,
    ) -> Entry:
        for entry in self.chain:
            if entry.header.intent == intent:
                return entry
        own = self.session_entries(session) if session else []
        entry = seal(
            Position(
                epoch=max(epoch, self.chain[-1].header.epoch if self.chain else 1),
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
        return self._read(
            e for e in self.chain if e.header.session is None and e.header.seq > after
        )

    def session_entries(self, session: UUID, after: int = -1) -> list[Entry]:
        return self._read(
            e
            for e in self.chain
            if e.header.session == session
            and (e.header.session_seq or 0) > after
            and e.header.seq not in self.hidden
        )

    def sessions(self) -> list[UUID]:
        openings = (e.header.session for e in self.chain if e.header.session_seq == 0)
        return [session for session in openings if session is not None]

    def entries(self, after: int = -1, at_most: int = 10_000) -> list[Entry]:
        return self._read([e for e in self.chain if e.header.seq > after][:at_most])

    def last(self) -> Entry | None:
        if not self.chain:
            return None
        return self._read([max(self.chain, key=lambda entry: entry.header.seq)])[0]

    def one(self, seq: int) -> Entry | None:
        return next(iter(self._read(e for e in self.chain if e.header.seq == seq)), None)

    def _read(self, entries: Iterable[Entry]) -> list[Entry]:
        found = list(entries)
        if any(entry.header.seq in self.unreadable for entry in found):
            raise KnownError("chart-damaged", "The chart is damaged.", do="Call ward IT.")
        return found

    def file_faults(self) -> list[str]:
        return []

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


class MemoryPlace:
    """Anchors in a list; `refuses` makes it a disk that is full."""

    def __init__(self, where: str = "anchors") -> None:
        self.where = where
        self.kept: list[Anchor] | None = None
        self.refuses = False

    def read(self) -> list[Anchor]:
        if self.kept is None:
            raise KnownError("anchors-missing", "The safety copy is not there.", do="Look for it.")
        return list(self.kept)

    def append(self, anchors: Sequence[Anchor]) -> None:
        self.replace([*self.read(), *anchors])

    def replace(self, anchors: Sequence[Anchor]) -> None:
        if self.refuses:
            raise KnownError("anchors-refused", "The folder refused.", do="Free some space.")
        self.kept = list(anchors)

    def renew(self, key: bytes) -> None:
        pass

    def close(self) -> None:
        pass


class FakeCheck:
    """A check in the background that goes on when a test says so."""

    def __init__(self) -> None:
        self.now = CheckState()
        self.started = 0

    def start(self, keys: Unlocked) -> None:
        self.started += 1
        self.now = CheckState(running=True)

    def state(self) -> CheckState:
        return self.now

    def cancel(self) -> None:
        self.now = CheckState()


def slot_of(account: str) -> UUID:
    """Which wrapped keys an account has: the first and only ones."""
    return uuid5(NAMESPACE_OID, account)


def _mac(key: bytes, message: bytes) -> bytes:
    return hashlib.sha256(key + message).digest()


class FakeSigner(Struct, frozen=True):
    """Signs documents with a hash."""

    certificate: bytes
    chain: tuple[bytes, ...] = ()

    def sign(self, data: bytes) -> bytes:
        return _mac(self.certificate, data)


class FakePin(Struct):
    """A PIN that knows the passphrase."""

    account: str
    digits: str
    passphrase: str
    alive: bool = True

    def forget(self) -> None:
        self.alive = False


class FakeKeys(Struct):
    """An open slot whose signature is a hash with the session key."""

    account: str
    certificate: bytes
    session_key: bytes
    certified: bytes
    passphrase: str
    slot: UUID
    failed_before: int = 0
    pin: FakePin | None = None
    locked: bool = False
    ward: UUID = NAMESPACE_OID

    def sign_entry(self, entry_hash: bytes) -> bytes:
        assert not self.locked, "keys that were locked sign nothing"
        return _mac(self.session_key, entry_hash)

    def document_signer(self, passphrase: str) -> DocumentSigner:
        _must_match(passphrase, self.passphrase)
        return FakeSigner(certificate=self.account.encode())

    def confirm(self, typed: str) -> None:
        if self.pin is None or typed != self.pin.digits:
            _must_match(typed, self.passphrase)

    def set_pin(self, passphrase: str, pin: str) -> None:
        _must_match(passphrase, self.passphrase)
        self.pin = FakePin(account=self.account, digits=pin, passphrase=passphrase)

    def take_pin(self) -> QuickEntry | None:
        taken, self.pin = self.pin, None
        return taken

    def database_key(self) -> bytes:
        return bytes(48)

    def anchor_keys(self) -> tuple[bytes, ...]:
        return (bytes(32),)

    def former_key(self) -> bytes | None:
        return None

    def lock(self) -> None:
        self.locked = True


def _must_match(typed: str, wanted: str | None) -> None:
    if typed != wanted:
        raise KnownError("passphrase-wrong", "Account or passphrase is wrong.", do="Try again.")


class NoChanges:
    """No change of keys lies ready, ever: they are tested on real keys."""

    def passphrase(self, by: Unlocked, old: str, new: str) -> UUID:
        raise NotImplementedError

    def reset(self, by: Unlocked, new: NewAccount, *, passphrase: str, at: datetime) -> Enrolment:
        raise NotImplementedError

    def removal(self, by: Unlocked, stay: Sequence[Staying], recovery_key: bytes) -> int:
        raise NotImplementedError

    def recover(self, typed_code: str, new: NewAccount, *, at: datetime) -> Recovering:
        raise NotImplementedError

    def stage_recovery(self, typed_back: str, stay: Sequence[Staying]) -> int:
        raise NotImplementedError

    def pending(self) -> PendingKeys | None:
        return None

    def complete(self, by: Unlocked) -> None:
        raise NotImplementedError

    def discard(self, by: Unlocked) -> None:
        raise NotImplementedError


class FakeKeyring(Struct):
    """Accounts and passphrases in a dictionary; certificates are the account's name."""

    slots: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    code: str = "RIGHT-CODE"
    pending: NewAccount | None = None
    failed: dict[str, int] = field(default_factory=dict)

    @property
    def changes(self) -> KeyChanges:
        return NoChanges()

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
            recovery_key=bytes(32),
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
            slot=slot_of(new.account),
            issuing=b"issuing" if Role.ADMINISTRATOR in new.roles else None,
        )

    def sign_in(self, account: str, passphrase: str) -> Unlocked:
        try:
            _must_match(passphrase, self.slots.get(account))
        except KnownError:
            self.failed[account] = self.failed.get(account, 0) + 1
            raise
        opened = _opened(account, passphrase)
        opened.failed_before = self.failed.get(account, 0)
        return opened

    def reopen(self, account: str, typed: str, pin: QuickEntry | None) -> Unlocked:
        right = isinstance(pin, FakePin) and pin.alive and typed == pin.digits
        opened = self.sign_in(account, self.slots[account] if right else typed)
        assert isinstance(opened, FakeKeys)
        opened.pin = pin if isinstance(pin, FakePin) else None
        return opened

    def told(self, account: str) -> None:
        self.failed.pop(account, None)

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

    def issued_here(
        self, certificate: bytes, account: str, roles: tuple[Role, ...], issuing: bytes
    ) -> bool:
        return certificate.decode() == account and issuing == b"issuing"


def _opened(account: str, passphrase: str) -> FakeKeys:
    key = uuid4().bytes * 2
    return FakeKeys(
        account=account,
        certificate=account.encode(),
        session_key=key,
        certified=_mac(account.encode(), key),
        passphrase=passphrase,
        slot=slot_of(account),
    )


class FakeDocuments:
    """Notes whose signatures are appended words."""

    def render(self, note: HandoverNote) -> bytes:
        return f"%PDF-note {note.note} as of {note.as_of}".encode()

    def sign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        return pdf + b"|nurse:" + name.encode()

    def countersign(self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime) -> bytes:
        return pdf + b"|charge-nurse:" + name.encode()

    def verify(
        self,
        pdf: bytes,
        root_pem: bytes,
        known_sha256: str | None = None,
        recorded: Sequence[datetime] = (),
    ) -> Verdict:
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
