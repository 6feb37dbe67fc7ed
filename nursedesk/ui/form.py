"""A form: the questions of one screen in reading order, and their answers once all are there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.clock import Clock
from nursedesk.ui.choice_fields import ChoiceBox, SeveralBox
from nursedesk.ui.fields import FieldBox, Unanswered
from nursedesk.ui.handwriting import StrokesBox
from nursedesk.ui.typed_fields import DateBox, MomentBox, NumberBox, TypedBox

_BOXES: dict[Asks, type[FieldBox]] = {
    Asks.YES_NO: ChoiceBox,
    Asks.CHOICE: ChoiceBox,
    Asks.SEVERAL: SeveralBox,
    Asks.NUMBER: NumberBox,
    Asks.WHOLE: NumberBox,
    Asks.DATE: DateBox,
    Asks.STROKES: StrokesBox,
}


def box_for(field: Field, clock: Clock) -> FieldBox:
    """The control of a field, by what it asks."""
    if field.asks is Asks.INSTANT:
        return MomentBox(field, clock)
    return _BOXES.get(field.asks, TypedBox)(field)


class Form(QWidget):
    """Questions one below the other. `completed`: Enter was pressed in the last one."""

    completed = Signal()
    changed = Signal()

    def __init__(self, fields: Sequence[Field], clock: Clock, *, space: int = 22) -> None:
        super().__init__()
        self.boxes = [box_for(field, clock) for field in fields]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space)
        for box in self.boxes:
            column.addWidget(box)
            box.advanced.connect(self._advance)
            box.changed.connect(self.changed)

    def box(self, name: str) -> FieldBox:
        """The control of a field.

        Raises:
            KeyError: this form has no such field.
        """
        for box in self.boxes:
            if box.field.name == name:
                return box
        raise KeyError(name)

    def focus_first(self) -> None:
        """Puts the cursor into the first question, once the form is on the screen."""
        if self.boxes:
            QTimer.singleShot(0, self, self.boxes[0].focus)

    def answers(self) -> dict[str, str] | None:
        """All canonical answers; None when one is missing, wrong or must be read again.

        The boxes say so themselves, and the first of them gets the cursor.
        """
        answers: dict[str, str] = {}
        held: list[FieldBox] = []
        for box in self.boxes:
            try:
                answer = box.answer()
            except Unanswered as error:
                box.complain(str(error))
                held.append(box)
                continue
            if box.doubt():
                held.append(box)
            elif answer is not None:
                answers[box.field.name] = answer
        if held:
            held[0].focus()
            QTimer.singleShot(0, held[0], held[0].into_sight)
            return None
        return answers

    def complain(self, facts: Mapping[str, str], sentence: str) -> None:
        """Marks the field that a refusal names, when it names one of this form."""
        for box in self.boxes:
            if box.field.name == facts.get("field"):
                box.complain(sentence)
                box.focus()

    def forget(self) -> None:
        """Empties every question."""
        for box in self.boxes:
            box.forget()

    def typed(self) -> dict[str, str | None]:
        """What is typed or chosen so far, by field; None where there is nothing to enter."""
        return {
            box.field.name: None if box.absent else box.typed()
            for box in self.boxes
            if box.typed() or box.absent
        }

    def put(self, values: Mapping[str, str | None]) -> None:
        """Types what was typed before, in the fields that this form still has."""
        for box in self.boxes:
            if box.field.name not in values:
                continue
            text = values[box.field.name]
            if text is None:
                box.put_absent()
            else:
                box.put(text)

    @property
    def touched(self) -> bool:
        """Whether anything was typed or chosen."""
        return any(box.typed() or box.absent for box in self.boxes)

    def _advance(self) -> None:
        box = self.sender()
        assert isinstance(box, FieldBox)
        place = self.boxes.index(box)
        if place + 1 < len(self.boxes):
            self.boxes[place + 1].focus()
        else:
            self.completed.emit()
