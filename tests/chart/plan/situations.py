"""A ward in Berlin, its wishes, its patients: what the examples of plans are made of."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from nursedesk.chart.plan.planning import plan
from nursedesk.chart.plan.rest import BagHere, HangingBag, Rest, Treated
from nursedesk.chart.plan.result import NoPlan, Plan
from nursedesk.chart.plan.wishes import WEEK, Hours, PlanWishes
from nursedesk.protocol.terms import Indication, Kind
from tests.chart.builders import named, protocol
from tests.chart.plan.from_start import rest_from_start

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
OFFICE = (Hours(begin=time(8), end=time(16)),)
ROUND_THE_CLOCK = (Hours(begin=time(0), end=time(0)),)
WORKDAYS = dict.fromkeys(WEEK[:5], OFFICE)
MONDAY = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)  # 10:00 in Berlin; the clock goes back on 25-Oct
ALL_KINDS = tuple(Kind)


def local(text: str) -> datetime:
    """An instant by Berlin's clock: `2026-10-16 15:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def wishes(**changes: object) -> PlanWishes:
    """All kinds, office hours from Monday to Friday, no bag stopped early."""
    facts: dict[str, object] = {"kinds": ALL_KINDS, "staffed": WORKDAYS}
    return PlanWishes(**(facts | changes))  # type: ignore[arg-type]


def treated(**changes: object) -> Treated:
    """An adult of 70 kg in the first cycle of relapsed disease: 9 mcg, from day 8 28 mcg."""
    facts: dict[str, object] = {
        "indication": Indication.RELAPSED_REFRACTORY,
        "cycle": 1,
        "age_months": Decimal(500),
        "weight_kg": Decimal(70),
    }
    return Treated(**(facts | changes))  # type: ignore[arg-type]


def rest(begins: datetime = MONDAY, *, of: Treated | None = None, **more: object) -> Rest:
    """The rest of a cycle from `begins` on."""
    found = rest_from_start(protocol(), of or treated(), begins, **more)  # type: ignore[arg-type]
    assert isinstance(found, Rest), found
    return found


def answer(of: Rest, wanted: PlanWishes) -> Plan | NoPlan:
    """What the planner answers in Berlin."""
    return plan(protocol(), of, wanted, BERLIN)


def planned(of: Rest, wanted: PlanWishes) -> Plan:
    """The plan, of which there is one."""
    found = answer(of, wanted)
    assert isinstance(found, Plan), found
    return found


def unplanned(of: Rest, wanted: PlanWishes) -> NoPlan:
    """Why there is none."""
    found = answer(of, wanted)
    assert isinstance(found, NoPlan), found
    return found


def hanging(kind: str = "96h", *, left: int = 30, **changes: object) -> HangingBag:
    """A bag that hangs on Monday with so many hours left in it."""
    full = int(protocol().bags[Kind(kind)].duration.hours)
    facts: dict[str, object] = {
        "bag": named("hanging"),
        "kind": Kind(kind),
        "dose_mcg_per_day": Decimal(28),
        "hung_at": MONDAY - HOUR * (full - left),
        "left_hours": Decimal(left),
        "use_until": MONDAY + HOUR * (left + 72),
    }
    return HangingBag(**(facts | changes))  # type: ignore[arg-type]


def waiting(name: str, kind: str = "48h", *, keeps: int = 192, **changes: object) -> BagHere:
    """A bag in the refrigerator on Monday that keeps for so many hours."""
    facts: dict[str, object] = {
        "bag": bag_id(name),
        "kind": Kind(kind),
        "dose_mcg_per_day": Decimal(28),
        "keeps_until": MONDAY + HOUR * keeps,
        "cold": True,
    }
    return BagHere(**(facts | changes))  # type: ignore[arg-type]


def bag_id(name: str) -> UUID:
    """The id of a waiting bag."""
    return named(name)


def seen(of: Plan) -> list[str]:
    """The plan as a ward reads it: `72h Mon 12 10:00 - Thu 15 10:00 empty`."""
    form = "%a %d %H:%M"
    return [
        f"{bag.kind.value} {bag.hung_at.astimezone(BERLIN):{form}} - "
        f"{bag.until.astimezone(BERLIN):{form}} {bag.ends.value}"
        for bag in of.bags
    ]
