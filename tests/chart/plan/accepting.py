"""Stories in which somebody has accepted a plan, by Berlin's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from nursedesk.chart.plan.accepted import Standing, standing
from nursedesk.chart.plan.dates import PlanDates, plan_dates
from nursedesk.chart.plan.from_chart import replan
from nursedesk.chart.plan.result import Plan
from nursedesk.chart.plan.sheet import PlanSheet, plan_sheet
from nursedesk.chart.plan.wishes import EarlyStop
from nursedesk.chart.plan_entries import PlanAccepted
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.protocol.terms import Kind
from tests.chart.builders import Story, opened, protocol
from tests.chart.plan.situations import BERLIN, local, wishes
from tests.chart.plan.test_from_chart import RELAPSED, hang

CLOCK_BACK, CLOCK_FORWARD = "2026-10-12 10:00", "2027-03-15 22:00"


def accept(story: Story, begins: datetime | None = None, /, **changes: object) -> Plan:
    """The plan of now, or from `begins` on, accepted."""
    wanted = wishes(**({"early_stop": EarlyStop.DOSE_AND_END} | changes))
    found = replan(story.session, protocol(), wanted, begins or story.now, BERLIN)
    assert isinstance(found, Plan), found
    body = PlanAccepted(plan=found, wishes=wanted, zone="Europe/Berlin", as_of=story.session.seq)
    story.tell(body)
    return found


def before_the_start(
    at: str = CLOCK_BACK, *, facts: Mapping[str, object] | None = None, **changes: object
) -> Story:
    """A first cycle of relapsed disease in bed 4, planned from `at` on."""
    story = Story(opened(**{**RELAPSED, "bed": "4", **(facts or {})}), at=local(at))
    accept(story, **changes)
    return story


def under_way(at: str = CLOCK_BACK) -> Story:
    """A 96 h bag has hung for 30 h; the step dose is ahead, and 7 day bags after it."""
    story = Story(opened(**RELAPSED, bed="4"), at=local(at))
    hang(story, "96h", 9)
    story.forward(hours=30)
    accept(story)
    return story


def of_24_h_bags(**facts: object) -> Story:
    """A whole cycle of 24 h bags: 28 of them."""
    return before_the_start(facts=facts, kinds=(Kind.H24,))


def no_longer_fits(**facts: object) -> Story:
    """That cycle, where the infusion was stopped on its first day and never went on."""
    story = of_24_h_bags(**facts)
    hang(story, "24h", 9)
    story.forward(hours=12)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=20)
    return story


def stands(story: Story) -> Standing:
    """How the accepted plan stands now."""
    found = standing(story.session, protocol(), story.now, BERLIN)
    assert found is not None
    return found


def sheet_of(story: Story, *, demo: bool = False) -> PlanSheet:
    """What its page says now."""
    return plan_sheet(
        story.session,
        protocol(),
        stands(story),
        names={"n.berg": "Nina Berg"},
        ward_name="Ward 4B East",
        demo=demo,
        now=story.now,
        zone=BERLIN,
    )


def dates_of(story: Story, *, demo: bool = False) -> PlanDates:
    """Its dates for a calendar."""
    return plan_dates(
        story.session, protocol(), stands(story), demo=demo, now=story.now, zone=BERLIN
    )
