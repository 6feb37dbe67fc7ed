"""What is asked when the infusion stopped outside a bag change."""

from __future__ import annotations

from nursedesk.chart.field import Asks, Field

STOPPED_TITLE = "The infusion stops"
STOPPED_WHY = "The time off counts from here. The prescriber decides how it goes on."
HELD_TITLE = "The infusion is held"
HELD_WHY = (
    "It stands already, and now it is held for an adverse reaction: the prescriber orders the "
    "restart, whatever the time off."
)
STOPPED = (
    Field(name="at", prompt="When did it stop?", asks=Asks.INSTANT),
    Field(name="reason", prompt="Why did it stop?", asks=Asks.LINE),
    Field(name="adverse", prompt="Was it for an adverse reaction?", asks=Asks.YES_NO),
)
HELD = (
    Field(name="at", prompt="From when on is it held for this?", asks=Asks.INSTANT),
    Field(name="reason", prompt="For which reaction?", asks=Asks.LINE),
)
