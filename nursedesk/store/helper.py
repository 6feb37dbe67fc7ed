"""A helper process beside the window, which never waits for it.

The same program is started again with a hidden command. It gets the chart's key through a pipe and
nothing else secret; it opens the chart for queries only, and ends when the pipe does: with the
window, also when that was killed. It says how far it is in lines of JSON.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, BinaryIO, Generic, TypeVar

import msgspec

from nursedesk.errors import KnownError
from nursedesk.store.database import KEY_BYTES, SALT_BYTES
from nursedesk.ward.check import Progress
from nursedesk.ward.record_ports import HelperState

_POLITE = 10  # of 19: everything else on the machine comes first
_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_S = TypeVar("_S", bound=HelperState)


class Helper(Generic[_S]):
    """The window's side: starts the process, listens to it, ends it. `name` is what it makes."""

    def __init__(self, name: str, command: Sequence[str], kind: type[_S]) -> None:
        self._name = name
        self._command = list(command)
        self._kind = kind
        self._process: subprocess.Popen[bytes] | None = None
        self._state = kind()

    def begin(self, key48: bytes, asked: bytes = b"") -> None:
        """Starts it, unless it runs; the key and what is asked, one line, go through the pipe."""
        if self._state.running:
            return
        self._state = self._kind(running=True)
        try:
            self._process = subprocess.Popen(  # noqa: S603  # this very program
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=_NO_WINDOW,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(key48 + asked + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            self.cancel()
            why = f"The {self._name} could not be started ({error.strerror})."
            self._state = self._kind(failure=why)
            return
        threading.Thread(
            target=self._listen, args=(self._process,), name=self._name, daemon=True
        ).start()

    def state(self) -> _S:
        """What it said last."""
        return self._state

    def cancel(self) -> None:
        """Ends it; nothing comes of it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
        self._state = self._kind()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Takes what the helper says, line by line, until it ends or is cancelled."""
        last = self._kind(failure=f"The {self._name} ended before it was done. It is tried again.")
        assert process.stdout is not None
        with suppress(OSError, ValueError, msgspec.MsgspecError):  # its end, or it was cancelled
            for line in process.stdout:
                said = msgspec.json.decode(line, type=self._kind)
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


Work = Callable[[bytes, bytes, Progress], _S]  # with the key and what is asked


def serve(pipe: BinaryIO, out: BinaryIO, kind: type[_S], work: Work[_S]) -> int:
    """The helper process itself: reads the key, works, says how far it is and what came of it.

    Returns the exit code.
    """
    key48, asked = pipe.read(KEY_BYTES + SALT_BYTES), pipe.readline()
    threading.Thread(target=_end_with_the_window, args=(pipe,), daemon=True).start()
    if sys.platform != "win32":
        os.nice(_POLITE)

    def progress(done: int, total: int) -> None:
        _say(out, kind(running=True, done=done, total=total))

    try:
        came = work(key48, asked, progress)
    except KnownError as error:
        _say(out, kind(failure=f"{error.happened} {error.do}"))
        return 1
    _say(out, came)
    return 0


def _say(out: BinaryIO, state: HelperState) -> None:
    out.write(msgspec.json.encode(state) + b"\n")
    out.flush()


def _end_with_the_window(pipe: BinaryIO) -> None:
    pipe.read()
    os._exit(1)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is not None:
        with suppress(OSError):
            pipe.close()
