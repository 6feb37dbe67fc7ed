"""A patient session as its entries tell it: the pure fold, and nothing besides.

There is no second table of "current state": everything a screen shows of a patient is this fold
of the chart, the protocol and the clock. `fold.py` does the folding; the facts lie here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from msgspec import Struct, field, structs

from nursedesk.chart.bag import Bag, Stay
from nursedesk.chart.body import AnyBody
from nursedesk.chart.entry import Entry
from nursedesk.chart.infusion import Cause, Run, Start, Stop, runs_of
from nursedesk.chart.medicines import Medicine
from nursedesk.chart.plan.accepted import AcceptedPlan
from nursedesk.chart.session_entries import SessionOpened
from nursedesk.chart.signed_note import SignedNote
from nursedesk.chart.terms import Role
from nursedesk.chart.walk import Answered, WalkState
from nursedesk.chart.ward_settings import CheckIntervals
from nursedesk.errors import BugError

__all__ = [
    "Bag",
    "Event",
    "Order",
    "PatientSession",
    "Run",
    "SignedNote",
    "Stay",
    "Stop",
    "SymptomCheck",
    "apply",
    "begin",
    "event_of",
    "fold",
]


class Event(Struct, frozen=True, kw_only=True):
    """One entry of the session's history: what was told, when, by whom.

    `seq` is the session's counter, `ward_seq` the ward's; `supersedes` is the `ward_seq` of the
    entry that this one corrects. History holds unsettled blind readings too: screens take it
    from `timeline`, never from here.
    """

    seq: int
    ward_seq: int
    number: str
    happened_at: datetime
    recorded_at: datetime
    author: str
    witness: str | None
    role: Role
    supersedes: int | None
    body: AnyBody


class Order(Struct, frozen=True, kw_only=True):
    """The prescriber's dose (mcg per day) from an instant on."""

    dose_mcg_per_day: Decimal
    valid_from: datetime
    ordered_by: str
    seq: int


class SymptomCheck(Struct, frozen=True, kw_only=True):
    """A completed symptom check: its walk's answers by step and field, and who entered it.

    `at` is when its first step was done, `author` who did that.
    """

    walk: UUID
    at: datetime
    author: str
    answers: dict[str, dict[str, str]]


class PatientSession(Struct, kw_only=True):
    """Everything about one patient session as of its last entry (`seq`, `head`).

    It was opened under the protocol `protocol_sha256` (hex) and keeps it. Once it was closed
    nothing more is recorded in it.
    """

    id: UUID
    opened: SessionOpened
    opened_at: datetime
    opened_by: str
    seq: int
    head: bytes
    number: str  # epoch.seq of the last entry
    protocol_sha256: str
    last_at: datetime
    latest_at: datetime  # at which any entry was recorded; a clock that was set back shows less
    offset_minutes: int = 0  # from UTC, as the last author saw it
    history: list[Event] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    bags: dict[UUID, Bag] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    starts: dict[UUID, Start] = field(default_factory=dict)
    stops: list[Stop] = field(default_factory=list)
    walks: dict[UUID, WalkState] = field(default_factory=dict)
    symptom_checks: list[SymptomCheck] = field(default_factory=list)
    medicines: list[Medicine] = field(default_factory=list)
    notes: list[SignedNote] = field(default_factory=list)
    notices: list[Event] = field(default_factory=list)  # who noticed what is due
    plan: AcceptedPlan | None = None
    checks: CheckIntervals | None = None  # the ward's own: no entry of a session sets them
    closed_at: datetime | None = None

    @property
    def reading_zone(self) -> timezone:
        """The offset that the last author saw, where no zone is at hand."""
        return timezone(timedelta(minutes=self.offset_minutes))

    @property
    def running(self) -> Run | None:
        """The stretch of infusion that runs now."""
        return self.runs[-1] if self.runs and self.runs[-1].to is None else None

    @property
    def last_stop(self) -> Stop | None:
        """The latest stop, whether the infusion runs again or not."""
        return self.stops[-1] if self.stops else None

    @property
    def hanging(self) -> Bag | None:
        """The bag that hangs, whether the pump runs or stands."""
        return next((b for b in self.bags.values() if b.hung_at and b.down_at is None), None)

    @property
    def change_told(self) -> Answered | None:
        """What two people entered last about the next change of the bag that hangs now."""
        return self.told_when_hung("next")

    def told_when_hung(self, step: str) -> Answered | None:
        """The last accepted answers to a step of the walks that started the bag that hangs now.

        A restart of the same bag asks less than the bag change that hung it.
        """
        hanging = self.hanging
        walks = (
            self.walks[r.begun_by] for r in reversed(self.runs) if hanging and r.bag == hanging.id
        )
        return next((walk.accepted[step] for walk in walks if step in walk.accepted), None)

    @property
    def stock(self) -> list[Bag]:
        """The bags that could be hung, in the order of receipt."""
        return [bag for bag in self.bags.values() if bag.in_stock]

    @property
    def open_walks(self) -> list[WalkState]:
        """Walks that were begun and not ended, oldest first."""
        return [w for w in self.walks.values() if w.outcome is None]

    def ordered_dose(self, at: datetime) -> Order:
        """The order that holds at an instant; the first one before any other does."""
        holding = [order for order in self.orders if order.valid_from <= at]
        return holding[-1] if holding else self.orders[0]

    def not_replaced_from(self, instant: datetime) -> list[Order]:
        """The orders that stay when a new one holds from an instant: those that hold before it."""
        return [order for order in self.orders if order.valid_from < instant]

    def reckon_infusion(self) -> None:
        """Reckons the runs, and when each bag hung, from all starts and stops told so far."""
        self.stops.sort(key=lambda stop: (stop.at, stop.seq))
        self.runs = runs_of(self.starts.values(), self.stops)
        for bag in self.bags.values():
            bag.hung_at = bag.down_at = None
        for run in self.runs:
            self._hang(run)
        for stop in self.stops:
            if stop.walk is None or stop.cause is not Cause.SET_ASIDE:
                continue
            aside = self.walks[stop.walk].bag
            if aside is not None and self.bags[aside].hung_at is not None:
                self.bags[aside].down_at = stop.at

    def _hang(self, run: Run) -> None:
        before = self.hanging
        paused = [s.at for s in self.stops if s.walk == run.begun_by and s.at <= run.since]
        if before is not None and before.id != run.bag:
            before.down_at = max(paused, default=run.since)
        bag = self.bags[run.bag]
        bag.hung_at = bag.hung_at or run.since
        bag.down_at = None


def begin(entry: Entry) -> PatientSession:
    """A patient session as of its first entry, which opened it.

    Raises:
        BugError: the entry opens no session.
    """
    from nursedesk.chart import folding

    return folding.opened([event_of(entry)], entry)


def apply(session: PatientSession, entry: Entry) -> None:
    """Folds the session's next entry; a correction folds the whole history again.

    Raises:
        BugError: not the session's next entry, or it speaks of what the session does not have;
            the session is as it was.
    """
    from nursedesk.chart import folding

    header = entry.header
    if header.session != session.id or header.session_seq != session.seq + 1:
        raise BugError(f"entry {entry.number} does not follow entry {session.number}")
    event = event_of(entry)
    if event.supersedes is None:
        folding.take(event.body, session, event)
        session.history.append(event)
        folding.at_head(session, entry)
        return
    again = folding.opened([*session.history, event], entry)
    for name, value in structs.asdict(again).items():
        setattr(session, name, value)


def fold(entries: Iterable[Entry]) -> PatientSession:
    """A patient session from all its entries, in order.

    Raises:
        BugError: no entries, or they are not one session's.
    """
    session: PatientSession | None = None
    for entry in entries:
        if session is None:
            session = begin(entry)
        else:
            apply(session, entry)
    if session is None:
        raise BugError("a session without entries")
    return session


def event_of(entry: Entry) -> Event:
    """The entry as history tells it.

    Raises:
        BugError: it belongs to no session.
    """
    header = entry.header
    if header.session_seq is None:
        raise BugError(f"entry {entry.number} belongs to no session")
    return Event(
        seq=header.session_seq,
        ward_seq=header.seq,
        number=entry.number,
        happened_at=header.happened_at,
        recorded_at=header.recorded_at,
        author=header.author,
        witness=header.witness,
        role=header.role,
        supersedes=header.supersedes,
        body=entry.body,
    )
