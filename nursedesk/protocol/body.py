"""Weight, age and body surface: what is plausible, and how body surface is calculated."""

from __future__ import annotations

from decimal import Decimal

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Quantity


def is_adult(protocol: Protocol, age_months: Decimal) -> bool:
    """Whether the patient counts as an adult in the protocol."""
    return age_months >= protocol.patient.adult_from.value


def has_fixed_dose(protocol: Protocol, weight_kg: Decimal) -> bool:
    """Whether the dose is fixed (rule DOSE-FIXED): exactly the limit is."""
    return weight_kg >= protocol.patient.fixed_dose_from.value


def weight_plausible(protocol: Protocol, weight_kg: Decimal) -> bool:
    """Whether the weight is accepted at all (rule DOSE-WEIGHT-PLAUSIBLE)."""
    return _within(weight_kg, protocol.patient.weight_lowest, protocol.patient.weight_highest)


def height_plausible(protocol: Protocol, height_cm: Decimal) -> bool:
    """Whether body surface is calculated from this height (rule DOSE-BSA-PLAUSIBLE)."""
    return _within(height_cm, protocol.patient.height_lowest, protocol.patient.height_highest)


def bsa_plausible(protocol: Protocol, bsa_m2: Decimal) -> bool:
    """Whether the body surface is accepted (rule DOSE-BSA-PLAUSIBLE)."""
    return _within(bsa_m2, protocol.patient.bsa_lowest, protocol.patient.bsa_highest)


def mosteller(protocol: Protocol, height_cm: Decimal, weight_kg: Decimal) -> Decimal:
    """Body surface in m2 by Mosteller (rule DOSE-MOSTELLER), not rounded."""
    return (height_cm * weight_kg / protocol.patient.mosteller_divisor.value).sqrt()


def bsa_asks_again(protocol: Protocol, bsa_m2: Decimal, weight_kg: Decimal) -> bool:
    """Whether the body surface lies so far from what the weight suggests that it is asked again.

    A slip of the keys would otherwise hide behind the maxima of the dose.
    """
    patient = protocol.patient
    suggested = (patient.estimate_factor.value * weight_kg + patient.estimate_addend.value) / (
        weight_kg + patient.estimate_divisor_addend.value
    )
    return abs(bsa_m2 - suggested) * 100 > suggested * patient.estimate_tolerance.value


def _within(number: Decimal, lowest: Quantity, highest: Quantity) -> bool:
    return lowest.value <= number <= highest.value
