"""What a walk's answers do to the infusion: the pause stops it, the start starts it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.field import instant_of
from nursedesk.chart.infusion import Cause, Start, Stop
from nursedesk.chart.session import PatientSession
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Answered, WalkState

HANG_A_BAG = frozenset({WalkKind.BAG_CHANGE, WalkKind.RESTART})
PAUSED = "paused for a bag change"


def infuse(session: PatientSession, state: WalkState, step: str, answered: Answered) -> None:
    """What a walk's answers do to the infusion: the pause stops it, the start starts it.

    An instant in the future, a start before its pause or before its bag came does nothing: the
    walk stops on it.
    """
    if step == "pause":
        session.stops = [s for s in session.stops if not _told_again(s, session, state)]
        at = _past(answered, "paused_at")
        if at is not None:
            session.stops.append(
                Stop(
                    at=at,
                    reason=PAUSED,
                    adverse_reaction=False,
                    cause=Cause.BAG_CHANGE,
                    walk=state.walk,
                    seq=answered.session_seq,
                )
            )
    elif step == "start":
        session.starts.pop(state.walk, None)
        start = _start(session, state, answered)
        if start is not None:
            session.starts[state.walk] = start
    else:
        return
    session.reckon_infusion()


def _told_again(stop: Stop, session: PatientSession, state: WalkState) -> bool:
    """Whether a pause of this walk is told anew; one that another start ended stays as it was."""
    ended = any(
        start.at >= stop.at for start in session.starts.values() if start.walk != state.walk
    )
    return stop.walk == state.walk and stop.cause is Cause.BAG_CHANGE and not ended


def _past(answered: Answered, field: str) -> datetime | None:
    at = instant_of(answered.answers.get(field))
    return at if at is not None and at <= answered.recorded_at else None


def _start(session: PatientSession, state: WalkState, answered: Answered) -> Start | None:
    pump, at = state.accepted.get("pump"), _past(answered, "started_at")
    dose = _dose(session, state)
    if dose is None or pump is None or at is None or state.bag is None:
        return None
    if at < session.bags[state.bag].received_at or _stood_later(session, state, at, answered):
        return None
    pause = state.accepted.get("pause")
    paused_at = instant_of(pause.answers.get("paused_at")) if pause else None
    if paused_at is not None and at < paused_at:
        return None
    return Start(
        walk=state.walk,
        bag=state.bag,
        at=at,
        rate_ml_per_h=Decimal(pump.answers["rate_ml_per_h"]),
        dose_mcg_per_day=dose,
        seq=answered.session_seq,
    )


def _stood_later(
    session: PatientSession, state: WalkState, at: datetime, answered: Answered
) -> bool:
    """Whether a restart would lie before a stop that was known when it was told."""
    known = (stop.at for stop in session.stops if stop.seq < answered.session_seq)
    return state.kind is WalkKind.RESTART and any(stop > at for stop in known)


def _dose(session: PatientSession, state: WalkState) -> Decimal | None:
    """The dose as two people read it: in this bag change, or when the same bag was hung."""
    if state.kind is WalkKind.RESTART:
        return next((run.dose_mcg_per_day for run in session.runs if run.bag == state.bag), None)
    label = state.accepted.get("new-bag")
    return Decimal(label.answers["dose_mcg_per_day"]) if label else None
