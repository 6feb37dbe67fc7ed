"""T07: a full disk and one that became read-only: said at once, read on, and gone on afterwards.

The full one is a real disk of 3 MiB. Where the system lets nobody mount one (some containers and
distributions), no file can grow instead, below everything (`watched_disk.py`); the outcome says so.
A disk becomes read-only under an open program only when it breaks, so there each call that writes
is refused with EROFS; the real remount comes before the next start.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from unittest import mock
from uuid import UUID, uuid4

from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.terms import Place
from nursedesk.errors import KnownError
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.driver import Connection
from nursedesk.ward import bags, handovers, reprints
from tests.proofs.deeds import SignNote, found, found_wrong, next_start, scratch
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.small_disk import mount, remount
from tests.proofs.watched_disk import broken_there, failing, full, run_watched

_SIZE = 3 * 1024 * 1024
_MOST_LEFT = 48 * 1024  # bytes that are left when the work begins
_MOST_ENTRIES = 200
_SECONDS = 2.0
_FULL = ("disk is full", os.strerror(errno.ENOSPC))
_BROKE = "reported an error"  # to an open program a disk that breaks is no other thing
_READ_ONLY = ("read-only", "cannot be written to", os.strerror(errno.EROFS), _BROKE)

Act = Callable[[], object]


def run(trials: int, seed: int) -> Outcome:
    """A full disk and a read-only one in turns."""
    return run_watched(__name__, trials, seed)


def watched(trials: int, seed: int) -> Outcome:
    """The same, where the disk is watched."""
    failures: list[str] = []
    with scratch() as image, scratch() as place:
        found(image)
        [why] = _apart(lambda: [mount(place, _SIZE)])
        for trial in range(trials):
            kind = ("full", "read-only")[trial % 2]
            act = partial(_trial, image, place / str(trial), Random(f"{seed} {trial}"))
            wrong = _apart(partial(act, full_one=kind == "full", mounts=not why))
            failures += [f"seed {seed}, trial {trial}, {kind} disk: {words}" for words in wrong]
    way = f"no disk could be mounted ({why}), so calls were refused" if why else "a disk of 3 MiB"
    return Outcome(trials, tuple(failures), (way,))


def _apart(act: Callable[[], list[str]]) -> list[str]:
    """What it answers, done in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            told = act()
        except BaseException:  # noqa: BLE001  # whatever it was, the parent alone can tell it
            told = [traceback.format_exc()]
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return list(json.loads(answer or '["the process ended"]'))


def _trial(image: Path, ward: Path, draw: Random, *, full_one: bool, mounts: bool) -> list[str]:
    """What is wrong in this process, which is given a disk of its own if it may mount one."""
    place = ward.parent
    if mounts and (why := mount(place, _SIZE)):
        return [f"this time no disk could be mounted: {why}"]
    shutil.copytree(image, ward)
    work = _Work(ward, _FULL if full_one else _READ_ONLY)
    if full_one:
        bad = _filled(place, draw.randrange(_MOST_LEFT)) if mounts else full(ward)
    else:
        bad = failing(ward, 0, errno.EROFS, for_ever=True)
    wrong = [*work.hindered(bad), *work.goes_on()]
    if mounts and not full_one:
        wrong += _starts(place, ward)
    return wrong


class _Work:
    """Somebody at work in a ward, and what she was told."""

    def __init__(self, ward: Path, words: tuple[str, ...]) -> None:
        self._ward = ward
        self._words = words
        self._deed = SignNote(ward)
        self._deed.begin()
        self._desk = self._deed.desk
        self._saved: list[UUID] = []
        self._refused: list[tuple[str, Act]] = []

    def hindered(self, bad: AbstractContextManager[None]) -> Iterator[str]:
        """She works until the disk refuses, signs, exports, and reads on."""
        session = self._desk.sessions()[0]
        note = session.notes[0].note
        copy = self._ward / "copies" / "another.pdf"
        with bad:
            for _ in range(_MOST_ENTRIES):
                if self._refused:
                    break
                yield from self._tries("move", self._move(uuid4()))
            self._deed.prepare()  # a note of what is in the chart now
            yield from self._tries("sign", self._deed.act)
            yield from self._tries(
                "export", lambda: reprints.export(self._desk, session.id, note, copy)
            )
            yield from self._reads()
        if not self._refused:
            yield "the disk refused nothing"
        if copy.exists() is ("export" in dict(self._refused)):
            yield "a refused copy is there, or one that was not refused is missing"

    def _move(self, intent: UUID) -> Act:
        session = self._desk.sessions()[0]
        where = Place.REFRIGERATOR if len(self._saved) % 2 else Place.ROOM
        moved = BagMoved(bag=session.stock[0].id, place=where, celsius=None)

        def act() -> None:
            bags.move(self._desk, session.id, moved, intent=intent)
            self._saved.append(intent)

        return act

    def _tries(self, name: str, act: Act) -> Iterator[str]:
        began = time.monotonic()
        try:
            act()
        except KnownError as error:
            self._refused.append((name, act))
            if not any(word in str(error) for word in self._words):
                yield f"{name}: it is not said what the disk is: {error.code}: {error}"
        took = time.monotonic() - began
        if took > _SECONDS:
            yield f"{name}: said after {took:.1f} s"

    def _reads(self) -> Iterator[str]:
        try:
            for session in self._desk.sessions():
                for note in session.notes:
                    handovers.document(self._desk, note)
            self._desk.store.entries()
        except KnownError as error:
            yield f"reading ends: {error.code}: {error}"

    def goes_on(self) -> Iterator[str]:
        """The disk is well again: what was refused works, and nothing is lost."""
        for name, act in reversed(self._refused):  # another entry would make the note stale
            try:
                act()
            except KnownError as error:
                yield f"{name}, once the disk is well: {error.code}: {error}"
        self._desk.close()
        with next_start(self._ward) as desk:
            if wrong := found_wrong(desk):
                yield f"the next start: {wrong}"
            there = [entry.header.intent for entry in desk.store.entries()]
            times = {intent: there.count(intent) for intent in self._saved}
            if any(number != 1 for number in times.values()) or self._deed.done(desk) != 1:
                yield "an entry is lost or doubled"


@contextmanager
def _filled(place: Path, left: int) -> Iterator[None]:
    """Somebody else's file takes all space but this."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file:
        free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        file.write(bytes(max(0, free - left)))
    try:
        yield
    finally:
        filler.unlink()


def _starts(place: Path, ward: Path) -> Iterator[str]:
    """A program that is started on a read-only disk says so; on a well one it opens."""
    remount(place, read_only=True)
    began = time.monotonic()
    try:
        with next_start(ward, hours=3):
            yield "it opens for writing on a read-only disk"
    except KnownError as error:
        if not any(word in str(error) for word in _READ_ONLY):
            yield f"the start does not say what the disk is: {error}"
    if time.monotonic() - began > _SECONDS:
        yield "the start says it too late"
    remount(place, read_only=False)
    with next_start(ward, hours=4) as desk:
        yield from filter(None, [found_wrong(desk)])


@contextmanager
def broken() -> Iterator[None]:
    """What was opened while the disk refused is kept."""
    genuine = SqlChartStore._open_connection

    def kept(store: SqlChartStore, *, anew: bool = False) -> Connection:
        return genuine(store, anew=False)

    with mock.patch.object(SqlChartStore, "_open_connection", kept):
        yield


PROOF = Proof(
    id="T07",
    proves="A full disk and a read-only one are told within 2 s, reading goes on, and once the "
    "disk is well the next action works and nothing is lost.",
    quick=2,
    release=20,
    run=run,
    sabotage=Sabotage("a connection of a disk that refused is kept", broken_there),
)
