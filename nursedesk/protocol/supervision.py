"""Where the patient should be: hospital, supervised, or nothing stated."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import Level, SupervisionEvent
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication
from nursedesk.protocol.trail import Trail


class SupervisionGiven(Struct, frozen=True, kw_only=True):
    """Indication, cycle and infusion day; `off_hours` of a restart, long when unknown."""

    indication: Indication
    cycle: int
    day: int
    event: SupervisionEvent
    off_hours: Decimal | None = None


class SupervisionAnswer(Answer, frozen=True, kw_only=True):
    """The level stated, and the number of hospital days of that cycle (0 where none)."""

    level: Level
    hospital_days: int


def supervision(protocol: Protocol, given: SupervisionGiven) -> SupervisionAnswer:
    """The supervision that the protocol states for this day or event.

    Rules: SUP-*. `day` is the infusion day, the reading that keeps a patient in longer.
    """
    trail = Trail(protocol)
    hospital_days = _hospital_days(protocol, given, trail)
    if given.day <= hospital_days:
        level = Level.HOSPITAL
    elif given.event is SupervisionEvent.RESTART:
        level = _after_restart(protocol, given, trail)
    elif given.event is SupervisionEvent.CYCLE_START or given.day == 1:
        trail.rule(Rule.SUP_LATER_START)
        level = Level.SUPERVISED_OR_HOSPITAL
    else:
        trail.rule(Rule.SUP_NOT_STATED)
        level = Level.NONE_STATED
    return SupervisionAnswer(level=level, hospital_days=hospital_days, grounds=trail.grounds())


def _hospital_days(protocol: Protocol, given: SupervisionGiven, trail: Trail) -> int:
    values = protocol.supervision[given.indication]
    trail.rule(values.rule)
    for hospital in values.hospital:
        if hospital.cycle == given.cycle:
            return trail.count(hospital.days)
    return 0


def _after_restart(protocol: Protocol, given: SupervisionGiven, trail: Trail) -> Level:
    limit = protocol.interruption.restart_from
    if given.off_hours is not None and 0 <= given.off_hours < trail.hours(limit):
        trail.rule(Rule.SUP_NOT_STATED)
        return Level.NONE_STATED
    if given.off_hours is None:
        trail.rule(Rule.SUP_OFF_TIME_UNKNOWN)
    trail.rule(protocol.supervision[given.indication].restart_rule)
    return Level.SUPERVISED_OR_HOSPITAL
