"""The one database worker: a thread that owns the desk; screens send it work and get an answer.

A screen hands over a callable that takes the desk. Its result, or what it raised, comes back in
the window's thread, and only while the widget that asked still exists. The callbacks stay in the
window's thread: the worker never holds a widget.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import shiboken6
from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal

from nursedesk.errors import KnownError

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_T = TypeVar("_T")

_Job = tuple[int, Callable[["Desk"], Any]]


class _Waiting(Struct, frozen=True):
    """Who waits for a job's answer."""

    owner: QObject
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]


class Worker(QObject):
    """Runs one job after another in its own thread, on a desk that it makes for the first one."""

    _ended = Signal(int, object, object)

    def __init__(self, make_desk: Callable[[], Desk], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_desk = make_desk
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting: dict[int, _Waiting] = {}
        self._number = 0
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="database")

    @property
    def idle(self) -> bool:
        """Whether every job was answered."""
        return not self._waiting

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def ask(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        failed: Callable[[Exception], None],
        owner: QObject,
    ) -> None:
        """Queues `work`; `done` or `failed` is called in this thread while `owner` exists."""
        self._number += 1
        self._waiting[self._number] = _Waiting(owner, done, failed)
        self._jobs.put((self._number, work))

    def close(self) -> None:
        """Finishes what was asked, closes the desk and ends the thread."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        desk: Desk | None = None
        while (job := self._jobs.get()) is not None:
            number, work = job
            result, problem = None, None
            try:
                if desk is None:
                    desk = self._make_desk()
                result = work(desk)
            except Exception as error:  # noqa: BLE001 (handed over whole to `failed`)
                problem = error
            self._ended.emit(number, result, problem)
            del job, work, result, problem
        if desk is not None:
            desk.close()

    def _deliver(self, number: int, result: Any, error: Exception | None) -> None:  # noqa: ANN401
        waiting = self._waiting.pop(number)
        if not shiboken6.isValid(waiting.owner):
            # The screen is gone: an expected refusal has nobody to read it, a defect has.
            if error is not None and not isinstance(error, KnownError):
                raise error
        elif error is not None:
            waiting.failed(error)
        else:
            waiting.done(result)
