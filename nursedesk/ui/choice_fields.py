"""Questions with a few answers: large buttons, one of them at most pressed, none at first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nursedesk.chart.field import NO, YES, Asks, Choice, Field
from nursedesk.ui.buttons import Button
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.looks import look

_YES_NO = (Choice(value=YES, words="Yes"), Choice(value=NO, words="No"))
_WIDTHS = {1: 560, 2: 620, 3: 620}  # by the number of columns
_SHORT, _FEW = 36, 3  # characters in all, and how many, that still fit side by side


class ChoiceButton(Button):
    """One answer. Space or Enter presses it; Enter on the pressed one goes on."""

    def __init__(self, choice: Choice, prompt: str, advance: Callable[[], None]) -> None:
        super().__init__(choice.words)
        look(self, "choice")
        self.value = choice.value
        self._advance = advance
        self.setCheckable(True)
        self.setMinimumWidth(120)
        self.setAccessibleName(f"{prompt}: {choice.words}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.isAutoRepeat():
            return
        if enter and self.isChecked():
            self._advance()
            return
        super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()  # a gloved double click presses once; it does not take the answer back


class ChoiceBox(FieldBox):
    """A question answered by pressing one of a few large buttons."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        choices = field.choices or (_YES_NO if field.asks is Asks.YES_NO else ())
        self.buttons = [ChoiceButton(c, field.prompt, self.advanced.emit) for c in choices]
        area = QWidget()
        grid = QGridLayout(area)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        columns = _columns([c.words for c in choices])
        for place, button in enumerate(self.buttons):
            button.toggled.connect(self._chosen)
            grid.addWidget(button, place // columns, place % columns)
        for index in range(len(self.buttons) - 1):
            QWidget.setTabOrder(self.buttons[index], self.buttons[index + 1])
        area.setMaximumWidth(_WIDTHS[columns])
        self._place(area)

    def focus(self) -> None:
        pressed = [b for b in self.buttons if b.isChecked()]
        (pressed or self.buttons)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> str:
        return next((b.value for b in self.buttons if b.isChecked()), "")

    def forget(self) -> None:
        for button in self.buttons:
            button.setChecked(False)

    def _chosen(self, on: bool) -> None:  # noqa: FBT001 (a Qt slot)
        chosen = self.sender()
        if on:
            for button in self.buttons:
                if button is not chosen:
                    button.setChecked(False)
            if self._absent is not None:
                self._absent.setChecked(False)
        self._touched()


def _columns(words: list[str]) -> int:
    if len(words) <= _FEW and sum(map(len, words)) <= _SHORT:
        return max(1, len(words))
    return 1 if max(map(len, words), default=0) > _SHORT else 2
