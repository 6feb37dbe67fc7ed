"""How a planned bag looks on paper: a pattern for its kind, signs for what begins with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.protocol.terms import Kind

SIGN = 5.0  # points: how big a sign is
_RAN = HexColor(0xC6CCD1)
_HATCH = HexColor(0x8A949C)
_STEP = 4.5  # points between the lines of a pattern


def draw_outside(canvas: Canvas, left: float, bottom: float) -> None:
    """A triangle: hung outside staffed hours."""
    _draw_shape(canvas, left, bottom, ((0, 0), (SIGN, 0), (SIGN / 2, SIGN)))


def draw_programme(canvas: Canvas, left: float, bottom: float) -> None:
    """A diamond: a new pump programme."""
    half = SIGN / 2
    _draw_shape(canvas, left, bottom, ((half, 0), (SIGN, half), (half, SIGN), (0, half)))


def _draw_shape(
    canvas: Canvas, left: float, bottom: float, corners: Sequence[tuple[float, float]]
) -> None:
    path = canvas.beginPath()
    (x, y), *others = corners
    path.moveTo(left + x, bottom + y)
    for x, y in others:
        path.lineTo(left + x, bottom + y)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


class Box(Struct, frozen=True):
    """A rectangle in points."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.bottom + self.height


def draw_kind(canvas: Canvas, stretch: Stretch, box: Box) -> None:
    """Fills a box with the pattern of the stretch's kind; what has run is plainly grey."""
    ran = stretch.when is When.RAN
    canvas.setFillColor(_RAN if ran else white)
    canvas.rect(box.left, box.bottom, box.width, box.height, stroke=0, fill=1)
    if ran:
        return
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(box.left, box.bottom, box.width, box.height)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.setStrokeColor(_HATCH)
    canvas.setLineWidth(0.6)
    for draw in _PATTERNS[stretch.kind]:
        draw(canvas, box)
    canvas.restoreState()


def _rising(canvas: Canvas, box: Box) -> None:
    for at in _steps(box.left - box.height, box.right):
        canvas.line(at, box.bottom, at + box.height, box.top)


def _falling(canvas: Canvas, box: Box) -> None:
    for at in _steps(box.left - box.height, box.right):
        canvas.line(at, box.top, at + box.height, box.bottom)


def _level(canvas: Canvas, box: Box) -> None:
    for at in _steps(box.bottom, box.top):
        canvas.line(box.left, at, box.right, at)


def _upright(canvas: Canvas, box: Box) -> None:
    for at in _steps(box.left, box.right):
        canvas.line(at, box.bottom, at, box.top)


def _steps(since: float, until: float) -> list[float]:
    return [since + _STEP * number for number in range(1, int((until - since) / _STEP) + 1)]


_PATTERNS: dict[Kind, tuple[Callable[[Canvas, Box], None], ...]] = {
    Kind.H24: (),
    Kind.H48: (_upright,),
    Kind.H72: (_level,),
    Kind.H96: (_rising,),
    Kind.D7: (_rising, _falling),
}
