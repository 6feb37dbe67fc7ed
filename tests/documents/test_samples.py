"""Handwriting samples in a note: drawn side by side, read aloud as a figure, hostile ones borne."""

from __future__ import annotations

from io import BytesIO
from random import Random

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # has no stubs
import pytest

from nursedesk.chart.handover import Row
from nursedesk.chart.handwriting import LONGEST_MS, MOST_POINTS, Point, text_of
from nursedesk.documents.render import render
from tests.documents.archival import findings
from tests.documents.notes import note
from tests.proofs import hostile

TOLD = "From left to right: 18-Nov-2026 03:12; 20-Nov-2026 03:12"
DRAWN = "10 20 0,500 290 16;600 100 40"


def pdf_of(*drawn: str) -> bytes:
    return render(note(Row(label="Handwriting as drawn", text=TOLD, drawn=drawn)))


def dark(pdf: bytes) -> int:
    """How many dark points the first page has."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=2).to_pil().convert("L")
    finally:
        document.close()
    return sum(picture.histogram()[:64])


def test_each_sample_is_drawn() -> None:
    one, two = dark(pdf_of(DRAWN)), dark(pdf_of(DRAWN, DRAWN))
    assert dark(pdf_of("")) + 100 < one
    assert one + 100 < two


def test_it_is_a_figure_that_says_what_it_shows() -> None:
    with pikepdf.open(BytesIO(pdf_of(DRAWN))) as pdf:
        told = [str(each.get("/Alt", "")) for each in pdf.objects if "/Alt" in _names(each)]
    assert f"Handwriting samples. {TOLD}" in told


def _names(each: object) -> list[str]:
    return list(each.keys()) if isinstance(each, pikepdf.Dictionary) else []


def test_the_largest_samples_stay_archival() -> None:
    draw = Random(1)
    points = tuple(
        Point(draw.randrange(1001), draw.randrange(301), LONGEST_MS) for _ in range(MOST_POINTS)
    )
    assert findings(pdf_of(*[text_of((points,))] * 4)) == set()


@pytest.mark.parametrize("seed", range(6))
def test_what_is_no_sample_leaves_its_place_empty(seed: int) -> None:
    pdf = pdf_of(hostile.strokes(Random(seed))[:60_000], DRAWN)
    assert findings(pdf) == set()
