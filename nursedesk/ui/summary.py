"""What was entered, said back before it is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout

from nursedesk.chart.field import Field
from nursedesk.chart.said import said
from nursedesk.ui.looks import Words, card


def summary_card(
    title: str, fields: Iterable[Field], answers: Mapping[str, str], zone: tzinfo
) -> QFrame:
    """One card: the questions on the left, the answers beside them."""
    return facts_card(title, [(f.prompt, said(f, answers.get(f.name), zone)) for f in fields])


def facts_card(title: str, facts: Iterable[tuple[str, str]]) -> QFrame:
    """A card of label and value pairs."""
    frame, column = card()
    if title:
        column.addWidget(Words(title, "heading"))
    column.addLayout(facts_grid(facts))
    return frame


def facts_grid(facts: Iterable[tuple[str, str]], *, short: bool = False) -> QGridLayout:
    """Label and value pairs in two columns; `short` labels take no more room than they need."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 0 if short else 2)
    grid.setColumnStretch(1, 3)
    top = Qt.AlignmentFlag.AlignTop
    for line, (label, value) in enumerate(facts):
        grid.addWidget(Words(label, "soft", wrap=not short), line, 0, top)
        grid.addWidget(Words(value, "strong"), line, 1, top)
    return grid
