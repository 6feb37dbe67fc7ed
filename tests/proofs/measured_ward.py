"""How long a ward of few entries and one of many take: `python -m tests.proofs.measured_ward ...`.

The words are SMALL SMALL-AT LARGE LARGE-AT [SABOTAGE]: folders, and the instants they are opened
at. Both are opened in turn, then both stay open and the same is done on each in turn, so that
whatever else the machine does slows both down. What comes out are lines of JSON; times of openings
and actions are medians in milliseconds, those of the rest seconds, memory is in KiB.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from unittest import mock
from uuid import UUID, uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.chart.record_entries import RecordChecked
from nursedesk.clock import SetClock
from nursedesk.protocol.terms import Kind
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import NINA, Crew
from nursedesk.ward import clock_watch, downtime, entrance, support, whole_check
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.patient import patient_page

OPENINGS, ACTIONS = 5, 40
_PAUSE = 0.02  # seconds between two looks at a helper process


class Measured:
    """One of the two wards."""

    def __init__(self, folder: Path, at: datetime) -> None:
        self.folder, self.clock = folder, SetClock(at + timedelta(hours=1))
        self.times: dict[str, list[float]] = {}
        self.desk = make_desk(folder, clock=self.clock)

    def opened(self) -> None:
        """From the accepted passphrase to the board; what the passphrase itself takes is left."""
        self.desk.close()
        self.desk = make_desk(self.folder, clock=self.clock)
        keys = self.desk.keyring.sign_in(NINA.account, NINA.passphrase)

        def first_screen() -> None:
            entrance.open_ward(self.desk, keys)
            entrance.arrive(self.desk, keys)
            ward_board(self.desk)

        self._takes("first screen", first_screen)
        assert not self.desk.soundness.read_only, self.desk.soundness.sentence
        clock_watch.confirm(self.desk, self.clock.now(), intent=uuid4())

    def acts(self) -> None:
        """A bag is received; board and patient are looked at."""
        crew = Crew(self.desk, self.clock)
        session = self.desk.sessions()[0]
        patient = session.opened.patient
        self._takes("action", lambda: rounds.receive(crew, session.id, patient, Kind.H24))
        self._takes("board", lambda: ward_board(self.desk))
        self._takes("patient", lambda: patient_page(self.desk, session.id))

    def _takes(self, what: str, do: Callable[[], object]) -> None:
        begun = time.perf_counter()
        do()
        self.times.setdefault(what, []).append((time.perf_counter() - begun) * 1000)

    def medians(self) -> dict[str, float]:
        """Of each what."""
        return {what: round(median(times), 2) for what, times in self.times.items()}


def _kib(name: str, process: int | str = "self") -> int:
    """A line of the kernel's account of a process: `VmRSS` now, `VmHWM` at its highest."""
    told = Path(f"/proc/{process}/status").read_text().partition(f"{name}:")[2]
    return int(told.split()[0]) if told else 0


def in_the_background(desk: Desk) -> dict[str, object]:
    """The whole check in its helper process: how long, its highest memory, what it said."""
    begun, highest = time.perf_counter(), 0
    state = whole_check.watch(desk)
    process = desk.checking.background._process  # type: ignore[attr-defined]
    while state.running:
        with suppress(OSError):
            highest = max(highest, _kib("VmHWM", process.pid))
        time.sleep(_PAUSE)
        state = desk.checking.background.state()
    took = time.perf_counter() - begun
    whole_check.watch(desk)
    last = desk.store.last()
    in_order = last is not None and isinstance(last.body, RecordChecked)
    report = state.report
    return {
        "seconds": round(took, 1),
        "kib": highest,
        "entries": report.entries if report else 0,
        "found": state.failure or ("" if in_order else desk.soundness.sentence or "not recorded"),
    }


def _downtime(desk: Desk) -> float:
    begun = time.perf_counter()
    downtime.write_now(desk)
    while desk.packing.files.state().running:
        time.sleep(_PAUSE)
    return round(time.perf_counter() - begun, 1)


def measure(small: Measured, large: Measured) -> Iterator[dict[str, object]]:
    """Everything, in turn; what lasts longest comes last."""
    small.opened()
    before = _kib("VmRSS")
    large.opened()
    grown = _kib("VmRSS") - before
    for _ in range(OPENINGS):
        small.opened()
        large.opened()
    for _ in range(ACTIONS):
        small.acts()
        large.acts()
    yield {"small": small.medians(), "large": large.medians(), "kib": grown}
    begun = time.perf_counter()
    support.text(large.desk, support.Window())
    yield {"support": round(time.perf_counter() - begun, 1), "downtime": _downtime(large.desk)}
    yield {"check": in_the_background(large.desk)}
    for ward in (small, large):
        ward.desk.close()


@contextmanager
def _every_session() -> Iterator[None]:
    """Closed sessions are read before the first screen like open ones."""
    real = SqlChartStore.open_sessions

    def open_sessions(self: SqlChartStore, *, at: int | None = None) -> list[UUID]:
        return real(self) if at is None else self.sessions()

    with mock.patch.object(SqlChartStore, "open_sessions", open_sessions):
        yield


def main(words: list[str]) -> None:
    """Measures two wards."""
    small, large = (
        Measured(Path(folder), datetime.fromisoformat(at))
        for folder, at in zip(words[0:4:2], words[1:4:2], strict=True)
    )
    with _every_session() if words[4:] else nullcontext():
        for told in measure(small, large):
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
