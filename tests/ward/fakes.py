"""The far side of the ward's ports, in memory: for tests of the use cases alone."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from msgspec import Struct, field

from nursedesk.chart.emergency_entries import EmergencyViewed
from nursedesk.chart.entry import GENESIS, Entry, Position
from nursedesk.chart.full_record import FullRecord
from nursedesk.chart.handover import HandoverNote
from nursedesk.chart.note_data import NoteData
from nursedesk.chart.paper import Paper
from nursedesk.chart.plan.dates import PlanDates
from nursedesk.chart.plan.sheet import PlanSheet
from nursedesk.chart.signed_note import Superseded
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_sheet import WardSheet
from nursedesk.errors import KnownError
from nursedesk.ward.backup_ports import BackupState, BackupWish, Made
from nursedesk.ward.document_ports import Reviewed, WardCertificate
from nursedesk.ward.downtime_ports import Lying, PackState, PackWish
from nursedesk.ward.emergency_ports import NewSheet, Opens
from nursedesk.ward.key_ports import ChartKeys, KeyChanges, PendingKeys, Recovering, Staying
from nursedesk.ward.machine import Check
from nursedesk.ward.ports import (
    AccountCard,
    ChartStore,
    DocumentSigner,
    Enrolment,
    Founding,
    NewAccount,
    QuickEntry,
    SignatureFound,
    Unlocked,
    Verdict,
)
from nursedesk.ward.record_ports import Anchor, CheckState, Proven
from nursedesk.ward.restore_ports import BackupFacts, Staged


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

    def one_moment(self) -> AbstractContextManager[None]:
        return nullcontext()

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

    def open_sessions(self, *, at: int | None = None) -> list[UUID]:
        closed = {
            e.header.session
            for e in self.chain
            if e.header.kind == "session-closed" and (at is None or e.header.seq <= at)
        }
        return [session for session in self.sessions() if session not in closed]

    def closings(self) -> dict[UUID, tuple[int, bytes]]:
        closed = (e for e in self.chain if e.header.kind == "session-closed")
        return {e.header.session: (e.header.seq, e.hash) for e in closed if e.header.session}

    def of_kinds(self, kinds: Collection[str]) -> list[Entry]:
        return self._read(e for e in self.chain if e.header.kind in kinds)

    def last_of(
        self, kind: str, *, before: int | None = None, author: str | None = None
    ) -> Entry | None:
        found = [
            e
            for e in self.chain
            if e.header.kind == kind
            and (before is None or e.header.seq < before)
            and author in (None, e.header.author)
        ]
        return self._read(found[-1:])[0] if found else None

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

    def counts(self) -> dict[str, int]:
        return dict(Counter(entry.header.kind for entry in self.chain))

    @property
    def revision(self) -> str:
        return "0002"

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

    def under_other_keys(self) -> bool:
        return False

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

    def __init__(self, now: CheckState | None = None) -> None:
        self.now = now or CheckState()
        self.started = 0
        self.proven: Proven | None = None

    def start(self, keys: Unlocked, proven: Proven | None) -> None:
        self.started += 1
        self.proven = proven
        self.now = CheckState(running=True)

    def state(self) -> CheckState:
        return self.now

    def cancel(self) -> None:
        self.now = CheckState()


class NoBackups:
    """No backup is anywhere: restoring is tested on real files."""

    def listed(self, folder: str) -> list[BackupFacts]:
        raise NotImplementedError

    def stage(self, folder: str) -> Staged:
        raise NotImplementedError

    def present(self, keys: ChartKeys) -> ChartStore:
        raise NotImplementedError


class FakeBackup:
    """Backups that are made when a test says so; `missing`: the folder is away."""

    def __init__(self) -> None:
        self.now = BackupState()
        self.wishes: list[BackupWish] = []
        self.missing = False

    def start(self, keys: Unlocked, wish: BackupWish) -> None:
        self.wishes.append(wish)
        self.now = BackupState(running=True)

    def ends(self, store: MemoryStore) -> None:
        """It is made, of the chart as it is."""
        wish, head = self.wishes[-1], store.chain[-1]
        made = Made(
            made_at=wish.at,
            head=head.number,
            head_hash=head.hash,
            sha256="0" * 64,
            where=wish.folder,
            size=1,
        )
        self.now = BackupState(made=made)

    def state(self) -> BackupState:
        return self.now

    def cancel(self) -> None:
        self.now = BackupState()

    def must_be_usable(self, folder: str) -> None:
        if self.missing:
            raise KnownError("backup-place-missing", "The folder is away.", do="Connect it.")

    def same_disk(self, folder: str) -> bool:
        return True


class FakeDowntime:
    """Downtime files that are written when a test says so."""

    where = "downtime"

    def __init__(self) -> None:
        self.now = PackState()
        self.wishes: list[PackWish] = []

    def start(self, keys: Opens, wish: PackWish) -> None:
        self.wishes.append(wish)
        self.now = PackState(running=True)

    def state(self) -> PackState:
        return self.now

    def lying(self) -> Lying:
        return Lying()

    def cancel(self) -> None:
        self.now = PackState()


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

    def keeping_key(self) -> bytes:
        return bytes(32)

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

    def removal(
        self,
        by: Unlocked,
        stay: Sequence[Staying],
        recovery_key: bytes,
        emergency_key: bytes | None,
    ) -> int:
        raise NotImplementedError

    def recover(self, typed_code: str, new: NewAccount, *, at: datetime) -> Recovering:
        raise NotImplementedError

    def stage_recovery(
        self, typed_back: str, stay: Sequence[Staying], emergency_key: bytes | None
    ) -> int:
        raise NotImplementedError

    def pending(self) -> PendingKeys | None:
        return None

    def complete(self, by: Unlocked) -> None:
        raise NotImplementedError

    def discard(self, by: Unlocked) -> None:
        raise NotImplementedError


A_SHEET = NewSheet(
    code="EMERGENCY-CODE", phrase="a phrase", emergency_key=bytes(32), signing_key=bytes(32)
)


class NoEmergency:
    """No sealed code opens anything: it is tested on real keys. Views are kept in a list."""

    def __init__(self) -> None:
        self.views: list[EmergencyViewed] = []

    def public_key(self) -> bytes | None:
        return A_SHEET.emergency_key

    def make(self, by: Unlocked) -> NewSheet:
        raise NotImplementedError

    def check_typed_back(self, sheet: NewSheet, typed: str) -> None:
        _must_match(typed, sheet.code)

    def stage(self, sheet: NewSheet) -> None:
        raise NotImplementedError

    def open(self, typed: str) -> Opens:
        raise NotImplementedError

    def failures(self) -> int:
        return 0

    def told(self) -> None:
        raise NotImplementedError

    def keep(self, view: EmergencyViewed, keys: Opens) -> None:
        self.views.append(view)

    def kept(self, by: Opens) -> Sequence[EmergencyViewed]:
        return list(self.views)

    def entered(self, view: EmergencyViewed, by: Opens) -> None:
        self.views.remove(view)


class FakeKeyring(Struct):
    """Accounts and passphrases in a dictionary; certificates are the account's name."""

    slots: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    code: str = "RIGHT-CODE"
    pending: NewAccount | None = None
    failed: dict[str, int] = field(default_factory=dict)
    emergency: NoEmergency = field(default_factory=NoEmergency)

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
            sheet=A_SHEET,
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

    def superseded(self, pdf: bytes, by: Superseded, reviewed: Reviewed | None) -> bytes:
        who = f"reviewed by {reviewed.name}" if reviewed else "not reviewed"
        return b"SUPERSEDED " + pdf.split(b"|")[0] + b", " + who.encode()

    def countersign(
        self, pdf: bytes, signer: DocumentSigner, *, name: str, at: datetime, acted: bool = False
    ) -> bytes:
        return pdf + b"|charge-nurse:" + name.encode() + b", acted" * acted

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

    def attached(self, pdf: bytes) -> NoteData:
        raise NotImplementedError  # its notes carry no data

    def certificate(self, root_pem: bytes) -> WardCertificate:
        fingerprint = hashlib.sha256(root_pem).hexdigest()
        return WardCertificate(ward="Ward 7", demo=True, fingerprint=fingerprint, told=None)

    def downtime(self, sheet: HandoverNote) -> bytes:
        return f"%PDF-downtime {sheet.entry_number}".encode()

    def checklists(self, paper: Paper) -> bytes:
        return f"%PDF-checklists {paper.standing}".encode()

    def pages(self, pdf: bytes, *, width: int) -> list[bytes]:
        return [b"page"]

    def plan_sheet(self, plan: PlanSheet) -> bytes:
        return f"%PDF-plan as of {plan.entry_number} {' '.join(plan.unfit)}".encode()

    def plan_calendar(self, dates: PlanDates) -> bytes:
        return "\n".join(one.summary for one in dates.dates).encode()

    def ward_sheet(self, ward: WardSheet) -> bytes:
        told = "; ".join((*(line.patient for line in ward.lines), *ward.unreadable))
        return f"%PDF-ward as of {ward.entry_number}: {told}".encode()

    def full_record(self, record: FullRecord) -> bytes:
        told = "; ".join(line.what for line in record.lines)
        return f"%PDF-record as of {record.entry_number}: {told}".encode()


class FakeMachine:
    """A workstation on which everything is in order; its folders are named after people."""

    folder = Path("/data/anna-canary")
    program = "/data/anna-canary/nursedesk"
    update_key = Path("/etc/anna-canary/update-key.pem")
    system = "Linux 6.1 x86_64"

    awake = False

    def __init__(self) -> None:
        where = str(self.folder)
        self.told = [
            Check(name="program", holds=True, words="NurseDesk 0.1.0, Python 3.11.2"),
            Check(name="data folder", holds=True, words="for its owner alone", where=where),
        ]

    def checks(self) -> tuple[Check, ...]:
        return tuple(self.told)

    def keep_awake(self, *, wanted: bool) -> None:
        self.awake = wanted

    @property
    def kept_awake(self) -> bool | None:
        return True if self.awake else None

    def sizes(self) -> Mapping[str, int]:
        return {"chart": 4096, "everything else": 12}


class FakeFiles:
    """Files in a dictionary."""

    def __init__(self) -> None:
        self.written: dict[Path, bytes] = {}

    def write(self, path: Path, content: bytes) -> None:
        self.written[path] = content
