"""All that was recorded of one patient session, entry by entry, to be printed on request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.corrected import reason_of, settled_readings
from nursedesk.chart.entry import Entry
from nursedesk.chart.gaps import gap_words
from nursedesk.chart.patient import patient_line, today
from nursedesk.chart.record_entries import RecordGap
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned, WalkStep
from nursedesk.chart.told import answers, words
from nursedesk.chart.told_facts import facts
from nursedesk.chart.walk import Who
from nursedesk.chart.walks import walk_for
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import full_day, grouped, moment

NEVER_SETTLED = "values not printed: two people have not settled this reading"


class RecordLine(Struct, frozen=True, kw_only=True):
    """One entry. `day` is the one on which it was recorded; `marks` say what took whose place."""

    number: str
    day: str
    happened: str
    recorded: str
    what: str
    detail: str
    who: str
    marks: tuple[str, ...]


class FullRecord(Struct, frozen=True, kw_only=True):
    """Everything that the print of a session shows; instants UTC, `zone` the one to print them in.

    `fingerprint` is the hash (hex) of the session's last entry `entry_number`; `gaps` say what the
    record lost of this session.
    """

    session: UUID
    ward_name: str
    demo: bool
    patient_line: str
    opened: str
    gaps: tuple[str, ...]
    lines: tuple[RecordLine, ...]
    protocol: str
    protocol_sha256: str
    entry_number: str
    fingerprint: str
    made_at: datetime
    zone: tzinfo


class _Known(Struct, frozen=True, kw_only=True):
    """By session counter: which entries others took the place of, which readings two settled."""

    superseded: Mapping[int, str]
    settled: frozenset[int]


def full_record(
    session: PatientSession,
    protocol: Protocol,
    *,
    now: datetime,
    zone: tzinfo,
    names: Mapping[str, str],
    ward_name: str,
    demo: bool,
    gaps: tuple[Entry, ...] = (),
) -> FullRecord:
    """The session's entries in the order in which they were recorded.

    No value of a blind reading that two people did not settle is in it.
    """
    known = _Known(superseded=_superseded(session), settled=settled_readings(session))
    return FullRecord(
        session=session.id,
        ward_name=ward_name,
        demo=demo,
        patient_line=patient_line(session.opened.patient, today(now, zone)),
        opened=moment(session.opened_at, zone),
        gaps=tuple(
            gap_words(gap, names, zone)
            for gap in gaps
            if isinstance(gap.body, RecordGap) and session.id in gap.body.sessions
        ),
        lines=tuple(_line(event, session, known, names, zone) for event in session.history),
        protocol=f"{protocol.id} {protocol.version}",
        protocol_sha256=protocol.sha256,
        entry_number=session.number,
        fingerprint=session.head.hex(),
        made_at=now,
        zone=zone,
    )


def _superseded(session: PatientSession) -> dict[int, str]:
    """By session counter, the number of the entry that took an entry's place.

    A correction takes the place of what it corrects, a step's answers that of the former ones.
    """
    place = {event.ward_seq: event.seq for event in session.history}
    found: dict[int, str] = {}
    answered: dict[tuple[UUID, str, bool], int] = {}
    for event in session.history:
        if event.supersedes in place:
            found[place[event.supersedes]] = event.number
        if isinstance(event.body, WalkStep):
            key = (event.body.walk, event.body.step, event.body.second)
            if key in answered:
                found[answered[key]] = event.number
            second = (event.body.walk, event.body.step, True)
            if event.witness is not None and second in answered:  # both readings at once
                found[answered[second]] = event.number
            answered[key] = event.seq
    return found


def _line(
    event: Event,
    session: PatientSession,
    known: _Known,
    names: Mapping[str, str],
    zone: tzinfo,
) -> RecordLine:
    who = f"{names.get(event.author, event.author)} ({event.role.value.replace('-', ' ')})"
    if event.witness:
        who += f", with {names.get(event.witness, event.witness)}"
    return RecordLine(
        number=event.number,
        day=full_day(event.recorded_at, zone),
        happened=moment(event.happened_at, zone),
        recorded=moment(event.recorded_at, zone),
        what=words(event.body, session, zone),
        detail=_detail(event, session, known.settled, zone),
        who=who,
        marks=tuple(_marks(event, session, known.superseded)),
    )


def _detail(event: Event, session: PatientSession, settled: frozenset[int], zone: tzinfo) -> str:
    body = event.body
    if isinstance(body, HandoverSigned | HandoverCountersigned):
        told = facts(body, zone)
        file = f"note {body.note}; SHA-256 of the file {grouped(body.document)}"
        return f"{file}; {told}" if told else file
    if not isinstance(body, WalkStep):
        return facts(body, zone)
    state = session.walks[body.walk]
    blind = walk_for(state.kind).step(body.step).who is Who.TWO_BLIND
    accepted = state.accepted.get(body.step)
    same = accepted is not None and accepted.answers == body.answers
    if blind and not same and event.seq not in settled:
        return NEVER_SETTLED
    return answers(body, session, zone)


def _marks(event: Event, session: PatientSession, superseded: Mapping[int, str]) -> Iterator[str]:
    why = reason_of(event)
    if event.supersedes is not None:
        old = next((e for e in session.history if e.ward_seq == event.supersedes), None)
        place = f"in place of entry {old.number}" if old else "in place of an earlier entry"
        yield f"{place}: {why}" if why else place
    elif why:
        yield f"entered late: {why}"
    if event.seq in superseded:
        yield f"SUPERSEDED by entry {superseded[event.seq]}"
