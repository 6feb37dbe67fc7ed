"""T30: a whole day of a ward opens no internet socket and looks up no name.

Every socket that Python opens is heard by an audit hook, in the day's process and in its helper
processes (`whole_day`). What a C library opens by itself is not heard so: besides, while the day
runs, the kernel's tables are asked which internet sockets its processes hold.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.proofs import whole_day
from tests.proofs.proof import Outcome, Proof, Sabotage

_TABLES = ("tcp", "tcp6", "udp", "udp6", "raw", "raw6")
_INODE = re.compile(r"socket:\[(\d+)\]")
_PAUSE = 0.005  # seconds between two looks at the kernel's tables


def run(trials: int, _seed: int) -> Outcome:
    """So many days."""
    failures: list[str] = []
    looks = 0
    for _trial in range(trials):
        with tempfile.TemporaryDirectory(prefix="nursedesk-t30-") as folder:
            day = whole_day.Begun(Path(folder))
            held: set[str] = set()
            while day.running:
                held |= _held(Path(folder))
                looks += 1
                time.sleep(_PAUSE)
            said = day.ended()
            failures += [f"the day ended badly: {said}"] if said else []
            failures += sorted({*day.sockets(), *held})
    remark = f"the kernel's tables were looked at {looks} times"
    return Outcome(trials=trials, failures=tuple(failures), remarks=(remark,))


def _held(root: Path) -> set[str]:
    """The internet sockets that the day's processes hold now."""
    held = {inode for process in _processes(root) for inode in _inodes(process)}
    return {f"{table}: {line}" for table, inode, line in _internet() if inode in held}


def _processes(root: Path) -> Iterator[Path]:
    """The processes that have the day's folder for a home."""
    wanted = f"HOME={root / 'home'}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                yield process
        except OSError:  # another's, or gone
            continue


def _inodes(process: Path) -> Iterator[str]:
    try:
        for handle in (process / "fd").iterdir():
            match = _INODE.fullmatch(os.readlink(handle))
            if match:
                yield match[1]
    except OSError:  # gone while it was looked at
        return


def _internet() -> Iterator[tuple[str, str, str]]:
    for table in _TABLES:
        path = Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else []:
            columns = line.split()
            yield table, columns[9], line.strip()


PROOF = Proof(
    id="T30",
    proves="A whole day of a ward opens no internet socket and looks up no name.",
    quick=1,
    release=1,
    run=run,
    sabotage=Sabotage(
        "the desk asks a server for the time",
        whole_day.breaking("asks-the-net"),
    ),
)
