"""The tree as a whole: its top level, its sizes, and that it names no machine and no registry."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.packaging.tree import ROOT, files, source_files

TOP_LEVEL = {
    "LICENSE",
    "README.md",
    "nursedesk",
    "packaging",
    "pyproject.toml",
    "resources",
    "tests",
    "uv.lock",
}
LOCK_FILES = {"uv.lock", "packaging/requirements.txt"}
MODULE_LINES = 400
FUNCTION_LINES = 60
# Put together here, so that this file does not name what it looks for.
REGISTRIES = ("pypi" + ".org", "python" + "hosted.org", "deb.debian" + ".org", "npmjs" + ".com")
MACHINE = re.compile(r"(?<![\w.~/-])/(?:work|root|home/\w+|Users/\w+|opt/\w+)\b|[.]{2}/[s]hared")


def over_long(source: str, path: str) -> list[str]:
    """The functions of a module that have more lines than a function may have."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                found.append(f"{path}:{node.lineno} {node.name}: {lines} lines")
    return found


def foreign_names(text: str, path: str) -> list[str]:
    """The registry hosts and machine paths that a file names."""
    hosts = () if path in LOCK_FILES else REGISTRIES
    return [f"{path}: {host}" for host in hosts if host in text] + [
        f"{path}: {found.group()}" for found in MACHINE.finditer(text)
    ]


def test_the_top_level_is_the_agreed_one() -> None:
    names = {name.split("/")[0] for name in files()}
    assert {name for name in names if not name.startswith(".")} == TOP_LEVEL


def test_no_module_is_too_long() -> None:
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in source_files("nursedesk", "packaging")
    }
    assert sizes
    assert {name: size for name, size in sizes.items() if size > MODULE_LINES} == {}


def test_no_function_is_too_long() -> None:
    paths = source_files("nursedesk", "packaging")
    assert paths
    assert [
        line
        for path in paths
        for line in over_long(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    ] == []


def test_a_function_of_61_lines_is_found() -> None:
    body = "    pass\n"
    assert over_long("def fits():\n" + body * 59, "m.py") == []
    assert over_long("class A:\n  def too_long():\n" + body * 60, "m.py") == [
        "m.py:2 too_long: 61 lines"
    ]


def test_nothing_names_a_registry_or_a_machine() -> None:
    named: list[str] = []
    for name in files():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data[:8000]:
            named += foreign_names(data.decode("utf-8", errors="replace"), name)
    assert named == []


@pytest.mark.parametrize(
    "text", ["cd @work@main", '"@root@x"', "at @home@ann@ward", "..@shared@cases", "@opt@wheels"]
)
def test_a_machine_path_is_found(text: str) -> None:
    assert foreign_names(text.replace("@", "/"), "README.md")


def test_a_registry_is_found() -> None:
    assert foreign_names(f"see https://{REGISTRIES[0]}/simple", "README.md")


@pytest.mark.parametrize("text", ["root/", "net/work/hours", "https://example.org/home/page"])
def test_ordinary_text_is_not_taken_for_a_machine_path(text: str) -> None:
    assert foreign_names(text, "README.md") == []


def test_a_lock_file_may_name_registries_but_no_machine_path() -> None:
    assert foreign_names(REGISTRIES[1], "uv.lock") == []
    assert foreign_names("@work@x".replace("@", "/"), "uv.lock")


def test_git_and_a_copy_without_git_list_the_same_files(tmp_path: Path) -> None:
    for name in files():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    for ignored in (".venv/bin/python", "nursedesk/__pycache__/x.pyc", "demo-output/a.pdf"):
        target = tmp_path / ignored
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    without_git = files(tmp_path)
    assert without_git == files()
    if git := shutil.which("git"):
        subprocess.run([git, "init", "-q"], cwd=tmp_path, check=True)
        assert files(tmp_path) == without_git
