"""A code that is shown once, written on paper, and typed back from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import heading
from nursedesk.ui.typed_fields import TypedBox

_WIDE = 640  # pixels: a whole recovery code
_SHEET = (
    "This is another sheet, to be sealed by itself and kept near this workstation. In an emergency "
    "the code opens the chart for 30 minutes, only to read; the phrase opens the downtime files in "
    "any PDF viewer, typed with its hyphens."
)


class SheetShown(QWidget):
    """What stands on an emergency sheet: its code, and the phrase of the downtime files."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(heading("The emergency sheet", _SHEET))
        self.code, self.phrase = Words("", "code", wrap=False), Words("", "code", wrap=False)
        for words, what in ((self.code, "Emergency code"), (self.phrase, "Downtime phrase")):
            words.setAccessibleName(what)
            column.addWidget(Words(what, "soft"))
            column.addWidget(words)

    def show_sheet(self, code: str, phrase: str) -> None:
        """Shows both."""
        self.code.setText(code)
        self.phrase.setText(phrase)


class CodeShown(QFrame):
    """The code, and the button of whoever has written it down; `sheet` is shown besides."""

    def __init__(
        self, title: str, why: str, written: Callable[[], None], sheet: SheetShown | None = None
    ) -> None:
        super().__init__()
        column = _column(self)
        column.addWidget(heading(title, why))
        self.code = Words("", "code", wrap=False)
        self.code.setAccessibleName(title.removeprefix("The ").capitalize())
        self.written = CommitButton("I wrote it down", written)
        column.addWidget(self.code)
        if sheet is not None:
            column.addWidget(sheet)
        column.addWidget(Words("On the next screen you type it back from the paper.", "soft"))
        column.addWidget(self.written, 0, Qt.AlignmentFlag.AlignLeft)

    def show_code(self, code: str) -> None:
        """Shows it in two lines."""
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        self.code.setText("\n".join("-".join(part) for part in (groups[:half], groups[half:])))


class CodeTypedBack(QFrame):
    """Where it is typed back; `commit` sends it. `also`: a second code, typed back below it."""

    def __init__(
        self, what: str, commit: CommitButton, send: Callable[[], None], also: str = ""
    ) -> None:
        super().__init__()
        column = _column(self)
        why = "From the paper. Esc shows the code once more."
        title = "Type both codes back" if also else f"Type the {what} back"
        column.addWidget(heading(title, why))
        prompt = f"The {what}, as you wrote it down"
        self.typed = TypedBox(Field(name="code", prompt=prompt, asks=Asks.LINE), _WIDE)
        prompt = f"The {also}, as you wrote it down"
        self.also = TypedBox(Field(name="also", prompt=prompt, asks=Asks.LINE), _WIDE)
        column.addWidget(self.typed)
        column.addWidget(self.also)
        self.also.setVisible(bool(also))
        self.typed.advanced.connect(self.also.focus if also else send)
        self.also.advanced.connect(send)
        column.addWidget(commit, 0, Qt.AlignmentFlag.AlignLeft)


def _column(frame: QFrame) -> QVBoxLayout:
    look(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(28, 28, 28, 28)
    column.setSpacing(20)
    return column
