"""Row: one action, until the window's model has the acknowledgement."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle
from statistics import median
from typing import TypeVar
from uuid import UUID, uuid4

from PySide6.QtCore import QObject

from nursedesk.bootstrap import make_desk
from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagLabel, BagReceived
from nursedesk.chart.terms import Place
from nursedesk.protocol.terms import Kind
from nursedesk.ui.worker import Worker
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import NINA
from nursedesk.walkthrough.demo_ward import label
from nursedesk.ward import bags, clock_watch, entrance
from nursedesk.ward.desk import Desk
from tests.bench.baselines.bare_commit import Bare
from tests.bench.bench import Bench, Told
from tests.bench.figure import Figure, percentile
from tests.bench.large_window import LaterClock, until
from tests.bench.turns import in_turn, timed
from tests.bench.window import application

_T = TypeVar("_T")
GOAL, _RUNS, _WARM, _SHARE = 3.0, 200, 20, 0.95


class Acting:
    """The worker on the large ward, as the window has it; somebody is signed in."""

    def __init__(self, bench: Bench) -> None:
        self._app = application()
        ward = bench.wards.large
        clock = LaterClock(ward.at)
        self._owner = QObject()
        self.worker = Worker(lambda: make_desk(ward.folder, clock=clock))
        self.worker.start()
        self.asks(lambda desk: entrance.sign_in(desk, NINA.account, NINA.passphrase))
        self.asks(lambda desk: clock_watch.confirm(desk, clock.now(), intent=uuid4()))
        self._received = cycle(self.asks(_bags))

    def asks(self, work: Callable[[Desk], _T]) -> _T:
        """Has the worker do it and waits for the answer."""
        answered: list[_T] = []
        self.worker.ask(work, answered.append, _raise, self._owner)
        until(lambda: bool(answered))
        return answered[0]

    def acts(self) -> Entry:
        """A bag is received, as by a press of the button."""
        session, labelled = next(self._received)
        body = BagReceived(
            bag=uuid4(),
            label=labelled,
            place=Place.REFRIGERATOR,
            celsius=None,
            kept_before=Place.REFRIGERATOR,
        )
        return self.asks(lambda desk: bags.receive(desk, session, body, intent=uuid4()))


def _bags(desk: Desk) -> list[tuple[UUID, BagLabel]]:
    """Of each open session, a bag's label that fits."""
    protocol, prepared = desk.current_protocol(), desk.clock.now()
    return [
        (one.id, label(protocol, one.opened.patient, Kind.H24, rounds.DOSE, prepared))
        for one in desk.sessions()
    ]


def _raise(error: Exception) -> None:
    raise error


def measure(bench: Bench) -> Told:
    """The 95th percentile of ours against that of the bare one, for the same bytes."""
    acting, bare = Acting(bench), Bare(bench.folder)
    entry = acting.acts()
    payload = (entry.stored_header, entry.stored_body, entry.hash, entry.signature)
    try:
        ours, base = in_turn(
            timed(acting.acts), timed(lambda: bare.append(payload)), runs=_RUNS, warm=_WARM
        )
    finally:
        bare.close()
        acting.worker.close()
    a, b = percentile(ours, _SHARE), percentile(base, _SHARE)
    note = f"{_RUNS} runs; value: 95th percentiles, {a:.2f} ms and {b:.2f} ms"
    return [
        Figure(
            row="action",
            value=a / b,
            goal=GOAL,
            median=median(ours),
            baseline=median(base),
            note=note,
        )
    ]
