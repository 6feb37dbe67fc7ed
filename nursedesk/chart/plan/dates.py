"""An accepted plan as dates for a calendar: beds and bags, and nobody's name. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from uuid import UUID, uuid5

from msgspec import Struct, structs

from nursedesk.chart.labels import KIND_WORDS, ML_PER_H
from nursedesk.chart.plan.accepted import AcceptedPlan, Standing
from nursedesk.chart.plan.result import Plan, PlannedBag
from nursedesk.chart.plan.sheet import CAUTION, entry_number
from nursedesk.chart.plan.told import ToldBag, told
from nursedesk.chart.plan_entries import PlanAccepted
from nursedesk.chart.session import PatientSession
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import amount

_END = "end"
_DEMO = "DEMO, not for clinical use"
_OVER = "A later plan has no such date: this one is taken back."


class PlanDate(Struct, frozen=True, kw_only=True):
    """One date: an instant (UTC), or a whole day of the ward's calendar.

    `uid` is the same for the same bag number of every plan of a session, so that a calendar moves
    the date it knows instead of adding another. `taken_back`: an earlier plan had it, this one
    has not.
    """

    uid: UUID
    at: datetime | date
    summary: str
    description: str
    taken_back: bool = False


class PlanDates(Struct, frozen=True, kw_only=True):
    """The dates of a plan; of two files, the one with the higher `revision` holds."""

    dates: tuple[PlanDate, ...]
    revision: int
    made_at: datetime


def plan_dates(
    session: PatientSession,
    protocol: Protocol,
    standing: Standing,
    *,
    demo: bool,
    now: datetime,
    zone: tzinfo,
) -> PlanDates:
    """Every bag that is to be hung, needle changes alone, the end; and what fell away.

    A demo ward's dates say so.
    """
    accepted, plan = standing.accepted, standing.plan or standing.accepted.plan
    held = tuple(_held(session, protocol, accepted, plan, zone))
    dates = (*held, *_taken_back(session, accepted, {one.uid for one in held}))
    if demo:
        dates = tuple(structs.replace(one, summary=f"{_DEMO}: {one.summary}") for one in dates)
    return PlanDates(
        dates=dates,
        revision=accepted.seq,
        made_at=now,
    )


def _held(
    session: PatientSession, protocol: Protocol, accepted: AcceptedPlan, plan: Plan, zone: tzinfo
) -> Iterator[PlanDate]:
    bed = _bed(session)
    words = told(plan, session, protocol, zone)
    note = f"{CAUTION} Planned as of entry {entry_number(session, accepted)} of the record."
    changes = {bag.number for bag in plan.changes}
    for bag, said in zip(plan.bags, words.bags, strict=True):
        if bag.hangs_already:
            continue
        rate = amount(protocol.bags[bag.kind].rate.value, ML_PER_H)
        what = "bag change" if bag.number in changes else "start of the infusion"
        yield PlanDate(
            uid=_uid(session, _bag(bag)),
            at=bag.hung_at,
            summary=f"{bed}: {what}, {_bag(bag)}, {_in_short(bag, rate)}",
            description="\n".join((*_lines(said), note)),
        )
    for place, on in enumerate(plan.needle_changes_alone):
        yield PlanDate(
            uid=_uid(session, _needle(place)),
            at=on,
            summary=f"{bed}: port needle change",
            description=note,
        )
    yield PlanDate(
        uid=_uid(session, _END),
        at=plan.ends,
        summary=f"{bed}: end of the cycle, last bag comes down",
        description=f"{words.ends}\n{note}",
    )


def _bed(session: PatientSession) -> str:
    bed = session.opened.bed
    return f"Bed {bed}" if bed else "Bed not given"


def _in_short(bag: PlannedBag, rate: str) -> str:
    programme = f", new pump programme {rate}" if bag.new_programme else ""
    outside = ", outside staffed hours" if bag.outside_hours else ""
    return f"{KIND_WORDS[bag.kind]} bag{programme}{outside}"


def _lines(said: ToldBag) -> tuple[str, ...]:
    first = f"Planned {said.when}: {said.what}, {said.from_where}."
    return (first, f"It comes {said.comes_down}.", *(f"{mark}." for mark in said.marks))


def _taken_back(
    session: PatientSession, accepted: AcceptedPlan, held: set[UUID]
) -> Iterator[PlanDate]:
    """Dates of earlier plans that this one has not; the latest such plan says when they were."""
    fallen: dict[UUID, datetime | date] = {}
    for event in session.history:
        if isinstance(event.body, PlanAccepted) and event.seq < accepted.seq:
            fallen |= {_uid(session, name): at for name, at in _named(event.body.plan)}
    for uid, at in fallen.items():
        if uid not in held:
            summary = f"{_bed(session)}: no longer planned"
            yield PlanDate(uid=uid, at=at, summary=summary, description=_OVER, taken_back=True)


def _named(plan: Plan) -> Iterator[tuple[str, datetime | date]]:
    """What has a date in a plan, by the name that its `uid` is made of."""
    yield from ((_bag(bag), bag.hung_at) for bag in plan.bags if not bag.hangs_already)
    yield from ((_needle(place), on) for place, on in enumerate(plan.needle_changes_alone))


def _bag(bag: PlannedBag) -> str:
    return f"plan bag {bag.number}"


def _needle(place: int) -> str:
    return f"needle change {place + 1}"


def _uid(session: PatientSession, name: str) -> UUID:
    """Names neither the patient nor the session."""
    return uuid5(session.id, name)
