"""T25: weeks of a ward in one process leave nothing behind.

"Flat" is a rule on what the process holds after each day (`held`), from the second third of the
days on: by then every screen was shown, every library loaded, and each patient of the first days
has left. On the rest no line through the days may rise by more than `_SLOPES` a day:

- What libraries hold, 128 KiB a day, and memory as a whole, 384 KiB a day: a workstation that runs
  for a month grows by less than 12 MiB, 5 % of what the program needs. The second is the wider one,
  because the allocators' scatter is in it. One kept screen costs 100 KiB and more, and a day shows
  some 30 of them.
- Python's memory blocks, 1,500 a day (about 100 KiB): a ward's day adds the session keys of those
  who signed in, some 10 blocks each, and the last anchor of each session that was closed.
- Widgets, handles, threads: none; a tenth a day is the scatter of one that comes and goes.

What the database remembers of its file, up to 8,000 KiB for each connection, grows with a young
chart for weeks and is bounded: it is given back before each look.

Child processes are gone when the day is over and its checks and backups are settled, and nothing
lies in the temporary folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from unittest import mock

from tests.proofs.proof import Outcome, Proof, Sabotage

DAYS = 30
_SLOPES = {
    "heap": 128.0,
    "kib": 384.0,
    "blocks": 1500.0,
    "widgets": 0.1,
    "handles": 0.1,
    "threads": 0.1,
}
_NONE = ("children", "left")
broken = ""  # the sabotage under which the days are lived

Day = dict[str, int]


def run(days: int, seed: int) -> Outcome:
    """One soak of so many days."""
    with tempfile.TemporaryDirectory(prefix="nursedesk-t25-") as folder:
        lived, said = _lived(Path(folder), days, seed)
    failures = [f"the days ended badly: {said}"] if said else []
    if len(lived) < days:
        failures.append(f"only {len(lived)} of {days} days were lived")
    settled = lived[days // 3 :]
    slopes = {name: _slope([day[name] for day in settled]) for name in _SLOPES}
    failures += [
        f"{name} rise by {slope:.1f} a day, more than {_SLOPES[name]}: "
        f"{[day[name] for day in lived]}"
        for name, slope in slopes.items()
        if slope > _SLOPES[name]
    ]
    failures += [
        f"{name} after a day: {[day[name] for day in settled]}"
        for name in _NONE
        if any(day[name] for day in settled)
    ]
    return Outcome(trials=1, failures=tuple(failures), remarks=_remarks(lived, slopes))


def _remarks(lived: Sequence[Day], slopes: dict[str, float]) -> tuple[str, ...]:
    if not lived:
        return ()
    first, last = lived[len(lived) // 3], lived[-1]
    told = [f"{name} {first[name]} to {last[name]} ({slopes[name]:+.1f} a day)" for name in _SLOPES]
    return (
        f"{len(lived)} days, {last['entries']} entries; from day {len(lived) // 3 + 1} on:",
        *told,
    )


def _slope(values: Sequence[int]) -> float:
    """Least squares: how much more each day."""
    middle = (len(values) - 1) / 2
    spread = sum((day - middle) ** 2 for day in range(len(values)))
    return sum((day - middle) * value for day, value in enumerate(values)) / spread if spread else 0


def _lived(root: Path, days: int, seed: int) -> tuple[list[Day], str]:
    """What was held after each day, and what was said when they ended badly."""
    places = {name: root / name for name in ("home", "temporary", "ward")}
    for place in places.values():
        place.mkdir()
    environment = os.environ | {
        "HOME": str(places["home"]),
        "TMPDIR": str(places["temporary"]),
        "PYTHONPATH": str(Path.cwd()),
        "QT_QPA_PLATFORM": "offscreen",
    }
    command = [sys.executable, "-m", "tests.proofs.soak", str(places["ward"]), str(days), str(seed)]
    ended = subprocess.run(
        [*command, broken], env=environment, capture_output=True, text=True, check=False
    )
    lines = [line for line in ended.stdout.splitlines() if line.startswith("{")]
    return [json.loads(line) for line in lines], ended.stderr[-2000:] if ended.returncode else ""


def _breaking(how: str) -> Callable[[], AbstractContextManager[object]]:
    return partial(mock.patch.object, sys.modules[__name__], "broken", how)


PROOF = Proof(
    id="T25",
    proves="A month of a ward in one process leaves no memory, handle, thread, process or file "
    "behind.",
    quick=None,
    release=DAYS,
    run=run,
    sabotage=Sabotage("a screen that was left is kept", _breaking("screens-kept"), trials=6),
)
