"""The doses that an adverse reaction calls for: dexamethasone for CRS, restart and escalation."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol import body
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Duration, McgPerDay, McgPerM2PerDay
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail


class Dexamethasone(Struct, frozen=True, kw_only=True):
    """The course named for CRS: mg a dose, hours between doses, days, days of taper."""

    dose_mg: Decimal
    every_hours: Decimal
    up_to_days: Decimal
    taper_days: Decimal


class RestartDoses(Struct, frozen=True, kw_only=True):
    """The dose at the restart, the one after escalation (mcg a day), and the days between them.

    All None where nothing is to be restarted or nothing can be reckoned.
    """

    low: Decimal | None = None
    full: Decimal | None = None
    after_days: Decimal | None = None


def dexamethasone(
    protocol: Protocol, weight_kg: Decimal, bsa_m2: Decimal | None, trail: Trail
) -> Dexamethasone | None:
    """The course for CRS (rules TOX-CRS-3, TOX-CRS-4); None without a usable body surface.

    Its cap is not the one of premedication.
    """
    values = protocol.toxicity.crs
    if body.has_fixed_dose(protocol, weight_kg):
        dose = trail.take(values.dose)
    else:
        bsa = _usable(bsa_m2, trail)
        if bsa is None:
            return None
        dose = min(trail.take(values.by_bsa) * bsa, trail.take(values.cap))
    return Dexamethasone(
        dose_mg=dose,
        every_hours=trail.hours(values.every),
        up_to_days=trail.days(values.up_to),
        taper_days=trail.days(values.taper),
    )


def restart_doses(
    protocol: Protocol,
    weight_kg: Decimal,
    bsa_m2: Decimal | None,
    escalate_after: Duration,
    trail: Trail,
) -> RestartDoses | None:
    """Restart and escalation; None without a usable body surface."""
    values = protocol.toxicity.restart
    if body.has_fixed_dose(protocol, weight_kg):
        low, full = trail.take(values.low), trail.take(values.full)
    else:
        bsa = _usable(bsa_m2, trail)
        if bsa is None:
            return None
        low = _capped(values.low_by_bsa, bsa, values.low_cap, trail)
        full = _capped(values.full_by_bsa, bsa, values.full_cap, trail)
    return RestartDoses(low=low, full=full, after_days=trail.days(escalate_after))


def _capped(by_bsa: McgPerM2PerDay, bsa: Decimal, cap: McgPerDay, trail: Trail) -> Decimal:
    """A dose by body surface; the cap is a decision and is noted only where it bites."""
    dose = trail.take(by_bsa) * bsa
    if dose <= cap.value:
        return dose
    trail.rule(Rule.TOX_RESTART_CAPS)
    return trail.take(cap)


def _usable(bsa_m2: Decimal | None, trail: Trail) -> Decimal | None:
    """The body surface, unless it is missing or none."""
    if bsa_m2 is not None and bsa_m2 > 0:
        return bsa_m2
    trail.rule(Rule.TOX_FACTS_MISSING)
    return None
