"""Handwriting samples as they were drawn, side by side and as wide as each other."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from reportlab.lib.colors import black
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from nursedesk.chart.handwriting import HEIGHT, WIDTH, Stroke, strokes_of
from nursedesk.chart.note import MOST_DRAWN
from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.page import RULE

_GAP = 3 * mm
_PEN = 12  # thousandths of a sample's width


class DrawnSamples(Flowable):
    """What can be read of these samples; as large whether there is one or as many as may be."""

    def __init__(self, drawn: Sequence[str], told: str, width: float) -> None:
        super().__init__()
        self._told = f"Handwriting samples. {told}"
        self._one = (width - (MOST_DRAWN - 1) * _GAP) / MOST_DRAWN
        self._samples = [_readable(text) for text in drawn]
        self.width, self.height = width, self._one * HEIGHT / WIDTH

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803, ARG002
        return self.width, self.height

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        with canvas.figure(self._told, self.width, self.height):
            for place, strokes in enumerate(self._samples):
                canvas.saveState()
                canvas.translate(place * (self._one + _GAP), 0)
                self._draw(canvas, strokes)
                canvas.restoreState()

    def _draw(self, canvas: NoteCanvas, strokes: Sequence[Stroke]) -> None:
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.35)
        canvas.rect(0, 0, self._one, self.height)
        canvas.scale(self._one / WIDTH, self._one / WIDTH)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(_PEN)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        path = canvas.beginPath()
        for first, *others in strokes:
            path.moveTo(first.x, HEIGHT - first.y)
            for point in others or (first,):
                path.lineTo(point.x, HEIGHT - point.y)
        canvas.drawPath(path)


def _readable(text: str) -> tuple[Stroke, ...]:
    """The strokes; none where a file's data holds something else."""
    with suppress(ValueError):
        return strokes_of(text)
    return ()
