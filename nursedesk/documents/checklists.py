"""The blank checklists as PDF: boxes to tick, lines to write on, the second person's own page."""

from __future__ import annotations

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    PageBreak,
    Spacer,
    TableStyle,
)

from nursedesk.chart.field import Asks, Field
from nursedesk.chart.paper import Checklist, Paper, Part, answers
from nursedesk.documents.flowables import HEADING, SUBHEADING, Heads, Paragraph, Table
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.page import (
    ACCENT,
    INK,
    RULE,
    SOFT,
    TEXT_WIDTH,
    Sheet,
    printed,
    protocol_line,
    title_line,
)
from nursedesk.writing import with_offset

_TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=14, leading=18, textColor=INK, tag=HEADING)
_HEADING = ParagraphStyle(
    "heading", fontName=BOLD, fontSize=10.4, leading=13, textColor=ACCENT, tag=SUBHEADING
)
_TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9, leading=11.6, textColor=INK)
_SMALL = ParagraphStyle("small", fontName=REGULAR, fontSize=7.4, leading=9.4, textColor=SOFT)
_PATIENT = "Patient: ______________________  born: ____________  identifier: ____________"
_ALONE = "Two people, each alone: the second person's answers stand on a page of their own."
_SECOND = (
    "Second person's page. Read bag and pump yourself and fill it in without seeing the first "
    "page; then compare. Where the two differ, stop: both read again."
)
_SIGNED = "Name: ____________________  date and time: ____________________  "
_BOX = "[\u00a0\u00a0\u00a0]\u00a0"  # empty, and kept with its words
_APART = "\u00a0\u00a0\u00a0 "
_QUESTION = TEXT_WIDTH * 0.42


def checklists_pdf(paper: Paper) -> bytes:
    """All checklists in one PDF, each on pages of its own. The same paper gives the same bytes."""
    bundled_fonts()
    sheet = Sheet(
        patient_line=_PATIENT,
        title=title_line("Blank paper checklist", paper.ward_name or "NurseDesk"),
        foot="<br/>".join(_foot(paper)),
        demo=paper.demo,
    )
    story: list[Flowable] = []
    for checklist in paper.checklists:
        story += [PageBreak()] if story else []
        story += _checklist(checklist)
    return printed(
        sheet,
        story,
        title="NurseDesk paper checklists",
        subject="Blank paper checklists",
        made_at=paper.made_at,
    )


def _foot(paper: Paper) -> tuple[str, ...]:
    said = bundled_fonts().printable(paper.standing)
    return (
        f"{said} \u00b7 made {with_offset(paper.made_at, paper.zone)}",
        protocol_line(paper.protocol, paper.protocol_sha256),
        "What is written here is entered in the record later, with its own times.",
    )


def _checklist(checklist: Checklist) -> list[Flowable]:
    made = _page(checklist.title, "", checklist.parts, with_rules=True)
    twice = tuple(part for part in checklist.parts if part.twice)
    if twice:
        made += [PageBreak(), *_page(checklist.title, _SECOND, twice, with_rules=False)]
    return made


def _page(title: str, why: str, parts: tuple[Part, ...], *, with_rules: bool) -> list[Flowable]:
    made: list[Flowable] = [Paragraph(_markup(title), _TITLE)]
    made += [Paragraph(_markup(why), _TEXT)] if why else []
    made += [Spacer(0, 2 * mm), Paragraph(_SIGNED, _TEXT)]
    for part in parts:
        made += [Spacer(0, 3 * mm), _part(part, with_rules=with_rules)]
    return made


def _part(part: Part, *, with_rules: bool) -> Flowable:
    made: list[Flowable] = [
        Paragraph(_markup(part.title), _HEADING),
        Paragraph(_markup(part.why), _TEXT),
    ]
    if part.twice and with_rules:
        made.append(Paragraph(_ALONE, _TEXT))
    made.append(_questions(part.asks))
    for rule in part.rules if with_rules else ():
        named = f'<font name="{BOLD}">{_markup(rule.label)}:</font> ' if rule.label else ""
        made.append(Paragraph(f"{named}{_markup(rule.text)} [{_markup(rule.source)}]", _SMALL))
    return KeepTogether(made)


def _questions(fields: tuple[Field, ...]) -> Table:
    cells = [[Paragraph(_markup(field.prompt), _TEXT), _room(field)] for field in fields]
    return Table(
        cells,
        colWidths=[_QUESTION, TEXT_WIDTH - _QUESTION],
        heads=Heads(beside=True),
        style=TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
            ]
        ),
        hAlign="LEFT",
    )


def _room(field: Field) -> Paragraph:
    """Boxes to tick, or a line to write on with its unit."""
    boxes = _APART.join(_BOX + _markup(words.replace(" ", "\u00a0")) for words in answers(field))
    if field.choices or field.asks is Asks.YES_NO:
        return Paragraph(boxes, _TEXT)
    unit = f" {_markup(field.unit)}" if field.unit else ""
    return Paragraph(f"______________________{unit}{_APART}{boxes}", _TEXT)


def _markup(words: str) -> str:
    return bundled_fonts().printable(words)
