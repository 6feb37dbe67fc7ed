"""The chart under another key: on a copy, which takes its place once it is proven.

Until the rename the old file stands as it was, so a crash leaves the chart under the old key or
under the new one. Done again it does no harm: a chart that has the new key already is left alone.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.store import driver, faults, files, migrate
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection

_OLD_KEY = "The chart stands as it was, under its former key."


def rekey(path: Path, former48: bytes, new48: bytes) -> None:
    """Brings the chart at `path` under the new key; nobody may have it open.

    Raises:
        KnownError: it failed; the chart stands as it was.
    """
    if _opens(path, new48):
        return
    new = migrate.beside(path, "rekeying")
    try:
        with migrate.half_made(new):
            files.make_empty(new)
            with contextlib.closing(Database(path, former48).connect()) as connection:
                migrate.keep_others_out(connection, path)
                entries = migrate.copy(connection, Database(new, former48))
                _change_key(new, former48, new48)
                _prove(Database(new, new48), entries)
            migrate.put_in_place(new, path)
    except OSError as error:
        raise faults.file_fault(path, error, _OLD_KEY) from error
    except driver.Error as error:
        raise faults.disk_fault(path, error, _OLD_KEY) from error


def _opens(path: Path, key48: bytes) -> bool:
    try:
        Database(path, key48).connect().close()
    except KnownError as error:
        if error.code == "chart-wrong-key":
            return False
        raise
    return True


def _change_key(path: Path, former48: bytes, new48: bytes) -> None:
    with contextlib.closing(Database(path, former48).connect()) as connection:
        _no_log(connection, path)
        connection.reset_key(f"x'{new48.hex()}'")


def _prove(copy: Database, entries: int) -> None:
    if not migrate.is_whole(copy, entries):
        raise KnownError(
            "rekey-failed",
            "The chart could not be brought under its new key.",
            saved=_OLD_KEY,
            do="Go on working, and call ward IT to look at the disk.",
        )
    with contextlib.closing(copy.connect()) as connection:
        _no_log(connection, copy.path)


def _no_log(connection: Connection, path: Path) -> None:
    """What is still in the copy's write-ahead log would not be renamed with it."""
    row = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    if row is None or row[0] != "delete":
        raise KnownError(
            "chart-busy",
            f"Another program has the file {path.name} open.",
            saved=_OLD_KEY,
            do="Close other windows of NurseDesk on this chart, then try again.",
        )
