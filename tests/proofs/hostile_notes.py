"""Notes with a hostile text in any field that is printed: each must hold and show it.

What is no character at all (half a surrogate pair) is refused in words; everything else stands on
the pages, letter by letter or as its code point, and none of it is taken for markup. A row's label
is the program's own and gets none.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from random import Random

import pypdfium2  # type: ignore[import-untyped]  # has no stubs
from msgspec.structs import replace

from nursedesk.chart.handover import HandoverNote
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.documents.trust import read_root
from nursedesk.documents.verify import verify
from nursedesk.errors import KnownError
from tests.documents.genuine import SIGNED_AT
from tests.documents.notes import VIENNA, note, row
from tests.documents.ward import TestWard
from tests.proofs import hostile

_LONGEST = 200  # characters, of what a chart takes as one line
HEAD = ("patient_line", "author", "ward_name")


def hostile_note(draw: Random) -> tuple[HandoverNote, str]:
    """A note with one hostile text in one field of its head, or in a row; and that text."""
    text = hostile.text(draw, longest=_LONGEST)
    field = draw.choice((*HEAD, "text", "source"))
    if field != "text":
        text = text.replace("\n", " ")[:_LONGEST]
    if field in HEAD:
        return replace(note(), **{field: text}), text
    told = {"label": "Concern", "text": "a worry", field: text}
    return note(row(**told)), text


def shown_by(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def missing(text: str, shown: str) -> list[str]:
    """The characters of a text that the pages show neither themselves nor by their code point."""
    pages = "".join(shown.split())
    there = Counter(unicodedata.normalize("NFKC", pages))
    wanted = Counter(one for one in text if not one.isspace())
    return [
        f"U+{ord(one):04X}"
        for one, times in wanted.items()
        if pages.count(f"U+{ord(one):04X}") < times
        and any(there[part] < times for part in unicodedata.normalize("NFKC", one))
    ]


def trial(draw: Random) -> str:
    """What is wrong with the note of one hostile text; empty when nothing is."""
    content, text = hostile_note(draw)
    documents, ward = PdfDocuments(VIENNA), TestWard()
    try:
        pdf = documents.render(content)
    except KnownError as refused:
        half = any(unicodedata.category(one) == "Cs" for one in text)
        return "" if half else f"refused: {refused}"
    nurse = ward.signer("b.moreno", "Bea Moreno", "nurse")
    name = text[:80] if draw.random() < 0.3 else "Bea Moreno"
    signed = documents.sign(pdf, nurse, name=name, at=SIGNED_AT)
    verdict = verify(signed, read_root(ward.root_pem))
    if verdict.state != "accepted-signed":
        return f"not accepted: {verdict.clause}"
    lacking = missing(text, shown_by(signed))
    return f"not shown: {' '.join(lacking[:8])}" if lacking else ""
