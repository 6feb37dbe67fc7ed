"""T18: kill -9 while a note is signed, countersigned or exported, before any step that writes.

The next start finds the note's bytes and its entry, both whole, or neither; of an exported copy the
former one, the new one or none, and never a part of one under its name; and the same can be done
then. Bytes that no entry names, and entries whose bytes are missing, are failing cases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.store import documents
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection
from nursedesk.walkthrough.crew import CLARA
from nursedesk.ward import handovers
from nursedesk.ward.desk import Desk
from tests.proofs import deeds
from tests.proofs.deeds import HALF, Deed, next_start
from tests.proofs.midway import LEAST_SHARE, killed_once, leave_open, old_or_new, steps_of_deed
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.proofs.watched_disk import broken_there, run_watched
from tests.tampering import chart_of, key_of


class CountersignNote(Deed):
    """Clara countersigns the note that Nina signed."""

    member = CLARA

    def prepare(self) -> None:
        session = self.desk.sessions()[0]
        self.session, self.note = session.id, session.notes[0].note

    def act(self) -> None:
        handovers.countersign(
            self.desk, self.session, self.note, CLARA.passphrase, intent=self.intent
        )

    def done(self, desk: Desk) -> int:
        note = desk.sessions()[0].notes[0]
        entries = super().done(desk)
        if note.countersigned_document is None:
            return HALF if entries else 0
        pdf = handovers.document(desk, note)
        verdict = handovers.verify(desk, pdf, note.countersigned_document)
        return entries if verdict.state == "accepted-countersigned" else HALF


class ExportFirst(deeds.ExportNote):
    """A copy where there is none of that name yet."""

    def prepare(self) -> None:
        for former in (self.place / "copies").iterdir():
            former.unlink()

    def done(self, desk: Desk) -> int:
        there = [each.name for each in (self.place / "copies").iterdir()]
        return super().done(desk) if "note.pdf" in there else 0


HINDERED: tuple[type[Deed], ...] = (
    deeds.SignNote,
    CountersignNote,
    deeds.ExportNote,
    ExportFirst,
)
_WITHOUT_ENTRY = (deeds.ExportNote, ExportFirst)


def run(trials: int, seed: int) -> Outcome:
    """Each in turn; a share of kills that is too small is a failing case."""
    return run_watched(__name__, trials, seed)


def watched(trials: int, seed: int) -> Outcome:
    """The same, where the disk is watched."""
    draw, failures, inside = Random(seed), list[str](), 0
    with deeds.scratch() as image:
        deeds.found(image)
        leave_open(image)
        steps = {kind: steps_of_deed(kind, image) for kind in HINDERED}
        rounds = -(-trials // len(HINDERED))
        for trial in range(trials):
            turn, which = divmod(trial, len(HINDERED))
            kind = HINDERED[which]
            step = int((turn + draw.random()) * steps[kind] / rounds)  # spread over all of them
            entry = kind not in _WITHOUT_ENTRY
            wrong, begun = killed_once(kind, image, step, _both_or_neither, entry=entry)
            inside += begun
            if wrong:
                case = f"{kind.__name__} killed before step {step} of {steps[kind]}"
                failures.append(f"seed {seed}, trial {trial}, {case}: {wrong}")
    remark = f"{inside} of {trials} kills fell between BEGIN and acknowledgement"
    if inside < LEAST_SHARE * trials:
        failures.append(f"only {remark}")
    told = ", ".join(f"{kind.__name__} {number}" for kind, number in steps.items())
    return Outcome(trials, tuple(failures), (remark, f"steps: {told}"))


def _both_or_neither(deed: Deed) -> str:
    """What is wrong at the next start, and then with the same deed done again."""
    with next_start(deed.place) as desk:
        named = {
            document
            for session in desk.sessions()
            for note in session.notes
            for document in (note.document, note.countersigned_document)
            if document is not None
        }
    if stray := _stored(deed.place) - named:
        return f"the bytes of {len(stray)} notes are there and no entry names them"
    return old_or_new(deed)


def _stored(place: Path) -> set[str]:
    """The notes' files in the chart, by SHA-256; a protocol's is none."""
    ward = place / "ward"
    connection = Database(chart_of(ward), key_of(ward)).connect()
    try:
        rows = connection.execute("SELECT sha256, base, content FROM document").fetchall()
    finally:
        connection.close()
    return {sha256 for sha256, base, content in rows if base or content.startswith(b"%PDF")}


@contextmanager
def broken() -> Iterator[None]:
    """A note's bytes are committed before its entry is."""
    genuine = documents.keep

    def keep(connection: Connection, content: bytes) -> str:
        kept = genuine(connection, content)
        connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        return kept

    with mock.patch.object(documents, "keep", keep):
        yield


PROOF = Proof(
    id="T18",
    proves="A note that is killed while it is signed or countersigned is there with its entry or "
    "not at all, and one killed while it is exported leaves no part of a file under its name.",
    quick=20,
    release=200,
    run=run,
    sabotage=Sabotage("a note's bytes are committed before its entry", broken_there, trials=24),
)
