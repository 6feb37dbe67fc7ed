"""What the steps of a bag change ask about the change itself: its bag, its past, its times."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.bag import Bag
from nursedesk.chart.cycle import stops_after
from nursedesk.chart.field import instant_of
from nursedesk.chart.infusion import Cause, Run
from nursedesk.chart.session import Stop
from nursedesk.chart.walk import Context
from nursedesk.clock import hours_between
from nursedesk.errors import BugError
from nursedesk.protocol.terms import Kind


def new_bag(context: Context) -> Bag:
    """The bag that this change hangs."""
    if context.walk.bag is None:
        raise BugError("a bag change without a bag")
    return context.session.bags[context.walk.bag]


def first_hung_at(context: Context) -> datetime | None:
    """When the bag of a restart was first hung; None for a bag that never hung before."""
    return next((r.since for r in runs_before(context) if r.bag == context.walk.bag), None)


def kind_of_bag(context: Context) -> Kind:
    """The new bag's kind: as two people read it, before that as received."""
    read = context.answer("new-bag", "kind")
    return Kind(read) if read else new_bag(context).label.bag_kind


def started_at(context: Context) -> datetime | None:
    """When the new bag was started; None before that, or while the time given cannot be."""
    start = context.session.starts.get(context.walk.walk)
    return start.at if start else None


def as_of(context: Context, step: str) -> datetime:
    """The instant for which a step before the start is judged.

    Until the start is recorded it is now: a bag can expire while the walk goes on. From then on
    it is the instant of the answer, so that a finished walk stays as it was.
    """
    if started_at(context) is None:
        return context.now
    return min(told_at(context, step), told_at(context, "start"))


def told_at(context: Context, step: str) -> datetime:
    """When a step's answers were recorded; now, when they are not."""
    answered = context.walk.accepted.get(step)
    return answered.recorded_at if answered else context.now


def previous_run(context: Context) -> Run | None:
    """The run before this change's own, None for a first bag."""
    before = runs_before(context)
    return before[-1] if before else None


def ran_at_pause(context: Context) -> bool:
    """Whether the infusion runs, or ran until this change paused it."""
    previous = previous_run(context)
    return previous is not None and (previous.to is None or previous.ended_by == context.walk.walk)


def old_bag_hangs(context: Context) -> bool:
    """Whether there was a bag to take down when this change began."""
    return context.walk.old_bag is not None


def off_hours(context: Context, until: datetime) -> Decimal | None:
    """Hours off before `until`; None for a first bag or while the infusion runs."""
    previous = previous_run(context)
    if previous is None or previous.to is None:
        return None
    return hours_between(previous.to, until)


def runs_before(context: Context) -> list[Run]:
    """The runs before this change's own, in the order of time."""
    start = started_at(context)
    return [
        run
        for run in context.session.runs
        if run.begun_by != context.walk.walk and (start is None or run.since <= start)
    ]


def stop_before(context: Context) -> Stop | None:
    """Why it stood since the previous run, as somebody reported it: a reaction before all else."""
    previous = previous_run(context)
    stops = [] if previous is None else stops_after(context.session, previous)
    reported = [stop for stop in stops if stop.cause is Cause.REPORTED]
    reactions = [stop for stop in reported if stop.adverse_reaction]
    return next(iter((*reactions, *reported)), None)


def answered_instant(context: Context, step: str, field: str) -> datetime | None:
    """An accepted instant of a step."""
    return instant_of(context.answer(step, field))
