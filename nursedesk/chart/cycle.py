"""Where a cycle stands: infused hours and day, step dose, end, and the time off.

Days are counted in infused hours: an infusion day is 24 h of running infusion, not a calendar
day. Every limit comes from the protocol.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.chart.infusion import Cause, Run, infused_hours
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.session import PatientSession
from nursedesk.clock import after_hours, hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer, DoseGiven, dose

HOURS_A_DAY = Decimal(24)
TOLERANCE_MCG = Decimal("0.05")  # cases.md: doses this close are the same dose


class Cycle(Struct, frozen=True, kw_only=True):
    """A cycle as of an instant. Hours are exact; instants UTC.

    `step_at`: when the step dose is due (also in the past, while the low dose runs); `ends_at`:
    when the last hour of the cycle is infused; both None while the infusion stands. `off_hours`
    counts the present stop only; None while it runs or before the first start.
    """

    infused_hours: Decimal
    day: int
    remaining_hours: Decimal
    step_at: datetime | None
    step_dose: DoseAnswer | None
    ends_at: datetime | None
    off_since: datetime | None
    off_hours: Decimal | None
    restart_rules: bool
    beyond_same_cycle: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is left of the cycle."""
        return self.remaining_hours <= 0


def cycle(session: PatientSession, protocol: Protocol, now: datetime) -> Cycle:
    """Where the session's cycle stands at `now`."""
    limits = protocol.interruption
    infused = infused_hours(session.runs, now)
    off_since = off_since_of(session.runs)
    off = None if off_since is None else hours_between(off_since, now)
    step_at, step_dose = _step(session, protocol, now)
    return Cycle(
        infused_hours=infused,
        day=infusion_day(infused),
        remaining_hours=max(limits.infusion.hours - infused, Decimal(0)),
        step_at=step_at,
        step_dose=step_dose,
        ends_at=reached_at(session.runs, limits.infusion.hours, now),
        off_since=off_since,
        off_hours=off,
        restart_rules=off is not None and off >= limits.restart_from.hours,
        beyond_same_cycle=off is not None and off > limits.same_cycle_up_to.hours,
    )


def infusion_day(infused: Decimal) -> int:
    """The 1-based infusion day: completed 24 h of infusion, plus 1."""
    return int(infused // HOURS_A_DAY) + 1


def off_since_of(runs: Sequence[Run]) -> datetime | None:
    """When the present stop began; None while it runs or before the first start."""
    return runs[-1].to if runs else None


def reached_at(runs: Iterable[Run], hours: Decimal, now: datetime) -> datetime | None:
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


def _step(
    session: PatientSession, protocol: Protocol, now: datetime
) -> tuple[datetime | None, DoseAnswer | None]:
    """When the step to the full dose is due, while a lower one runs, and that dose."""
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
    restarted = _restarted_after_reaction(session)
    if restarted is not None:
        due.append(after_hours(restarted, protocol.toxicity.crs.escalate_after.hours))
    return max(due, default=None), full


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
