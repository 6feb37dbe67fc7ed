"""After a failed append: whether the entry was saved, found out in a fresh connection."""

from __future__ import annotations

from uuid import UUID

from nursedesk.errors import NOTHING_SAVED, KnownError
from nursedesk.store import driver, faults, reads
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection

# Refused before or instead of the entry's own pages: no commit can stand behind them, and the
# connection is sound. On a disk that is full to the last byte no other one could be opened.
NOT_COMMITTED = frozenset(
    {"SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_FULL"}
)
_PATIENCE_MILLISECONDS = 1000  # with readers of other processes, while a nurse waits


def settle(
    database: Database, intent: UUID, error: Exception
) -> tuple[Connection | None, KnownError]:
    """The connection to go on with, and the truth about the entry of this intent.

    Every other connection of this process is closed, so the new one replays the log as a restart
    would, unless a helper process holds the file: then a commit whose sync failed may stand in
    the log, unseen until a restart. Emptying the log, or writing over its end, takes that away;
    where neither can be done, nothing is claimed.

    Raises:
        BugError: the error is no disk's doing.
    """
    connection: Connection | None = None
    try:
        connection = database.connect()
        entry = reads.by_intent(connection, intent)
        emptied = _log_emptied(connection)
    except (KnownError, driver.Error):
        if connection is not None:
            connection.close()
        return None, _unknown(database, error)
    if entry is not None:
        return connection, _saved(entry.number, confirmed=emptied)
    if emptied or _end_overwritten(connection):
        return connection, faults.disk_fault(database.path, error, NOTHING_SAVED)
    return connection, _unknown(database, error)


def _log_emptied(connection: Connection) -> bool:
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MILLISECONDS}")
    try:
        row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except driver.Error:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(driver.BUSY_SECONDS * 1000)}")
    return row is not None and row[0] == 0


def _end_overwritten(connection: Connection) -> bool:
    try:
        connection.execute("INSERT OR REPLACE INTO draft VALUES ('after a disk error', x'00')")
        connection.execute("DELETE FROM draft WHERE key = 'after a disk error'")
    except driver.Error:
        return False
    return True


def _saved(number: str, *, confirmed: bool) -> KnownError:
    saved = f"The entry was saved (entry {number})."
    if not confirmed:
        saved += " The disk has not confirmed it yet, so a power cut could still lose it."
    return KnownError(
        "entry-saved-disk-error",
        "The disk reported an error while an entry was written.",
        saved=saved,
        do="Do not enter it again; call ward IT to look at the disk.",
        entry=number,
    )


def _unknown(database: Database, error: Exception) -> KnownError:
    cause = faults.disk_fault(database.path, error)
    return KnownError(
        "entry-unknown",
        f"{cause.happened} The chart cannot tell what it holds.",
        saved="Whether the entry was saved is not known yet.",
        do="Note it on the paper checklist and repeat this very action once the disk is in "
        "order: it is never recorded twice.",
    )
