"""The patient's timeline and her signed notes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from nursedesk.ui.badge import Badge
from nursedesk.ui.buttons import Button
from nursedesk.ui.looks import Words, card, rule
from nursedesk.ui.tokens import State
from nursedesk.ward.views.notes import NoteLine
from nursedesk.ward.views.timeline import TimelineRow

AT_FIRST = 12


def timeline_card(
    rows: Sequence[TimelineRow], show_all: Callable[[], None] | None, *, narrow: bool
) -> QFrame:
    """What happened, the latest first; `show_all` while steps and older rows are left out.

    In a narrow window it stands one below the other.
    """
    frame, column = card(margin=20, space=10)
    column.addWidget(Words("Timeline", "heading"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(10)
    grid.setColumnMinimumWidth(0, 150)
    grid.setColumnStretch(1, 4)
    grid.setColumnStretch(2, 2)
    top = Qt.AlignmentFlag.AlignTop
    for place, row in enumerate(rows):
        when = f"{row.when}\n{row.recorded}" if row.recorded else row.when
        if narrow:
            for words in (Words(when, "soft"), *_told(row), Words(row.who, "soft"), rule()):
                column.addWidget(words)
            continue
        told = QVBoxLayout()
        told.setSpacing(0)
        for words in _told(row):
            told.addWidget(words)
        grid.addWidget(Words(when, "soft", wrap=False), place, 0, top)
        grid.addLayout(told, place, 1, top)
        grid.addWidget(Words(row.who, "soft"), place, 2, top)
    column.addLayout(grid)
    if show_all is not None:
        column.addWidget(Button("Show every step", show_all, name="quiet"))
    return frame


def _told(row: TimelineRow) -> list[Words]:
    told = [Words(row.what, "strong" if row.weighty and not row.corrected else "soft")]
    further = [Words(row.detail, "soft")] if row.detail else []
    return [*told, *further, *([Words(row.mark, "doubt")] if row.mark else [])]


def notes_card(notes: Sequence[NoteLine], opened: Callable[[NoteLine], None]) -> QFrame:
    """Signed hand-over notes, the latest first."""
    frame, column = card(margin=20, space=10)
    column.addWidget(Words("Hand-over notes", "heading"))
    if not notes:
        column.addWidget(Words("No hand-over note has been signed yet.", "soft"))
    for note in notes:
        line = QHBoxLayout()
        line.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Words(note.title, "strong"))
        words.addWidget(Badge(State(note.state), note.words))
        for told in note.told:
            words.addWidget(Words(told, "soft"))
        line.addLayout(words, 1)
        button = Button("Open", partial(opened, note))
        button.setAccessibleName(f"Open {note.title}")
        line.addWidget(button)
        column.addLayout(line)
    return frame
