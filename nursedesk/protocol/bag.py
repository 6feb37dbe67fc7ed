"""Storage and expiry of a prepared bag: may it hang, until when, and why not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.bag_clock import BagClock, expiry_reasons, reckon
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import BagReason, BagVerdict, Kind, Place
from nursedesk.protocol.trail import Trail

_FROM = {"since": "from"}


class Stay(Struct, frozen=True, kw_only=True, rename=_FROM):
    """A place where the bag lay, from an instant on (`from` in case files), C when it was read."""

    place: Place
    since: datetime
    celsius: Decimal | None = None


class BagGiven(Struct, frozen=True, kw_only=True):
    """What is known of a bag; instants are aware, `places` stand in the order of time."""

    kind: Kind
    prepared_at: datetime | None = None
    label_use_by: datetime | None = None
    places: tuple[Stay, ...] = ()
    hung_at: datetime | None = None
    now: datetime


class BagAnswer(Answer, frozen=True, kw_only=True):
    """The verdict with its instants (UTC) and hours; `change_at` only for a hanging bag."""

    verdict: BagVerdict
    use_until: datetime | None = None
    hang_by: datetime | None = None
    undelivered_hours: Decimal | None = None
    change_at: datetime | None = None
    reasons: tuple[BagReason, ...] = ()


def bag(protocol: Protocol, given: BagGiven) -> BagAnswer:
    """What may be done with this bag now.

    Rules: BAG-DURATION and STO-*. All reasons that apply are listed and the worst one makes the
    verdict. With `hung_at` the verdict speaks of the hanging bag.
    """
    trail = Trail(protocol)
    warm = _warm_times(protocol, given)
    clock_of_bag = reckon(
        protocol.bags[given.kind],
        trail,
        warm_since=min([*warm, given.now]),
        prepared_at=given.prepared_at,
        label_use_by=given.label_use_by,
    )
    hanging = given.hung_at is not None
    reasons = [
        *expiry_reasons(clock_of_bag, trail, now=given.now, hanging=hanging, always_cold=not warm),
        *_place_reasons(protocol, given, trail),
        *_fact_reasons(given, trail),
    ]
    change_at = None if given.hung_at is None else clock_of_bag.change_at(given.hung_at)
    if not reasons:
        reasons = _running_reasons(given, clock_of_bag, change_at, trail)
    known = BagReason.PREPARATION_TIME_MISSING not in reasons
    return BagAnswer(
        verdict=_verdict(reasons, hanging=hanging),
        use_until=clock_of_bag.use_until if known else None,
        hang_by=clock_of_bag.hang_by if known else None,
        undelivered_hours=clock_of_bag.undelivered(given.hung_at or given.now) if known else None,
        change_at=change_at,
        reasons=tuple(reasons),
        grounds=trail.grounds(),
    )


def _warm_times(protocol: Protocol, given: BagGiven) -> list[datetime]:
    """When the bag came to room temperature: room, other, a warm refrigerator, hanging."""
    stays = [
        stay.since
        for stay in given.places
        if stay.place is not Place.REFRIGERATOR or _is_warm_refrigerator(protocol, stay)
    ]
    return stays if given.hung_at is None else [*stays, given.hung_at]


def _is_warm_refrigerator(protocol: Protocol, stay: Stay) -> bool:
    return (
        stay.place is Place.REFRIGERATOR
        and stay.celsius is not None
        and stay.celsius > protocol.storage.refrigerator_highest.value
    )


def _place_reasons(protocol: Protocol, given: BagGiven, trail: Trail) -> list[BagReason]:
    found = []
    if _re_refrigerated(given):
        trail.rule(Rule.STO_NO_RETURN)
        found.append(BagReason.RE_REFRIGERATED)
    if any(_out_of_range(protocol, stay) for stay in given.places):
        trail.rule(Rule.STO_TEMPERATURE)
        found.append(BagReason.TEMPERATURE_OUT_OF_RANGE)
    if any(_between_ranges(protocol, stay) for stay in given.places):
        trail.rule(Rule.STO_TEMPERATURE_OPEN)
        found.append(BagReason.TEMPERATURE_NOT_IN_LABELLED_RANGE)
    return found


def _re_refrigerated(given: BagGiven) -> bool:
    """Whether a refrigerator follows room temperature or hanging, in the order of the places."""
    was_warm = False
    for stay in given.places:
        if stay.place is Place.REFRIGERATOR:
            hung_before = given.hung_at is not None and stay.since > given.hung_at
            if was_warm or hung_before:
                return True
        was_warm = was_warm or stay.place is Place.ROOM
    return False


def _out_of_range(protocol: Protocol, stay: Stay) -> bool:
    storage = protocol.storage
    return stay.celsius is not None and not (
        storage.refrigerator_lowest.value <= stay.celsius <= storage.room_highest.value
    )


def _between_ranges(protocol: Protocol, stay: Stay) -> bool:
    """Whether the temperature read does not fit the place recorded."""
    if stay.celsius is None:
        return False
    if stay.place is Place.ROOM:
        return stay.celsius < protocol.storage.room_lowest.value
    return _is_warm_refrigerator(protocol, stay)


def _fact_reasons(given: BagGiven, trail: Trail) -> list[BagReason]:
    found = []
    if given.prepared_at is None and given.label_use_by is None:
        found.append(BagReason.PREPARATION_TIME_MISSING)
    if given.prepared_at is not None and given.prepared_at > given.now:
        found.append(BagReason.PREPARED_IN_THE_FUTURE)
    if _out_of_order(given):
        found.append(BagReason.PLACES_OUT_OF_ORDER)
    if _place_unknown(given):
        found.append(BagReason.PLACE_UNKNOWN)
    if found:
        trail.rule(Rule.STO_FACTS_MISSING)
    return found


def _out_of_order(given: BagGiven) -> bool:
    times = [stay.since for stay in given.places]
    if any(later <= earlier for earlier, later in pairwise(times)):
        return True
    known = [*times, *([] if given.hung_at is None else [given.hung_at])]
    before = given.prepared_at is not None and any(at < given.prepared_at for at in known)
    hung_early = given.hung_at is not None and any(at > given.hung_at for at in times)
    return before or hung_early or any(at > given.now for at in known)


def _place_unknown(given: BagGiven) -> bool:
    if not given.places or any(stay.place is Place.OTHER for stay in given.places):
        return True
    return given.prepared_at is not None and given.places[0].since > given.prepared_at


def _running_reasons(
    given: BagGiven, clock_of_bag: BagClock, change_at: datetime | None, trail: Trail
) -> list[BagReason]:
    """The reasons that stand only beside `hang` and `hang-short`."""
    found = []
    if clock_of_bag.undelivered(given.hung_at or given.now) > 0:
        trail.rule(Rule.STO_HANG_SHORT)
        found.append(BagReason.CANNOT_RUN_FULL_TIME)
    if change_at is not None and given.now > change_at:
        trail.rule(Rule.STO_CHANGE_DUE)
        found.append(BagReason.CHANGE_OVERDUE)
    return found


def _verdict(reasons: Iterable[BagReason], *, hanging: bool) -> BagVerdict:
    order = list(BagVerdict)
    worst = max((_VERDICTS[reason] for reason in reasons), key=order.index, default=BagVerdict.HANG)
    return BagVerdict.HANG if hanging and worst is BagVerdict.HANG_SHORT else worst


_VERDICTS = {
    BagReason.EXPIRED_ROOM: BagVerdict.DISCARD,
    BagReason.EXPIRED_REFRIGERATED: BagVerdict.DISCARD,
    BagReason.LABEL_USE_BY_PASSED: BagVerdict.DISCARD,
    BagReason.RE_REFRIGERATED: BagVerdict.DISCARD,
    BagReason.TEMPERATURE_OUT_OF_RANGE: BagVerdict.DISCARD,
    BagReason.TEMPERATURE_NOT_IN_LABELLED_RANGE: BagVerdict.ASK_PHARMACY,
    BagReason.PREPARATION_TIME_MISSING: BagVerdict.ASK_PHARMACY,
    BagReason.PREPARED_IN_THE_FUTURE: BagVerdict.ASK_PHARMACY,
    BagReason.PLACES_OUT_OF_ORDER: BagVerdict.ASK_PHARMACY,
    BagReason.PLACE_UNKNOWN: BagVerdict.ASK_PHARMACY,
    BagReason.CANNOT_RUN_FULL_TIME: BagVerdict.HANG_SHORT,
    BagReason.CHANGE_OVERDUE: BagVerdict.HANG,
}
