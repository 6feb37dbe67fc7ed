"""A finding shows its weight as shape and word, what it rests on, and its sources on demand."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from nursedesk.chart.due_item import DueState
from nursedesk.chart.finding import Finding, Level
from nursedesk.protocol.terms import Status
from nursedesk.ui.badge import LEVEL_STATES, Shape
from nursedesk.ui.buttons import Button
from nursedesk.ui.findings import FindingCard, FindingList
from nursedesk.ui.tokens import State

SOURCES = {"A-1": "A: the label. Section 1"}
NUMBERS = ("Pharmacy: 4711", "On-call prescriber: no number entered yet: ask the charge nurse")


def finding(level: Level, status: Status | None = Status.LABEL) -> Finding:
    return Finding(
        level=level, code="x", sentence="<b>Stop</b> it.", citations=("A-1",), status=status
    )


def words(card: QWidget) -> str:
    return "\n".join(label.text() for label in card.findChildren(QLabel) if not label.isHidden())


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        (Status.LABEL, "from the label"),
        (Status.INFERRED, "inferred"),
        (Status.SECONDARY, "secondary source"),
        (Status.DECISION, "NurseDesk's own rule"),
    ],
)
def test_the_status_is_always_visible(qtbot: QtBot, status: Status, shown: str) -> None:
    card = FindingCard(finding(Level.WARN, status), SOURCES)
    qtbot.addWidget(card)
    assert shown in words(card)


def test_the_sources_open_and_markup_is_text(qtbot: QtBot) -> None:
    card = FindingCard(finding(Level.STOP), SOURCES)
    qtbot.addWidget(card)
    assert "<b>Stop</b> it." in words(card)
    assert "Section 1" not in words(card)
    next(b for b in card.findChildren(Button) if b.text() == "Sources").click()
    assert "A: the label. Section 1" in words(card)


def test_the_weightiest_stands_first(qtbot: QtBot) -> None:
    shown = FindingList(SOURCES, NUMBERS)
    qtbot.addWidget(shown)
    shown.show_findings([finding(level) for level in reversed(Level)])
    assert [card.finding.level for card in shown.cards] == list(Level)
    shown.show_findings([])
    assert shown.isHidden()


@pytest.mark.parametrize("level", Level)
def test_whom_to_call_stands_by_every_stop_and_question_to_pharmacy(
    qtbot: QtBot, level: Level
) -> None:
    shown = FindingList(SOURCES, NUMBERS)
    qtbot.addWidget(shown)
    shown.show_findings([finding(level)])
    texts = words(shown)
    for line in NUMBERS:
        assert (line in texts) is (level in (Level.STOP, Level.ASK_PHARMACY))


def test_states_are_told_apart_without_colour(qtbot: QtBot) -> None:
    """Every state's shape differs from every other's, drawn in the same two colours."""
    pictures = []
    for state in State:
        shape = Shape(state)
        qtbot.addWidget(shape)
        shape.setStyleSheet("Shape { color: #000000; background-color: #ffffff; }")
        pictures.append(bytes(shape.grab().toImage().constBits()))
    assert len(set(pictures)) == len(pictures)
    assert len({LEVEL_STATES[level] for level in Level}) == len(Level)


def test_the_states_are_those_of_the_chart() -> None:
    assert {str(state) for state in State} == {str(state) for state in DueState}
