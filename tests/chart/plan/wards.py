"""Random wards, patients and starts for the plan's properties; all from one `Random`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from msgspec import structs

from nursedesk.chart.plan.rest import BagHere, DoseSpan, HangingBag, Rest, Treated
from nursedesk.chart.plan.wishes import WEEK, Day, EarlyStop, Hours, PlanWishes
from nursedesk.protocol.terms import Indication, Kind
from tests.chart.builders import protocol
from tests.chart.plan.from_start import rest_from_start

HOUR = timedelta(hours=1)
LAST_CYCLE = {
    Indication.MRD: 4,
    Indication.RELAPSED_REFRACTORY: 9,
    Indication.CONSOLIDATION: 4,
}
# Clock changes somewhere, spring and autumn, north and south.
CHANGES = (
    date(2025, 3, 9),
    date(2025, 3, 30),
    date(2025, 4, 6),
    date(2025, 9, 28),
    date(2025, 10, 5),
    date(2025, 10, 26),
    date(2025, 11, 2),
)


class Ward(NamedTuple):
    """One planning task and where it is read."""

    rest: Rest
    wishes: PlanWishes
    zone: ZoneInfo


@cache
def zones() -> tuple[str, ...]:
    """All zones of this machine."""
    return tuple(sorted(available_timezones() - {"localtime"}))


@cache
def changing_zones() -> tuple[str, ...]:
    """Those whose clocks are put forward and back."""
    summer, winter = datetime(2025, 7, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    return tuple(
        name
        for name in zones()
        if summer.astimezone(zone := ZoneInfo(name)).utcoffset()
        != winter.astimezone(zone).utcoffset()
    )


def random_ward(random: Random) -> Ward:
    """A whole cycle or the rest of one."""
    zone = ZoneInfo(random.choice(zones() if random.random() < 0.5 else changing_zones()))
    begins = random_begin(random, zone)
    treated = random_patient(random)
    infused = random.choice([Decimal(0)] * 3 + [Decimal(random.randint(1, 671))])
    if infused and random.random() < 0.5:
        infused -= Decimal(random.randint(1, 3599)) / 3600
    rest = rest_from_start(protocol(), treated, begins, infused_hours=infused)
    assert isinstance(rest, Rest), rest
    rest = with_bags(random, rest)
    return Ward(rest, random_wishes(random, begins.date()), zone)


def short_ward(random: Random) -> Ward:
    """A few days, with one or two doses, for a search through all sequences of bags."""
    ward = random_ward(random)
    stop = ward.wishes.early_stop
    kinds = tuple(random.sample(list(Kind), random.randint(1, 3)))
    slot = random.choice([240, 360, 480]) if stop is EarlyStop.ON_PURPOSE else 60
    # no more than a few slots: every one of them may end a bag of every kind
    hours = slot // 60 * random.randint(2, 6) if slot > 60 else 24 * random.randint(1, 8)
    if random.random() < 0.3:
        hours = max(3, hours + random.randint(-9, 9))
    doses = [span.dose_mcg_per_day for span in ward.rest.spans]
    spans = [DoseSpan(dose_mcg_per_day=doses[-1], until=ward.rest.begins + HOUR * hours)]
    if random.random() < 0.5:
        earlier = random.choice([hours // 2, 24 * random.randint(0, hours // 24)])
        if 0 < earlier < hours:
            until = ward.rest.begins + HOUR * earlier
            low = random.choice([Decimal(9), doses[-1]])
            spans.insert(0, DoseSpan(dose_mcg_per_day=low, until=until))
    infused = Decimal(672 - hours)
    rest = structs.replace(
        ward.rest, infused_hours=infused, spans=tuple(spans), hanging=None, here=()
    )
    wishes = structs.replace(ward.wishes, kinds=kinds, slot_minutes=slot)
    return Ward(with_bags(random, rest, most=2), wishes, ward.zone)


def coarse_ward(random: Random) -> Ward:
    """A whole cycle with few kinds and slots, for a search through all states."""
    ward = random_ward(random)
    wishes = structs.replace(ward.wishes, kinds=ward.wishes.kinds[:3], slot_minutes=720)
    return Ward(structs.replace(ward.rest, here=ward.rest.here[:1]), wishes, ward.zone)


def random_begin(random: Random, zone: ZoneInfo) -> datetime:
    """An instant; half the time so that a clock change lies in the cycle that begins there."""
    if random.random() < 0.5:
        on = random.choice(CHANGES) - timedelta(days=random.randint(0, 27))
    else:
        on = date(2025, 1, 1) + timedelta(days=random.randint(0, 729))
    minute = random.choice([0, 0, 0, 30, random.randint(0, 59)])
    wall = datetime.combine(on, time(random.randint(0, 23), minute), zone)
    odd = timedelta(microseconds=random.randint(0, 59_999_999) if random.random() < 0.1 else 0)
    return wall.astimezone(UTC) + odd


def random_patient(random: Random) -> Treated:
    indication = random.choice(list(Indication))
    first = indication is Indication.RELAPSED_REFRACTORY and random.random() < 0.6
    weight = random.choice([Decimal(70), Decimal(random.randint(30, 900)) / 10])
    return Treated(
        indication=indication,
        cycle=1 if first else random.randint(1, LAST_CYCLE[indication]),
        age_months=Decimal(random.randint(1, 900)),
        weight_kg=weight,
        bsa_m2=Decimal(random.randint(20, 290)) / 100,
        preservative_free_only=random.random() < 0.1,
    )


def random_wishes(random: Random, near: date) -> PlanWishes:
    kinds = random.sample(list(Kind), random.randint(1, 5))
    staffed = {day: random_hours(random) for day in WEEK if random.random() < 0.75}
    if random.random() < 0.2:
        staffed[Day.HOLIDAY] = random_hours(random)
    if random.random() < 0.1:
        whole = (Hours(begin=time(0), end=time(0)),)
        staffed = dict.fromkeys(WEEK, whole)
    limited = random.random() < 0.3
    return PlanWishes(
        kinds=tuple(kinds),
        staffed=staffed,
        holidays=tuple(
            near + timedelta(days=random.randint(0, 28)) for _ in range(random.randint(0, 3))
        ),
        earliest=time(random.randint(5, 11), random.choice([0, 30])) if limited else None,
        latest=time(random.randint(12, 21), random.choice([0, 30])) if limited else None,
        early_stop=random.choice(list(EarlyStop)),
        slot_minutes=random.choice([60, 60, 30, 120, 240]),
        needle_day=random.choice([None, None, *WEEK[:5]]),
        preservative_free_only=random.random() < 0.1,
    )


def random_hours(random: Random) -> tuple[Hours, ...]:
    begin = random.randint(0, 14)
    day = Hours(begin=time(begin), end=time(random.randint(begin + 1, 20), 30))
    if random.random() < 0.3:
        return (day, Hours(begin=time(21), end=time(0)))
    return (day,)


def with_bags(random: Random, rest: Rest, most: int = 3) -> Rest:
    """Some of the time a bag hangs, and bags wait on the ward."""
    doses = [span.dose_mcg_per_day for span in rest.spans]
    hanging = None
    if rest.infused_hours and random.random() < 0.6:
        dose = doses[0] if random.random() < 0.9 else Decimal(5)
        hanging = random_hanging(random, rest, dose)
    here = tuple(
        random_here(random, rest, random.choice([*doses, *doses, Decimal(5)]))
        for _ in range(random.choice([0, 0, 1, most]))
    )
    return structs.replace(rest, hanging=hanging, here=here)


def random_hanging(random: Random, rest: Rest, dose: Decimal) -> HangingBag:
    kind = random.choice(list(Kind))
    full = int(protocol().bags[kind].duration.hours)
    ran = random.choice([random.randint(0, full), 24 * random.randint(0, full // 24)])
    slack = random.choice([-3, 0, 5, 48])
    return HangingBag(
        bag=UUID(int=random.getrandbits(128)),
        kind=kind,
        dose_mcg_per_day=dose,
        hung_at=rest.begins - HOUR * ran,
        left_hours=Decimal(full - ran),
        use_until=rest.begins + HOUR * (full - ran + slack),
    )


def random_here(random: Random, rest: Rest, dose: Decimal) -> BagHere:
    return BagHere(
        bag=UUID(int=random.getrandbits(128)),
        kind=random.choice(list(Kind)),
        dose_mcg_per_day=dose,
        keeps_until=rest.begins + HOUR * random.choice([0, 24, 48, random.randint(1, 336)]),
        cold=random.random() < 0.7,
    )
