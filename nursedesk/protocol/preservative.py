"""Benzyl alcohol of a preserved bag: the daily load, and whom it does not suit."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol import body
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import PreservativeNotice, PreservativeVerdict
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind
from nursedesk.protocol.trail import Trail

_HOURS_A_DAY = 24


class PreservativeGiven(Struct, frozen=True, kw_only=True):
    """The bag kind and the patient; weight in kg."""

    kind: Kind
    age_months: Decimal
    weight_kg: Decimal
    preterm_or_very_low_birth_weight: bool | None = None


class PreservativeAnswer(Answer, frozen=True, kw_only=True):
    """The load in mg and mg/kg a day (calculated), the verdict, and what to keep in mind."""

    verdict: PreservativeVerdict
    benzyl_alcohol_mg_per_day: Decimal
    benzyl_alcohol_mg_per_kg_per_day: Decimal | None = None
    notices: tuple[PreservativeNotice, ...] = ()


def preservative(protocol: Protocol, given: PreservativeGiven) -> PreservativeAnswer:
    """The preservative load of this kind of bag for this patient.

    Rules: PRS-*. The least harmful amount is not known: the load is never called safe.
    """
    trail = Trail(protocol)
    bag = protocol.bags[given.kind]
    if bag.benzyl_alcohol.value == 0:
        trail.rule(Rule.PRS_FREE)
        return _answer(given, trail.take(bag.benzyl_alcohol), PreservativeVerdict.NONE, (), trail)
    trail.rule(Rule.PRS_LOAD, Rule.PRS_WEIGHT_LIMIT)
    load = trail.take(bag.benzyl_alcohol) * trail.take(bag.rate) * _HOURS_A_DAY
    allowed = given.weight_kg >= trail.take(protocol.preservative.lowest_weight)
    verdict = PreservativeVerdict.ALLOWED if allowed else PreservativeVerdict.NOT_RECOMMENDED
    return _answer(given, load, verdict, _notices(protocol, given, trail), trail)


def _answer(
    given: PreservativeGiven,
    load: Decimal,
    verdict: PreservativeVerdict,
    notices: tuple[PreservativeNotice, ...],
    trail: Trail,
) -> PreservativeAnswer:
    return PreservativeAnswer(
        verdict=verdict,
        benzyl_alcohol_mg_per_day=load,
        benzyl_alcohol_mg_per_kg_per_day=load / given.weight_kg if given.weight_kg > 0 else None,
        notices=notices,
        grounds=trail.grounds(),
    )


def _notices(
    protocol: Protocol, given: PreservativeGiven, trail: Trail
) -> tuple[PreservativeNotice, ...]:
    found = []
    if _prefers_free(protocol, given, trail):
        found.append(PreservativeNotice.PREFER_PRESERVATIVE_FREE)
    if not body.is_adult(protocol, given.age_months):
        trail.rule(Rule.PRS_ACIDOSIS)
        found.append(PreservativeNotice.WATCH_FOR_METABOLIC_ACIDOSIS)
    limits = protocol.preservative
    if limits.lowest_weight.value <= given.weight_kg < limits.older_lowest_weight.value:
        trail.rule(Rule.PRS_OLDER_LIMIT)
        found.append(PreservativeNotice.OLDER_LIMIT_22_KG)
    return tuple(found)


def _prefers_free(protocol: Protocol, given: PreservativeGiven, trail: Trail) -> bool:
    if given.preterm_or_very_low_birth_weight:
        trail.rule(Rule.PRS_PRETERM)
        return True
    if given.age_months < protocol.preservative.infant_below.value:
        trail.rule(Rule.PRS_INFANT)
        return True
    return False
