"""What is due of the infusion itself: the stopwatch of a stop, the step dose, the cycle's end."""

from __future__ import annotations

from datetime import datetime, tzinfo

from nursedesk.chart.cycle import Cycle, stops_after
from nursedesk.chart.dosing import dose
from nursedesk.chart.due_item import (
    END_SOON_HOURS,
    STEP_SOON_HOURS,
    STOP_WARNING_HOURS,
    Due,
    DueState,
    Topic,
    state_at,
)
from nursedesk.chart.grounds import cited
from nursedesk.chart.infusion import Run
from nursedesk.chart.session import Order, PatientSession
from nursedesk.chart.storage import short
from nursedesk.clock import after_hours, hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.writing import amount, moment, weekday_moment


def stopped_infusion(
    session: PatientSession, protocol: Protocol, stands: Cycle, now: datetime, zone: tzinfo
) -> list[Due]:
    """The stopwatch of a stopped infusion: towards the restart rules, then beyond them."""
    if stands.off_since is None or stands.off_hours is None or stands.complete:
        return []
    limit = protocol.interruption.restart_from
    line = after_hours(stands.off_since, limit.hours)
    since = moment(stands.off_since, zone)
    reasons = [stop.reason for stop in stops_after(session, session.runs[-1])]
    reason = ", then ".join(reasons) or "reason not recorded"
    if stands.beyond_same_cycle:
        longest = amount(protocol.interruption.same_cycle_up_to.days, "days")
        then = f"It stands for more than {longest}: the prescriber decides how the cycle goes on."
        rules: tuple[Rule, ...] = (Rule.INT_FOUR_HOURS, Rule.INT_SEVEN_DAYS, Rule.INT_OTHER_REASON)
    elif stands.restart_rules:
        hours = amount(limit.hours, "hours")
        then = f"It stands for {hours} or more: the restart rules apply, ask the prescriber."
        rules = (Rule.INT_FOUR_HOURS,)
    else:
        left = short(hours_between(now, line))
        soon = "Warning: in" if stands.off_hours >= limit.hours - STOP_WARNING_HOURS else "In"
        then = f"{soon} {left}, at {moment(line, zone)}, the restart rules begin to apply."
        rules = (Rule.INT_FOUR_HOURS,)
    return [
        Due(
            topic=Topic.STOPPED,
            what="Infusion stopped",
            at=line,
            state=DueState.STOPPED,
            word=f"stopped {short(stands.off_hours)}",
            sentence=f"Stopped since {since} ({reason}). {then}",
            citations=cited(protocol, *rules),
            status=Status.weakest(protocol.rules[rule].status for rule in rules),
        )
    ]


def step_dose(stands: Cycle, now: datetime, zone: tzinfo) -> list[Due]:
    """The step dose from a day before it is due, by infused hours (H07, H32)."""
    if stands.step_at is None or stands.step_dose is None:
        return []
    if hours_between(now, stands.step_at) > STEP_SOON_HOURS:
        return []
    amount_due = stands.step_dose.dose_mcg_per_day
    assert amount_due is not None
    state, word = state_at(stands.step_at, now, STEP_SOON_HOURS)
    when = weekday_moment(stands.step_at, now, zone)
    return [
        Due(
            topic=Topic.STEP_DOSE,
            what=f"Step to {dose(amount_due)}",
            at=stands.step_at,
            state=state,
            word=word,
            sentence=(
                f"By the infused hours the step to {dose(amount_due)} is due {when}. It needs the "
                "prescriber's order, and premedication as ordered."
            ),
            citations=stands.step_dose.citations,
            status=Status.weakest([stands.step_dose.status, Status.DECISION]),
        )
    ]


def ordered_dose(session: PatientSession, now: datetime, zone: tzinfo) -> list[Due]:
    """A bag of the dose that is ordered, while one of another dose runs: from a day before."""
    running = session.running
    if running is None:
        return []
    holds = session.ordered_dose(now)
    coming = [order for order in session.orders if order.valid_from > now]
    return [
        _another_dose(order, running, now, zone)
        for order in (holds, *coming[:1])
        if order.dose_mcg_per_day != running.dose_mcg_per_day
        and hours_between(now, order.valid_from) <= STEP_SOON_HOURS
    ]


def _another_dose(order: Order, running: Run, now: datetime, zone: tzinfo) -> Due:
    state, word = state_at(order.valid_from, now, STEP_SOON_HOURS)
    ordered, when = dose(order.dose_mcg_per_day), weekday_moment(order.valid_from, now, zone)
    return Due(
        topic=Topic.ORDER,
        what=f"Bag of {ordered}",
        at=order.valid_from,
        state=state,
        word=word,
        sentence=(
            f"{order.ordered_by} ordered {ordered} from {when} on; the bag that runs gives "
            f"{dose(running.dose_mcg_per_day)}. Hang a bag of the ordered dose, or ask the "
            "prescriber."
        ),
        status=Status.DECISION,
    )


def cycle_end(protocol: Protocol, stands: Cycle, now: datetime, zone: tzinfo) -> list[Due]:
    """The end of the cycle by infused hours, from a day before."""
    limit = protocol.interruption.infusion
    if stands.ends_at is None or stands.off_since is not None:
        return []
    if hours_between(now, stands.ends_at) > END_SOON_HOURS:
        return []
    state, word = state_at(stands.ends_at, now, END_SOON_HOURS)
    when = weekday_moment(stands.ends_at, now, zone)
    return [
        Due(
            topic=Topic.CYCLE_END,
            what="End of the cycle",
            at=stands.ends_at,
            state=state,
            word=word,
            sentence=(
                f"The {amount(limit.hours, 'hours')} of this cycle are infused {when}. The "
                "prescriber orders the end; how the lumen is cleared without a flush is not "
                "stated: ask pharmacy."
            ),
            citations=cited(protocol, Rule.INT_INFUSED_TIME),
            status=protocol.rules[Rule.INT_INFUSED_TIME].status,
        )
    ]
