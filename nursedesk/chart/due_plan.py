"""What is due by the accepted plan of a cycle: the next bag from pharmacy, or a new plan."""

from __future__ import annotations

from datetime import datetime, tzinfo

from nursedesk.chart.due_item import NEXT_BAG_SOON_HOURS, Due, DueState, Topic
from nursedesk.chart.plan.accepted import Standing
from nursedesk.chart.plan.misfit import WhyMisfit
from nursedesk.chart.plan.result import PlannedBag
from nursedesk.chart.plan.told import kind_and_dose
from nursedesk.clock import hours_between
from nursedesk.writing import weekday_moment


def by_plan(standing: Standing | None, now: datetime, zone: tzinfo) -> list[Due]:
    """What the accepted plan asks for; where it no longer fits, only that."""
    if standing is None:
        return []
    if not standing.fits:
        return [_no_longer_fits(standing)]
    bag = standing.from_pharmacy
    return [] if bag is None else [_next_bag(bag, now, zone)]


def _no_longer_fits(standing: Standing) -> Due:
    misfits = standing.misfits
    why = " ".join(misfit.sentence for misfit in misfits)
    again = "" if misfits[0].why is WhyMisfit.CYCLE else " Plan the rest anew."
    return Due(
        topic=Topic.PLAN,
        what="The plan no longer fits",
        at=None,
        state=DueState.DUE_SOON,
        word="plan again" if again else "ask the prescriber",
        sentence=f"{why} The planned times are not used any more.{again}",
    )


def _next_bag(bag: PlannedBag, now: datetime, zone: tzinfo) -> Due:
    """Never overdue: no limit of a bag has passed where the ward's own time has."""
    hung = weekday_moment(bag.hung_at, now, zone)
    sentence = (
        f"A {kind_and_dose(bag)}, is planned to be hung {hung} (plan {bag.number}), and no bag is "
        "here for it."
    )
    if bag.prepare_from is not None and bag.prepare_from > now:
        since = weekday_moment(bag.prepare_from, now, zone)
        sentence += f" Pharmacy: prepared before {since} it would not keep."
    left = hours_between(now, bag.hung_at)
    soon = left <= NEXT_BAG_SOON_HOURS
    word = "not here yet" if soon else "on time"
    return Due(
        topic=Topic.NEXT_BAG,
        what=f"From pharmacy: {kind_and_dose(bag)}",
        at=bag.hung_at,
        state=DueState.DUE_SOON if soon else DueState.ON_TIME,
        word=word,
        sentence=sentence,
    )
