"""What the ward sets for itself: telephone numbers, check intervals, due signal, idle lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.settings_form import (
    CHECKS,
    LOCK,
    LOCKING,
    SIGNALS,
    SYMPTOM_CHECKS,
    TELEPHONES,
    WHEN_DUE,
    WHOM_TO_CALL,
    answers_of,
    facts_of,
    settings_of,
)
from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card
from nursedesk.ui.page import Page, heading
from nursedesk.ui.sound import Sound
from nursedesk.ui.summary import facts_card
from nursedesk.ward import ward_settings

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.chart.field import Field
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ward_settings import SettingsShown

_WHY = (
    "They hold for everybody on this ward from the moment they are saved. What is left empty is "
    "not set. A charge nurse or a pharmacist sets them."
)
_PARTS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (
        WHOM_TO_CALL,
        "These numbers stand wherever a rule stops the way or pharmacy is to be asked.",
        TELEPHONES,
    ),
    (
        SYMPTOM_CHECKS,
        "The label does not say how often to check. What is set here is shown as this ward's.",
        CHECKS,
    ),
    (
        WHEN_DUE,
        "The signal is a reminder, not an alarm: the pump's alarm is primary.",
        SIGNALS,
    ),
    (LOCKING, "", LOCK),
)
_PLANS = (
    "Which bags are planned with, whether only those without preservative, and the staffed hours "
    "are set with the plans of bag changes."
)


class SettingsPage(Page):
    """The settings as they stand, to be changed and saved as a whole; others read them."""

    title = "Ward settings"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._seen: int | None = None
        self.set_by = Words("", "soft")
        self.column.addWidget(heading(self.title, _WHY))
        self.column.addWidget(self.set_by)
        self.form = Form([field for part in _PARTS for field in part[2]], shell.clock)
        self.form.setParent(self)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(16)
        self.column.addLayout(self._parts)
        self.column.addStretch(1)
        self.commit = CommitButton("Save the ward's settings", self._send)
        self.commit.hide()
        self.form.hide()
        self.form.completed.connect(self.commit.click)
        self.foot(back=("Ward board", shell.show_board), commit=self.commit)

    def arrive(self) -> None:
        self.shell.ask(ward_settings.shown, self._show, owner=self)
        self.setFocus()

    def _show(self, page: SettingsShown) -> None:
        self._seen = page.seen
        self.set_by.say(page.set_by or "Nobody has set anything yet.")
        if not page.may_set:
            for title, facts in facts_of(page.settings).items():
                self._parts.addWidget(facts_card(title, facts))
            return
        self._ask()
        self.form.put(answers_of(page.settings))
        self.commit.show()
        self.form.focus_first()

    def _ask(self) -> None:
        """The questions, each part in a card of its own."""
        boxes = {box.field.name: box for box in self.form.boxes}
        for title, why, fields in _PARTS:
            frame, column = card(margin=20, space=18)
            column.addWidget(_heading(title, why))
            for field in fields:
                column.addWidget(boxes[field.name])
            if fields is SIGNALS:
                hear = Button("Let it sound now", self._let_it_sound)
                column.addWidget(hear, 0, Qt.AlignmentFlag.AlignLeft)
            self._parts.addWidget(frame)
        frame, column = card(margin=20, space=12)
        column.addWidget(_heading("Bags and hours of plans", _PLANS))
        plans = Button("The ward's hours and bags", self._to_wishes)
        column.addWidget(plans, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts.addWidget(frame)

    def _let_it_sound(self) -> None:
        sound = self.window().findChild(Sound)
        if sound is not None:
            sound.play()

    def _to_wishes(self) -> None:
        from nursedesk.ui.wishes_page import WishesPage

        def back() -> None:
            self.shell.show_page(SettingsPage(self.shell))

        self.shell.show_page(WishesPage(self.shell, back))

    def _send(self) -> None:
        answers, seen = self.form.answers(), self._seen
        if answers is None:
            return
        try:
            settings = settings_of(answers)
        except KnownError as error:
            self.form.complain(error.facts, error.happened)
            return

        def set_settings(desk: Desk, intent: UUID) -> Entry:
            return ward_settings.set_settings(desk, settings, seen=seen, intent=intent)

        self.commit.send(self.shell, set_settings, self._saved, self._refused)

    def _saved(self, entry: Entry) -> None:
        self.shell.sources_changed()
        self.shell.show_board()
        self.shell.messages.done(f"The ward's settings are recorded as entry {entry.number}.")

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if error.code == "stale-form":
            self.shell.ask(ward_settings.shown, self._catch_up, owner=self)

    def _catch_up(self, page: SettingsShown) -> None:
        """What somebody else has set is known now; what was typed here is kept."""
        self._seen = page.seen
        self.set_by.say(page.set_by)


def _heading(title: str, why: str) -> QWidget:
    """A part's heading, smaller than the page's."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(Words(title, "heading"))
    if why:
        column.addWidget(Words(why, "soft"))
    return made
