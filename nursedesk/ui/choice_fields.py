"""Questions with a few answers: large buttons, one of them at most pressed, none at first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from nursedesk.chart.field import NO, YES, Asks, Choice, Field
from nursedesk.ui.buttons import WrappingButton
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import look

_YES_NO = (Choice(value=YES, words="Yes"), Choice(value=NO, words="No"))
_WIDTH, _SPACE = 620, 8
_VERY_SHORT, _SHORT, _MIDDLE = 9, 16, 28  # characters that fit into a quarter, a third, a half


class ChoiceButton(WrappingButton):
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
        columns = _columns([c.words for c in choices])
        area = QWidget()
        area.setMaximumWidth(_WIDTH)
        flow = Flow(_SPACE)
        area.setLayout(flow)
        for button in self.buttons:
            button.toggled.connect(self._chosen)
            button.take((_WIDTH - (columns - 1) * _SPACE) // columns)
            flow.addWidget(button)
        for index in range(len(self.buttons) - 1):
            QWidget.setTabOrder(self.buttons[index], self.buttons[index + 1])
        self._place(area)

    def focus(self) -> None:
        pressed = [b for b in self.buttons if b.isChecked()]
        (pressed or self.buttons)[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> str:
        return " ".join(b.value for b in self.buttons if b.isChecked())

    def forget(self) -> None:
        self.put("")

    def put(self, text: str) -> None:
        for button in self.buttons:
            button.setChecked(button.value == text)

    def _chosen(self, on: bool) -> None:  # noqa: FBT001 (a Qt slot)
        if on:
            self._alone(self.sender())
            if self._absent is not None:
                self._absent.setChecked(False)
        self._touched()

    def _alone(self, chosen: QObject) -> None:
        """One answer puts the others out."""
        for button in self.buttons:
            if button is not chosen:
                button.setChecked(False)


class SeveralBox(ChoiceBox):
    """A question of which several answers may be pressed."""

    def put(self, text: str) -> None:
        chosen = text.split()
        for button in self.buttons:
            button.setChecked(button.value in chosen)

    def _alone(self, chosen: QObject) -> None:
        """They stand side by side."""


def _columns(words: list[str]) -> int:
    longest = max(map(len, words), default=0)
    if len(words) <= 3 and longest <= _SHORT:
        return max(1, len(words))
    if longest <= _VERY_SHORT:
        return 4
    return 2 if longest <= _MIDDLE else 1
