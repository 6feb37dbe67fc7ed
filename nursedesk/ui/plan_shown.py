"""A plan on a screen: its cost, the strip, each bag, the calendar, how the cycle ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from nursedesk.chart.plan.told import ToldBag
from nursedesk.ui.findings import sources_line, status_words
from nursedesk.ui.looks import Words, card, look
from nursedesk.ui.plan_calendar import PlanCalendar
from nursedesk.ui.plan_strip import LEGEND, PlanStrip
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.plan import ShownPlan

_TIMES = (
    "The times are the plan's. The limits of each bag hold as they stand on its card, and the dose "
    "is the prescriber's order."
)


def strip_card(shell: Shell, shown: ShownPlan) -> QFrame:
    """What the plan costs, and the strip of days."""
    frame, column = card(margin=16, space=10)
    column.addWidget(Words(shown.told.cost, "prompt"))
    column.addWidget(PlanStrip(shown.stretches, shell.clock))
    column.addWidget(Words(LEGEND, "soft"))
    return frame


def bags_card(shown: ShownPlan, title: str = "The bags") -> QFrame:
    """One row for each bag."""
    frame, column = card(margin=16, space=12)
    column.addWidget(Words(title, "heading"))
    for bag in shown.told.bags:
        column.addLayout(_bag(bag))
    column.addWidget(Words(_TIMES, "soft"))
    return frame


def calendar_card(shell: Shell, shown: ShownPlan) -> QFrame:
    """The weeks, the end of the cycle, and what else is to be known."""
    frame, column = card(margin=16, space=10)
    column.addWidget(Words("Calendar", "heading"))
    column.addWidget(PlanCalendar(shown.weeks))
    column.addWidget(Words(shown.told.ends, "prompt"))
    for remark in shown.told.remarks:
        column.addWidget(Words(remark))
    cited = [shell.sources.get(citation, citation) for citation in shown.told.citations]
    column.addLayout(sources_line(status_words(shown.told.basis), cited))
    return frame


def warning(sentence: str, level: str = "warn") -> QFrame:
    """A sentence that must be read first."""
    frame = QFrame()
    look(frame, "finding", level=level)
    column = QVBoxLayout(frame)
    column.setContentsMargins(14, 12, 14, 12)
    column.addWidget(Words(sentence, "prompt", level=level))
    return frame


def _bag(bag: ToldBag) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    grid.setColumnMinimumWidth(0, 28)
    grid.setColumnStretch(1, 1)
    top = Qt.AlignmentFlag.AlignTop
    grid.addWidget(Words(str(bag.number), "strong", wrap=False), 0, 0, top)
    grid.addWidget(Words(f"{bag.when}: {bag.what}", "strong"), 0, 1)
    grid.addWidget(Words(f"{bag.from_where}; {bag.comes_down}", "soft"), 1, 1)
    for line, mark in enumerate(bag.marks, start=2):
        grid.addWidget(Words(mark, "", level="warn"), line, 1)
    return grid
