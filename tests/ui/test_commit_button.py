"""One press, one intent: nothing is sent twice, a retry carries the same id."""

from __future__ import annotations

from uuid import UUID

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from tests.ui.doubles import FakeShell


class Sender:
    """A form with one commit button."""

    def __init__(self, qtbot: QtBot) -> None:
        self.shell = FakeShell()
        self.intents: list[UUID] = []
        self.results: list[str] = []
        self.refuse = False
        self.button = CommitButton("Record", self.send)
        qtbot.addWidget(self.button)
        self.button.show()

    def send(self) -> None:
        def work(_desk: object, intent: UUID) -> str:
            self.intents.append(intent)
            if self.refuse:
                raise KnownError("busy", "Somebody else writes.", do="Try again.")
            return "done"

        self.button.send(self.shell, work, self.results.append)


@pytest.fixture
def sender(qtbot: QtBot) -> Sender:
    return Sender(qtbot)


def test_two_clicks_send_once(sender: Sender) -> None:
    for _ in range(2):
        QTest.mouseClick(sender.button, Qt.MouseButton.LeftButton)
    sender.send()
    assert len(sender.shell.waiting) == 1
    assert not sender.button.isEnabled()
    sender.shell.answer()
    assert sender.results == ["done"]
    assert sender.button.isEnabled()


def test_a_refused_intent_is_kept_for_the_retry(sender: Sender) -> None:
    sender.refuse = True
    sender.send()
    sender.shell.answer()
    sender.refuse = False
    sender.send()
    sender.shell.answer()
    sender.send()
    sender.shell.answer()
    first, retried, following = sender.intents
    assert first == retried
    assert following != first
    assert [error.code for error in sender.shell.messages.problems] == ["busy"]


def test_a_defect_is_reported_with_its_intent(sender: Sender) -> None:
    def broken(_desk: object, _intent: UUID) -> None:
        raise ZeroDivisionError

    intent = sender.button.intent
    sender.button.send(sender.shell, broken, lambda _none: sender.results.append(""))
    sender.shell.answer()
    assert [(type(error), of) for error, of in sender.shell.bugs] == [(ZeroDivisionError, intent)]


def test_a_held_enter_presses_once(qtbot: QtBot) -> None:
    pressed: list[int] = []
    button = Button("Go on", lambda: pressed.append(1))
    qtbot.addWidget(button)
    for repeats in (False, True, True, True):
        button.keyPressEvent(
            QKeyEvent(
                QEvent.Type.KeyPress,
                Qt.Key.Key_Return,
                Qt.KeyboardModifier.NoModifier,
                "\r",
                repeats,
            )
        )
    assert pressed == [1]


def test_an_ampersand_is_no_shortcut(qtbot: QtBot) -> None:
    button = Button("Open session: O&NEIL, A")
    qtbot.addWidget(button)
    assert button.text() == "Open session: O&&NEIL, A"
    assert button.shortcut().isEmpty()
