"""Robots' shifts in a process of their own, which may die of them.

`python -m tests.proofs.robot_shift FOLDER EVENTS SABOTAGE SEED ...`: FOLDER holds a ward, each seed
is one shift on a copy of it. A line of JSON for each says whether anything was wrong; what the
robot does stands in FOLDER while it does it.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock
from uuid import uuid4
from zoneinfo import ZoneInfo

from argon2 import low_level
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QFileDialog

from nursedesk.bootstrap import make_desk
from nursedesk.chart.emergency_entries import EmergencyViewed
from nursedesk.chart.record_entries import BackupMade, RecordChecked
from nursedesk.chart.session import fold
from nursedesk.chart.ward_entries import ClockJumped, Denied, SignedOut
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import MEMBERS, NINA, TOM, Crew
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.ward import entrance, planning
from nursedesk.ward.check import check_chain
from nursedesk.ward.desk import Desk
from nursedesk.ward.ports import AccountCard
from tests.proofs import forms
from tests.proofs.robot import Robot
from tests.proofs.robot_hands import StuckError

BEGIN = datetime(2026, 3, 27, 8, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")  # two days before its clocks are put forward
UNASKED = (SignedOut, ClockJumped, Denied, RecordChecked, BackupMade, EmergencyViewed)
"""What is entered beside what somebody wants: who left, and what the program notices by itself."""
_WRITES = {"os.mkdir", "os.remove", "os.rmdir", "os.truncate", "os.chmod", "os.chown", "os.utime"}
_CLOCK, MOVES = "begin.txt", "moves"
_KNOWN = ("This plugin does not support ", "OpenType support missing for ")  # the machine, not us


def found(folder: Path) -> None:
    """A ward with its people: a bag runs at one patient, a change is half way at another."""
    clock = SetClock(BEGIN, ZONE)
    desk = make_desk(folder, clock=clock)
    try:
        crew = Crew(desk, clock)
        crew.found()
        planning.set_wishes(desk, WISHES, intent=uuid4())
        crew.sign_in(NINA)
        first = forms.admitted(crew, NINA, TOM, 1)
        forms.running(first)
        forms.change_begun(forms.admitted(crew, NINA, TOM, 2))
        forms.running(forms.admitted(crew, NINA, TOM, 3))
    finally:
        desk.close()
    (folder.parent / _CLOCK).write_text(clock.now().isoformat(), encoding="ascii")


class Shift:
    """One robot's shift at a copy of the ward; `wrong` grows until it is over."""

    def __init__(self, place: Path, seed: int) -> None:
        self._folder, self._moves = place / f"shift-{seed}" / "ward", place / f"{MOVES}-{seed}.txt"
        shutil.copytree(place / "ward", self._folder)
        begun = datetime.fromisoformat((place / _CLOCK).read_text(encoding="ascii"))
        self._clock, self._draw = SetClock(begun, ZONE), Random(seed)
        self._seq = -1
        self.wrong: list[str] = []

    def work(self, events: int) -> None:
        """The whole shift; whatever is found wrong ends it."""
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        start = Start(
            ward_exists=True,
            cards=[AccountCard(account=m.account, name=m.name) for m in MEMBERS],
            make_desk=self._desk,
            clock=self._clock,
        )
        window = MainWindow(start, Wardrobe(app))
        window.resize(1024, 768)
        window.show()
        try:
            with (
                self._moves.open("w", encoding="utf-8", errors="replace") as moves,
                self._watched(),
            ):
                robot = Robot(window, self._clock, self._draw, moves)
                self._events(robot, window, events)
        finally:
            window.close()
            window.deleteLater()
        if not self.wrong:
            self._as_the_next_program_finds_it()
        shutil.rmtree(self._folder.parent)

    def _desk(self) -> Desk:
        return make_desk(self._folder, clock=self._clock)

    def _events(self, robot: Robot, window: MainWindow, events: int) -> None:
        try:
            robot.begin()
            for _ in range(events):
                self._look(robot, window, answered=robot.event())
                if self.wrong:
                    return
            self.wrong += robot.hands.ask(_replayed)
        except StuckError:
            self.wrong.append("the window does not answer any more")
        finally:
            robot.hands.let_go()

    def _look(self, robot: Robot, window: MainWindow, *, answered: bool) -> None:
        """No defect was shown, and what was pressed made one entry at most."""
        if window.last_defect:
            self.wrong.append(f"the page of our own defects: {window.last_defect}")
        if answered and robot.hands.presses:
            entries = robot.hands.ask(self._told_since)
            wills = len(robot.hands.presses)
            robot.hands.presses.clear()
            if len(entries) > wills:
                self.wrong.append(f"{len(entries)} entries of {wills} that were wanted: {entries}")

    def _told_since(self, desk: Desk) -> list[str]:
        """The kinds of what was entered since this was asked last, because somebody wanted it."""
        if not desk.is_open:
            return []
        first, entries = self._seq < 0, desk.store.entries(after=self._seq)
        if entries:
            self._seq = entries[-1].header.seq
        return [] if first else [e.header.kind for e in entries if not isinstance(e.body, UNASKED)]

    def _as_the_next_program_finds_it(self) -> None:
        desk = self._desk()
        try:
            for member in MEMBERS:  # one of them still has the passphrase that she had
                self._clock.forward(minutes=20)  # longer than any wait after wrong ones
                with suppress(KnownError):
                    entrance.sign_in(desk, member.account, member.passphrase)
                    self.wrong += _replayed(desk)
                    return
            self.wrong.append("nobody can sign in any more")
        finally:
            desk.close()

    @contextmanager
    def _watched(self) -> Iterator[None]:
        with self._listening(), self._dialogs():
            yield

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Every error that nothing else took, in the window's thread and in others, and Qt's."""

        def said(kind: QtMsgType, _where: QMessageLogContext, text: str | None) -> None:
            told = text or ""
            if kind is not QtMsgType.QtDebugMsg and not told.startswith(_KNOWN):
                self.wrong.append(f"Qt says: {told}")

        def raised(_kind: object, error: BaseException, _trace: object) -> None:
            self.wrong.append("".join(traceback.format_exception(error)))

        with ExitStack() as stack:
            stack.enter_context(mock.patch.object(sys, "excepthook", raised))
            in_thread = stack.enter_context(mock.patch.object(threading, "excepthook"))
            in_thread.side_effect = lambda told: raised(None, told.exc_value, None)
            unraisable = stack.enter_context(mock.patch.object(sys, "unraisablehook"))
            unraisable.side_effect = lambda told: raised(None, told.exc_value, None)
            stack.callback(qInstallMessageHandler, qInstallMessageHandler(said))
            yield

    @contextmanager
    def _dialogs(self) -> Iterator[None]:
        """The system's dialogs are not ours: they answer at once with a place, or with none."""

        def place(*_given: object) -> str:
            chosen = self._folder.parent / f"chosen-{self._draw.randrange(3)}"
            return self._draw.choice(("", str(chosen)))

        def file(*_given: object) -> tuple[str, str]:
            return place(), ""

        with (
            mock.patch.object(QFileDialog, "getSaveFileName", file),
            mock.patch.object(QFileDialog, "getOpenFileName", file),
            mock.patch.object(QFileDialog, "getExistingDirectory", place),
        ):
            yield


def _replayed(desk: Desk) -> list[str]:
    """What is remembered otherwise than the chart tells it from its first entry."""
    if not desk.is_open:
        return []
    wrong = ["the chain is not whole"] if check_chain(desk.store, desk.keyring).damages else []
    wrong += [
        f"the session {known.opened.patient.identifier} folds otherwise"
        for known in desk.for_lock_screen()
        if fold(desk.store.session_entries(known.id)) != known
    ]
    return wrong


def _each_press_is_sent() -> mock._patch[object]:
    """A commit button takes each press, under an intent of its own, while its answer is awaited."""
    genuine = CommitButton.send

    def send(self: CommitButton, *given: object, **named: object) -> None:
        self._waiting, self._intent = False, uuid4()
        genuine(self, *given, **named)  # type: ignore[arg-type]
        self.setEnabled(True)

    return mock.patch.object(CommitButton, "send", send)


def _remembered() -> mock._patch[object]:
    """What a passphrase is derived to is remembered: the same costs a third of a second again."""
    return mock.patch.object(low_level, "hash_secret_raw", cache(low_level.hash_secret_raw))


SABOTAGES = {"each-press-is-sent": _each_press_is_sent}


def _fenced(place: Path) -> None:
    """Nothing is written outside this folder, whatever path the robot types and whoever runs it."""
    inside = (place.resolve(), Path(os.devnull).parent)

    def heard(event: str, given: tuple[object, ...]) -> None:
        if event == "open":
            _path, _mode, flags = given
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            paths = given[:1] if writes else ()
        elif event in ("os.rename", "os.link", "os.symlink"):
            paths = given[:2]
        else:
            paths = given[:1] if event in _WRITES else ()
        for path in paths:
            if isinstance(path, str | bytes | os.PathLike):
                told = Path(os.path.realpath(os.fsdecode(path)))
                if not any(told.is_relative_to(one) for one in inside):
                    raise PermissionError(errno.EACCES, "outside the robot's own folder", told)

    sys.addaudithook(heard)


def main(place: Path, events: int, sabotage: str, seeds: Sequence[int]) -> None:
    """Shift after shift, each told on a line of its own."""
    _fenced(place)
    _remembered().start()
    if sabotage:
        SABOTAGES[sabotage]().start()
    for seed in seeds:
        shift = Shift(place, seed)
        shift.work(events)
        sys.stdout.write(json.dumps({"seed": seed, "wrong": shift.wrong}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], [int(seed) for seed in sys.argv[4:]])
