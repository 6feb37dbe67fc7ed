"""The bag clock: the limits of the bag that hangs and of those in stock, on one time axis.

Only the protocol's answers are shown. A bag that must be discarded has no limits to show; one for
pharmacy says so beside the limits that are known.
"""

from __future__ import annotations

from datetime import datetime, tzinfo

from msgspec import Struct

from nursedesk.chart.bag import Bag
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.pictures.axis import Axis, hour_axis
from nursedesk.chart.pictures.table import Table
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag, short
from nursedesk.chart.terms import Place
from nursedesk.protocol.bag import BagAnswer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import BagReason, BagVerdict, Status
from nursedesk.writing import due

EMPTY = "No bag hangs and none is in stock."
_AS_IF_WARM = "reckoned as if taken out of the refrigerator now"


class Limit(Struct, frozen=True, kw_only=True):
    """An instant that matters for a bag: `change by`, `hang by`, `use until`."""

    name: str
    at: datetime
    words: str  # with weekday and how far off


class BagClock(Struct, frozen=True, kw_only=True):
    """One bag's line. `verdict` in the protocol's words; without limits `words` says why."""

    name: str
    kind_words: str
    hangs: bool
    hung_at: datetime | None
    verdict: BagVerdict
    limits: tuple[Limit, ...]
    words: str

    def limit(self, name: str) -> Limit | None:
        """The limit of this name, if the bag has it."""
        return next((limit for limit in self.limits if limit.name == name), None)


class BagClocks(Struct, frozen=True, kw_only=True):
    """All lines on one axis that holds now; what they rest on; the same as a table."""

    now: datetime
    axis: Axis
    lines: tuple[BagClock, ...]
    status: Status | None
    citations: tuple[str, ...]
    table: Table


CHANGE_BY, HANG_BY, USE_UNTIL = "change by", "hang by", "use until"


def bag_clocks(
    session: PatientSession, protocol: Protocol, now: datetime, zone: tzinfo
) -> BagClocks:
    """The bag that hangs first, then the stock in the order of receipt."""
    hanging = session.hanging
    bags = [*([hanging] if hanging else []), *session.stock]
    answers = [ask_bag(protocol, bag, now) for bag in bags]
    lines = tuple(
        _line(session, bag, answer, now, zone) for bag, answer in zip(bags, answers, strict=True)
    )
    shown = [now, *(limit.at for line in lines for limit in line.limits)]
    ends = max(shown)
    margin = (ends - min(shown)) / 20
    return BagClocks(
        now=now,
        axis=hour_axis(min(shown) - margin, ends + margin, zone),
        lines=lines,
        status=Status.weakest(answer.status for answer in answers) if answers else None,
        citations=tuple(dict.fromkeys(c for answer in answers for c in answer.citations)),
        table=_table(lines),
    )


def _line(
    session: PatientSession, bag: Bag, answer: BagAnswer, now: datetime, zone: tzinfo
) -> BagClock:
    hangs = bag.hung_at is not None
    limits = _limits(answer, now, zone)
    return BagClock(
        name=bag.name,
        kind_words=KIND_WORDS[bag.label.bag_kind],
        hangs=hangs,
        hung_at=bag.hung_at,
        verdict=answer.verdict,
        limits=limits,
        words=_words(bag, answer, hangs=hangs, runs=session.running is not None),
    )


def _limits(answer: BagAnswer, now: datetime, zone: tzinfo) -> tuple[Limit, ...]:
    """Those that the bag still has; where its facts are missing there may be none."""
    if answer.verdict is BagVerdict.DISCARD:
        return ()
    first = (CHANGE_BY, answer.change_at) if answer.change_at else (HANG_BY, answer.hang_by)
    found = (first, (USE_UNTIL, answer.use_until))
    return tuple(
        Limit(name=name, at=at, words=due(at, now, zone)) for name, at in found if at is not None
    )


def _words(bag: Bag, answer: BagAnswer, *, hangs: bool, runs: bool) -> str:
    verdicts = {
        BagVerdict.DISCARD: "discard: it must come down" if hangs else "discard",
        BagVerdict.ASK_PHARMACY: "ask pharmacy",
        BagVerdict.HANG: "hangs" if hangs else "may be hung",
    }
    if answer.verdict is BagVerdict.HANG_SHORT:
        left = short(answer.undelivered_hours) if answer.undelivered_hours else "some time"
        return f"cannot run its full time: {left} would stay undelivered"
    words = verdicts[answer.verdict]
    if answer.verdict is BagVerdict.HANG and BagReason.CHANGE_OVERDUE in answer.reasons:
        words = "hangs, change overdue"
    if hangs and not runs:
        words = f"{words}; the infusion stands"
    cold = not hangs and all(stay.place is Place.REFRIGERATOR for stay in bag.stays)
    return f"{words}; {_AS_IF_WARM}" if cold and answer.verdict is BagVerdict.HANG else words


def _table(lines: tuple[BagClock, ...]) -> Table:
    def told(line: BagClock, name: str) -> str:
        limit = line.limit(name)
        return limit.words if limit else "none"

    return Table(
        columns=("Bag", "State", "Change by", "Hang by", "Use until"),
        rows=tuple(
            (
                f"{line.name}, {line.kind_words}",
                line.words,
                *(told(line, name) for name in (CHANGE_BY, HANG_BY, USE_UNTIL)),
            )
            for line in lines
        ),
        empty=EMPTY,
    )
