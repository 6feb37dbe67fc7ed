"""The rest of a cycle as the chart tells it, so that it is planned from what really happened."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal
from itertools import pairwise

from msgspec import structs

from nursedesk.chart.bag import Bag
from nursedesk.chart.cycle import Cycle, cycle, dose_on, same_dose
from nursedesk.chart.infusion import Run
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.plan.grounds import joined
from nursedesk.chart.plan.nothing import cycle_complete, dose_not_stated
from nursedesk.chart.plan.planning import plan
from nursedesk.chart.plan.rest import (
    BagHere,
    DoseSpan,
    HangingBag,
    LeftOut,
    Rest,
    Treated,
    WhyLeftOut,
)
from nursedesk.chart.plan.result import NoPlan, Plan, Unmet
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.clock import hours_between, utc
from nursedesk.protocol.bag import BagAnswer
from nursedesk.protocol.bag_clock import reckon
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.dose import DoseAnswer
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagVerdict, Place
from nursedesk.protocol.trail import Trail
from nursedesk.writing import amount, duration

_FIRST_DAY = 1


def replan(
    session: PatientSession,
    protocol: Protocol,
    wishes: PlanWishes,
    begins: datetime,
    zone: tzinfo,
) -> Plan | NoPlan:
    """The plan for the rest of a session's cycle, from the chart as it stands.

    `begins` is now while the infusion runs; else the instant at which it is taken to start, or to
    start again.
    """
    rest = rest_of_session(session, protocol, begins)
    return rest if isinstance(rest, NoPlan) else plan(protocol, rest, wishes, zone)


def rest_of_session(session: PatientSession, protocol: Protocol, begins: datetime) -> Rest | NoPlan:
    """What is left of a session's cycle, reckoned as if the infusion ran from `begins` on.

    The dose is the prescriber's that holds then; the step dose comes when it is due by the
    infused hours, or after a restart, as the protocol states. Rules: INT-*, DOSE-*, STO-*.
    """
    begins = utc(begins)
    running = session if session.running else _started(session, begins)
    stands = cycle(running, protocol, begins)
    if stands.complete:
        return cycle_complete(protocol)
    full = _full_dose(session, protocol, begins)
    if full.dose_mcg_per_day is None:
        return dose_not_stated(full)
    if stands.ends_at is None:
        return _not_stated(protocol, running, stands)
    spans = _spans(session, stands, begins, stands.ends_at)
    here, left_out = _waiting(session, protocol, begins, spans)
    return Rest(
        treated=_treated(session, begins),
        begins=begins,
        infused_hours=stands.infused_hours,
        spans=spans,
        hanging=_hanging(session, protocol, begins, spans),
        here=here,
        left_out=left_out,
        grounds=joined(full.grounds, *([stands.answer.grounds] if stands.answer else [])),
    )


def _started(session: PatientSession, at: datetime) -> PatientSession:
    """The session as it were if the infusion started at this instant."""
    hanging = session.hanging
    run = Run(
        bag=hanging.id if hanging else session.id,
        since=at,
        to=None,
        rate_ml_per_h=Decimal(0),
        dose_mcg_per_day=session.ordered_dose(at).dose_mcg_per_day,
        begun_by=session.id,
    )
    return structs.replace(session, runs=[*session.runs, run])


def _treated(session: PatientSession, at: datetime) -> Treated:
    opened = session.opened
    return Treated(
        indication=opened.indication,
        cycle=opened.cycle,
        age_months=age_months(opened.patient.born, today(at, session.reading_zone)),
        weight_kg=opened.weight_kg,
        bsa_m2=opened.bsa_m2,
        height_cm=opened.height_cm,
        preservative_free_only=opened.preservative_free_only,
        preterm_or_very_low_birth_weight=opened.preterm_or_very_low_birth_weight,
    )


def _full_dose(session: PatientSession, protocol: Protocol, at: datetime) -> DoseAnswer:
    first = dose_on(session, protocol, _FIRST_DAY, at)
    return first if first.step_day is None else dose_on(session, protocol, first.step_day, at)


def _not_stated(protocol: Protocol, running: PatientSession, stands: Cycle) -> NoPlan:
    """No plan, because an interruption was too long for the cycle simply to go on."""
    trail = Trail(protocol)
    trail.rule(Rule.INT_SEVEN_DAYS, Rule.INT_OTHER_REASON)
    limit = protocol.interruption.same_cycle_up_to
    gaps = [hours_between(a.to, b.since) for a, b in pairwise(running.runs) if a.to is not None]
    over = max(gaps, default=limit.hours) - limit.hours
    return NoPlan(
        unmet=Unmet.CYCLE_NOT_STATED,
        sentence=(
            f"The longest interruption of this cycle was {duration(over)} longer than "
            f"{amount(limit.days, 'days')}: the prescriber decides how the cycle goes on before it "
            "can be planned."
        ),
        over_hours=over,
        grounds=joined(trail.grounds(), *([stands.answer.grounds] if stands.answer else [])),
    )


def _spans(
    session: PatientSession, stands: Cycle, begins: datetime, ends: datetime
) -> tuple[DoseSpan, ...]:
    """The doses to come: the order that holds, orders for a later time, the step dose.

    The step comes when it is due, and not before its order holds where that is for a later time.
    """
    doses = {begins: session.ordered_dose(begins).dose_mcg_per_day}
    step = stands.step_dose.dose_mcg_per_day if stands.step_dose else None
    step_orders = []
    for order in session.orders:
        since = utc(order.valid_from)
        if begins < since < ends and step is not None and same_dose(order.dose_mcg_per_day, step):
            step_orders.append(since)
        elif begins < since < ends:
            doses[since] = order.dose_mcg_per_day
    if step is not None and stands.step_at is not None and stands.step_at < ends:
        doses[max(stands.step_at, min(step_orders, default=begins), begins)] = step
    spans: list[DoseSpan] = []
    turns = sorted(doses)
    for since, until in zip(turns, [*turns[1:], ends], strict=True):
        if spans and same_dose(spans[-1].dose_mcg_per_day, doses[since]):
            spans[-1] = structs.replace(spans[-1], until=until)
        else:
            spans.append(DoseSpan(dose_mcg_per_day=doses[since], until=until))
    return tuple(spans)


def _hanging(
    session: PatientSession, protocol: Protocol, begins: datetime, spans: tuple[DoseSpan, ...]
) -> HangingBag | None:
    bag = session.hanging
    if bag is None or bag.hung_at is None:
        return None
    answer = ask_bag(protocol, bag, begins)
    ran = sum((run.hours(begins) for run in session.runs if run.bag == bag.id), Decimal(0))
    full = protocol.bags[bag.label.bag_kind].duration.hours
    # Without a time of preparation nothing but its hanging limits it: it is never hung for longer.
    until = answer.use_until or answer.change_at or begins
    return HangingBag(
        bag=bag.id,
        kind=bag.label.bag_kind,
        dose_mcg_per_day=_as_planned(bag.label.dose_mcg_per_day, spans[:1]),
        hung_at=bag.hung_at,
        left_hours=max(full - ran, Decimal(0)),
        use_until=begins if answer.verdict is BagVerdict.DISCARD else until,
    )


def _waiting(
    session: PatientSession, protocol: Protocol, begins: datetime, spans: tuple[DoseSpan, ...]
) -> tuple[tuple[BagHere, ...], tuple[LeftOut, ...]]:
    here, left_out = [], []
    for bag in session.stock:
        answer = ask_bag(protocol, bag, begins)
        if answer.verdict is BagVerdict.DISCARD:
            left_out.append(LeftOut(bag=bag.id, why=WhyLeftOut.MUST_BE_DISCARDED))
        elif answer.verdict is BagVerdict.ASK_PHARMACY:
            left_out.append(LeftOut(bag=bag.id, why=WhyLeftOut.ASK_PHARMACY))
        else:
            here.append(_here(bag, answer, protocol, spans))
    return tuple(here), tuple(left_out)


def _here(bag: Bag, answer: BagAnswer, protocol: Protocol, spans: tuple[DoseSpan, ...]) -> BagHere:
    cold = all(stay.place is Place.REFRIGERATOR for stay in bag.stays)
    keeps_until = answer.use_until
    assert keeps_until is not None
    if cold:
        limits = reckon(
            protocol.bags[bag.label.bag_kind],
            Trail(protocol),
            warm_since=keeps_until,
            prepared_at=bag.label.prepared_at,
            label_use_by=bag.label.use_by,
        )
        ends = (limits.refrigerator_end, limits.label_end)
        keeps_until = min(end for end in ends if end is not None)
    return BagHere(
        bag=bag.id,
        kind=bag.label.bag_kind,
        dose_mcg_per_day=_as_planned(bag.label.dose_mcg_per_day, spans),
        keeps_until=keeps_until,
        cold=cold,
    )


def _as_planned(on_label: Decimal, spans: tuple[DoseSpan, ...]) -> Decimal:
    """The planned dose that a label's dose is the same as; else the label's."""
    planned = (span.dose_mcg_per_day for span in spans)
    return next((dose for dose in planned if same_dose(dose, on_label)), on_label)
