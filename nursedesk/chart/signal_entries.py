"""Entries on the due signal: who acknowledged it, and which charge nurse was told.

They say what people noticed, never that anything was done: what is due stays due, as overdue as it
is. A form that was opened before one of them is as good as it was.
"""

from __future__ import annotations

from enum import StrEnum

from nursedesk.chart.due_item import Topic
from nursedesk.chart.terms import Body, Instant, Line


class Stage(StrEnum):
    """How far something that is signalled has come."""

    SOON = "due-soon"
    OVERDUE = "overdue"


class DueAcknowledged(Body, frozen=True, kw_only=True, tag="due-acknowledged"):
    """Its author knows that this is due. `what` is as the screen said it then."""

    topic: Topic
    what: Line
    stage: Stage
    due_at: Instant | None


class ChargeNurseTold(Body, frozen=True, kw_only=True, tag="charge-nurse-told"):
    """Its author told the charge nurse `told` (a name; her own where she is it) of this."""

    topic: Topic
    what: Line
    due_at: Instant | None
    told: Line


NOTICES = (DueAcknowledged, ChargeNurseTold)
