"""A nurse's work in the window on a large ward: `worked_window.py FOLDER AT`.

She signs in, looks at every screen and three patients, checks one patient's symptoms with each
answer, and looks at the board again. Every event that the window handles is timed, from
Qt's hand-over of it until Qt has it back; so is, while she waits, how late a tick comes that is due
each 5 ms: then something else had the interpreter. Says the longest of them.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from nursedesk.chart.terms import WalkKind
from nursedesk.ui import ways
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import Check
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import walks
from nursedesk.ward.desk import Desk
from tests.bench.large_window import window_on
from tests.gallery import Patience
from tests.ui import pages
from tests.ui.pages import Nurse

_TICK, _TICKS, _TOLD = 5, 4, 6  # milliseconds; in one wait; how many blocks are told
_BAR = ("Protocol", "Accounts", "Record", "Ward board")
_CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})


class TimedApplication(QApplication):
    """Times every event that is not part of another's handling."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(words)
        self.blocks: list[tuple[float, str]] = []
        self.used = 0.0  # the most processor time that one event took, in milliseconds
        self.events = 0
        self._within = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._within:
            return super().notify(receiver, event)
        self._within, begun, used = True, time.perf_counter(), time.thread_time()
        what = f"{type(receiver).__name__} {event.type().name}"
        try:
            return super().notify(receiver, event)
        finally:
            self._within = False
            self.events += 1
            self.used = max(self.used, (time.thread_time() - used) * 1000)
            self.blocks.append(((time.perf_counter() - begun) * 1000, what))


class Waiting(Patience):
    """Waits for the window in Qt's own loop, and sees how late its ticks come."""

    def __init__(self, app: TimedApplication) -> None:
        self._app = app

    def waitUntil(self, seen: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802
        end = time.monotonic() + timeout / 1000
        while not _there(seen):
            if time.monotonic() > end:
                raise TimeoutError
            self._turns()

    def _turns(self) -> None:
        """The loop turns for four ticks."""
        loop, ticking = QEventLoop(), QTimer()
        last, ticks = time.perf_counter(), 0

        def tick() -> None:
            nonlocal last, ticks
            now = time.perf_counter()
            self._app.blocks.append(((now - last) * 1000 - _TICK, "a late tick"))
            last, ticks = now, ticks + 1
            if ticks == _TICKS:
                loop.quit()

        ticking.setInterval(_TICK)
        ticking.timeout.connect(tick)
        ticking.start()
        loop.exec()
        ticking.stop()


def _there(seen: Callable[[], bool]) -> bool:
    try:
        return seen()
    except AssertionError:
        return False


def works(nurse: Nurse) -> None:
    """All of it."""
    nurse.sign_in(NINA.account, NINA.passphrase)
    nurse.confirms_the_time()
    for words in _BAR:
        nurse.goes_to(words)
        nurse.until(lambda: True)
    ways.closed(nurse.window)
    nurse.until(lambda: True)
    sessions = nurse.asks_the_desk(lambda desk: [one.id for one in desk.sessions()])
    for session in sessions[:3]:
        nurse.window.show_patient(session)
        nurse.until(lambda: nurse.on(PatientView).title != "Patient")
    _checks_symptoms(nurse, sessions[0])
    nurse.window.show_board()
    nurse.until(lambda: True)


def _checks_symptoms(nurse: Nurse, session: UUID) -> None:
    def begin(desk: Desk) -> UUID:
        return walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())

    walk = nurse.asks_the_desk(begin)
    nurse.window.show_page(WalkScreen(nurse.window, session, walk))
    while not nurse.walk_is_settled():
        page = nurse.window.page
        assert isinstance(page, WalkScreen)
        shown = nurse.asks_the_desk(lambda desk: walks.view(desk, session, walk))
        nurse.records(page.step_id, dict(_CHECK.answers(shown)))


def main(folder: Path, at: datetime) -> None:
    """Works and tells."""
    app = TimedApplication([])
    pages.PATIENCE = 180_000
    window = window_on(folder, at)
    try:
        works(Nurse(Waiting(app), window))
    finally:
        window.close()
    longest = sorted(app.blocks, reverse=True)[:_TOLD]
    told = {"longest": longest, "events": app.events, "used": app.used}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
