"""A code that is shown once, written on paper, and typed back from it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.looks import Words, look
from nursedesk.ui.page import heading
from nursedesk.ui.typed_fields import TypedBox

_WIDE = 640  # pixels: a whole recovery code


class CodeShown(QFrame):
    """The code, and the button of whoever has written it down."""

    def __init__(self, title: str, why: str, written: Callable[[], None]) -> None:
        super().__init__()
        column = _column(self)
        column.addWidget(heading(title, why))
        self.code = Words("", "code", wrap=False)
        self.code.setAccessibleName(title.removeprefix("The ").capitalize())
        self.written = CommitButton("I wrote it down", written)
        column.addWidget(self.code)
        column.addWidget(Words("On the next screen you type it back from the paper.", "soft"))
        column.addWidget(self.written, 0, Qt.AlignmentFlag.AlignLeft)

    def show_code(self, code: str) -> None:
        """Shows it in two lines."""
        groups = code.split("-")
        half = (len(groups) + 1) // 2
        self.code.setText("\n".join("-".join(part) for part in (groups[:half], groups[half:])))


class CodeTypedBack(QFrame):
    """Where it is typed back; `commit` sends it."""

    def __init__(self, what: str, commit: CommitButton, send: Callable[[], None]) -> None:
        super().__init__()
        column = _column(self)
        why = "From the paper. Esc shows the code once more."
        column.addWidget(heading(f"Type the {what} back", why))
        prompt = f"The {what}, as you wrote it down"
        self.typed = TypedBox(Field(name="code", prompt=prompt, asks=Asks.LINE), _WIDE)
        self.typed.advanced.connect(send)
        column.addWidget(self.typed)
        column.addWidget(commit, 0, Qt.AlignmentFlag.AlignLeft)


def _column(frame: QFrame) -> QVBoxLayout:
    look(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(28, 28, 28, 28)
    column.setSpacing(20)
    return column
