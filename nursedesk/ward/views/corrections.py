"""The entries of a patient that may be corrected, and what each of them says."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.correcting import asked_of, may_be_corrected, recorded_in
from nursedesk.chart.field import Field
from nursedesk.chart.said import said
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import WalkStep
from nursedesk.chart.told import words
from nursedesk.ward.corrections import entry_of
from nursedesk.ward.desk import Desk
from nursedesk.writing import moment


class CorrectableLine(Struct, frozen=True, kw_only=True):
    """One entry to choose. `told`: when it was recorded and by whom."""

    entry: int
    what: str
    when: str
    told: str


class Correctable(Struct, frozen=True, kw_only=True):
    """One entry to correct: what can be wrong in it, and what it says there, in words.

    `about` says what the entry is about, and none of its values.
    """

    line: CorrectableLine
    about: str
    fields: tuple[Field, ...]
    recorded: dict[str, str]


def correctable_entries(desk: Desk, session: UUID) -> tuple[CorrectableLine, ...]:
    """What may be corrected, the latest first."""
    current = desk.session(session)
    found = [event for event in current.history if may_be_corrected(current, event)]
    found.sort(key=lambda event: (event.happened_at, event.seq), reverse=True)
    return tuple(_line(desk, current, event) for event in found)


def entry_to_correct(desk: Desk, session: UUID, entry: int) -> Correctable:
    """An entry as its form shows it."""
    current = desk.session(session)
    event = entry_of(current, entry)
    fields, recorded = asked_of(current, event), recorded_in(current, event)
    return Correctable(
        line=_line(desk, current, event),
        about=_about(desk, current, event),
        fields=fields,
        recorded={f.name: said(f, recorded.get(f.name), desk.clock.zone) for f in fields},
    )


def _about(desk: Desk, session: PatientSession, event: Event) -> str:
    what = _line(desk, session, event).what
    return what if isinstance(event.body, WalkStep) else what.partition(":")[0]


def _line(desk: Desk, session: PatientSession, event: Event) -> CorrectableLine:
    zone, names = desk.clock.zone, desk.roster.names()
    who = names.get(event.author, event.author)
    at = moment(event.recorded_at, zone)
    recorded = "" if at == moment(event.happened_at, zone) else f"recorded {at} "
    return CorrectableLine(
        entry=event.ward_seq,
        what=words(event.body, session, zone).removesuffix(", first person's reading"),
        when=moment(event.happened_at, zone),
        told=f"entry {event.number}, {recorded}by {who}",
    )
