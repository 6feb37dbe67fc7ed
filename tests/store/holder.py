"""A second program that holds a data folder: `python -m tests.store.holder FOLDER`.

It says `held` once it holds it, and goes on until its standard input ends or it is killed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.store.instance import Instance

SINCE = datetime(2026, 11, 21, 3, 12, tzinfo=UTC)


@contextmanager
def holding(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the folder; it is gone afterwards, by itself or killed."""
    program = subprocess.Popen(
        [sys.executable, "-m", "tests.store.holder", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    assert program.stdin is not None
    assert program.stdout.readline() == "held\n"
    try:
        yield program
    finally:
        program.stdin.close()
        program.wait()
        program.stdout.close()


def _hold(folder: Path) -> None:
    instance = Instance(folder, "ward-7", SetClock(SINCE))
    try:
        instance.hold()
    except KnownError as error:
        sys.stdout.write(f"{error}\n")
    else:
        sys.stdout.write("held\n")
    sys.stdout.flush()
    sys.stdin.read()
    instance.release()


if __name__ == "__main__":
    _hold(Path(sys.argv[1]))
