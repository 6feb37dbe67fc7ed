"""The strip of a cycle's days: what ran, what hangs, what is planned, with what to look out for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from nursedesk.chart.plan.strip import Stretch, When
from nursedesk.clock import Clock, utc
from nursedesk.writing import full_moment, month_day

_BAR, _SCALE, _MARKS, _GAP = 44, 24, 16, 14  # heights, top to bottom
_LINE = _BAR + _SCALE + _MARKS
_ROOMY = 31.0  # pixels a day: less than that, and the days go on in a second line
_LINES = (1, 2, 4, 7)
_RADIUS = 4
LEGEND = (
    "Filled: hangs now. Grey: ran. Outlined: planned; hatched at the lower dose. "
    "▲ outside staffed hours. ◆ new pump programme."
)


class PlanStrip(QWidget):
    """One bar for each bag, day by day; where the infusion stood there is none."""

    def __init__(self, stretches: Sequence[Stretch], clock: Clock) -> None:
        super().__init__()
        self._stretches = tuple(stretches)
        self._clock = clock
        self._midnights = tuple(_midnights(self._stretches, clock))
        self._highest = max((one.dose_mcg_per_day for one in self._stretches), default=None)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName("Strip of the cycle's days")
        self.setAccessibleDescription("; ".join(self._said(one) for one in self._stretches))

    def sizeHint(self) -> QSize:
        return QSize(900, self.heightForWidth(900))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, _LINE)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = self._lines(width)
        return lines * _LINE + (lines - 1) * _GAP

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = self._lines(self.width())
        days = len(self._midnights) - 1
        per_line = -(-days // lines)
        for line in range(lines):
            span = self._midnights[line * per_line : (line + 1) * per_line + 1]
            if len(span) > 1:
                top = line * (_LINE + _GAP)
                self._draw(painter, top, span, self.width() * (len(span) - 1) / per_line)
        painter.end()

    def _said(self, one: Stretch) -> str:
        at = full_moment(one.since, self._clock.zone)
        return f"{one.name}, {one.kind_words}, {one.when.value}, from {at}"

    def _lines(self, width: int) -> int:
        days = max(1, len(self._midnights) - 1)
        return next((n for n in _LINES if width * n / days >= _ROOMY), _LINES[-1])

    def _draw(
        self, painter: QPainter, top: int, midnights: Sequence[datetime], width: float
    ) -> None:
        begins, ends = midnights[0], midnights[-1]
        whole = (ends - begins).total_seconds()

        def x(at: datetime) -> float:
            return (at - begins).total_seconds() / whole * width

        self._draw_scale(painter, top, [(x(at), at) for at in midnights])
        for one in self._stretches:
            since, until = max(one.since, begins), min(one.until, ends)
            if since < until:
                bar = QRectF(x(since) + 1, top + _SCALE, x(until) - x(since) - 2, _BAR)
                self._draw_bar(painter, bar, one)
                if since == one.since:
                    self._draw_marks(painter, bar, one)
        now = self._clock.now()
        if begins <= now < ends:
            painter.setPen(QPen(self._colour(QPalette.ColorRole.WindowText), 2))
            painter.drawLine(QPointF(x(now), top + _SCALE - 6), QPointF(x(now), top + _LINE))

    def _draw_scale(
        self, painter: QPainter, top: int, ticks: Sequence[tuple[float, datetime]]
    ) -> None:
        font = painter.font()
        font.setPixelSize(12)
        painter.setFont(font)
        painter.setPen(self._colour(QPalette.ColorRole.PlaceholderText))
        taken = 0.0  # up to where a label stands already
        for at, midnight in ticks[:-1]:
            painter.drawLine(QPointF(at, top + _SCALE - 4), QPointF(at, top + _SCALE + _BAR))
            on = midnight.astimezone(self._clock.zone).date()
            words = month_day(on) if at == 0 or on.day == 1 else f"{on.day}"
            width = painter.fontMetrics().horizontalAdvance(words) + 4
            if at >= taken:
                area = QRectF(at + 2, top, width, _SCALE - 4)
                painter.drawText(
                    area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, words
                )
                taken = at + width

    def _draw_bar(self, painter: QPainter, bar: QRectF, one: Stretch) -> None:
        role = QPalette.ColorRole
        accent, paper = self._colour(role.Highlight), self._colour(role.Base)
        fill = {When.RAN: self._colour(role.AlternateBase), When.RUNS: accent}.get(one.when, paper)
        edge = self._colour(role.PlaceholderText) if one.when is When.RAN else accent
        ink = self._colour(role.HighlightedText if one.when is When.RUNS else role.Text)
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

    def _draw_marks(self, painter: QPainter, bar: QRectF, one: Stretch) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(QPalette.ColorRole.WindowText))
        x, y = bar.left() + 7, bar.bottom() + 3
        if one.outside_hours:
            painter.drawPolygon(_shape((x, y), (x + 6, y + 11), (x - 6, y + 11)))
            x += 16
        if one.new_programme:
            painter.drawPolygon(_shape((x, y), (x + 6, y + 6), (x, y + 12), (x - 6, y + 6)))

    def _colour(self, role: QPalette.ColorRole) -> QColor:
        return self.palette().color(role)


def _shape(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _midnights(stretches: Sequence[Stretch], clock: Clock) -> Iterator[datetime]:
    """The instants at which the days of the strip begin, and the one at which the last ends."""
    if not stretches:
        return
    on = stretches[0].since.astimezone(clock.zone).date()
    while True:
        midnight = utc(datetime.combine(on, time(0), tzinfo=clock.zone))
        yield midnight
        if midnight >= stretches[-1].until:
            return
        on += timedelta(days=1)
