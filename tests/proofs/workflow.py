"""The state machine of T14: one patient of a real ward, what may be tried, what must hold.

After every move the chart's fold must agree with the model. After every tenth move, and at each
patient's end, no entry that was written may have changed, and a fold of all entries from the first
must be what the program remembers; after the others only what came since is read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from msgspec import Struct, structs

from nursedesk.bootstrap import make_desk
from nursedesk.chart.cycle import cycle
from nursedesk.chart.session import fold
from nursedesk.chart.session_entries import BagDiscarded, InfusionStopped, Patient, WalkStep
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.clock import SetClock, hours_between
from nursedesk.errors import Refused
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.answers import Change, Check
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.ward import bags, clock_watch, walks
from nursedesk.ward.walks import WalkView

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_WHOLE_EACH = 10  # moves after which everything is read again
_UNREMARKABLE = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
_FRESH = timedelta(hours=18)  # a bag is hung while it certainly may be
_LONGEST_CYCLE = Decimal(600)  # hours; the model knows nothing of a cycle's end
_LONG_STOP = timedelta(days=6)  # nor of one that was interrupted for too long
TWICE = frozenset({"new-bag", "pump", "next"})  # the steps that two people read (clinical.md)
ALWAYS = ("patient", "symptoms-before", "new-bag", "looks", "line", "pump", "start", "next")
WHILE_ANOTHER_HANGS = ("pause", "old-bag")


class Model(Struct, kw_only=True):
    """What the model knows of a patient: what waits, what hangs, what runs since when."""

    stock: dict[UUID, datetime] = {}
    hangs: UUID | None = None
    runs_since: datetime | None = None
    infused: timedelta = timedelta(0)
    stopped_at: datetime | None = None

    def stop(self, at: datetime) -> None:
        """The infusion stops."""
        assert self.runs_since is not None
        self.infused += at - self.runs_since
        self.runs_since, self.stopped_at = None, at

    def hours(self, now: datetime) -> Decimal:
        """Infused hours up to now."""
        running = timedelta(0) if self.runs_since is None else now - self.runs_since
        return hours_between(BEGIN, BEGIN + self.infused + running)


class Ward:
    """One real ward, founded once; each example is another patient of it."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(BEGIN)
        self.desk = make_desk(folder, clock=self.clock)
        self.crew = Crew(self.desk, self.clock)
        self.crew.found()
        self.crew.sign_in(NINA)
        self.second = self.crew.second(TOM)
        self.patients = 0
        self.moves = 0

    def patient(self) -> Patient:
        """The next one."""
        self.patients += 1
        return Patient(
            family="Doe", given="Ann", identifier=f"P-{self.patients}", born=date(1987, 3, 4)
        )


class Workflow(RuleBasedStateMachine):
    """One patient. The rules are what people may try at any moment."""

    ward: Ward

    @initialize()
    def begin(self) -> None:
        """A session is opened."""
        self.patient = self.ward.patient()
        self.crew, self.clock = self.ward.crew, self.ward.clock
        self.desk, self.second = self.ward.desk, self.ward.second
        self.confirm()
        self.session = rounds.open_session(self.crew, self.patient)
        self.model = Model()
        self.walk: WalkView | None = None
        self.change: Change | None = None
        self.check: WalkView | None = None
        self.written: list[bytes] = []
        self.moves = 0

    def confirm(self) -> None:
        """Somebody looks at the time again, as each shift does."""
        clock_watch.confirm(self.desk, self.clock.now(), intent=uuid4())

    def look(self) -> None:
        """The walk as it stands now: other things may have been told since."""
        assert self.walk is not None
        self.walk = walks.view(self.desk, self.session, self.walk.walk)

    # What is true at any moment.

    @property
    def may_go_on(self) -> bool:
        now, model = self.clock.now(), self.model
        stopped_long = model.stopped_at is not None and now - model.stopped_at > _LONG_STOP
        return model.hours(now) < _LONGEST_CYCLE and not stopped_long

    @property
    def fresh(self) -> list[UUID]:
        now = self.clock.now()
        return [bag for bag, since in self.model.stock.items() if now - since < _FRESH]

    # What people do.

    @rule(kind=st.sampled_from((Kind.H24, Kind.H48)))
    def receive(self, kind: Kind) -> None:
        """A bag comes."""
        came = self.clock.now()
        bag, made = rounds.receive(self.crew, self.session, self.patient, kind)
        self.model.stock[bag] = came
        self.labels = {**getattr(self, "labels", {}), bag: made}

    @rule(minutes=st.integers(1, 600))
    def wait(self, minutes: int) -> None:
        """Time passes."""
        self.clock.forward(minutes=minutes)
        self.confirm()

    @precondition(lambda self: self.walk is None and self.fresh and self.may_go_on)
    @rule(which=st.integers(0, 9))
    def begin_change(self, which: int) -> None:
        """A bag change begins."""
        bag = self.fresh[which % len(self.fresh)]
        self.walk = rounds.begin_change(self.crew, self.session, bag)
        self.change = rounds.facts(
            self.crew, self.patient, self.labels[bag], running=self.model.hangs is not None
        )
        self.seen: list[str] = []

    @precondition(lambda self: self.walk is not None and self.walk.step is not None)
    @rule()
    def answer(self) -> None:
        """The step on the screen is answered rightly, by one or by both."""
        self.look()
        assert self.walk is not None
        assert self.walk.step is not None
        step = self.walk.step.id
        if step == "start" and not self.may_go_on:
            return
        answers = self._timed(step)
        self.walk = self.crew.step(self.walk, answers, self.second)
        self.seen.append(step)

    def _timed(self, step: str) -> dict[str, str]:
        """The answers; at the pause and at the start the model follows."""
        assert self.walk is not None
        assert self.change is not None
        model, now = self.model, self.clock.now()
        if step == "pause":
            paused = now if model.runs_since is not None else model.stopped_at
            self.change = structs.replace(self.change, paused_at=paused)
            if model.runs_since is not None:
                model.stop(now)
        elif step == "start":
            off = now - model.stopped_at if model.stopped_at else timedelta(0)
            restart = "Dr Invented" if off >= timedelta(hours=4) else ""
            self.change = structs.replace(self.change, started_at=now, restart_ordered_by=restart)
            self._starts(now)
        elif step == "next":
            at = now + timedelta(hours=1)
            self.change = structs.replace(self.change, next_change_at=at)
        answers = dict(self.change.answers(self.walk))
        return {name: text for name, text in answers.items() if text}

    def _starts(self, at: datetime) -> None:
        assert self.walk is not None
        assert self.walk.bag is not None
        if self.model.runs_since is not None:
            self.model.stop(at)
        self.model.hangs = self.walk.bag.id
        self.model.runs_since, self.model.stopped_at = at, None
        del self.model.stock[self.walk.bag.id]

    @precondition(lambda self: self.walk is not None and self.walk.step is not None)
    @rule()
    def complete_too_early(self) -> None:
        """Somebody tries to complete a walk of which a step is open."""
        self.look()
        assert self.walk is not None
        self._refused(
            "steps-open",
            lambda: walks.end(self.desk, self.walk, WalkOutcome.COMPLETED, intent=uuid4()),
        )

    @precondition(lambda self: self.walk is not None and self.walk.step is None)
    @rule()
    def complete(self) -> None:
        """A walk that is through is completed; every step must have been there."""
        self.look()
        assert self.walk is not None
        walks.end(self.desk, self.walk, WalkOutcome.COMPLETED, intent=uuid4())
        wanted = {*ALWAYS, *(WHILE_ANOTHER_HANGS if "pause" in self.seen else ())}
        assert set(self.seen) == wanted, f"steps {self.seen}, wanted {wanted}"
        self._read_by_two(self.walk.walk)
        self.walk = None

    def _read_by_two(self, walk: UUID) -> None:
        """Each blind step of the walk stands in the chart from two different people."""
        entries = self.desk.store.session_entries(self.session)
        by: dict[str, set[str]] = {}
        for entry in entries:
            body = entry.body
            if isinstance(body, WalkStep) and body.walk == walk:
                by.setdefault(body.step, set()).add(entry.header.author)
        assert all(len(by[step]) == 2 for step in TWICE), f"read by {by}"

    @precondition(lambda self: self.walk is not None)
    @rule()
    def leave(self) -> None:
        """A walk is left, with its reason."""
        self.look()
        assert self.walk is not None
        if self.walk.step is not None and self.walk.step.id in ("old-bag", "next"):
            return  # the new bag runs: nobody leaves now
        walks.end(self.desk, self.walk, WalkOutcome.ABANDONED, intent=uuid4(), reason="called away")
        self.walk = None

    @precondition(lambda self: self.walk is not None and self.fresh)
    @rule()
    def begin_another(self) -> None:
        """While a change is open, another one with another bag is refused."""
        assert self.walk is not None
        others = [bag for bag in self.fresh if self.walk.bag is None or bag != self.walk.bag.id]
        if others:
            self._refused(
                "other-walk-open",
                lambda: rounds.begin_change(self.crew, self.session, others[0]),
            )

    @rule()
    def stop(self) -> None:
        """The infusion stops, if it runs."""
        stopped = InfusionStopped(reason="occlusion", adverse_reaction=False)

        def do() -> object:
            return bags.stop_infusion(self.desk, self.session, stopped, intent=uuid4())

        if self.model.runs_since is None:
            self._refused("not-running", do)
        else:
            do()
            self.model.stop(self.clock.now())

    @precondition(lambda self: self.walk is None and self.model.stock)
    @rule(which=st.integers(0, 9))
    def discard(self, which: int) -> None:
        """A bag that waits is discarded, and not twice."""
        bag = list(self.model.stock)[which % len(self.model.stock)]
        body = BagDiscarded(bag=bag, reason="leaks")
        bags.discard(self.desk, self.session, body, intent=uuid4())
        del self.model.stock[bag]
        self._refused(
            "bag-not-in-stock",
            lambda: bags.discard(self.desk, self.session, body, intent=uuid4()),
        )

    @precondition(lambda self: self.check is None)
    @rule()
    def begin_check(self) -> None:
        """A symptom check begins, also while a bag change is open."""
        walk = walks.begin(self.desk, self.session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
        self.check = walks.view(self.desk, self.session, walk)

    @precondition(lambda self: self.check is not None)
    @rule()
    def check_symptoms(self) -> None:
        """The check's next step is answered; a check that is through is completed."""
        assert self.check is not None
        self.check = walks.view(self.desk, self.session, self.check.walk)
        if self.check.step is not None:
            self.check = self.crew.step(self.check, _UNREMARKABLE.answers(self.check), self.second)
            return
        walks.end(self.desk, self.check, WalkOutcome.COMPLETED, intent=uuid4())
        self.check = None

    def _refused(self, code: str, do: object) -> None:
        assert callable(do)
        code_said = "nothing"
        try:
            do()
        except Refused as refused:
            code_said = refused.code
        assert code_said == code, f"refused with {code_said}, not {code}"

    # What must hold after every move.

    @invariant()
    def as_the_model_says(self) -> None:
        """One bag at most runs, and the infused hours are the model's."""
        if not hasattr(self, "model"):
            return
        self.ward.moves += 1
        self.moves += 1
        session, now = self.desk.session(self.session), self.clock.now()
        assert sum(run.to is None for run in session.runs) <= 1
        assert (session.running is not None) == (self.model.runs_since is not None)
        hanging = session.hanging.id if session.hanging else None
        assert hanging == self.model.hangs, f"{hanging} hangs, not {self.model.hangs}"
        infused = cycle(session, self.desk.protocol_of(session), now).infused_hours
        assert infused == self.model.hours(now), f"{infused} h, not {self.model.hours(now)}"
        assert {bag.id for bag in session.stock} == set(self.model.stock)

    @invariant()
    def as_it_was_written(self) -> None:
        """What came since is read; at each tenth move everything from the first entry."""
        if not hasattr(self, "model"):
            return
        if self.moves % _WHOLE_EACH == 0:
            self.all_as_it_was_written()
            return
        newer = self.desk.store.session_entries(self.session, after=len(self.written) - 1)
        self.written += [entry.hash for entry in newer]

    def all_as_it_was_written(self) -> None:
        """No entry changed, and a fold from the first one is what is remembered."""
        entries = self.desk.store.session_entries(self.session)
        hashes = [entry.hash for entry in entries]
        assert hashes[: len(self.written)] == self.written
        self.written = hashes
        assert fold(entries) == self.desk.session(self.session)

    def teardown(self) -> None:
        if hasattr(self, "model"):
            self.all_as_it_was_written()
