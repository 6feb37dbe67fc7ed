"""What the disk and the database refused, in words a nurse can act on."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from nursedesk.errors import NOTHING_SAVED, BugError, KnownError
from nursedesk.protocol.reading import shown
from nursedesk.store import driver

_PLAIN_HEADER = b"SQLite format 3\x00"
_HARDLY_ANY_SPACE = 1024 * 1024
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REFUSED = frozenset({errno.EACCES, errno.EPERM})
NOTHING_CHANGED = "Nothing was changed."
DAMAGE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})


def disk_fault(path: Path, error: Exception, saved: str = NOTHING_SAVED) -> KnownError:
    """The sentence for a driver's error at the chart `path`, with what it means for saving.

    Raises:
        BugError: no state of the user's world makes this error (a constraint, a wrong statement).
    """
    name = driver.kind(error)
    if name == "SQLITE_IOERR" and _free_bytes(path.parent) < _HARDLY_ANY_SPACE:
        name = "SQLITE_FULL"
    if name not in _SENTENCES:
        raise BugError(f"the chart's database answered {name or type(error).__name__}: {error}")
    return _SENTENCES[name](path, saved)


def opening_fault(path: Path, salt: bytes, error: Exception) -> KnownError:
    """Why a chart cannot be opened; tells a wrong key from a foreign and from a damaged file."""
    if driver.kind(error) != "SQLITE_NOTADB":
        return disk_fault(path, error, NOTHING_CHANGED)
    try:
        start = _first_bytes(path)
    except OSError as fault:
        return file_fault(path, fault, NOTHING_CHANGED)
    if start == salt:
        return _damaged(path)
    if start == _PLAIN_HEADER:
        return not_a_chart(path)
    return KnownError(
        "chart-wrong-key",
        f"The chart {path.name} does not open with this ward's keys: it belongs to another ward "
        "or to older keys, or it is not a chart.",
        saved=NOTHING_CHANGED,
        do="Check that the data folder is the right one, or restore a backup of this ward.",
    )


def _first_bytes(path: Path) -> bytes:
    # Only after a connection failed: closing a file drops this process's locks on it.
    with path.open("rb") as file:
        return file.read(len(_PLAIN_HEADER))


def _damaged(path: Path, saved: str = NOTHING_CHANGED) -> KnownError:
    return KnownError(
        "chart-damaged",
        f"The chart {path.name} is damaged and cannot be read.",
        saved=saved,
        do="Use the paper checklists and call ward IT to restore the last backup.",
    )


def not_a_chart(path: Path) -> KnownError:
    """The file is something else."""
    return KnownError(
        "not-a-chart",
        f"The file {path.name} is not a NurseDesk chart.",
        saved=NOTHING_CHANGED,
        do="Check that the data folder is the right one, or restore a backup of this ward.",
    )


def _missing(path: Path) -> KnownError:
    return KnownError(
        "chart-missing",
        f"There is no chart {path.name} in the data folder.",
        saved=NOTHING_CHANGED,
        do="Check that the data folder is the right one, or restore a backup of this ward.",
    )


def _read_only(path: Path, saved: str) -> KnownError:
    if not path.exists():
        return _missing(path)
    if not os.access(path.parent, os.W_OK | os.X_OK, effective_ids=_effective()):
        return _folder_not_writable(path.parent, saved)
    return KnownError(
        "chart-read-only",
        f"The chart {path.name} is read-only.",
        saved=saved,
        do="Ask ward IT to allow writing to the chart's file and disk, then try again.",
    )


def _effective() -> bool:
    return os.access in os.supports_effective_ids


def _folder_not_writable(folder: Path, saved: str) -> KnownError:
    return KnownError(
        "folder-not-writable",
        f"The folder {folder} cannot be written to.",
        saved=saved,
        do="Ask ward IT to allow writing to this folder, or choose another one, then try again.",
    )


def file_fault(path: Path, error: OSError, saved: str = NOTHING_SAVED) -> KnownError:
    """The sentence for an operating system's refusal to make, write or rename the file `path`."""
    number = error.errno
    if number in _FULL:
        return _disk_full(path, saved)
    if number in _REFUSED:
        return _folder_not_writable(path.parent, saved)
    if number == errno.EROFS:
        return KnownError(
            "disk-read-only",
            f"The disk of the folder {path.parent} is read-only.",
            saved=saved,
            do="Choose a folder on another disk, or ask ward IT to allow writing to this one.",
        )
    if number in {errno.ENOENT, errno.ENOTDIR}:
        return KnownError(
            "folder-missing",
            f"The folder {path.parent} does not exist.",
            saved=saved,
            do="Choose another folder, or connect the disk again, then try again.",
        )
    return KnownError(
        "disk-error",
        f"The file {shown(path.name)} could not be written ({error.strerror}).",
        saved=saved,
        do="Choose another folder or disk, then try again; if it stays, call ward IT.",
    )


def _disk_full(_path: Path, saved: str) -> KnownError:
    return KnownError(
        "disk-full",
        "The disk is full.",
        saved=saved,
        do="Ask ward IT to free some space, then try again; until then use the paper checklists.",
    )


def _disk_error(_path: Path, saved: str) -> KnownError:
    return KnownError(
        "disk-error",
        "The disk that holds the chart reported an error.",
        saved=saved,
        do="Try again; if it happens again, use the paper checklists and call ward IT.",
    )


def _busy(path: Path, saved: str) -> KnownError:
    return KnownError(
        "chart-busy",
        f"Another program has kept the chart {path.name} busy for {driver.BUSY_SECONDS:.0f} s.",
        saved=saved,
        do="Close other windows of NurseDesk on this chart, then try again.",
    )


def _free_bytes(folder: Path) -> int:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 2 * _HARDLY_ANY_SPACE  # the disk does not say: suppose there is some


_SENTENCES: dict[str, Callable[[Path, str], KnownError]] = {
    "SQLITE_FULL": _disk_full,
    "SQLITE_IOERR": _disk_error,
    "SQLITE_READONLY": _read_only,
    "SQLITE_PERM": _read_only,
    "SQLITE_CANTOPEN": _read_only,
    "SQLITE_BUSY": _busy,
    "SQLITE_LOCKED": _busy,
    "SQLITE_CORRUPT": _damaged,
    "SQLITE_NOTADB": _damaged,
}
