"""What happened to a patient, entry by entry, in words.

Of a walk's step the answers are told only once they are accepted: no unsettled blind reading is
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct

from nursedesk.chart.corrected import corrections, mark_of, what_changed
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import (
    WalkBegun,
    WalkStep,
)
from nursedesk.chart.signal_entries import DueAcknowledged
from nursedesk.chart.signed_note import NoteBody
from nursedesk.chart.terms import Body, Happening
from nursedesk.chart.told import answers, detail, words
from nursedesk.clock import hours_between
from nursedesk.writing import moment

_LATE_HOURS = 0.25  # recorded later than this after it happened: both times are shown


class TimelineRow(Struct, frozen=True, kw_only=True):
    """One thing that happened. `recorded`: when it was told, where that was later.

    `mark`: it was corrected, or is a correction, or was told late, and why. `weighty` rows tell the
    story; the others are the steps between.
    """

    when: str
    recorded: str
    what: str
    detail: str
    who: str
    weighty: bool
    mark: str = ""
    corrected: bool = False


def timeline(
    session: PatientSession, names: Mapping[str, str], zone: tzinfo
) -> tuple[TimelineRow, ...]:
    """All of a session's entries, the latest first."""
    told = sorted(session.history, key=lambda event: (event.happened_at, event.seq), reverse=True)
    corrected = corrections(session)
    return tuple(_row(event, session, names, zone, corrected) for event in told)


def told_since(
    session: PatientSession, seq: int, names: Mapping[str, str], zone: tzinfo
) -> tuple[TimelineRow, ...]:
    """What was told of a patient after the entry `seq`, in that order; hand-over papers left out.

    Of a walk that is over only its end is told.
    """
    corrected = corrections(session)
    return tuple(
        _row(event, session, names, zone, corrected)
        for event in session.history
        if event.seq > seq and (event.supersedes is not None or _changes(event.body, session))
    )


def _changes(body: Body, session: PatientSession) -> bool:
    if isinstance(body, NoteBody | WalkStep | DueAcknowledged):
        return False
    return not isinstance(body, WalkBegun) or session.walks[body.walk].outcome is None


def _row(
    event: Event,
    session: PatientSession,
    names: Mapping[str, str],
    zone: tzinfo,
    corrected: Mapping[int, Event],
) -> TimelineRow:
    late = float(hours_between(event.happened_at, event.recorded_at)) > _LATE_HOURS
    who = names.get(event.author, event.author)
    if event.witness:
        who = f"{who}, with {names.get(event.witness, event.witness)}"
    mark, is_old = mark_of(event, session, corrected), event.ward_seq in corrected
    return TimelineRow(
        when=moment(event.happened_at, zone),
        recorded=f"told {moment(event.recorded_at, zone)}" if late else "",
        what=words(event.body, session, zone),
        detail=_detail(event, session, zone, is_old=is_old),
        who=who,
        weighty=bool(mark) or not isinstance(event.body, WalkStep | WalkBegun | DueAcknowledged),
        mark=mark,
        corrected=is_old,
    )


def _detail(event: Event, session: PatientSession, zone: tzinfo, *, is_old: bool) -> str:
    """What was answered; a corrected answer was accepted once and stays to be read.

    Of a correction: what it changed.
    """
    old = next((e for e in session.history if e.ward_seq == event.supersedes), None)
    if old is not None and isinstance(event.body, Happening):
        return what_changed(session, old, event, zone)
    if is_old and isinstance(event.body, WalkStep):
        return answers(event.body, session, zone)
    return detail(event, session, zone)
