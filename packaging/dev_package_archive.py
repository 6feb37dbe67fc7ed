"""Writes .tar.gz and .deb from a folder so that the same files always give the same bytes.

Order, owner, times and rights come from here and never from the machine that builds. A .deb is an
`ar` of three members; writing it takes fewer lines than telling dpkg-deb what not to take over.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import lzma
import tarfile
from collections.abc import Iterable
from pathlib import Path

_RUN, _READ = 0o755, 0o644
EFFORT = 3  # xz: 6 takes four times as long and saves 5 %


def tar(folder: Path, prefix: str, seconds: int) -> bytes:
    """Everything in a folder, under `prefix`, owned by root, at one time (seconds since 1970)."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for path in [folder, *sorted(folder.rglob("*"))]:
            inside = path.relative_to(folder).as_posix()
            name = prefix if inside == "." else f"{prefix}/{inside}"
            _add(archive, path, name, seconds)
    return packed.getvalue()


def _add(archive: tarfile.TarFile, path: Path, name: str, seconds: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.mtime, entry.uname, entry.gname = seconds, "root", "root"
    if path.is_symlink():
        entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, str(path.readlink()), 0o777
        archive.addfile(entry)
    elif path.is_dir():
        entry.type, entry.mode = tarfile.DIRTYPE, _RUN
        archive.addfile(entry)
    else:
        content = path.read_bytes()
        entry.size, entry.mode = len(content), _RUN if _is_program(path, content) else _READ
        archive.addfile(entry, io.BytesIO(content))


def _is_program(path: Path, content: bytes) -> bool:
    """A script, or an ELF file that is no library."""
    return content.startswith(b"#!") or (content.startswith(b"\x7fELF") and ".so" not in path.name)


def tar_gz(folder: Path, name: str, seconds: int) -> bytes:
    """A compressed archive of a folder, which unpacks into `name`."""
    packed = io.BytesIO()
    with gzip.GzipFile("", "wb", 9, packed, seconds) as file:
        file.write(tar(folder, name, seconds))
    return packed.getvalue()


def deb(tree: Path, control: Path, seconds: int, effort: int) -> bytes:
    """A Debian package: `tree` is what is installed at /, `control` the files about it."""
    members = (
        ("debian-binary", b"2.0\n"),
        ("control.tar.xz", lzma.compress(tar(control, ".", seconds), preset=effort)),
        ("data.tar.xz", lzma.compress(tar(tree, ".", seconds), preset=effort)),
    )
    return b"!<arch>\n" + b"".join(_member(name, data, seconds) for name, data in members)


def _member(name: str, data: bytes, seconds: int) -> bytes:
    head = f"{name:<16}{seconds:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n"
    return head.encode() + data + b"\n" * (len(data) % 2)


def md5sums(tree: Path) -> str:
    """The list by which `dpkg --verify` knows changed files."""
    files = (path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink())
    return "".join(
        f"{hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()}"
        f"  {path.relative_to(tree).as_posix()}\n"
        for path in files
    )


def sha256sums(files: Iterable[Path]) -> str:
    """As `sha256sum` writes and checks it."""
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in sorted(files)
    )
