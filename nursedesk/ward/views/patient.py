"""A patient as of now: what hangs, what is due, the bags, the notes, the timeline."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.cycle import cycle
from nursedesk.chart.due import due
from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag, storage_findings
from nursedesk.chart.terms import WalkKind
from nursedesk.protocol.terms import Status
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.bags import BagLine, bag_line, label_facts
from nursedesk.ward.views.banner import Banner, banner
from nursedesk.ward.views.board import when
from nursedesk.ward.views.closed import how_it_ended
from nursedesk.ward.views.notes import NoteLine, note_lines
from nursedesk.ward.views.timeline import TimelineRow, timeline
from nursedesk.ward.views.walk import walk_name
from nursedesk.writing import duration, time_left


class Now(Struct, frozen=True, kw_only=True):
    """How the infusion stands: `big` is the one thing to see from across the room."""

    state: DueState
    words: str
    title: str
    big: str
    sentence: str
    facts: tuple[tuple[str, str], ...]
    basis: Status | None
    citations: tuple[str, ...]
    findings: tuple[Finding, ...]


class DueLine(Struct, frozen=True, kw_only=True):
    """One thing that is due."""

    state: DueState
    words: str
    what: str
    when: str
    sentence: str


class OpenWalk(Struct, frozen=True, kw_only=True):
    """A walk that was begun and not ended."""

    walk: UUID
    kind: WalkKind
    title: str


class PatientPage(Struct, frozen=True, kw_only=True):
    """A patient as of an instant. `seen` belongs to every form opened from here."""

    seen: int
    as_of: datetime
    banner: Banner
    running: bool
    stands: bool  # it ran before
    closed: str  # when and why, while nothing more is recorded
    may_restart: UUID | None  # the bag that hangs while the infusion stands
    now: Now
    due: tuple[DueLine, ...]
    bags: tuple[BagLine, ...]
    open_walks: tuple[OpenWalk, ...]
    notes: tuple[NoteLine, ...]
    last_note_to: datetime | None  # of those that were neither returned nor superseded
    timeline: tuple[TimelineRow, ...]


_INFUSION = frozenset({Topic.BAG_CHANGE, Topic.STOPPED, Topic.FIRST_BAG})


def patient_page(desk: Desk, session: UUID) -> PatientPage:
    """A patient as of now."""
    current, as_of = desk.session(session), desk.clock.now()
    now = present(current, as_of)
    names = desk.refresh_roster().names()
    protocol = desk.protocol_of(current)
    dues = due(current, protocol, now, desk.clock.zone)
    first = next((item for item in dues if item.topic in _INFUSION), None)
    return PatientPage(
        seen=current.seq,
        as_of=as_of,
        banner=banner(desk, current),
        running=current.running is not None,
        stands=bool(current.runs) and current.running is None,
        closed=how_it_ended(desk, current),
        may_restart=_standing_bag(current),
        now=_now(desk, current, first, now),
        due=tuple(_due_line(desk, item, now) for item in dues if item is not first),
        bags=tuple(bag_line(desk, protocol, bag, now) for bag in current.stock),
        open_walks=tuple(
            OpenWalk(walk=walk.walk, kind=walk.kind, title=walk_name(walk.kind))
            for walk in current.open_walks
        ),
        notes=note_lines(desk, current),
        last_note_to=max((note.period_to for note in current.notes if note.stands), default=None),
        timeline=timeline(current, names, desk.clock.zone),
    )


def _standing_bag(session: PatientSession) -> UUID | None:
    hanging = session.hanging
    return None if hanging is None or session.running is not None else hanging.id


def _due_line(desk: Desk, item: Due, now: datetime) -> DueLine:
    return DueLine(
        state=item.state,
        words=item.word,
        what=item.what,
        when=when(item, now, desk.clock.zone),
        sentence=item.sentence if item.topic is not Topic.STOPPED else "",
    )


def _now(desk: Desk, session: PatientSession, first: Due | None, now: datetime) -> Now:
    """The large card: the running bag's time left, or how long the infusion stands."""
    zone, bag, protocol = desk.clock.zone, session.hanging, desk.protocol_of(session)
    stands = cycle(session, protocol, now)
    state, words = (first.state, first.word) if first else (DueState.NOT_SET, "nothing due")
    facts = [("Infused so far", f"{duration(stands.infused_hours)}, infusion day {stands.day}")]
    answer = ask_bag(protocol, bag, now) if bag else None
    big, sentence = "No bag hangs", first.sentence if first else ""
    if stands.off_hours is not None:
        big = f"Stopped for {duration(stands.off_hours)}"
    elif answer is not None and answer.change_at is not None:
        big = f"Change {time_left(answer.change_at, now)}"
    if bag is not None:
        facts = [*label_facts(bag), *facts]
    found = storage_findings(protocol, answer, now, zone) if answer else ()
    return Now(
        state=state,
        words=words,
        title=f"{bag.name.capitalize()} hangs" if bag else "Infusion",
        big=big,
        sentence=sentence,
        facts=tuple(facts),
        basis=first.status if first else None,
        citations=first.citations if first else (),
        findings=tuple(f for f in found if f.level is not Level.NOTE),
    )
