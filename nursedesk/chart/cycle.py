"""Where a cycle stands: infused hours and day, step dose, end, and the time off.

Days are counted in infused hours: an infusion day is 24 h of running infusion, not a calendar
day. Every limit comes from the protocol, mostly through its question `interruption`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.chart.infusion import Cause, Run, Stop, infused_hours
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.session import PatientSession
from nursedesk.clock import after_hours, hours_between
from nursedesk.protocol.care_terms import InterruptionReason, Outcome
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer, DoseGiven, dose
from nursedesk.protocol.interruption import (
    InterruptionAnswer,
    InterruptionGiven,
    interruption,
)
from nursedesk.protocol.segments import Segment

HOURS_A_DAY = Decimal(24)
TOLERANCE_MCG = Decimal("0.05")  # cases.md: doses this close are the same dose


class Cycle(Struct, frozen=True, kw_only=True):
    """A cycle as of an instant. Hours are exact; instants UTC.

    `answer` is that of the question `interruption`, None before the first start. `step_at`: when
    the step dose is due (also in the past, while the low dose runs). `off_since` and `off_hours`
    speak of the present stop only. `remaining_hours` and `ends_at` are None where the protocol
    does not state how the cycle goes on, `ends_at` also while the infusion stands.
    """

    infused_hours: Decimal
    day: int
    remaining_hours: Decimal | None
    ends_at: datetime | None
    step_at: datetime | None
    step_dose: DoseAnswer | None
    off_since: datetime | None
    off_hours: Decimal | None
    answer: InterruptionAnswer | None

    @property
    def complete(self) -> bool:
        """Whether nothing is left of the cycle."""
        return self.answer is not None and self.answer.outcome is Outcome.COMPLETE

    @property
    def restart_rules(self) -> bool:
        """Whether it stands so long that the restart rules apply."""
        long = self.answer is not None and self.answer.restart_rules
        return self.off_since is not None and bool(long)

    @property
    def beyond_same_cycle(self) -> bool:
        """Whether it stands too long for the cycle simply to go on."""
        outcome = self.answer.outcome if self.answer else None
        return self.off_since is not None and outcome in (Outcome.NEW_CYCLE, Outcome.NOT_STATED)


def cycle(session: PatientSession, protocol: Protocol, now: datetime) -> Cycle:
    """Where the session's cycle stands at `now`."""
    runs = [run for run in session.runs if run.since <= now]
    infused = infused_hours(runs, now)
    ended = runs[-1].to if runs else None
    off_since = ended if ended is not None and ended <= now else None
    since_gap = since_long_gap(runs, protocol)
    answer = ask_interruption(session, protocol, since_gap, now) if runs else None
    whole = len(since_gap) == len(runs)
    step_at, step_dose = _step(session, protocol, now)
    remaining = protocol.interruption.infusion.hours
    return Cycle(
        infused_hours=infused,
        day=infusion_day(infused),
        remaining_hours=(answer.remaining_hours if answer else remaining) if whole else None,
        ends_at=answer.ends_at if answer and whole else None,
        step_at=step_at,
        step_dose=step_dose,
        off_since=off_since,
        off_hours=None if off_since is None else hours_between(off_since, now),
        answer=answer,
    )


def since_long_gap(runs: Sequence[Run], protocol: Protocol) -> list[Run]:
    """The runs since the last gap that was too long for the cycle to go on (cases.md)."""
    limit = protocol.interruption.same_cycle_up_to.hours
    kept: list[Run] = []
    for run in runs:
        if kept and kept[-1].to is not None and hours_between(kept[-1].to, run.since) > limit:
            kept = []
        kept.append(run)
    return kept


def ask_interruption(
    session: PatientSession, protocol: Protocol, runs: Sequence[Run], now: datetime
) -> InterruptionAnswer:
    """The question `interruption` for these runs; the reason is that of the last gap's stop."""
    opened = session.opened
    ended = [run for run in runs if run.to is not None and run.to <= now]
    stops = stops_after(session, ended[-1]) if ended else []
    reaction = any(stop.adverse_reaction for stop in stops)
    return interruption(
        protocol,
        InterruptionGiven(
            indication=opened.indication,
            age_months=age_months(opened.patient.born, today(now, session.reading_zone)),
            cycle=opened.cycle,
            reason=InterruptionReason.ADVERSE_REACTION if reaction else InterruptionReason.OTHER,
            segments=tuple(
                Segment(since=run.since, until=run.to if run.to and run.to <= now else None)
                for run in runs
            ),
            now=now,
        ),
    )


def infusion_day(infused: Decimal) -> int:
    """The 1-based infusion day: completed 24 h of infusion, plus 1."""
    return int(infused // HOURS_A_DAY) + 1


def reached_at(runs: Sequence[Run], hours: Decimal, now: datetime) -> datetime | None:
    """When these runs reach so many infused hours; None when they stand before that."""
    left = hours
    for run in runs:
        length = run.hours(now)
        if length >= left or run.to is None:
            return after_hours(run.since, left)
        left -= length
    return None


def dose_on(session: PatientSession, protocol: Protocol, day: int, now: datetime) -> DoseAnswer:
    """The dose that the protocol states for this patient on an infusion day."""
    opened = session.opened
    born = opened.patient.born
    return dose(
        protocol,
        DoseGiven(
            indication=opened.indication,
            age_months=age_months(born, today(now, session.reading_zone)),
            weight_kg=opened.weight_kg,
            bsa_m2=opened.bsa_m2,
            height_cm=opened.height_cm,
            cycle=opened.cycle,
            day=day,
        ),
    )


def same_dose(one: Decimal, other: Decimal) -> bool:
    """Whether two doses (mcg per day) are the same within the protocol's tolerance."""
    return abs(one - other) <= TOLERANCE_MCG


def stops_after(session: PatientSession, run: Run) -> list[Stop]:
    """Why the infusion stood after a run, in the order of time: its stop, and what was told later.

    A pump alarm can become a hold for a reaction while the infusion stands already.
    """
    if run.to is None:
        return []
    later = [other.since for other in session.runs if other.since >= run.to]
    until = min(later, default=None)
    return [
        stop for stop in session.stops if stop.at >= run.to and (until is None or stop.at <= until)
    ]


def _step(
    session: PatientSession, protocol: Protocol, now: datetime
) -> tuple[datetime | None, DoseAnswer | None]:
    """When the step to the full dose is due, while a lower one runs, and that dose.

    After a restart for a reaction it is the later of the step day and 7 days since (H32).
    """
    running = session.running
    if running is None:
        return None, None
    first = dose_on(session, protocol, 1, now)
    full = first if first.step_day is None else dose_on(session, protocol, first.step_day, now)
    amount = full.dose_mcg_per_day
    if amount is None or running.dose_mcg_per_day >= amount - TOLERANCE_MCG:
        return None, None
    due: list[datetime] = []
    if first.step_day is not None:
        by_day = reached_at(session.runs, (first.step_day - 1) * HOURS_A_DAY, now)
        due += [by_day] if by_day else []
    again = step_after_reaction(session, protocol)
    if again is not None:
        due.append(again)
    return max(due, default=None), full


def step_after_reaction(session: PatientSession, protocol: Protocol) -> datetime | None:
    """Before when, after a restart for a reaction, no step is due, whatever the day (H32)."""
    restarted = _restarted_after_reaction(session)
    if restarted is None:
        return None
    return after_hours(restarted, protocol.toxicity.crs.escalate_after.hours)


def _restarted_after_reaction(session: PatientSession) -> datetime | None:
    """When the infusion last started again after a stop for an adverse reaction."""
    restarts = [
        after.since
        for before, after in pairwise(session.runs)
        if before.to is not None
        and any(
            stop.adverse_reaction and before.to <= stop.at <= after.since
            for stop in session.stops
            if stop.cause is Cause.REPORTED
        )
    ]
    return max(restarts, default=None)
