"""An entry as a row of the table, and a row as an entry whose columns were checked.

The two blobs are the record. The columns beside them only serve queries: each is compared with
the header it was copied from whenever an entry is read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec

from nursedesk.chart.entry import Entry, Header
from nursedesk.clock import utc
from nursedesk.errors import KnownError
from nursedesk.store.driver import Row

_COPIES = (
    "seq",
    "epoch",
    "session",
    "session_seq",
    "intent",
    "kind",
    "happened_at",
    "recorded_at",
    "author",
    "witness",
    "supersedes",
    "prev_hash",
)
_RECORD = ("hash", "stored_header", "stored_body", "signature", "witness_signature")
COLUMNS = ", ".join((*_COPIES, *_RECORD))
INSERT = (
    f"INSERT INTO chart_entry ({COLUMNS}) VALUES ({', '.join('?' * len((*_COPIES, *_RECORD)))})"  # noqa: S608  # our own column names
)


def key(identifier: UUID | None) -> str | None:
    """A UUID as SQLAlchemy's `Uuid` stores it in SQLite: 32 hexadecimal digits."""
    return None if identifier is None else identifier.hex


def row_of(entry: Entry) -> Row:
    """The row to insert, in the order of `COLUMNS`."""
    return (
        *_copies(entry.header),
        entry.hash,
        entry.stored_header,
        entry.stored_body,
        entry.signature,
        entry.witness_signature,
    )


def entry_of(row: Row) -> Entry:
    """The entry of a row.

    Raises:
        KnownError: code `record-damaged`; its hash, body or a column does not fit; names it.
    """
    copies, record = row[: len(_COPIES)], row[len(_COPIES) :]
    entry = Entry(
        hash=record[0],
        stored_header=record[1],
        stored_body=record[2],
        signature=record[3],
        witness_signature=record[4],
    )
    try:
        intact, expected = entry.intact(), _copies(entry.header)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        raise damaged_record(copies[1], copies[0], "header") from error
    if copies != expected:
        names = (n for n, a, b in zip(_COPIES, copies, expected, strict=True) if a != b)
        raise damaged_record(copies[1], copies[0], next(names))
    if not intact:
        raise damaged_record(copies[1], copies[0], "hash")
    return entry


def damaged_record(epoch: object, seq: object, what: str) -> KnownError:
    """The chart's entry `epoch.seq` does not say what was signed; `what` does not fit."""
    number = f"{epoch}.{seq}"
    return KnownError(
        "record-damaged",
        f"The chart is damaged or was altered: entry {number} does not fit its {what}.",
        saved="Nothing was changed.",
        do="Do not go on with this chart: use the paper checklists and call ward IT to restore "
        "the last backup.",
        entry=number,
        part=what,
    )


def _copies(header: Header) -> Row:
    return (
        header.seq,
        header.epoch,
        key(header.session),
        header.session_seq,
        key(header.intent),
        header.kind,
        _instant(header.happened_at),
        _instant(header.recorded_at),
        header.author,
        header.witness,
        header.supersedes,
        header.prev,
    )


def _instant(instant: datetime) -> str:
    # As SQLAlchemy's DateTime stores it in SQLite.
    there = instant if instant.tzinfo is UTC else utc(instant)
    return there.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
