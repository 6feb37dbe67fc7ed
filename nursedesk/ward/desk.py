"""The desk: one workstation's open ward. It holds the ports, the fold, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.session import PatientSession, apply, fold
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.terms import Role
from nursedesk.chart.ward_entries import SignedIn
from nursedesk.clock import Clock
from nursedesk.errors import KnownError, Refused
from nursedesk.protocol import definition, loader
from nursedesk.ward.anchoring import Anchors
from nursedesk.ward.backup_ports import BackgroundBackup, Backing
from nursedesk.ward.clock_guard import ClockGuard, read
from nursedesk.ward.damage import Damage, Soundness
from nursedesk.ward.document_ports import Documents
from nursedesk.ward.downtime_ports import DowntimeFiles, Packing
from nursedesk.ward.emergency_ports import Opens
from nursedesk.ward.key_ports import ChartKeys
from nursedesk.ward.machine import Machine
from nursedesk.ward.ports import ChartStore, Files, Keyring, QuickEntry, Unlocked
from nursedesk.ward.record_ports import AnchorPlace, BackgroundCheck, Checking
from nursedesk.ward.restore_ports import Restorer
from nursedesk.ward.roster import Roster


class Author(Protocol):
    """In whose name an entry is recorded: a person, or whoever holds the emergency code."""

    @property
    def account(self) -> str:
        """Account id, or what stands in its place."""

    @property
    def roles(self) -> frozenset[Role]:
        """In which roles she may record."""

    @property
    def keys(self) -> Opens:
        """What she signs with."""


class Person(Struct, frozen=True, kw_only=True):
    """Somebody whose keys are open: the one who is signed in, or a second person for one step."""

    account: str
    name: str
    roles: frozenset[Role]
    keys: Unlocked


class Away(Struct, frozen=True, kw_only=True):
    """The person who locked the window: she may come back, by passphrase or by `pin`."""

    account: str
    name: str
    pin: QuickEntry | None


class View(Struct, frozen=True, kw_only=True):
    """A read-only view by whoever calls herself `name`, until `ends` (boot time, seconds).

    `opened`: the chart was closed before, and is closed again at the end.
    """

    name: str
    ends: Decimal
    opened: bool


class LateEntrance(Struct, frozen=True, kw_only=True):
    """A sign-in while nothing could be recorded: it is entered before its person's first entry."""

    person: Person
    body: SignedIn
    intent: UUID


OpenStore = Callable[[Opens], ChartStore]
CreateStore = Callable[[Unlocked], ChartStore]
MakePlace = Callable[[ChartKeys, str | None], AnchorPlace]  # in a folder; None: the ward's own


def _nothing() -> None:
    """What is to do after closing where nobody holds anything."""


class Desk:
    """Everything that a use case needs. Used by one thread: the database worker's.

    `protocols` is the folder of the ward's own protocol files, which may be adopted. `closed` is
    called once the chart was closed: somebody else may have the data folder then.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        keyring: Keyring,
        documents: Documents,
        files: Files,
        protocols: Path,
        workstation: str,
        open_store: OpenStore,
        create_store: CreateStore,
        renew_store: Callable[[Unlocked], None],
        anchor_place: MakePlace,
        checking: BackgroundCheck,
        downtime: DowntimeFiles,
        machine: Machine,
        backing: BackgroundBackup,
        restorer: Restorer,
        closed: Callable[[], None] = _nothing,
    ) -> None:
        self.clock = clock
        self.keyring = keyring
        self.documents = documents
        self.files = files
        self.protocols = protocols
        self.workstation = workstation
        self.open_store = open_store
        self.create_store = create_store
        self._renew_store = renew_store
        self.anchor_place = anchor_place
        self.checking = Checking(background=checking)
        self.packing = Packing(files=downtime)
        self.machine = machine
        self.backing = Backing(background=backing)
        self.restorer = restorer
        self._closed = closed
        self.clock_guard = ClockGuard(read(clock))
        self.roster = Roster()
        self.person: Person | None = None
        self.second: Person | None = None
        self.away: Away | None = None
        self.view: View | None = None
        self.late: LateEntrance | None = None
        self.anchors = Anchors()
        self.closed: tuple[datetime, datetime] | None = None  # last entry before, opened again
        self.soundness = Soundness()
        self._store: ChartStore | None = None
        self._sessions: dict[UUID, PatientSession] = {}
        self._adopted: dict[str, definition.Protocol] = {}

    @property
    def store(self) -> ChartStore:
        """The open chart.

        Raises:
            Refused: nobody has signed in since the program started.
        """
        if self._store is None:
            raise Refused("not-signed-in", "Nobody is signed in.", do="Sign in first.")
        return self._store

    @store.setter
    def store(self, store: ChartStore) -> None:
        self._store = store

    @property
    def is_open(self) -> bool:
        """Whether the chart has been opened."""
        return self._store is not None

    def renew_store(self, keys: Unlocked) -> None:
        """Puts the chart under the new ward secret that these keys hold, and opens it again.

        Raises:
            KnownError: the disk refused; the chart is open as it was, or closed (`is_open`) where
                it does not open again: the next sign-in opens it.
        """
        self.checking.background.cancel()  # its process has the file open
        self.packing.files.cancel()
        self.backing.background.cancel()
        self.backing.soon = True  # older ones open with the former secret alone
        self.store.close()
        self._store = None
        try:
            self._renew_store(keys)
        finally:
            self._store = self._opened_again(keys)
        self.anchors.renew(keys.anchor_keys()[-1])

    def _opened_again(self, keys: Unlocked) -> ChartStore:
        try:
            return self.open_store(keys)
        except BaseException:
            self.close()  # nobody stays signed in at a desk without a chart
            raise

    def found_damage(self, damages: list[Damage], broken: set[UUID], file: list[str]) -> None:
        """The record is not whole: from now on nothing is written, what is folded is shown."""
        with suppress(KnownError):
            for session in self.store.open_sessions():
                with suppress(KnownError):  # what can be read is folded up to now
                    self._folded(session)
        self.soundness.damages, self.soundness.file = damages, file
        self.soundness.broken |= broken
        for session, known in self._sessions.items():
            self.soundness.patients[session] = known.opened.patient
        for session in broken:
            self.forget(session)

    def signed_in(self) -> Person:
        """The person at the desk.

        Raises:
            Refused: nobody is signed in.
        """
        if self.person is None:
            raise Refused("not-signed-in", "Nobody is signed in.", do="Sign in first.")
        return self.person

    def must_be_somebody(self) -> None:
        """Lets only somebody read who is signed in, or has opened the emergency view.

        Raises:
            Refused: nobody has, or the time of the view is over.
        """
        view = self.view
        if view is None or self.clock.boot_seconds() >= view.ends:
            self.signed_in()

    def refresh_roster(self) -> Roster:
        """The roster as of the last ward entry; of a damaged record as of its opening."""
        damaged = self.soundness.read_only and self.soundness.restored is None
        if damaged and self.roster.ward is not None:
            return self.roster
        self.roster.extend(self.store.ward_entries(after=self.roster.seq))
        return self.roster

    def session(self, session: UUID) -> PatientSession:
        """A patient session as of its last entry, folded on from what is remembered.

        Raises:
            KnownError: nobody is here, or the chart holds no such session.
        """
        self.must_be_somebody()
        return self._folded(session)

    def _folded(self, session: UUID) -> PatientSession:
        known = self._as_told(session)
        known.checks = self.roster.settings.checks
        return known

    def _as_told(self, session: UUID) -> PatientSession:
        known = self._sessions.get(session)
        if self.soundness.read_only and known is not None:
            return known  # its file is not relied on any more
        if session in self.soundness.broken:
            raise self.soundness.cannot_show()
        if known is None:
            entries = self.store.session_entries(session)
            if not entries:
                raise KnownError(
                    "no-such-session",
                    "This patient session is not in the chart.",
                    do="Go back to the ward board and choose the patient again.",
                )
            self._sessions[session] = known = fold(entries)
        else:
            for entry in self.store.session_entries(session, after=known.seq):
                apply(known, entry)
        if known.closed_at is not None:
            self.forget(session)
        return known

    def sessions(self) -> list[PatientSession]:
        """The patient sessions that are open, in the order in which they were opened.

        Raises:
            Refused: nobody is here.
        """
        self.must_be_somebody()
        return self.for_lock_screen()

    def for_lock_screen(self) -> list[PatientSession]:
        """The open patient sessions while nobody is signed in: to show beds and due times alone.

        Of a damaged record, those that can be read.
        """
        if self.soundness.read_only:
            for known in self._sessions.values():
                known.checks = self.roster.settings.checks
            return list(self._sessions.values())
        broken = self.soundness.broken
        return [self._folded(one) for one in self.store.open_sessions() if one not in broken]

    def patient_of(self, session: UUID) -> Patient | None:
        """Whose session it is, if it was folded."""
        known = self._sessions.get(session)
        return None if known is None else known.opened.patient

    def remember(self, session: UUID, entries: Iterable[Entry]) -> None:
        """Folds a session's entries that were read already.

        Raises:
            BugError: they do not fold.
        """
        self._sessions[session] = fold(entries)

    def protocol_of(self, session: PatientSession) -> definition.Protocol:
        """The protocol that the session was opened under, as the chart keeps its bytes.

        Raises:
            KnownError: the chart lost them, or they are not a protocol that this program reads.
        """
        return self.adopted(session.protocol_sha256)

    def current_protocol(self) -> definition.Protocol:
        """The protocol that the ward adopted last: a new session is opened under it.

        Raises:
            Refused: the ward has adopted none.
        """
        adopted = self.refresh_roster().adopted
        if not adopted:
            raise Refused(
                "no-protocol-adopted",
                "This ward has not adopted a protocol yet.",
                do="Ask a pharmacist and a charge nurse to adopt one, under Protocol.",
            )
        return self.adopted(adopted[-1].sha256)

    def adopted(self, sha256: str) -> definition.Protocol:
        """An adopted protocol by the SHA-256 (hex) of its file.

        Raises:
            KnownError: as `protocol_of`.
        """
        if sha256 not in self._adopted:
            try:
                content = self.store.document(sha256)
            except KnownError as error:
                known = [one.name for one in self.roster.adopted if one.sha256 == sha256]
                happened = f"The adopted protocol {' '.join(known)} cannot be read."
                raise KnownError(
                    error.code, f"{happened} {error.happened}", saved=error.saved, do=error.do
                ) from error
            self._adopted[sha256] = loader.from_bytes(content, "in this ward's chart")
        return self._adopted[sha256]

    def fold_on(self, session: UUID, entry: Entry) -> None:
        """Folds an entry that is about to be written, so that nothing unfoldable ever is."""
        known = self._sessions.get(session)
        if known is None:
            self._sessions[session] = fold([*self.store.session_entries(session), entry])
        else:
            apply(known, entry)

    def forget(self, session: UUID) -> None:
        """Forgets a remembered fold: it is folded anew from the chart when it is asked for."""
        self._sessions.pop(session, None)

    def lock(self) -> None:
        """Forgets the keys of whoever is signed in, and of a second person."""
        for person in (self.second, self.person):
            if person is not None:
                person.keys.lock()
        self.second = self.person = None
        self.late = None

    def nobody_is_away(self) -> None:
        """Who locked the window does not come back to it: her PIN is forgotten."""
        if self.away is not None and self.away.pin is not None:
            self.away.pin.forget()
        self.away = None

    def close(self) -> None:
        """Forgets keys and closes the chart."""
        self.checking.background.cancel()
        self.checking.forget()
        self.backing.background.cancel()
        self.packing.files.cancel()
        self.packing.told, self.packing.begun = (), None
        self.machine.keep_awake(wanted=False)
        self.lock()
        self.nobody_is_away()
        if self._store is not None:
            self._store.close()
            self._store = None
        self._sessions.clear()
        self._adopted.clear()
        self.anchors.close()
        self.soundness = Soundness()
        self.late = self.closed = None
        self.view = None
        self.roster = Roster()
        self._closed()
