"""One question as it is asked on a screen: never pre-filled, always possible to leave empty.

A box shows the prompt, the control, the unit beside it, and below it what is wrong or must be
looked at again. What it answers is the canonical text of `chart.field`.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field, canonical
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words
from nursedesk.writing import number


class Unanswered(Exception):
    """A box has no answer yet; the sentence says what it takes."""


class FieldBox(QFrame):
    """The frame that all kinds of questions share. `advanced`: Enter was pressed in it."""

    changed = Signal()
    advanced = Signal()

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(Words(field.prompt, "prompt"))
        if field.help:
            self._column.addWidget(Words(field.help, "soft"))
        self._line = Flow()
        self._column.addLayout(self._line)
        self._absent = self._absent_button() if field.optional and field.absent_words else None
        self._wrong = Words("", "error")
        self._wrong.hide()
        self._column.addWidget(self._wrong)

    def focus(self) -> None:
        """Puts the cursor here."""
        raise NotImplementedError

    def typed(self) -> str:
        """What was typed or chosen, empty when nothing was."""
        raise NotImplementedError

    def forget(self) -> None:
        """Empties the control."""
        raise NotImplementedError

    def put(self, text: str) -> None:
        """Types or chooses what `typed` told of it before."""
        raise NotImplementedError

    def put_absent(self) -> None:
        """Chooses that there is nothing to enter."""
        if self._absent is not None:
            self._absent.setChecked(True)

    def doubt(self) -> str:
        """What must be looked at again before this answer is taken; empty when nothing."""
        return ""

    @property
    def absent(self) -> bool:
        """Whether somebody chose that there is nothing to enter."""
        return self._absent is not None and self._absent.isChecked()

    def answer(self) -> str | None:
        """The canonical answer; None when it was left out on purpose.

        Raises:
            Unanswered: nothing yet, or not an answer to this question.
        """
        if self.absent:
            return None
        text = self.typed()
        if not text and self.field.optional and self._absent is None:
            return None
        if not text:
            wanted = f" Or press “{self._absent.text()}”." if self._absent else ""
            raise Unanswered(_TAKES[self.field.asks] + wanted)
        try:
            return canonical(self.field, self._readable(text))
        except KnownError as error:
            raise Unanswered(error.do) from error
        except ValueError as error:
            raise Unanswered(str(error)) from error

    def complain(self, sentence: str) -> None:
        """Says below the control what is wrong with it; an empty sentence takes it back."""
        self._wrong.say(sentence)
        self._mark_wrong(wrong=bool(sentence))

    def into_sight(self) -> None:
        """Scrolls so far that the control and what is said below it can be read."""
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self, 20, 20)
            above = above.parentWidget()

    def _mark_wrong(self, *, wrong: bool) -> None:
        """How the control itself looks when it is wrong."""

    def _readable(self, text: str) -> str:
        """The typed text as `canonical` takes it."""
        return text

    def _touched(self) -> None:
        self.complain("")
        self.changed.emit()

    def _absent_button(self) -> Button:
        button = Button(self.field.absent_words[:1].upper() + self.field.absent_words[1:])
        button.setCheckable(True)
        button.setProperty("look", "absent")
        button.setAccessibleName(f"{self.field.prompt}: {self.field.absent_words}")
        button.toggled.connect(self._absence)
        return button

    def _absence(self, absent: bool) -> None:  # noqa: FBT001 (a Qt slot)
        if absent:
            self.forget()
        self._touched()

    def _place(self, control: QWidget, *beside: QWidget) -> None:
        self._line.addWidget(control)
        for widget in beside:
            self._line.addWidget(widget)
        if self._absent is not None:
            self._line.addWidget(self._absent)


_TAKES = {
    Asks.YES_NO: "Nothing chosen yet.",
    Asks.CHOICE: "Nothing chosen yet.",
    Asks.SEVERAL: "Nothing chosen yet: choose one or more.",
    Asks.NUMBER: "Nothing entered yet: type a number such as 0.6.",
    Asks.WHOLE: "Nothing entered yet: type a whole number such as 7.",
    Asks.INSTANT: "Nothing entered yet: type day and time such as 21-Nov-2026 03:00.",
    Asks.DATE: "Nothing entered yet: type the day such as 04-Mar-1987.",
    Asks.LINE: "Nothing entered yet.",
    Asks.STROKES: "Nothing drawn yet.",
    Asks.IDENTIFIER: "Nothing entered yet: type or scan the identifier.",
}


def outside(field: Field, answer: str) -> str:
    """The question that a number outside the field's plausible range raises, else empty."""
    value = Decimal(answer)
    if (field.low is None or value >= field.low) and (field.high is None or value <= field.high):
        return ""
    low = number(field.low) if field.low is not None else "0"
    usual = f"{low} to {number(field.high)}" if field.high is not None else f"{low} or more"
    unit = f" {field.unit}" if field.unit else ""
    return f"{answer}{unit} is unusual: expected is {usual}{unit}. Read it once more."
