"""What a signature prints on the page: name, time with offset and meaning, on the field's lines."""

from __future__ import annotations

from io import BytesIO

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import (
    AxisAlignment,
    BoxConstraints,
    InnerScaling,
    Margins,
    SimpleBoxLayoutRule,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from nursedesk.documents.fields import FIELD_HEIGHT, FIELD_WIDTH, LINE_TOPS, MILLIMETRE, VALUE_LEFT
from nursedesk.documents.fonts import BOLD, bundled_fonts
from nursedesk.documents.page import INK
from nursedesk.documents.shaping import ShapingCanvas

_SIZE = 9.4
_SMALLEST = 6.5
_ROOM = FIELD_WIDTH - VALUE_LEFT - 3 * MILLIMETRE


class DrawnStamp(PdfContent):
    """A one-page PDF in memory as a stamp's background (pyHanko's own wants a file on disk)."""

    def __init__(self, page: bytes) -> None:
        super().__init__(box=BoxConstraints(width=FIELD_WIDTH, height=FIELD_HEIGHT))
        self._page = page

    def render(self) -> bytes:
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._page)))
        self.resources.xobject["/Drawn"] = drawn
        return b"/Drawn Do"


def stamp(*lines: str) -> StaticStampStyle:
    """The look of a filled field: one value on each of its printed lines, nothing behind them."""
    layout = SimpleBoxLayoutRule(
        x_align=AxisAlignment.ALIGN_MIN,
        y_align=AxisAlignment.ALIGN_MIN,
        margins=Margins(0, 0, 0, 0),
        inner_content_scaling=InnerScaling.NO_SCALING,
    )
    return StaticStampStyle(
        border_width=0, background=DrawnStamp(_drawn(lines)), background_layout=layout
    )


def _drawn(lines: tuple[str, ...]) -> bytes:
    bundled_fonts()
    out = BytesIO()
    canvas = ShapingCanvas(
        out,
        pagesize=(FIELD_WIDTH, FIELD_HEIGHT),
        invariant=1,
        pdfVersion=(1, 7),
        initialFontName=BOLD,  # type: ignore[arg-type]  # the stubs take it for a number
    )
    canvas.setFillColor(INK)
    for line, below_top in zip(lines, LINE_TOPS, strict=True):
        _draw_line(canvas, line, FIELD_HEIGHT - below_top)
    canvas.save()
    return out.getvalue()


def _draw_line(canvas: Canvas, line: str, baseline: float) -> None:
    """Draws a value as large as fits beside its label; what never fits ends in an ellipsis."""
    runs = [(font or BOLD, run) for font, run in bundled_fonts().runs(line)]
    width = sum(stringWidth(run, font, _SIZE) for font, run in runs)
    size = max(_SMALLEST, min(_SIZE, _SIZE * _ROOM / width if width else _SIZE))
    left, end = VALUE_LEFT, VALUE_LEFT + _ROOM
    for font, run in runs:
        shown = _cut(run, font, size, end - left)
        canvas.setFont(font, size)
        canvas.drawString(left, baseline, shown)
        left += stringWidth(shown, font, size)


def _cut(run: str, font: str, size: float, room: float) -> str:
    if stringWidth(run, font, size) <= room + 0.01:
        return run
    while run and stringWidth(f"{run}\u2026", BOLD, size) > room:
        run = run[:-1]
    return f"{run}\u2026" if run else ""
