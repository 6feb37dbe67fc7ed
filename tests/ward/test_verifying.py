"""A file that somebody brought: what this ward's chart knows of it is said with the verdict."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from nursedesk.chart.session import SignedNote
from nursedesk.clock import SetClock
from nursedesk.ward import verifying
from nursedesk.ward.desk import Desk
from tests.ward.fakes import MemoryStore
from tests.ward.test_note_views import come, give_back, sign


def gone(desk: Desk, folder: Path, store: MemoryStore, note: SignedNote) -> str:
    path = folder / "note.pdf"
    path.write_bytes(store.document(note.document))
    return verifying.check(desk, path).gone


def test_a_note_that_stands_is_not_gone(
    desk: Desk, session: UUID, store: MemoryStore, tmp_path: Path
) -> None:
    assert gone(desk, tmp_path, store, sign(desk, session)) == ""


def test_a_returned_note_and_one_that_was_superseded_say_so(
    desk: Desk, session: UUID, store: MemoryStore, tmp_path: Path, clock: SetClock
) -> None:
    note = sign(desk, session)
    give_back(desk, session, note)
    said = gone(desk, tmp_path, store, note)
    assert said.startswith("It was returned by Clara Weiss, 02-Mar-2026 08:00")
    clock.forward(minutes=5)
    sign(desk, session, "t.ruiz", old=note.note)
    come(desk, "n.berg")
    said = gone(desk, tmp_path, store, note)
    assert said == (
        "Another note took its place: Tom Ruiz, 02-Mar-2026 08:05. Do not act on this one."
    )
