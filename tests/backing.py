"""A ward with patients to be backed up and restored: made once, copied, written to, lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import Patient
from nursedesk.clock import SetClock
from nursedesk.keys import throttle
from nursedesk.keys.keyring import FileKeyring
from nursedesk.protocol.terms import Kind
from nursedesk.store import backup_copy
from nursedesk.store.backup_copy import Source
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import CLARA, NINA, Crew, Member
from nursedesk.ward import clock_watch, entrance, mending
from nursedesk.ward.backup_ports import BackupWish, Made
from nursedesk.ward.desk import Desk

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ALICE = Patient(family="Rowan", given="Alice", identifier="P-1", born=date(1987, 3, 4))


class Ward(Struct, frozen=True):
    """A ward's data folder, the session in it, and its recovery code."""

    folder: Path
    session: UUID
    code: str

    def copied(self, folder: Path) -> Ward:
        """The same ward in another folder."""
        shutil.copytree(self.folder, folder)
        return Ward(folder, self.session, self.code)

    @property
    def chart(self) -> Path:
        """The chart's file."""
        return self.folder / "chart" / "chart.db"


def founded(folder: Path) -> Ward:
    """A ward with its crew and one patient."""
    clock = SetClock(AT)
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    code = crew.found()
    crew.sign_in(NINA)
    session = rounds.open_session(crew, ALICE)
    rounds.receive(crew, session, ALICE, Kind.H24)
    desk.close()
    return Ward(folder, session, code)


@contextmanager
def signed_in(ward: Ward, member: Member = CLARA, *, hours: int = 1) -> Iterator[Desk]:
    """Somebody at the desk of a ward, hours after it was made."""
    desk = make_desk(ward.folder, clock=SetClock(AT + timedelta(hours=hours)))
    try:
        entrance.sign_in(desk, member.account, member.passphrase)
        if not desk.soundness.read_only:
            clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())
        yield desk
    finally:
        desk.close()


def goes_on(ward: Ward, bags: int = 1, *, hours: int = 3) -> str:
    """Nina receives bags; returns the number of the last entry, as it is on paper."""
    clock = SetClock(AT + timedelta(hours=hours))
    desk = make_desk(ward.folder, clock=clock)
    crew = Crew(desk, clock)
    crew.sign_in(NINA)
    for _ in range(bags):
        rounds.receive(crew, ward.session, ALICE, Kind.H24)
    entrance.sign_out(desk)
    last = desk.store.last()
    desk.close()
    assert last is not None
    return last.number


def back_up(ward: Ward, place: Path, *, hours: int = 2) -> Made:
    """Makes a backup, as the helper process does."""
    place.mkdir(exist_ok=True)
    key48 = FileKeyring(ward.folder).sign_in(CLARA.account, CLARA.passphrase).database_key()
    source = Source(ward.folder, key48, FileKeyring, frozenset({throttle.FILE}))
    at = AT + timedelta(hours=hours)
    wish = BackupWish(folder=str(place), at=at, begins=True, thins=False)
    return backup_copy.make(source, wish, lambda _done, _total: None)


def accepts(desk: Desk, passphrase: str = CLARA.passphrase) -> Entry:
    """Whoever is at the desk signs how a restored record goes on."""
    return mending.acknowledge_gap(
        desk,
        reason="The disk broke.",
        paper="The checklists of that night.",
        passphrase=passphrase,
        intent=uuid4(),
    )
