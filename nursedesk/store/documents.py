"""Signed documents by their SHA-256, append only.

A countersigned note is its nurse-signed note and one appended revision, so a document that only
continues a stored one is kept as that one's SHA-256 and its own tail. Where a revision of a PDF
ends, its end-of-file mark says; anything else is kept whole.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.store import faults
from nursedesk.store.driver import Connection

_REVISION_END = re.compile(rb"%%EOF(?:\r\n|\n|\r)?")
_STORED = "SELECT 1 FROM document WHERE sha256 = ?"
_READ = "SELECT base, content FROM document WHERE sha256 = ?"
_KEEP = "INSERT INTO document (sha256, base, size, content) VALUES (?, ?, ?, ?)"


def keep(connection: Connection, content: bytes) -> str:
    """Stores a document, unless it is there, and returns its SHA-256 (hex).

    Raises:
        Error: the driver's.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    if not _is_stored(connection, sha256):
        base, length = _longest_base(connection, content)
        connection.execute(_KEEP, (sha256, base, len(content), content[length:]))
    return sha256


def read(connection: Connection, sha256: str) -> bytes:
    """A document's bytes, put together of what it continues and its own tail; not checked.

    The first screen needs the protocol: SQLModel's way here would load SQLModel for it.

    Raises:
        KnownError: there is none.
        Error: the driver's.
    """
    tails: list[bytes] = []
    seen: set[str] = set()
    base: str | None = sha256
    while base is not None and base not in seen:  # a damaged one may continue itself
        seen.add(base)
        row = connection.execute(_READ, (base,)).fetchone()
        if row is None:
            break
        base = row[0]
        tails.append(bytes(row[1]))
    if not tails:
        raise missing(sha256)
    return b"".join(reversed(tails))


def _is_stored(connection: Connection, sha256: str) -> bool:
    return connection.execute(_STORED, (sha256,)).fetchone() is not None


def _longest_base(connection: Connection, content: bytes) -> tuple[str | None, int]:
    digest, hashed = hashlib.sha256(), 0
    found: tuple[str | None, int] = (None, 0)
    for mark in _REVISION_END.finditer(content):
        for end in range(mark.start() + len(b"%%EOF"), mark.end() + 1):
            digest.update(content[hashed:end])
            hashed = end
            if end < len(content) and _is_stored(connection, digest.hexdigest()):
                found = digest.hexdigest(), end
    return found


def missing(sha256: str) -> KnownError:
    """The chart holds no such document."""
    return KnownError(
        "document-missing",
        f"The chart holds no document with the fingerprint {sha256[:16]}.",
        saved=faults.NOTHING_CHANGED,
        do="Check the fingerprint; if the note was signed here, call ward IT to check the chart.",
        document=sha256,
    )


def damaged(path: Path, sha256: str) -> KnownError:
    """A document's bytes are not those that were signed."""
    return KnownError(
        "document-damaged",
        f"The document {sha256[:16]} in the chart {path.name} is damaged or was altered.",
        saved=faults.NOTHING_CHANGED,
        do="Do not rely on it: use an exported copy or paper, and call ward IT to restore the "
        "last backup.",
        document=sha256,
    )
