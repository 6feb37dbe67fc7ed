"""Sums over entries with their signatures, by which a check vouches for what it found.

Who finds the same sum over entries that are whole has those whose signatures were checked.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import SessionClosed

if TYPE_CHECKING:
    from hashlib import _Hash


class OpenSum:
    """SHA-256 over each session that is open, in the order of their ids, and its entries' sum."""

    def __init__(self) -> None:
        self._sums: dict[UUID, _Hash] = {}

    def take(self, session: UUID, entry: Entry) -> None:
        """Adds the session's next entry; one that closes it takes the session out."""
        if isinstance(entry.body, SessionClosed):
            self._sums.pop(session, None)
            return
        told = self._sums.get(session)
        if told is None:
            told = self._sums[session] = hashlib.sha256()
        told.update(_signed(entry))

    def digest(self) -> bytes:
        """The sum (32 bytes)."""
        sums = ((one, self._sums[one].digest()) for one in sorted(self._sums))
        return hashlib.sha256(b"".join(one.bytes + told for one, told in sums)).digest()


class SignedSum:
    """SHA-256 over every entry of the chain."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def take(self, entry: Entry) -> None:
        """Adds the next entry."""
        self._sum.update(_signed(entry))

    def digest(self) -> bytes:
        """The sum up to now (32 bytes)."""
        return self._sum.digest()


def _signed(entry: Entry) -> bytes:
    return entry.hash + entry.signature + (entry.witness_signature or b"")
