"""Loads protocol files, strictly, and finds the installed ones."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec import structs

from nursedesk import paths
from nursedesk.errors import KnownError
from nursedesk.protocol import toml_file
from nursedesk.protocol.checks import check
from nursedesk.protocol.definition import Content, Protocol
from nursedesk.protocol.reading import Misfit, read, shown

SHIPPED_ID = "blinatumomab-us"


def load(path: Path) -> Protocol:
    """The protocol in this file.

    Raises:
        KnownError: the file cannot be read, is not TOML, or is no whole protocol; the message
            names file, table and key, and what is allowed there.
    """
    data = toml_file.contents(path)
    return from_bytes(data, str(path))


def from_bytes(data: bytes, name: str) -> Protocol:
    """The protocol in these bytes, called `name` in messages.

    Raises:
        KnownError: as `load`.
    """
    tables = toml_file.parse(data, name)
    try:
        content = read(tables, Content)
        check(content)
    except Misfit as misfit:
        raise KnownError(
            "protocol-refused",
            f"The protocol file {shown(name, 300)} is refused: {misfit}.",
            do="Correct the file, or use it as it was delivered.",
            where=misfit.where,
        ) from misfit
    digest = hashlib.sha256(data).hexdigest()
    return Protocol(sha256=digest, **structs.asdict(content))


def folder() -> Path:
    """Where the program keeps its protocols: one folder for each id, one file for each version."""
    return paths.resources() / "protocols"


def installed(where: Path | None = None) -> tuple[Path, ...]:
    """The protocol files in this folder (else in the program's resources), by id and version."""
    found = (where or folder()).glob("*/[0-9]*.toml")
    return tuple(sorted(found, key=lambda path: (path.parent.name, _version(path))))


def shipped(name: str = SHIPPED_ID) -> Protocol:
    """The newest installed version of the protocol with this id.

    Raises:
        KnownError: `protocol-not-installed`, or as `load`.
    """
    versions = [path for path in installed() if path.parent.name == name]
    if not versions:
        raise KnownError(
            "protocol-not-installed",
            f"There is no installed protocol '{shown(name)}'.",
            do=f"Use one of: {', '.join(sorted({p.parent.name for p in installed()}))}.",
        )
    return load(versions[-1])


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.stem.split(".") if part.isdigit())
