"""What the use cases need to make backups: a process beside the window, and what it says."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from msgspec import Struct

from nursedesk.ward.ports import Unlocked
from nursedesk.ward.record_ports import HelperState


class Made(Struct, frozen=True, kw_only=True):
    """A backup that was written, opened and checked.

    It ends with the entry `head` (its number and hash). `sha256` is its list's, `where` its
    folder, `size` in bytes; `removed` counts older ones that the rule kept no longer.
    """

    made_at: datetime
    head: str
    head_hash: bytes
    sha256: str
    where: str
    size: int
    removed: int = 0


class BackupState(HelperState, frozen=True, kw_only=True):
    """How far a backup is. Once it ended, what was made or why not."""

    made: Made | None = None


class BackupWish(Struct, frozen=True, kw_only=True):
    """What is to be made: into which folder, at what time.

    `begins`: this ward's own folder in there may be made now; else it must be there already, so
    that a disk that is away is missed. `thins`: the rule for older backups is applied.
    """

    folder: str
    at: datetime
    begins: bool
    thins: bool


class BackgroundBackup(Protocol):
    """A backup that is made beside the window, which goes on writing."""

    def start(self, keys: Unlocked, wish: BackupWish) -> None:
        """Begins one, unless one is running."""

    def state(self) -> BackupState:
        """How far it is, or how it ended."""

    def cancel(self) -> None:
        """Ends it; what was half made counts for nothing."""

    def must_be_usable(self, folder: str) -> None:
        """Whether backups may go there.

        Raises:
            KnownError: it is not there, lies among the ward's own data, or refuses.
        """

    def same_disk(self, folder: str) -> bool:
        """Whether it lies on the disk that holds the record."""


class Backing(Struct, kw_only=True):
    """The backups of this program run.

    `ended`: when the last one ended (boot time, seconds); `asked`: a person did; `taken`: what came
    of it stands in the record; `soon`: one is due before its hour; `failure`: why the last failed.
    """

    background: BackgroundBackup
    ended: Decimal | None = None
    asked: bool = False
    taken: bool = True
    soon: bool = False
    failure: str = ""
