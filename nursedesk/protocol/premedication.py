"""Premedication before a cycle, a step dose or a restart."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol import body
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import Drug, Needed, PremedicationEvent, PremedicationStop
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication
from nursedesk.protocol.trail import Trail
from nursedesk.protocol.values import Regimen, Steroid


class PremedicationGiven(Struct, frozen=True, kw_only=True):
    """Who gets which infusion event; `off_hours` is the length of one interruption."""

    indication: Indication
    age_months: Decimal
    bsa_m2: Decimal | None = None
    cycle: int
    event: PremedicationEvent
    off_hours: Decimal | None = None


class PremedicationOption(Struct, frozen=True, kw_only=True):
    """One corticosteroid that the protocol names, in mg."""

    drug: Drug
    dose_mg: Decimal


class PremedicationAnswer(Answer, frozen=True, kw_only=True):
    """Whether premedication is stated, which (one of `options`), and how many minutes before."""

    needed: Needed | None = None
    options: tuple[PremedicationOption, ...] | None = None
    minutes_before: Decimal | None = None
    stops: tuple[PremedicationStop, ...] = ()


def premedication(protocol: Protocol, given: PremedicationGiven) -> PremedicationAnswer:
    """The premedication that the protocol states for this event.

    Rules: PRE-*. Without a body surface `needed` stays and the doses are absent.
    """
    trail = Trail(protocol)
    group = protocol.premedication
    adult = body.is_adult(protocol, given.age_months)
    regimen = (group.adult if adult else group.child)[given.indication]
    needed = _needed(protocol, given, regimen, trail)
    if needed is None:
        stops: tuple[PremedicationStop, ...] = (PremedicationStop.OFF_HOURS_MISSING,)
        return PremedicationAnswer(stops=stops, grounds=trail.grounds())
    if needed is not Needed.YES:
        return PremedicationAnswer(needed=needed, grounds=trail.grounds())
    options = _options(given, regimen, trail)
    return PremedicationAnswer(
        needed=needed,
        options=options,
        minutes_before=_minutes_before(given, regimen, trail),
        stops=() if options is not None else (PremedicationStop.BSA_MISSING,),
        grounds=trail.grounds(),
    )


def _needed(
    protocol: Protocol, given: PremedicationGiven, regimen: Regimen, trail: Trail
) -> Needed | None:
    """Whether it is stated; None when that hangs on an off time that is not known."""
    if given.event is PremedicationEvent.RESTART:
        if given.off_hours is None or given.off_hours < 0:
            trail.rule(Rule.PRE_FACTS_MISSING)
            return None
        if given.off_hours < trail.hours(protocol.interruption.restart_from):
            trail.rule(Rule.PRE_SHORT_INTERRUPTION)
            return Needed.NO
    stated = regimen.events.get(given.event)
    if stated is None or given.cycle not in stated:
        trail.rule(Rule.PRE_NOT_STATED)
        return Needed.NOT_STATED
    trail.note(stated)
    trail.rule(regimen.rule)
    return Needed.YES


def _options(
    given: PremedicationGiven, regimen: Regimen, trail: Trail
) -> tuple[PremedicationOption, ...] | None:
    options = []
    for steroid in regimen.options:
        dose = _dose(given, steroid, trail)
        if dose is None:
            return None
        options.append(PremedicationOption(drug=steroid.drug, dose_mg=dose))
    return tuple(options)


def _dose(given: PremedicationGiven, steroid: Steroid, trail: Trail) -> Decimal | None:
    """The mg of one corticosteroid; None when it needs a body surface and there is none."""
    if steroid.fixed is not None:
        return trail.take(steroid.fixed)
    assert steroid.by_bsa is not None
    assert steroid.cap is not None
    by_bsa, cap = trail.take(steroid.by_bsa), trail.take(steroid.cap)
    if given.bsa_m2 is None or given.bsa_m2 <= 0:
        trail.rule(Rule.PRE_FACTS_MISSING)
        return None
    return min(by_bsa * given.bsa_m2, cap)


def _minutes_before(given: PremedicationGiven, regimen: Regimen, trail: Trail) -> Decimal | None:
    """Stated for the first dose of a cycle only."""
    if given.event is not PremedicationEvent.CYCLE_START or regimen.minutes_before_start is None:
        return None
    return trail.take(regimen.minutes_before_start)
