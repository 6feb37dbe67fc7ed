"""The sheet of paper: what every page carries, page x of y; how everything is printed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from io import BytesIO
from typing import cast

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from nursedesk.documents.archive import LANGUAGE, PRODUCER
from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.flowables import Paragraph
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
from nursedesk.documents.tagging import Element
from nursedesk.writing import grouped

WIDTH, HEIGHT = A4
MARGIN = 17 * mm
TEXT_WIDTH = WIDTH - 2 * MARGIN
HEADER_TOP = HEIGHT - 11 * mm
FOOTER_TOP = 20 * mm

INK = HexColor(0x16202A)
SOFT = HexColor(0x4E5B66)
ACCENT = HexColor(0x0B4A5A)
RULE = HexColor(0xB9C3CA)
ALERT = HexColor(0x8C1515)
ALERT_TINT = HexColor(0xFBEEED)
WATERMARK = HexColor(0xE9ECEE)

DEMO_WORDS = "DEMO, not for clinical use"
_HEAD_SIZES = (13.0, 11.0, 9.0, 7.0)
_MOST_HEAD_LINES = 3
_DEMO_HEIGHT = 5 * mm
_TITLE_GAP = 0.6 * mm
_RULE_GAP = 2.8 * mm  # between the text and the rule over it


class Sheet:
    """What every page of one document carries: patient, title, foot, and a demo ward's mark.

    `patient_line` is plain text; `title` and `foot` are paragraph markup.
    """

    def __init__(self, *, patient_line: str, title: str, foot: str, demo: bool) -> None:
        self._demo = demo
        self._head = _fitting(patient_line)
        self._title = _paragraph(title, REGULAR, 8.8, SOFT, tag="H1")
        self._foot = _paragraph(foot, REGULAR, 6.8, SOFT)
        heights = [part.wrap(TEXT_WIDTH, HEIGHT)[1] for part in (self._head, self._title)]
        self._head_height, self._title_height = heights
        demo_height = _DEMO_HEIGHT if demo else 0
        self.text_top = HEADER_TOP - demo_height - sum(heights) - 5 * mm
        self.text_bottom = FOOTER_TOP + 3 * mm

    @property
    def text_height(self) -> float:
        """The room for text on each page, in points."""
        return self.text_top - self.text_bottom

    def draw(self, canvas: NoteCanvas) -> None:
        """Draws it on the current page, under the text; a screen reader hears it once."""
        with canvas.artifact("Pagination"):
            canvas.saveState()
            if self._demo:
                self._draw_watermark(canvas)
            self._draw_rules(canvas)
            canvas.restoreState()
        if canvas.getPageNumber() == 1:
            self._draw_words(canvas)
        else:
            with canvas.artifact("Pagination"):
                self._draw_words(canvas)

    def draw_number(self, canvas: Canvas, page: int, pages: int) -> None:
        """Draws which page it is, of how many."""
        canvas.setFont(REGULAR, 8)
        canvas.setFillColor(SOFT)
        words = f"page {page} of {pages}"
        canvas.drawRightString(WIDTH - MARGIN, FOOTER_TOP - 4.6 * mm, words)

    def _draw_words(self, canvas: NoteCanvas) -> None:
        top = HEADER_TOP - (_DEMO_HEIGHT if self._demo else 0)
        below = top - self._head_height - self._title_height - _TITLE_GAP
        self._title.drawOn(canvas, MARGIN, below)
        if self._demo:
            with canvas.tags.into(canvas.tags.current.add("P")), canvas.content():
                canvas.setFillColor(INK)
                canvas.setFont(BOLD, 9)
                canvas.drawString(MARGIN, HEADER_TOP - 3 * mm, DEMO_WORDS)
        self._head.drawOn(canvas, MARGIN, top - self._head_height)
        foot = Element("Sect")
        if not canvas.in_artifact:
            canvas.tags.end.append(foot)
        height = self._foot.wrap(TEXT_WIDTH - 22 * mm, HEIGHT)[1]
        with canvas.tags.into(foot):
            self._foot.drawOn(canvas, MARGIN, FOOTER_TOP - 1.6 * mm - height)

    def _draw_rules(self, canvas: Canvas) -> None:
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(1.2)
        under_head = self.text_top + _RULE_GAP
        canvas.line(MARGIN, under_head, WIDTH - MARGIN, under_head)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, FOOTER_TOP, WIDTH - MARGIN, FOOTER_TOP)

    def _draw_watermark(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFillColor(WATERMARK)
        canvas.setFont(BOLD, 52)
        canvas.drawCentredString(0, -18, DEMO_WORDS)
        canvas.restoreState()


def title_line(title: str, *more: str) -> str:
    """The markup of a sheet's title: what it is, and beside it of where and when (plain texts)."""
    printable = bundled_fonts().printable
    first = f'<font name="{BOLD}" color="{_css(INK)}">{printable(title)}</font>'
    return " \u00b7 ".join((first, *map(printable, more)))


def protocol_line(protocol: str, sha256: str) -> str:
    """The markup by which a sheet's foot names the protocol (`sha256` in hex)."""
    begins = grouped(sha256[:16])
    return f"Protocol {bundled_fonts().printable(protocol)} \u00b7 SHA-256 begins {begins}"


def printed(
    sheet: Sheet,
    story: list[Flowable],
    *,
    title: str,
    subject: str,
    made_at: datetime,
    data: bytes | None = None,
) -> bytes:
    """A story on as many pages as it takes, as a PDF/A-3a and PDF/UA-1 file of one revision.

    Title and subject go into the file's metadata, which travels further than pages: nobody's name.
    `data` (JSON) becomes the one attached file. The same story gives the same bytes.
    """
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        title=title,
        author=PRODUCER,
        subject=subject,
        creator=PRODUCER,
        producer=PRODUCER,
        lang=LANGUAGE,
        invariant=1,
        initialFontName=REGULAR,
    )
    document.addPageTemplates(_template(sheet))
    canvas = partial(
        NoteCanvas,
        title=title,
        subject=subject,
        made_at=made_at,
        data=data,
        number=sheet.draw_number,
    )
    document.build(story, canvasmaker=canvas)
    return out.getvalue()


def _template(sheet: Sheet) -> PageTemplate:
    frame = Frame(
        MARGIN,
        sheet.text_bottom,
        TEXT_WIDTH,
        sheet.text_height,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    return PageTemplate(
        frames=[frame], onPage=lambda canvas, _: sheet.draw(cast("NoteCanvas", canvas))
    )


def _fitting(patient_line: str) -> Paragraph:
    """The patient line as large as lets it stand in three lines; small ones may take more."""
    markup = bundled_fonts().printable(patient_line)
    for size in _HEAD_SIZES:
        head = _paragraph(markup, BOLD, size, INK)
        if head.wrap(TEXT_WIDTH, HEIGHT)[1] <= _MOST_HEAD_LINES * size * 1.3:
            break
    return head


def _paragraph(markup: str, font: str, size: float, colour: Color, *, tag: str = "P") -> Paragraph:
    style = ParagraphStyle(
        "sheet", fontName=font, fontSize=size, leading=size * 1.28, textColor=colour, tag=tag
    )
    return Paragraph(markup, style)


def _css(colour: Color) -> str:
    return f"#{colour.hexval()[2:]}"
