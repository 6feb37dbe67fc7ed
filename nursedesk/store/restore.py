"""`FolderRestorer`: a backup copied beside the ward's files, and renamed into their place.

One rename makes the copy ready; from then on, also after a crash, it takes the ward's place and
what was there is kept beside it. Until then nothing is changed.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from nursedesk.durable import sync_folder
from nursedesk.errors import KnownError
from nursedesk.store import backup_folder, faults
from nursedesk.store.anchors import FILE
from nursedesk.store.backup_copy import ROOT_CERTIFICATE
from nursedesk.store.backup_folder import CHART, BackupList
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.ward.damage import RESTORED
from nursedesk.ward.key_ports import ChartKeys
from nursedesk.ward.ports import AccountCard, ChartStore, Keyring
from nursedesk.ward.restore_ports import BackupFacts

READY, KEPT = "restore-ready-", "before-restore-"
_COPYING = ".restoring-"
_PARTS = ("chart", "keys", ROOT_CERTIFICATE)
_UNTOUCHED = "Nothing was changed."
_LOOK_DEEP = 2  # a stick's folder, the ward's own on it, a backup in that


class BackupKeys(Protocol):
    """The keys that lie in a copied backup."""

    @property
    def keyring(self) -> Keyring:
        """All of them."""

    def by_passphrase(self, account: str, passphrase: str) -> ChartKeys:
        """Opens those of an account."""

    def by_code(self, typed: str) -> ChartKeys:
        """Opens the sealed recovery code."""

    def count_anew(self) -> None:
        """Begins the count of wrong passphrases."""


OpenKeys = Callable[[Path], BackupKeys]


class FolderRestorer:
    """Restores into one data folder; `hold` takes it for this program alone."""

    def __init__(self, data: Path, open_keys: OpenKeys, hold: Callable[[], None]) -> None:
        self._data, self._open_keys, self._hold = data, open_keys, hold

    def listed(self, folder: str) -> list[BackupFacts]:
        """The backups in a folder, newest first."""
        chosen = Path(folder)
        if (chosen / backup_folder.LIST).is_file():
            return [_facts(chosen)]
        found = []
        for path in _folders(chosen, _LOOK_DEEP):
            with suppress(KnownError):  # another one may be whole; chosen itself, it says why not
                found.append(_facts(path))
        if not found:
            backup_folder.read_list(chosen)  # says what this folder is
        return sorted(found, key=lambda one: one.made_at, reverse=True)

    def stage(self, folder: str) -> StagedFolder:
        """Copies a backup into the data folder, under a name at which nobody looks."""
        source = Path(folder)
        listed, sha256 = backup_folder.read_list(source)
        self._hold()
        backup_folder.check_files(source, listed)
        self._must_be_this_ward_s(listed.ward, source)
        _must_be_newest(source, listed)
        clear(self._data)
        place = self._data / f"{_COPYING}{secrets.token_hex(8)}"
        try:
            _copy(source, place, listed)
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            raise faults.file_fault(self._data / source.name, error, _UNTOUCHED) from error
        backup_folder.check_files(place, listed)  # as they lie here now
        keys = self._open_keys(place)
        keys.count_anew()
        return StagedFolder(self._data, place, keys, _facts_of(source, listed, sha256), self._hold)

    def present(self, keys: ChartKeys) -> ChartStore:
        """The chart that lies in the data folder now."""
        self._hold()
        if not (self._data / CHART).exists():
            raise KnownError("chart-missing", "There is no chart.", do="Restore a backup.")
        return SqlChartStore.open_for_queries(
            self._data / CHART, _fitting(self._data / CHART, keys)
        )

    def _must_be_this_ward_s(self, ward: UUID, source: Path) -> None:
        """What lies in the data folder may lack its keys, but says whose it is."""
        here = _ward_of_anchors(self._data / "anchors" / FILE)
        own, other = self._data / ROOT_CERTIFICATE, source / ROOT_CERTIFICATE
        with suppress(OSError):
            if own.is_file() and other.is_file() and own.read_bytes() != other.read_bytes():
                here = "another"
        if here not in ("", ward.hex):
            raise KnownError(
                "backup-foreign",
                f"The backup {source.name} is another ward's, not of the ward in this data folder.",
                saved=_UNTOUCHED,
                do="Choose a backup of this ward, or restore that one into an empty data folder.",
            )


class StagedFolder:
    """A backup that lies in the data folder, copied whole, and counts for nothing yet."""

    def __init__(
        self,
        data: Path,
        place: Path,
        keys: BackupKeys,
        facts: BackupFacts,
        hold: Callable[[], None],
    ) -> None:
        self._data, self._place, self._keys, self._hold = data, place, keys, hold
        self._ready: Path | None = None
        self.facts = facts

    @property
    def keyring(self) -> Keyring:
        """The keys in the backup."""
        return self._keys.keyring

    def cards(self) -> list[AccountCard]:
        """Whose passphrases open it."""
        return self._keys.keyring.cards()

    def by_passphrase(self, account: str, passphrase: str) -> ChartKeys:
        """Opens the keys of an account."""
        return self._keys.by_passphrase(account, passphrase)

    def by_code(self, typed: str) -> ChartKeys:
        """Opens the sealed recovery code."""
        return self._keys.by_code(typed)

    def open(self, keys: ChartKeys) -> ChartStore:
        """The copied chart, for reading alone."""
        path = self._place / CHART
        return SqlChartStore.open_finished(path, _fitting(path, keys, finished=True))

    def make_ready(self, keys: ChartKeys, mark: bytes | None, at: datetime) -> None:
        """One rename: what was copied is to take the ward's place."""
        path = self._place / CHART
        try:
            if mark is None:
                shutil.rmtree(path.parent)
            else:
                store = SqlChartStore.open(path, _fitting(path, keys, finished=True))
                store.save_draft(RESTORED, mark)
                store.close()
            self._keys.count_anew()
            for folder in (self._place / "keys", self._place):
                sync_folder(folder)
            ready = self._data / f"{READY}{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
            os.replace(self._place, ready)
            sync_folder(self._data)
        except OSError as error:
            raise faults.file_fault(path, error, _UNTOUCHED) from error
        self._ready = ready

    def put_in_place(self) -> str:
        """What was there is kept beside it."""
        assert self._ready is not None
        self._hold()  # closing the ward let the folder go
        return str(_put_in_place(self._data, self._ready))

    def drop(self) -> None:
        """Forgets the copy."""
        shutil.rmtree(self._place, ignore_errors=True)


def finish(data: Path) -> None:
    """Goes on with a restore that a crash interrupted; without one nothing is to do.

    Raises:
        KnownError: the disk refused.
    """
    for ready in sorted(data.glob(f"{READY}*")):
        _put_in_place(data, ready)


def clear(data: Path) -> None:
    """Removes what was copied to be restored and never was."""
    for left in data.glob(f"{_COPYING}*"):
        shutil.rmtree(left, ignore_errors=True)


def _put_in_place(data: Path, ready: Path) -> Path:
    """Each part has one rename out and one in, so that it can go on wherever it was ended."""
    kept = data / f"{KEPT}{ready.name.removeprefix(READY)}"
    try:
        kept.mkdir(mode=0o700, exist_ok=True)
        for name in _PARTS:
            if not (ready / name).exists():
                continue
            if (data / name).exists():
                os.replace(data / name, kept / name)
                sync_folder(kept)
            os.replace(ready / name, data / name)
            sync_folder(data)
        shutil.rmtree(ready)
        sync_folder(data)
    except OSError as error:
        raise KnownError(
            "restore-unfinished",
            f"The backup is not fully in place yet ({error.strerror}).",
            saved=f"What was there before is kept in {kept}.",
            do="Close NurseDesk and start it again: it goes on with the restore. If this comes "
            "back, call ward IT.",
        ) from error
    return kept


def _fitting(path: Path, keys: ChartKeys, *, finished: bool = False) -> bytes:
    """Which of these keys opens this chart.

    Raises:
        KnownError: none does, or it cannot be opened at all.
    """
    former = keys.former_key()
    if former is not None:
        try:
            Database(path, former, only_queries=True, finished=finished).connect().close()
        except KnownError as error:
            if error.code != "chart-wrong-key":
                raise
        else:
            return former
    return keys.database_key()


def _copy(source: Path, place: Path, listed: BackupList) -> None:
    place.mkdir(mode=0o700)
    for name in listed.files:
        target = place / name
        target.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
        shutil.copyfile(source / name, target)
        target.chmod(0o600)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
        sync_folder(target.parent)


def _folders(top: Path, deep: int) -> list[Path]:
    try:
        inside = [path for path in top.iterdir() if path.is_dir() and path.name[0] != "."]
    except OSError as error:
        raise backup_folder.unreadable(top, error) from error
    further = []
    for path in inside if deep > 1 else ():
        with suppress(KnownError):
            further += _folders(path, deep - 1)
    return [*(path for path in inside if (path / backup_folder.LIST).is_file()), *further]


def _facts(folder: Path) -> BackupFacts:
    listed, sha256 = backup_folder.read_list(folder)
    return _facts_of(folder, listed, sha256)


def _facts_of(folder: Path, listed: BackupList, sha256: str) -> BackupFacts:
    return BackupFacts(
        folder=str(folder),
        ward=listed.ward,
        made_at=listed.made_at,
        head=listed.head,
        head_hash=listed.head_hash,
        sha256=sha256,
    )


def _must_be_newest(source: Path, listed: BackupList) -> None:
    """Of the backups in one place only the newest whole one is restored."""
    newer = _newer_and_whole(source, listed)
    if newer is not None:
        raise KnownError(
            "backup-old",
            f"The backup {source.name} is not the newest: {newer} lies beside it and is whole.",
            saved=_UNTOUCHED,
            do="Choose the newer one, so that no more is lost than must be.",
        )


def _newer_and_whole(source: Path, listed: BackupList) -> str | None:
    with suppress(OSError):
        for path in sorted(backup_folder.named(source.parent), reverse=True):
            with suppress(KnownError):
                other, _sha256 = backup_folder.read_list(path)
                if other.ward == listed.ward and other.made_at > listed.made_at:
                    backup_folder.check_files(path, other)
                    return path.name
    return None


def _ward_of_anchors(path: Path) -> str:
    """The ward (32 hexadecimal digits) whose anchors these are; empty when there are none."""
    try:
        with path.open("rb") as file:
            words = file.readline(200).split(b" ")
    except OSError:
        return ""
    return words[1].decode("ascii", "replace") if len(words) > 1 else ""
