"""The whole-ward sheet as PDF: one row for each patient, to be read in a minute."""

from __future__ import annotations

import re
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, TableStyle

from nursedesk.chart.ward_sheet import WardLine, WardSheet
from nursedesk.documents.flowables import Paragraph, Table
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ACCENT,
    ALERT,
    ALERT_TINT,
    INK,
    RULE,
    SOFT,
    TEXT_WIDTH,
    Sheet,
    printed,
    protocol_line,
    title_line,
)
from nursedesk.writing import moment, with_offset

_UNSIGNED = "Whole-ward sheet, unsigned print"
_NOT_AN_ALARM = "A reminder, not an alarm: the pump's alarm is primary."
_EMPTY = "No patient session is open."
_HEADINGS = ("Patient", "Hangs, use until", "Next change", "Cycle, dose", "Alerts, due next")
_SHARES = (39, 33, 31, 33, 40)
_ALERT_SIGN = "! "  # not by colour alone
_IN_A_TIME = r"(?<=[a-z]{2}) (?=[0-9]{2}-)|(?<=-[A-Z][a-z]{2}) (?=[0-9]{2}:)"
_BREAKS = re.compile(rf"(?<=[0-9]) (?=(mcg|mL|h|min|d)\b)|{_IN_A_TIME}")
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=8.2, leading=10, textColor=INK)
_STRONG = ParagraphStyle("strong", _TEXT, fontName=BOLD)
_ALERT = ParagraphStyle("alert", _STRONG, textColor=ALERT)
_SOFT = ParagraphStyle("soft", _TEXT, fontSize=7.2, leading=9, textColor=SOFT)
_HEADING = ParagraphStyle("heading", _TEXT, fontName=BOLD, textColor=ACCENT)


def render_ward(ward: WardSheet) -> bytes:
    """The sheet as a PDF; the same ward gives the same bytes."""
    bundled_fonts()
    as_of = f"as of {moment(ward.made_at, ward.zone)}"
    sheet = Sheet(
        patient_line=f"{ward.ward_name}: all patients",
        title=title_line(_UNSIGNED, as_of),
        foot="<br/>".join(_foot(ward)),
        demo=ward.demo,
    )
    return printed(
        sheet,
        _story(ward),
        title="NurseDesk whole-ward sheet",
        subject="Whole-ward sheet, unsigned print",
        made_at=ward.made_at,
    )


def _foot(ward: WardSheet) -> tuple[str, ...]:
    printable = bundled_fonts().printable
    entry = f"as of chart entry {ward.entry_number}"
    return (
        printable(f"Unsigned print {entry} \u00b7 printed {with_offset(ward.made_at, ward.zone)}"),
        *(protocol_line(name, sha256) for name, sha256 in ward.protocols),
        _NOT_AN_ALARM,
    )


def _story(ward: WardSheet) -> list[Flowable]:
    parts: list[Flowable] = []
    if ward.unreadable:
        names = ", ".join(ward.unreadable)
        text = f"{_ALERT_SIGN}Not shown, because their record is damaged: {names}. Use paper."
        parts += [_words(text, _ALERT), Spacer(0, 2 * mm)]
    parts.append(_table(ward) if ward.lines else _words(_EMPTY, _STRONG))
    if ward.cited:
        parts += [
            Spacer(0, 2 * mm),
            _words(f"Times, infused hours and doses rest on: {ward.cited}.", _SOFT),
            _words(f"Sources: {ward.sources}", _SOFT),
        ]
    return parts


def _table(ward: WardSheet) -> Table:
    head = [_words(heading, _HEADING) for heading in _HEADINGS]
    looks: list[Any] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.5, RULE),
    ]
    for place, line in enumerate(ward.lines, start=1):
        if line.urgent:
            first, last = (0, place), (-1, place)
            looks.append(("BACKGROUND", first, last, ALERT_TINT))
            looks.append(("LINEBEFORE", first, first, 2.4, ALERT))
    return Table(
        [head, *(_row(line) for line in ward.lines)],
        colWidths=[TEXT_WIDTH * share / sum(_SHARES) for share in _SHARES],
        repeatRows=1,
        style=TableStyle(looks),
        hAlign="LEFT",
    )


def _row(line: WardLine) -> list[object]:
    name, *identifiers = line.patient.split("; ")
    state = _words(_ALERT_SIGN + line.word, _ALERT) if line.urgent else _words(line.word, _TEXT)
    return [
        [_words(f"Bed {line.bed}", _STRONG), _words(name, _STRONG), *_each(identifiers)],
        [_words(line.hangs, _TEXT), *_labelled("use until", line.use_until), *_soft(line.basis)],
        [state, *_labelled("at the latest", line.change), *_labelled("planned", line.planned)],
        [_words(line.infused, _STRONG), _words(line.dose, _TEXT)],
        [*(_words(_ALERT_SIGN + alert, _STRONG) for alert in line.alerts), *_each(line.due)],
    ]


def _each(texts: tuple[str, ...] | list[str]) -> list[Flowable]:
    return [_words(text, _TEXT) for text in texts]


def _soft(text: str) -> list[Flowable]:
    return [_words(text, _SOFT)] if text else []


def _labelled(label: str, text: str) -> list[Flowable]:
    """A time under the word that says which one it is; nothing where there is none."""
    return [_words(label, _SOFT), _words(text, _STRONG)] if text else []


def _words(text: str, style: ParagraphStyle) -> Paragraph:
    """Plain text as a paragraph; no line ends inside a number with its unit, or a time."""
    return Paragraph(bundled_fonts().printable(_BREAKS.sub("\u00a0", text)), style)
