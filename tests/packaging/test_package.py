"""The package's own parts: what is packed and how, without building it (`package --prove` does)."""

from __future__ import annotations

import argparse
import hashlib
import io
import lzma
import os
import re
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import dev_package
import dev_package_archive as archive
import dev_package_tree as tree
import pytest

from nursedesk import __main__ as program
from tests.packaging.tree import ROOT

RECIPE = ROOT / "packaging" / "package"
AT = 1_763_700_000


def make_tree(folder: Path, backwards: bool = False) -> Path:
    """A small installed tree; backwards, it is made in another order, with other times."""
    files = {
        "usr/bin/script": b"#!/bin/sh\n",
        "usr/lib/p/p": b"\x7fELF program",
        "usr/lib/p/l.so.6": b"\x7fELF library",
        "usr/share/doc/text": b"words",
    }
    for name in sorted(files, reverse=backwards):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name])
        path.chmod(0o600 if backwards else 0o666)
        os.utime(path, (AT + backwards, AT + backwards))
    (folder / "usr/bin/p").symlink_to("../lib/p/p")
    return folder


def control(folder: Path) -> Path:
    folder.mkdir()
    (folder / "control").write_text(
        "Package: p\nVersion: 1\nArchitecture: all\nMaintainer: N <n@localhost>\nDescription: d\n"
    )
    return folder


def members(packed: bytes) -> dict[str, tarfile.TarInfo]:
    with tarfile.open(fileobj=io.BytesIO(packed)) as opened:
        return {member.name: member for member in opened}


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    about = control(tmp_path / "control")
    one, two = make_tree(tmp_path / "a"), make_tree(tmp_path / "b", backwards=True)
    assert archive.deb(one, about, AT, 1) == archive.deb(two, about, AT, 1)
    assert archive.tar_gz(one, "p-1", AT) == archive.tar_gz(two, "p-1", AT)
    assert archive.tar_gz(one, "p-1", AT) != archive.tar_gz(one, "p-1", AT + 1)
    (two / "usr/share/doc/text").write_bytes(b"other")
    assert archive.deb(one, about, AT, 1) != archive.deb(two, about, AT, 1)


def test_everything_is_roots_and_only_programs_run(tmp_path: Path) -> None:
    packed = members(archive.tar_gz(make_tree(tmp_path), "p-1", AT))
    assert {(m.uid, m.gid, m.uname, m.mtime) for m in packed.values()} == {(0, 0, "root", AT)}
    runs = {name for name, m in packed.items() if m.isfile() and m.mode == 0o755}
    assert runs == {"p-1/usr/bin/script", "p-1/usr/lib/p/p"}
    assert {m.mode for n, m in packed.items() if m.isfile() and n not in runs} == {0o644}
    assert packed["p-1/usr/bin/p"].linkname == "../lib/p/p"


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is Debian's")
def test_dpkg_reads_what_we_write(tmp_path: Path) -> None:
    package = tmp_path / "p.deb"
    package.write_bytes(
        archive.deb(make_tree(tmp_path / "t"), control(tmp_path / "control"), AT, 1)
    )
    field = subprocess.run(["dpkg-deb", "-f", package, "Package"], capture_output=True, check=True)
    assert field.stdout == b"p\n"
    subprocess.run(["dpkg-deb", "-x", package, tmp_path / "out"], check=True)
    assert (tmp_path / "out/usr/lib/p/l.so.6").read_bytes() == b"\x7fELF library"


def test_the_list_of_sums_is_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"2")
    (tmp_path / "a").write_bytes(b"1")
    first = hashlib.sha256(b"1").hexdigest()
    assert archive.sha256sums([tmp_path / "b", tmp_path / "a"]).startswith(f"{first}  a\n")
    assert lzma.decompress(lzma.compress(b"", preset=archive.EFFORT)) == b""


@pytest.mark.parametrize(
    ("ours", "debians"), [("1.2.3", "1.2.3"), ("1.0.0rc1", "1.0.0~rc1"), ("1.0.dev2", "1.0~.dev2")]
)
def test_a_version_before_a_version_sorts_before_it(ours: str, debians: str) -> None:
    assert tree.debian_version(ours) == debians


def _commands(parser: argparse.ArgumentParser) -> set[str]:
    """Commands and options that a person is meant to use: those that have help."""
    found = set()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= {choice.dest for choice in action._choices_actions}
        elif action.help != argparse.SUPPRESS:
            found |= {word for word in action.option_strings if word.startswith("--")}
    return found


def test_the_manual_page_names_every_command_and_option() -> None:
    manual = (RECIPE / "nursedesk.1").read_text(encoding="utf-8").replace("\\-", "-")
    words = _commands(program._parser())
    assert {"verify", "protocol", "walkthrough", "check-update", "--data"} <= words
    assert [word for word in words if word not in manual] == []


def test_the_desktop_entry_starts_the_program_with_its_icon() -> None:
    entry = (RECIPE / "nursedesk.desktop").read_text(encoding="utf-8")
    assert "\nExec=nursedesk\n" in entry
    assert "\nIcon=nursedesk\n" in entry
    assert (RECIPE / "nursedesk.svg").is_file()


@pytest.mark.parametrize(
    "name", ["debian/preinst", "debian/postrm", "nursedesk-update", "nursedesk-previous"]
)
def test_a_script_is_sound_shell_and_never_touches_a_home(name: str) -> None:
    text = (RECIPE / name).read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert re.search(r"^set -eu?$|^exec ", text, re.MULTILINE)
    assert not re.search(r"/home|HOME|~|\.local", text)
    assert subprocess.run(["sh", "-n"], input=text.encode(), check=False).returncode == 0


def _field(package: Path, name: str) -> str:
    done = subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, check=True)
    return done.stdout.decode().strip()


@pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is Debian's")
def test_the_package_names_its_keeper_or_that_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree, "TREE", make_tree(tmp_path / "tree"))
    monkeypatch.setattr(tree, "WORK", tmp_path)
    at = datetime.fromtimestamp(AT, UTC)
    told = [
        _field(tree.pack_deb("1.2.3", at, tmp_path, effort=0, **named), "Maintainer")
        for named in ({}, {"maintainer": "Ward IT <it@hospital.example>"})
    ]
    assert told == [tree.NOBODY, "Ward IT <it@hospital.example>"]
    assert "localhost" not in told[0]
    assert dev_package.keeper(told[0]) == told[0]


@pytest.mark.parametrize("words", ["Ward IT", "it@x.example", "A <a@b>\nDepends: x", "A <a b>"])
def test_a_keeper_is_a_name_and_an_address(words: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="write it as"):
        dev_package.keeper(words)


def test_nothing_is_fetched_when_it_is_installed() -> None:
    for path in (RECIPE / "debian").iterdir():
        assert not re.search(r"curl|wget|apt|pip|http", path.read_text(encoding="utf-8")), path


def test_what_is_installed_for_the_sources_window_is_what_the_package_depends_on() -> None:
    import dev_system

    names = {depend.split(" ")[0] for depend in tree.DEPENDS}
    assert set(dev_system.QT_LIBRARIES) <= names
    assert not any("python" in name or name.endswith("-dev") for name in names)
