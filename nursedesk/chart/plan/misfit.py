"""Whether an accepted plan still fits what really happened; where it does not, why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from nursedesk.chart.cycle import same_dose
from nursedesk.chart.plan.from_chart import rest_of_session
from nursedesk.chart.plan.rest import Rest
from nursedesk.chart.plan.result import NoPlan, Plan, PlannedBag
from nursedesk.chart.session import PatientSession
from nursedesk.clock import after_hours, hours_between, utc
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import duration, weekday_moment


class WhyMisfit(StrEnum):
    """Why an accepted plan no longer fits."""

    CYCLE = "cycle-does-not-go-on"
    CHANGE_OVERDUE = "change-overdue"
    STOPPED = "infusion-stopped"
    HOURS_SHIFTED = "infused-hours-shifted"
    NOTHING_HANGS = "nothing-hangs"
    OTHER_BAG_HANGS = "other-bag-hangs"
    HANGING_BAG_ENDS_EARLIER = "hanging-bag-ends-earlier"
    BAG_GONE = "bag-gone"
    BAG_EXPIRES = "bag-expires"
    DOSE_CHANGED = "dose-changed"


class Misfit(Struct, frozen=True, kw_only=True):
    """One reason, in a sentence; the planned bag it concerns (by number) and by how many hours."""

    why: WhyMisfit
    sentence: str
    number: int | None = None
    hours: Decimal | None = None


def misfits(
    plan: Plan,
    session: PatientSession,
    protocol: Protocol,
    now: datetime,
    zone: tzinfo,
    *,
    tolerance_hours: Decimal,
) -> tuple[Misfit, ...]:
    """Every reason why the plan no longer fits; none while it fits.

    Each bag change takes minutes that a plan does not know: `tolerance_hours` (the ward's slot)
    is how far reality may drift before the plan counts as unfit.
    """
    rest = rest_of_session(session, protocol, now)
    if isinstance(rest, NoPlan):
        return (Misfit(why=WhyMisfit.CYCLE, sentence=rest.sentence),)
    check = _Check(
        plan=plan,
        session=session,
        rest=rest,
        now=utc(now),
        zone=zone,
        tolerance=tolerance_hours,
    )
    return tuple(check.found())


class _Check(Struct, frozen=True, kw_only=True):
    """A plan beside the chart's rest of the cycle at an instant."""

    plan: Plan
    session: PatientSession
    rest: Rest
    now: datetime
    zone: tzinfo
    tolerance: Decimal

    def found(self) -> Iterator[Misfit]:
        place = self._place()
        yield from self._overdue(place)
        yield from self._hanging(place)
        yield from self._hours(place)
        for bag in self.plan.bags[place + 1 :]:
            yield from self._waiting(bag)
            yield from self._dose(bag)

    def _place(self) -> int:
        """The place of the planned bag that ought to hang: -1 before the first one was hung."""
        first = self.plan.bags[0]
        since = self.plan.begins
        if not first.hangs_already:
            since = after_hours(since, -self.tolerance)  # started a little early
        hung = [
            bag
            for bag in self.session.bags.values()
            if bag.hung_at is not None and bag.hung_at >= since
            if not (first.hangs_already and bag.id == first.bag)
        ]
        return len(hung) - (0 if first.hangs_already else 1)

    def _overdue(self, place: int) -> Iterator[Misfit]:
        bags = self.plan.bags
        if place >= len(bags):
            yield _misfit(WhyMisfit.OTHER_BAG_HANGS, "More bags were hung than were planned.")
            return
        due = bags[0].hung_at if place < 0 else bags[place].until
        late = hours_between(due, self.now)
        if late > self.tolerance:
            when = weekday_moment(due, self.now, self.zone)
            sentence = f"A change was planned for {when}, {duration(late)} ago."
            yield _misfit(WhyMisfit.CHANGE_OVERDUE, sentence, hours=late)

    def _hanging(self, place: int) -> Iterator[Misfit]:
        if not 0 <= place < len(self.plan.bags):
            return
        planned, hangs = self.plan.bags[place], self.rest.hanging
        if hangs is None:
            sentence = f"Bag {planned.number} of the plan ought to hang, and no bag hangs."
            yield _misfit(WhyMisfit.NOTHING_HANGS, sentence, planned)
            return
        same_bag = planned.bag in (None, hangs.bag) and planned.kind is hangs.kind
        if not same_bag or not same_dose(planned.dose_mcg_per_day, hangs.dose_mcg_per_day):
            sentence = f"Another bag hangs than bag {planned.number} of the plan."
            yield _misfit(WhyMisfit.OTHER_BAG_HANGS, sentence, planned)
            return
        until = min(after_hours(self.now, hangs.left_hours), utc(hangs.use_until))
        short = hours_between(until, planned.until)
        if short > self.tolerance:
            sentence = (
                f"The bag that hangs must come down {duration(short)} before the change that is "
                f"planned for {weekday_moment(planned.until, self.now, self.zone)}."
            )
            yield _misfit(WhyMisfit.HANGING_BAG_ENDS_EARLIER, sentence, planned, hours=short)

    def _hours(self, place: int) -> Iterator[Misfit]:
        if place < 0:
            return
        if self.session.running is None:
            sentence = "The infusion is stopped: every planned time moves."
            yield _misfit(WhyMisfit.STOPPED, sentence)
        shift = hours_between(self.plan.ends, self.rest.ends)
        if abs(shift) > self.tolerance:
            way = "later" if shift > 0 else "earlier"
            sentence = f"By the infused hours the cycle ends {duration(abs(shift))} {way}."
            yield _misfit(WhyMisfit.HOURS_SHIFTED, sentence, hours=shift)

    def _waiting(self, planned: PlannedBag) -> Iterator[Misfit]:
        if planned.bag is None:
            return
        here = next((here for here in self.rest.here if here.bag == planned.bag), None)
        if here is None:
            sentence = f"The bag planned as bag {planned.number} can no longer be hung."
            yield _misfit(WhyMisfit.BAG_GONE, sentence, planned)
            return
        short = hours_between(here.keeps_until, planned.until)
        if short > 0:
            sentence = (
                f"The bag planned as bag {planned.number} keeps {duration(short)} less than it "
                "is planned to hang."
            )
            yield _misfit(WhyMisfit.BAG_EXPIRES, sentence, planned, hours=short)

    def _dose(self, planned: PlannedBag) -> Iterator[Misfit]:
        """Whether the dose that is due in the bag's time, drift aside, is the planned one."""
        drift = timedelta(hours=float(self.tolerance))
        since, until = planned.hung_at + drift, planned.until - drift
        due, begun = [], self.rest.begins
        for span in self.rest.spans:
            if begun < until and since < span.until:
                due.append(span.dose_mcg_per_day)
            begun = span.until
        if not all(same_dose(dose, planned.dose_mcg_per_day) for dose in due):
            sentence = f"Another dose is due in the time of bag {planned.number} of the plan."
            yield _misfit(WhyMisfit.DOSE_CHANGED, sentence, planned)


def _misfit(
    why: WhyMisfit, sentence: str, bag: PlannedBag | None = None, hours: Decimal | None = None
) -> Misfit:
    return Misfit(
        why=why, sentence=sentence, number=None if bag is None else bag.number, hours=hours
    )
