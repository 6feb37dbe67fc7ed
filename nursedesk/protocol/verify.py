"""Whether a protocol file may be worked with: whole, unaltered where it is active, in date."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.protocol import loader, toml_file
from nursedesk.protocol.definition import Protocol, Standing
from nursedesk.protocol.reading import Misfit, read, shown


class ManifestEntry(Struct, frozen=True, kw_only=True):
    """A protocol file as it was delivered."""

    id: str
    version: str
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """All protocol files that this program was delivered with."""

    file: tuple[ManifestEntry, ...]


class Verified(Struct, frozen=True, kw_only=True):
    """A protocol file that was not refused, and what a reader should know of it."""

    protocol: Protocol
    as_delivered: bool
    review_passed: bool


def verify(path: Path, today: date) -> Verified:
    """Judges a protocol file.

    A file that calls itself active must be one that was delivered, byte for byte; a draft or a
    retired one is judged on its content.

    Raises:
        KnownError: `protocol-altered` for an edited file that calls itself active, or as
            `loader.load`.
    """
    return judge(toml_file.contents(path), str(path), today)


def judge(content: bytes, name: str, today: date) -> Verified:
    """Judges the bytes of a protocol file, called `name` in messages.

    Raises:
        KnownError: as `verify`.
    """
    protocol = loader.from_bytes(content, name)
    as_delivered = protocol.sha256 in {entry.sha256 for entry in manifest().file}
    if protocol.header.status is Standing.ACTIVE and not as_delivered:
        raise KnownError(
            "protocol-altered",
            f"{shown(name, 300)} calls itself active but is not the file that was delivered.",
            do="Set its status to 'draft', or use the file as it was delivered.",
        )
    return Verified(
        protocol=protocol,
        as_delivered=as_delivered,
        review_passed=today > protocol.header.review_due,
    )


def manifest() -> Manifest:
    """The delivered files.

    Raises:
        KnownError: the program's own manifest is damaged or missing.
    """
    path = loader.folder() / "manifest.toml"
    tables = toml_file.parse(toml_file.contents(path), str(path))
    try:
        return read(tables, Manifest)
    except Misfit as misfit:
        raise KnownError(
            "manifest-damaged",
            f"The list of delivered protocols is damaged: {misfit}.",
            do="Install NurseDesk again.",
        ) from misfit
