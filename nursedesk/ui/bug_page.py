"""The page of our own defects: whose fault it is, whether anything was saved, what to do."""

from __future__ import annotations

import traceback
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from nursedesk import __version__
from nursedesk.ui.buttons import Button
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, centred, look
from nursedesk.ui.page import Scroll, heading

_SAVED = {
    True: "What you entered last was saved: it stands in the chart.",
    False: "Nothing was saved.",
    None: "Whether your last entry was saved is not known: the patient's timeline shows it.",
}


class BugPage(QWidget):
    """Covers the window. The report names lines of our program and nothing that was typed."""

    def __init__(
        self, error: BaseException, go_on: Callable[[], None], *, saved: bool | None
    ) -> None:
        super().__init__()
        look(self, "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.report = report_of(error)
        frame, column = card(margin=28, space=16)
        column.addWidget(
            heading(
                "Something went wrong inside NurseDesk", "This is our defect, not your mistake."
            )
        )
        column.addWidget(Words(_SAVED[saved], "prompt"))
        column.addWidget(
            Words(
                "Go back to the ward board, look at the patient's timeline, and enter what is "
                "missing there. If it happens again, use the paper checklists and give this "
                "report to ward IT."
            )
        )
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        text.setAccessibleName("Report for ward IT")
        text.setTabChangesFocus(True)
        text.setMinimumHeight(140)
        column.addWidget(text, 1)
        back = Button("Back to the ward board", go_on, name="commit")
        buttons = Flow()
        buttons.addWidget(back)
        buttons.addWidget(Button("Copy the report", self._copy))
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        scroll = Scroll()
        scroll.column.addLayout(centred(frame, 820), 1)
        outer.addWidget(scroll)
        self.setFocusProxy(back)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)


def report_of(error: BaseException) -> str:
    """Where in the program it happened. What the error says is left out: it may name a patient."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = (f"  {_in_the_program(one.filename)}:{one.lineno} in {one.name}" for one in frames)
    return "\n".join((f"NurseDesk {__version__}: {type(error).__name__}", *lines))


def _in_the_program(file: str) -> str:
    """A file's path inside our program or a library; folders above it may be named after people."""
    parts = file.replace("\\", "/").split("/")
    for top in ("nursedesk", "site-packages"):
        if top in parts[:-1]:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(top) :])
    return parts[-1]
