"""Oracle for `bag`: clinical.md section 1, "How storage is reckoned"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from tests.oracle.exact import Answer, Given, hours, number

# kind: (hours it runs, room limit, refrigerator limit), all in hours (B; 72h and 96h by class).
LIMITS = {
    "24h": (24, 48, 192),
    "48h": (48, 48, 192),
    "72h": (72, 168, 336),
    "96h": (96, 168, 336),
    "7d": (168, 168, 336),
}
DISCARD = {
    "expired-room",
    "expired-refrigerated",
    "label-use-by-passed",
    "re-refrigerated",
    "temperature-out-of-range",
}
ASK = {
    "temperature-not-in-labelled-range",
    "preparation-time-missing",
    "prepared-in-the-future",
    "places-out-of-order",
    "place-unknown",
}


def _is_warm(place: Given) -> bool:
    """Whether the time in this place counts as room time."""
    celsius = number(place, "celsius")
    too_warm = celsius is not None and celsius > 8
    return {"refrigerator": too_warm, "room": True, "other": True}[place["place"]]


def _temperature_reasons(place: Given) -> set[str]:
    celsius = number(place, "celsius")
    if celsius is None:
        return set()
    found = set()
    if not 2 <= celsius <= 27:
        found.add("temperature-out-of-range")
    if (place["place"] == "refrigerator" and celsius > 8) or (
        place["place"] == "room" and celsius < 23
    ):
        found.add("temperature-not-in-labelled-range")
    return found


def _is_out_of_order(given: Given, places: Sequence[Given]) -> bool:
    prepared, hung, now = given.get("prepared_at"), given.get("hung_at"), given["now"]
    moments = [place["from"] for place in places]
    if any(after <= before for before, after in pairwise(moments)):
        return True
    earliest = moments[:1] if prepared is None else [prepared]
    return any(
        [
            any(moment > now for moment in moments),
            any(moment < start for start in earliest for moment in moments),
            hung is not None and hung > now,
            hung is not None and any(hung < moment for moment in (*moments[-1:], *earliest)),
        ]
    )


def _was_cooled_again(places: Sequence[Given], hung: datetime | None) -> bool:
    seen_room = False
    for place in places:
        cold = place["place"] == "refrigerator"
        if cold and (seen_room or (hung is not None and place["from"] > hung)):
            return True
        seen_room = seen_room or place["place"] == "room"
    return False


def _history_reasons(given: Given, places: Sequence[Given]) -> set[str]:
    prepared, label = given.get("prepared_at"), given.get("label_use_by")
    found = set().union(*map(_temperature_reasons, places))
    if _was_cooled_again(places, given.get("hung_at")):
        found.add("re-refrigerated")
    if prepared is None and label is None:
        found.add("preparation-time-missing")
    if prepared is not None and prepared > given["now"]:
        found.add("prepared-in-the-future")
    if _is_out_of_order(given, places):
        found.add("places-out-of-order")
    if (
        not places
        or any(place["place"] == "other" for place in places)
        or (prepared is not None and places[0]["from"] > prepared)
    ):
        found.add("place-unknown")
    return found


def _limits(given: Given, places: Sequence[Given]) -> dict[str, datetime]:
    """Each limit that holds, by the reason that stands when it is passed."""
    _, room, cold = LIMITS[given["kind"]]
    warm = [place["from"] for place in places if _is_warm(place)]
    warm += [given["hung_at"]] if given.get("hung_at") else []
    limits = {"expired-room": min([*warm, given["now"]]) + timedelta(hours=room)}
    if given.get("prepared_at"):
        limits["expired-refrigerated"] = given["prepared_at"] + timedelta(hours=cold)
    if given.get("label_use_by"):
        limits["label-use-by-passed"] = given["label_use_by"]
    return limits


def bag(given: Given) -> Answer:
    """Whether the bag may hang, until when, and why not."""
    places, now, hung = list(given.get("places") or []), given["now"], given.get("hung_at")
    runs = LIMITS[given["kind"]][0]
    limits = _limits(given, places)
    reasons = _history_reasons(given, places)
    reasons |= {
        reason for reason, end in limits.items() if now > end or (hung is None and now == end)
    }
    told: Answer = {}
    end = min(limits.values())
    if hung is not None:
        # The earliest of what is known, also when the preparation is not: left out, it would
        # hide that the bag is empty then (H33).
        told["change_at"] = min(hung + timedelta(hours=runs), end)
    if "preparation-time-missing" not in reasons:
        told["use_until"] = end
        told["hang_by"] = end - timedelta(hours=runs)
        short = runs - hours(end - (hung or now))
        told["undelivered_hours"] = min(max(short, Fraction(0)), Fraction(runs))
    told["verdict"] = _verdict(reasons, told, hung=hung, now=now)
    return told | {"reasons": sorted(reasons)}


def _verdict(reasons: set[str], told: Answer, *, hung: datetime | None, now: datetime) -> str:
    """The worst reason's verdict; adds the two reasons that stand beside `hang` alone."""
    if reasons & DISCARD:
        return "discard"
    if reasons & ASK:
        return "ask-pharmacy"
    short = told["undelivered_hours"] > 0
    if short:
        reasons.add("cannot-run-full-time")
    if hung is not None and now > told["change_at"]:
        reasons.add("change-overdue")
    return "hang-short" if short and hung is None else "hang"
