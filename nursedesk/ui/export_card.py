"""Where a copy goes: a path, typed or chosen, and the button that writes it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import look
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

CLEAR_TEXT = "The copy is not encrypted: whoever can open the place can read it."


class ExportCard(QFrame):
    """Writes a copy to the place that a person chose.

    `words` name it ("Export a copy"), `kind` is the file dialog's ("PDF (*.pdf)"), `suggested`
    the file name offered, `write` does it; `name` is that of its question.
    """

    def __init__(
        self,
        shell: Shell,
        words: str,
        kind: str,
        suggested: str,
        write: Callable[[Desk, Path], None],
        *,
        name: str = "path",
        help_words: str = CLEAR_TEXT,
    ) -> None:
        super().__init__()
        self._shell, self._words, self._kind, self._suggested = shell, words, kind, suggested
        self._write = write
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        self.path = TypedBox(
            Field(name=name, prompt=f"{words}: where to?", asks=Asks.LINE, help=help_words)
        )
        self.export = CommitButton(words, self._export)
        column.addWidget(self.path)
        browse = Button("Choose a place …", self._browse)
        browse.setAccessibleName(f"{words}: choose a place")
        line = Flow()
        line.addWidget(browse)
        line.addWidget(self.export)
        column.addLayout(line)

    def _browse(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, self._words, self.path.typed() or self._suggested, self._kind
        )
        if chosen:
            self.path.put(chosen)

    def _export(self) -> None:
        typed = self.path.typed()
        if not typed:
            self.path.complain("Say where the copy goes: type a path, or choose a place.")
            self.path.focus()
            return
        path = Path(typed).expanduser()

        def exported(_nothing: None) -> None:
            self._shell.messages.done(f"A copy was written to {path}.")

        self.export.send(self._shell, lambda desk, _intent: self._write(desk, path), exported)
