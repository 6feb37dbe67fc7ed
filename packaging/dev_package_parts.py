"""What is inside the built program: whose file each is, its version, licence and size.

PyInstaller's own lists name the source of each file. A source in the build environment belongs to
a locked library, one of the system to a Debian package, all else to NurseDesk.
"""

from __future__ import annotations

import ast
import csv
import platform
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

from dev_run import ROOT, Stop, answer

_LISTS = ("COLLECT-00.toc", "PYZ-00.toc")
_NO_FILES = {"DEPENDENCY", "SYMLINK", "EXECUTABLE"}
OWN = "nursedesk"
_STANDARD = "cpython"
# Debian says licences in prose; these are the parts of Python and what Python needs.
_DEBIAN_LICENCES = {
    "bzip2": "bzip2-1.0.6",
    "libffi": "MIT",
    "openssl": "Apache-2.0",
    "python3.11": "PSF-2.0",
    "xz-utils": "0BSD",
}
# What libraries leave unsaid, or say in words of their own.
_SAID_BADLY = {
    "Apache 2.0": "Apache-2.0",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "reportlab": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "uharfbuzz": "Apache-2.0 AND MIT-Modern-Variant",
}


@dataclass
class Part:
    """One library: `origin` is pypi, debian or own; sizes are bytes as installed."""

    name: str
    version: str
    licence: str
    origin: str
    texts: list[Path] = field(default_factory=list)
    boms: list[Path] = field(default_factory=list)
    size: int = 0


def parts(site: Path, work: Path, program: Path) -> list[Part]:
    """Every library of the program, biggest first.

    `site` is the build environment's library folder, `work` PyInstaller's, `program` what it made.

    Raises:
        Stop: something got in that is no dependency of NurseDesk, or whose licence is unknown.
    """
    libraries = _Libraries(site)
    found: dict[str, Part] = {}
    for inside, source in sorted(_files(work)):
        part = libraries.owner(source) or _of_the_system(source)
        if part is not None:
            part = found.setdefault(part.name, part)
            installed = program / "_internal" / inside
            part.size += installed.stat().st_size if inside and installed.is_file() else 0
    loader = libraries.named("pyinstaller")
    found[loader.name] = loader
    _refuse_strangers(found.values())
    return sorted(found.values(), key=lambda part: (-part.size, part.name))


def _files(work: Path) -> Iterator[tuple[str, str]]:
    """Place in the program (empty for code inside the program file) and source of each file."""
    for name in _LISTS:
        listed = ast.literal_eval((work / name).read_text(encoding="utf-8"))
        for inside, source, kind in _triples(listed):
            if Path(source).is_absolute() and kind not in _NO_FILES:
                yield (inside if name.startswith("COLLECT") else ""), source


def _triples(node: object) -> Iterator[tuple[str, str, str]]:
    if isinstance(node, tuple) and len(node) == 3 and all(isinstance(word, str) for word in node):
        yield node
    elif isinstance(node, tuple | list):
        for each in node:
            yield from _triples(each)


class _Libraries:
    """The distributions of a library folder, and which file is whose."""

    def __init__(self, site: Path) -> None:
        self._site = site
        self._owners: dict[str, Path] = {}
        self._made: dict[Path, Part] = {}
        for info in sorted(site.glob("*.dist-info")):
            with (info / "RECORD").open(encoding="utf-8", newline="") as record:
                self._owners.update({row[0]: info for row in csv.reader(record) if row})

    def owner(self, source: str) -> Part | None:
        """The library of a source file; None when it is not in this folder."""
        if not source.startswith(f"{self._site}/"):
            return None
        info = self._owners.get(source.removeprefix(f"{self._site}/"))
        return self._part(info) if info else None

    def named(self, name: str) -> Part:
        """A library by its name."""
        (info,) = self._site.glob(f"{name}-*.dist-info")
        return self._part(info)

    def _part(self, info: Path) -> Part:
        if info not in self._made:
            about = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
            name = about["Name"].lower().replace("_", "-")
            texts = [path for path in sorted(info.rglob("*")) if _is_licence(path, info)]
            boms = sorted((info / "sboms").glob("*.json"))
            self._made[info] = Part(
                name, about["Version"], _licence(name, about), "pypi", texts, boms
            )
        return self._made[info]


def _is_licence(path: Path, info: Path) -> bool:
    known = re.match(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", path.name, re.IGNORECASE)
    return path.is_file() and (bool(known) or "licenses" in path.relative_to(info).parts)


def _licence(name: str, about: Message) -> str:
    """The SPDX expression of a library.

    Raises:
        Stop: it tells none.
    """
    told = _SAID_BADLY.get(name) or about["License-Expression"] or about["License"] or ""
    told = _SAID_BADLY.get(told, told)
    if not told or "\n" in told or len(told) > 80:
        raise Stop(f"{name} names no licence that can be written down: add it to {__file__}.")
    return str(told)


def _of_the_system(source: str) -> Part | None:
    """The part of a file that is none of a library's: Debian's, Python's own, or ours (None)."""
    if source.startswith(str(ROOT)):
        return None
    real = Path(source).resolve()
    owned = answer(["dpkg-query", "-S", real]) or answer(
        ["dpkg-query", "-S", str(real).removeprefix("/usr")]
    )
    if not owned:
        return Part(_STANDARD, platform.python_version(), "PSF-2.0", "own")
    package = owned.partition(": ")[0].split(",")[0]
    shown = answer(["dpkg-query", "-W", "-f", "${source:Package} ${source:Version}", package])
    name, _, version = (shown or f"{package} unknown").partition(" ")
    licence = _DEBIAN_LICENCES.get(name)
    if licence is None:
        raise Stop(f"{source} of Debian's {name} got in: leave it out, or name its licence.")
    text = Path("/usr/share/doc") / package.partition(":")[0] / "copyright"
    return Part(name, version, licence, "debian", [text])


def runtime_names(lock_text: str) -> set[str]:
    """The libraries that NurseDesk needs when it runs, as uv.lock's graph leads to them."""
    needs: dict[str, set[str]] = defaultdict(set)
    for package in tomllib.loads(lock_text)["package"]:
        asked: list[dict[str, Any]] = list(package.get("dependencies", []))
        for extra in package.get("optional-dependencies", {}).values():
            asked += extra
        needs[package["name"]] |= {one["name"] for one in asked}
    reached: set[str] = set()
    ends = [OWN]
    while ends:
        name = ends.pop()
        if name not in reached:
            reached.add(name)
            ends += needs[name]
    return reached


def _refuse_strangers(found: Iterable[Part]) -> None:
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    known = runtime_names(lock) | {"pyinstaller"}
    strangers = [part.name for part in found if part.origin == "pypi" and part.name not in known]
    if strangers:
        raise Stop(f"Tools of the developers got into the package: {', '.join(strangers)}.")


def table(found: list[Part], program: Path) -> str:
    """The sizes as a table in Markdown, biggest first; small parts together."""
    total = _size(program)
    own = _size(program / "_internal" / OWN)
    code = (program / "nursedesk").stat().st_size
    rows = [(part.name, part.size) for part in found]
    rows += [("all Python code, compressed, in the program file", code)]
    rows += [("NurseDesk's own fonts, protocols and migrations", own)]
    big = [row for row in rows if row[1] >= 1_000_000]
    rest = total - sum(size for _, size in big)
    lines = [f"| {name} | {size / 1e6:.1f} |" for name, size in sorted(big, key=lambda r: -r[1])]
    end = [f"| everything else | {rest / 1e6:.1f} |", f"| **together** | **{total / 1e6:.1f}** |"]
    return "\n".join(["| part | MB |", "|---|---|", *lines, *end]) + "\n"


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
