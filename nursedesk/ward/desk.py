"""The desk: one workstation's open ward. It holds the ports, the fold, and who is signed in."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.session import PatientSession, apply, fold
from nursedesk.chart.terms import Role
from nursedesk.clock import Clock
from nursedesk.errors import KnownError, Refused
from nursedesk.protocol.definition import Protocol
from nursedesk.ward.ports import ChartStore, Documents, Files, Keyring, Unlocked
from nursedesk.ward.roster import Roster


class Person(Struct, frozen=True, kw_only=True):
    """Somebody whose keys are open: the one who is signed in, or a second person for one step."""

    account: str
    name: str
    roles: frozenset[Role]
    keys: Unlocked


OpenStore = Callable[[Unlocked], ChartStore]


class Desk:
    """Everything that a use case needs. Used by one thread: the database worker's."""

    def __init__(
        self,
        *,
        clock: Clock,
        keyring: Keyring,
        documents: Documents,
        files: Files,
        protocol: Protocol,
        workstation: str,
        open_store: OpenStore,
        create_store: OpenStore,
    ) -> None:
        self.clock = clock
        self.keyring = keyring
        self.documents = documents
        self.files = files
        self.protocol = protocol
        self.workstation = workstation
        self.open_store = open_store
        self.create_store = create_store
        self.roster = Roster()
        self.person: Person | None = None
        self.second: Person | None = None
        self._store: ChartStore | None = None
        self._sessions: dict[UUID, PatientSession] = {}

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

    def signed_in(self) -> Person:
        """The person at the desk.

        Raises:
            Refused: nobody is signed in.
        """
        if self.person is None:
            raise Refused("not-signed-in", "Nobody is signed in.", do="Sign in first.")
        return self.person

    def refresh_roster(self) -> Roster:
        """The roster as of the last ward entry."""
        self.roster.extend(self.store.ward_entries(after=self.roster.seq))
        return self.roster

    def session(self, session: UUID) -> PatientSession:
        """A patient session as of its last entry, folded on from what is remembered.

        Raises:
            KnownError: nobody is signed in, or the chart holds no such session.
        """
        self.signed_in()
        known = self._sessions.get(session)
        if known is None:
            entries = self.store.session_entries(session)
            if not entries:
                raise KnownError(
                    "no-such-session",
                    "This patient session is not in the chart.",
                    do="Go back to the ward board and choose the patient again.",
                )
            self._sessions[session] = fold(entries)
        else:
            for entry in self.store.session_entries(session, after=known.seq):
                apply(known, entry)
        return self._sessions[session]

    def sessions(self) -> list[PatientSession]:
        """All patient sessions, in the order in which they were opened.

        Raises:
            Refused: nobody is signed in.
        """
        self.signed_in()
        return [self.session(session) for session in self.store.sessions()]

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

    def close(self) -> None:
        """Forgets keys and closes the chart."""
        self.lock()
        if self._store is not None:
            self._store.close()
            self._store = None
        self._sessions.clear()
        self.roster = Roster()
