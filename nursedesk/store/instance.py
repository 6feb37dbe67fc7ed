"""One program per data folder: a lock of the operating system, and who holds it in words.

The lock is the truth, never a process number: it ends with the process, so a killed program, a
restart or a number given to another process needs no manual step. Beside it lies a file that says
who holds it; it is read only while the lock is held by somebody else. Names of people are not in
it: anybody who can read the folder could read them.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

from nursedesk.chart.terms import Instant, Line
from nursedesk.clock import Clock
from nursedesk.durable import write_whole
from nursedesk.errors import KnownError
from nursedesk.writing import moment

LOCK, HOLDER = "in-use.lock", "in-use.json"
_OPEN = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
_MODE = 0o600
_NOTHING_CHANGED = "Nothing was changed."

if sys.platform == "win32":
    import msvcrt

    _HELD = frozenset({errno.EACCES, errno.EDEADLK})

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    _HELD = frozenset({errno.EWOULDBLOCK, errno.EACCES})

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Holder(Struct, frozen=True, kw_only=True):
    """Who holds a folder: the machine, its process number, and since when (UTC)."""

    workstation: Line
    process: int
    since: Instant


class Instance:
    """This program's hold on a data folder."""

    def __init__(self, folder: Path, workstation: str, clock: Clock) -> None:
        self._folder = folder
        self._workstation = workstation
        self._clock = clock
        self._handle: int | None = None

    def hold(self) -> None:
        """Takes the folder for this program, or goes on holding it.

        Raises:
            KnownError: another program holds it (code `open-elsewhere`: who, since when, what to
                do), or the folder cannot be locked (`folder-cannot-be-locked`).
        """
        if self._handle is not None:
            return
        try:
            handle = os.open(self._folder / LOCK, _OPEN, _MODE)
        except OSError as error:
            raise self._cannot(error) from error
        try:
            _lock(handle)
        except OSError as error:
            os.close(handle)
            raise (self._held() if error.errno in _HELD else self._cannot(error)) from error
        self._handle = handle
        self._say_who()

    def release(self) -> None:
        """Lets another program have the folder; without a hold nothing is to do."""
        if self._handle is None:
            return
        with suppress(OSError):  # what it says counts only while the lock is held
            (self._folder / HOLDER).unlink()
        handle, self._handle = self._handle, None
        os.close(handle)

    def _say_who(self) -> None:
        """Writes who holds it; a full disk hinders nobody from reading the chart."""
        holder = Holder(workstation=self._workstation, process=os.getpid(), since=self._clock.now())
        with suppress(OSError):
            (self._folder / HOLDER).unlink(missing_ok=True)
            write_whole(self._folder / HOLDER, msgspec.json.encode(holder))

    def _held(self) -> KnownError:
        return KnownError(
            "open-elsewhere",
            f"NurseDesk has this ward open already{self._holder()}.",
            saved=_NOTHING_CHANGED,
            do="Go to that window and use it, or close it there and try again. If no such window "
            "is to be found, restart that workstation: what was recorded stays.",
        )

    def _holder(self) -> str:
        try:
            holder = msgspec.json.decode((self._folder / HOLDER).read_bytes(), type=Holder)
            since = moment(holder.since, self._clock.zone)
        except (OSError, msgspec.MsgspecError, OverflowError):  # just begun, or damaged
            return " in another window"
        return f", since {since}, on workstation {holder.workstation} (process {holder.process})"

    def _cannot(self, error: OSError) -> KnownError:
        return KnownError(
            "folder-cannot-be-locked",
            f"The data folder {self._folder} cannot be taken for one program alone "
            f"({error.strerror}).",
            saved=_NOTHING_CHANGED,
            do="Ask ward IT to check the rights and the space of that folder, and that it lies on "
            "a disk of this workstation.",
        )
