"""A strip of a cycle's days: a bar for each bag, drawn to time, in as many lines as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nursedesk.chart.pictures.axis import Axis, Tick
from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.clock import Clock

BAR, SCALE = 44, 24  # heights, top to bottom; below the bar stand the marks
_GAP = 14
_ROOMY = 31.0  # pixels a day: less than that, and the days go on in a second line
_LINES = (1, 2, 4, 7)
_RADIUS = 4


class StripLine(Struct, frozen=True, kw_only=True):
    """One line of the strip: its days, where it begins, how wide it is (pixels)."""

    top: int
    width: float
    begins: datetime
    ends: datetime

    def x(self, at: datetime) -> float:
        """Where an instant lies, in pixels from the left."""
        whole = (self.ends - self.begins).total_seconds()
        return (at - self.begins).total_seconds() / whole * self.width

    def holds(self, at: datetime) -> bool:
        """Whether an instant lies on this line."""
        return self.begins <= at < self.ends

    @property
    def below(self) -> int:
        """The upper edge of what stands below the bars."""
        return self.top + SCALE + BAR


class DayStrip(QWidget):
    """One bar for each bag, day by day; where the infusion stood there is none.

    Subclasses draw what stands on and below the bars; `marks` is how high that is (pixels).
    """

    marks = 16

    def __init__(self, stretches: Sequence[Stretch], days: Axis, clock: Clock) -> None:
        super().__init__()
        self._stretches = tuple(stretches)
        self._days = days
        self._clock = clock
        self._line = SCALE + BAR + self.marks
        self._highest = max((one.dose_mcg_per_day for one in self._stretches), default=None)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Strip of the cycle's days")

    def sizeHint(self) -> QSize:
        return QSize(900, self.heightForWidth(900))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self._line)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return lines * self._line + (lines - 1) * _GAP

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = self._lines(self.width())
        per_line = -(-len(self._days.ticks) // lines)
        starts = [tick.at for tick in self._days.ticks] + [self._days.ends]
        for line in range(lines):
            ticks = self._days.ticks[line * per_line : (line + 1) * per_line]
            if not ticks:
                continue
            place = StripLine(
                top=line * (self._line + _GAP),
                width=self.width() * len(ticks) / per_line,
                begins=ticks[0].at,
                ends=starts[line * per_line + len(ticks)],
            )
            self._draw(painter, place, ticks)
        painter.end()

    def draw_on_bar(self, painter: QPainter, bar: QRectF, one: Stretch) -> None:
        """Draws what belongs to a bag, where its bar begins."""

    def draw_on_line(self, painter: QPainter, line: StripLine) -> None:
        """Draws what else happens on the days of a line."""

    def _lines(self, width: int) -> int:
        days = max(1, len(self._days.ticks))
        return next((n for n in _LINES if width * n / days >= _ROOMY), _LINES[-1])

    def _draw(self, painter: QPainter, line: StripLine, ticks: Sequence[Tick]) -> None:
        self._draw_scale(painter, line, ticks)
        for one in self._stretches:
            since, until = max(one.since, line.begins), min(one.until, line.ends)
            if since < until:
                left, right = line.x(since), line.x(until)
                bar = QRectF(left + 1, line.top + SCALE, max(1.0, right - left - 2), BAR)
                self._draw_bar(painter, bar, one)
                if since == one.since:
                    self.draw_on_bar(painter, bar, one)
        self.draw_on_line(painter, line)
        now = self._clock.now()
        if line.holds(now):
            painter.setPen(QPen(self.colour(QPalette.ColorRole.WindowText), 2))
            bottom = line.top + self._line
            painter.drawLine(
                QPointF(line.x(now), line.top + SCALE - 6), QPointF(line.x(now), bottom)
            )

    def _draw_scale(self, painter: QPainter, line: StripLine, ticks: Sequence[Tick]) -> None:
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(self.colour(QPalette.ColorRole.PlaceholderText))
        taken = 0.0  # up to where a label stands already
        for tick in ticks:
            at = line.x(tick.at)
            painter.drawLine(QPointF(at, line.top + SCALE - 4), QPointF(at, line.below))
            words = tick.full if tick is ticks[0] else tick.words
            width = painter.fontMetrics().horizontalAdvance(words) + 4
            if at >= taken:
                area = QRectF(at + 2, line.top, width, SCALE - 4)
                painter.drawText(
                    area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words
                )
                taken = at + width

    def _draw_bar(self, painter: QPainter, bar: QRectF, one: Stretch) -> None:
        role = QPalette.ColorRole
        accent, paper = self.colour(role.Highlight), self.colour(role.Base)
        fill = {When.RAN: self.colour(role.AlternateBase), When.RUNS: accent}.get(one.when, paper)
        edge = self.colour(role.PlaceholderText) if one.when is When.RAN else accent
        ink = self.colour(role.HighlightedText if one.when is When.RUNS else role.Text)
        painter.setPen(QPen(edge, 1.5))
        painter.setBrush(fill)
        painter.drawRoundedRect(bar, _RADIUS, _RADIUS)
        if self._highest is not None and one.dose_mcg_per_day < self._highest:
            hatch = QColor(ink)
            hatch.setAlpha(60)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QBrush(hatch, Qt.BrushStyle.BDiagPattern))
            painter.drawRoundedRect(bar, _RADIUS, _RADIUS)
        font = painter.font()
        font.setPixelSize(14)
        font.setBold(True)
        painter.setFont(font)
        words = next(
            (
                words
                for words in (one.kind_words, one.kind_words.split()[0])
                if painter.fontMetrics().horizontalAdvance(words) <= bar.width() - 4
            ),
            "",
        )
        painter.setPen(ink)
        painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, words)
        font.setBold(False)
        painter.setFont(font)

    def colour(self, role: QPalette.ColorRole) -> QColor:
        """A colour of the theme."""
        return self.palette().color(role)


def shape(*points: tuple[float, float]) -> QPolygonF:
    """A polygon of these points (pixels)."""
    return QPolygonF([QPointF(x, y) for x, y in points])
