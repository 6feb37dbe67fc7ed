"""What was corrected, told to a reader: which entry took whose place, why, and what it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from uuid import UUID

from nursedesk.chart.correcting import asked_of, recorded_in
from nursedesk.chart.said import said
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.session_entries import WalkBegun, WalkStep
from nursedesk.chart.terms import Happening
from nursedesk.chart.walk import Answered, WalkState
from nursedesk.chart.walks import walk_for


def corrections(session: PatientSession) -> dict[int, Event]:
    """By the ward counter of a corrected entry, the one that took its place."""
    return {e.supersedes: e for e in session.history if e.supersedes is not None}


def reason_of(event: Event) -> str:
    """Why it was corrected or told late; empty where nobody had to say."""
    body = event.body
    return body.because or "" if isinstance(body, Happening | WalkBegun) else ""


def mark_of(event: Event, session: PatientSession, corrected: Mapping[int, Event]) -> str:
    """That an entry was corrected, or corrects one, or was told late, and why; mostly nothing."""
    marks = []
    why = reason_of(event)
    if event.supersedes is not None:
        old = next((e for e in session.history if e.ward_seq == event.supersedes), None)
        marks.append(f"Correction of entry {old.number if old else '?'}: {why}".rstrip(": "))
    elif why:
        marks.append(f"Entered late: {why}")
    if event.ward_seq in corrected:
        marks.append(f"CORRECTED by entry {corrected[event.ward_seq].number}")
    return ". ".join(marks)


def what_changed(session: PatientSession, old: Event, new: Event, zone: tzinfo) -> str:
    """`Dose 16 mg, was 20 mg; ...`: every answer that the correction changed."""
    was, now = recorded_in(session, old), recorded_in(session, new)
    return "; ".join(
        f"{field.prompt} {said(field, now.get(field.name), zone)}, "
        f"was {said(field, was.get(field.name), zone)}"
        for field in asked_of(session, new)
        if was.get(field.name) != now.get(field.name)
    )


def settled_readings(session: PatientSession) -> frozenset[int]:
    """By session counter, the blind readings that two people settled at any time.

    A later correction does not unsettle what was settled then.
    """
    states: dict[UUID, WalkState] = {}
    found: set[int] = set()
    for event in session.history:
        body = event.body
        if isinstance(body, WalkBegun):
            states[body.walk] = WalkState(
                walk=body.walk,
                kind=body.walk_kind,
                bag=body.bag,
                begun_at=event.happened_at,
                begun_by=event.author,
            )
        elif isinstance(body, WalkStep):
            _read(states[body.walk], body, event)
            accepted = states[body.walk].accepted.get(body.step)
            if accepted is not None and accepted.answers == body.answers:
                found |= {accepted.session_seq, event.seq}
    return frozenset(found)


def _read(state: WalkState, body: WalkStep, event: Event) -> None:
    step = walk_for(state.kind).step(body.step)
    answered = Answered(
        answers=body.answers,
        author=event.author,
        happened_at=event.happened_at,
        recorded_at=event.recorded_at,
        session_seq=event.seq,
    )
    if event.witness is not None:
        state.settle(step, answered, event.witness)
    else:
        state.record(step, answered, second=body.second)
