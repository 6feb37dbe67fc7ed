"""Stretches of running infusion: whether their times make sense, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from nursedesk.clock import after_hours, hours_between, utc
from nursedesk.protocol.care_terms import InterruptionStop

_NAMES = {"since": "from", "until": "to"}
_NEVER = datetime.max.replace(tzinfo=UTC)
_ORIGIN = datetime(2000, 1, 1, tzinfo=UTC)
_NO_TIME = timedelta(0)


class Segment(Struct, frozen=True, kw_only=True, rename=_NAMES):
    """A stretch of running infusion (`from`, `to` in case files); without end it still runs."""

    since: datetime
    until: datetime | None = None


class Course(Struct, frozen=True):
    """Sound segments of one cycle, reckoned up to `now`."""

    segments: tuple[Segment, ...]
    now: datetime

    @property
    def running(self) -> bool:
        """Whether the infusion runs now."""
        return self.segments[-1].until is None

    @property
    def infused(self) -> Decimal:
        """Hours of running infusion in all."""
        return _hours(sum((self._run(segment) for segment in self.segments), _NO_TIME))

    @property
    def gaps(self) -> tuple[Decimal, ...]:
        """Hours of every gap; when stopped, the last one lasts until now."""
        return tuple(self._gaps())

    @property
    def off(self) -> Decimal:
        """Hours of the last gap, 0 without one."""
        return self.gaps[-1] if self.gaps else Decimal(0)

    def reaches(self, hours: Decimal) -> datetime:
        """The instant (UTC) at which the running infusion reaches, or reached, so many hours."""
        left = after_hours(_ORIGIN, hours) - _ORIGIN
        for segment in self.segments[:-1]:
            run = self._run(segment)
            if left <= run:
                return utc(segment.since) + left
            left -= run
        return utc(self.segments[-1].since) + left

    def _run(self, segment: Segment) -> timedelta:
        return utc(segment.until or self.now) - utc(segment.since)

    def _gaps(self) -> Iterator[Decimal]:
        for earlier, later in pairwise(self.segments):
            assert earlier.until is not None
            yield hours_between(earlier.until, later.since)
        if self.segments[-1].until is not None:
            yield hours_between(self.segments[-1].until, self.now)


def _hours(length: timedelta) -> Decimal:
    """Hours of a length of time.

    Lengths are summed as they are and become hours once: thirds of an hour, each rounded, would
    add up to a little less than the whole.
    """
    return hours_between(_ORIGIN, _ORIGIN + length)


def stops_of(segments: tuple[Segment, ...], now: datetime) -> tuple[InterruptionStop, ...]:
    """Why these segments cannot be reckoned with; none when they are sound."""
    if not segments:
        return (InterruptionStop.SEGMENTS_MISSING,)
    found = []
    if _overlap(segments):
        found.append(InterruptionStop.SEGMENTS_OVERLAP)
    if _out_of_order(segments):
        found.append(InterruptionStop.SEGMENTS_OUT_OF_ORDER)
    if any(segment.since > now or (segment.until or now) > now for segment in segments):
        found.append(InterruptionStop.SEGMENT_IN_THE_FUTURE)
    return tuple(found)


def _overlap(segments: tuple[Segment, ...]) -> bool:
    """Whether two segments share time; one without end shares all that follows its start."""
    spans = [(s.since, s.until or _NEVER) for s in segments]
    forward = sorted(span for span in spans if span[0] <= span[1])
    return any(later[0] < earlier[1] for earlier, later in pairwise(forward))


def _out_of_order(segments: tuple[Segment, ...]) -> bool:
    backwards = any(s.until is not None and s.until < s.since for s in segments)
    return backwards or any(later.since < earlier.since for earlier, later in pairwise(segments))
