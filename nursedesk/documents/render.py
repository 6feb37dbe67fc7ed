"""A hand-over note as an unsigned PDF: calm tables, and two empty signature fields at the end."""

from __future__ import annotations

from typing import Any, cast

from msgspec import UNSET
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer, TableStyle

from nursedesk.chart.handover import HandoverNote, Row, Section
from nursedesk.chart.note_data import encode
from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.fields import (
    FIELD_HEIGHT,
    FIELD_WIDTH,
    LINE_LABELS,
    LINE_TOPS,
    VALUE_LEFT,
    Field,
)
from nursedesk.documents.flowables import HEADING, Heads, Layout, Paragraph, Table
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ACCENT,
    ALERT,
    ALERT_TINT,
    HEIGHT,
    INK,
    RULE,
    SOFT,
    TEXT_WIDTH,
    Sheet,
    printed,
    protocol_line,
    title_line,
)
from nursedesk.documents.qr import SIDE, QrCode, code_text
from nursedesk.documents.samples import DrawnSamples
from nursedesk.writing import grouped, moment, with_offset

_LABEL_WIDTH = 46 * mm
_SIZE = 9.2
_TALLEST = 45 * mm  # text taller than this may be cut by the end of a page
_LINES, _LETTERS = 10, 38  # what is surely not so tall: lines, and the widest letters in each
_FEW_ROWS = 6  # a last part as short as this stays with the signatures
_HEADING = ParagraphStyle(
    "heading", fontName=BOLD, fontSize=10.4, leading=13, textColor=ACCENT, tag=HEADING
)
_LABEL = ParagraphStyle("label", fontName=REGULAR, fontSize=8.4, leading=12, textColor=SOFT)
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=_SIZE, leading=12, textColor=INK)
_WEIGHTS = {
    "plain": _TEXT,
    "strong": ParagraphStyle("strong", _TEXT, fontName=BOLD),
    "alert": ParagraphStyle("alert", _TEXT, fontName=BOLD, textColor=ALERT),
    "missing": ParagraphStyle("missing", _TEXT, textColor=SOFT),
}
_SMALL = ParagraphStyle("small", fontName=REGULAR, fontSize=7, leading=9, textColor=SOFT)
_ALERT = "! Alert: "  # not by colour alone
_CLAIM = (
    "The times of signing are this workstation's own claim: no independent clock confirms them. "
    "A printed copy proves nothing; the file does: check it with "
    f'<font name="{BOLD}">nursedesk verify</font>. The code holds the number of this note and the '
    "chart's fingerprint."
)


def render(note: HandoverNote) -> bytes:
    """The note as a PDF of one revision with both signature fields, empty.

    The same note gives the same bytes.
    """
    sheet = Sheet(
        patient_line=note.patient_line,
        title=_title(note),
        foot="<br/>".join(_foot(note)),
        demo=note.demo,
    )
    return printed(
        sheet,
        _story(note),
        title="NurseDesk hand-over note",
        subject="Hand-over note",
        made_at=note.made_at,
        data=encode(note),
    )


def _title(note: HandoverNote) -> str:
    start, end = (moment(at, note.zone) for at in (note.period_from, note.period_to))
    return title_line(note.title, note.ward_name, f"{start} to {end}")


def _foot(note: HandoverNote) -> tuple[str, ...]:
    entry = bundled_fonts().printable(note.entry_number)
    return (
        f"Chart entry {entry} \u00b7 chart fingerprint {grouped(note.fingerprint)}",
        protocol_line(note.protocol, note.protocol_sha256),
        f"Note {note.note} \u00b7 made {with_offset(note.made_at, note.zone)}",
    )


def _story(note: HandoverNote) -> list[Flowable]:
    """All parts in order; the signatures never stand alone on a page if they can be helped."""
    parts = [section_table(section) for section in note.sections]
    author = bundled_fonts().printable(note.author)
    end: list[Flowable] = [
        Paragraph(f"Prepared from the record by {author}.", _SMALL),
        Spacer(0, 1.5 * mm),
        SignatureBoxes(),
        _claim(note),
    ]
    if note.sections and len(note.sections[-1].rows) <= _FEW_ROWS:
        end = [parts.pop(), Spacer(0, 3 * mm), *end]
    spaced: list[Flowable] = []
    for part in parts:
        spaced += [part, Spacer(0, 2 * mm)]
    return [*spaced, KeepTogether(end)]


def _claim(note: HandoverNote) -> Layout:
    """What a signature does not say, beside the note's code."""
    return Layout(
        [[Paragraph(_CLAIM, _SMALL), QrCode(code_text(note))]],
        colWidths=[TEXT_WIDTH - SIDE, SIDE],
        style=TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), REGULAR),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("TOPPADDING", (0, 0), (0, 0), 1.5 * mm),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("RIGHTPADDING", (1, 0), (1, 0), 0),
                ("TOPPADDING", (1, 0), (1, 0), 0.7 * mm),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
            ]
        ),
    )


def section_table(section: Section) -> Table:
    """One part of the note as a table; its title is repeated where a page ends inside it."""
    title = Paragraph(bundled_fonts().printable(section.title), _HEADING)
    cells: list[list[object]] = [[title, ""]]
    looks: list[Any] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("SPAN", (0, 0), (1, 0)),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("LEFTPADDING", (1, 0), (1, -1), 6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("TOPPADDING", (0, 0), (-1, -1), 1.7),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.1),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, ACCENT),
    ]
    for row in section.rows:
        first = len(cells)
        cells += _cells(row)
        looks += _marks(row, first, len(cells) - 1)
    return Table(
        cells,
        colWidths=[_LABEL_WIDTH, TEXT_WIDTH - _LABEL_WIDTH],
        repeatRows=1,
        heads=Heads(titles=1, beside=True),
        style=TableStyle(looks),
        hAlign="LEFT",
    )


def _cells(row: Row) -> list[list[object]]:
    """A row of the note as one row of the table, or as several where its text is very long.

    A page can end between rows of the table, not inside one.
    """
    fonts = bundled_fonts()
    label = Paragraph(fonts.printable(row.label), _LABEL)
    mark = _ALERT if row.weight == "alert" else ""
    markup = mark + fonts.printable(row.text)
    text = Paragraph(markup, _WEIGHTS.get(row.weight, _TEXT))
    width = TEXT_WIDTH - _LABEL_WIDTH - 10
    pieces: list[list[Flowable]] = []
    may_be_tall = markup.count("<br/>") + len(markup) / _LETTERS > _LINES
    while may_be_tall and text.wrap(width, HEIGHT)[1] > _TALLEST:
        piece, text = cast("list[Paragraph]", text.split(width, _TALLEST))
        pieces.append([piece])
    pieces.append([text])
    if row.drawn is not UNSET:
        pieces[-1].append(DrawnSamples(row.drawn, row.text, width))
    if row.source:
        pieces[-1].append(Paragraph(fonts.printable(f"Source: {row.source}"), _SMALL))
    continued = Paragraph("\u2026 continued", _LABEL)
    return [[label if number == 0 else continued, piece] for number, piece in enumerate(pieces)]


def _marks(row: Row, first: int, last: int) -> list[Any]:
    """A solid bar and a tint beside what is urgent, a dashed bar beside what was not recorded."""
    here = (1, first), (1, last)
    marks: list[Any] = [("LINEBELOW", (0, last), (-1, last), 0.35, RULE)]
    if row.weight == "alert":
        marks += [("BACKGROUND", *here, ALERT_TINT), ("LINEBEFORE", *here, 2.4, ALERT, "butt")]
    if row.weight == "missing":
        marks += [("LINEBEFORE", *here, 1.8, SOFT, "butt", (2, 2))]
    return marks


class SignatureBoxes(Flowable):
    """The two boxes side by side, each with its (still empty) signature field on it."""

    _HEADING_HEIGHT = 6.5 * mm

    def __init__(self) -> None:
        super().__init__()
        self.width = TEXT_WIDTH
        self.height = FIELD_HEIGHT + self._HEADING_HEIGHT

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803, ARG002
        return self.width, self.height

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        for field, left in zip(Field, (0.0, TEXT_WIDTH - FIELD_WIDTH), strict=True):
            canvas.saveState()
            exact = canvas.absolutePosition(left, 0)
            x, y = map(round, exact)
            canvas.translate(x - exact[0], y - exact[1])
            with canvas.artifact():
                self._draw_lines(canvas, left)
            with canvas.tags.into(canvas.tags.current.add("P")), canvas.content():
                self._draw_words(canvas, field, left)
            canvas.signature_field(field, x, y, x + FIELD_WIDTH, y + FIELD_HEIGHT)
            canvas.restoreState()

    def _draw_lines(self, canvas: NoteCanvas, left: float) -> None:
        canvas.setStrokeColor(SOFT)
        canvas.setLineWidth(0.7)
        canvas.roundRect(left, 0, FIELD_WIDTH, self.height, 2 * mm, stroke=1, fill=0)
        canvas.setLineWidth(0.35)
        canvas.setStrokeColor(RULE)
        right = left + FIELD_WIDTH - 3 * mm
        for below_top in LINE_TOPS:
            line = FIELD_HEIGHT - below_top - 1 * mm
            canvas.line(left + VALUE_LEFT, line, right, line)

    def _draw_words(self, canvas: NoteCanvas, field: Field, left: float) -> None:
        canvas.setFillColor(ACCENT)
        canvas.setFont(BOLD, 9.2)
        canvas.drawString(left + 3 * mm, self.height - 4.8 * mm, field.heading)
        canvas.setFillColor(SOFT)
        canvas.setFont(REGULAR, 8)
        for label, below_top in zip(LINE_LABELS, LINE_TOPS, strict=True):
            canvas.drawString(left + 3 * mm, FIELD_HEIGHT - below_top, label)
