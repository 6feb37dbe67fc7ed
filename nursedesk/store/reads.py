"""The fold's reads, on the driver beneath SQLModel; every entry is checked as it is read."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.errors import KnownError
from nursedesk.store.driver import Connection
from nursedesk.store.rows import COLUMNS, damaged_record, entry_of, key

_SELECT = f"SELECT {COLUMNS} FROM chart_entry "  # noqa: S608  # our own column names
_BY_INTENT = _SELECT + "WHERE intent = ?"
_WARD = _SELECT + "WHERE session IS NULL AND seq > ? ORDER BY seq"
_SESSION = _SELECT + "WHERE session = ? AND session_seq > ? ORDER BY session_seq"
_OPENINGS = "SELECT session FROM chart_entry WHERE session_seq = 0 ORDER BY seq"
_OPEN = (
    "SELECT session FROM chart_entry WHERE session_seq = 0 AND session NOT IN "
    "(SELECT session FROM chart_entry WHERE kind = 'session-closed' AND seq <= ?) ORDER BY seq"
)
_CLOSINGS = "SELECT session, seq, hash FROM chart_entry WHERE kind = 'session-closed'"
_OF_KINDS = _SELECT + "WHERE kind IN ({}) ORDER BY seq"
_LAST_OF = _SELECT + "WHERE kind = ? AND seq < ? {} ORDER BY seq DESC LIMIT 1"
_ALL = _SELECT + "WHERE seq > ? ORDER BY seq LIMIT ?"
_LAST = _SELECT + "ORDER BY seq DESC LIMIT 1"
_ONE = _SELECT + "WHERE seq = ?"
_DRAFT = 'SELECT content FROM draft WHERE "key" = ?'
_COUNTS = "SELECT kind, count(*) FROM chart_entry GROUP BY kind"
_NO_END = 2**62
_TRIES = 3
# The first reads every page and its MAC; the second finds pages that do not belong together.
_FILE_CHECKS = ("PRAGMA cipher_integrity_check", "PRAGMA integrity_check")


def by_intent(connection: Connection, intent: UUID) -> Entry | None:
    """The entry that an intent made, if it did.

    Raises:
        KnownError: the entry is damaged.
    """
    row = connection.execute(_BY_INTENT, (key(intent),)).fetchone()
    return None if row is None else entry_of(row)


def ward_entries(connection: Connection, after: int) -> list[Entry]:
    """Entries without a session, in order, with a ward counter above `after`.

    Raises:
        KnownError: an entry is damaged; names it.
    """
    return [entry_of(row) for row in connection.execute(_WARD, (after,)).fetchall()]


def session_entries(connection: Connection, session: UUID, after: int) -> list[Entry]:
    """A session's entries in order, with a session counter above `after`.

    Raises:
        KnownError: an entry is damaged or lacks; names it or the one that follows.
    """
    rows = connection.execute(_SESSION, (key(session), after)).fetchall()
    entries = [entry_of(row) for row in rows]
    for expected, entry in enumerate(entries, after + 1):
        if entry.header.session_seq != expected:
            header = entry.header
            raise damaged_record(header.epoch, header.seq, "predecessor in its session")
    return entries


def entries(connection: Connection, after: int, at_most: int) -> list[Entry]:
    """The chain's next entries above the ward counter `after`.

    Raises:
        KnownError: an entry is damaged; names it.
    """
    return [entry_of(row) for row in connection.execute(_ALL, (after, at_most)).fetchall()]


def sessions(connection: Connection) -> list[UUID]:
    """All patient sessions, in the order in which they were opened."""
    return [UUID(hex=row[0]) for row in connection.execute(_OPENINGS).fetchall()]


def open_sessions(connection: Connection, at: int | None) -> list[UUID]:
    """The patient sessions not closed up to the ward counter `at`, as they were opened."""
    upto = _NO_END if at is None else at
    return [UUID(hex=row[0]) for row in connection.execute(_OPEN, (upto,)).fetchall()]


def closings(connection: Connection) -> dict[UUID, tuple[int, bytes]]:
    """Where each closed session was closed, and that entry's hash, as the columns say."""
    rows = connection.execute(_CLOSINGS).fetchall()
    return {UUID(hex=session): (seq, bytes(entry_hash)) for session, seq, entry_hash in rows}


def of_kinds(connection: Connection, kinds: Collection[str]) -> list[Entry]:
    """Every entry of these kinds, in order.

    Raises:
        KnownError: an entry is damaged; names it.
    """
    query = _OF_KINDS.format(", ".join("?" * len(kinds)))
    return [entry_of(row) for row in connection.execute(query, tuple(sorted(kinds))).fetchall()]


def last_of(
    connection: Connection, kind: str, before: int | None, author: str | None
) -> Entry | None:
    """The last entry of a kind below the ward counter `before`, by one author if named.

    Raises:
        KnownError: it is damaged.
    """
    of_author = () if author is None else (author,)
    query = _LAST_OF.format("AND author = ?" if of_author else "")
    upto = _NO_END if before is None else before
    row = connection.execute(query, (kind, upto, *of_author)).fetchone()
    return None if row is None else entry_of(row)


def last(connection: Connection) -> Entry | None:
    """The chain's last entry.

    Raises:
        KnownError: it is damaged.
    """
    row = connection.execute(_LAST).fetchone()
    return None if row is None else entry_of(row)


def one(connection: Connection, seq: int) -> Entry | None:
    """The entry with this ward counter.

    Raises:
        KnownError: it is damaged.
    """
    row = connection.execute(_ONE, (seq,)).fetchone()
    return None if row is None else entry_of(row)


def draft(connection: Connection, key: str) -> bytes | None:
    """What somebody has half filled in under this key: asked for at every step of a walk."""
    row = connection.execute(_DRAFT, (key,)).fetchone()
    return None if row is None else bytes(row[0])


def counts(connection: Connection) -> dict[str, int]:
    """How many entries of each kind the file names; their content is not looked at."""
    rows = connection.execute(_COUNTS).fetchall()
    return {str(kind): int(number) for kind, number in rows}


def file_faults(connection: Connection) -> list[str]:
    """What SQLCipher and SQLite find wrong with the file; nothing in a sound one.

    SQLCipher reads the file past its log: pages that were written back only in part, because
    somebody was reading, look damaged. A finding is believed once the whole log is in the file.

    Raises:
        KnownError: something was found, and others read or write the whole time.
    """
    believed = False
    for _ in range(_TRIES):
        found = _found_wrong(connection)
        if believed or not found:
            return found
        believed = _log_is_written_back(connection)
    raise KnownError(
        "check-not-finished",
        "The check of the chart's file could not be finished: it is being written to.",
        saved="Nothing was changed.",
        do="It is tried again later.",
    )


def _found_wrong(connection: Connection) -> list[str]:
    for check in _FILE_CHECKS:
        rows = connection.execute(check).fetchall()
        if found := [str(row[0]) for row in rows if row[0] != "ok"]:
            return found
    return []


def _log_is_written_back(connection: Connection) -> bool:
    row = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return row is not None and row[1] == row[2]  # pages in the log, and of them those written back
