"""T01: kill -9 at random moments while somebody works: what was acknowledged is there, whole."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

from nursedesk.chart.entry import Entry, Position
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.terms import Place
from nursedesk.store import append
from nursedesk.ward import anchoring, bags, clock_watch, entrance
from nursedesk.ward.check import check_chain
from nursedesk.ward.desk import Desk
from nursedesk.ward.record_ports import anchor_of
from tests.proofs.damaged_ward import image, laid_out, opened
from tests.proofs.proof import Outcome, Proof, Sabotage

_BEGUN, _SAVED = b"b", b"s"  # inside the transaction; acknowledged, with the intent behind it
_INTENT_BYTES = 16
_MOST_SAVED = 8  # acknowledged before the clock to the kill starts
_LONGEST = 0.012  # seconds from there to the kill: about three entries
_LEAST_SHARE = 0.2  # of kills between BEGIN and acknowledgement


def run(trials: int, seed: int) -> Outcome:
    """As many programs are killed; a share of kills that is too small is a failing case."""
    draw, failures, inside = random.Random(seed), [], 0
    for trial in range(trials):
        with laid_out(image().closed) as folder:
            said = _killed(folder, draw.randrange(_MOST_SAVED), draw.random() * _LONGEST)
            saved, begun = _heard(said)
            inside += begun
            if wrong := _wrong(folder, saved):
                failures.append(f"seed {seed}, trial {trial}, {len(saved)} saved: {wrong}")
    if inside < _LEAST_SHARE * trials:
        failures.append(f"only {inside} of {trials} kills fell between BEGIN and acknowledgement")
    remark = f"{inside} of {trials} kills fell between BEGIN and acknowledgement"
    return Outcome(trials, tuple(failures), (remark,))


def _killed(folder: Path, after: int, seconds: float) -> bytes:
    """What a program said that worked in this folder until it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _work(folder, writing)
        finally:
            os._exit(1)
    os.close(writing)
    said = b""
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while said.count(_SAVED) <= after and (more := pipe.read(4096)):
            said += more
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := pipe.read(4096):
            said += more
    return said


def _work(folder: Path, out: int) -> None:
    """Signs in and moves bags about, over and over."""
    next_position = append._next_position

    def position(*everything: object) -> Position:
        os.write(out, _BEGUN)
        return next_position(*everything)  # type: ignore[arg-type]

    with (
        opened(folder, image().keys) as desk,
        mock.patch.object(append, "_next_position", position),
    ):
        entrance.arrive(desk, image().keys)
        session = desk.sessions()[0]
        for number in range(10**6):
            intent = uuid4()
            where = Place.ROOM if number % 2 else Place.REFRIGERATOR
            moved = BagMoved(bag=session.stock[0].id, place=where, celsius=None)
            if number % 4:
                bags.move(desk, session.id, moved, intent=intent)
            else:
                clock_watch.confirm(desk, desk.clock.now(), intent=intent)
            os.write(out, _SAVED + intent.hex.encode())


def _heard(said: bytes) -> tuple[list[UUID], bool]:
    """The intents that were acknowledged, and whether an entry was begun after the last one."""
    parts = said.split(_SAVED)
    saved = [UUID(hex=part[: 2 * _INTENT_BYTES].decode()) for part in parts[1:]]
    rest = parts[-1][2 * _INTENT_BYTES :] if saved else parts[0]
    return saved, rest.endswith(_BEGUN)


def _wrong(folder: Path, saved: Sequence[UUID]) -> str:
    """What is wrong with the ward that the next program finds; empty when nothing is."""
    with opened(folder, image().keys) as desk:
        if desk.soundness.read_only:
            return desk.soundness.sentence
        entries = desk.store.entries()
        intents = [entry.header.intent for entry in entries]
        if missing := set(saved) - set(intents):
            return f"{len(missing)} acknowledged entries are missing"
        if check_chain(desk.store, desk.keyring).damages:
            return "the chain is not whole"
        return _goes_on(desk, entries)


def _goes_on(desk: Desk, before: Sequence[Entry]) -> str:
    """Whether somebody may work on at once, and the anchors tell all of it then."""
    entrance.arrive(desk, image().keys)
    clock_watch.confirm(desk, desk.clock.now(), intent=uuid4())
    after = desk.store.entries()
    if list(before) != after[: len(before)]:
        return "what was there is changed"
    [place] = desk.anchors.places
    told = place.read()
    return "" if told[-1] == anchor_of(after[-1]) else "the anchors do not tell the last entry"


@contextmanager
def _anchored_too_early() -> Iterator[None]:
    """An entry's anchor is written before the entry is committed."""

    def hasty(
        desk: Desk,
        intent: UUID,
        session: UUID | None,
        seal: Callable[[Position], Entry],
        documents: Sequence[bytes] = (),
        *,
        mends: bool = False,
    ) -> Entry:
        def sealed(position: Position) -> Entry:
            entry = seal(position)
            for place in desk.anchors.places:
                place.append([anchor_of(entry)])
            return entry

        return desk.store.append(intent, session, sealed, documents)

    image()  # a ward is founded before: there is nothing to be hasty about yet
    with mock.patch.object(anchoring, "append", hasty):
        yield


PROOF = Proof(
    id="T01",
    proves="After kill -9 at any moment every acknowledged entry is there and none is half; the "
    "ward opens unaided, chain and anchors agree.",
    quick=100,
    release=3_000,
    run=run,
    sabotage=Sabotage(
        "an anchor is written before its entry is committed", _anchored_too_early, trials=40
    ),
)
