"""A nurse's hands: the mouse alone, or the keyboard alone. Each reaches only what is in sight."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QScrollArea, QWidget

_TABS = 400  # more than any screen has controls


class Hands(Protocol):
    """How a control is used."""

    def press(self, button: QAbstractButton) -> None:
        """Presses a button."""

    def goes_into(self, line: QLineEdit) -> None:
        """Puts the cursor into a line and marks what stands there."""

    def chooses(self, menu: QMenu, words: str) -> None:
        """Chooses from an open menu."""

    def to_the_end(self, area: QScrollArea) -> None:
        """Scrolls down to the end."""


class Mouse:
    """Points and clicks; text is typed where the cursor was put with a click."""

    def press(self, button: QAbstractButton) -> None:
        self._click(button)

    def goes_into(self, line: QLineEdit) -> None:
        self._click(line)
        line.selectAll()  # as a double click does with a word, a triple click with a line

    def chooses(self, menu: QMenu, words: str) -> None:
        action = next(one for one in menu.actions() if one.text() == words)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def to_the_end(self, area: QScrollArea) -> None:
        bar = area.verticalScrollBar()
        bar.setValue(bar.maximum())  # as the wheel does

    def _click(self, widget: QWidget) -> None:
        """Where the click would land, it must find this widget and nothing that covers it."""
        _bring_into_sight(widget)
        window = widget.window()
        at = widget.visibleRegion().boundingRect().center()
        found = window.childAt(widget.mapTo(window, at))
        assert found is widget or (found is not None and widget.isAncestorOf(found)), (
            f"{widget.accessibleName()!r} is covered by {found!r}"
        )
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at)


class Keyboard:
    """Goes from control to control with Tab; presses with Space; never points."""

    def press(self, button: QAbstractButton) -> None:
        self._tabs_to(button)
        QTest.keyClick(button, Qt.Key.Key_Space)

    def goes_into(self, line: QLineEdit) -> None:
        self._tabs_to(line)
        QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)

    def chooses(self, menu: QMenu, words: str) -> None:
        for _ in menu.actions():
            active = menu.activeAction()
            if active is not None and active.text() == words:
                break
            QTest.keyClick(menu, Qt.Key.Key_Down)
        active = menu.activeAction()
        assert active is not None
        assert active.text() == words, f"not reached: {words}"
        QTest.keyClick(menu, Qt.Key.Key_Return)

    def to_the_end(self, area: QScrollArea) -> None:
        bar = area.verticalScrollBar()
        for _ in range(_TABS):
            if bar.value() == bar.maximum():
                return
            QTest.keyClick(_focused(area), Qt.Key.Key_PageDown)
        raise AssertionError("the end is not reached with Page Down")

    def _tabs_to(self, widget: QWidget) -> None:
        wanted = widget.focusProxy() or widget
        if not widget.isActiveWindow():  # the last test's window took that along when it went
            widget.activateWindow()
            QTest.qWaitForWindowActive(widget.window())
        passed: list[str] = []
        _settled()
        for _ in range(_TABS):
            QApplication.processEvents()
            if wanted.hasFocus():
                assert not wanted.visibleRegion().isEmpty(), (
                    f"{wanted.accessibleName()!r} has the cursor and is not in sight"
                )
                return
            focused = _focused(wanted)
            passed.append(focused.accessibleName() or repr(focused))
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        raise AssertionError(
            f"{wanted.accessibleName()!r} is not reached with Tab, but {sorted(set(passed))}"
        )


def _settled() -> None:
    """A layout takes several rounds of events; no hand is faster than that."""
    for _ in range(5):
        QApplication.processEvents()


BOTH = (Mouse, Keyboard)


def _bring_into_sight(widget: QWidget) -> None:
    """Turns the wheel until it is there; a page that was just shown goes to its own top first."""
    for _ in range(5):
        QApplication.processEvents()
        if not widget.visibleRegion().isEmpty():
            return
        for area in _areas_around(widget):
            area.ensureWidgetVisible(widget)


def _focused(beside: QWidget) -> QWidget:
    """What gets the keys: what has the cursor, else the window."""
    return QApplication.focusWidget() or beside.window()


def _areas_around(widget: QWidget) -> list[QScrollArea]:
    """The scroll areas that it lies in, the innermost first."""
    found, above = [], widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            found.append(above)
        above = above.parentWidget()
    return found
