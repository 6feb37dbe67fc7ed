"""The lock over a window: by hand, after minutes without use, after sleep; and lifting it.

Beneath it everything stays as it was, so the same person goes on where she was. When somebody else
signs in, what the first one had half filled in has been kept for her (`ward/drafts.py`). A second
person's half-filled step is kept for herself alone, and her form is gone at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget

from nursedesk.errors import KnownError
from nursedesk.ui.bug_page import BugPage
from nursedesk.ui.form import Form
from nursedesk.ui.idle import IdleWatch
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.sheet import Sheet
from nursedesk.ui.theme import forget_what_is_gone

if TYPE_CHECKING:
    from nursedesk.ui.cover import Cover
    from nursedesk.ui.lock_page import LockPage
    from nursedesk.ui.shell import Me
    from nursedesk.ui.window import MainWindow

_KEPT = "What {name} had half filled in is kept for her."
_LOST = "What {name} has typed on her screen and not saved is lost then."
BY_HAND = "Locked by hand."
SLEPT = "Locked, because this workstation slept."


class Lock(QObject):
    """Puts the lock page in front of a window's body and takes it away again."""

    def __init__(self, window: MainWindow, front: QStackedWidget, cover: Cover) -> None:
        super().__init__(window)
        self._window, self._front, self._cover = window, front, cover
        self.idle = IdleWatch(window.clock, window)
        self.page: LockPage | None = None
        self.minutes = 0
        self._held: tuple[str, ...] = ()

    def after(self, minutes: int) -> None:
        """Somebody signed in: from now on so many minutes without use lock the window."""
        self.minutes = minutes
        self.idle.used()
        self.idle.woke()

    def tick(self) -> None:
        """Locks when it is time."""
        if self.idle.woke():
            self.lock(SLEPT)
        elif self.minutes and self.idle.seconds() >= self.minutes * 60:
            self.lock(f"Locked, because nobody used it for {self.minutes} minutes.")

    def by_hand(self) -> None:
        """Somebody pressed “Lock now”."""
        self.lock(BY_HAND)

    def lock(self, why: str) -> None:
        """Covers the window at once; keys are forgotten as soon as the worker comes to it."""
        window = self._window
        if self.page is not None or not window.somebody_is_here:
            return
        from nursedesk.ui.lock_page import LockPage
        from nursedesk.ward import locking

        _close_what_stands_open()
        half = window.page.half()
        second = self._cover.sheet.lock() if isinstance(self._cover.sheet, Sheet) else None
        for box in window.findChildren(PassphraseBox):
            box.forget()
        halves = tuple(one for one in (half, second) if one is not None)
        self._held = (half.place,) if half is not None else ()
        self._show(LockPage(window, why, self))
        window.ask(
            lambda desk: locking.lock(desk, halves), self._locked, owner=self, failed=self._failed
        )

    def came_back(self, me: Me) -> None:
        """The same person: everything is as she left it."""
        self.after(self.minutes)
        self._window.is_back(me)
        self.lift()
        self._window.page.resume()

    def lift(self) -> None:
        """Takes the lock page away."""
        page, self.page = self.page, None
        if page is None:
            return
        self._front.setCurrentIndex(0)
        self._front.removeWidget(page)
        page.deleteLater()
        self._cover.reveal()

    def asked_too_early(self, error: Exception) -> bool:
        """Whether a screen beneath the lock asked for something; it asks again later."""
        return (
            self.page is not None and isinstance(error, KnownError) and error.code == _NOBODY_HERE
        )

    @property
    def of_the_first(self) -> str:
        """What becomes of what the person who locked had typed, when somebody else signs in."""
        if self._held:
            return _KEPT
        typed = any(form.touched for form in self._window.page.findChildren(Form))
        return _LOST if typed else ""

    @property
    def held(self) -> tuple[str, ...]:
        """The places whose half-filled forms stand beneath the lock."""
        return self._held

    def bug(self, error: BaseException, *, saved: bool | None) -> bool:
        """Says a defect in the lock's own place while the window is locked; whether it is."""
        page = self.page
        if page is None:
            return False
        page.put(BugPage(error, page.ask_who, saved=saved))
        return True

    def _show(self, page: LockPage) -> None:
        self._cover.conceal()
        self._front.addWidget(page)
        self._front.setCurrentWidget(page)
        self._window.banners_show(here=False)
        self.page = page
        page.ask_who()

    def _locked(self, _nothing: None) -> None:
        forget_what_is_gone()  # takes a moment, and nobody is there
        if self.page is not None:
            self.page.load()

    def _failed(self, error: Exception) -> None:
        if self.page is not None and isinstance(error, KnownError):
            self.page.problem(error)
            self.page.load()
        else:
            self._window.problem(error)


_NOBODY_HERE = "not-signed-in"


def _close_what_stands_open() -> None:
    """Menus and dialogs lie above every cover."""
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        dialog.reject()
