"""What a screen shows of the ward, in words and frozen: board, patient, walk, protocol.

Screens live in another thread than the desk, so nothing here hands out what can still change.
Unsettled readings of blind steps are in none of these.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.body import Place, WalkKind
from nursedesk.chart.cycle import cycle
from nursedesk.chart.due import BoardRow, board, due
from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.chart.entry import Entry, Position
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.session import Bag, PatientSession, SignedNote
from nursedesk.chart.storage import ask_bag, storage_findings
from nursedesk.chart.walk import Context, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.clock import utc
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import Page, pages, place
from nursedesk.protocol.terms import BagVerdict, Indication, Status
from nursedesk.ward import walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.timeline import TimelineRow, timeline
from nursedesk.writing import age, amount, day, duration, family_given, moment, time_left
from nursedesk.writing import due as when_due

INDICATIONS = {
    Indication.MRD: "MRD-positive",
    Indication.RELAPSED_REFRACTORY: "Relapsed or refractory",
    Indication.CONSOLIDATION: "Consolidation, Philadelphia-negative",
}


class Alert(Struct, frozen=True, kw_only=True):
    """Something about a patient that must not be overlooked. Level: stop, warn or plain."""

    words: str
    level: str = "warn"


class Banner(Struct, frozen=True, kw_only=True):
    """Who the patient is: on every screen of hers."""

    name: str
    born: str
    identifier: str
    facts: tuple[str, ...]
    alerts: tuple[Alert, ...]


class BoardLine(Struct, frozen=True, kw_only=True):
    """One patient on the board. `due` is what comes first, `further` what comes after it."""

    session: UUID
    state: DueState
    words: str
    name: str
    who: str
    hanging: str
    due: str
    when: str
    further: tuple[str, ...]
    alerts: tuple[str, ...]


class Board(Struct, frozen=True, kw_only=True):
    """The ward as of an instant, overdue first."""

    as_of: datetime
    lines: tuple[BoardLine, ...]


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


class BagLine(Struct, frozen=True, kw_only=True):
    """A bag in stock, and what may be done with it."""

    bag: UUID
    name: str
    title: str
    state: DueState
    words: str
    where: str
    findings: tuple[Finding, ...]
    may_hang: bool


class NoteLine(Struct, frozen=True, kw_only=True):
    """A signed hand-over note. `signed_only`: nobody has countersigned it yet."""

    note: UUID
    title: str
    state: str
    signed_by: str
    signed_only: bool


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
    now: Now
    due: tuple[DueLine, ...]
    bags: tuple[BagLine, ...]
    open_walks: tuple[OpenWalk, ...]
    notes: tuple[NoteLine, ...]
    last_note_to: datetime | None
    timeline: tuple[TimelineRow, ...]


class WalkPage(Struct, frozen=True, kw_only=True):
    """A walk on the screen. `first_by`: whose blind reading waits for a second one, else empty.

    `name` is how people call it ("bag change"). `carried`: warnings and notes about steps that
    are settled, so that they stay in sight.
    """

    shown: walks.WalkView
    name: str
    banner: Banner
    first_by: str
    carried: tuple[Finding, ...]


class ProtocolPage(Struct, frozen=True, kw_only=True):
    """The protocol to be read and searched."""

    title: str
    sections: tuple[Page, ...]


def sources(protocol: Protocol) -> dict[str, str]:
    """Citation id -> the document and the place in it."""
    return {citation: place(protocol, citation) for citation in protocol.citations}


class _NotThereError(Exception):
    """No entry carries the intent that was looked for."""


def was_recorded(desk: Desk, intent: UUID) -> bool:
    """Whether an entry of this intent is in the chart."""

    def absent(_position: Position) -> Entry:
        raise _NotThereError

    try:
        desk.store.append(intent, None, absent)
    except _NotThereError:
        return False
    return True


def walk_name(kind: WalkKind) -> str:
    """How people call a walk: "bag change"."""
    return str(kind).replace("-", " ")


def ward_board(desk: Desk) -> Board:
    """What is due on the ward: overdue first."""
    desk.signed_in()
    now = desk.clock.now()
    rows = board(desk.sessions(), desk.protocol, now, desk.clock.zone)
    return Board(as_of=now, lines=tuple(_board_line(desk, row, now) for row in rows))


def _board_line(desk: Desk, row: BoardRow, now: datetime) -> BoardLine:
    opened, zone, first = row.session.opened, desk.clock.zone, row.next_due
    shown = banner(desk, row.session)
    further = [
        item for item in row.dues if item is not first and item.state is not DueState.NOT_SET
    ]
    return BoardLine(
        session=row.session.id,
        state=row.state,
        words=row.word,
        name=shown.name,
        who=", ".join(
            part
            for part in (shown.identifier, shown.born, f"bed {opened.bed}" if opened.bed else "")
            if part
        ),
        hanging=f"{row.hangs[:1].upper()}{row.hangs[1:]}",
        due=first.what if first else "Nothing is due",
        when=_when(first, now, zone) if first else "",
        further=tuple(f"{item.what}: {item.word}" for item in further),
        alerts=tuple(alert.words for alert in shown.alerts),
    )


def _when(item: Due, now: datetime, zone: tzinfo) -> str:
    """When something is due; of a stopped infusion, what its stopwatch means."""
    if item.at is None or item.topic is Topic.STOPPED:
        return item.sentence
    return when_due(item.at, now, zone)


def banner(desk: Desk, session: PatientSession) -> Banner:
    """The patient's banner as of now."""
    opened = session.opened
    today = utc(desk.clock.now()).astimezone(desk.clock.zone).date()
    facts = [
        amount(opened.weight_kg, "kg") + f" on {day(opened.weighed_on)}",
        f"{INDICATIONS[opened.indication]}, cycle {opened.cycle}",
    ]
    if opened.bed:
        facts.append(f"bed {opened.bed}")
    return Banner(
        name=family_given(opened.patient.family, opened.patient.given),
        born=f"born {day(opened.patient.born)} ({age(opened.patient.born, today)})",
        identifier=opened.patient.identifier,
        facts=tuple(facts),
        alerts=_alerts(session),
    )


def _alerts(session: PatientSession) -> tuple[Alert, ...]:
    opened = session.opened
    found = [
        (opened.hypersensitivity, "Hypersensitivity: contraindicated", "stop"),
        (opened.preservative_free_only, "Preservative-free only", "warn"),
        (opened.preterm_or_very_low_birth_weight, "Preterm or very low birth weight", "warn"),
        (opened.down_syndrome, "Down syndrome", "warn"),
        (opened.cns_history, "CNS history", "warn"),
    ]
    return tuple(Alert(words=words, level=level) for here, words, level in found if here)


def patient_page(desk: Desk, session: UUID) -> PatientPage:
    """A patient as of now."""
    current, now = desk.session(session), desk.clock.now()
    names = desk.refresh_roster().names()
    dues = due(current, desk.protocol, now, desk.clock.zone)
    first = next((item for item in dues if item.topic in _INFUSION), None)
    return PatientPage(
        seen=current.seq,
        as_of=now,
        banner=banner(desk, current),
        running=current.running is not None,
        now=_now(desk, current, first, now),
        due=tuple(_due_line(desk, item, now) for item in dues if item is not first),
        bags=tuple(_bag_line(desk, bag, now) for bag in current.stock),
        open_walks=tuple(
            OpenWalk(walk=walk.walk, kind=walk.kind, title=walk_name(walk.kind))
            for walk in current.open_walks
        ),
        notes=tuple(_note_line(desk, note, names) for note in reversed(current.notes)),
        last_note_to=max((note.period_to for note in current.notes), default=None),
        timeline=timeline(current, names, desk.clock.zone),
    )


def _due_line(desk: Desk, item: Due, now: datetime) -> DueLine:
    return DueLine(
        state=item.state,
        words=item.word,
        what=item.what,
        when=_when(item, now, desk.clock.zone),
        sentence=item.sentence if item.topic is not Topic.STOPPED else "",
    )


def _now(desk: Desk, session: PatientSession, first: Due | None, now: datetime) -> Now:
    """The large card: the running bag's time left, or how long the infusion stands."""
    zone, bag = desk.clock.zone, session.hanging
    stands = cycle(session, desk.protocol, now)
    state, words = (first.state, first.word) if first else (DueState.NOT_SET, "nothing due")
    facts = [("Infused so far", f"{duration(stands.infused_hours)}, infusion day {stands.day}")]
    answer = ask_bag(desk.protocol, bag, now) if bag else None
    big, sentence = "No bag hangs", first.sentence if first else ""
    if stands.off_hours is not None:
        big = f"Stopped for {duration(stands.off_hours)}"
    elif answer is not None and answer.change_at is not None:
        big = f"Change {time_left(answer.change_at, now)}"
    if bag is not None:
        facts = [*_label_facts(bag), *facts]
    found = storage_findings(desk.protocol, answer, now, zone) if answer else ()
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


_INFUSION = frozenset({Topic.BAG_CHANGE, Topic.STOPPED, Topic.FIRST_BAG})
_PLACES = {Place.REFRIGERATOR: "in the refrigerator", Place.ROOM: "at room temperature"}
_BAG_STATES = {
    BagVerdict.HANG: (DueState.ON_TIME, "may be hung"),
    BagVerdict.HANG_SHORT: (DueState.DUE_SOON, "cannot run its full time"),
    BagVerdict.ASK_PHARMACY: (DueState.ASK_PHARMACY, "ask pharmacy"),
    BagVerdict.DISCARD: (DueState.DISCARD, "discard"),
}


def _label_facts(bag: Bag) -> list[tuple[str, str]]:
    label = bag.label
    preserved = "with preservative" if label.preservative else "preservative-free"
    return [
        ("Bag", f"{KIND_WORDS[label.bag_kind]}, {preserved}"),
        ("Dose", amount(label.dose_mcg_per_day, "mcg/day")),
        ("Rate", amount(label.rate_ml_per_h, "mL/h")),
    ]


def _bag_line(desk: Desk, bag: Bag, now: datetime) -> BagLine:
    answer = ask_bag(desk.protocol, bag, now)
    state, words = _BAG_STATES[answer.verdict]
    stay, zone = bag.stays[-1], desk.clock.zone
    read = f", {amount(stay.celsius, '°C')}" if stay.celsius is not None else ""
    where = _PLACES.get(stay.place, "somewhere else")
    facts = ", ".join(value for _name, value in _label_facts(bag))
    return BagLine(
        bag=bag.id,
        name=bag.name,
        title=f"{bag.name.capitalize()}: {facts}",
        state=state,
        words=words,
        where=f"Since {moment(stay.since, zone)} {where}{read}.",
        findings=storage_findings(desk.protocol, answer, now, zone),
        may_hang=answer.verdict is not BagVerdict.DISCARD,
    )


def _note_line(desk: Desk, note: SignedNote, names: dict[str, str]) -> NoteLine:
    zone = desk.clock.zone
    signed = f"Signed by {names.get(note.signed_by, note.signed_by)}"
    state = f"{signed}, {moment(note.signed_at, zone)}. Not countersigned yet."
    if note.countersigned_by and note.countersigned_at:
        by = names.get(note.countersigned_by, note.countersigned_by)
        state = f"{signed}; countersigned by {by}, {moment(note.countersigned_at, zone)}."
    period = f"{moment(note.period_from, zone)} to {moment(note.period_to, zone)}"
    return NoteLine(
        note=note.note,
        title=f"Hand-over, {period}",
        state=state,
        signed_by=note.signed_by,
        signed_only=note.countersigned_by is None,
    )


def walk_page(desk: Desk, session: UUID, walk: UUID) -> WalkPage:
    """A walk where it stands now, with the patient's banner and what its rules said so far."""
    shown = walks.view(desk, session, walk)
    current = desk.session(session)
    state = current.walks[walk]
    step = shown.step.id if shown.step else ""
    pending = state.pending.get(step)
    context = Context(
        session=current,
        walk=state,
        protocol=desk.protocol,
        now=desk.clock.now(),
        zone=desk.clock.zone,
    )
    carried = [
        finding
        for passed in walk_for(state.kind).steps
        if passed.id in state.accepted and passed.id != step and passed.applies(context)
        for finding in open_findings(passed, context)
        if finding.level in (Level.WARN, Level.NOTE)
    ]
    return WalkPage(
        shown=shown,
        name=walk_name(state.kind),
        banner=banner(desk, current),
        first_by=pending.author if pending else "",
        carried=tuple(dict.fromkeys(carried)),
    )


def protocol_page(desk: Desk) -> ProtocolPage:
    """All of the protocol, in sections."""
    header = desk.protocol.header
    title = f"{header.title}, version {header.version}, {header.status}"
    return ProtocolPage(title=title, sections=pages(desk.protocol))
