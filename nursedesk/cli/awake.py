"""Keeps the machine from falling asleep by itself while a patient session is open.

Each system's own way, and nothing that outlives this program: Linux asks its login manager through
`systemd-inhibit`, which lets go when the pipe to it closes; macOS has `caffeinate`, which ends with
this process; Windows is told by the thread that asks. A closed lid may still win.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable

from nursedesk import paths
from nursedesk.errors import BugError

_WHY = "A patient session is open"
_CONTINUOUS, _SYSTEM_REQUIRED = 0x80000000, 0x00000001
_PATIENCE_SECONDS = 2


class Awake:
    """Asks once; a system that refuses is not asked again before it was let go."""

    def __init__(
        self,
        platform: str = sys.platform,
        set_state: Callable[[int], int] | None = None,
    ) -> None:
        self._platform = platform
        self._set_state = set_state or _thread_state
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = self._windows_does = False

    def keep(self, *, wanted: bool) -> None:
        """Asks to be kept awake, or lets go; the same again changes nothing."""
        if wanted is self._wanted:
            return
        self._wanted = wanted
        if self._platform == "win32":
            told = self._set_state(_CONTINUOUS | (_SYSTEM_REQUIRED if wanted else 0))
            self._windows_does = wanted and told != 0
        elif wanted:
            self._start()
        else:
            self._end()

    @property
    def kept(self) -> bool | None:
        """Whether the system does; None while it is not asked to."""
        if not self._wanted:
            return None
        if self._platform == "win32":
            return self._windows_does
        return self._process is not None and self._process.poll() is None

    def _start(self) -> None:
        command = _command(self._platform)
        program = shutil.which(command[0]) if command else None
        if program is None:
            return
        try:
            self._process = subprocess.Popen(  # noqa: S603  # the system's own program
                [program, *command[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=paths.system_environment(),
            )
        except OSError:  # as good as refused: `kept` says so
            self._process = None

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        process.terminate()
        try:
            process.wait(_PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _command(platform: str) -> tuple[str, ...]:
    """The system's own program that keeps it awake for as long as it runs."""
    if platform == "linux":
        what = ("--what=idle:sleep", "--who=NurseDesk", f"--why={_WHY}", "--mode=block")
        return ("systemd-inhibit", *what, "cat")
    if platform == "darwin":
        return ("caffeinate", "-i", "-w", str(os.getpid()))
    return ()


if sys.platform == "win32":
    import ctypes

    def _thread_state(flags: int) -> int:
        """SetThreadExecutionState; 0 when Windows refuses."""
        return int(ctypes.windll.kernel32.SetThreadExecutionState(flags))

else:

    def _thread_state(_flags: int) -> int:
        raise BugError("a call of Windows elsewhere")
