"""A robot at the window of a ward: presses, keys, text, sizes, locks and hours, drawn at random."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import TextIO

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QScrollArea
from shiboken6 import isValid

from nursedesk.clock import SetClock
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import MEMBERS
from tests.proofs import hostile, robot_answers
from tests.proofs.robot_hands import Hands, StuckError

_SIZES = ((1024, 768), (1280, 900), (900, 620), (512, 384), (480, 360))
_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape, Qt.Key.Key_Return),
    *(Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown),
    *(Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Home, Qt.Key.Key_F1, Qt.Key.Key_Menu),
)
_AT_ONCE = 3  # events that may follow while the worker is held
_SHOWN = 40  # characters of an answer


class Robot:
    """Each of its moves says what it did, for a file of them; empty when there was nothing."""

    def __init__(self, window: MainWindow, clock: SetClock, draw: Random, moves: TextIO) -> None:
        self.hands = Hands(window, clock, draw)
        self._moves = moves
        self._window, self._clock, self._draw = window, clock, draw
        self._held_for = 0
        self._answered = False
        self._right: robot_answers.Answers = {}

    def event(self) -> bool:
        """Does something; whether all of it was answered.

        Raises:
            StuckError: the worker does not answer.
        """
        move = self._chosen()
        if move in _OF_TIME:
            self.hands.settle()  # the worker must not read a clock that is being moved
        elif not self._held_for:
            self._right = self._look_up() if move is Robot._answer else {}
        self.hands.hold()
        self._tell(move)
        QApplication.processEvents()
        if self._held_for:
            self._held_for -= 1
            return False
        self.hands.settle()
        return True

    def _chosen(self) -> Move:
        """By lot; often what somebody does next who wants to get on."""
        move = self._draw.choices(list(_MOVES), list(_MOVES.values()))[0]
        if self._nobody_works and self._draw.random() < 0.5:
            move = Robot._come
        elif self._answered and self._draw.random() < 0.6:
            move = self._draw.choice(_COMMITS)
        self._answered = move is Robot._answer
        return move

    def begin(self) -> None:
        """Comes to the desk.

        Raises:
            StuckError: nobody gets in.
        """
        while not self.hands.seen(PassphraseBox):
            self.hands.settle()
        self._identify(right=1)
        self._commit()
        self.hands.settle()
        if self._nobody_works:
            raise StuckError

    @property
    def _nobody_works(self) -> bool:
        """A window that is locked, or left, would hide everything else."""
        return self._window.lock.page is not None or not self._window.somebody_is_here

    def _tell(self, move: Move) -> None:
        """Moves, and tells it: before and after, for a move may be the program's last."""
        self._moves.write(f"{move.__name__.strip('_')}: ")
        self._moves.flush()
        self._moves.write(f"{move(self) or '-'}\n")
        self._moves.flush()

    def _look_up(self) -> robot_answers.Answers:
        """What would be right to answer on this screen."""
        page, draw = self._window.page, self._draw
        if not self._window.somebody_is_here or self._window.lock.page is not None:
            return {}
        if isinstance(page, WalkScreen) and page.step_id:
            shown = page.shown
            return self.hands.ask(
                lambda desk: robot_answers.of_a_walk(desk, shown.session, shown.walk)
            )
        session = getattr(page, "session", None)
        return self.hands.ask(lambda desk: robot_answers.of_a_form(desk, session, draw))

    # Pressing.

    def _press(self) -> str:
        return self.hands.press(self.hands.any_of(Button))

    def _commit(self) -> str:
        return self.hands.press(self.hands.any_of(CommitButton))

    def _double_click(self) -> str:
        return self.hands.press(self.hands.any_of(Button), double=True)

    def _double_click_commit(self) -> str:
        return self.hands.press(self.hands.any_of(CommitButton), double=True)

    def _commit_impatiently(self) -> str:
        return self.hands.press(self.hands.any_of(CommitButton), self._draw.randint(2, 5))

    def _hold_enter(self) -> str:
        """Enter held down on a commit button, or wherever the cursor is."""
        button = self.hands.any_of(CommitButton)
        if button is not None and self._draw.random() < 0.7:
            button.setFocus()
        held = self._window.focusWidget()
        said = "nowhere" if held is None else held.accessibleName()
        for again in (False, *[True] * self._draw.randint(1, 6), False):
            self.hands.key(Qt.Key.Key_Return, again=again)
        return said

    def _keys(self) -> str:
        keys = [self._draw.choice(_KEYS) for _ in range(self._draw.randint(1, 4))]
        for key in keys:
            self.hands.key(key)
        return " ".join(key.name for key in keys)

    # Writing.

    def _write(self) -> str:
        line = self.hands.any_of(QLineEdit)
        if line is None:
            return ""
        text = hostile.typed(self._draw)
        self.hands.write(line, text)
        return f"{text[:_SHOWN]!a} into {line.accessibleName()}"

    def _answer(self) -> str:
        """Every question on the screen, mostly as somebody does who does it right."""
        boxes = [box for box in self.hands.seen(FieldBox) if _asks_about_the_ward(box)]
        given = self._right if self._draw.random() < 0.9 else {}
        for box in boxes:
            right = given.get(box.field.name)
            if right is None or self._draw.random() < 0.02:
                right = robot_answers.anything(box.field, self._clock, self._draw)
            self.hands.answer(box, right)
        self._identify()
        told = {box.field.name: box.typed()[:_SHOWN] for box in boxes if isValid(box)}
        return ", ".join(f"{name}={typed!a}" for name, typed in told.items())

    def _identify(self, right: float = 0.97) -> str:
        """Accounts and passphrases, where they are asked for: mostly the right ones."""
        person, asked = self._draw.choice(MEMBERS), self.hands.seen(Credentials)
        for one in asked:
            one.account.line.setText(person.account)
        if not asked and self._window.somebody_is_here:
            at_the_desk = self._window.me.account
            person = next((one for one in MEMBERS if one.account == at_the_desk), person)
        for box in self.hands.seen(PassphraseBox):
            known = self._draw.random() < right
            box.line.setText(person.passphrase if known else hostile.typed(self._draw))
        return person.account

    def _come(self) -> str:
        """Signs in, or comes back, where that is asked."""
        if not self.hands.seen(PassphraseBox):
            return ""
        return f"{self._identify()}, {self._draw.choice(_COMMITS)(self)}"

    # The window.

    def _confirm_time(self) -> str:
        return self.hands.press(self._window.clock_banner.check)

    def _lock(self) -> str:
        return self.hands.press(self._window.bar.to_lock)

    def _go_behind_more(self) -> str:
        if not self.hands.press(self._window.bar.more):
            return ""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return "no menu"
        action = self._draw.choice((None, *menu.actions()))
        if action is not None:
            action.trigger()
        menu.close()
        return action.text() if action is not None else "closed again"

    def _resize(self) -> str:
        width, height = self._draw.choice(_SIZES)
        self._window.resize(QSize(width, height))
        return f"{width} x {height}"

    def _switch_theme(self) -> str:
        self._window.bar.night.emit()
        return "the other one"

    def _scroll(self) -> str:
        area = self.hands.any_of(QScrollArea)
        if area is None:
            return ""
        bar = area.verticalScrollBar()
        bar.setValue(self._draw.randint(0, bar.maximum()))
        return str(bar.value())

    def _slow_disk(self) -> str:
        """What follows finds the worker at work."""
        self._held_for = self._draw.randint(1, _AT_ONCE)
        return f"{self._held_for} more before it answers"

    # Time.

    def _nobody_comes(self) -> str:
        minutes = self._draw.choice((1, 2, 4, 60, 1500))
        self._clock.forward(minutes=minutes)
        self._window.lock.tick()
        return f"for {minutes} min"

    def _shift_goes_on(self) -> str:
        minutes = self._draw.choice((1, 10, 60, 600, 3000))
        self._clock.forward(minutes=minutes)
        self._window.lock.idle.used()
        self._window.lock.tick()
        return f"for {minutes} min"

    def _machine_sleeps(self) -> str:
        self._clock.sleep(minutes=self._draw.randint(1, 600))
        self._window.lock.tick()
        return "and wakes"

    def _clock_is_set(self) -> str:
        by = self._draw.choice((-100_000, -3600, -60, 5, 3600, 100_000))
        self._clock.turn_to(self._clock.now() + timedelta(seconds=by))
        return f"by {by} s"


def _asks_about_the_ward(box: FieldBox) -> bool:
    return not isinstance(box, PassphraseBox | Credentials) and not isinstance(
        box.parentWidget(), Credentials
    )


Move = Callable[[Robot], str]
_OF_TIME: tuple[Move, ...] = (
    Robot._nobody_comes,
    Robot._shift_goes_on,
    Robot._machine_sleeps,
    Robot._clock_is_set,
)
_COMMITS: tuple[Move, ...] = (
    Robot._commit,
    Robot._double_click_commit,
    Robot._commit_impatiently,
    Robot._hold_enter,
)
_MOVES: dict[Move, float] = {
    Robot._press: 22,
    Robot._commit: 10,
    Robot._double_click: 6,
    Robot._double_click_commit: 7,
    Robot._commit_impatiently: 4,
    Robot._hold_enter: 6,
    Robot._keys: 8,
    Robot._write: 5,
    Robot._answer: 16,
    Robot._come: 6,
    Robot._confirm_time: 2,
    Robot._lock: 0.7,
    Robot._go_behind_more: 2,
    Robot._resize: 2,
    Robot._switch_theme: 0.3,
    Robot._scroll: 1,
    Robot._slow_disk: 5,
    Robot._nobody_comes: 1,
    Robot._shift_goes_on: 2,
    Robot._machine_sleeps: 0.3,
    Robot._clock_is_set: 0.3,
}
