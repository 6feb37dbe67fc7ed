"""What the use cases need to restore a backup: its copy beside the ward's files, opened there."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from nursedesk.ward.key_ports import ChartKeys
from nursedesk.ward.ports import AccountCard, ChartStore, Keyring


class BackupFacts(Struct, frozen=True, kw_only=True):
    """What a backup's own list says of it: where it lies, of which ward, when, up to which entry.

    `sha256` (hex) is the list's own.
    """

    folder: str
    ward: UUID
    made_at: datetime
    head: str
    head_hash: bytes
    sha256: str


class Staged(Protocol):
    """A backup copied whole into the data folder, where nothing counts before `make_ready`."""

    @property
    def facts(self) -> BackupFacts:
        """What its list says."""

    @property
    def keyring(self) -> Keyring:
        """The keys in the backup."""

    def cards(self) -> list[AccountCard]:
        """Whose passphrases open it."""

    def by_passphrase(self, account: str, passphrase: str) -> ChartKeys:
        """Opens the keys of an account.

        Raises:
            KnownError: wrong passphrase, or too many of them.
        """

    def by_code(self, typed: str) -> ChartKeys:
        """Opens the sealed recovery code.

        Raises:
            KnownError: a slip in it, another ward's or a former one.
        """

    def open(self, keys: ChartKeys) -> ChartStore:
        """The copied chart, for reading alone.

        Raises:
            KnownError: it does not open with these keys.
        """

    def make_ready(self, keys: ChartKeys, mark: bytes | None, at: datetime) -> None:
        """What was copied is to take the ward's place: from now on also after a crash.

        With `mark`, which is kept in the chart until somebody told of the restore, chart and keys
        do; without it the keys alone.

        Raises:
            KnownError: the disk refused; nothing was changed.
        """

    def put_in_place(self) -> str:
        """Does it. Returns the folder in which what was there before is kept.

        Raises:
            KnownError: the disk refused; the next start goes on with it.
        """

    def drop(self) -> None:
        """Forgets the copy."""


class Restorer(Protocol):
    """The way from a backup to the ward's data folder."""

    def listed(self, folder: str) -> list[BackupFacts]:
        """The backups in a folder that a person chose, newest first; damaged ones are left out.

        The folder may be a backup itself, a ward's folder of backups, or what holds those.

        Raises:
            KnownError: there is none, or the one that was chosen cannot be used.
        """

    def stage(self, folder: str) -> Staged:
        """Copies a backup, and compares each file with what was checked when it was made.

        Raises:
            KnownError: no backup, a part of one, damaged, another ward's, a newer one lies beside
                it, or the disk refused; says which.
        """

    def present(self, keys: ChartKeys) -> ChartStore:
        """The chart that lies in the data folder now.

        Raises:
            KnownError: there is none, or it does not open with these keys.
        """
