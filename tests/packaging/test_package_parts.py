"""Whose each file of the package is: libraries, licences, and no tool of the developers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dev_package_bom as bom
import dev_package_parts as parts
import pytest
from dev_package_parts import Part
from dev_run import Stop

from tests.packaging.tree import ROOT

WHEN = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Built:
    """What PyInstaller leaves: lists of files, an environment and a program."""

    def __init__(self, folder: Path) -> None:
        self.site, self.work = folder / "site-packages", folder / "work"
        self.program = folder / "program"
        self.files: list[tuple[str, str, str]] = []
        for made in (self.site, self.work, self.program / "_internal" / "nursedesk"):
            made.mkdir(parents=True)
        (self.program / "nursedesk").write_bytes(b"x" * 10)
        self.library("pyinstaller", "GPLv2-or-later")

    def library(self, name: str, licence: str, size: int = 1) -> None:
        """A locked library of one file, with its licence text and a bill of its own."""
        info = self.site / f"{name}-1.0.dist-info"
        (info / "licenses").mkdir(parents=True)
        (info / "sboms").mkdir()
        (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\nLicense: {licence}\n")
        (info / "RECORD").write_text(f"{name}/code.so,,\n")
        (info / "licenses" / "LICENSE").write_text(f"licence of {name}")
        inner = {"components": [{"name": f"c-{name}", "version": "9", "purl": "pkg:generic/c"}]}
        (info / "sboms" / "inner.json").write_text(json.dumps(inner))
        installed = self.program / "_internal" / name / "code.so"
        installed.parent.mkdir(parents=True)
        installed.write_bytes(b"x" * size)
        if name != "pyinstaller":
            self.files.append((f"{name}/code.so", f"{self.site}/{name}/code.so", "EXTENSION"))

    def found(self) -> list[Part]:
        """What the parts of it are."""
        (self.work / "COLLECT-00.toc").write_text(repr((self.files,)))
        (self.work / "PYZ-00.toc").write_text(repr(("x.pyz", [])))
        return parts.parts(self.site, self.work, self.program)


@pytest.fixture
def built(tmp_path: Path) -> Built:
    made = Built(tmp_path)
    made.library("msgspec", "BSD-3-Clause", size=7)
    made.library("mako", "MIT", size=20)
    return made


def test_each_library_is_found_with_version_licence_and_size(built: Built) -> None:
    found = [(part.name, part.version, part.licence, part.size) for part in built.found()]
    assert found[:2] == [("mako", "1.0", "MIT", 20), ("msgspec", "1.0", "BSD-3-Clause", 7)]


def test_the_loader_of_the_program_is_listed_too(built: Built) -> None:
    (loader,) = [part for part in built.found() if part.name == "pyinstaller"]
    assert "Bootloader-exception" in loader.licence


@pytest.mark.parametrize("stranger", ["pytest", "mypy", "hypothesis", "ruff"])
def test_a_tool_of_the_developers_is_refused(built: Built, stranger: str) -> None:
    built.library(stranger, "MIT")
    with pytest.raises(Stop, match=stranger):
        built.found()


def test_a_library_without_a_licence_is_refused(built: Built) -> None:
    built.library("yarl", "")
    with pytest.raises(Stop, match="yarl names no licence"):
        built.found()


def test_what_the_program_needs_comes_from_the_lock() -> None:
    names = parts.runtime_names((ROOT / "uv.lock").read_text(encoding="utf-8"))
    assert {"pyside6-essentials", "shiboken6", "sqlcipher3", "pyhanko", "cffi"} <= names
    assert {"uharfbuzz", "segno"} <= names
    tools = {"pytest", "hypothesis", "mypy", "ruff", "pyinstaller", "pikepdf", "page-validation"}
    assert not tools & names


def test_the_bill_names_every_part_and_what_is_inside_it(built: Built, tmp_path: Path) -> None:
    found = built.found()
    text = bom.bill(found, "1.2.3", WHEN, tmp_path / "no-python")
    told: dict[str, Any] = json.loads(text)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert told["metadata"]["timestamp"] == "2026-11-21T12:00:00Z"
    by_name = {component["name"]: component for component in told["components"]}
    assert set(by_name) == {"mako", "msgspec", "pyinstaller"}
    assert by_name["mako"]["purl"] == "pkg:pypi/mako@1.0"
    assert by_name["mako"]["components"][0]["name"] == "c-mako"
    assert all(component["licenses"][0]["expression"] for component in by_name.values())
    assert bom.bill(found, "1.2.3", WHEN, tmp_path / "no-python") == text
    assert bom.bill(found, "1.2.4", WHEN, tmp_path / "no-python") != text


def test_every_part_has_its_licence_text(built: Built, tmp_path: Path) -> None:
    bom.licences(built.found(), tmp_path / "licences")
    text = tmp_path / "licences" / "mako" / "LICENSE"
    assert text.read_text(encoding="utf-8") == "licence of mako"


def test_qts_licence_is_here_because_its_wheels_bring_none(tmp_path: Path) -> None:
    qt = Part("pyside6-essentials", "6", "LGPL-3.0-only", "pypi")
    bom.licences([qt], tmp_path)
    names = {path.name for path in (tmp_path / "pyside6-essentials").iterdir()}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt"} <= names


def test_what_a_wheel_leaves_out_is_put_beside_what_it_brings(tmp_path: Path) -> None:
    own = tmp_path / "LICENSE"
    own.write_text("licence of the binding", encoding="utf-8")
    shaper = Part("uharfbuzz", "1", "Apache-2.0 AND MIT-Modern-Variant", "pypi", [own])
    bom.licences([shaper], tmp_path / "licences")
    names = {path.name for path in (tmp_path / "licences" / "uharfbuzz").iterdir()}
    assert names == {"LICENSE", "HarfBuzz-COPYING.txt"}


def test_a_part_without_a_licence_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="unknown"):
        bom.licences([Part("unknown", "1", "Nobody-1.0", "pypi")], tmp_path)


def test_the_table_of_sizes_adds_up(built: Built) -> None:
    lines = parts.table(built.found(), built.program).splitlines()
    assert lines[0] == "| part | MB |"
    assert lines[-1].startswith("| **together** | **0.0** |")
