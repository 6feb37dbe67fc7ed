"""Running other programs for `dev.py`: shown first, their output straight to the reader."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Set by a surrounding environment, these would make a child look for its modules somewhere else.
_FOREIGN = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")


class Stop(Exception):
    """The command ends here; the message says what happened and what to do."""


def say(text: str) -> None:
    """Writes a line at once, so that it stands before the output of what runs next."""
    print(text, flush=True)


def child_environment(**extra: str) -> dict[str, str]:
    """This process's environment without what would mislead a child's Python, plus `extra`."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    return kept | extra


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> int:
    """Shows and runs a command in the repository's folder; returns its exit code."""
    words = [str(word) for word in command]
    say("+ " + shown(words))
    chosen = child_environment() if environment is None else dict(environment)
    return subprocess.run(words, cwd=ROOT, env=chosen, check=False).returncode


def answer(command: Sequence[str | Path]) -> str | None:
    """What a command prints, or None when it cannot be run or fails."""
    try:
        done = subprocess.run(
            [str(word) for word in command],
            capture_output=True,
            check=False,
            cwd=ROOT,
            encoding="utf-8",
            env=child_environment(),
            errors="replace",
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def shown(words: Sequence[str]) -> str:
    """A command as a person would type it here."""
    if sys.platform == "win32":
        return subprocess.list2cmdline(words)
    import shlex

    return shlex.join(words)
