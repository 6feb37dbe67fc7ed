"""The print of a superseded note: marked on each page, the signed content, nothing to sign."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from uuid import UUID

import pypdfium2  # type: ignore[import-untyped]  # has no stubs
import pytest

from nursedesk.chart.handover import Row
from nursedesk.chart.signed_note import Superseded
from nursedesk.documents.downtime import downtime_pdf
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.superseded import superseded
from nursedesk.errors import KnownError
from nursedesk.ward.document_ports import Reviewed
from nursedesk.writing import grouped
from tests.documents.genuine import made
from tests.documents.notes import note, row

NEW = UUID("0badcafe-90ab-cdef-1234-567890abcdef")
WHY = "The step dose <b>of tomorrow</b> is missing."
BY = Superseded(note=NEW, by="b.moreno", at=datetime(2026, 11, 21, 7, 30, tzinfo=UTC), why=WHY)


def long() -> tuple[Row, ...]:
    """Enough rows for a second page."""
    return tuple(
        row(f"Due {number}", "Something that is due in the shift.") for number in range(60)
    )


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [" ".join(text.split()) for text in texts]


@pytest.fixture(scope="module")
def signed(documents: PdfDocuments) -> bytes:
    return made(documents, note(*long())).countersigned


@pytest.fixture(scope="module")
def printed(signed: bytes) -> list[str]:
    return pages_of(superseded(signed, BY, None))


def test_each_page_says_that_it_is_superseded_by_which_and_when(
    printed: list[str], signed: bytes
) -> None:
    assert len(printed) >= 2
    for page in printed:
        assert "SUPERSEDED, do not act on this note, unsigned print" in page
        assert f"SUPERSEDED by note {NEW} on 21-Nov-2026 08:30" in page
        assert grouped(hashlib.sha256(signed).hexdigest()) in page
        assert "DOE, Ann" in page


def test_it_says_why_and_keeps_what_was_signed(printed: list[str]) -> None:
    assert WHY in printed[0]
    assert "48h bag, preservative-free, 5 mL/h" in " ".join(printed)


@pytest.mark.parametrize(
    ("reviewed", "told"),
    [
        (None, "; it was not countersigned."),
        (
            Reviewed(name="Clara <i> Weiss", at=datetime(2026, 11, 21, 6, 10, tzinfo=UTC)),
            ", and countersigned by Clara <i> Weiss on 21-Nov-2026 07:10 +01:00.",
        ),
    ],
)
def test_it_names_who_had_signed_and_countersigned_it(
    signed: bytes, reviewed: Reviewed | None, told: str
) -> None:
    text = " ".join(pages_of(superseded(signed, BY, reviewed)))
    assert f"signed by {note().author}{told}" in text


def test_there_is_nothing_to_sign_and_no_data_to_pass_on(signed: bytes) -> None:
    pdf = superseded(signed, BY, None)
    assert b"/Sig" not in pdf
    assert b"/EmbeddedFiles" not in pdf
    assert superseded(signed, BY, None) == pdf


def test_a_file_without_its_data_is_refused_in_a_sentence() -> None:
    with pytest.raises(KnownError) as caught:
        superseded(downtime_pdf(note()), BY, None)
    assert caught.value.code == "note-data-unreadable"
