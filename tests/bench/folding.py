"""Rows: the fold of a chart of 28 days; every due time of the board recomputed."""

from __future__ import annotations

import time
from statistics import median

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session import fold
from nursedesk.clock import SetClock
from nursedesk.walkthrough.crew import NINA
from nursedesk.ward import entrance
from nursedesk.ward.views.board import ward_board
from tests.bench.baselines.bare_session import bare_session
from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure, against
from tests.bench.turns import in_turn, timed
from tests.bench.wards import last_session

FOLD_GOAL, DUE_GOAL, _RUNS = 2.0, 2.0, 30


def measure(bench: Bench) -> Told:
    """From the encrypted file to the folded session, with every check of an entry that is read."""
    ward = bench.wards.month
    entries = last_session(ward)
    session = entries[0].header.session
    assert session is not None
    store = ward.store()
    connection = store._open_connection()
    try:
        ours, base = in_turn(
            timed(lambda: fold(store.session_entries(session))),
            timed(lambda: bare_session(connection, session.hex)),
            runs=_RUNS,
        )
        alone = in_turn(timed(lambda: fold(entries)), runs=_RUNS)[0]
    finally:
        store.close()
    note = f"{len(entries)} entries; the fold alone {median(alone):.1f} ms"
    return [against("fold", ours, base, FOLD_GOAL, note=note)]


def measure_due(bench: Bench) -> Told:
    """What the board's figures take of one core, if all are recomputed each second."""
    ward = bench.wards.large
    desk = make_desk(ward.folder, clock=SetClock(ward.at))
    try:
        entrance.sign_in(desk, NINA.account, NINA.passphrase)
        sessions = len(ward_board(desk).lines)
        used: list[float] = []
        for _ in range(_RUNS):
            begun = time.thread_time()
            ward_board(desk)
            used.append((time.thread_time() - begun) * 100)
    finally:
        desk.close()
    middle = median(used)
    note = f"{_RUNS} runs, {sessions} sessions; of one core"
    return [
        Figure(row="due-times", value=middle, goal=DUE_GOAL, median=middle, unit="%", note=note)
    ]
