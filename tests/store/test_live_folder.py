"""Folders in which the live record may not lie, as each system tells of them."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from msgspec import Struct

from nursedesk import bootstrap
from nursedesk.errors import KnownError
from nursedesk.store import live_folder
from nursedesk.store.live_folder import SystemDrives, must_be_local, network, synced

LINUX = """\
/dev/sda1 / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
//server/wards /mnt/ward\\040share cifs rw 0 0
server:/export /srv/nfs nfs4 rw 0 0
someone@host:/ /srv/remote fuse.sshfs rw 0 0
/dev/sdb1 /srv/nfs/local ext4 rw 0 0
/dev/sdc1 /media/stick fuseblk rw 0 0
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled)
//nurse@server/wards on /Volumes/wards (smbfs, nodev, nosuid, mounted by nurse)
"""


class Told(Struct):
    """A system that says this of its drives."""

    system: str
    text: str = ""
    remote: tuple[str, ...] = ()

    def mounts(self) -> str:
        return self.text

    def drive_type(self, root: str) -> int:
        return 4 if root in self.remote else 3


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/ward", ""),
        ("/mnt/ward share/data", "cifs"),
        ("/mnt/ward sharers", ""),
        ("/srv/nfs/data", "nfs4"),
        ("/srv/nfs/local/data", ""),
        ("/srv/remote/data", "fuse.sshfs"),
        ("/media/stick/ward", ""),
    ],
)
def test_linux(folder: str, kind: str) -> None:
    assert network(PurePosixPath(folder), Told("linux", LINUX)) == kind


def test_what_is_mounted_over_it_later_counts() -> None:
    over = f"{LINUX}server:/x /srv/nfs/local nfs rw 0 0\n"
    assert network(PurePosixPath("/srv/nfs/local/data"), Told("linux", over)) == "nfs"


@pytest.mark.parametrize(
    ("folder", "kind"), [("/Library/ward", ""), ("/Volumes/wards/data", "smbfs")]
)
def test_mac(folder: str, kind: str) -> None:
    assert network(PurePosixPath(folder), Told("darwin", MAC)) == kind


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        (r"C:\Ward", ""),
        (r"W:\Ward", "a network drive"),
        (r"\\server\wards\data", "a shared folder"),
    ],
)
def test_windows(folder: str, kind: str) -> None:
    assert network(PureWindowsPath(folder), Told("win32", remote=("W:\\",))) == kind


@pytest.mark.parametrize(
    ("inside", "cloud"),
    [
        ("OneDrive - St. Anna/ward", "OneDrive"),
        ("Dropbox/ward", "Dropbox"),
        ("Google Drive/My Drive/ward", "Google Drive"),
        ("Library/CloudStorage/Box-Box/ward", "a cloud program"),
        ("Library/Mobile Documents/com~apple~CloudDocs/ward", "iCloud"),
        ("Nextcloud/ward", "Nextcloud"),
        ("dropbox-was-here-once/ward", "Dropbox"),
        ("boxes/ward", ""),
        ("nextclouds/ward", ""),
    ],
)
def test_clouds_by_name(tmp_path: Path, inside: str, cloud: str) -> None:
    assert synced(tmp_path / inside) == cloud


def test_clouds_by_what_their_programs_leave(tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)
    assert synced(tmp_path / "shared" / "ward") == "Syncthing"


def test_it_is_said_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as refused:
        must_be_local(tmp_path, Told("linux-told", f"x {tmp_path} nfs rw 0 0"))
    assert refused.value.code == "folder-on-network"
    assert "(nfs)" in refused.value.happened
    with pytest.raises(KnownError) as refused:
        must_be_local(tmp_path / "Dropbox", Told("linux-told"))
    assert refused.value.code == "folder-in-cloud"


def test_this_machine_tells_of_its_own_drives(tmp_path: Path) -> None:
    assert "/" in SystemDrives().mounts()
    must_be_local(tmp_path, SystemDrives())


def test_no_ward_is_opened_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "Nextcloud" / "ward"
    with pytest.raises(KnownError, match="Nextcloud copies to other machines"):
        bootstrap.prepare(folder)
    assert not folder.exists()
    monkeypatch.setattr(
        live_folder.SystemDrives, "mounts", lambda _self: f"s:/x {tmp_path} nfs4 rw 0 0"
    )
    with pytest.raises(KnownError, match="network drive"):
        bootstrap.prepare(tmp_path / "ward")
