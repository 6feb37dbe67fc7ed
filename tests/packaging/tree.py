"""The files of the repository, for tests about the tree as a whole."""

from __future__ import annotations

import fnmatch
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def files(root: Path = ROOT) -> list[str]:
    """Every file that belongs to the project, as a path with slashes from `root`.

    Git knows them (new ones too, ignored ones not). In a copy without git, or on a machine
    without it, they are all files but those that .gitignore names.
    """
    if (root / ".git").exists() and shutil.which("git"):
        # A checkout may belong to somebody else than the one who tests it (containers).
        command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard"]
        listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True)
        return sorted(name for name in set(listed.stdout.split("\0")) if _is_file(root, name))
    return sorted(_walk(root, _ignored(root), ""))


def source_files(*folders: str, root: Path = ROOT) -> list[Path]:
    """The project's Python files below some of its folders."""
    starts = tuple(f"{folder}/" for folder in folders)
    return [root / name for name in files(root) if name.startswith(starts) and name[-3:] == ".py"]


def _is_file(root: Path, name: str) -> bool:
    """Whether a listed name is there: one deleted but not yet committed is not."""
    return bool(name) and (root / name).is_file()


def _ignored(root: Path) -> list[str]:
    """The patterns of .gitignore, as far as this project uses them: names, with a star or not."""
    lines = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.strip().strip("/") for line in lines if line.strip() and line[0] != "#"]


def _walk(folder: Path, ignored: list[str], prefix: str) -> list[str]:
    found: list[str] = []
    for entry in folder.iterdir():
        if entry.name == ".git" or any(fnmatch.fnmatch(entry.name, one) for one in ignored):
            continue
        if entry.is_dir():
            found += _walk(entry, ignored, f"{prefix}{entry.name}/")
        else:
            found.append(prefix + entry.name)
    return found
