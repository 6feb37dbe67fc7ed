"""An accepted plan on one page: the strip of its days, its bags, its end, what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from reportlab.lib.colors import white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer, TableStyle

from nursedesk.chart.plan.rows import rows
from nursedesk.chart.plan.sheet import CAUTION, PlanSheet
from nursedesk.chart.plan.told import OUTSIDE, ToldBag
from nursedesk.documents.flowables import Layout, Paragraph, Table
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
from nursedesk.documents.plan_strip import Legend, PlanStrip
from nursedesk.writing import moment, weekday_moment, with_offset

_SIZES = (8.4, 7.8, 7.2, 6.8, 6.4, 6.0)  # points; the largest at which one page holds all
_FIRM = "\u00a0"  # a space at which no line ends; what is then too long is cut anywhere
_OUTSIDE = "(outside hours)".replace(" ", _FIRM)
_HEADINGS = ("Plan", "Hung", "What", "Comes down", "From where")
# Of the width, as much as their longest usual words take; where some are hung outside hours.
_SHARES, _SHARES_OUTSIDE = (8.8, 28.6, 47.6, 45.6, 45.6), (8.0, 41.0, 43.0, 42.0, 42.2)


def render_plan(plan: PlanSheet) -> bytes:
    """The page as a PDF; the same plan gives the same bytes.

    Where one page cannot hold it even in the smallest type, it goes on: nothing is left out.
    """
    bundled_fonts()
    sheet = Sheet(
        patient_line=plan.patient_line, title=_title(plan), foot=_foot(plan), demo=plan.demo
    )
    return printed(
        sheet,
        _fitting(plan, sheet.text_height),
        title="NurseDesk plan of bag changes",
        subject="Plan of bag changes",
        made_at=plan.made_at,
    )


def _title(plan: PlanSheet) -> str:
    return title_line("Plan of bag changes", plan.ward_name, plan.treatment)


def _foot(plan: PlanSheet) -> str:
    printable = bundled_fonts().printable
    accepted = f"accepted by {plan.accepted_by} at {moment(plan.accepted_at, plan.zone)}"
    lines = (
        printable(f"Unsigned print as of chart entry {plan.entry_number}"),
        printable(f"Plan {accepted}, chart entry {plan.accepted_number}"),
        protocol_line(plan.protocol, plan.protocol_sha256),
        printable(f"Printed {with_offset(plan.made_at, plan.zone)}"),
    )
    return f"{lines[0]} \u00b7 {lines[3]}<br/>{lines[1]}<br/>{lines[2]}"


def _fitting(plan: PlanSheet, room: float) -> list[Flowable]:
    """The page's parts in the largest type in which they all fit."""
    for size in _SIZES:
        story = _story(plan, _Styles.of(size))
        if sum(part.wrap(TEXT_WIDTH, HEIGHT)[1] for part in story) <= room:
            break
    return story


class _Styles(Struct, frozen=True, kw_only=True):
    """The looks of the page's texts in one size of type (points)."""

    size: float
    text: ParagraphStyle
    strong: ParagraphStyle
    heading: ParagraphStyle
    small: ParagraphStyle

    @classmethod
    def of(cls, size: float) -> _Styles:
        text = ParagraphStyle(
            "text", fontName=REGULAR, fontSize=size, leading=size * 1.2, textColor=INK
        )
        return cls(
            size=size,
            text=text,
            strong=ParagraphStyle("strong", text, fontName=BOLD),
            heading=ParagraphStyle("heading", text, fontName=BOLD, textColor=ACCENT),
            small=ParagraphStyle("small", text, fontSize=min(size, 6.8), leading=8.2),
        )

    def words(self, text: str, style: ParagraphStyle | None = None) -> Paragraph:
        """Plain text as a paragraph."""
        return Paragraph(bundled_fonts().printable(text), style or self.text)


def _story(plan: PlanSheet, styles: _Styles) -> list[Flowable]:
    strip = PlanStrip(
        rows(plan.strip, plan.zone), plan.strip, plan.told.needle_days, size=styles.size * 0.86
    )
    gap = styles.size * 0.5
    parts: list[Flowable] = [
        *([_unfit(plan.unfit), Spacer(0, gap)] if plan.unfit else []),
        styles.words(CAUTION, styles.strong),
        Spacer(0, gap),
        strip,
        Legend(plan.strip, size=styles.size * 0.86),
        Spacer(0, gap),
        _bags(plan, styles),
        Spacer(0, gap),
    ]
    for label, text in _below(plan):
        parts += [_said(label, text, styles.text), Spacer(0, 1.5)]
    parts += [_said(label, text, styles.small) for label, text in _grounds(plan)]
    return parts


def _below(plan: PlanSheet) -> list[tuple[str, str]]:
    remarks = " ".join(plan.told.remarks)
    said = [("The end", plan.told.ends), ("The plan", plan.told.cost)]
    return [*said, ("Remarks", remarks)] if remarks else said


def _grounds(plan: PlanSheet) -> list[tuple[str, str]]:
    return [("Rests on", plan.cited), ("Sources", plan.sources)]


def _said(label: str, text: str, style: ParagraphStyle) -> Paragraph:
    printable = bundled_fonts().printable
    return Paragraph(f'<font name="{BOLD}">{printable(label)}:</font> {printable(text)}', style)


def _unfit(reasons: Sequence[str]) -> Layout:
    """Said first and large: nobody follows these times any more."""
    printable = bundled_fonts().printable
    large = ParagraphStyle("large", fontName=BOLD, fontSize=15, leading=19, textColor=white)
    why = ParagraphStyle("why", large, fontSize=9.5, leading=12)
    cells = [
        [Paragraph("THIS PLAN NO LONGER FITS: do not use its times", large)],
        [Paragraph(printable(" ".join((*reasons, "Plan the rest anew."))), why)],
    ]
    looks: list[Any] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("BACKGROUND", (0, 0), (-1, -1), ALERT),
        ("LEFTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 6),
    ]
    return Layout(cells, colWidths=[TEXT_WIDTH], style=TableStyle(looks))


def _bags(plan: PlanSheet, styles: _Styles) -> Table:
    bags = plan.told.bags
    shares = _SHARES_OUTSIDE if any(OUTSIDE in bag.marks for bag in bags) else _SHARES
    head = [styles.words(heading, styles.heading) for heading in _HEADINGS]
    looks: list[Any] = [
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
        ("TOPPADDING", (0, 0), (-1, -1), 0.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.2),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, ACCENT),
        ("LINEBELOW", (0, 1), (-1, -1), 0.35, RULE),
    ]
    looks += [
        ("LINEBEFORE", (0, place), (0, place), 2, SOFT)
        for place, bag in enumerate(bags, start=1)
        if bag.marks
    ]
    return Table(
        [head, *(_bag(bag, plan, styles) for bag in bags)],
        colWidths=[TEXT_WIDTH * share / sum(shares) for share in shares],
        repeatRows=1,
        style=TableStyle(looks),
        hAlign="LEFT",
    )


def _bag(bag: ToldBag, plan: PlanSheet, styles: _Styles) -> list[object]:
    hung = weekday_moment(bag.hung_at, plan.made_at, plan.zone).replace(" ", _FIRM, 1)
    if OUTSIDE in bag.marks:
        hung += f" {_OUTSIDE}"  # beside the time: a line of its own for each would take a page
    marks = [mark for mark in bag.marks if mark != OUTSIDE]
    what = [styles.words(bag.what), *(styles.words(mark, styles.strong) for mark in marks)]
    return [
        styles.words(str(bag.number), styles.strong),
        styles.words(bag.when if bag.hangs_already else hung, styles.strong),
        what,
        styles.words(f"{_at(bag.until, plan)}, {bag.why_down}"),
        styles.words(_from_where(bag, plan)),
    ]


def _from_where(bag: ToldBag, plan: PlanSheet) -> str:
    if bag.prepare_from is None:
        return bag.from_where
    return f"pharmacy, not before {_at(bag.prepare_from, plan)}"


def _at(instant: datetime, plan: PlanSheet) -> str:
    """Day and time, which no end of a line parts in a wide column."""
    return weekday_moment(instant, plan.made_at, plan.zone).replace(" ", _FIRM, 2)
