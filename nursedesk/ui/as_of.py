"""When what the screen shows was true: `as of 03:12:45`, red when older than a minute."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QTimer

from nursedesk.clock import Clock, hours_between
from nursedesk.ui.looks import Words, look
from nursedesk.writing import clock_time

_STALE_SECONDS = 60


class AsOf(Words):
    """Looks at the clock each second, whether or not anything new came."""

    def __init__(self, clock: Clock) -> None:
        super().__init__("", "soft", wrap=False)
        self._clock = clock
        self._as_of: datetime | None = None
        self.stale = False
        self._ticking = QTimer(self)
        self._ticking.timeout.connect(self.tick)
        self._ticking.start(1000)

    def became(self, as_of: datetime) -> None:
        """Something new came, true at this instant."""
        self._as_of = as_of
        self.tick()

    def tick(self) -> None:
        """Says how old it is now."""
        if self._as_of is None:
            return
        seconds = hours_between(self._as_of, self._clock.now()) * 3600
        stale = not 0 <= seconds <= _STALE_SECONDS
        shown = f"as of {clock_time(self._as_of, self._clock.zone)}"
        self.setText(f"{shown}: too old to act on" if stale else shown)
        if stale != self.stale:
            self.stale = stale
            look(self, "stale" if stale else "soft")
