"""The strip of a plan: what ran, what hangs, what is planned, with what to look out for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPalette

from nursedesk.chart.pictures.axis import Axis, day_axis
from nursedesk.chart.plan.strip import Stretch
from nursedesk.clock import Clock
from nursedesk.ui.day_strip import DayStrip, shape
from nursedesk.writing import full_moment

LEGEND = (
    "Filled: hangs now. Grey: ran. Outlined: planned; hatched at the lower dose. "
    "▲ outside staffed hours. ◆ new pump programme."
)


class PlanStrip(DayStrip):
    """Marks below the bars for changes outside staffed hours and new pump programmes."""

    def __init__(self, stretches: Sequence[Stretch], clock: Clock) -> None:
        super().__init__(stretches, _days(stretches, clock), clock)
        self.setAccessibleDescription("; ".join(self._said(one) for one in stretches))

    def draw_on_bar(self, painter: QPainter, bar: QRectF, one: Stretch) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.colour(QPalette.ColorRole.WindowText))
        x, y = bar.left() + 7, bar.bottom() + 3
        if one.outside_hours:
            painter.drawPolygon(shape((x, y), (x + 6, y + 11), (x - 6, y + 11)))
            x += 16
        if one.new_programme:
            painter.drawPolygon(shape((x, y), (x + 6, y + 6), (x, y + 12), (x - 6, y + 6)))

    def _said(self, one: Stretch) -> str:
        at = full_moment(one.since, self._clock.zone)
        return f"{one.name}, {one.kind_words}, {one.when.value}, from {at}"


def _days(stretches: Sequence[Stretch], clock: Clock) -> Axis:
    if not stretches:
        return day_axis(clock.now(), clock.now(), clock.zone)
    return day_axis(stretches[0].since, stretches[-1].until, clock.zone)
