"""The full record of a session as PDF: every entry, day by day, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import cast

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, TableStyle

from nursedesk.chart.full_record import FullRecord, RecordLine
from nursedesk.documents.flowables import HEADING, Heads, Paragraph, Table
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ACCENT,
    ALERT,
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
from nursedesk.writing import grouped, with_offset

_UNSIGNED = "Full record of a session, unsigned print"
_ROWS = 12  # in one table: a longer one is measured anew, whole, at each end of a page
_LONG = 2000  # characters: from here on an entry may be taller than is well kept together
_TALLEST = 60 * mm
_LEFT = 42 * mm
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=8.4, leading=10.6, textColor=INK)
_STRONG = ParagraphStyle("strong", _TEXT, fontName=BOLD)
_ALERT = ParagraphStyle("alert", _STRONG, textColor=ALERT)
_SOFT = ParagraphStyle("soft", _TEXT, fontSize=7.4, leading=9.4, textColor=SOFT)
_DAY = ParagraphStyle(
    "day", fontName=BOLD, fontSize=10.4, leading=13, textColor=ACCENT, tag=HEADING
)
_LOOKS = TableStyle(
    [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("LEFTPADDING", (1, 0), (1, -1), 6),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LINEBELOW", (0, 0), (-1, -1), 0.35, RULE),
    ]
)


def render_record(record: FullRecord) -> bytes:
    """The record as a PDF; the same record gives the same bytes."""
    bundled_fonts()
    opened = f"session opened {record.opened}"
    sheet = Sheet(
        patient_line=record.patient_line,
        title=title_line(_UNSIGNED, record.ward_name, opened, f"{len(record.lines)} entries"),
        foot="<br/>".join(_foot(record)),
        demo=record.demo,
    )
    return printed(
        sheet,
        _story(record),
        title="NurseDesk full record",
        subject="Full record of a session, unsigned print",
        made_at=record.made_at,
    )


def _foot(record: FullRecord) -> tuple[str, ...]:
    entry = bundled_fonts().printable(record.entry_number)
    protocol = protocol_line(record.protocol, record.protocol_sha256)
    made = with_offset(record.made_at, record.zone)
    return (
        f"Unsigned print as of chart entry {entry} \u00b7 printed {made}",
        f"Chart fingerprint {grouped(record.fingerprint)}",
        f"{protocol} \u00b7 session {record.session}",
    )


def _story(record: FullRecord) -> list[Flowable]:
    parts: list[Flowable] = [_words(f"! {gap}", _ALERT) for gap in record.gaps]
    for day, found in groupby(record.lines, key=lambda line: line.day):
        lines = tuple(found)
        parts += [Spacer(0, 2 * mm), _table(lines[:_ROWS], f"Recorded on {day}")]
        parts += [_table(lines[at : at + _ROWS]) for at in range(_ROWS, len(lines), _ROWS)]
    return parts


def _table(lines: tuple[RecordLine, ...], title: str = "") -> Table:
    """Some entries; the title of a day's first ones is repeated where a page ends among them."""
    head: list[list[object]] = [[_words(title, _DAY), ""]] if title else []
    return Table(
        [*head, *(row for line in lines for row in _rows(line))],
        colWidths=[_LEFT, TEXT_WIDTH - _LEFT],
        repeatRows=len(head),
        heads=Heads(titles=len(head), beside=True),
        style=TableStyle([("SPAN", (0, 0), (1, 0))] if title else [], parent=_LOOKS),
        hAlign="LEFT",
    )


def _rows(line: RecordLine) -> list[list[object]]:
    """An entry as one row, or as several where its text is very long.

    A page can end between rows of a table, not inside one.
    """
    first = _when(line)
    parts = list(_parts(line))
    if len(line.what) + len(line.detail) < _LONG:
        return [[first, parts]]
    pieces = [piece for part in parts for piece in _pieces(part)]
    continued = _words("\u2026 continued", _SOFT)
    return [[continued if number else first, piece] for number, piece in enumerate(pieces)]


def _pieces(part: Paragraph) -> Iterator[Flowable]:
    width = TEXT_WIDTH - _LEFT - 10
    while part.wrap(width, HEIGHT)[1] > _TALLEST:
        piece, part = cast("list[Paragraph]", part.split(width, _TALLEST))
        yield piece
    yield part


def _when(line: RecordLine) -> list[Flowable]:
    recorded = [] if line.recorded == line.happened else [f"recorded {line.recorded}"]
    times = [f"happened {line.happened}", *recorded]
    return [_words(f"Entry {line.number}", _STRONG), *(_words(time, _SOFT) for time in times)]


def _parts(line: RecordLine) -> Iterator[Paragraph]:
    for mark in line.marks:
        yield _words(mark, _ALERT)
    yield _words(line.what, _STRONG)
    if line.detail:
        yield _words(line.detail, _TEXT)
    yield _words(line.who, _SOFT)


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    """Plain text as a paragraph."""
    return Paragraph(bundled_fonts().printable(text), style)
