"""The downtime sheet as PDF: what stands on it, and that only the phrase opens it."""

from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped]  # has no stubs
import pytest
from msgspec.structs import replace

from nursedesk.chart.downtime import TITLE
from nursedesk.documents.downtime import downtime_pdf, encrypted
from tests.documents.notes import note

PHRASE = "4f7k2-9qx3m-0abcd-wxyz1"
SHEET = replace(note(), title=TITLE, author="")


def text_of(pdf: bytes, password: str | None = None) -> str:
    document = pypdfium2.PdfDocument(pdf, password=password)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def test_it_says_what_it_is_and_as_of_when() -> None:
    text = text_of(downtime_pdf(SHEET))

    assert "Downtime sheet, unsigned print" in text
    assert "Unsigned print as of chart entry 1.207" in text
    assert "48h bag, preservative-free, 5 mL/h" in text
    assert "DOE, Ann" in text


def test_there_is_room_for_numbers_and_for_writing_and_none_for_a_signature() -> None:
    pdf = downtime_pdf(SHEET)
    text = text_of(pdf)

    for words in ("Pharmacy:", "Prescriber on call:", "What was done or seen", "Second person"):
        assert words in text
    assert b"/Sig" not in pdf


def test_the_same_note_gives_the_same_bytes() -> None:
    assert downtime_pdf(SHEET) == downtime_pdf(SHEET)


@pytest.mark.parametrize("wrong", [None, "", PHRASE.upper(), f"{PHRASE}x"])
def test_only_the_phrase_opens_it(wrong: str | None) -> None:
    sealed = encrypted(downtime_pdf(SHEET), PHRASE)

    assert "DOE, Ann" in text_of(sealed, PHRASE)
    with pytest.raises(pypdfium2.PdfiumError):
        text_of(sealed, wrong)


def test_it_is_encrypted_with_aes_256_and_nothing_is_in_clear() -> None:
    sealed = encrypted(downtime_pdf(SHEET), PHRASE)

    assert b"/AESV3" in sealed
    assert b"/R 6" in sealed
    for clear in (b"DOE", b"4711", b"Downtime", PHRASE.encode()):
        assert clear not in sealed
