"""Whether an accepted plan still fits what really happened; where it does not, why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from msgspec import Struct

from nursedesk.chart.cycle import same_dose
from nursedesk.chart.field import instant_of
from nursedesk.chart.labels import KIND_WORDS
from nursedesk.chart.plan.accepted import AcceptedPlan
from nursedesk.chart.plan.kinds import excluded_kinds
from nursedesk.chart.plan.rest import Rest
from nursedesk.chart.plan.result import NoPlan, Plan, PlannedBag
from nursedesk.chart.session import PatientSession
from nursedesk.clock import after_hours, hours_between, utc
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Kind
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
    OTHER_TIME = "other-time-told"
    KIND_FORBIDDEN = "kind-forbidden"


class Misfit(Struct, frozen=True, kw_only=True):
    """One reason, in a sentence; the planned bag it concerns (by number) and by how many hours."""

    why: WhyMisfit
    sentence: str
    number: int | None = None
    hours: Decimal | None = None


def misfits(
    accepted: AcceptedPlan,
    session: PatientSession,
    protocol: Protocol,
    *,
    rest: Rest | NoPlan,
    now: datetime,
    zone: tzinfo,
) -> tuple[Misfit, ...]:
    """Every reason why the plan no longer fits; none while it fits.

    `rest` is the rest of the session's cycle from `now` on (`rest_of_session`), and `now` is not
    before the plan's beginning. Each bag change takes minutes that a plan does not know: the
    ward's slot is how far reality may drift before the plan counts as unfit.
    """
    if isinstance(rest, NoPlan):
        return (Misfit(why=WhyMisfit.CYCLE, sentence=rest.sentence),)
    excluded, _grounds = excluded_kinds(protocol, rest.treated, accepted.wishes)
    check = _Check(
        plan=accepted.plan,
        told_since=accepted.seq,
        forbidden=frozenset(one.kind for one in excluded),
        session=session,
        rest=rest,
        now=utc(now),
        zone=zone,
        tolerance=accepted.wishes.slot_hours,
    )
    return tuple(check.found())


def place_of(plan: Plan, session: PatientSession, tolerance_hours: Decimal) -> int:
    """The place of the planned bag that ought to hang: -1 before the first one was hung."""
    first, since = plan.bags[0], plan.begins
    if not first.hangs_already:
        since = after_hours(since, -tolerance_hours)  # started a little early
    hung = [
        bag
        for bag in session.bags.values()
        if bag.hung_at is not None and bag.hung_at >= since
        if not (first.hangs_already and bag.id == first.bag)
    ]
    return len(hung) - (0 if first.hangs_already else 1)


class _Check(Struct, frozen=True, kw_only=True):
    """A plan beside the chart's rest of the cycle at an instant.

    `told_since`: what the session was told after this entry is newer than the plan.
    """

    plan: Plan
    told_since: int
    forbidden: frozenset[Kind]
    session: PatientSession
    rest: Rest
    now: datetime
    zone: tzinfo
    tolerance: Decimal

    def found(self) -> Iterator[Misfit]:
        place = place_of(self.plan, self.session, self.tolerance)
        yield from self._overdue(place)
        yield from self._hanging(place)
        yield from self._told(place)
        yield from self._hours(place)
        for bag in self.plan.bags[place + 1 :]:
            yield from self._waiting(bag)
        yield from islice(self._other_doses(place), 1)
        yield from islice(self._forbidden(place), 1)

    def _overdue(self, place: int) -> Iterator[Misfit]:
        bags = self.plan.bags
        if place >= len(bags):
            yield _misfit(WhyMisfit.OTHER_BAG_HANGS, "More bags were hung than were planned.")
            return
        due = bags[0].hung_at if place < 0 else bags[place].until
        late = hours_between(due, self.now)
        if late > self.tolerance:
            when = weekday_moment(due, self.now, self.zone)
            what = "The start" if place < 0 else "A change"
            sentence = f"{what} was planned for {when}, {duration(late)} ago."
            yield _misfit(WhyMisfit.CHANGE_OVERDUE, sentence, hours=late)

    def _hanging(self, place: int) -> Iterator[Misfit]:
        if not 0 <= place < len(self.plan.bags):
            return
        planned, hangs = self.plan.bags[place], self.rest.hanging
        if hangs is None:
            sentence = f"The bag planned as {_name(planned)} ought to hang, and no bag hangs."
            yield _misfit(WhyMisfit.NOTHING_HANGS, sentence, planned)
            return
        same_bag = planned.bag in (None, hangs.bag) and planned.kind is hangs.kind
        if not same_bag or not same_dose(planned.dose_mcg_per_day, hangs.dose_mcg_per_day):
            sentence = f"Another bag hangs than {_name(planned)}."
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

    def _told(self, place: int) -> Iterator[Misfit]:
        """Whether two people told another time for the next change after the plan was accepted."""
        told = self.session.change_told
        if told is None or told.session_seq <= self.told_since or not place >= 0:
            return
        at = instant_of(told.answers.get("next_change_at"))
        if at is None or place >= len(self.plan.bags):
            return
        apart = hours_between(self.plan.bags[place].until, at)
        if abs(apart) > self.tolerance:
            when = weekday_moment(at, self.now, self.zone)
            planned = weekday_moment(self.plan.bags[place].until, self.now, self.zone)
            sentence = (
                f"At the last bag change two people planned the next one for {when}; the plan says "
                f"{planned}."
            )
            yield _misfit(WhyMisfit.OTHER_TIME, sentence, self.plan.bags[place], hours=apart)

    def _hours(self, place: int) -> Iterator[Misfit]:
        if place < 0:
            return
        if self._stopped:
            sentence = "The infusion is stopped: every planned time moves."
            yield _misfit(WhyMisfit.STOPPED, sentence)
        shift = hours_between(self.plan.ends, self.rest.ends)
        if abs(shift) > self.tolerance:
            way = "later" if shift > 0 else "earlier"
            sentence = f"By the infused hours the cycle ends {duration(abs(shift))} {way}."
            yield _misfit(WhyMisfit.HOURS_SHIFTED, sentence, hours=shift)

    @property
    def _stopped(self) -> bool:
        """Whether it stands and should run: it stopped since, or was to start again by now."""
        if self.session.running is not None:
            return False
        last = self.session.last_stop
        stopped_since = last is not None and last.seq > self.told_since
        return stopped_since or hours_between(self.plan.begins, self.now) > self.tolerance

    def _waiting(self, planned: PlannedBag) -> Iterator[Misfit]:
        if planned.bag is None:
            return
        here = next((here for here in self.rest.here if here.bag == planned.bag), None)
        if here is None:
            sentence = f"The bag planned as {_name(planned)} can no longer be hung."
            yield _misfit(WhyMisfit.BAG_GONE, sentence, planned)
            return
        short = hours_between(here.keeps_until, planned.until)
        if short > self.tolerance:
            sentence = (
                f"The bag planned as {_name(planned)} keeps {duration(short)} less than it is "
                "planned to hang."
            )
            yield _misfit(WhyMisfit.BAG_EXPIRES, sentence, planned, hours=short)

    def _other_doses(self, place: int) -> Iterator[Misfit]:
        """Bags, the hanging one too, in whose time another dose is due, drift aside."""
        drift = timedelta(hours=float(self.tolerance))
        for planned in self.plan.bags[max(place, 0) :]:
            since, until = planned.hung_at + drift, planned.until - drift
            due, begun = [], self.rest.begins
            for span in self.rest.spans:
                if begun < until and since < span.until:
                    due.append(span.dose_mcg_per_day)
                begun = span.until
            if not all(same_dose(dose, planned.dose_mcg_per_day) for dose in due):
                sentence = f"Another dose is due than planned, from {_name(planned)} on."
                yield _misfit(WhyMisfit.DOSE_CHANGED, sentence, planned)

    def _forbidden(self, place: int) -> Iterator[Misfit]:
        """Bags to come of a kind that this patient may not have by what is known now."""
        for planned in self.plan.bags[place + 1 :]:
            if planned.kind in self.forbidden:
                kind = KIND_WORDS[planned.kind]
                sentence = f"By now a {kind} bag may not be planned for this patient."
                yield _misfit(WhyMisfit.KIND_FORBIDDEN, sentence, planned)


def _name(bag: PlannedBag) -> str:
    """How people name a planned bag; a bag on the ward has its own number."""
    return f"plan {bag.number}"


def _misfit(
    why: WhyMisfit, sentence: str, bag: PlannedBag | None = None, hours: Decimal | None = None
) -> Misfit:
    return Misfit(
        why=why, sentence=sentence, number=None if bag is None else bag.number, hours=hours
    )
