"""The sheet of paper: what every page carries, page x of y, and the signature fields' widgets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph

from nursedesk.clock import utc
from nursedesk.documents.fields import Field
from nursedesk.documents.fonts import BOLD, REGULAR, bundled_fonts
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


class NoteCanvas(Canvas):
    """A canvas that knows the number of pages before it writes them, and makes signature fields."""

    _doc: Any  # ReportLab's document, and what else of its insides has no public door
    _pageNumber: int  # noqa: N815 ReportLab's spelling
    _addAnnotation: Callable[[pdfdoc.PDFDictionary, str], None]  # noqa: N815
    _startPage: Callable[[], None]  # noqa: N815

    def __init__(self, *args: Any, made: str, **settings: Any) -> None:  # noqa: ANN401 as Canvas
        super().__init__(*args, **{**settings, "pdfVersion": (1, 7)})
        self.setDateFormatter(lambda *_: made)
        self._pages: list[dict[str, Any]] = []
        self._widgets: list[pdfdoc.PDFObjectReference] = []

    def showPage(self) -> None:  # noqa: N802 ReportLab's spelling
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page in self._pages:
            self.__dict__.update(page)
            self._page_number()
            super().showPage()
        self._form()
        super().save()

    def signature_field(
        self, field: Field, left: float, bottom: float, right: float, top: float
    ) -> None:
        """An empty signature field on the current page, in page coordinates (points)."""
        widget = {
            "Type": pdfdoc.PDFName("Annot"),
            "Subtype": pdfdoc.PDFName("Widget"),
            "FT": pdfdoc.PDFName("Sig"),
            "T": pdfdoc.PDFString(field.value),
            "TU": pdfdoc.PDFString(field.heading),
            "F": 4,  # printed
            "Rect": pdfdoc.PDFArray([left, bottom, right, top]),
            "P": pdfdoc.PDFObjectReference(f"Page{self._pageNumber}"),
        }
        if field is Field.CHARGE_NURSE:  # the last signature locks every field
            lock = {"Type": pdfdoc.PDFName("SigFieldLock"), "Action": pdfdoc.PDFName("All")}
            widget["Lock"] = self._doc.Reference(pdfdoc.PDFDictionary(lock), "signature-lock")
        name = f"signature-{field.value}"
        self._addAnnotation(pdfdoc.PDFDictionary(widget), name)
        self._widgets.append(self._doc.refAnnotation(name))

    def _page_number(self) -> None:
        self.setFont(REGULAR, 8)
        self.setFillColor(SOFT)
        words = f"page {self._pageNumber} of {len(self._pages)}"
        self.drawRightString(WIDTH - MARGIN, FOOTER_TOP - 4.6 * mm, words)

    def _form(self) -> None:
        if self._widgets:
            fields = {"Fields": pdfdoc.PDFArray(self._widgets), "SigFlags": 3}
            self._doc.Catalog.AcroForm = pdfdoc.PDFDictionary(fields)
        display = {"DisplayDocTitle": "true"}
        self._doc.Catalog.ViewerPreferences = pdfdoc.PDFDictionary(display)


class Sheet:
    """What every page of one document carries: patient, title, foot, and a demo ward's mark.

    `patient_line` is plain text; `title` and `foot` are paragraph markup.
    """

    def __init__(self, *, patient_line: str, title: str, foot: str, demo: bool) -> None:
        self._demo = demo
        self._head = _fitting(patient_line)
        self._title = _paragraph(title, REGULAR, 8.8, SOFT)
        self._foot = _paragraph(foot, REGULAR, 6.8, SOFT)
        heights = [part.wrap(TEXT_WIDTH, HEIGHT)[1] for part in (self._head, self._title)]
        self._head_height, self._title_height = heights
        demo_height = 5 * mm if demo else 0
        self.text_top = HEADER_TOP - demo_height - sum(heights) - 5 * mm
        self.text_bottom = FOOTER_TOP + 3 * mm

    @property
    def text_height(self) -> float:
        """The room for text on each page, in points."""
        return self.text_top - self.text_bottom

    def draw(self, canvas: Canvas) -> None:
        """Draws it on the current page, under the text."""
        canvas.saveState()
        top = HEADER_TOP
        if self._demo:
            self._draw_demo(canvas)
            top -= 5 * mm
        top -= self._head_height
        self._head.drawOn(canvas, MARGIN, top)
        top -= self._title_height + 0.6 * mm
        self._title.drawOn(canvas, MARGIN, top)
        canvas.setStrokeColor(ACCENT)
        canvas.setLineWidth(1.2)
        canvas.line(MARGIN, top - 1.6 * mm, WIDTH - MARGIN, top - 1.6 * mm)
        self._draw_foot(canvas)
        canvas.restoreState()

    def _draw_foot(self, canvas: Canvas) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, FOOTER_TOP, WIDTH - MARGIN, FOOTER_TOP)
        height = self._foot.wrap(TEXT_WIDTH - 22 * mm, HEIGHT)[1]
        self._foot.drawOn(canvas, MARGIN, FOOTER_TOP - 1.6 * mm - height)

    def _draw_demo(self, canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(WIDTH / 2, HEIGHT / 2)
        canvas.rotate(52)
        canvas.setFillColor(WATERMARK)
        canvas.setFont(BOLD, 52)
        canvas.drawCentredString(0, -18, DEMO_WORDS)
        canvas.restoreState()
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, 9)
        canvas.drawString(MARGIN, HEADER_TOP - 3 * mm, DEMO_WORDS)


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
    sheet: Sheet, story: list[Flowable], *, title: str, subject: str, made_at: datetime
) -> bytes:
    """A story on as many pages as it takes, as a PDF of one revision.

    Title and subject go into the file's metadata, which travels further than pages: nobody's name.
    The same story gives the same bytes.
    """
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        title=title,
        author="NurseDesk",
        subject=subject,
        creator="NurseDesk",
        producer="NurseDesk",
        lang="en",
        invariant=1,
        initialFontName=REGULAR,
    )
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
    template = PageTemplate(frames=[frame], onPage=lambda canvas, _: sheet.draw(canvas))
    document.addPageTemplates(template)
    made = f"D:{utc(made_at):%Y%m%d%H%M%S}Z"
    document.build(story, canvasmaker=partial(NoteCanvas, made=made))
    return out.getvalue()


def _fitting(patient_line: str) -> Paragraph:
    """The patient line as large as lets it stand in three lines; small ones may take more."""
    markup = bundled_fonts().printable(patient_line)
    for size in _HEAD_SIZES:
        head = _paragraph(markup, BOLD, size, INK)
        if head.wrap(TEXT_WIDTH, HEIGHT)[1] <= _MOST_HEAD_LINES * size * 1.3:
            break
    return head


def _paragraph(markup: str, font: str, size: float, colour: Color) -> Paragraph:
    style = ParagraphStyle(
        "sheet", fontName=font, fontSize=size, leading=size * 1.28, textColor=colour
    )
    return Paragraph(markup, style)


def _css(colour: Color) -> str:
    return f"#{colour.hexval()[2:]}"
