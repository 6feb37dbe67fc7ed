"""`nursedesk protocol install`: a ward's own protocol, verified and laid ready."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from nursedesk.durable import sync_folder, write_whole
from nursedesk.errors import KnownError

if TYPE_CHECKING:
    from nursedesk.protocol.verify import Verified


def install(file: Path, data: Path, today: date) -> tuple[Verified, Path]:
    """Copies a protocol file into the ward's folder; the ward adopts it in the window.

    Raises:
        KnownError: the file is refused, no ward's folder, the version is there with other
            content (a version is never replaced), or the disk refused.
    """
    from nursedesk.protocol import toml_file
    from nursedesk.protocol.verify import judge

    if not data.is_dir():
        raise KnownError(
            "no-data-folder",
            f"There is no folder {data}.",
            do="Name the ward's data folder with --data DIR.",
        )
    content = toml_file.contents(file)
    verified = judge(content, str(file), today)
    target = _target(verified, data)
    if target.exists() and toml_file.contents(target) == content:
        return verified, target
    _check_new(verified, target)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(target, content)
        sync_folder(target.parent)
    except OSError as error:
        raise KnownError(
            "not-installed",
            f"The protocol could not be copied to {target} ({error.strerror}).",
            saved="Nothing was installed.",
            do="Check the rights of the folder and the space on the disk, then try again.",
        ) from error
    return verified, target


def _target(verified: Verified, data: Path) -> Path:
    """Id and version are checked forms, so that no name in the file leads out of the folder."""
    header = verified.protocol.header
    return data / "protocols" / header.id / f"{header.version}.toml"


def _check_new(verified: Verified, target: Path) -> None:
    from nursedesk.protocol import loader

    protocol = verified.protocol
    delivered = loader.folder() / protocol.id / f"{protocol.version}.toml"
    if target.exists() or (delivered.exists() and not verified.as_delivered):
        raise KnownError(
            "version-exists",
            f"There is a {protocol.id} {protocol.version} already, with other content.",
            saved="Nothing was installed.",
            do="Give the file a new version number: a version is never replaced.",
        )
