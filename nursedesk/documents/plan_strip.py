"""The strip of a plan's days on paper: kinds told apart by pattern and words, never by colour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import cast

from msgspec import Struct
from reportlab.lib.colors import white
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

from nursedesk.chart.dosing import dose
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.rows import StripDay, StripRow
from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.documents.canvas import NoteCanvas
from nursedesk.documents.fonts import BOLD, REGULAR
from nursedesk.documents.page import INK, RULE, SOFT, TEXT_WIDTH
from nursedesk.documents.plan_signs import SIGN, Box, draw_kind, draw_outside, draw_programme
from nursedesk.protocol.terms import Kind
from nursedesk.writing import WEEKDAYS, amount, month_day

_DAYS = 7
_ROW_GAP = 3.0
_STRIP_ALT = "The plan's days and bags as a strip. All of it stands in the table below."
_LEGEND_ALT = "What the patterns and signs of the strip mean."


class Segment(Struct, frozen=True, kw_only=True):
    """The part of a stretch that stands in one row; `left` and `right` in days from its start."""

    stretch: Stretch
    left: float
    right: float
    begins: bool
    ends: bool
    new_dose: bool


class PlanStrip(Flowable):
    """Rows of seven days; over each bar what begins with it, in it its name and kind."""

    def __init__(
        self,
        rows: Sequence[StripRow],
        stretches: Sequence[Stretch],
        needle_days: Sequence[date],
        *,
        size: float,
    ) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._needle_days = frozenset(needle_days)
        self._size = size
        self._bar = size * 2.1
        self._row_height = size * 1.4 + self._band + self._bar + _ROW_GAP
        self._segments = [list(_segments(row, stretches)) for row in self._rows]

    @property
    def _band(self) -> float:
        """The height of the marks between dates and bar."""
        return max(self._size * 1.15, SIGN + 1.5)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803, ARG002
        return TEXT_WIDTH, self._row_height * len(self._rows)

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        with canvas.figure(_STRIP_ALT, *self.wrap(TEXT_WIDTH, 0)):
            self._draw()

    def _draw(self) -> None:
        top = self._row_height * len(self._rows)
        for row, segments in zip(self._rows, self._segments, strict=True):
            self._draw_days(row.days, top)
            for segment in segments:
                self._draw_bar(segment, top - self._row_height + _ROW_GAP)
            for segment in segments:
                self._draw_signs(segment, top - self._row_height + _ROW_GAP + self._bar)
            top -= self._row_height

    def _draw_days(self, days: Sequence[StripDay], top: float) -> None:
        canvas, width = self.canv, TEXT_WIDTH / _DAYS
        bottom = top - self._row_height + _ROW_GAP
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        for place in range(_DAYS + 1):
            canvas.line(place * width, top, place * width, bottom)
        canvas.setFillColor(SOFT)
        for place, one in enumerate(days):
            words = self._day_words(one)
            needed = stringWidth(words, REGULAR, self._size) + 3
            canvas.setFont(REGULAR, self._size * min(1.0, width / needed))
            canvas.drawString(place * width + 2, top - self._size, words)

    def _day_words(self, one: StripDay) -> str:
        words = f"{WEEKDAYS[one.on.weekday()]} {month_day(one.on)}"
        if one.odd_hours is not None:
            words += f", {amount(one.odd_hours, 'h')} day"
        return words + (", needle" if one.on in self._needle_days else "")

    def _draw_bar(self, segment: Segment, bottom: float) -> None:
        canvas, (left, right) = self.canv, _points(segment)
        canvas.saveState()
        draw_kind(canvas, segment.stretch, Box(left, bottom, right - left, self._bar))
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.8)
        canvas.line(left, bottom, right, bottom)
        canvas.line(left, bottom + self._bar, right, bottom + self._bar)
        if segment.begins:
            canvas.line(left, bottom, left, bottom + self._bar)
        if segment.ends:
            canvas.line(right, bottom, right, bottom + self._bar)
        self._draw_words(segment.stretch, (left + right) / 2, right - left, bottom)
        canvas.restoreState()

    def _draw_words(self, stretch: Stretch, middle: float, room: float, bottom: float) -> None:
        whole = f"{stretch.name}: {stretch.kind_words}"
        for words in (whole, stretch.kind_words):
            width = stringWidth(words, BOLD, self._size)
            if width + 4 <= room:
                break
        else:
            return
        canvas, base = self.canv, bottom + (self._bar - self._size * 0.7) / 2
        canvas.setFillColor(white)
        canvas.rect(middle - width / 2 - 2, base - 1.5, width + 4, self._size + 1.5, 0, 1)
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, self._size)
        canvas.drawCentredString(middle, base, words)

    def _draw_signs(self, segment: Segment, base: float) -> None:
        """What begins here: signs, and where the dose changes a heavy line with the new dose."""
        if not segment.begins:
            return
        canvas, stretch, (left, _) = self.canv, segment.stretch, _points(segment)
        signs = [
            draw
            for holds, draw in (
                (stretch.outside_hours, draw_outside),
                (stretch.new_programme, draw_programme),
            )
            if holds
        ]
        words = dose(stretch.dose_mcg_per_day) if segment.new_dose else ""
        width = (SIGN + 2) * len(signs) + stringWidth(words, BOLD, self._size) + 4
        at = min(left + 2, TEXT_WIDTH - width)
        canvas.saveState()
        if segment.new_dose:
            canvas.setStrokeColor(INK)
            canvas.setLineWidth(2.2)
            canvas.line(left, base - self._bar, left, base + self._band)
        canvas.setFillColor(INK)
        for draw in signs:
            draw(canvas, at + 1, base + 1.2)
            at += SIGN + 2
        canvas.setFont(BOLD, self._size)
        canvas.drawString(at + 1, base + 1.8, words)
        canvas.restoreState()


class Legend(Flowable):
    """What the patterns and signs of this strip mean."""

    def __init__(self, stretches: Sequence[Stretch], *, size: float) -> None:
        super().__init__()
        self._size = size
        self._examples = _examples(stretches)

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:  # noqa: N803, ARG002
        return TEXT_WIDTH, self._size * 1.9

    def draw(self) -> None:
        canvas = cast("NoteCanvas", self.canv)
        with canvas.figure(_LEGEND_ALT, *self.wrap(TEXT_WIDTH, 0)):
            self._draw()

    def _draw(self) -> None:
        canvas, at = self.canv, 0.0
        for stretch, words in self._examples:
            at = self._draw_box(stretch, words, at)
        for draw, words in ((draw_outside, "outside staffed hours"), (draw_programme, _PROGRAMME)):
            canvas.setFillColor(INK)
            draw(canvas, at, self._size * 0.55)
            at = self._draw_words(words, at + SIGN + 3)
        canvas.setFillColor(INK)
        canvas.rect(at, self._size * 0.3, 2.2, self._size * 1.2, 0, 1)
        self._draw_words("dose from here on", at + 5)

    def _draw_box(self, stretch: Stretch, words: str, at: float) -> float:
        canvas, width = self.canv, self._size * 2
        canvas.saveState()
        draw_kind(canvas, stretch, Box(at, self._size * 0.3, width, self._size * 1.2))
        canvas.setStrokeColor(INK)
        canvas.setLineWidth(0.6)
        canvas.rect(at, self._size * 0.3, width, self._size * 1.2, 1, 0)
        canvas.restoreState()
        return self._draw_words(words, at + width + 3)

    def _draw_words(self, words: str, at: float) -> float:
        canvas = self.canv
        canvas.setFillColor(SOFT)
        canvas.setFont(REGULAR, self._size)
        canvas.drawString(at, self._size * 0.6, words)
        return at + stringWidth(words, REGULAR, self._size) + self._size * 1.3


_PROGRAMME = "new pump programme"


def _examples(stretches: Sequence[Stretch]) -> list[tuple[Stretch, str]]:
    """One stretch of each look, with the words for it, in the order of the kinds."""
    planned = {one.kind: one for one in stretches if one.when is not When.RAN}
    found = [(planned[kind], KIND_WORDS[kind]) for kind in Kind if kind in planned]
    ran = next((one for one in stretches if one.when is When.RAN), None)
    return found if ran is None else [*found, (ran, "has run")]


def _segments(row: StripRow, stretches: Sequence[Stretch]) -> list[Segment]:
    found = []
    for before, one in pairwise((None, *stretches)):
        assert one is not None
        left, right = row.place(one.since), row.place(one.until)
        if left == right:
            continue
        segment = Segment(
            stretch=one,
            left=left,
            right=right,
            begins=row.holds(one.since),
            ends=right < _DAYS or one.until == row.days[-1].until,
            new_dose=before is None or before.dose_mcg_per_day != one.dose_mcg_per_day,
        )
        found.append(segment)
    return found


def _points(segment: Segment) -> tuple[float, float]:
    return segment.left * TEXT_WIDTH / _DAYS, segment.right * TEXT_WIDTH / _DAYS
