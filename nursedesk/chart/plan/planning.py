"""Plans the bag changes of the rest of a cycle; pure, and the same for the same question."""

from __future__ import annotations

from datetime import tzinfo
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.plan.bags import planned_bags
from nursedesk.chart.plan.calendar import Calendar
from nursedesk.chart.plan.grounds import joined
from nursedesk.chart.plan.kinds import excluded_kinds
from nursedesk.chart.plan.rest import BagHere, LeftOut, Rest, WhyLeftOut
from nursedesk.chart.plan.result import Cost, Excluded, NoPlan, Plan, PlannedBag
from nursedesk.chart.plan.search import search
from nursedesk.chart.plan.task import task_of
from nursedesk.chart.plan.why_not import why_no_plan
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.protocol.answer import Grounds
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind
from nursedesk.protocol.trail import Trail


def plan(protocol: Protocol, rest: Rest, wishes: PlanWishes, zone: tzinfo) -> Plan | NoPlan:
    """The plan of least cost for this rest of a cycle, or why there is none.

    It must: end a bag exactly where the dose changes and where the cycle's infused hours are
    complete, keep every bag inside its storage limits, use allowed kinds only. It costs, in this
    order: changes outside staffed hours, openings of the line, different kinds, drug discarded
    (`search` states how equal plans are told apart). Rules: INT-INFUSED-TIME, BAG-DURATION,
    STO-*, DOSE-*, PRS-*.
    """
    excluded, grounds = excluded_kinds(protocol, rest.treated, wishes)
    shut = {each.kind for each in excluded}
    allowed = tuple(kind for kind in Kind if kind not in shut)
    rest = _sorted_out(rest, allowed)
    based_on = joined(rest.grounds, *grounds, _own_grounds(protocol, allowed))
    calendar = Calendar(wishes, zone)
    task = task_of(protocol, rest, wishes, calendar, allowed)
    legs = search(task, calendar)
    if legs is None:
        return why_no_plan(task, excluded, based_on, zone)
    bags = planned_bags(protocol, rest, task, legs, calendar)
    return _plan(protocol, rest, bags, calendar, excluded=excluded, grounds=based_on)


def _plan(
    protocol: Protocol,
    rest: Rest,
    bags: tuple[PlannedBag, ...],
    calendar: Calendar,
    *,
    excluded: tuple[Excluded, ...],
    grounds: Grounds,
) -> Plan:
    hung = {bag.bag for bag in bags}
    not_hung = tuple(here for here in rest.here if here.bag not in hung)
    opened = [rest.begins, *(bag.until for bag in bags)]
    alone = calendar.needle_dates(opened)
    return Plan(
        begins=rest.begins,
        infused_hours=rest.infused_hours,
        bags=bags,
        cost=Cost(
            outside_hours=sum(bag.outside_hours for bag in bags[1:]),
            line_openings=len(bags) - 1 + len(alone),
            kinds=len({bag.kind for bag in bags}),
            discarded_mcg=sum((bag.discarded_mcg for bag in bags), _lost(protocol, not_hung)),
        ),
        needle_changes_alone=alone,
        end_outside_hours=not calendar.staffed(rest.ends),
        not_hung=tuple(here.bag for here in not_hung),
        left_out=rest.left_out,
        excluded=excluded,
        grounds=grounds,
    )


def _lost(protocol: Protocol, not_hung: tuple[BagHere, ...]) -> Decimal:
    """Mcg in waiting bags that no leg hangs."""
    each = (h.dose_mcg_per_day * protocol.bags[h.kind].duration.days for h in not_hung)
    return sum(each, Decimal(0))


def _sorted_out(rest: Rest, allowed: tuple[Kind, ...]) -> Rest:
    """The rest without the waiting bags that may not, or need not, be hung."""
    doses = {span.dose_mcg_per_day for span in rest.spans}
    here, out = [], list(rest.left_out)
    for bag in rest.here:
        if bag.kind not in allowed:
            out.append(LeftOut(bag=bag.bag, why=WhyLeftOut.KIND_NOT_ALLOWED))
        elif bag.dose_mcg_per_day not in doses:
            out.append(LeftOut(bag=bag.bag, why=WhyLeftOut.DOSE_NOT_DUE))
        elif bag.keeps_until <= rest.begins:
            out.append(LeftOut(bag=bag.bag, why=WhyLeftOut.MUST_BE_DISCARDED))
        else:
            here.append(bag)
    return structs.replace(rest, here=tuple(here), left_out=tuple(out))


def _own_grounds(protocol: Protocol, allowed: tuple[Kind, ...]) -> Grounds:
    trail = Trail(protocol)
    trail.rule(Rule.BAG_DURATION, Rule.STO_ROOM, Rule.STO_REFRIGERATED, Rule.STO_INFUSION_TIME)
    trail.rule(Rule.STO_BOTH_LIMITS, Rule.INT_INFUSED_TIME)
    for kind in allowed:
        values = protocol.bags[kind]
        for value in (values.duration, values.room_limit, values.refrigerator_limit, values.rate):
            trail.note(value)
    return trail.grounds()
