"""A real ward to be damaged again and again: its files as bytes, and how it opens after that."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import UUID, uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.chart.session_entries import Patient
from nursedesk.clock import SetClock
from nursedesk.keys.keyring import FileKeyring
from nursedesk.protocol.terms import Kind
from nursedesk.store.database import Database
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import CLARA, NINA, Crew
from nursedesk.ward import entrance, handovers
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import Unlocked
from nursedesk.ward.record import note
from nursedesk.ward.whole_check import whole_check
from tests.tampering import chart_of

Files = dict[str, bytes]
_AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_BAGS = 8  # of each patient
_PATIENTS = (
    Patient(family="Rowan", given="Alice", identifier="P-1", born=date(1987, 3, 4)),
    Patient(family="Vega", given="Bruno", identifier="P-2", born=date(1994, 8, 17)),
)


@dataclass(frozen=True)
class Image:
    """A ward's folder at some moments, oldest first; the last two while it was open and closed.

    `live` still has its write-ahead log. `owners` are the sessions of the entries, in order.
    `founded` is the ward in its first hour, whose entries up to `founded_head` only the log holds.
    """

    founded: Files
    founded_head: int
    earlier: tuple[Files, ...]
    live: Files
    closed: Files
    opened_slot: Unlocked
    owners: tuple[UUID | None, ...]

    @property
    def head(self) -> int:
        """The last ward counter."""
        return len(self.owners) - 1

    @property
    def keys(self) -> Unlocked:
        """Nina's open keys, which the program locks when she leaves."""
        return copy(self.opened_slot)

    @property
    def key48(self) -> bytes:
        """The chart's key."""
        return self.keys.database_key()


@cache
def other_ward() -> Files:
    """Another ward's files."""
    with in_memory() as temporary:
        clock = SetClock(_AT)
        desk = make_desk(temporary / "ward", clock=clock)
        Crew(desk, clock).found()
        desk.close()
        return files(temporary / "ward")


@cache
def image() -> Image:
    """The ward, made through the use cases once for each process."""
    with in_memory() as temporary:
        folder = temporary / "ward"
        clock = SetClock(_AT)
        desk = make_desk(folder, clock=clock)
        crew = Crew(desk, clock)
        crew.found()
        founded, founded_head = files(folder), len(desk.store.entries()) - 1
        desk.close()
        earlier = [files(folder)]
        crew.sign_in(NINA)
        sessions = tuple(rounds.open_session(crew, patient) for patient in _PATIENTS)
        for number in range(_BAGS):
            for session, patient in zip(sessions, _PATIENTS, strict=True):
                rounds.receive(crew, session, patient, Kind.H24)
            if number % 3 == 1:
                earlier.append(files(folder))
        _sign_a_note(desk, sessions[0])
        _check(desk)
        crew.sign_in(CLARA)
        rounds.receive(crew, sessions[0], _PATIENTS[0], Kind.H24)
        owners = tuple(entry.header.session for entry in desk.store.entries())
        live = files(folder)
        desk.lock()
        desk.close()
        keys = FileKeyring(folder).sign_in(NINA.account, NINA.passphrase)
        return Image(founded, founded_head, tuple(earlier), live, files(folder), keys, owners)


def _sign_a_note(desk: Desk, session: UUID) -> None:
    begun = desk.clock.now() - timedelta(hours=2)
    drafted = handovers.draft(desk, session, note=uuid4(), period_from=begun)
    handovers.sign(desk, drafted, NINA.passphrase, intent=uuid4())


def _check(desk: Desk) -> None:
    """A check found everything in order: what it read is not all read again at the next start."""
    report = whole_check(desk.store, desk.keyring, lambda _done, _total: None)
    body = RecordChecked(
        entries=report.entries,
        head=report.head,
        head_hash=report.head_hash,
        lasting=report.lasting,
        open=report.open,
        asked=False,
    )
    note(desk, body, intent=uuid4())


def files(folder: Path) -> Files:
    """Every file of a ward but what says who has it open, by its place in the folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("in-use") and path.suffix != ".db-shm"
    }


@contextmanager
def in_memory() -> Iterator[Path]:
    """A folder in memory where the system has one: no trial asks whether a disk keeps its word."""
    memory = Path("/dev/shm")
    at = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="nursedesk-proof-", dir=at) as made:
        yield Path(made)


@contextmanager
def laid_out(content: Files) -> Iterator[Path]:
    """A folder that holds these files, for one trial."""
    with in_memory() as temporary:
        folder = temporary / "ward"
        for name, bytes_ in content.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes_)
        yield folder


@contextmanager
def opened(folder: Path, keys: Unlocked) -> Iterator[Desk]:
    """The ward as the next program finds it, up to the first screen.

    Raises:
        KnownError: it cannot be opened at all.
    """
    desk = make_desk(folder, clock=SetClock(_AT + timedelta(days=1)))
    entrance.open_ward(desk, keys)
    try:
        yield desk
    finally:
        desk.close()


def last_seq(folder: Path, key48: bytes) -> int:
    """The last ward counter that the file holds, read past the program."""
    connection = Database(chart_of(folder), key48).connect()
    try:
        row = connection.execute("SELECT coalesce(max(seq), -1) FROM chart_entry").fetchone()
        assert row is not None
        return int(row[0])
    finally:
        connection.close()
