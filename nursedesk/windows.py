"""What Windows does differently: a lasting rename, rights for the owner alone, time awake.

The system's own calls stand behind `Kernel`, so that everything else here is tested anywhere.
"""

from __future__ import annotations

import errno
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Protocol

_REPLACE_EXISTING, _WRITE_THROUGH = 0x1, 0x8
# Another program (most often a virus scanner) has the file open for a moment.
_HELD_FOR_A_MOMENT = frozenset({5, 32})  # access denied, sharing violation
_TICKS_A_SECOND = 10_000_000
_WAITS_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0)
# Nothing inherited (P); full access, for what is made inside too (OICI, FA), for the owner (OW),
# the system (SY: backups, scanners) and administrators (BA). Nobody else, as 0700 says elsewhere.
OWNER_ONLY = "D:P(A;OICI;FA;;;OW)(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"


class Kernel(Protocol):
    """Calls of Windows; each answers its error code, 0 when it worked."""

    def move_file(self, source: str, target: str, flags: int) -> int:
        """MoveFileExW."""

    def set_rights(self, path: str, descriptor: str) -> int:
        """SetNamedSecurityInfoW with the access list of a descriptor in SDDL."""

    def awake_ticks(self) -> int:
        """QueryUnbiasedInterruptTime: tenths of a microsecond since the start, without sleep."""


def replace(
    source: Path, target: Path, kernel: Kernel, wait: Callable[[float], None] = time.sleep
) -> None:
    """Renames over an existing file; back only when the disk has it.

    Raises:
        OSError: refused, also after waiting for a program that held the file.
    """
    for seconds in (*_WAITS_SECONDS, None):
        code = kernel.move_file(str(source), str(target), _REPLACE_EXISTING | _WRITE_THROUGH)
        if code not in _HELD_FOR_A_MOMENT or seconds is None:
            break
        wait(seconds)
    _must_work(code, target)


def keep_to_owner(folder: Path, kernel: Kernel) -> None:
    """Takes a folder away from everybody but its owner, the system and administrators.

    Raises:
        OSError: refused, or its disk knows no rights (FAT).
    """
    _must_work(kernel.set_rights(str(folder), OWNER_ONLY), folder)


def awake_seconds(kernel: Kernel) -> Decimal:
    """Seconds since this machine started, without the time that it slept."""
    return Decimal(kernel.awake_ticks()) / _TICKS_A_SECOND


def _must_work(code: int, path: Path) -> None:
    if code == 0:
        return
    number = _NUMBERS.get(code, errno.EIO)
    raise OSError(number, f"Windows error {code}", str(path))


_NUMBERS = {
    2: errno.ENOENT,
    3: errno.ENOENT,
    5: errno.EACCES,
    19: errno.EROFS,
    32: errno.EACCES,
    39: errno.ENOSPC,
    112: errno.ENOSPC,
}


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class SystemKernel:
        """Windows itself."""

        def move_file(self, source: str, target: str, flags: int) -> int:
            system = ctypes.WinDLL("kernel32", use_last_error=True)
            system.MoveFileExW.argtypes = (wintypes.LPCWSTR, wintypes.LPCWSTR, wintypes.DWORD)
            return 0 if system.MoveFileExW(source, target, flags) else ctypes.get_last_error()

        def awake_ticks(self) -> int:
            ticks = ctypes.c_ulonglong()
            ctypes.WinDLL("kernel32").QueryUnbiasedInterruptTime(ctypes.byref(ticks))
            return ticks.value

        def set_rights(self, path: str, descriptor: str) -> int:
            rights = ctypes.WinDLL("advapi32", use_last_error=True)
            made, there = ctypes.c_void_p(), wintypes.BOOL()
            access, default = ctypes.c_void_p(), wintypes.BOOL()
            convert = rights.ConvertStringSecurityDescriptorToSecurityDescriptorW
            if not convert(ctypes.c_wchar_p(descriptor), 1, ctypes.byref(made), None):
                return ctypes.get_last_error()
            try:
                found = rights.GetSecurityDescriptorDacl(
                    made, ctypes.byref(there), ctypes.byref(access), ctypes.byref(default)
                )
                if not found:
                    return ctypes.get_last_error()
                file_object, protected_list = 1, 0x80000004
                name = ctypes.c_wchar_p(path)
                code: int = rights.SetNamedSecurityInfoW(
                    name, file_object, protected_list, None, None, access, None
                )
                return code
            finally:
                ctypes.WinDLL("kernel32").LocalFree(made)
