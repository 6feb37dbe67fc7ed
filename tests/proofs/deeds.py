"""What people do at a desk, to be hindered: with what is there afterwards, once, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.chart.key_entries import AccountRemoved
from nursedesk.chart.record_entries import AnchorPlacesChosen
from nursedesk.chart.session_entries import BagMoved, Patient
from nursedesk.chart.terms import Place
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import (
    bags,
    clock_watch,
    entrance,
    handovers,
    leaving,
    mending,
    passphrases,
    reprints,
)
from nursedesk.ward.check import check_chain
from nursedesk.ward.desk import Desk

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_ANN = Patient(family="Rowan", given="Ann", identifier="P-1", born=date(1987, 3, 4))
_NEW = "another phrase of five words"
_FORMER = b"what a former copy held"
HALF = -1  # neither there nor not there


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder in memory where the system has one: what a disk does is the proof's to say."""
    memory = Path("/dev/shm")
    at = memory if memory.is_dir() and os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="nursedesk-proof-", dir=at) as made:
        yield Path(made).resolve()


def found(place: Path) -> None:
    """A ward with its people, a patient, a bag and a signed note, and folders around it."""
    clock = SetClock(START)
    desk = make_desk(place / "ward", clock=clock)
    crew = Crew(desk, clock)
    crew.found()
    crew.sign_in(NINA)
    session = rounds.open_session(crew, _ANN)
    rounds.receive(crew, session, _ANN, Kind.H24)
    _sign(desk, session, uuid4(), uuid4())
    desk.close()
    for folder in (place / "copies", place / "other-disk"):
        folder.mkdir()
    _copy(place).write_bytes(_FORMER)


def _copy(place: Path) -> Path:
    return place / "copies" / "note.pdf"


def _sign(desk: Desk, session: UUID, note: UUID, intent: UUID) -> None:
    begun = desk.clock.now() - timedelta(hours=2)
    drafted = handovers.draft(desk, session, note=note, period_from=begun)
    handovers.sign(desk, drafted, NINA.passphrase, intent=intent)


@contextmanager
def copied(image: Path) -> Iterator[Path]:
    """The ward and what is around it, for one trial."""
    with scratch() as place:
        yield shutil.copytree(image, place / "place", ignore=shutil.ignore_patterns("*-shm"))


@contextmanager
def next_start(place: Path, hours: int = 2) -> Iterator[Desk]:
    """The ward as the next program finds it, with Clara at the desk.

    Raises:
        KnownError: it does not open.
    """
    desk = make_desk(place / "ward", clock=SetClock(START + timedelta(hours=hours)))
    try:
        entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
        yield desk
    finally:
        desk.close()


class Deed:
    """Something that somebody does once she is at the desk; again, if it was hindered."""

    member = NINA

    def __init__(self, place: Path, intent: UUID | None = None) -> None:
        self.place = place
        self.intent = intent or uuid4()

    def begin(self, hours: int = 1) -> None:
        """The program is started, she comes, and all is ready."""
        self.clock = SetClock(START + timedelta(hours=hours))
        self.desk = make_desk(self.place / "ward", clock=self.clock)
        self.come()
        self.prepare()

    def come(self) -> None:
        """She comes to the desk."""
        entrance.sign_in(self.desk, self.member.account, self.member.passphrase)
        clock_watch.confirm(self.desk, self.desk.clock.now(), intent=uuid4())

    def prepare(self) -> None:
        """What comes before, and is not hindered."""

    def act(self) -> None:
        """Does it.

        Raises:
            KnownError: it was hindered.
        """
        raise NotImplementedError

    def done(self, desk: Desk) -> int:
        """How often it is there, as the next program finds it."""
        entries = desk.store.entries()
        return sum(entry.header.intent == self.intent for entry in entries)


class MoveBag(Deed):
    """One entry and its anchor."""

    def act(self) -> None:
        session = self.desk.sessions()[0]
        moved = BagMoved(bag=session.stock[0].id, place=Place.ROOM, celsius=None)
        bags.move(self.desk, session.id, moved, intent=self.intent)


class SignNote(Deed):
    """A signed document and its entry."""

    def prepare(self) -> None:
        session = self.desk.sessions()[0].id
        begun = self.desk.clock.now() - timedelta(hours=1)
        self.draft = handovers.draft(self.desk, session, note=self.intent, period_from=begun)

    def act(self) -> None:
        handovers.sign(self.desk, self.draft, NINA.passphrase, intent=self.intent)

    def done(self, desk: Desk) -> int:
        mine = [note for note in desk.sessions()[0].notes if note.note == self.intent]
        whole = all(
            handovers.verify(desk, handovers.document(desk, note), note.document).state
            == "accepted-signed"
            for note in mine
        )
        return len(mine) if whole and len(mine) == super().done(desk) else HALF


class ExportNote(Deed):
    """A copy of a signed note in another folder, over a former one."""

    def act(self) -> None:
        session = self.desk.sessions()[0]
        reprints.export(self.desk, session.id, session.notes[0].note, _copy(self.place))

    def done(self, desk: Desk) -> int:
        content = _copy(self.place).read_bytes() if _copy(self.place).exists() else b""
        whole = {_FORMER: 0, handovers.document(desk, desk.sessions()[0].notes[0]): 1}
        return whole.get(content, HALF)


class ChoosePlace(Deed):
    """A second place for the anchors, on another disk, and the anchors in both."""

    member = CLARA

    def act(self) -> None:
        other = str(self.place / "other-disk")
        mending.choose_places(self.desk, [other], reason="A disk came.", intent=self.intent)

    def done(self, desk: Desk) -> int:
        times = super().done(desk)
        told = [one.body for one in desk.store.entries() if one.header.intent == self.intent]
        chosen = all(isinstance(body, AnchorPlacesChosen) for body in told)
        return times if chosen and len(desk.anchors.places) == 1 + times else HALF


class ChangePassphrase(Deed):
    """Nina's own: her slot decides, and her entry follows."""

    def act(self) -> None:
        passphrases.change(self.desk, NINA.passphrase, _NEW, intent=self.intent)

    def done(self, desk: Desk) -> int:
        old, new = (_opens(desk, NINA.account, one) for one in (NINA.passphrase, _NEW))
        return HALF if old is new else int(new)


class RemoveTom(Deed):
    """Tom leaves: an entry, another ward secret, the chart and its anchors put under it."""

    member = CLARA

    def come(self) -> None:
        super().come()
        self.second = entrance.second_person(self.desk, NINA.account, NINA.passphrase)

    def act(self) -> None:
        leaving.remove(self.desk, TOM.account, second=self.second, intent=self.intent)

    def done(self, desk: Desk) -> int:
        entries = desk.store.entries()
        times = sum(isinstance(entry.body, AccountRemoved) for entry in entries)
        return HALF if _opens(desk, TOM.account, TOM.passphrase) is bool(times) else times


DEEDS: tuple[type[Deed], ...] = (
    MoveBag,
    SignNote,
    ExportNote,
    ChoosePlace,
    ChangePassphrase,
    RemoveTom,
)


def _opens(desk: Desk, account: str, passphrase: str) -> bool:
    try:
        entrance.sign_in(desk, account, passphrase)
    except KnownError as error:
        if error.code in {"passphrase-wrong", "account-removed"}:
            return False
        raise
    return True


def found_wrong(desk: Desk) -> str:
    """What the next program finds wrong with the record; empty when nothing is."""
    if desk.soundness.read_only:
        return desk.soundness.sentence
    if check_chain(desk.store, desk.keyring).damages:
        return "the chain is not whole"
    return ""
