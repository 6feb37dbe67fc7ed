"""requirements.txt, for pip, installs exactly what uv.lock says, and pyproject asks for no more."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.packaging.locks import differences, read_lock
from tests.packaging.tree import ROOT

LOCK = (ROOT / "uv.lock").read_text(encoding="utf-8")
REQUIREMENTS = (ROOT / "packaging" / "requirements.txt").read_text(encoding="utf-8")
EXPORT = (
    "uv export --frozen --all-groups --no-emit-project --no-header --no-annotate"
    " --format requirements.txt --output-file packaging/requirements.txt"
)


def test_both_files_install_the_same() -> None:
    assert differences(LOCK, REQUIREMENTS) == [], f"make it again: {EXPORT}"


@pytest.mark.parametrize(
    ("pattern", "instead", "said"),
    [
        (r"alembic==\S+", "alembic==0.1", "alembic: "),
        (r"(mako==\S+ \\\n)    --hash=\S+ \\\n", r"\1", "mako: other hashes"),
        (r"rich==.*\\\n(    --hash=\S+ ?\\?\n)+", "", "rich: in one file only"),
        (r"mdurl==", "stray==1 \\\n    --hash=sha256:0\nmdurl==", "stray: in one file only"),
        (r"(colorama==\S+) ; .* \\", r"\1 \\", "colorama: installed from one file only on linux"),
        (r"(pytest==\S+) \\", r"\1 ; sys_platform != 'win32' \\", "pytest: installed from one"),
    ],
)
def test_a_difference_is_found(pattern: str, instead: str, said: str) -> None:
    sabotaged, times = re.subn(pattern, instead, REQUIREMENTS)
    assert times == 1
    assert any(line.startswith(said) for line in differences(LOCK, sabotaged))


def test_windows_gets_its_time_zones() -> None:
    assert re.search(r"^tzdata==\S+ \\$", REQUIREMENTS, re.MULTILINE)  # as every system does


def test_the_build_backend_is_locked_at_the_version_that_builds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    locked = read_lock(LOCK).pins["hatchling"].version
    assert project["build-system"]["requires"] == [f"hatchling=={locked}"]


def test_the_lock_was_made_from_this_pyproject() -> None:
    """As `uv lock --check` would say, for the names: nothing asked for is missing in the lock."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~; ]", one)[0].lower().replace("_", "-") for one in asked}
    assert names == {dependency["name"] for dependency in read_lock(LOCK).asks["nursedesk"]}
