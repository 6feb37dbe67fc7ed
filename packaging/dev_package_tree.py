"""Lays the program out as a Linux system wants it, and packs it: .tar.gz, .deb."""

from __future__ import annotations

import gzip
import re
import shutil
from datetime import datetime
from pathlib import Path

import dev_package_archive as archive
from dev_package_build import PROGRAM, RECIPE, WORK
from dev_run import ROOT

TREE = WORK / "tree"
_SHARE = TREE / "usr" / "share"
DOCUMENTS = _SHARE / "doc" / "nursedesk"

# Debian's packages with what the program does not carry itself; the proof installs only these.
# Newer Debian and Ubuntu releases renamed some and provide the old names. `fontconfig` makes the
# system's font cache; without it each user's first window would make one in her home.
DEPENDS = (
    "fontconfig", "libc6 (>= 2.36)", "libdbus-1-3", "libegl1", "libexpat1", "libfontconfig1",
    "libfreetype6",
    "libgcc-s1", "libgl1", "libglib2.0-0", "libstdc++6", "libuuid1", "libx11-6", "libx11-xcb1",
    "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-render0", "libxcb-shape0", "libxcb-shm0", "libxcb-sync1",
    "libxcb-util1", "libxcb-xfixes0", "libxcb-xkb1", "libxcb1", "libxkbcommon-x11-0",
    "libxkbcommon0", "libzstd1", "zlib1g",
)  # fmt: skip
# Who builds a package keeps it: that is the hospital's IT, not the makers of the program. Without
# --maintainer the package says that nobody was named; such an address reaches nobody (RFC 2606).
NOBODY = "Not named by whoever built this package <nobody@nursedesk.invalid>"
_CONTROL = """\
Package: nursedesk
Version: {version}
Architecture: amd64
Maintainer: {maintainer}
Installed-Size: {kilobytes}
Depends: {depends}
Section: science
Priority: optional
Description: Offline ward record of blinatumomab infusions
 Keeps each patient's infusion record on the ward's own workstation, walks the
 nurse through bag changes and symptom checks, and makes the signed hand-over
 note. No server, no network. Not for clinical use until the ward's pharmacist
 and clinical safety officer have signed.
"""


def lay_out(version: str, when: datetime) -> None:
    """Puts the program and what the desktop wants beside it into `TREE`; documents come later."""
    shutil.rmtree(TREE, ignore_errors=True)
    shutil.copytree(PROGRAM, TREE / "usr" / "lib" / "nursedesk", symlinks=True)
    _put("nursedesk.desktop", _SHARE / "applications")
    _put("nursedesk.svg", _SHARE / "icons" / "hicolor" / "scalable" / "apps")
    _put("nursedesk-previous", TREE / "usr" / "bin")
    _put("nursedesk-update", TREE / "usr" / "sbin")
    _put("copyright", DOCUMENTS)
    (TREE / "usr" / "bin" / "nursedesk").symlink_to("../lib/nursedesk/nursedesk")
    shutil.copyfile(ROOT / "LICENSE", DOCUMENTS / "LICENSE")
    for name in ("INSTALL.md", "SECURITY.md"):
        shutil.copyfile(ROOT / "packaging" / name, DOCUMENTS / name)
    _pack(ROOT / "packaging" / "CHANGELOG.md", DOCUMENTS / "changelog.gz", when)
    _manual(version, when)


def _put(name: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RECIPE / name, folder / name)


def _manual(version: str, when: datetime) -> None:
    text = (RECIPE / "nursedesk.1").read_text(encoding="utf-8")
    told = text.replace("@VERSION@", version).replace("@DATE@", when.strftime("%Y-%m-%d"))
    page = _SHARE / "man" / "man1" / "nursedesk.1"
    page.parent.mkdir(parents=True)
    page.write_text(told, encoding="utf-8")
    _pack(page, page.with_suffix(".1.gz"), when)
    page.unlink()


def _pack(source: Path, target: Path, when: datetime) -> None:
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, when.timestamp()) as file:
        file.write(source.read_bytes())


def pack(version: str, when: datetime, out: Path, maintainer: str = NOBODY) -> list[Path]:
    """Writes the .tar.gz and the .deb; returns them."""
    seconds = int(when.timestamp())
    portable = out / f"nursedesk-{version}.tar.gz"
    portable.write_bytes(archive.tar_gz(TREE / "usr", f"nursedesk-{version}", seconds))
    return [portable, pack_deb(version, when, out, maintainer=maintainer)]


def pack_deb(
    version: str,
    when: datetime,
    out: Path,
    *,
    effort: int = archive.EFFORT,
    maintainer: str = NOBODY,
) -> Path:
    """Writes the .deb alone; `effort` is that of xz, `maintainer` whom its users may ask."""
    installed = out / f"nursedesk-{version}.deb"
    installed.write_bytes(
        archive.deb(TREE, _control(version, maintainer), int(when.timestamp()), effort)
    )
    return installed


def _control(version: str, maintainer: str) -> Path:
    folder = WORK / "control"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(RECIPE / "debian", folder)
    size = sum(path.stat().st_size for path in TREE.rglob("*") if path.is_file())
    text = _CONTROL.format(
        version=debian_version(version),
        maintainer=maintainer,
        kilobytes=size // 1024,
        depends=", ".join(DEPENDS),
    )
    (folder / "control").write_text(text, encoding="utf-8")
    (folder / "md5sums").write_text(archive.md5sums(TREE), encoding="utf-8")
    return folder


def debian_version(version: str) -> str:
    """Debian sorts `1.0rc1` after `1.0` unless a tilde says that it comes before."""
    return re.sub(r"(\d)(a|b|rc|\.dev)", r"\1~\2", version)
