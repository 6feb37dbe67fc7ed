"""The found legs as planned bags: instants, hours, drug, and why each bag comes down."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.rest import Rest
from nursedesk.chart.plan.result import Ends, PlannedBag
from nursedesk.chart.plan.table import Leg
from nursedesk.chart.plan.task import Task
from nursedesk.clock import after_hours, hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Kind

_HOURS_A_DAY = Decimal(24)


def planned_bags(
    protocol: Protocol, rest: Rest, task: Task, legs: tuple[Leg, ...], calendar: Calendar
) -> tuple[PlannedBag, ...]:
    """The bags of these legs, in the order of time."""
    bags: list[PlannedBag] = []
    for leg in legs:
        before = bags[-1] if bags else None
        bags.append(_bag(protocol, rest, task, leg, before=before, calendar=calendar))
    return tuple(bags)


def _bag(
    protocol: Protocol,
    rest: Rest,
    task: Task,
    leg: Leg,
    *,
    before: PlannedBag | None,
    calendar: Calendar,
) -> PlannedBag:
    kind, since, until = task.kinds[leg.kind].kind, task.instant(leg.since), task.instant(leg.until)
    dose = _dose(rest, leg, since)
    runs = hours_between(since, until)
    unused = _holds(protocol, rest, leg, kind) - runs
    hung_at = rest.hanging.hung_at if leg.hangs and rest.hanging else since
    return PlannedBag(
        number=1 if before is None else before.number + 1,
        kind=kind,
        bag=_id(task, leg),
        hangs_already=leg.hangs,
        dose_mcg_per_day=dose,
        rate_ml_per_h=protocol.bags[kind].rate.value,
        hung_at=hung_at,
        until=until,
        ends=_ends(task, leg),
        runs_hours=runs,
        discarded_hours=unused,
        discarded_mcg=unused * dose / _HOURS_A_DAY,
        prepare_from=_prepare_from(protocol, leg, kind, until),
        outside_hours=not leg.hangs and not calendar.staffed(since),
        new_programme=before is not None and (before.kind, before.dose_mcg_per_day) != (kind, dose),
    )


def _id(task: Task, leg: Leg) -> UUID | None:
    if leg.hangs and task.hangs is not None:
        return task.hangs.bag
    return None if leg.bag is None else leg.bag.bag


def _dose(rest: Rest, leg: Leg, since: datetime) -> Decimal:
    if leg.hangs and rest.hanging is not None:
        return rest.hanging.dose_mcg_per_day
    return next(span.dose_mcg_per_day for span in rest.spans if since < span.until)


def _holds(protocol: Protocol, rest: Rest, leg: Leg, kind: Kind) -> Decimal:
    """Hours of drug in the bag at the leg's beginning."""
    if leg.hangs and rest.hanging is not None:
        return rest.hanging.left_hours
    return protocol.bags[kind].duration.hours


def _prepare_from(protocol: Protocol, leg: Leg, kind: Kind, until: datetime) -> datetime | None:
    if leg.hangs or leg.bag is not None:
        return None
    return after_hours(until, -protocol.bags[kind].refrigerator_limit.hours)


def _ends(task: Task, leg: Leg) -> Ends:
    kind = task.kinds[leg.kind]
    holds, limit = kind.full, leg.since + kind.keeps
    if leg.hangs and task.hangs is not None:
        if task.hangs.dose_over:
            return Ends.STEP_DOSE
        holds, limit = task.hangs.left, task.hangs.use_until
    if leg.until == task.end:
        return Ends.CYCLE_END
    if leg.until in task.bounds:
        return Ends.STEP_DOSE
    if leg.until - leg.since == holds:
        return Ends.EMPTY
    if leg.bag is None and leg.until == limit:
        return Ends.STORAGE_LIMIT
    return Ends.ON_PURPOSE
