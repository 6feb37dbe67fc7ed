"""T13: a wrong clock is noticed, and durations are right across every change of the clock.

Each trial is one patient: a first bag is started and stopped at times that are typed as people
type them, around a clock-change night or on any day. In between the wall clock jumps, the machine
sleeps, or the program and the machine are started anew. What must come out is reckoned here from
whole seconds since 1970, without the program's own arithmetic.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest import mock
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from msgspec import Struct

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.ward_entries import ClockJumped
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.walkthrough.patients import PATIENTS
from nursedesk.ward import bags, clock_guard, clock_watch, entrance, handovers, walks
from nursedesk.ward.views.board import ward_board
from nursedesk.ward.views.patient import patient_page
from nursedesk.writing import clock_time, readings, with_offset
from tests.proofs.proof import Outcome, Proof, Sabotage

BEGIN = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham")
FAR = (EPOCH, datetime(2099, 12, 31, 23, 59, tzinfo=UTC))
DAY = 86_400
SHOWN_WITHIN = 60  # seconds: our tolerance


class Trial(Struct, frozen=True, kw_only=True):
    """One patient: seconds are since 1970. `change`: what happens to the clock before the start."""

    zone: str
    start: int
    stop: int
    change: str
    by: int = 0


def run(trials: int, seed: int) -> Outcome:
    """The fixed table, and then generated trials, as many as are wanted."""
    fixed = list(table())
    told = [*fixed, *generated(Random(seed), max(0, trials - len(fixed)))][:trials]
    failures: list[str] = []
    with tempfile.TemporaryDirectory(prefix="nursedesk-t13-") as folder:
        for zone in {trial.zone: None for trial in told}:
            mine = sorted((t for t in told if t.zone == zone), key=lambda trial: trial.start)
            failures += _in_zone(Path(folder) / zone.replace("/", "-"), zone, mine)
    return Outcome(trials=len(told), failures=tuple(failures))


def table() -> Iterator[Trial]:
    """Each zone's two nights of a year, with both times that came twice; and each kind of jump."""
    jumps = [("turned", by) for by in (3600, -3600, 61, -61, 86_400)]
    jumps += [("turned to", int((far - EPOCH).total_seconds())) for far in FAR]
    quiet = [("", 0), ("turned", 59), ("turned", -59), ("slept", 5 * 3600), ("restarted", 600)]
    for zone in ZONES:
        nights = changes(zone, 2026, 2027)
        for place, night in enumerate(nights):
            for before, after in ((5400, 1800), (1800, 1800), (1800, 5400), (600, 4 * 3600)):
                yield Trial(zone=zone, start=night - before, stop=night + after, change="")
            for change, by in (jumps + quiet)[place :: len(nights)]:
                yield Trial(zone=zone, start=night - 3600, stop=night, change=change, by=by)


def generated(draw: Random, number: int) -> Iterator[Trial]:
    """Nights of twenty years, and jumps of any size."""
    nights = {zone: changes(zone, 2028, 2048) for zone in ZONES} if number else {}
    for _ in range(number):
        zone = draw.choice(ZONES)
        start = draw.choice(nights[zone]) + 60 * draw.randrange(-240, 120)
        stop = start + 60 * draw.randrange(1, 360)
        change = draw.choice(("", "turned", "turned", "turned to", "slept", "restarted"))
        size = int(10 ** draw.uniform(0, 9))
        by = size * draw.choice((1, -1)) if change == "turned" else size
        by = min(by, 3 * 10**5) if change in ("slept", "restarted") else by
        yield Trial(zone=zone, start=start, stop=stop, change=change, by=by)


def changes(zone: str, first: int, beyond: int) -> list[int]:
    """The seconds at which the zone's offset changes: day by day, then to the half hour."""
    begin, end = (
        int((datetime(year, 1, 10, tzinfo=UTC) - EPOCH).total_seconds()) for year in (first, beyond)
    )
    days = (s for s in range(begin, end, DAY) if offset(s, zone) != offset(s + DAY, zone))
    return [
        next(s for s in range(day, day + DAY + 1, 1800) if offset(s, zone) != offset(day, zone))
        for day in days
    ]


def offset(second: int, zone: str) -> int:
    """The zone's offset from UTC at a second, in seconds."""
    there = at(second).astimezone(ZoneInfo(zone)).utcoffset()
    assert there is not None
    return int(there.total_seconds())


def at(second: int) -> datetime:
    """The instant of a second."""
    return EPOCH + timedelta(seconds=second)


def _in_zone(folder: Path, zone: str, trials: list[Trial]) -> list[str]:
    """All trials of one zone, in the order of time, on one ward."""
    clock = SetClock(BEGIN, ZoneInfo(zone))
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    crew.found()
    crew.sign_in(NINA)
    failures = []
    for number, trial in enumerate(trials):
        clock.turn_to(at(trial.start - 1200))
        clock_watch.watch(desk)
        clock_watch.confirm(desk, clock.now(), intent=uuid4())
        failures += [f"{trial}: {wrong}" for wrong in _Course(crew, trial, number).wrong()]
    desk.close()
    return failures


class _Course:
    """One trial as it passes."""

    def __init__(self, crew: Crew, trial: Trial, number: int) -> None:
        self._crew, self._desk, self._clock = crew, crew.desk, crew.clock
        self._trial = trial
        plain = PATIENTS[0].patient(crew.clock.now().date())
        self._patient = type(plain)(
            family=plain.family, given=plain.given, identifier=f"P-{number}", born=plain.born
        )

    def wrong(self) -> Iterator[str]:
        """What is not as it must be."""
        session = rounds.open_session(self._crew, self._patient)
        bag, made = rounds.receive(self._crew, session, self._patient, Kind.H24)
        yield from self._clock_changes()
        change = rounds.facts(self._crew, self._patient, made, running=False)
        change = type(change)(
            patient=change.patient,
            label=change.label,
            volume_ml=change.volume_ml,
            started_at=self._typed(self._trial.start),
            next_change_at=at(self._trial.start + 6 * 3600),
            filter=change.filter,
        )
        self._clock.move_to(max(self._clock.now(), at(self._trial.start)))
        second = self._desk.second or self._crew.second(TOM)
        walk = walks.begin(self._desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)
        shown = walks.view(self._desk, session, walk)
        while shown.step is not None and shown.step.id != "start":
            shown = self._crew.step(shown, change.answers(shown), second)
        walks.answer(self._desk, shown, change.answers(shown), intent=uuid4())
        self._is_seen(session)
        self._clock.move_to(max(self._clock.now(), at(self._trial.stop)))
        stopped = InfusionStopped(
            reason="battery", adverse_reaction=False, because="the clock was wrong"
        )
        bags.stop_infusion(
            self._desk, session, stopped, intent=uuid4(), happened_at=self._typed(self._trial.stop)
        )
        yield from self._durations(session)

    def _typed(self, second: int) -> datetime:
        """An instant as it is typed and read back; where it came twice, with the one meant."""
        zone = self._clock.zone
        wall = at(second).astimezone(zone)
        typed = f"{wall:%d-%b-%Y %H:%M}"
        meant = readings(typed, zone)
        if len(meant) == 1:
            return meant[0]
        return next(one for one in meant if with_offset(one, zone).endswith(_written(wall)))

    def _durations(self, session: UUID) -> Iterator[str]:
        """Whether the infusion ran as long as it did, and no two instants look alike."""
        trial, run = self._trial, self._desk.session(session).runs[-1]
        seconds = run.hours(self._clock.now()) * 3600
        if seconds != trial.stop - trial.start:
            yield f"it ran {trial.stop - trial.start} s, by the chart {seconds} s"
        zone = self._clock.zone
        if clock_time(run.since, zone) == clock_time(at(trial.stop), zone):
            yield "start and stop look alike on the screen"

    def _clock_changes(self) -> Iterator[str]:
        """The clock jumps, or time passes in another way; what jumped is entered and shown."""
        trial, desk, clock = self._trial, self._desk, self._clock
        true, last = clock.now(), desk.refresh_roster().seq
        if trial.change == "slept":
            clock.sleep(seconds=min(trial.by, 600))
        elif trial.change == "restarted":
            yield from self._restarts(min(trial.by, 600))
        elif trial.change == "turned":
            clock.turn_to(_within(true, trial.by))
        elif trial.change == "turned to":
            clock.turn_to(at(trial.by))
        moved = trial.change.startswith("turned")
        size = int((clock.now() - true).total_seconds()) if moved else 0
        state = clock_watch.watch(desk)
        entries = desk.store.ward_entries(after=last)
        jumped = [entry.body for entry in entries if isinstance(entry.body, ClockJumped)]
        if abs(size) <= SHOWN_WITHIN:
            if jumped or state.jump or not state.confirmed:
                yield f"a jump where there was none: {jumped}, {state}"
        else:
            if jumped != [ClockJumped(expected=true, shown=clock.now())] or not state.jump:
                yield f"a jump by {size} s is entered as {jumped} and shown as {state}"
            yield from self._waits()
        clock.turn_to(true)
        clock_watch.watch(desk)
        clock_watch.confirm(desk, clock.now(), intent=uuid4())

    def _is_seen(self, session: UUID) -> None:
        """The running infusion can be shown and handed over, whatever the clock shows."""
        true = self._clock.now()
        by = self._trial.by if self._trial.change == "turned" else 0
        for shown in (_within(true, by), *FAR):
            self._clock.turn_to(shown)
            patient_page(self._desk, session)
        self._clock.turn_to(EPOCH)
        handovers.draft(self._desk, session, note=uuid4(), period_from=EPOCH)
        self._clock.turn_to(true)

    def _waits(self) -> Iterator[str]:
        """While the time is not confirmed the board is shown and nothing is hung."""
        ward_board(self._desk)
        try:
            clock_watch.must_be_confirmed(self._desk, "A bag is hung")
        except Refused:
            return
        yield "a bag could be hung under a time that nobody confirmed"

    def _restarts(self, seconds: int) -> Iterator[str]:
        """Program and machine are started anew; the first sign-in asks for the time."""
        self._desk.close()
        self._clock.forward(seconds=seconds)
        self._clock.restart()
        self._desk.clock_guard = clock_guard.ClockGuard(clock_guard.read(self._clock))
        entrance.sign_in(self._desk, NINA.account, NINA.passphrase)
        state = clock_watch.watch(self._desk)
        if state.confirmed or state.jump:
            yield f"after a start it stands so: {state}"
        clock_watch.confirm(self._desk, self._clock.now(), intent=uuid4())


def _within(true: datetime, by: int) -> datetime:
    """The instant that lies so many seconds off, cut to what a clock can show."""
    return max(EPOCH, min(true + timedelta(seconds=by), FAR[1]))


def _written(wall: datetime) -> str:
    text = f"{wall:%z}"
    return f"{text[:3]}:{text[3:]}"


def _blind() -> AbstractContextManager[object]:
    """The wall clock is believed, whatever the boot clock says."""
    return mock.patch.object(clock_guard, "jump_since", return_value=None)


PROOF = Proof(
    id="T13",
    proves="A jump of the clock is entered and shown and no bag is hung until a person confirmed "
    "the time; sleep and restarts are none; durations are exact on every clock-change night.",
    quick=len(list(table())),
    release=5_000,
    run=run,
    sabotage=Sabotage("the wall clock is not compared with the boot clock", _blind, trials=20),
)
