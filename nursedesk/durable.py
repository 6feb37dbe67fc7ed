"""Files that appear whole or not at all, and stay after a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sys
from pathlib import Path

_MODE = 0o600
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NO_FOLDER_SYNC = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


def write_whole(path: Path, content: bytes) -> None:
    """Writes (0600) through a temporary file beside it; a file of that name is replaced.

    Raises:
        OSError: the folder or the disk refused; the old file, if any, is untouched.
    """
    partial = path.with_name(f".nursedesk-{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(partial, _NEW, _MODE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        replace(partial, path)
    except BaseException:
        with contextlib.suppress(OSError):  # what hindered the writing may hinder this too
            partial.unlink(missing_ok=True)
        raise


def replace(source: Path, target: Path) -> None:
    """Renames over an existing file; on Windows back only when the disk has it.

    Raises:
        OSError: the folder or the disk refused; both files are as they were.
    """
    if sys.platform == "win32":
        from nursedesk import windows

        windows.replace(source, target, windows.SystemKernel())
    else:
        source.replace(target)


def private_folder(folder: Path) -> None:
    """Makes a folder, with those above it, that only its owner may read; one that is there stays.

    Raises:
        OSError: it cannot be made, or its disk knows no rights.
    """
    if folder.is_dir():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":  # which takes no notice of the mode
        from nursedesk import windows

        windows.keep_to_owner(folder, windows.SystemKernel())


def sync_folder(folder: Path) -> None:
    """Makes a rename in this folder last; on systems without folder handles nothing is to do.

    Raises:
        OSError: the disk refused.
    """
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(handle)
