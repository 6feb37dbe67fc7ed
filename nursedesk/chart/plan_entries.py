"""Entries on the plan of a cycle's bag changes: the ward's wishes, an accepted plan."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nursedesk.chart.plan.result import Plan
from nursedesk.chart.plan.wishes import PlanWishes
from nursedesk.chart.terms import Body, Line, Text


class PlanWishesSet(Body, frozen=True, kw_only=True, tag="plan-wishes-set"):
    """The ward's wishes for plans from now on. Accepted plans keep those they were made with.

    A ward entry. `zone` is the time zone (IANA name) by whose clock the hours are meant.
    """

    wishes: PlanWishes
    zone: Line


class PlanAccepted(Body, frozen=True, kw_only=True, tag="plan-accepted"):
    """A person accepted the plan for the rest of a session's cycle; an earlier one ends with it.

    The whole plan stands here, so that a later planner never changes what was accepted. It was
    made with these `wishes`, read in `zone` (IANA name), from the session as of its entry `as_of`.
    """

    plan: Plan
    wishes: PlanWishes
    zone: Line
    as_of: Annotated[int, Meta(ge=0)]


class PlanWithdrawn(Body, frozen=True, kw_only=True, tag="plan-withdrawn"):
    """The accepted plan holds no more, and none takes its place."""

    reason: Text
