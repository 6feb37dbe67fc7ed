"""Infused time of a cycle, the last gap in it, and how the cycle goes on."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import InterruptionReason, InterruptionStop, Outcome
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.segments import Course, Segment, stops_of
from nursedesk.protocol.terms import Indication
from nursedesk.protocol.trail import Trail


class InterruptionGiven(Struct, frozen=True, kw_only=True):
    """The segments of one cycle so far, in the order of time; instants are aware."""

    indication: Indication
    age_months: Decimal
    cycle: int
    reason: InterruptionReason
    segments: tuple[Segment, ...] = ()
    now: datetime


class InterruptionAnswer(Answer, frozen=True, kw_only=True):
    """Hours infused, left and off, and the outcome; with a stop nothing else is promised."""

    infused_hours: Decimal | None = None
    remaining_hours: Decimal | None = None
    off_hours: Decimal | None = None
    running: bool | None = None
    outcome: Outcome | None = None
    restart_rules: bool | None = None
    ends_at: datetime | None = None
    stops: tuple[InterruptionStop, ...] = ()


def interruption(protocol: Protocol, given: InterruptionGiven) -> InterruptionAnswer:
    """How far the cycle has come and what its last gap means.

    Rules: INT-*. With a stop nothing else is promised.
    """
    trail = Trail(protocol)
    stops = stops_of(given.segments, given.now)
    if stops:
        trail.rule(Rule.INT_SEGMENTS)
        return InterruptionAnswer(stops=stops, grounds=trail.grounds())
    return _answer(protocol, given, Course(given.segments, given.now), trail)


def _answer(
    protocol: Protocol, given: InterruptionGiven, course: Course, trail: Trail
) -> InterruptionAnswer:
    limit = protocol.interruption.same_cycle_up_to.hours
    if len(course.gaps) > 1:
        trail.rule(Rule.INT_LAST_GAP)
    if any(gap > limit for gap in course.gaps[:-1]):
        stops = (InterruptionStop.EARLIER_GAP_OVER_SEVEN_DAYS,)
        return InterruptionAnswer(stops=stops, grounds=trail.grounds())
    trail.rule(Rule.INT_INFUSED_TIME)
    whole = trail.hours(protocol.interruption.infusion)
    outcome = _outcome(protocol, given, course, whole, trail)
    goes_on = outcome in (Outcome.SAME_CYCLE, Outcome.COMPLETE)
    return InterruptionAnswer(
        infused_hours=course.infused,
        remaining_hours=max(whole - course.infused, Decimal(0)) if goes_on else None,
        off_hours=course.off,
        running=course.running,
        outcome=outcome,
        restart_rules=outcome is not Outcome.COMPLETE and _is_long(protocol, course, trail),
        ends_at=course.reaches(whole) if goes_on and course.running else None,
        grounds=trail.grounds(),
    )


def _outcome(
    protocol: Protocol, given: InterruptionGiven, course: Course, whole: Decimal, trail: Trail
) -> Outcome:
    """How the cycle goes on after the last gap."""
    if course.infused >= whole:
        return Outcome.COMPLETE
    reaction = given.reason is InterruptionReason.ADVERSE_REACTION
    if course.off <= protocol.interruption.same_cycle_up_to.hours:
        if course.off > 0:
            trail.note(protocol.interruption.same_cycle_up_to)
            trail.rule(Rule.INT_SEVEN_DAYS if reaction else Rule.INT_OTHER_REASON)
        return Outcome.SAME_CYCLE
    trail.note(protocol.interruption.same_cycle_up_to)
    trail.rule(Rule.INT_NEW_CYCLE if reaction else Rule.INT_OTHER_REASON)
    return Outcome.NEW_CYCLE if reaction else Outcome.NOT_STATED


def _is_long(protocol: Protocol, course: Course, trail: Trail) -> bool:
    """Whether the last gap calls for the restart rules."""
    if course.off < protocol.interruption.restart_from.hours:
        return False
    trail.rule(Rule.INT_FOUR_HOURS)
    return True
