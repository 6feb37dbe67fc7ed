"""A note that came as a file: compared with this ward's chart, or by another ward's file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.session import SignedNote
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import entrance, handovers, verifying
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import Verdict
from tests.ward.conftest import START, passphrase
from tests.ward.fakes import FakeDocuments, MemoryStore


@pytest.fixture
def note(desk: Desk, session: UUID) -> SignedNote:
    drafted = handovers.draft(desk, session, note=uuid4(), period_from=START)
    return handovers.sign(desk, drafted, passphrase("n.berg"), intent=uuid4())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str | None, int]]:
    """With what each file was compared: the SHA-256 given, and how many times of the chart."""
    given: list[tuple[str | None, int]] = []

    def verify(
        _self: FakeDocuments,
        _pdf: bytes,
        _root: bytes,
        known: str | None = None,
        recorded: tuple[object, ...] = (),
    ) -> Verdict:
        given.append((known, len(recorded)))
        state = "accepted-signed" if known != "" else "rejected"
        return Verdict(state=state, clause="", chart="match", demo=True, signatures=())

    monkeypatch.setattr(FakeDocuments, "verify", verify)
    return given


def written(folder: Path, content: bytes) -> Path:
    path = folder / "note.pdf"
    path.write_bytes(content)
    return path


def test_a_file_of_the_chart_is_compared_with_itself_at_the_chart_s_times(
    desk: Desk,
    note: SignedNote,
    store: MemoryStore,
    tmp_path: Path,
    asked: list[tuple[str | None, int]],
) -> None:
    path = written(tmp_path, store.document(note.document))
    checked = verifying.check(desk, path)

    assert asked == [(note.document, 1)]
    assert checked.own
    assert checked.newer is None
    assert checked.data is None


def test_a_file_that_the_chart_does_not_hold_differs_from_it(
    desk: Desk, note: SignedNote, tmp_path: Path, asked: list[tuple[str | None, int]]
) -> None:
    """Even one that this ward's own keys signed: they may have been kept or stolen."""
    path = written(tmp_path, b"%PDF-note of another chart|nurse:Nina Berg")

    assert verifying.check(desk, path).verdict.state == "rejected"
    assert asked == [("", 0)]


def test_a_countersigned_copy_is_named(
    desk: Desk, session: UUID, note: SignedNote, store: MemoryStore, tmp_path: Path
) -> None:
    path = written(tmp_path, store.document(note.document))
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    both = handovers.countersign(desk, session, note.note, passphrase("c.weiss"), intent=uuid4())

    assert verifying.check(desk, path).newer == desk.clock.now()
    written(tmp_path, handovers.document(desk, both))
    assert verifying.check(desk, path).newer is None


def test_checking_records_nothing(
    desk: Desk, note: SignedNote, store: MemoryStore, tmp_path: Path
) -> None:
    before = len(store.chain)
    verifying.check(desk, written(tmp_path, store.document(note.document)))

    assert len(store.chain) == before


def test_nobody_signed_in_is_refused_before_the_file_is_read(desk: Desk, tmp_path: Path) -> None:
    entrance.sign_out(desk)
    with pytest.raises(Refused):
        verifying.check(desk, tmp_path / "none.pdf")


@pytest.mark.parametrize("content", [None, b"", b"hello"])
def test_what_is_no_pdf_is_said(
    content: bytes | None, desk: Desk, note: SignedNote, tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(KnownError) as caught:
        verifying.check(desk, path)

    assert caught.value.code == ("unreadable" if content is None else "not-a-pdf")
