"""T26: a ward works on as fast with a million entries as with 2,000.

Both wards are cast from one mould (`large_ward`) with the same four open sessions, and measured in
turn in one process (`measured_ward`). Stated limits, each a median of the large ward against the
small one's: from an accepted passphrase to the board twice as long at most (one anchor is read for
each session that ever was); recording a bag, the board, a patient's page 1.5 times. The program
grows by 64 MiB at most when it opens the large ward. The check in the background then reads all of
it, finds it in order and is recorded, within 400 MiB.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from tests.proofs.damaged_ward import in_memory
from tests.proofs.large_ward import cast, mould
from tests.proofs.proof import Outcome, Proof, Sabotage

SMALL, OPEN = 2_000, 4  # entries; sessions
_RATIOS = {"first screen": 2.0, "action": 1.5, "board": 1.5, "patient": 1.5}
_GROWN_KIB, _CHECK_KIB = 64 * 1024, 400 * 1024
broken = ""  # the sabotage under which the wards are measured


def run(entries: int, _seed: int) -> Outcome:
    """One ward of so many entries against a small one."""
    with in_memory() as root:
        made = mould(root / "mould")
        wards = [
            (root / str(count), cast(made, root / str(count), count, open_stays=OPEN))
            for count in (SMALL, entries)
        ]
        words = [word for folder, at in wards for word in (str(folder), at.isoformat())]
        told, said = _measured(words)
    return judged(told, said)


def judged(told: dict[str, Any], said: str) -> Outcome:
    """What was measured against the limits."""
    failures = [f"measuring ended badly: {said}"] if said else []
    if "check" not in told:
        return Outcome(1, (*failures, f"not all was measured: {told}"))
    ratios = {what: told["large"][what] / told["small"][what] for what in _RATIOS}
    failures += [
        f"{what} takes {ratio:.2f} times as long: {told['large'][what]} ms"
        for what, ratio in ratios.items()
        if ratio > _RATIOS[what]
    ]
    check = told["check"]
    if told["kib"] > _GROWN_KIB or check["kib"] > _CHECK_KIB:
        failures.append(f"opening took {told['kib']} KiB, the check {check['kib']} KiB")
    if check["found"]:
        failures.append(f"the check in the background said: {check['found']}")
    return Outcome(1, tuple(failures), _remarks(told, ratios))


def _remarks(told: dict[str, Any], ratios: dict[str, float]) -> tuple[str, ...]:
    check = told["check"]
    opened, beside = told["kib"], (told["support"], told["downtime"])
    took, highest = check["seconds"], check["kib"]
    return (
        *(f"{what}: {told['large'][what]} ms, {ratios[what]:.2f} times" for what in ratios),
        f"opening it took {opened} KiB; support file {beside[0]} s, downtime files {beside[1]} s",
        f"check in the background: {check['entries']} entries in {took} s, {highest} KiB",
    )


def _measured(words: list[str]) -> tuple[dict[str, Any], str]:
    """What was measured, and what was said when it ended badly."""
    with tempfile.TemporaryDirectory(prefix="nursedesk-t26-") as temporary:
        ended = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.proofs.measured_ward",
                *words,
                *([broken] * bool(broken)),
            ],
            env=os.environ | {"PYTHONPATH": str(Path.cwd()), "TMPDIR": temporary},
            capture_output=True,
            text=True,
            check=False,
        )
    told: dict[str, Any] = {}
    for line in ended.stdout.splitlines():
        told |= json.loads(line)
    return told, ended.stderr[-2000:] if ended.returncode else ""


def _breaking(how: str) -> Callable[[], AbstractContextManager[object]]:
    return partial(mock.patch.object, sys.modules[__name__], "broken", how)


PROOF = Proof(
    id="T26",
    proves="A ward of a million entries opens, records and shows as fast as one of 2,000, and the "
    "check in the background reads all of it.",
    quick=None,  # its limits are times, and a busy machine in CI keeps none
    release=1_000_000,
    run=run,
    sabotage=Sabotage(
        "closed sessions are read before the first screen",
        _breaking("every-session"),
        trials=10_000,
    ),
)
