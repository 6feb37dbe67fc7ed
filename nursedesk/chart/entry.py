"""A chart entry: its header, what the hash covers, and the chain."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cached_property
from uuid import UUID

import msgspec
from msgspec import Struct

from nursedesk.chart.body import AnyBody, decode
from nursedesk.chart.terms import Role

FORMAT = 1
GENESIS = bytes(32)
_LABEL = b"nursedesk chart entry\n"


class Position(Struct, frozen=True, kw_only=True):
    """Where the next entry goes: in the ward's chain and, with a session, in the session's."""

    epoch: int
    seq: int
    prev: bytes
    session_seq: int | None
    session_prev: bytes | None


class Header(Struct, frozen=True, kw_only=True):
    """Everything that the entry's hash covers; the body by its SHA-256.

    Instants are UTC; `offset_minutes` is the offset from UTC that the author saw. `author_key`
    and `witness_key` are Ed25519 session keys (32 bytes), certified in a `signed-in` entry.
    `protocol_sha256` (hex) is the protocol that the session stands under; ward entries have none.
    `supersedes` is the `seq` of the entry that this one corrects: its place is taken by this one.
    """

    format: int
    ward: UUID
    epoch: int
    seq: int
    prev: bytes
    session: UUID | None
    session_seq: int | None
    session_prev: bytes | None
    intent: UUID
    kind: str
    happened_at: datetime
    recorded_at: datetime
    offset_minutes: int
    author: str
    author_key: bytes
    role: Role
    witness: str | None
    witness_key: bytes | None
    workstation: str
    boot_microseconds: int
    protocol_sha256: str | None
    supersedes: int | None
    body_sha256: bytes


_header = msgspec.json.Decoder(Header)


class Entry(Struct, frozen=True, kw_only=True, dict=True):
    """One signed entry of the chart: the very bytes that were hashed and signed.

    `hash` is SHA-256 over a label and `stored_header` (which holds the SHA-256 of
    `stored_body`); `signature` and `witness_signature` are Ed25519 over `hash`.
    """

    stored_header: bytes
    stored_body: bytes
    hash: bytes
    signature: bytes
    witness_signature: bytes | None

    @cached_property
    def header(self) -> Header:
        """Who, when, where in the chain."""
        return _header.decode(self.stored_header)

    @cached_property
    def body(self) -> AnyBody:
        """What the entry says."""
        return decode(self.stored_body)

    @property
    def number(self) -> str:
        """The entry's number as paper prints it: `epoch.seq`."""
        return f"{self.header.epoch}.{self.header.seq}"

    def intact(self) -> bool:
        """Whether the body belongs to the header and the header to the hash."""
        return self._intact

    @cached_property
    def _intact(self) -> bool:
        """Found once: the store asks when it reads the entry, the check of the chain again."""
        return (
            hashlib.sha256(self.stored_body).digest() == self.header.body_sha256
            and digest(self.stored_header) == self.hash
        )


def encode_header(header: Header) -> bytes:
    """The header's bytes to hash and store: sorted JSON."""
    return msgspec.json.encode(header, order="sorted")


def digest(stored_header: bytes) -> bytes:
    """An entry's hash (32 bytes)."""
    return hashlib.sha256(_LABEL + stored_header).digest()
