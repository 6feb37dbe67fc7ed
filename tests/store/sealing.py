"""Entries sealed without keys: the chain and the hashes are real, the signatures are not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec

from nursedesk.chart.entry import FORMAT, GENESIS, Entry, Header, Position, digest, encode_header
from nursedesk.chart.terms import Role
from nursedesk.store.chart_store import SqlChartStore

KEY = bytes(range(48))
WARD = UUID("6f1c2a9e-0f35-4b0e-9d1b-3f2f6d3c8a10")
AT = datetime(2026, 3, 29, 1, 30, 0, 250, tzinfo=UTC)

_PLAIN = Header(
    format=FORMAT,
    ward=WARD,
    epoch=0,
    seq=0,
    prev=b"",
    session=None,
    session_seq=None,
    session_prev=None,
    intent=WARD,
    kind="bag-moved",
    happened_at=AT,
    recorded_at=AT,
    offset_minutes=60,
    author="nina.k",
    author_key=bytes(32),
    role=Role.NURSE,
    witness=None,
    witness_key=None,
    workstation="ward-1",
    boot_microseconds=1,
    protocol_sha256="0" * 64,
    supersedes=None,
    body_sha256=b"",
)


def sealer(
    intent: UUID,
    session: UUID | None = None,
    *,
    says: str = "nothing",
    changes: Mapping[str, object] | None = None,
) -> Callable[[Position], Entry]:
    """What `append` calls with the position; `changes` put something else into the header."""

    def seal(position: Position) -> Entry:
        body = json.dumps({"says": says}).encode()
        header = msgspec.structs.replace(
            _PLAIN,
            **msgspec.structs.asdict(position),
            session=session,
            intent=intent,
            body_sha256=hashlib.sha256(body).digest(),
        )
        header = msgspec.structs.replace(header, **(changes or {}))
        stored = encode_header(header)
        return Entry(
            stored_header=stored,
            stored_body=body,
            hash=digest(stored),
            signature=b"nina" * 16,
            witness_signature=b"tom!" * 16 if header.witness else None,
        )

    return seal


def add(
    store: SqlChartStore,
    session: UUID | None = None,
    *,
    intent: UUID | None = None,
    says: str = "nothing",
    documents: Sequence[bytes] = (),
    changes: Mapping[str, object] | None = None,
) -> Entry:
    """Appends one sealed entry."""
    intent = intent or uuid4()
    return store.append(
        intent, session, sealer(intent, session, says=says, changes=changes), documents
    )


def broken_links(entries: list[Entry], prev: bytes = GENESIS) -> list[str]:
    """Numbers of the entries of an unbroken run of the chain that do not fit; none when whole."""
    broken = []
    for entry in entries:
        if entry.header.prev != prev or not entry.intact():
            broken.append(entry.number)
        prev = entry.hash
    return broken
