"""A downtime sheet as PDF: the patient's state, telephone numbers and lines to write on.

Encrypted with AES-256 (PDF 2.0, revision 6), so that any viewer opens it with the phrase.
"""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, TableStyle

from nursedesk.chart.note import HandoverNote
from nursedesk.documents.flowables import HEADING, Paragraph, Table
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ACCENT,
    ALERT,
    INK,
    RULE,
    SOFT,
    TEXT_WIDTH,
    Sheet,
    printed,
    protocol_line,
    title_line,
)
from nursedesk.documents.render import section_table
from nursedesk.writing import grouped, moment, with_offset

_HEADING = ParagraphStyle(
    "heading", fontName=BOLD, fontSize=10.4, leading=13, textColor=ACCENT, tag=HEADING
)
_WARN = ParagraphStyle("warn", fontName=BOLD, fontSize=9.6, leading=12.5, textColor=ALERT)
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=12, textColor=INK)
_CONTACTS = ("Pharmacy", "Prescriber on call", "Charge nurse", "Ward IT")
_COLUMNS = ("Date, time", "What was done or seen", "By", "Second person")
_WIDTHS = (28 * mm, TEXT_WIDTH - 84 * mm, 28 * mm, 28 * mm)
_LINES, _LINE_HEIGHT = 18, 9 * mm
_WRITE_ON = "Written on paper since then; to be entered in the record later, with its own times"


def downtime_pdf(note: HandoverNote) -> bytes:
    """The sheet as a PDF that is not encrypted. The same note gives the same bytes."""
    bundled_fonts()
    sheet = Sheet(
        patient_line=note.patient_line,
        title=title_line(note.title, note.ward_name),
        foot="<br/>".join(_foot(note)),
        demo=note.demo,
    )
    parts: list[Flowable] = [Paragraph(_as_of(note), _WARN), Spacer(0, 2 * mm), _contacts()]
    for section in note.sections:
        parts += [Spacer(0, 2 * mm), section_table(section)]
    parts += [Spacer(0, 4 * mm), Paragraph(_WRITE_ON, _HEADING), Spacer(0, 1 * mm), _lines()]
    return printed(
        sheet,
        parts,
        title="NurseDesk downtime sheet",
        subject="Downtime sheet",
        made_at=note.made_at,
    )


def encrypted(pdf: bytes, phrase: str) -> bytes:
    """The same pages, to be opened with the phrase alone."""
    writer = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    writer.encrypt(owner_pass=phrase, user_pass=phrase)  # type: ignore[no-untyped-call]
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def _as_of(note: HandoverNote) -> str:
    entry = bundled_fonts().printable(note.entry_number)
    return (
        f"As of entry {entry}, {moment(note.made_at, note.zone)}. The record may have gone on "
        "since then: ask whoever was at the workstation last. The pump's alarm is primary."
    )


def _foot(note: HandoverNote) -> tuple[str, ...]:
    entry = bundled_fonts().printable(note.entry_number)
    return (
        f"Unsigned print as of chart entry {entry} \u00b7 fingerprint {grouped(note.fingerprint)}",
        protocol_line(note.protocol, note.protocol_sha256),
        f"Made {with_offset(note.made_at, note.zone)}",
    )


def _contacts() -> Table:
    """Telephone numbers, to be written in by hand."""
    cells = [[Paragraph(f"{who}:", _TEXT), "", ""] for who in _CONTACTS]
    half = len(cells) // 2
    rows = [[*left[:2], *right[:2]] for left, right in zip(cells[:half], cells[half:], strict=True)]
    quarter = TEXT_WIDTH / 4
    return Table(
        rows,
        colWidths=[quarter * 0.8, quarter * 1.2] * 2,
        rowHeights=8 * mm,
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "BOTTOM"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (1, 0), (1, -1), 0.5, SOFT),
                ("LINEBELOW", (3, 0), (3, -1), 0.5, SOFT),
            ]
        ),
        hAlign="LEFT",
    )


def _lines() -> Table:
    """Lines to write on."""
    head = [Paragraph(words, _TEXT) for words in _COLUMNS]
    empty = [[""] * len(_COLUMNS) for _ in range(_LINES)]
    return Table(
        [head, *empty],
        colWidths=_WIDTHS,
        rowHeights=[7 * mm, *[_LINE_HEIGHT] * _LINES],
        repeatRows=1,
        style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, RULE)]),
        hAlign="LEFT",
    )
