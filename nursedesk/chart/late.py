"""What is told later than it happened: from when on a reason is asked, and how."""

from __future__ import annotations

from datetime import datetime, timedelta

from nursedesk.chart.field import Asks, Field

LATE = timedelta(hours=1)  # our own number: told later than this after it happened, it says why
LATE_TITLE = "Entered late"
LATE_WHY = "It happened more than an hour ago. Both times stand in the record, and the reason."
WHY_LATE = Field(
    name="because",
    prompt="Why is it entered only now?",
    asks=Asks.LINE,
    help="Such as: was with another patient, taken over from paper.",
)


def is_late(happened_at: datetime, now: datetime) -> bool:
    """Whether something that happened then is told so late that the reason is asked."""
    return now - happened_at > LATE
