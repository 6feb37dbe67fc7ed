"""T11: entries edited, deleted, inserted, reordered; with and without making the chain fit."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock
from uuid import UUID

import msgspec

from nursedesk.chart.entry import GENESIS, Entry, Header, digest, encode_header
from nursedesk.store import reads, rows
from nursedesk.store.driver import Connection
from nursedesk.ward import check
from tests.proofs.damaged_ward import image, laid_out, opened
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.tampering import chart_of, unguarded

Change = Callable[[Connection, list[Entry], int, random.Random], None]
_ASIDE = 10**6  # a place that no entry has
_FIRST = 3  # behind the founding, which the chart's first three entries are


def run(trials: int, seed: int) -> Outcome:
    """Each way of altering in turn, at a place drawn; the damage must begin just there.

    What touches a patient must be found before the first screen, the rest by the whole check.
    """
    made, draw = image(), random.Random(seed)
    failures, later = [], 0
    for trial in range(trials):
        name, change = list(CHANGES.items())[trial % len(CHANGES)]
        at = draw.randrange(_FIRST, made.head - 1)
        with laid_out(made.closed) as folder:
            with unguarded(chart_of(folder), made.key48) as connection:
                change(connection, reads.entries(connection, -1, 10_000), at, draw)
            with opened(folder, made.keys) as desk:
                found = desk.soundness.damages
                late = not found
                found = found or check.check_chain(desk.store, desk.keyring).unknown
        later += late
        touched = any(made.owners[at : at + (2 if name in _OF_TWO else 1)])
        if not found or (found[0].epoch, found[0].first) != (1, at) or (late and touched):
            said = [damage.words for damage in found]
            failures.append(f"seed {seed}, trial {trial}: {name} at 1.{at}: {late=}, said {said}")
    return Outcome(trials, tuple(failures), (f"{later} found by the check in the background",))


def _edited_bytes(
    connection: Connection, entries: list[Entry], at: int, draw: random.Random
) -> None:
    body = bytearray(entries[at].stored_body)
    body[draw.randrange(len(body))] ^= 1 << draw.randrange(7)
    connection.execute("UPDATE chart_entry SET stored_body = ? WHERE seq = ?", (bytes(body), at))


def _edited_column(
    connection: Connection, entries: list[Entry], at: int, draw: random.Random
) -> None:
    column, value = draw.choice(
        (("author", "m.allory"), ("recorded_at", "2020-01-01 00:00:00.000000"), ("kind", "denied"))
    )
    connection.execute(
        f"UPDATE chart_entry SET {column} = ? WHERE seq = ?",
        (value, at),
    )


def _edited_signature(
    connection: Connection, entries: list[Entry], at: int, _: random.Random
) -> None:
    other = entries[at - 1].signature
    connection.execute("UPDATE chart_entry SET signature = ? WHERE seq = ?", (other, at))


def _deleted(connection: Connection, _all: list[Entry], at: int, _: random.Random) -> None:
    connection.execute("DELETE FROM chart_entry WHERE seq = ?", (at,))


def _edited_and_fitted(
    connection: Connection, entries: list[Entry], at: int, _: random.Random
) -> None:
    body = entries[at].stored_body.replace(b'"salt":"', b'"salt":"AAAA', 1)
    entries[at] = msgspec.structs.replace(entries[at], stored_body=body)
    _rewrite(connection, _fitted(entries))


def _deleted_and_fitted(
    connection: Connection, entries: list[Entry], at: int, _: random.Random
) -> None:
    del entries[at]
    _rewrite(connection, _fitted(entries))


def _inserted_and_fitted(
    connection: Connection, entries: list[Entry], at: int, draw: random.Random
) -> None:
    copied = entries[draw.randrange(_FIRST, at + 1)]
    entries.insert(at, copied)
    _rewrite(connection, _fitted(entries, new_intent=at))


def _reordered_and_fitted(
    connection: Connection, entries: list[Entry], at: int, _: random.Random
) -> None:
    entries[at], entries[at + 1] = entries[at + 1], entries[at]
    _rewrite(connection, _fitted(entries))


def _reordered(connection: Connection, _all: list[Entry], at: int, _: random.Random) -> None:
    for column, other in ((at, _ASIDE), (at + 1, at), (_ASIDE, at + 1)):
        connection.execute("UPDATE chart_entry SET seq = ? WHERE seq = ?", (other, column))


def _fitted(entries: list[Entry], new_intent: int = -1) -> list[Entry]:
    """The entries as a chain again, every link and hash made anew; nobody can sign them."""
    made: list[Entry] = []
    heads: dict[UUID, tuple[int, bytes]] = {}
    for seq, entry in enumerate(entries):
        header = entry.header
        changes: dict[str, object] = {
            "seq": seq,
            "prev": made[-1].hash if made else GENESIS,
            "body_sha256": hashlib.sha256(entry.stored_body).digest(),
        }
        if header.session is not None:
            place, prev = heads.get(header.session, (-1, GENESIS))
            changes |= {"session_seq": place + 1, "session_prev": prev}
        if seq == new_intent:
            changes["intent"] = UUID(int=header.intent.int ^ 1)
        fitted = _sealed(entry, msgspec.structs.replace(header, **changes))
        if header.session is not None:
            heads[header.session] = place + 1, fitted.hash
        made.append(fitted)
    return made


def _sealed(entry: Entry, header: Header) -> Entry:
    stored = encode_header(header)
    return msgspec.structs.replace(entry, stored_header=stored, hash=digest(stored))


def _rewrite(connection: Connection, entries: list[Entry]) -> None:
    connection.execute("DELETE FROM chart_entry")
    for entry in entries:
        connection.execute(rows.INSERT, rows.row_of(entry))


CHANGES: dict[str, Change] = {
    "a body edited": _edited_bytes,
    "a column edited": _edited_column,
    "a signature exchanged": _edited_signature,
    "a row deleted": _deleted,
    "two rows exchanged": _reordered,
    "edited, the chain made to fit": _edited_and_fitted,
    "deleted, the chain made to fit": _deleted_and_fitted,
    "inserted, the chain made to fit": _inserted_and_fitted,
    "reordered, the chain made to fit": _reordered_and_fitted,
}


_OF_TWO = ("two rows exchanged", "reordered, the chain made to fit")


@contextmanager
def _anything_fits() -> Iterator[None]:
    """Links and signatures are not checked."""
    with mock.patch.object(check.ChainCheck, "_fits", return_value=True):
        yield


PROOF = Proof(
    id="T11",
    proves="An entry that was edited, deleted, inserted or put elsewhere is noticed before the "
    "first screen, and the damage is named from that entry on.",
    quick=50,
    release=200,
    run=run,
    sabotage=Sabotage("links and signatures are not checked", _anything_fits, trials=len(CHANGES)),
)
