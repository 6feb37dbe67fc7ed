"""Where the live record may not lie: on a network drive, or in a folder that a cloud copies.

There locks and syncs are not what the database needs, and a sync program can put back an older
file or make two of one. What the system says of its drives stands behind `Drives`, so that every
system's branch is tested on any. Backups may lie there.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from typing import Protocol

from nursedesk.errors import KnownError

_REMOTE = 4  # GetDriveTypeW: DRIVE_REMOTE
_NETWORK = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "smb", "afs", "afpfs", "ncpfs", "coda", "ceph"),
        *("glusterfs", "lustre", "davfs", "davfs2", "webdav", "ftp", "sshfs", "curlftpfs"),
        *("rclone", "s3fs", "gcsfuse", "gvfsd-fuse", "onedriver", "onedrive", "gdfs", "pcloud"),
        *("google-drive-ocamlfuse", "dropbox", "hubicfuse", "juicefs", "goofys"),
    }
)
_CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "icloud": "iCloud",
    "mobile documents": "iCloud",
    "com~apple~clouddocs": "iCloud",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "pclouddrive": "pCloud",
    "box sync": "Box",
    "cloudstorage": "a cloud program",
}
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".stfolder": "Syncthing",
    ".tmp.driveupload": "Google Drive",
}
_ESCAPED = re.compile(r"\\([0-7]{3})")  # /proc/mounts writes a space as \040
_MAC_MOUNT = re.compile(r".* on (?P<point>/.*) \((?P<kind>[^,)]+)")


class Drives(Protocol):
    """What a system says of its drives; `system` as in `sys.platform`."""

    @property
    def system(self) -> str:
        """Which one it is."""

    def mounts(self) -> str:
        """Linux: /proc/mounts. macOS: what `mount` prints. Empty where it cannot be told."""

    def drive_type(self, root: str) -> int:
        """Windows: GetDriveTypeW of a drive's root."""


def must_be_local(folder: Path, drives: Drives) -> None:
    """Lets the record lie only on a disk of this workstation.

    Raises:
        KnownError: a network drive (`folder-on-network`) or a cloud's folder (`folder-in-cloud`).
    """
    if kind := network(_plain(folder, drives), drives):
        raise KnownError(
            "folder-on-network",
            f"The data folder {folder} lies on a network drive ({kind}), where the record could "
            "be damaged or written by two programs at once.",
            saved="Nothing was changed.",
            do="Choose a folder on a disk of this workstation, with --data DIR. Backups may go to "
            "the network.",
        )
    if cloud := synced(folder):
        raise KnownError(
            "folder-in-cloud",
            f"The data folder {folder} lies in a folder that {cloud} copies to other machines; it "
            "could put back an older record or damage it.",
            saved="Nothing was changed.",
            do="Choose a folder outside of it, on a disk of this workstation, with --data DIR. "
            "Backups may go there.",
        )


def network(folder: PurePath, drives: Drives) -> str:
    """The kind of network drive that a folder lies on; empty when it lies on none."""
    if drives.system == "win32":
        drive = PureWindowsPath(folder).drive
        if drive.startswith("\\\\"):
            return "a shared folder"
        return "a network drive" if drives.drive_type(f"{drive}\\") == _REMOTE else ""
    told = drives.mounts().splitlines()
    read = _of_mac if drives.system == "darwin" else _of_linux
    found = [one for one in map(read, told) if one and PurePosixPath(folder).is_relative_to(one[0])]
    # Of mounts over each other the last one counts.
    _point, kind = max(found, key=lambda one: len(PurePosixPath(one[0]).parts), default=("", ""))
    for point, later in found:
        kind = later if point == _point else kind
    return kind if kind.removeprefix("fuse.") in _NETWORK else ""


def synced(folder: Path) -> str:
    """The cloud whose folder this lies in, by its name or by what its program leaves there."""
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        for cloud_s, cloud in _CLOUDS.items():
            if name == cloud_s or name.startswith((f"{cloud_s} -", f"{cloud_s}-")):
                return cloud
        for marker, cloud in _MARKERS.items():
            if os.path.lexists(place / marker) and place != Path.home():
                return cloud
    return ""


def _plain(folder: Path, drives: Drives) -> PurePath:
    """The folder as the system knows it: through links, made absolute."""
    return folder.resolve() if drives.system == sys.platform else folder


def _of_linux(line: str) -> tuple[str, str] | None:
    words = line.split(" ")
    if len(words) < 3:
        return None
    return _ESCAPED.sub(lambda found: chr(int(found[1], 8)), words[1]), words[2]


def _of_mac(line: str) -> tuple[str, str] | None:
    told = _MAC_MOUNT.match(line)
    return None if told is None else (told["point"], told["kind"])


class SystemDrives:
    """This machine."""

    system = sys.platform

    def mounts(self) -> str:
        try:
            if self.system == "darwin":
                done = subprocess.run(
                    ["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False
                )
                return done.stdout
            return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
        except (OSError, subprocess.SubprocessError):
            return ""

    def drive_type(self, root: str) -> int:
        if sys.platform == "win32":
            import ctypes

            return int(ctypes.WinDLL("kernel32").GetDriveTypeW(ctypes.c_wchar_p(root)))
        return 0
