"""Questions that are answered by typing or scanning: lines, numbers, dates, instants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from nursedesk.chart.field import Asks, Field
from nursedesk.clock import Clock, iso
from nursedesk.ui import tokens
from nursedesk.ui.buttons import Button
from nursedesk.ui.fields import FieldBox, Unanswered, outside
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, mark
from nursedesk.writing import (
    moment,
    parse_day,
    parse_moment,
    readings,
    seen_from,
    with_offset,
)

_WIDTHS = {
    Asks.NUMBER: 160,
    Asks.WHOLE: 120,
    Asks.INSTANT: 290,
    Asks.DATE: 200,
    Asks.IDENTIFIER: tokens.FIELD_WIDTH,
    Asks.LINE: 520,
}
_LONGEST = 400  # characters
_LEAST = 120  # pixels
_CAME_TWICE = "That night the clock was put back, and this time came twice. Which one is it?"


class EnterLine(QLineEdit):
    """A line edit whose Enter counts once for each press of the key, and goes no further."""

    def __init__(self, entered: Callable[[], None], width: int) -> None:
        super().__init__()
        self._entered = entered
        self._wanted = width
        self.setMinimumWidth(min(width, _LEAST))
        self.setMaxLength(_LONGEST)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._entered()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self._wanted, super().sizeHint().height())


class TypedBox(FieldBox):
    """A question answered in one line of typing; `width` in pixels where it is not the usual."""

    def __init__(self, field: Field, width: int = 0) -> None:
        super().__init__(field)
        self.line = EnterLine(self.advanced.emit, width or _WIDTHS[field.asks])
        self.line.setAccessibleName(
            f"{field.prompt} ({field.unit})" if field.unit else field.prompt
        )
        self.line.setAccessibleDescription(field.help)
        self.line.textEdited.connect(self._typing)
        self.setFocusProxy(self.line)
        self._place(self.line, *self._beside())

    def _beside(self) -> list[Words | Button]:
        return [Words(self.field.unit, "value", wrap=False)] if self.field.unit else []

    def focus(self) -> None:
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def typed(self) -> str:
        return self.line.text().strip()

    def forget(self) -> None:
        self.line.clear()

    def put(self, text: str) -> None:
        self.line.setText(text)
        self._typing()

    def _typing(self) -> None:
        if self._absent is not None and self._absent.isChecked():
            self._absent.setChecked(False)
        self._touched()

    def _mark_wrong(self, *, wrong: bool) -> None:
        mark(self.line, wrong="true" if wrong else "false")


class NumberBox(TypedBox):
    """A number. One outside the plausible range is asked again, and then taken."""

    def __init__(self, field: Field) -> None:
        self._sure = Button("")
        super().__init__(field)
        self._question = Words("", "doubt")
        self._sure.setCheckable(True)
        self._sure.setProperty("look", "absent")
        self._sure.toggled.connect(lambda _on: self.changed.emit())
        self._column.addWidget(self._question)
        self._column.addWidget(self._sure, 0, Qt.AlignmentFlag.AlignLeft)
        self._ask("")

    def doubt(self) -> str:
        try:
            answer = self.answer()
        except Unanswered:
            return ""
        question = outside(self.field, answer) if answer else ""
        if question and not self._sure.isChecked():
            self._ask(question)
            self._sure.say(f"I read it again: {answer} {self.field.unit}".rstrip())
            return question
        return ""

    def _typing(self) -> None:
        self._ask("")
        self._sure.setChecked(False)
        super()._typing()

    def forget(self) -> None:
        super().forget()
        self._ask("")
        self._sure.setChecked(False)

    def _ask(self, question: str) -> None:
        self._question.say(question)
        self._sure.setVisible(bool(question))


class DateBox(TypedBox):
    """A calendar day, typed as 04-Mar-1987."""

    def _beside(self) -> list[Words | Button]:
        return [Words("day-month-year, as in 04-Mar-1987", "soft", wrap=False)]

    def _readable(self, text: str) -> str:
        return parse_day(text).isoformat()


class MomentBox(TypedBox):
    """An instant, typed at the workstation's wall clock; a button enters the present one.

    A time that the clock showed twice, because it was put back, asks which of the two is meant.
    """

    def __init__(self, field: Field, clock: Clock) -> None:
        self._clock = clock
        self._now = Button("Now", self._enter_now)
        self._now.setAccessibleName(f"{field.prompt}: now")
        super().__init__(field)
        self.line.setPlaceholderText("")
        self._twice = Words("", "doubt")
        self.which = (Button("", partial(self._choose, 0)), Button("", partial(self._choose, 1)))
        buttons = Flow()
        self._column.addWidget(self._twice)
        self._column.addLayout(buttons)
        for button in self.which:
            buttons.addWidget(button)
        self._offer()

    def _beside(self) -> list[Words | Button]:
        # What may be missing is read from a label, and no label was printed just now.
        return [] if self.field.optional else [self._now]

    def _enter_now(self) -> None:
        self.line.setText(written_now(self._clock))
        self._typing()
        self.focus()

    def forget(self) -> None:
        super().forget()
        self._offer()

    def _typing(self) -> None:
        super()._typing()
        self._offer()

    def _offer(self) -> None:
        """Asks which one is meant while what was typed came twice."""
        try:
            meant = readings(self.typed(), self._clock.zone)
        except ValueError:
            meant = ()
        twice = meant if len(meant) > 1 else ()
        self._twice.say(_CAME_TWICE if twice else "")
        for place, button in enumerate(self.which):
            button.setVisible(bool(twice))
            if twice:
                seen = seen_from(twice[place], self._clock.now())
                written = with_offset(twice[place], self._clock.zone)
                button.say(f"The {('first', 'second')[place]}: {written}, {seen}")

    def _choose(self, place: int) -> None:
        """Writes the chosen one with its offset: what is typed says all that is meant."""
        chosen = readings(self.typed(), self._clock.zone)[place]
        self.line.setText(with_offset(chosen, self._clock.zone))
        self._typing()
        self.focus()

    def _readable(self, text: str) -> str:
        meant = readings(text, self._clock.zone)
        if len(meant) > 1:
            raise ValueError("That time came twice. Choose the first or the second one below.")
        return iso(meant[0])


def written_now(clock: Clock) -> str:
    """The present minute as somebody would type it, with its offset where it is ambiguous."""
    now = clock.now()
    return writable(now, clock.zone)


def writable(instant: datetime, zone: tzinfo) -> str:
    """An instant, cut to the minute, as `parse_moment` reads it back."""
    written = moment(instant, zone)
    try:
        parse_moment(written, zone)
    except ValueError:
        return with_offset(instant, zone)
    return written
