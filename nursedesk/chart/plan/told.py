"""A plan in words, for the screen, the printed sheet and the calendar file alike. Pure."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from uuid import UUID

from msgspec import Struct, structs

from nursedesk.chart.cycle import cycle
from nursedesk.chart.dosing import dose, rounded
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.plan.rest import WhyLeftOut
from nursedesk.chart.plan.result import Ends, Excluded, Plan, PlannedBag, WhyExcluded
from nursedesk.chart.preserved import preservative_findings
from nursedesk.chart.session import PatientSession
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind, Status
from nursedesk.writing import amount, day, duration, full_moment, offset

_ENDS = {
    Ends.CYCLE_END: "the cycle is complete",
    Ends.STEP_DOSE: "the dose changes",
    Ends.EMPTY: "the bag is empty",
    Ends.STORAGE_LIMIT: "its storage limit is reached",
    Ends.ON_PURPOSE: "stopped on purpose, with drug left in it",
}
_LEFT_OUT = {
    WhyLeftOut.MUST_BE_DISCARDED: "must be discarded",
    WhyLeftOut.ASK_PHARMACY: "pharmacy must be asked about it",
    WhyLeftOut.KIND_NOT_ALLOWED: "its kind is not among those to plan with",
    WhyLeftOut.DOSE_NOT_DUE: "its dose is not due in the rest of this cycle",
}
OUTSIDE = "Outside staffed hours"
_EXCLUDED = {WhyExcluded.PRESERVATIVE_FREE_ONLY: "it contains preservative"}


class ToldBag(Struct, frozen=True, kw_only=True):
    """A planned bag in words. `marks` are what must not be overlooked, the weightiest first.

    `why_down` and `prepare_from` stand in `comes_down` and `from_where` too.
    """

    number: int
    kind: Kind
    hung_at: datetime
    until: datetime
    hangs_already: bool
    when: str
    what: str
    comes_down: str
    why_down: str
    from_where: str
    prepare_from: datetime | None
    marks: tuple[str, ...]


class ToldPlan(Struct, frozen=True, kw_only=True):
    """A plan in words. `cost` and `remarks` are whole sentences; `citations` are ids."""

    bags: tuple[ToldBag, ...]
    cost: str
    ends: str
    remarks: tuple[str, ...]
    citations: tuple[str, ...]
    basis: Status
    needle_days: tuple[date, ...]


def told(plan: Plan, session: PatientSession, protocol: Protocol, zone: tzinfo) -> ToldPlan:
    """A session's plan in words, its times as the zone's wall clock shows them."""
    names = {bag.id: bag.name for bag in session.bags.values()}
    notices = _preservative(plan, session, protocol)
    cited = (citation for notice in notices for citation in notice.citations)
    bags = [
        _bag(bag, before, names, protocol, zone)
        for before, bag in zip((None, *plan.bags), plan.bags, strict=False)
    ]
    if session.runs and session.running is None:
        marks = (*_restart(plan, session, protocol), *bags[0].marks)
        bags[0] = structs.replace(bags[0], marks=marks)
    return ToldPlan(
        bags=tuple(bags),
        cost=cost_words(plan),
        ends=_end(plan, protocol, zone),
        remarks=(*_remarks(plan, names, zone), *(notice.sentence for notice in notices)),
        citations=tuple(dict.fromkeys((*plan.citations, *cited))),
        basis=plan.status,
        needle_days=plan.needle_changes_alone,
    )


def kind_and_dose(bag: PlannedBag) -> str:
    """A planned bag in a few words: `48 h bag, 28 mcg/day`."""
    return f"{KIND_WORDS[bag.kind]} bag, {dose(bag.dose_mcg_per_day)}"


def _bag(
    bag: PlannedBag,
    before: PlannedBag | None,
    names: dict[UUID, str],
    protocol: Protocol,
    zone: tzinfo,
) -> ToldBag:
    rate = amount(protocol.bags[bag.kind].rate.value, ML_PER_H)
    down = f"down {full_moment(bag.until, zone)}: {_ENDS[bag.ends]}"
    return ToldBag(
        number=bag.number,
        kind=bag.kind,
        hung_at=bag.hung_at,
        until=bag.until,
        hangs_already=bag.hangs_already,
        when="hangs now" if bag.hangs_already else full_moment(bag.hung_at, zone),
        what=f"{kind_and_dose(bag)}, {rate}",
        comes_down=down,
        why_down=_ENDS[bag.ends],
        from_where=_from_where(bag, names, zone),
        prepare_from=bag.prepare_from,
        marks=tuple(_marks(bag, before, rate)),
    )


def _restart(plan: Plan, session: PatientSession, protocol: Protocol) -> list[str]:
    """What comes before an infusion that stands starts again (rules INT-*)."""
    marks = ["The infusion stands: it starts again only as the prescriber orders"]
    if cycle(session, protocol, plan.begins).restart_rules:
        marks.append(protocol.rules[Rule.INT_FOUR_HOURS].title)
    return marks


def _preservative(plan: Plan, session: PatientSession, protocol: Protocol) -> tuple[Finding, ...]:
    """What the protocol notes of benzyl alcohol for the planned kinds (rules PRS-*)."""
    kinds = [kind for kind in Kind if kind in {bag.kind for bag in plan.bags}]
    found = (
        finding
        for kind in kinds
        for finding in preservative_findings(session.opened, protocol, kind, plan.begins)
    )
    return tuple(finding for finding in found if finding.level is not Level.NOTE)


def _from_where(bag: PlannedBag, names: dict[UUID, str], zone: tzinfo) -> str:
    if bag.bag is not None:
        name = names.get(bag.bag, "a bag that is here")
        return name if bag.hangs_already else f"{name}, which is here"
    if bag.prepare_from is None:
        return "from pharmacy"
    return f"from pharmacy, prepared not before {full_moment(bag.prepare_from, zone)}"


def _marks(bag: PlannedBag, before: PlannedBag | None, rate: str) -> list[str]:
    marks = []
    if before is not None and before.dose_mcg_per_day != bag.dose_mcg_per_day:
        marks.append(f"{dose(bag.dose_mcg_per_day)} only with the prescriber's order")
    if bag.new_programme:
        marks.append(f"New pump programme ({rate}) and new tubing")
    if bag.outside_hours:
        marks.append(OUTSIDE)
    if bag.discarded_hours > 0:
        lost = rounded(bag.discarded_mcg, "mcg")
        marks.append(f"{duration(bag.discarded_hours)} of drug ({lost}) discarded")
    return marks


def cost_words(plan: Plan) -> str:
    """What a plan costs, in one sentence."""
    cost, changes = plan.cost, len(plan.changes)
    outside = f"{cost.outside_hours or 'none'} outside staffed hours"
    drug = f"{rounded(cost.discarded_mcg, 'mcg')} of drug discarded"
    if cost.discarded_mcg == 0:
        drug = "no drug discarded"
    kinds = "1 kind of bag" if cost.kinds == 1 else f"{cost.kinds} kinds of bag"
    said = "1 bag change" if changes == 1 else f"{changes} bag changes"
    return f"{said}, {outside}; {kinds}; {drug}."


def _end(plan: Plan, protocol: Protocol, zone: tzinfo) -> str:
    """When the cycle ends and why that is so many days later (rule INT-INFUSED-TIME)."""
    whole = protocol.interruption.infusion
    last = full_moment(plan.ends, zone)
    length = f"{amount(whole.hours, 'h')} of infusion ({amount(whole.days, 'days')} of 24 h)"
    sentence = f"The cycle is complete {last}, after {length}."
    before, after = offset(plan.begins, zone), offset(plan.ends, zone)
    if plan.infused_hours == 0:
        begun_on, ends_on = (at.astimezone(zone).date() for at in (plan.begins, plan.ends))
        nth = (ends_on - begun_on).days + 1
        sentence += f" That is the {nth}th calendar day"
        sentence += ", at the hour at which day 1 began." if before == after else "."
    if before != after:
        sentence += (
            f" The clock changes in between ({before} to {after}): after that, times show another "
            "hour. No hour of infusion is lost or added."
        )
    return sentence


def _remarks(plan: Plan, names: dict[UUID, str], zone: tzinfo) -> list[str]:
    said = []
    if plan.end_outside_hours:
        last = full_moment(plan.ends, zone)
        said.append(f"The cycle ends outside staffed hours ({last}): no plan can move that.")
    alone = ", ".join(day(on) for on in plan.needle_changes_alone)
    if alone:
        said.append(f"The port needle is changed without a bag change on {alone}.")
    for bag in plan.not_hung:
        name = names.get(bag, "a bag that is here").capitalize()
        said.append(f"{name} is not hung in this plan: its drug counts as discarded.")
    for left in plan.left_out:
        name = names.get(left.bag, "a bag that is here").capitalize()
        said.append(f"{name} is not planned with: {_LEFT_OUT[left.why]}.")
    said += [_excluded(kind) for kind in plan.excluded if kind.why is not WhyExcluded.WARD]
    return said


def _excluded(excluded: Excluded) -> str:
    why = _EXCLUDED.get(excluded.why, "not recommended for this patient")
    if excluded.kg_short is not None and excluded.kg_short > 0:
        why = f"the patient weighs {amount(excluded.kg_short, 'kg')} less than its limit"
    return f"No {KIND_WORDS[excluded.kind]} bag: {why}."
