"""A machine to try `dev.py` on: a small copy of the tree, and stand-ins for the system's programs.

`dev.py` itself and Python's own venv and pip are real; apt-get, dpkg-query, sudo and uv are shell
scripts that note how they were called. Nothing outside the test's folder is read or changed.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.packaging.tree import ROOT

_PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "stand-in"
version = "1"
"""
# As little of a build backend as pip needs for an editable installation.
_BACKEND = """
import shutil
def build_editable(folder, settings=None, metadata=None):
    return shutil.copy("stand_in-1-py3-none-any.whl", folder).rpartition("/")[2]
"""
# What the locked libraries would bring into .venv.
_TOOLS = ("nursedesk", "ruff", "mypy", "lint-imports")


class Machine:
    """A Linux machine with apt, and with root's rights unless told otherwise."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self.bin = folder / "bin"
        self._log = folder / "calls"
        self._state = folder / "dpkg"
        (self.root / "packaging").mkdir(parents=True)
        self.bin.mkdir()
        for path in (ROOT / "packaging").glob("dev*.py"):
            shutil.copyfile(path, self.root / "packaging" / path.name)
        self.write("pyproject.toml", _PYPROJECT)
        self.write("backend.py", _BACKEND)
        self.write("uv.lock", "version = 1\n")
        self.write("pytest.py", "import sys\nprint('pytest', *sys.argv[1:])\n")
        wheel(self.root, "stand_in")
        self.require(wheel(self.root, "library"))
        self._system_programs()

    def write(self, name: str, text: str) -> Path:
        """A file of the tree."""
        path = self.root / name
        path.write_text(text, encoding="utf-8")
        return path

    def require(self, sha256: str) -> None:
        """Locks the library of this machine by a hash."""
        self.write("packaging/requirements.txt", f"library==1 --hash=sha256:{sha256}\n")

    def program(self, name: str, script: str = "", folder: Path | None = None) -> None:
        """A program that notes its call and then does what a shell script says."""
        path = (folder or self.bin) / name
        note = f"""printf '%s\\n' "{name} $*" >> "{self._log}"\n"""
        path.write_text(f"#!/bin/sh\n{note}{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def install(self, *packages: str) -> None:
        """Lets dpkg-query find packages; `name>old` is a package that provides an old name."""
        named = [package.partition(">") for package in packages]
        lines = "".join(f"installed\t{name}\t{old}\n" for name, _, old in named)
        self._state.write_text(lines, encoding="utf-8")

    def with_uv(self, script: str = "") -> None:
        """Gives the machine a uv that makes .venv as `uv sync` would; a script may come first."""
        tools = self.root.parent / "tools"
        tools.mkdir(exist_ok=True)
        for tool in _TOOLS:
            end = f'[ "$FAILING" != {tool} ]'
            self.program(tool, f'echo "platform: $QT_QPA_PLATFORM"\n{end}', tools)
        steps = (
            '[ "$1" = --version ] && exit 0',
            script,
            '"$4" -m venv --without-pip .venv',
            f'cp "{tools}"/* .venv/bin/',
        )
        self.program("uv", "\n".join(steps))

    def dev(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs dev.py on this machine, where no display and no network is."""
        variables = {
            "PATH": str(self.bin),
            "HOME": str(self.root),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.root),
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            [sys.executable, "-B", str(self.root / "packaging" / "dev.py"), *words],
            capture_output=True,
            check=False,
            cwd=self.root.parent,
            encoding="utf-8",
            env=variables | environment,
        )

    def calls(self, *programs: str) -> list[str]:
        """How programs were called since last asked (all calls are then forgotten)."""
        lines = self._log.read_text(encoding="utf-8").splitlines() if self._log.exists() else []
        self._log.unlink(missing_ok=True)
        return [line.strip() for line in lines if line.split(" ")[0] in programs]

    def _system_programs(self) -> None:
        for name in ("env", "cp"):
            found = shutil.which(name)
            assert found
            (self.bin / name).symlink_to(found)
        self.program("dpkg-query", f'while read -r line; do echo "$line"; done < "{self._state}"')
        self.program("apt-get")
        self.install()


def wheel(folder: Path, name: str) -> str:
    """Builds an empty library's wheel, version 1, in a folder; returns its SHA-256."""
    info = f"{name}-1.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    digests = {path: hashlib.sha256(text.encode()).digest() for path, text in files.items()}
    lines = [
        f"{path},sha256={base64.urlsafe_b64encode(digest).rstrip(b'=').decode()},"
        for path, digest in digests.items()
    ]
    path = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, text in files.items():
            archive.writestr(inside, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*lines, f"{info}/RECORD,,", ""]))
    return hashlib.sha256(path.read_bytes()).hexdigest()
