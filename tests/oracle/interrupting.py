"""Oracle for `interruption`: the sum of infused time, the last gap, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import combinations, pairwise

from tests.oracle.exact import Answer, Given, hours, later

WHOLE = Fraction(672)  # 28 days of infusion
WEEK = Fraction(168)
Span = tuple[datetime, datetime | None]


def _structure_stops(spans: Sequence[Span], now: datetime) -> set[str]:
    if not spans:
        return {"segments-missing"}
    stops = set()
    if any(moment > now for span in spans for moment in span if moment is not None):
        stops.add("segment-in-the-future")
    if any(b[0] < a[0] for a, b in pairwise(spans)):
        stops.add("segments-out-of-order")
    if any(end is not None and end < start for start, end in spans):
        stops.add("segments-out-of-order")
    if any(_share_time(a, b) for a, b in combinations(spans, 2)):
        stops.add("segments-overlap")
    return stops


def _share_time(one: Span, other: Span) -> bool:
    first, second = sorted([one, other], key=lambda span: span[0])
    return first[1] is None or second[0] < first[1]


def _reached(spans: Sequence[Span], now: datetime) -> datetime:
    """The instant at which 672 hours are or would be reached while the last segment runs on."""
    left = WHOLE
    for start, end in spans[:-1]:
        length = hours((end or now) - start)
        if length >= left:
            return later(start, left)
        left -= length
    return later(spans[-1][0], left)


def interruption(given: Given) -> Answer:
    """What a gap in the infusion means for the cycle."""
    now = given["now"]
    spans = [(part["from"], part.get("to")) for part in given.get("segments") or []]
    stops = _structure_stops(spans, now)
    if stops:
        return {"stops": sorted(stops)}
    running = spans[-1][1] is None
    gaps = [hours(after[0] - (before[1] or now)) for before, after in pairwise(spans)]
    if not running:
        gaps.append(hours(now - (spans[-1][1] or now)))
    if any(gap > WEEK for gap in gaps[:-1]):
        return {"stops": ["earlier-gap-over-seven-days"]}
    infused = sum((hours((end or now) - start) for start, end in spans), Fraction(0))
    off = gaps[-1] if gaps else Fraction(0)
    told: Answer = {"infused_hours": infused, "off_hours": off, "running": running, "stops": []}
    if infused >= WHOLE:
        told |= {"outcome": "complete", "restart_rules": False, "remaining_hours": Fraction(0)}
    elif off <= WEEK:
        told |= {"outcome": "same-cycle", "remaining_hours": WHOLE - infused}
    else:
        told["outcome"] = "new-cycle" if given["reason"] == "adverse-reaction" else "not-stated"
    told.setdefault("restart_rules", off >= 4)
    if running and "remaining_hours" in told:
        told["ends_at"] = _reached(spans, now)
    return told
