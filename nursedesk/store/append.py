"""The one write to the record: an entry and its documents, in one transaction, at the chain's head.

It uses the driver beneath SQLModel: a SQLModel session made a commit 14.7 times as dear.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from nursedesk.chart.entry import GENESIS, Entry, Position
from nursedesk.errors import BugError
from nursedesk.store import documents, driver, reads, rows
from nursedesk.store.driver import Connection

FIRST_EPOCH = 1

_HEAD = "SELECT epoch, seq, hash FROM chart_entry ORDER BY seq DESC LIMIT 1"
_SESSION_HEAD = (
    "SELECT session_seq, hash FROM chart_entry WHERE session = ? ORDER BY session_seq DESC LIMIT 1"
)

Seal = Callable[[Position], Entry]


def append(
    connection: Connection,
    intent: UUID,
    session: UUID | None,
    seal: Seal,
    contents: Sequence[bytes],
    *,
    epoch: int = FIRST_EPOCH,
) -> Entry:
    """Appends what `seal` makes of its position, or returns the entry this intent made before.

    The entry's epoch is the last one's, at least `epoch`.

    Whatever is raised inside rolls the transaction back.

    Raises:
        Error: the driver's; the caller finds out whether the entry was saved.
        BugError: the sealed entry does not fit its position or the table's rules.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        entry = reads.by_intent(connection, intent)
        if entry is None:
            entry = seal(position := _next_position(connection, session, epoch))
            _check_fits(entry, position, intent, session)
            for content in contents:
                documents.keep(connection, content)
            connection.execute(rows.INSERT, rows.row_of(entry))
        connection.execute("COMMIT")
    except BaseException as error:
        roll_back(connection)
        if isinstance(error, driver.Error) and driver.kind(error) == "SQLITE_CONSTRAINT":
            raise BugError(f"the chart's table refused an entry: {error}") from error
        raise
    return entry


def roll_back(connection: Connection) -> None:
    """Ends a transaction that failed, unless the database has ended it itself."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def _next_position(connection: Connection, session: UUID | None, at_least: int) -> Position:
    head = connection.execute(_HEAD).fetchone()
    epoch, seq, prev = (FIRST_EPOCH, -1, GENESIS) if head is None else head
    epoch = max(epoch, at_least)
    session_seq, session_prev = None, None
    if session is not None:
        last = connection.execute(_SESSION_HEAD, (rows.key(session),)).fetchone()
        session_seq, session_prev = (0, GENESIS) if last is None else (last[0] + 1, last[1])
    return Position(
        epoch=epoch, seq=seq + 1, prev=prev, session_seq=session_seq, session_prev=session_prev
    )


def _check_fits(entry: Entry, position: Position, intent: UUID, session: UUID | None) -> None:
    header = entry.header
    sealed = Position(
        epoch=header.epoch,
        seq=header.seq,
        prev=header.prev,
        session_seq=header.session_seq,
        session_prev=header.session_prev,
    )
    if sealed != position or header.intent != intent or header.session != session:
        raise BugError("an entry was sealed for another place in the chart")
    if not entry.intact():
        raise BugError("an entry was sealed with a hash that is not its own")
