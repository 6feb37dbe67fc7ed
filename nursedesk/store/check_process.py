"""The check of the whole chain in a process of its own, so that the window never waits for it.

The same program is started again with a hidden command. It gets the chart's key through a pipe and
nothing else; it opens the chart for queries only, and ends when the pipe does: with the window,
also when that was killed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from nursedesk.errors import KnownError
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import KEY_BYTES, SALT_BYTES
from nursedesk.ward.check import Progress
from nursedesk.ward.ports import Keyring, Unlocked
from nursedesk.ward.record_ports import CheckReport, CheckState
from nursedesk.ward.whole_check import whole_check

COMMAND = "check-record"
_ENDED = "The check ended before it was done. It is tried again."
_POLITE = 10  # of 19: everything else on the machine comes first
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class CheckProcess:
    """The helper process of one data folder."""

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        self._command = [*program, COMMAND, os.fspath(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        self._state = CheckState()

    def start(self, keys: Unlocked) -> None:
        if self._state.running:
            return
        self._state = CheckState(running=True)
        try:
            self._process = subprocess.Popen(  # noqa: S603  # this very program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(keys.database_key())
            self._process.stdin.flush()
        except OSError as error:
            self.cancel()
            self._state = CheckState(failure=f"The check could not be started ({error.strerror}).")
            return
        threading.Thread(
            target=self._listen, args=(self._process,), name="check", daemon=True
        ).start()

    def state(self) -> CheckState:
        return self._state

    def cancel(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
        self._state = CheckState()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Takes what the helper says, line by line, until it ends or is cancelled."""
        last = CheckState(failure=_ENDED)
        assert process.stdout is not None
        with suppress(OSError, ValueError, msgspec.MsgspecError):  # its end, or it was cancelled
            for line in process.stdout:
                said = msgspec.json.decode(line, type=CheckState)
                if said.running and self._process is process:
                    self._state = said
                elif not said.running:
                    last = said
        process.wait()
        if self._process is process:
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
            self._process = None
            self._state = last


def run(folder: Path, keyring: Keyring, key: BinaryIO, out: BinaryIO) -> int:
    """The helper process itself: reads the key, says how far it is, and what it found."""
    key48 = key.read(KEY_BYTES + SALT_BYTES)
    threading.Thread(target=_end_with_the_window, args=(key,), daemon=True).start()
    if sys.platform != "win32":
        os.nice(_POLITE)
    try:
        report = _checked(folder / "chart" / "chart.db", key48, keyring, _progress(out))
    except KnownError as error:
        _say(out, CheckState(failure=str(error)))
        return 1
    _say(out, CheckState(report=report, done=report.entries, total=report.entries))
    return 0


def _checked(path: Path, key48: bytes, keyring: Keyring, progress: Progress) -> CheckReport:
    store = SqlChartStore.open_for_queries(path, key48)
    try:
        return whole_check(store, keyring, progress)
    finally:
        store.close()


def _progress(out: BinaryIO) -> Progress:
    def say(done: int, total: int) -> None:
        _say(out, CheckState(running=True, done=done, total=total))

    return say


def _say(out: BinaryIO, state: CheckState) -> None:
    out.write(msgspec.json.encode(state) + b"\n")
    out.flush()


def _end_with_the_window(pipe: BinaryIO) -> None:
    pipe.read()
    os._exit(1)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(OSError):
            pipe.close()
