"""The plan of a cycle: the ward's wishes, a proposal from the chart, its acceptance."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.entry import Entry
from nursedesk.chart.plan.accepted import AcceptedPlan, standing
from nursedesk.chart.plan.difference import Shift, difference
from nursedesk.chart.plan.from_chart import replan
from nursedesk.chart.plan.result import NoPlan, Plan
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.chart.plan_entries import PlanAccepted, PlanWishesSet, PlanWithdrawn
from nursedesk.chart.present import present
from nursedesk.clock import utc
from nursedesk.errors import BugError, Refused
from nursedesk.ward.clock_watch import must_be_confirmed
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record
from nursedesk.writing import zone_name

_ACCEPTED = "A plan is accepted"
_JUST_NOW = timedelta(minutes=1)  # a start is typed to the minute


class Proposal(Struct, frozen=True, kw_only=True):
    """What the planner answers for a session as of its entry `as_of`, and what it would move.

    `before` is the plan that holds until this one is accepted, `shifts` what differs from it.
    """

    session: UUID
    as_of: int
    wishes: PlanWishes
    answer: Plan | NoPlan
    before: AcceptedPlan | None
    shifts: tuple[Shift, ...]


def ward_wishes(desk: Desk) -> PlanWishes | None:
    """The ward's wishes as they were set last; None where nobody has set any."""
    told = desk.refresh_roster().plan_wishes
    return None if told is None else told.wishes


def set_wishes(desk: Desk, wishes: PlanWishes, *, intent: UUID) -> Entry:
    """A charge nurse or pharmacist sets the ward's wishes; accepted plans keep their own.

    Raises:
        Refused: her role may not, or no kind of bag or no staffed hours are given.
    """
    if not wishes.kinds or not wishes.ever_staffed:
        raise Refused(
            "wishes-empty",
            "Without a kind of bag and without staffed hours in the week nothing can be planned.",
            do="Choose at least one kind of bag, and give the hours of at least one day of the "
            "week, between the earliest and the latest change.",
        )
    body = PlanWishesSet(wishes=wishes, zone=zone_name(desk.clock.zone))
    entry = record(desk, body, intent=intent)
    desk.refresh_roster()
    return entry


def propose(
    desk: Desk, session: UUID, wishes: PlanWishes, *, starts: datetime | None = None
) -> Proposal:
    """The plan of least cost for the rest of a session's cycle, or why there is none.

    It begins now while the infusion runs; else at `starts`, when the infusion is meant to start
    (None: now).

    Raises:
        Refused: a start in the past.
    """
    current = desk.session(session)
    now = present(current, desk.clock.now())
    begins = now if current.running is not None or starts is None else utc(starts)
    if begins < now - _JUST_NOW:
        raise Refused(
            "in-the-past",
            "The planned start lies in the past.",
            do="Give a start that is still to come.",
        )
    begins = max(begins, now)
    answer = replan(current, desk.protocol_of(current), wishes, begins, desk.clock.zone)
    before, shifts = current.plan, tuple[Shift, ...]()
    if before is not None and isinstance(answer, Plan):
        shifts = difference(before.plan, answer)
    return Proposal(
        session=session,
        as_of=current.seq,
        wishes=wishes,
        answer=answer,
        before=before,
        shifts=shifts,
    )


def accept(desk: Desk, proposal: Proposal, *, intent: UUID) -> Entry:
    """A person accepts a proposal: from now on the board's times come from it.

    Raises:
        Refused: the chart has changed since, so much time went by that the plan no longer fits,
            the time is not confirmed, or her role may not.
        BugError: there is no plan in the proposal.
    """
    plan = proposal.answer
    if isinstance(plan, NoPlan):
        raise BugError("no plan to accept")
    body = PlanAccepted(
        plan=plan,
        wishes=proposal.wishes,
        zone=zone_name(desk.clock.zone),
        as_of=proposal.as_of,
    )

    def recheck() -> None:
        must_be_confirmed(desk, _ACCEPTED)
        _still_fits(desk, proposal.session, body)

    return record(
        desk,
        body,
        intent=intent,
        session=proposal.session,
        seen=proposal.as_of,
        recheck=recheck,
    )


def withdraw(desk: Desk, session: UUID, reason: str, *, seen: int, intent: UUID) -> Entry:
    """The accepted plan holds no more, and none takes its place.

    Raises:
        Refused: there is none, or her role may not.
    """

    def recheck() -> None:
        if desk.session(session).plan is None:
            raise Refused(
                "no-plan", "No plan is accepted for this patient.", do="Look at the plan again."
            )

    body = PlanWithdrawn(reason=reason)
    return record(desk, body, intent=intent, session=session, seen=seen, recheck=recheck)


def _still_fits(desk: Desk, session: UUID, body: PlanAccepted) -> None:
    current = desk.session(session)
    now = present(current, desk.clock.now())
    wanted = AcceptedPlan(
        plan=body.plan,
        wishes=body.wishes,
        at=now,
        by=desk.signed_in().account,
        seq=current.seq,
    )
    stands = standing(current, desk.protocol_of(current), now, desk.clock.zone, accepted=wanted)
    if stands is None or not stands.fits:
        why = stands.misfits[0].sentence if stands else "The cycle is complete."
        raise Refused(
            "plan-no-longer-fits",
            f"This plan was made too long ago. {why}",
            do="Plan again, look at the times, and accept that plan.",
        )
