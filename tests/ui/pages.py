"""The window as a nurse uses it: what she sees, types and presses. Waits, never sleeps."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Protocol, TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QWidget
from pytestqt.exceptions import TimeoutError as TooLongError

from nursedesk.chart.field import NOT_PRINTED, Asks
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.board_row import BoardRow
from nursedesk.ui.buttons import Button
from nursedesk.ui.choice_fields import ChoiceBox, SeveralBox
from nursedesk.ui.clock_sheet import ClockSheet
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.fields import FieldBox
from nursedesk.ui.handwriting import StrokesBox
from nursedesk.ui.looks import plain_text
from nursedesk.ui.page import Page
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.staged import StagedPage
from nursedesk.ui.typed_fields import TypedBox, writable
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.ui.window import MainWindow
from nursedesk.ward.desk import Desk
from nursedesk.writing import day
from tests.ui.hands import Hands, Mouse

_P = TypeVar("_P", bound=Page)
_T = TypeVar("_T")
PATIENCE = 20_000  # milliseconds: argon2 and PDF signing take a moment on a busy machine


class Waiter(Protocol):
    """How to wait for the window: `qtbot` in tests."""

    def waitUntil(self, seen: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802
        """Handles events until `seen`; raises when that takes longer."""


class Nurse:
    """Somebody at the workstation."""

    def __init__(self, waiter: Waiter, window: MainWindow, hands: Hands | None = None) -> None:
        self.waiter = waiter
        self.window = window
        self.hands = hands or Mouse()

    # What she sees.

    def until(self, seen: Callable[[], bool]) -> None:
        """Waits until she sees it, and until nothing is being worked on."""
        try:
            self.waiter.waitUntil(lambda: seen() and self.window.worker.idle, timeout=PATIENCE)
        except (TooLongError, TimeoutError) as error:
            raise AssertionError(f"still waiting; to be seen is:\n{self.texts()}") from error

    def on(self, kind: type[_P]) -> _P:
        """Waits for a screen."""
        self.until(lambda: isinstance(self.window.page, kind))
        page = self.window.page
        assert isinstance(page, kind)
        return page

    def sheet(self) -> Sheet:
        """Waits for the sheet that covers the window."""
        self.until(lambda: isinstance(self.window.sheet, Sheet))
        sheet = self.window.sheet
        assert isinstance(sheet, Sheet)
        return sheet

    @property
    def surface(self) -> QWidget:
        """What can be used now: the sheet when there is one, else the window."""
        sheet = self.window.sheet
        covering = sheet.parentWidget() if sheet is not None else None
        return covering or self.window

    def texts(self) -> str:
        """Every word that is to be seen now."""
        from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit

        words = []
        for widget in self.surface.findChildren(QWidget):
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                words.append(plain_text(widget.text()).replace("\n", " "))
        return "\n".join(words)

    def sees(self, words: str) -> None:
        """Waits until these words are on the screen."""
        self.until(lambda: words in self.texts())

    def button(self, words: str) -> Button:
        """A button by its words."""
        found = [
            button
            for button in self.surface.findChildren(Button)
            if button.isVisible() and words in (button.accessibleName(), _plain(button))
        ]
        assert found, f"no button “{words}” in:\n{self.texts()}"
        return found[-1]

    # What she does.

    def press(self, words: str) -> None:
        """Presses a button, once it can be pressed."""
        self.until(lambda: self.button(words).isEnabled())
        self.presses(self.button(words))

    def presses(self, button: QAbstractButton) -> None:
        """Presses this one, once it is in the window."""
        self.until(button.isVisible)
        self.window.lock.idle.used()  # QTest's clicks do not come through the system's window
        self.hands.press(button)

    def goes_to(self, words: str) -> None:
        """Uses the bar on top; in a narrow window the way is behind “More”."""
        bar = self.window.bar
        ways = {
            "Ward board": bar.to_board,
            "Protocol": bar.to_protocol,
            "Accounts": bar.to_accounts,
            "Record": bar.to_record,
        }
        if words in ways and ways[words].isVisible():
            self.press(words)
            return
        self.press(bar.more.accessibleName())
        self.hands.chooses(bar.findChildren(QMenu)[-1], words)

    def box(self, name: str) -> FieldBox:
        """The box of a question, by its field name."""
        self.until(lambda: any(box.field.name == name for box in self.boxes()))
        return next(box for box in self.boxes() if box.field.name == name)

    def boxes(self) -> list[FieldBox]:
        """The questions to be seen now."""
        return [box for box in self.surface.findChildren(FieldBox) if box.isVisible()]

    def answer(self, name: str, value: str) -> None:
        """Answers a question as a person does: types what she would type, presses what fits."""
        box = self.box(name)
        if value == NOT_PRINTED or not value:
            if box.field.absent_words and not box.absent:
                self.presses(self.absent_button(box))
            return
        if isinstance(box, SeveralBox):
            for button in box.buttons:
                if button.isChecked() is not (button.value in value.split()):
                    self.presses(button)
            return
        if isinstance(box, ChoiceBox):
            chosen = next(button for button in box.buttons if button.value == value)
            self.presses(chosen)
            return
        if isinstance(box, StrokesBox):
            box.put(value)
            return
        assert isinstance(box, TypedBox)
        self.types(box.line, self._as_typed(box, value))

    def types(self, line: QLineEdit, text: str) -> None:
        """Types a text into a line, in place of what stands there."""
        self.until(line.isVisible)
        self.hands.goes_into(line)
        if text.isascii() and text:
            QTest.keyClicks(line, text)
        else:  # QTest has no keys for it; an input method inserts it as a whole
            line.insert(text)
            line.textEdited.emit(text)

    def absent_button(self, box: FieldBox) -> Button:
        """The button that says that there is nothing to enter."""
        words = f"{box.field.prompt}: {box.field.absent_words}"
        return next(b for b in box.findChildren(Button) if b.accessibleName() == words)

    def answer_all(self, answers: Mapping[str, str]) -> None:
        """Answers every question on the screen; what is not given is left out on purpose."""
        self.until(lambda: bool(self.boxes()))
        for box in self.boxes():
            given = answers.get(box.field.name, "")
            if given or box.field.optional:
                self.answer(box.field.name, given)

    def _as_typed(self, box: FieldBox, value: str) -> str:
        zone = self.window.clock.zone
        if box.field.asks is Asks.INSTANT:
            return writable(datetime.fromisoformat(value), zone)
        if box.field.asks is Asks.DATE:
            return day(date.fromisoformat(value))
        return value

    def asks_the_desk(self, work: Callable[[Desk], _T]) -> _T:
        """What only a test may: looks into the chart, through the worker."""
        found: list[_T] = []
        self.window.ask(work, found.append, owner=self.window)
        self.until(lambda: bool(found))
        return found[0]

    # Whole moves.

    def sign_in(self, account: str, passphrase: str) -> BoardPage:
        """Signs in at the sign-in screen."""
        page = self.on(SignInPage)
        self._enter(page.credentials, account, passphrase)
        self.press("Sign in")
        return self.on(BoardPage)

    def second_signs_in(self, account: str, passphrase: str) -> Sheet:
        """The second person signs in on the sheet."""
        sheet = self.sheet()
        self.until(lambda: sheet.credentials is not None)
        assert sheet.credentials is not None
        self._enter(sheet.credentials, account, passphrase)
        self.press("Sign in for this step")
        self.until(lambda: True)
        return sheet

    def _enter(self, credentials: Credentials, account: str, passphrase: str) -> None:
        self.types(credentials.account.line, account)
        self.types(credentials.passphrase.line, passphrase)

    def confirms_the_time(self) -> None:
        """Compares the time with her own watch, as the banner asks her to."""
        self.press("Check the time")
        self.until(lambda: isinstance(self.window.sheet, ClockSheet))
        sheet = self.window.sheet
        assert isinstance(sheet, ClockSheet)
        self.press(_plain(sheet.commit))
        self.until(lambda: not self.window.clock_banner.text)

    def changes_with(self, account: str, passphrase: str) -> BoardPage:
        """Leaves the desk to somebody else."""
        self.press("Change user")
        return self.sign_in(account, passphrase)

    def stage(self, answers: Mapping[str, str]) -> None:
        """Answers one stage of a staged form and goes on."""
        page = self.window.page
        assert isinstance(page, StagedPage)
        self.until(page.forms[page.place].isVisible)
        before = page.place
        self.answer_all(answers)
        self.press("Go on")
        assert page.place > before, self.texts()  # a question may not apply
        self.until(lambda: True)

    def chooses_patient(self, family: str) -> PatientView:
        """Opens a patient from the board."""
        self.on(BoardPage)
        self.until(lambda: bool(self._rows(family)))
        self.presses(self._rows(family)[0])
        page = self.on(PatientView)
        self.until(lambda: page.title != "Patient")
        return page

    def _rows(self, family: str) -> list[BoardRow]:
        rows = self.window.findChildren(BoardRow)
        return [row for row in rows if row.isVisible() and family in row.accessibleName()]

    def at_step(self, step: str) -> WalkScreen:
        """Waits until a walk asks this step."""

        def asked() -> bool:
            page = self.window.page
            return isinstance(page, WalkScreen) and page.step_id == step

        self.until(asked)
        page = self.window.page
        assert isinstance(page, WalkScreen)
        return page

    def walk_is_settled(self) -> bool:
        """Waits for a walk; whether nothing is left to ask."""

        def loaded() -> bool:
            page = self.window.page
            return isinstance(page, WalkScreen) and page.title != "Walk"

        self.until(loaded)
        page = self.window.page
        assert isinstance(page, WalkScreen)
        return page.step_id == ""

    def records(self, step: str, answers: Mapping[str, str]) -> None:
        """Answers a walk's step and records it."""
        page = self.at_step(step)
        self.until(lambda: page.form is not None and page.form.isVisible())
        self.answer_all(answers)
        self.press(_plain(page.commit))
        self.until(lambda: True)


def _plain(button: Button) -> str:
    return button.text().replace("\n", " ").replace("&&", "&")
