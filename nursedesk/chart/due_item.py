"""One thing that is due: its topic, its instant, how it stands, and the words for it.

The lead times are NurseDesk's own choices of when to speak up; every limit is the protocol's.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nursedesk.chart.storage import short
from nursedesk.clock import hours_between
from nursedesk.protocol.terms import Status

CHANGE_SOON_HOURS = Decimal(2)
STEP_SOON_HOURS = Decimal(24)  # H07: the step dose is announced 24 h before
END_SOON_HOURS = Decimal(24)
STOCK_SOON_HOURS = Decimal(24)
NEXT_BAG_SOON_HOURS = Decimal(12)  # less than the shortest bag runs: not at each change at once
CHECK_SOON_HOURS = Decimal("0.5")
STOP_WARNING_HOURS = Decimal(1)  # H08: the stopwatch warns this long before the restart rules


class DueState(StrEnum):
    """How something due stands; the order is the order on the board."""

    OVERDUE = "overdue"
    STOPPED = "stopped"
    DUE_SOON = "due-soon"
    DISCARD = "discard"
    ASK_PHARMACY = "ask-pharmacy"
    ON_TIME = "on-time"
    NOT_SET = "not-set"


class Topic(StrEnum):
    """What is due."""

    BAG_CHANGE = "bag-change"
    STOPPED = "stopped"
    STEP_DOSE = "step-dose"
    ORDER = "order"
    CYCLE_END = "cycle-end"
    STOCK_BAG = "stock-bag"
    SYMPTOM_CHECK = "symptom-check"
    OPEN_WALK = "open-walk"
    FIRST_BAG = "first-bag"
    PLAN = "plan"
    NEXT_BAG = "next-bag"
    HANDOVER = "hand-over"


class Due(Struct, frozen=True, kw_only=True):
    """One thing that is due: what, when (None where no instant is known), how it stands.

    `word` is the state in words (`overdue by 35 min`); `sentence` says what to do. `planned_at`:
    the ward's own plan for it.
    """

    topic: Topic
    what: str
    at: datetime | None
    state: DueState
    word: str
    sentence: str
    citations: tuple[str, ...] = ()
    status: Status | None = None
    planned_at: datetime | None = None

    @property
    def urgency(self) -> tuple[int, bool, float]:
        """The order on a board: a hanging bag to take down, overdue, stopped, soon, papers last."""
        hanging = self.topic is Topic.BAG_CHANGE and self.state is DueState.DISCARD
        rank = 0 if hanging else 2 * (1 + list(DueState).index(self.state))
        rank += self.topic is Topic.NEXT_BAG  # the ward's own plan comes after every limit
        if self.topic is Topic.HANDOVER:  # papers never hide what is due of the infusion
            rank = 2 * (1 + list(DueState).index(DueState.NOT_SET)) - 1
        return (rank, self.due_at is None, self.due_at.timestamp() if self.due_at else 0.0)

    @property
    def lies_behind(self) -> bool:
        """Whether its instant says since when it stands so, not until when it is to be done."""
        return self.topic in (Topic.STOPPED, Topic.OPEN_WALK, Topic.HANDOVER)

    @property
    def due_at(self) -> datetime | None:
        """When people mean to do it: the ward's plan, where it lies before the limit `at`."""
        instants = [at for at in (self.planned_at, self.at) if at is not None]
        return min(instants, default=None)


def state_at(at: datetime, now: datetime, soon_hours: Decimal) -> tuple[DueState, str]:
    """How an instant stands at `now`, and the word for it."""
    left = hours_between(now, at)
    if left < 0:
        return DueState.OVERDUE, f"overdue by {short(-left)}"
    if left <= soon_hours:
        return DueState.DUE_SOON, "due soon"
    return DueState.ON_TIME, "on time"
