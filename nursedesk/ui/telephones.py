"""Whom to call, in sight wherever a rule stops the way or pharmacy is to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QFrame

from nursedesk.chart.finding import Finding, Level
from nursedesk.ui.looks import Words, card

_NOT_KNOWN = "The ward's telephone numbers could not be read: ask the charge nurse."


def stops_the_way(findings: Iterable[Finding]) -> bool:
    """Whether one of these is a stop or a question to pharmacy."""
    return any(finding.level in (Level.STOP, Level.ASK_PHARMACY) for finding in findings)


def telephones_card(lines: Sequence[str]) -> QFrame:
    """The ward's numbers; who has none entered is told of, too."""
    frame, column = card("sunken", space=2)
    for line in lines or (_NOT_KNOWN,):
        column.addWidget(Words(line, "strong"))
    frame.setAccessibleName(f"Whom to call. {'. '.join(lines)}")
    return frame
