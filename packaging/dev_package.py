"""`dev.py package`: the program that a ward installs, its list of parts, its proof.

dev.py package             build dist/: .deb, .tar.gz, bill of materials, sizes, SHA256SUMS
dev.py package --twice     build it again in another folder and compare every byte
dev.py package --walkthrough   build it and do the whole job with the built program
dev.py package --prove     build it, install it in a bare Debian 12 and do the whole job there
dev.py package --start     build it and measure how fast its window opens, against source
dev.py package --sign KEY  also make the signed update folder, with the hospital's key
dev.py package --maintainer 'Ward IT <it@hospital.example>'   whom the package names as its keeper
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import dev_package_archive as archive
import dev_package_bom as bom
import dev_package_build as build
import dev_package_parts as parts
import dev_package_tree as tree
from dev_run import ROOT, Stop, child_environment, run, say

DIST = ROOT / "dist"
INSTALLED_MB, PACKED_MB = 220, 80


def package(words: Sequence[str]) -> int:
    """Builds, and does what the further words ask; returns the exit code."""
    asked = _parser().parse_args(words)
    made = make(DIST, asked.maintainer)
    if asked.sign:
        import dev_package_update

        dev_package_update.folder(made, build.version(), asked.sign, build.environment())
    if asked.twice:
        _compare_with_another(asked.maintainer)
    if asked.walkthrough:
        _do_the_whole_job(build.PROGRAM / "nursedesk")
    if asked.start:
        import dev_package_start

        return dev_package_start.measure()
    if asked.prove:
        import dev_package_proof

        return dev_package_proof.prove()
    return 0


def make(out: Path, maintainer: str) -> list[Path]:
    """Builds everything into `out`, which is emptied first; returns the packages.

    Raises:
        Stop: it could not be built, is too big, or holds what it must not.
    """
    when, version, python = build.build_time(), build.version(), build.environment()
    say(f"NurseDesk {version}, commit {build.commit() or 'unknown'}, {when:%Y-%m-%d %H:%M} UTC")
    build.program(python, when)
    (site,) = build.ENVIRONMENT.rglob("site-packages")
    found = parts.parts(site, build.WORK / "work" / "nursedesk", build.PROGRAM)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    sizes = out / f"nursedesk-{version}-sizes.md"
    sizes.write_text(parts.table(found, build.PROGRAM), encoding="utf-8")
    bill = out / f"nursedesk-{version}.cdx.json"
    bill.write_text(bom.bill(found, version, when, python), encoding="utf-8")
    if not sys.platform.startswith("linux"):
        return _elsewhere(found, out)
    tree.lay_out(version, when)
    shutil.copyfile(bill, tree.DOCUMENTS / "sbom.cdx.json")
    bom.licences(found, tree.DOCUMENTS / "licences")
    packages = tree.pack(version, when, out, maintainer)
    _weigh(packages)
    (out / "SHA256SUMS").write_text(archive.sha256sums([*packages, bill]), encoding="utf-8")
    return packages


def _elsewhere(found: list[parts.Part], out: Path) -> list[Path]:
    """Windows and macOS: the folder with its licences; the installer's own script packs it."""
    bom.licences(found, build.PROGRAM / "licences")
    target = out / "nursedesk"
    shutil.copytree(build.PROGRAM, target, symlinks=True)
    return [target]


def _weigh(packages: list[Path]) -> None:
    """Says the sizes.

    Raises:
        Stop: a limit is passed.
    """
    installed = sum(p.stat().st_size for p in tree.TREE.rglob("*") if not p.is_symlink()) / 1e6
    say(f"installed: {installed:.1f} MB (at most {INSTALLED_MB})")
    for path in packages:
        say(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB (at most {PACKED_MB})")
    if installed > INSTALLED_MB or any(p.stat().st_size / 1e6 > PACKED_MB for p in packages):
        raise Stop("The package is bigger than it may be: see the table of sizes beside it.")


def _compare_with_another(maintainer: str) -> None:
    """Builds a copy of this tree elsewhere and compares.

    Raises:
        Stop: the bytes differ.
    """
    seconds = str(int(build.build_time().timestamp()))
    with tempfile.TemporaryDirectory(prefix="nursedesk-again-") as folder:
        copy = Path(folder) / "another" / "place"
        left_out = shutil.ignore_patterns(
            ".git", ".venv", "build", "dist", "__pycache__", ".*cache"
        )
        shutil.copytree(ROOT, copy, ignore=left_out)
        again: list[str | Path] = [sys.executable, copy / "packaging" / "dev.py", "package"]
        again += ["--maintainer", maintainer]
        if run(again, child_environment(SOURCE_DATE_EPOCH=seconds)) != 0:
            raise Stop("The second build failed.")
        sums = [(place / "dist" / "SHA256SUMS").read_text("utf-8") for place in (ROOT, copy)]
    if sums[0] != sums[1]:
        raise Stop(f"The two builds differ:\n{sums[0]}\n{sums[1]}")
    say(f"Built twice, in two folders, with identical bytes:\n{sums[0]}")


def _do_the_whole_job(program: Path) -> None:
    """Has the built program check itself and do the whole job, in an empty home of its own.

    Nothing of the source tree or its environment helps it: it gets no variable of ours.

    Raises:
        Stop: it failed.
    """
    with tempfile.TemporaryDirectory(prefix="nursedesk-built-") as folder:
        home = Path(folder)
        bare = {"HOME": folder, "LANG": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
        if sys.platform == "win32":  # nothing starts without these
            bare |= {each: os.environ[each] for each in ("SYSTEMROOT", "TEMP", "PATH")}
        for words in (["selfcheck"], ["walkthrough", "--out", home / "out"]):
            if run([program, *words], bare) != 0:
                raise Stop(f"The built program failed: nursedesk {words[0]}")
    say("The built program checked itself and did the whole job.")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dev.py package",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--twice", action="store_true", help="build twice, compare")
    parser.add_argument("--walkthrough", action="store_true", help="do the whole job with it")
    parser.add_argument("--prove", action="store_true", help="prove it in a bare Debian 12")
    parser.add_argument("--start", action="store_true", help="measure how fast it starts")
    parser.add_argument("--sign", type=Path, metavar="KEY", help="make the signed update folder")
    parser.add_argument(
        "--maintainer",
        type=keeper,
        default=tree.NOBODY,
        metavar="WHO",
        help="whom users may ask: NAME <ADDRESS>",
    )
    return parser


def keeper(words: str) -> str:
    """A Debian package's maintainer: one line, a name and an address.

    Raises:
        ArgumentTypeError: it is not written like that.
    """
    if not re.fullmatch(r"[^<>\n,]+ <[^<>@\s]+@[^<>@\s]+>", words):
        raise argparse.ArgumentTypeError("write it as: Ward IT <it@hospital.example>")
    return words
