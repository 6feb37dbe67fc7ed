"""The plan that a person accepted, and how it stands against what has happened since."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import instant_of
from nursedesk.chart.plan.result import NoPlan, Plan, PlannedBag, Unmet
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.clock import after_hours

if TYPE_CHECKING:  # the fold holds an accepted plan: what is imported here must not import it
    from nursedesk.chart.plan.misfit import Misfit
    from nursedesk.chart.plan.rest import BagHere
    from nursedesk.chart.session import PatientSession
    from nursedesk.protocol.definition import Protocol


class AcceptedPlan(Struct, frozen=True, kw_only=True):
    """A plan with the wishes it was made with, when and by whom it was accepted.

    `seq` is its entry in the session.
    """

    plan: Plan
    wishes: PlanWishes
    at: datetime
    by: str
    seq: int


class Standing(Struct, frozen=True, kw_only=True):
    """How an accepted plan stands at an instant.

    `plan` is what is left of it, with the times as they are now (`follow.followed`); None where it
    no longer fits, for the reasons `misfits`. `kept` names the bag on the ward that is kept for a
    planned one, by the planned one's number.
    """

    accepted: AcceptedPlan
    misfits: tuple[Misfit, ...]
    plan: Plan | None = None
    kept: dict[int, UUID] = {}

    @property
    def fits(self) -> bool:
        """Whether the plan is still to be followed."""
        return not self.misfits

    @property
    def until(self) -> datetime | None:
        """When the bag that hangs is planned to come down."""
        hangs = self.plan is not None and self.plan.bags[0].hangs_already
        return self.plan.bags[0].until if self.plan is not None and hangs else None

    @property
    def ahead(self) -> tuple[PlannedBag, ...]:
        """The planned bags that were not hung yet."""
        bags = () if self.plan is None else self.plan.bags
        return tuple(bag for bag in bags if not bag.hangs_already)

    def kept_for(self, bag: UUID) -> PlannedBag | None:
        """The planned bag that a bag on the ward is kept for."""
        return next((one for one in self.ahead if self.kept.get(one.number) == bag), None)

    @property
    def from_pharmacy(self) -> PlannedBag | None:
        """The next planned bag that is not on the ward yet."""
        return next((one for one in self.ahead if one.number not in self.kept), None)


def standing(
    session: PatientSession,
    protocol: Protocol,
    now: datetime,
    zone: tzinfo,
    *,
    accepted: AcceptedPlan | None = None,
) -> Standing | None:
    """How a session's accepted plan stands now; None where there is none, or the cycle is complete.

    `accepted`: as if this one were accepted. A plan that begins later is looked at as of its
    beginning.
    """
    from nursedesk.chart.plan.follow import followed
    from nursedesk.chart.plan.from_chart import rest_of_session
    from nursedesk.chart.plan.misfit import misfits, place_of

    accepted = accepted or session.plan
    if accepted is None:
        return None
    plan, slot = accepted.plan, accepted.wishes.slot_hours
    as_of = max(now, plan.begins)
    rest = rest_of_session(session, protocol, as_of)
    if isinstance(rest, NoPlan) and rest.unmet is Unmet.CYCLE_COMPLETE:
        return None
    found = misfits(accepted, session, protocol, rest=rest, now=as_of, zone=zone)
    if found or isinstance(rest, NoPlan):
        return Standing(accepted=accepted, misfits=found)
    place = place_of(plan, session, slot)
    kept = _kept(plan.bags[place + 1 :], rest.here, slot)
    return Standing(
        accepted=accepted,
        misfits=(),
        plan=followed(plan, place, rest, kept, zone),
        kept=kept,
    )


def planned_change(session: PatientSession, standing: Standing | None) -> datetime | None:
    """When the next change of the bag that hangs is planned.

    The accepted plan says so while it fits; else what two people told at the last bag change, if
    that is newer than the plan.
    """
    told = session.change_told
    at = instant_of(told.answers.get("next_change_at")) if told else None
    if standing is None:
        return at
    if standing.until is not None:
        return standing.until
    return at if told is not None and told.session_seq > standing.accepted.seq else None


def _kept(
    ahead: tuple[PlannedBag, ...], here: tuple[BagHere, ...], slot_hours: Decimal
) -> dict[int, UUID]:
    """Which bag on the ward is kept for which planned one: those the plan names, then by kind.

    A bag that came since is kept for the first planned one of its kind and dose whose time it
    keeps, but for the slot.
    """
    from nursedesk.chart.cycle import same_dose

    kept = {one.number: one.bag for one in ahead if one.bag is not None}
    for bag in here:
        if bag.bag in kept.values():
            continue
        keeps = after_hours(bag.keeps_until, slot_hours)
        for one in ahead:
            same = one.kind is bag.kind and same_dose(one.dose_mcg_per_day, bag.dose_mcg_per_day)
            if one.number not in kept and same and one.until <= keeps:
                kept[one.number] = bag.bag
                break
    return kept
