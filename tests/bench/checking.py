"""Rows: the whole record checked in the background, for the first time and again."""

from __future__ import annotations

from uuid import uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import clock_watch, entrance
from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure, against
from tests.bench.turns import child
from tests.proofs.measured_ward import in_the_background

GOAL, _RUNS = 3.0, 3


def measure(bench: Bench) -> Told:
    """Few runs, since one takes minutes: one with every signature, and those that follow it."""
    ward = bench.wards.large
    key = ward.key().hex()
    clock = SetClock(ward.at)
    desk = make_desk(ward.folder, clock=clock)
    ours: list[float] = []
    bare: list[float] = []
    try:
        entrance.sign_in(desk, NINA.account, NINA.passphrase)
        clock_watch.confirm(desk, clock.now(), intent=uuid4())
        for _ in range(_RUNS):
            told = child("baselines/bare_hash", str(ward.chart), given=key)
            bare.append(told["ms"] / 1000)
            clock.forward(hours=25)
            checked = in_the_background(desk)
            assert not checked["found"], checked
            ours.append(float(str(checked["seconds"])))
    finally:
        desk.close()
    first, *again = ours
    note = f"{told['entries']:,} entries, every one read, hashed and compared"
    return [
        _against("check-first", [first], bare, f"{note}, every signature proved"),
        _against("check-again", again, bare, f"{note}, signatures that were proved by their sum"),
    ]


def _against(row: str, ours: list[float], bare: list[float], note: str) -> Figure:
    return against(row, ours, bare, GOAL, unit="s", told="15 s", note=note)
