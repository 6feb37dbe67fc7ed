"""What a backup is on disk: a folder laid out like the ward's own, with a list of its files.

    nursedesk-backups-1a2b3c4d/2026-11-21T143000Z-entry-1.342/
        chart/chart.db   ward-ca.pem   keys/slots.json ...   backup.json

The chart is encrypted with the ward's key and the keys with each person's passphrase, as they are
in the ward's own folder. `backup.json` is written last and names every file with its SHA-256: it
tells a whole backup from a part and from a damaged one. It is no seal: what the files say is
believed because it opens with the ward's key and every entry is signed.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.record_entries import Count
from nursedesk.chart.terms import Instant, Sha256
from nursedesk.errors import KnownError

LIST, CHART = "backup.json", "chart/chart.db"
HALF_MADE = ".half-made-"
_FORMAT = 1
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)-entry-\d+\.\d+")
_TIME = "%Y-%m-%dT%H%M%SZ"
_MOST_BYTES = 64 * 1024  # a list is some hundred bytes; a stick may hold anything
_CHUNK = 1024 * 1024
_UNTOUCHED = "Nothing was changed."


class FileTold(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a backup."""

    sha256: Sha256
    size: Count


class BackupList(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup holds: up to which entry, of which ward, and its files by their place in it."""

    purpose: Literal["nursedesk backup"]
    format: int
    ward: UUID
    made_at: Instant
    head: str
    head_hash: bytes
    files: dict[str, FileTold]


class _Format(Struct):
    format: int


def own_folder(place: Path, ward: UUID) -> Path:
    """The folder of one ward's backups in the place that a person chose."""
    return place / f"nursedesk-backups-{ward.hex[:8]}"


def name_of(at: datetime, head: str) -> str:
    """The name of a backup's folder, which sorts by time."""
    return f"{at.astimezone(UTC).strftime(_TIME)}-entry-{head}"


def named(folder: Path) -> dict[Path, datetime]:
    """The backups in a ward's own folder, by their names: when each was made.

    Raises:
        OSError: the folder cannot be read.
    """
    found = {}
    for path in folder.iterdir():
        told = _NAME.fullmatch(path.name)
        if told is not None:
            found[path] = datetime.strptime(told[1], _TIME).replace(tzinfo=UTC)
    return found


def files_in(folder: Path) -> list[str]:
    """Every file of a folder, by its place in it.

    Raises:
        OSError: it cannot be read.
    """
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LIST
    )


def told_of(path: Path) -> FileTold:
    """What the list says of a file.

    Raises:
        OSError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return FileTold(sha256=digest.hexdigest(), size=size)


def encoded(listed: BackupList) -> bytes:
    """The bytes of `backup.json`."""
    return msgspec.json.format(msgspec.json.encode(listed, order="sorted"), indent=1)


def new_list(
    ward: UUID, made_at: datetime, head: str, head_hash: bytes, files: dict[str, FileTold]
) -> BackupList:
    """The list of a backup that is made now."""
    return BackupList(
        purpose="nursedesk backup",
        format=_FORMAT,
        ward=ward,
        made_at=made_at,
        head=head,
        head_hash=head_hash,
        files=files,
    )


def read_list(folder: Path) -> tuple[BackupList, str]:
    """A backup's list, and the SHA-256 of its bytes.

    Raises:
        KnownError: no backup (`not-a-backup`), only a part of one (`backup-partial`), a newer
            program's (`backup-newer`), damaged (`backup-damaged`), or it cannot be read.
    """
    try:
        if not (folder / LIST).is_file():
            raise _no_list(folder)
        with (folder / LIST).open("rb") as file:
            content = file.read(_MOST_BYTES)
    except OSError as error:
        raise unreadable(folder, error) from error
    try:
        if msgspec.json.decode(content, type=_Format).format > _FORMAT:
            raise KnownError(
                "backup-newer",
                f"The backup {folder.name} was made by a newer NurseDesk.",
                saved=_UNTOUCHED,
                do="Install the newer NurseDesk on this workstation, then try again.",
            )
        listed = msgspec.json.decode(content, type=BackupList)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise damaged(folder, LIST) from error
    if CHART not in listed.files or not all(map(_inside, listed.files)):
        raise damaged(folder, LIST)
    return listed, hashlib.sha256(content).hexdigest()


def check_files(folder: Path, listed: BackupList) -> None:
    """Whether a backup's files are there and are, byte for byte, those that were checked.

    Raises:
        KnownError: `backup-partial`, `backup-damaged`, or it cannot be read.
    """
    for name, told in listed.files.items():
        path = folder / name
        try:
            if not path.is_file():
                raise partial(folder, name)
            found = told_of(path)
        except OSError as error:
            raise unreadable(folder, error) from error
        if found.size < told.size:
            raise partial(folder, name)
        if found != told:
            raise damaged(folder, name)


def _inside(name: str) -> bool:
    """Whether it is a plain place inside the backup, never one that leads out of it."""
    parts = name.split("/")
    return not any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts)


def _no_list(folder: Path) -> KnownError:
    if (folder / CHART).is_file():
        return partial(folder, LIST)
    return KnownError(
        "not-a-backup",
        f"The folder {folder} holds no backup of NurseDesk.",
        saved=_UNTOUCHED,
        do="Choose the folder of one backup: its name begins with the day it was made.",
    )


def partial(folder: Path, name: str) -> KnownError:
    """Something of the backup is not there."""
    return KnownError(
        "backup-partial",
        f"The backup {folder.name} is not whole: its file {name} is missing or cut short.",
        saved=_UNTOUCHED,
        do="Copy the whole folder of the backup again, or choose another backup.",
    )


def damaged(folder: Path, name: str) -> KnownError:
    """A file is not what was checked when the backup was made."""
    return KnownError(
        "backup-damaged",
        f"The backup {folder.name} is damaged: its file {name} is not what was written.",
        saved=_UNTOUCHED,
        do="Choose another backup.",
    )


def unreadable(folder: Path, error: OSError) -> KnownError:
    """The medium does not give it."""
    return KnownError(
        "backup-unreadable",
        f"The backup {folder.name} cannot be read ({error.strerror}).",
        saved=_UNTOUCHED,
        do="Connect the medium again and try once more, or choose another backup.",
    )
