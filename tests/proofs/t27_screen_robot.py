"""T27: a robot at the real window finds no defect, and no press makes two entries.

On copies of a real ward a robot presses, types, double-clicks, holds Enter, resizes, locks and lets
hours pass (`robot`). Each trial is one shift of so many events, with its own number, in a process
that may die of it (`robot_shift`). After each event: no error that nothing else took, no page of
our own defects, no warning of Qt's, a window that answers, and at most one entry for each thing
that was pressed until it was answered, however often. After each shift: the chain is whole, and
what is remembered of each patient is what all entries tell, also to the next program.

Not seen by it: what a screen says, and which time a window's own timer comes due.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path
from random import Random
from unittest import mock

from tests.proofs import robot_shift
from tests.proofs.proof import Outcome, Proof, Sabotage

EVENTS_QUICK, EVENTS_RELEASE, RELEASE_FROM = 100, 2_000, 20
broken = ""  # the sabotage under which the shifts are worked
_ROOT = Path(__file__).resolve().parents[2]
_TOGETHER = 5  # shifts of one process
_SECONDS = 2.0  # at the very most for one event, on a busy machine
_LAST = 25  # moves that are told with a failing case


def run(trials: int, seed: int) -> Outcome:
    """So many shifts: long ones from `RELEASE_FROM` on."""
    events = EVENTS_RELEASE if trials >= RELEASE_FROM else EVENTS_QUICK
    draw = Random(seed)
    seeds = [draw.getrandbits(32) for _ in range(trials)]
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nursedesk-t27-") as folder:
        place = Path(shutil.copytree(_founded().name, folder, dirs_exist_ok=True))
        for first in range(0, trials, _TOGETHER):
            failures += _worked(place, events, seeds[first : first + _TOGETHER])
    return Outcome(trials, tuple(failures), (f"each of {events} events",))


@cache
def _founded() -> tempfile.TemporaryDirectory[str]:
    """The ward that each shift begins with; gone when this process ends."""
    folder = tempfile.TemporaryDirectory(prefix="nursedesk-t27-ward-")
    robot_shift.found(Path(folder.name) / "ward")
    return folder


def _worked(place: Path, events: int, seeds: list[int]) -> Iterator[str]:
    """A few shifts in one process; one that ended before its time failed in the next shift."""
    said, ended = _process(place, events, seeds)
    shifts = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    for shift in shifts:
        if shift["wrong"]:
            yield _told(place, events, shift["seed"], "\n".join(shift["wrong"]))
    if ended:
        yield _told(place, events, seeds[len(shifts)], ended)
        yield from _worked(place, events, seeds[len(shifts) + 1 :])


def _process(place: Path, events: int, seeds: list[int]) -> tuple[str, str]:
    """What it said, and how it ended when it ended badly."""
    if not seeds:
        return "", ""
    command = [sys.executable, "-m", "tests.proofs.robot_shift", str(place), str(events), broken]
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(_ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": str(place),  # all that it writes lies there: see `robot_shift`
    }
    with subprocess.Popen(
        [*command, *map(str, seeds)],
        cwd=place,  # whatever is written to a place without a whole path
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said, complained = process.communicate(timeout=60 + _SECONDS * events * len(seeds))
        except subprocess.TimeoutExpired:
            process.kill()
            said, complained = process.communicate()
            return said, "the program hangs"
    code = process.returncode
    return said, f"the program ended with {code}: {complained[-2000:]}" if code else ""


def _told(place: Path, events: int, seed: int, wrong: str) -> str:
    """The failing case: from its number it is made again, its last moves show where to look."""
    moves = place / f"{robot_shift.MOVES}-{seed}.txt"
    told = moves.read_text(encoding="utf-8").splitlines() if moves.exists() else []
    last = "\n".join(told[-_LAST:])
    return f"shift {seed} of {events} events, after {len(told)}: {wrong}\n{last}"


def _each_press_is_sent() -> AbstractContextManager[object]:
    return mock.patch.object(sys.modules[__name__], "broken", "each-press-is-sent")


PROOF = Proof(
    id="T27",
    proves="Whatever is pressed and typed in whatever order, no defect shows, no press makes two "
    "entries, and the chart folds as it is remembered.",
    quick=4,
    release=100,
    run=run,
    sabotage=Sabotage(
        "a commit button takes each press, under an intent of its own, before its answer came",
        _each_press_is_sent,
        trials=1,
    ),
)
