"""Schema migrations through Alembic: on a copy, which takes the chart's place once it is proven.

The chart itself is never written to by a migration, so there is nothing to put back: until the
rename the old file stands as it was, and a crash leaves the old or the new one. The copy is
made page by page through the database (a copy of the open file would lack its log).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from nursedesk.durable import replace, sync_folder
from nursedesk.errors import BugError, KnownError
from nursedesk.store import driver, faults, files, schema
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection

_LOGS = ("-wal", "-shm", "-journal")
_OLD_STANDS = "The chart stands as it was."


def scripts_folder() -> Path:
    """Where Alembic's scripts lie, in the source tree and in an installed package."""
    return Path(__file__).parent / "migrations"


def make_new(path: Path, key48: bytes) -> None:
    """Makes an empty chart of the newest schema at `path`, whole or not at all.

    Raises:
        KnownError: a file is there already, or the folder refuses.
    """
    if path.exists():
        raise KnownError(
            "chart-exists",
            f"There is a chart {path.name} in this folder already.",
            saved=faults.NOTHING_CHANGED,
            do="Open it, or choose an empty folder for a new ward.",
        )
    new = beside(path, "new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with half_made(new):
            files.make_empty(new)
            _upgrade(Database(new, key48))
            put_in_place(new, path)
    except OSError as error:
        raise faults.file_fault(path, error) from error


def migrate(path: Path, key48: bytes) -> None:
    """Brings the chart at `path` to the newest schema; nobody else may have it open.

    Raises:
        KnownError: it failed; the old chart stands as it was.
    """
    new = beside(path, "migrating")
    try:
        with half_made(new):
            files.make_empty(new)
            with contextlib.closing(Database(path, key48).connect()) as connection:
                keep_others_out(connection, path)
                before = copy(connection, Database(new, key48))
                _upgrade(Database(new, key48))
                _check_copy(Database(new, key48), before)
            put_in_place(new, path)
    except OSError as error:
        raise faults.file_fault(path, error, _OLD_STANDS) from error
    except driver.Error as error:
        raise faults.disk_fault(path, error, _OLD_STANDS) from error


def copy(connection: Connection, target: Database) -> int:
    """Copies a chart into an empty file with the same key; returns how many entries it copied.

    Raises:
        KnownError: the target cannot be opened.
        Error: the driver's.
    """
    copied = target.connect()
    try:
        connection.backup(copied)
    finally:
        copied.close()
    return _count(connection)


@contextlib.contextmanager
def half_made(path: Path) -> Iterator[None]:
    """Clears away what a crash or a failure leaves of a database file and its logs."""
    _remove(path)
    try:
        yield
    except BaseException:
        with contextlib.suppress(OSError):  # what failed is the news; the next attempt clears it
            _remove(path)
        raise


def _remove(path: Path) -> None:
    for name in (path.name, *(path.name + log for log in _LOGS)):
        path.with_name(name).unlink(missing_ok=True)


def beside(path: Path, word: str) -> Path:
    """Where a file lies that will take this one's place."""
    return path.with_name(f"{path.name}.{word}")


def keep_others_out(connection: Connection, path: Path) -> None:
    """Makes the chart this connection's alone, its log empty and gone.

    Raises:
        KnownError: another program has it open (code `chart-busy`).
    """
    # Out of write-ahead mode: a log that outlived the rename would be applied to the new file.
    try:
        row = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except driver.Error as error:
        raise faults.disk_fault(path, error, _OLD_STANDS) from error
    if row is None or row[0] != "delete":
        raise KnownError(
            "chart-busy",
            f"The chart {path.name} must be brought to this program's format, but another "
            "program has it open.",
            saved=_OLD_STANDS,
            do="Close other windows of NurseDesk on this chart, then try again.",
        )
    # The lock stays after the transaction; inside one the copy would wait for itself for ever.
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def _upgrade(database: Database) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from nursedesk.store.database import WRITES

    config = Config()
    config.set_main_option("script_location", str(scripts_folder()).replace("%", "%%"))
    try:
        with database.engine().execution_options(**{WRITES: True}).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except (SQLAlchemyError, CommandError) as error:
        raise _failed(database, error) from error
    finally:
        database.dispose()
    with contextlib.closing(database.connect()) as opened:
        if schema.missing_guards(opened):
            raise _not_whole("guards against changed entries are missing")


def _check_copy(database: Database, entries: int) -> None:
    if not is_whole(database, entries):
        raise _not_whole("the copy is not whole")


def is_whole(database: Database, entries: int) -> bool:
    """Whether a copy opens with its key, is sound and has all entries.

    Raises:
        KnownError: it does not open.
    """
    with contextlib.closing(database.connect()) as opened:
        whole = opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        related = not opened.execute("PRAGMA foreign_key_check").fetchall()
        return whole and related and _count(opened) == entries


def _failed(database: Database, error: Exception) -> KnownError:
    cause = getattr(error, "orig", None)
    if isinstance(cause, Exception) and driver.kind(cause) not in {"SQLITE_ERROR", ""}:
        with contextlib.suppress(BugError):
            return faults.disk_fault(database.path, cause, _OLD_STANDS)
    return _not_whole(type(error).__name__)


def _not_whole(why: str) -> KnownError:
    return KnownError(
        "migration-failed",
        f"The chart could not be brought to this program's format ({why}).",
        saved=_OLD_STANDS,
        do="Go on with the program version used before, and call ward IT.",
    )


def _count(connection: Connection) -> int:
    row = connection.execute("SELECT count(*) FROM chart_entry").fetchone()
    return 0 if row is None else int(row[0])


def put_in_place(new: Path, path: Path) -> None:
    """The copy takes the chart's place.

    Raises:
        OSError: the folder refused.
    """
    replace(new, path)
    sync_folder(path.parent)
