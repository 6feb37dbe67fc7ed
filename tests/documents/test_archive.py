"""PDF/A-3a and PDF/UA-1: every document, before and after each signature, by other programs."""

import base64
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import pdfa

from nursedesk.documents import archive, canvas, typeface
from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.checklists import checklists_pdf
from nursedesk.documents.downtime import downtime_pdf
from nursedesk.documents.full_record import render_record
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.plan_sheet import render_plan
from nursedesk.documents.render import render
from nursedesk.documents.superseded import superseded
from nursedesk.documents.ward_sheet import render_ward
from tests.chart.plan.accepting import no_longer_fits, of_24_h_bags, sheet_of
from tests.documents.archival import AFTER_THE_SECOND, findings
from tests.documents.conftest import Genuine
from tests.documents.genuine import made
from tests.documents.notes import note, row
from tests.documents.test_checklists import PAPER
from tests.documents.test_full_record import a_record
from tests.documents.test_superseded import BY
from tests.documents.test_ward_sheet import a_ward
from tests.documents.tools import run

LONG = tuple(row(f"Row {number}", "text " * 60, "alert", "A source") for number in range(30))

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a note": lambda: render(note()),
    "a long note of a demo ward": lambda: render(note(*LONG, demo=True)),
    "a note in signs of many kinds": lambda: render(note(row("\u0416", "\u2265 \u0393 \u202e"))),
    "a downtime sheet": lambda: downtime_pdf(note(*LONG)),
    "checklists": lambda: checklists_pdf(PAPER),
    "a whole-ward sheet": lambda: render_ward(a_ward()),
    "a full record": lambda: render_record(a_record()),
    "a superseded note": lambda: superseded(made(PdfDocuments(), note()).countersigned, BY, None),
    "a plan": lambda: render_plan(sheet_of(of_24_h_bags())),
    "a plan that no longer fits": lambda: render_plan(sheet_of(no_longer_fits(), demo=True)),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_archival_and_readable_aloud(name: str, tmp_path: Path) -> None:
    pdf = DOCUMENTS[name]()
    assert findings(pdf) == set()
    path = tmp_path / "document.pdf"
    path.write_bytes(pdf)
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", path)


def test_a_second_checker_agrees_but_for_what_it_does_not_know(genuine: Genuine) -> None:
    """It knows no forms, no attachments, no level A and no PDF/UA; all else it looks through."""
    with pikepdf.open(BytesIO(genuine.unsigned)) as pdf:
        found = pdfa.check(pdf, "3b").findings
    assert {each.rule for each in found} == {
        "pikepdf:schema-Catalog",
        "pikepdf:embedded-file",
        "ISO_19005_3:6.6.2.3.1-1",  # the words of PDF/UA in the metadata
        "ISO_19005_3:6.6.4-3",  # level A where it asks for B
    }


@pytest.mark.parametrize("state", ["unsigned", "signed"])
def test_up_to_the_first_signature_nothing_is_found(state: str, genuine: Genuine) -> None:
    assert findings(getattr(genuine, state)) == set()


def test_after_the_second_one_thing_is_found_that_cannot_be_otherwise(genuine: Genuine) -> None:
    assert findings(genuine.countersigned) == AFTER_THE_SECOND


def test_no_stream_ends_as_a_line_does() -> None:
    """Checkers look for the line end after a stream to tell how long it is."""
    like_a_line = next(
        content
        for content in (f"0 0 {number} 1 re f".encode() for number in range(10_000))
        if zlib.compress(content).endswith(b"\n")
    )
    written = archive.stream(like_a_line)
    assert not written.content.endswith((b"\r", b"\n"))
    assert written.content.endswith(b"~>")
    assert zlib.decompress(base64.a85decode(written.content[:-2])) == like_a_line


@contextmanager
def _unmarked(_: NoteCanvas) -> Iterator[None]:
    yield


def without_tags(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(NoteCanvas, "content", _unmarked)


def without_artifacts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(NoteCanvas, "artifact", lambda canvas, _="": _unmarked(canvas))


def without_output_intent(patch: pytest.MonkeyPatch) -> None:
    def declare(document: Any, **told: Any) -> None:  # noqa: ANN401
        declared(document, **told)
        document.Catalog.OutputIntents = None

    declared = archive.declare
    patch.setattr(canvas, "declare", declare)


def without_meanings(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(typeface, "meanings", lambda name, *_: name)


SABOTAGES: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], str]] = {
    "tags": (without_tags, "PDFUA1-CONTENT-TAGGING-001"),
    "artifacts": (without_artifacts, "PDFUA1-CONTENT-TAGGING-001"),
    "output intent": (without_output_intent, "PDFA3A-DEVICE-RGB-001"),
    "what codes mean": (without_meanings, "UNICODE"),
}


@pytest.mark.parametrize("name", SABOTAGES)
def test_what_is_left_out_is_found(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out, rule = SABOTAGES[name]
    leave_out(monkeypatch)
    assert any(rule in found for found in findings(render(note()))), findings(render(note()))
