"""What planning answers: a plan with its bags and its cost, or which constraint no plan meets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.plan.rest import LeftOut
from nursedesk.chart.plan.wishes import EarlyStop
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.terms import Kind


class Ends(StrEnum):
    """Why a bag comes down when it does; the first that holds, in this order."""

    CYCLE_END = "end-of-cycle"
    STEP_DOSE = "step-dose"
    EMPTY = "empty"
    STORAGE_LIMIT = "storage-limit"
    ON_PURPOSE = "stopped-on-purpose"


class WhyExcluded(StrEnum):
    """Why a kind of bag is not planned with."""

    WARD = "not-among-the-allowed-kinds"
    PRESERVATIVE_FREE_ONLY = "preservative-free-only"
    WEIGHT = "below-the-weight-limit"


class Excluded(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of bag that is not planned with, why, and how many kg the patient is too light."""

    kind: Kind
    why: WhyExcluded
    kg_short: Decimal | None = None


class PlannedBag(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One bag of a plan. Instants UTC, rate mL/h, dose mcg/day.

    `bag` names a bag that is there (it hangs, or waits on the ward); without it pharmacy makes
    one. `runs_hours` counts from the plan's beginning. `prepare_from`: a new bag that is prepared
    earlier outlives its refrigerator limit. `outside_hours`: it is hung outside staffed hours.
    `new_programme`: another kind or dose than the bag before it: pump programme and tubing are
    new. `discarded_*`: the drug left in it when it comes down.
    """

    number: int
    kind: Kind
    bag: UUID | None
    hangs_already: bool
    dose_mcg_per_day: Decimal
    rate_ml_per_h: Decimal
    hung_at: datetime
    until: datetime
    ends: Ends
    runs_hours: Decimal
    discarded_hours: Decimal
    discarded_mcg: Decimal
    prepare_from: datetime | None
    outside_hours: bool
    new_programme: bool


class Cost(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a plan costs; the least is best, compared in the order of these fields.

    `line_openings` are the changes and, where the ward has a port-needle day, the needle changes
    that fall on no bag change: each opens the line. `discarded_mcg` is the drug left in bags that
    come down, and that of waiting bags which the plan does not hang.
    """

    outside_hours: int
    line_openings: int
    kinds: int
    discarded_mcg: Decimal


class Plan(Answer, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The bags of the rest of a cycle.

    A change hangs a bag after another one; the first bag of a plan in which none hangs yet is no
    change, nor is the end of the cycle: no plan can move them. `end_outside_hours` warns of the
    end. `needle_changes_alone` are the dates of port-needle changes without a bag change.
    """

    begins: datetime
    infused_hours: Decimal
    bags: tuple[PlannedBag, ...]
    cost: Cost
    needle_changes_alone: tuple[date, ...]
    end_outside_hours: bool
    not_hung: tuple[UUID, ...]
    left_out: tuple[LeftOut, ...]
    excluded: tuple[Excluded, ...]

    @property
    def ends(self) -> datetime:
        """When the cycle is infused in full and the last bag comes down."""
        return self.bags[-1].until

    @property
    def changes(self) -> tuple[PlannedBag, ...]:
        """The bags that are hung after another one: one change each."""
        return self.bags[1:]


class Unmet(StrEnum):
    """The constraint that no plan meets."""

    DOSE_NOT_STATED = "dose-not-stated"
    CYCLE_COMPLETE = "cycle-complete"
    CYCLE_NOT_STATED = "cycle-not-stated"
    NO_KIND_ALLOWED = "no-kind-allowed"
    STEP_DOSE = "step-dose"
    CYCLE_END = "end-of-cycle"


class NoPlan(Answer, frozen=True, kw_only=True):
    """No plan fits: the constraint that fails, in a sentence, and by how much.

    `at`: the instant that bags must end at. `short_hours`: how long before it the nearest bags
    end; `over_hours`: how long after it. `would_help`: the early stop that makes a plan fit.
    """

    unmet: Unmet
    sentence: str
    at: datetime | None = None
    short_hours: Decimal | None = None
    over_hours: Decimal | None = None
    excluded: tuple[Excluded, ...] = ()
    would_help: EarlyStop | None = None
