"""A backup in a process of its own, so that neither the window nor its worker ever waits for it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from nursedesk.store import backup_copy
from nursedesk.store.backup_copy import Source
from nursedesk.store.helper import Helper, serve
from nursedesk.ward.backup_ports import BackupState, BackupWish
from nursedesk.ward.check import Progress
from nursedesk.ward.ports import Keyring, Unlocked

COMMAND = "make-backup"


class BackupProcess(Helper[BackupState]):
    """The helper process of one data folder."""

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        super().__init__("backup", [*program, COMMAND, os.fspath(folder)], BackupState)
        self._folder = folder

    def start(self, keys: Unlocked, wish: BackupWish) -> None:
        """Begins a backup, unless one is running."""
        self.begin(keys.database_key(), msgspec.json.encode(wish))

    def must_be_usable(self, folder: str) -> None:
        backup_copy.must_be_usable(self._folder, Path(folder))

    def same_disk(self, folder: str) -> bool:
        try:
            return os.stat(folder).st_dev == os.stat(self._folder).st_dev
        except OSError:
            return False


def run(
    folder: Path,
    keyring: Callable[[Path], Keyring],
    left_out: frozenset[str],
    pipe: BinaryIO,
    out: BinaryIO,
) -> int:
    """The helper process itself."""

    def work(key48: bytes, asked: bytes, progress: Progress) -> BackupState:
        wish = msgspec.json.decode(asked, type=BackupWish)
        return BackupState(
            made=backup_copy.make(Source(folder, key48, keyring, left_out), wish, progress)
        )

    return serve(pipe, out, BackupState, work)
