"""What is asked when the infusion stopped outside a bag change."""

from __future__ import annotations

from nursedesk.chart.field import Asks, Field

STOPPED_TITLE = "The infusion stops"
STOPPED_WHY = "The time off counts from here. The prescriber decides how it goes on."
STOPPED = (
    Field(name="at", prompt="When did it stop?", asks=Asks.INSTANT),
    Field(name="reason", prompt="Why did it stop?", asks=Asks.LINE),
    Field(name="adverse", prompt="Was it for an adverse reaction?", asks=Asks.YES_NO),
)
