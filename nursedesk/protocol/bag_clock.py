"""The clock of one prepared bag: its limits, use until, hang by, and what stays undelivered."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from nursedesk.clock import after_hours, hours_between, utc
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagReason, Status
from nursedesk.protocol.trail import Trail
from nursedesk.protocol.values import Bag


class BagClock(Struct, frozen=True, kw_only=True):
    """The instants (UTC) at which a bag reaches its limits; a limit that is not known is None."""

    duration_hours: Decimal
    room_end: datetime
    refrigerator_end: datetime | None
    label_end: datetime | None

    @property
    def use_until(self) -> datetime:
        """The earliest of the limits (rule STO-BOTH-LIMITS)."""
        return min(self._ends())

    @property
    def hang_by(self) -> datetime:
        """The latest instant at which the bag can be hung and still run its full duration."""
        return after_hours(self.use_until, -self.duration_hours)

    def undelivered(self, start: datetime) -> Decimal:
        """Hours of drug left in the bag at use until, when it starts to run at `start`."""
        short = self.duration_hours - hours_between(start, self.use_until)
        return min(max(short, Decimal(0)), self.duration_hours)

    def change_at(self, hung_at: datetime) -> datetime:
        """When a bag hung at this instant is to be changed."""
        return min(after_hours(hung_at, self.duration_hours), self.use_until)

    def _ends(self) -> list[datetime]:
        ends = (self.room_end, self.refrigerator_end, self.label_end)
        return [end for end in ends if end is not None]


def reckon(
    values: Bag,
    trail: Trail,
    *,
    warm_since: datetime,
    prepared_at: datetime | None,
    label_use_by: datetime | None,
) -> BagClock:
    """The clock of a bag that is at room temperature since `warm_since`.

    A bag still cold is reckoned as if taken out now.
    """
    trail.rule(Rule.BAG_DURATION, Rule.STO_ROOM, Rule.STO_INFUSION_TIME)
    if values.room_limit.status is Status.INFERRED:
        trail.rule(Rule.STO_PRESERVED_CLASS)
    refrigerator_end = None
    if prepared_at is not None:
        trail.rule(Rule.STO_REFRIGERATED)
        refrigerator_end = after_hours(prepared_at, trail.hours(values.refrigerator_limit))
    return BagClock(
        duration_hours=trail.hours(values.duration),
        room_end=after_hours(warm_since, trail.hours(values.room_limit)),
        refrigerator_end=refrigerator_end,
        label_end=None if label_use_by is None else utc(label_use_by),
    )


def expiry_reasons(
    clock: BagClock, trail: Trail, *, now: datetime, hanging: bool, always_cold: bool
) -> list[BagReason]:
    """The limits that are passed; for a bag that does not hang also the one reached just now."""
    _note_binding_limit(clock, trail, now=now, always_cold=always_cold)
    limits = {
        BagReason.EXPIRED_ROOM: clock.room_end,
        BagReason.EXPIRED_REFRIGERATED: clock.refrigerator_end,
        BagReason.LABEL_USE_BY_PASSED: clock.label_end,
    }
    passed = []
    for reason, end in limits.items():
        if end is None or now < end or (hanging and now == end):
            continue
        if now == end:
            trail.rule(Rule.STO_NOTHING_LEFT)
        passed.append(reason)
    if BagReason.LABEL_USE_BY_PASSED in passed:
        trail.rule(Rule.STO_LABEL_USE_BY)
    return passed


def _note_binding_limit(clock: BagClock, trail: Trail, *, now: datetime, always_cold: bool) -> None:
    """Notes our own reading where it, and not the label alone, sets use until."""
    use_until = clock.use_until
    if clock.label_end == use_until or clock.refrigerator_end is None:
        if clock.label_end is not None:
            trail.rule(Rule.STO_LABEL_USE_BY)
    elif use_until < clock.room_end and not (always_cold and now >= use_until):
        trail.rule(Rule.STO_BOTH_LIMITS)
