"""The plan of a patient's bag changes as screens show it: accepted, proposed, what it moves."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import words
from nursedesk.chart.plan.accepted import AcceptedPlan, Standing, standing
from nursedesk.chart.plan.days import Week, weeks
from nursedesk.chart.plan.difference import Shift, What
from nursedesk.chart.plan.result import NoPlan, Plan, PlannedBag
from nursedesk.chart.plan.strip import Stretch, strip
from nursedesk.chart.plan.told import ToldPlan, cost_words, kind_and_dose, told
from nursedesk.chart.plan.wish_form import EARLY_STOP, answers_of, for_one_plan
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.chart.plan_entries import PlanAccepted, PlanWishesSet
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.errors import Refused
from nursedesk.ward import planning
from nursedesk.ward.desk import Desk
from nursedesk.ward.planning import Proposal
from nursedesk.ward.rights import allowed_role
from nursedesk.ward.views.banner import Banner, banner
from nursedesk.writing import duration, full_moment, moment, zone_name


class ShownPlan(Struct, frozen=True, kw_only=True):
    """A plan in words, as a strip and as a calendar."""

    told: ToldPlan
    stretches: tuple[Stretch, ...]
    weeks: tuple[Week, ...]


class PlanPage(Struct, frozen=True, kw_only=True):
    """A patient's plan as it stands now.

    `wishes` are those to begin a new plan with: the ward's, with what the accepted plan chose for
    this patient; None where nobody has set any. `shown` is what is left of the accepted plan; of
    one that no longer fits, for the reasons `misfits`, what was planned. `elsewhere`: the ward's
    hours were set in another time zone.
    """

    banner: Banner
    running: bool
    wishes: PlanWishes | None
    may_accept: bool
    may_wish: bool
    accepted: str
    shown: ShownPlan | None
    misfits: tuple[str, ...]
    elsewhere: str


class Proposed(Struct, frozen=True, kw_only=True):
    """A proposal as it is shown before somebody accepts it.

    `unmet` says why there is no plan, `would_help` what would help then. `moves` are the changes
    that differ from the accepted plan, in words, and another end; `before` is what that one costs.
    """

    proposal: Proposal
    shown: ShownPlan | None
    unmet: str
    would_help: str
    moves: tuple[str, ...]
    before: str


def plan_page(desk: Desk, session: UUID) -> PlanPage:
    """A patient's plan as of now."""
    current = desk.session(session)
    now, zone = present(current, desk.clock.now()), desk.clock.zone
    roster = desk.refresh_roster()
    stands = standing(current, desk.protocol_of(current), now, zone)
    accepted = current.plan
    set_by_ward = roster.plan_wishes
    return PlanPage(
        banner=banner(desk, current),
        running=current.running is not None,
        wishes=_wishes(set_by_ward, accepted),
        may_accept=_may(desk, PlanAccepted),
        may_wish=_may(desk, PlanWishesSet),
        accepted=_accepted(desk, accepted, stands) if accepted else "",
        shown=_left(desk, current, stands) if stands else None,
        misfits=tuple(misfit.sentence for misfit in stands.misfits) if stands else (),
        elsewhere=_elsewhere(desk, set_by_ward),
    )


def proposed(desk: Desk, session: UUID, wishes: PlanWishes, starts: datetime | None) -> Proposed:
    """What the planner answers to these wishes, in words.

    Raises:
        Refused: a start in the past.
    """
    proposal = planning.propose(desk, session, wishes, starts=starts)
    current, answer, before = desk.session(session), proposal.answer, proposal.before
    helps = answer.would_help if isinstance(answer, NoPlan) else None
    return Proposed(
        proposal=proposal,
        shown=_shown(desk, current, answer, wishes) if isinstance(answer, Plan) else None,
        unmet=answer.sentence if isinstance(answer, NoPlan) else "",
        would_help=words(EARLY_STOP, helps) if helps else "",
        moves=(*(_move(shift, desk) for shift in proposal.shifts), *_other_end(desk, proposal)),
        before=cost_words(before.plan) if before else "",
    )


def _shown(desk: Desk, session: PatientSession, plan: Plan, wishes: PlanWishes) -> ShownPlan:
    zone = desk.clock.zone
    return ShownPlan(
        told=told(plan, session, desk.protocol_of(session), zone),
        stretches=strip(session, plan),
        weeks=weeks(plan, wishes.holidays, zone),
    )


def _left(desk: Desk, session: PatientSession, stands: Standing) -> ShownPlan:
    accepted = stands.accepted
    return _shown(desk, session, stands.plan or accepted.plan, accepted.wishes)


def _wishes(ward: PlanWishesSet | None, accepted: AcceptedPlan | None) -> PlanWishes | None:
    if accepted is None:
        return None if ward is None else ward.wishes
    if ward is None:
        return accepted.wishes
    return for_one_plan(ward.wishes, answers_of(accepted.wishes))


def _accepted(desk: Desk, accepted: AcceptedPlan, stands: Standing | None) -> str:
    who = desk.roster.names().get(accepted.by, accepted.by)
    said = f"Accepted by {who}, {moment(accepted.at, desk.clock.zone)}."
    return said if stands else f"{said} The cycle is complete: nothing is left of it."


def _elsewhere(desk: Desk, told_wishes: PlanWishesSet | None) -> str:
    here = zone_name(desk.clock.zone)
    if told_wishes is None or told_wishes.zone == here:
        return ""
    return (
        f"The ward's hours were set by the clock of {told_wishes.zone}; this workstation's is "
        f"{here}. Look at the times before a plan is accepted."
    )


def _may(desk: Desk, body: type[PlanAccepted | PlanWishesSet]) -> bool:
    try:
        allowed_role(body, desk.signed_in().roles)
    except Refused:
        return False
    return True


_DIFFERS = {
    What.OTHER_KIND: "another kind of bag",
    What.OTHER_DOSE: "another dose",
    What.OTHER_BAG: "another bag",
}


def _move(shift: Shift, desk: Desk) -> str:
    """One change that the new plan moves: `Tue 24-Nov-2026 10:00, 48 h bag: 2 h later`."""
    old, new = shift.old, shift.new
    if old is None and new is not None:
        return f"New: {_change(new, desk)}"
    if new is None and old is not None:
        return f"Falls away: {_change(old, desk)}"
    assert old is not None
    assert new is not None
    how = [_DIFFERS[what] for what in shift.what if what in _DIFFERS]
    if What.MOVED in shift.what:
        later = "later" if shift.hours > 0 else "earlier"
        how.insert(0, f"{duration(abs(shift.hours))} {later}")
    return f"{_change(old, desk)} becomes {_change(new, desk)}: {', '.join(how)}"


def _other_end(desk: Desk, proposal: Proposal) -> list[str]:
    """Where the new plan ends the cycle at another time than the accepted one."""
    answer, before = proposal.answer, proposal.before
    if before is None or not isinstance(answer, Plan) or answer.ends == before.plan.ends:
        return []
    zone = desk.clock.zone
    old, new = full_moment(before.plan.ends, zone), full_moment(answer.ends, zone)
    return [f"The cycle ends {new} instead of {old}"]


def _change(bag: PlannedBag, desk: Desk) -> str:
    return f"{full_moment(bag.hung_at, desk.clock.zone)}, {kind_and_dose(bag)}"
