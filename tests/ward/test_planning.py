"""Planning through the use cases: wishes, proposals, acceptance, and who may."""

from __future__ import annotations

from datetime import time, timedelta
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from nursedesk.chart.plan.result import NoPlan, Plan
from nursedesk.chart.plan.wishes import WEEK, Day, Hours, PlanWishes
from nursedesk.chart.session_entries import BagDiscarded
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.protocol.terms import Kind
from nursedesk.ward import bags, clock_watch, entrance, planning
from nursedesk.ward.desk import Desk
from tests.ward.conftest import START, passphrase

ALWAYS: dict[Day, tuple[Hours, ...]] = dict.fromkeys(WEEK, (Hours(begin=time(0), end=time(0)),))
WISHES = PlanWishes(kinds=(Kind.H24, Kind.H48), staffed=ALWAYS)


def proposed(desk: Desk, session: UUID, wishes: PlanWishes = WISHES) -> planning.Proposal:
    made = planning.propose(desk, session, wishes, starts=desk.clock.now() + timedelta(hours=1))
    assert isinstance(made.answer, Plan), made.answer
    return made


def accepted(desk: Desk, session: UUID, wishes: PlanWishes = WISHES) -> planning.Proposal:
    made = proposed(desk, session, wishes)
    planning.accept(desk, made, intent=uuid4())
    return made


def test_a_nurse_may_not_set_the_wards_wishes(desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        planning.set_wishes(desk, WISHES, intent=uuid4())
    assert refused.value.code == "not-allowed"
    assert planning.ward_wishes(desk) is None


@pytest.mark.parametrize("account", ["c.weiss", "p.holm"])
def test_charge_nurse_and_pharmacist_set_them_and_the_last_word_holds(
    desk: Desk, account: str
) -> None:
    entrance.sign_in(desk, account, passphrase(account))
    planning.set_wishes(desk, WISHES, intent=uuid4())
    later = structs.replace(WISHES, kinds=(Kind.H96,))
    planning.set_wishes(desk, later, intent=uuid4())
    assert planning.ward_wishes(desk) == later


@pytest.mark.parametrize(
    "empty", [structs.replace(WISHES, kinds=()), structs.replace(WISHES, staffed={})]
)
def test_wishes_with_which_nothing_can_be_planned_are_refused(
    desk: Desk, empty: PlanWishes
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    with pytest.raises(Refused, match="nothing can be planned"):
        planning.set_wishes(desk, empty, intent=uuid4())


def test_a_proposal_changes_nothing_until_it_is_accepted(desk: Desk, session: UUID) -> None:
    before = desk.session(session).seq
    made = proposed(desk, session)
    assert desk.session(session).seq == before
    assert desk.session(session).plan is None
    planning.accept(desk, made, intent=uuid4())
    kept = desk.session(session).plan
    assert kept is not None
    assert kept.plan == made.answer
    assert kept.by == "n.berg"


def test_the_same_intent_accepts_once(desk: Desk, session: UUID) -> None:
    made, intent = proposed(desk, session), uuid4()
    first = planning.accept(desk, made, intent=intent)
    assert planning.accept(desk, made, intent=intent) == first


def test_moving_a_constraint_replans_and_shows_old_against_new(desk: Desk, session: UUID) -> None:
    first = accepted(desk, session)
    again = proposed(desk, session, structs.replace(WISHES, kinds=(Kind.H24,)))
    assert again.before is not None
    assert again.before.plan == first.answer
    assert again.shifts
    assert again.answer != first.answer


def test_a_proposal_from_before_another_entry_is_refused(desk: Desk, session: UUID) -> None:
    made = proposed(desk, session)
    (bag,) = desk.session(session).stock
    bags.discard(desk, session, BagDiscarded(bag=bag.id, reason="leaks"), intent=uuid4())
    with pytest.raises(Refused) as refused:
        planning.accept(desk, made, intent=uuid4())
    assert refused.value.code == "stale-form"
    assert desk.session(session).plan is None


def test_a_proposal_that_lay_too_long_is_refused(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    made = proposed(desk, session)
    clock.forward(hours=2, minutes=30)  # the start was meant to be an hour and a half ago
    clock_watch.confirm(desk, clock.now(), intent=uuid4())
    with pytest.raises(Refused, match="made too long ago") as refused:
        planning.accept(desk, made, intent=uuid4())
    assert refused.value.code == "plan-no-longer-fits"


def test_a_plan_waits_for_a_confirmed_time(desk: Desk, session: UUID, clock: SetClock) -> None:
    made = proposed(desk, session)
    clock.turn_to(START + timedelta(minutes=30))
    with pytest.raises(Refused) as refused:
        planning.accept(desk, made, intent=uuid4())
    assert refused.value.code == "clock-not-confirmed"


def test_a_start_in_the_past_is_refused(desk: Desk, session: UUID) -> None:
    with pytest.raises(Refused, match="lies in the past"):
        planning.propose(desk, session, WISHES, starts=START - timedelta(hours=1))


def test_no_plan_is_answered_with_the_constraint(desk: Desk, session: UUID) -> None:
    answer = planning.propose(desk, session, structs.replace(WISHES, kinds=(Kind.H96,))).answer
    assert isinstance(answer, Plan | NoPlan)
    none = planning.propose(desk, session, structs.replace(WISHES, kinds=())).answer
    assert isinstance(none, NoPlan)
    assert none.sentence


def test_a_plan_is_withdrawn_with_its_reason_and_only_once(desk: Desk, session: UUID) -> None:
    accepted(desk, session)
    seen = desk.session(session).seq
    planning.withdraw(desk, session, "the course ends", seen=seen, intent=uuid4())
    assert desk.session(session).plan is None
    with pytest.raises(Refused) as refused:
        planning.withdraw(desk, session, "again", seen=desk.session(session).seq, intent=uuid4())
    assert refused.value.code == "no-plan"
