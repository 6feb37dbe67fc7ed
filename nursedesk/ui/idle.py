"""Whether anybody uses the window: the time since the last key, mouse or touch, and sleep.

Both are told in the machine's own time: setting the wall clock neither locks nor keeps open.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from nursedesk.clock import Clock

_USED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletMove,
        QEvent.Type.TabletPress,
    }
)
_ASLEEP_SECONDS = 1  # two clocks are not read in the same instant


class IdleWatch(QObject):
    """Sees what the system's window is sent, before any widget takes it."""

    def __init__(self, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._clock = clock
        self._last = clock.boot_seconds()
        self._slept = self._asleep()
        window.winId()  # from now on there is a window of the system's
        window.windowHandle().installEventFilter(self)

    def used(self) -> None:
        """Somebody is there."""
        self._last = self._clock.boot_seconds()

    def seconds(self) -> Decimal:
        """Since somebody used the window."""
        return self._clock.boot_seconds() - self._last

    def woke(self) -> bool:
        """Whether the machine slept since this was asked last."""
        slept = self._asleep()
        woke = slept - self._slept > _ASLEEP_SECONDS
        self._slept = slept
        return woke

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _USED:
            self.used()
        return super().eventFilter(watched, event)

    def _asleep(self) -> Decimal:
        return self._clock.boot_seconds() - self._clock.awake_seconds()
