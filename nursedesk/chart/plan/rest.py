"""The rest of a cycle that is to be planned: from when, which doses, which bags are there.

Instants are UTC. The infusion is taken to run without a break from `begins` on: a bag change
takes no infused time in a plan, so infused hours and hours of the clock are the same in it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from nursedesk.protocol.answer import Grounds
from nursedesk.protocol.terms import Indication, Kind


class Treated(Struct, frozen=True, kw_only=True):
    """What of the patient decides doses and kinds: weight in kg, BSA in m2, height in cm."""

    indication: Indication
    cycle: int
    age_months: Decimal
    weight_kg: Decimal
    bsa_m2: Decimal | None = None
    height_cm: Decimal | None = None
    preservative_free_only: bool = False
    preterm_or_very_low_birth_weight: bool | None = None


class DoseSpan(Struct, frozen=True, kw_only=True):
    """One dose, from the end of the span before it (or `begins`) until an instant."""

    dose_mcg_per_day: Decimal
    until: datetime


class HangingBag(Struct, frozen=True, kw_only=True):
    """The bag that hangs: the hours of drug left in it, and its use until."""

    bag: UUID
    kind: Kind
    dose_mcg_per_day: Decimal
    hung_at: datetime
    left_hours: Decimal
    use_until: datetime


class BagHere(Struct, frozen=True, kw_only=True):
    """A bag that waits on the ward.

    `keeps_until`: the limits that its hanging does not move. `cold`: its time at room temperature
    begins when it is hung (rule STO-BOTH-LIMITS); else it has begun, and `keeps_until` knows.
    """

    bag: UUID
    kind: Kind
    dose_mcg_per_day: Decimal
    keeps_until: datetime
    cold: bool


class WhyLeftOut(StrEnum):
    """Why a bag that waits on the ward is not planned with."""

    MUST_BE_DISCARDED = "must-be-discarded"
    ASK_PHARMACY = "ask-pharmacy"
    KIND_NOT_ALLOWED = "kind-not-allowed"
    DOSE_NOT_DUE = "dose-not-due"


class LeftOut(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A bag that is not planned with, and why."""

    bag: UUID
    why: WhyLeftOut


class Rest(Struct, frozen=True, kw_only=True):
    """The rest of one cycle. `spans` stand in the order of time, the last ends the cycle.

    `infused_hours` are those before `begins`: the start of the cycle, or now.
    """

    treated: Treated
    begins: datetime
    infused_hours: Decimal
    spans: tuple[DoseSpan, ...]
    hanging: HangingBag | None
    here: tuple[BagHere, ...]
    left_out: tuple[LeftOut, ...]
    grounds: Grounds

    @property
    def ends(self) -> datetime:
        """When the cycle is infused in full."""
        return self.spans[-1].until
