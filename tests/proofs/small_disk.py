"""A small disk in memory, seen by this process alone: as root, or in a name space of its own."""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_NEW_MOUNTS, _NEW_USERS = 0x00020000, 0x10000000
_READ_ONLY, _REMOUNT, _PRIVATE = 1, 32, 0x40000 | 0x4000  # with all that is mounted below
_DUMPABLE = 4


def mount(place: Path, size: int) -> str:
    """Puts a disk of `size` bytes in this place; returns why the system forbids it, if it does.

    It is gone with this process, which must have one thread alone; where it is forbidden, this
    process may have lost rights and is good for nothing more.
    """
    system = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    kinds = _NEW_MOUNTS if user == 0 else _NEW_MOUNTS | _NEW_USERS
    system.prctl(_DUMPABLE, 1, 0, 0, 0)  # else its own files under /proc are not its own
    if system.unshare(kinds):
        return f"unshare: {os.strerror(ctypes.get_errno())}"
    if kinds & _NEW_USERS:
        told = {"setgroups": "deny", "uid_map": f"0 {user} 1", "gid_map": f"0 {group} 1"}
        try:
            for name, content in told.items():
                Path("/proc/self", name).write_text(content)
        except OSError as error:
            return f"{name}: {error.strerror}"
    if system.mount(None, b"/", None, _PRIVATE, None):
        return f"mount: {os.strerror(ctypes.get_errno())}"
    options = f"size={size}".encode()
    if system.mount(b"tmpfs", os.fsencode(place), b"tmpfs", 0, options):
        return f"mount: {os.strerror(ctypes.get_errno())}"
    return ""


def remount(place: Path, *, read_only: bool) -> None:
    """Nobody may write to it any more, or all may again; no file may be open for writing.

    Raises:
        OSError: the system refused.
    """
    system = ctypes.CDLL(None, use_errno=True)
    flags = _REMOUNT | (_READ_ONLY if read_only else 0)
    if system.mount(None, os.fsencode(place), None, flags, None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
