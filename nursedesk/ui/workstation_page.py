"""This workstation, for ward IT: versions, folders, last backup and check, clock, support file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.looks import Words, card, emptied, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ward import support
from nursedesk.ward.support import Window
from nursedesk.ward.views.workstation import Fact, WorkstationPage, workstation_page

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk

_WHY = "For ward IT. Nothing here names a patient."
_SUPPORT = (
    "The support file is a plain text for whoever helps ward IT. It holds versions, the checks "
    "above, sizes and counts: no patient's data, no names of people or folders, no passphrase. "
    "Read it before you give it away."
)
_WIDTH = 640


class WorkstationView(Page):
    """What is not in order stands first; below it everything else, and the support file."""

    title = "This workstation"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.standing = Words("It is looked at …", "prompt")
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.path = TypedBox(
            Field(
                name="path",
                prompt="Save the support file as",
                asks=Asks.LINE,
                help=support.file_name(shell.clock.now()),
            ),
            _WIDTH,
        )
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(self.standing)
        self.column.addLayout(self._list)
        self.column.addWidget(self._support_card())
        self.column.addStretch(1)
        self.commit = CommitButton("Save the support file", self._save)
        self.path.advanced.connect(self.commit.click)
        self.foot(back=("Ward board", shell.show_board), commit=self.commit)

    def arrive(self) -> None:
        self.shell.ask(workstation_page, self._show, owner=self)
        self.setFocus()

    def _support_card(self) -> QFrame:
        frame, column = card(margin=20, space=10)
        column.addWidget(Words("Support file", "heading"))
        column.addWidget(Words(_SUPPORT))
        column.addWidget(self.path)
        browse = Button("Choose a place …", self._browse)
        column.addWidget(browse, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _show(self, page: WorkstationPage) -> None:
        self.standing.say("" if page.amiss else "Everything is in order.")
        emptied(self._list)
        if page.amiss:
            self._list.addWidget(_amiss(page.amiss))
        window = Fact(name="Window", words="; ".join(window_facts()))
        for title, facts in (
            ("Now", page.now),
            ("The record", page.record),
            ("Places", page.places),
            ("Program", (*page.program, window)),
        ):
            self._list.addWidget(_group(title, facts))

    def _browse(self) -> None:
        name = self.path.typed() or support.file_name(self.shell.clock.now())
        chosen, _kind = QFileDialog.getSaveFileName(self, self.title, name, "Text (*.txt)")
        if chosen:
            self.path.line.setText(chosen)

    def _save(self) -> None:
        typed = self.path.typed()
        if not typed:
            held(self.path, "Say where the file goes: type a path, or choose a place.")
            return
        path = Path(typed).expanduser()
        window = Window(facts=window_facts(), defect=self.shell.last_defect)

        def save(desk: Desk, _intent: UUID) -> None:
            support.save(desk, path, window)

        def saved(_nothing: None) -> None:
            self.shell.messages.done(f"The support file was written to {path}.")

        self.commit.send(self.shell, save, saved)


def window_facts() -> tuple[str, ...]:
    """Qt's version and what it draws on. A screen's own name is left out."""
    screens = (
        f"Screen {screen.size().width()} x {screen.size().height()} "
        f"at {screen.devicePixelRatio() * 100:.0f} %"
        for screen in QGuiApplication.screens()
    )
    qt = f"Qt {qVersion()}, PySide6 {PySide6.__version__}, {QApplication.platformName()}"
    return (qt, *screens)


def _amiss(facts: tuple[Fact, ...]) -> QFrame:
    """What is not in order, before everything else."""
    frame, column = card("finding", margin=20, space=4)
    look(frame, "finding", level="stop")
    column.addWidget(Words("Not in order", "title"))
    for fact in facts:
        column.addSpacing(6)
        column.addWidget(Words(fact.name, "prompt"))
        column.addWidget(Words(fact.words))
    return frame


def _group(title: str, facts: tuple[Fact, ...]) -> QFrame:
    frame, column = card(margin=20, space=4)
    column.addWidget(Words(title, "heading"))
    for fact in facts:
        column.addSpacing(6)
        column.addWidget(Words(fact.name, "strong"))
        if fact.in_order:
            column.addWidget(Words(fact.words, "soft"))
        else:
            column.addWidget(Words(f"Not in order: {fact.words}", "error"))
    return frame
