"""Makes one backup: copied, synced, opened and checked in full; only then is it called one.

It is half made under another name until the last rename, so that a crash or a disk that goes away
leaves no folder that looks like a backup. The chart is copied through the database, in one
reading: a copy of the open file would lack its log, and one in slices begins again with each entry
that is written meanwhile.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.ward_entries import WardCreated
from nursedesk.durable import private_folder, sync_folder, write_whole
from nursedesk.errors import KnownError
from nursedesk.store import backup_folder, driver, faults, files, migrate, reads
from nursedesk.store.backup_folder import CHART, HALF_MADE, LIST
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.database import Database
from nursedesk.ward.backup_ports import BackupWish, Made
from nursedesk.ward.check import Progress
from nursedesk.ward.keeping import superfluous
from nursedesk.ward.ports import Keyring
from nursedesk.ward.record_ports import CheckReport
from nursedesk.ward.rights import LASTING
from nursedesk.ward.roster import Roster
from nursedesk.ward.whole_check import whole_check

ROOT_CERTIFICATE = "ward-ca.pem"
_KEYS = "keys"
NONE_MADE = "No backup was made; the record is untouched."


class Source(Struct, frozen=True):
    """A ward's data folder with its chart's key.

    `keyring` reads the keys of any folder that is laid out like it; `left_out` are files of the
    keys folder that belong to this machine alone.
    """

    folder: Path
    key48: bytes
    keyring: Callable[[Path], Keyring]
    left_out: frozenset[str]


class _Reading(Struct, frozen=True):
    """The chart as of one moment, and its last entry then."""

    connection: driver.Connection
    head: Entry


def make(source: Source, wish: BackupWish, progress: Progress) -> Made:
    """Makes a backup and returns what was made.

    Raises:
        KnownError: the place is away or refuses, or what was written does not open and check as
            it must. Then there is no new backup, and the older ones are as they were.
    """
    place = Path(wish.folder)
    try:
        with _reading(source) as connection:
            connection.execute("BEGIN")  # so that this head is the copy's
            head = reads.last(connection)
            if head is None:
                raise _unproven("the chart holds no entry")
            own = _own_folder(place, head, begins=wish.begins)
            with _half_made(own) as folder:
                size = _copy(source, _Reading(connection, head), folder, wish, progress)
                sha256 = backup_folder.read_list(folder)[1]
                final = own / backup_folder.name_of(wish.at, head.number)
                os.replace(folder, final)
            sync_folder(own)
        removed = _thin(own, wish) if wish.thins else 0
    except OSError as error:
        raise _refused(place, error) from error
    except driver.Error as error:
        raise _unwritten(place, error) from error
    return Made(
        made_at=wish.at,
        head=head.number,
        head_hash=head.hash,
        sha256=sha256,
        where=str(final),
        size=size,
        removed=removed,
    )


def must_be_usable(data: Path, place: Path) -> None:
    """Whether backups of the ward in `data` may go into this folder.

    Raises:
        KnownError: it is not there, lies among the ward's own data, or refuses.
    """
    if place.resolve().is_relative_to(data.resolve()):
        raise KnownError(
            "backup-inside-data-folder",
            f"The folder {place} lies among the ward's own data: a backup there would be lost "
            "with it.",
            saved=NONE_MADE,
            do="Choose a folder on another disk or medium.",
        )
    trial = place / f"{HALF_MADE}{secrets.token_hex(4)}"
    try:
        trial.mkdir(mode=0o700)
        trial.rmdir()
    except OSError as error:
        raise _refused(place, error) from error


@contextlib.contextmanager
def _reading(source: Source) -> Iterator[driver.Connection]:
    path = source.folder / CHART
    with contextlib.closing(Database(path, source.key48, only_queries=True).connect()) as opened:
        yield opened


def _own_folder(place: Path, head: Entry, *, begins: bool) -> Path:
    """This ward's folder in the place: it must be there, or a disk that is away is not missed."""
    own = backup_folder.own_folder(place, head.header.ward)
    if begins and place.is_dir():
        private_folder(own)
        sync_folder(place)
    if not own.is_dir():
        raise KnownError(
            "backup-place-missing",
            f"The backups of this ward are not in {place}: the disk is away, or the folder was "
            "removed.",
            saved=NONE_MADE,
            do="Connect that disk again, or choose the place for the backups anew.",
        )
    return own


@contextlib.contextmanager
def _half_made(own: Path) -> Iterator[Path]:
    """A folder under a name that is no backup's; what others left half made is cleared away."""
    for left in own.glob(f"{HALF_MADE}*"):
        shutil.rmtree(left)
    folder = own / f"{HALF_MADE}{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # nothing is there once it was renamed


def _copy(
    source: Source, reading: _Reading, folder: Path, wish: BackupWish, progress: Progress
) -> int:
    """Copies chart and keys, proves them and lists them; returns their size in bytes."""
    keys, connection, head = _keys(source), reading.connection, reading.head
    _copy_chart(source, connection, folder / CHART)
    if _keys(source) != keys:
        raise KnownError(
            "keys-changing",
            "The ward's keys were changed while the backup was made.",
            saved=NONE_MADE,
            do="It is tried again by itself.",
        )
    for name, content in keys.items():
        (folder / name).parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(folder / name, content)
    _from_the_disk(folder / CHART)
    told = {name: backup_folder.told_of(folder / name) for name in backup_folder.files_in(folder)}
    prove(folder, source.key48, source.keyring(folder), head, progress)
    ward = head.header.ward
    listed = backup_folder.new_list(ward, wish.at, head.number, head.hash, told)
    write_whole(folder / LIST, backup_folder.encoded(listed))
    for part in (folder / "chart", folder / _KEYS, folder):
        sync_folder(part)
    return sum(file.size for file in told.values())


def _keys(source: Source) -> dict[str, bytes]:
    """The ward's key files as they are now, by their place.

    Raises:
        KnownError: they cannot be read (`keys-unreadable`).
    """
    try:
        paths = [
            path
            for path in (source.folder / _KEYS).iterdir()
            if path.is_file() and path.name not in source.left_out and path.name[0] != "."
        ]
        paths.append(source.folder / ROOT_CERTIFICATE)
        return {path.relative_to(source.folder).as_posix(): path.read_bytes() for path in paths}
    except OSError as error:
        raise KnownError(
            "keys-unreadable",
            f"The ward's key files cannot be read ({error.strerror}).",
            saved=NONE_MADE,
            do="Ask ward IT to look at the keys folder of this ward.",
        ) from error


def _copy_chart(source: Source, connection: driver.Connection, path: Path) -> None:
    """The chart as one file, without a log beside it, synced."""
    path.parent.mkdir(mode=0o700)
    files.make_empty(path)
    copy = Database(path, source.key48)
    migrate.copy(connection, copy)
    with contextlib.closing(copy.connect()) as opened:
        row = opened.execute("PRAGMA journal_mode = DELETE").fetchone()
    if row is None or row[0] != "delete":
        raise _unproven("its log stays beside it")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _from_the_disk(path: Path) -> None:
    """Lets the system forget what it remembers of a file, so that the medium itself is read."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def prove(
    folder: Path, key48: bytes, keyring: Keyring, head: Entry | None, progress: Progress
) -> Entry:
    """Opens what was copied and checks all of it; returns its last entry, which must be `head`.

    Raises:
        KnownError: it does not open, or something in it is not as it must be.
    """
    store = SqlChartStore.open_finished(folder / CHART, key48)
    try:
        report, last = whole_check(store, keyring, progress), store.last()
        roster = Roster()
        roster.extend(store.of_kinds(LASTING))
        created = store.one(0)
    finally:
        store.close()
    if last is None or (head is not None and last.hash != head.hash):
        raise _unproven("it does not end where the chart ends")
    if found := _amiss(report):
        raise _unproven(found)
    body = created.body if created is not None else None
    if not isinstance(body, WardCreated) or body.root_certificate != keyring.root_der():
        raise _unproven("its keys are another ward's")
    if not set(roster.accounts) & {card.account for card in keyring.cards()}:
        raise _unproven("its keys open it for nobody")
    return last


def _amiss(report: CheckReport) -> str:
    return "; ".join([*(damage.words for damage in report.damages), *report.file[:3]])


def _thin(own: Path, wish: BackupWish) -> int:
    """Removes what the rule keeps no longer; returns how many.

    A folder loses its name first: half removed it is no backup any more.
    """
    made = backup_folder.named(own)
    given_up = superfluous(made.values(), wish.at)
    gone = [path for path, at in made.items() if at in given_up]
    for path in gone:
        nameless = own / f"{HALF_MADE}{secrets.token_hex(8)}"
        os.replace(path, nameless)
        shutil.rmtree(nameless, ignore_errors=True)  # the next backup clears away what stays
    return len(gone)


def _unproven(why: str) -> KnownError:
    return KnownError(
        "backup-not-sound",
        f"What was written does not check as the record does: {why}.",
        saved=NONE_MADE,
        do="Choose another disk or medium for the backups, and have the record checked.",
    )


def _refused(place: Path, error: OSError) -> KnownError:
    fault = faults.file_fault(place / "backup", error, NONE_MADE)
    words = {
        "folder-missing": f"The folder {place} is not there: the disk is away, or it was removed.",
        "disk-full": f"The disk of the backups, {place}, is full.",
        "disk-read-only": f"The disk of the backups, {place}, is read-only.",
        "folder-not-writable": f"The folder of the backups, {place}, cannot be written to.",
    }
    return KnownError(
        f"backup-{fault.code}",
        words.get(fault.code, f"The disk of the backups, {place}, refused ({error.strerror})."),
        saved=NONE_MADE,
        do="Connect the disk again or free some space there; or choose another place for the "
        "backups, under “Record”.",
    )


def _unwritten(place: Path, error: Exception) -> KnownError:
    if driver.kind(error) in faults.DAMAGE:
        return _unproven("it cannot be read")
    full = driver.kind(error) in {"SQLITE_FULL", "SQLITE_IOERR"}
    why = "it is full or it refused" if full else f"{driver.kind(error)}"
    return KnownError(
        "backup-not-written",
        f"The backup could not be written to {place} ({why}).",
        saved=NONE_MADE,
        do="Connect the disk again or free some space there; or choose another place for the "
        "backups, under “Record”.",
    )
