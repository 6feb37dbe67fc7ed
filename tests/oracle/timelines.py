"""Seeded histories of a bag and of an infusion, with instants a second beside every limit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

START = datetime(2026, 3, 27, 22, 30, tzinfo=UTC)  # two nights before Europe's clocks change
NUDGES = (-1, 0, 0, 1)
RUNS = {"24h": (24, 48, 192), "48h": (48, 48, 192), "72h": (72, 168, 336)}
RUNS |= {"96h": (96, 168, 336), "7d": (168, 168, 336)}
PATHS = ("", "F", "R", "FR", "FR", "FR", "FF", "FRF", "RF", "O", "FO", "FOF", "RR", "FFR", "ROF")
PLACES = {"F": "refrigerator", "R": "room", "O": "other"}
CELSIUS = {
    "F": ("5", "5", "2", "1.99", "8", "8.01", "23", "27", "27.01"),
    "R": ("25", "25", "23", "22.99", "8", "2", "1.99", "27", "27.01"),
    "O": ("25", "5", "1.99", "27.01"),
}
STEPS = (0.5, 3, 20, 47, 48, 100, 168)


def _nudged(rng: Random, instant: datetime) -> datetime:
    return instant + timedelta(seconds=rng.choice(NUDGES))


def _on_some_clock(rng: Random, instant: datetime) -> datetime:
    """The same instant as another time zone writes it."""
    return instant.astimezone(timezone(timedelta(minutes=rng.choice((0, 0, 60, 120, -300, 345)))))


def _calm_places(rng: Random, prepared: datetime) -> list[dict[str, Any]]:
    """A bag as it should be: cold from the start, then perhaps at room temperature."""
    taken_out = prepared + timedelta(hours=rng.choice((1, 20, 24, 96, 144, 168)))
    cold = {"place": "refrigerator", "from": prepared}
    warm = {"place": "room", "from": _nudged(rng, taken_out), "celsius": Decimal(23)}
    return rng.choice(([cold], [cold, warm], [{"place": "room", "from": prepared}]))


def _places(rng: Random, prepared: datetime) -> list[dict[str, Any]]:
    moment = prepared + timedelta(seconds=rng.choice((0,) * 12 + (1, 3600, -1)))
    places = []
    for letter in rng.choice(PATHS):
        place: dict[str, Any] = {"place": PLACES[letter], "from": moment}
        if rng.random() < 0.4:
            place["celsius"] = Decimal(rng.choice(CELSIUS[letter]))
        places.append(place)
        moment += timedelta(hours=rng.choice(STEPS), seconds=rng.choice(NUDGES))
        if rng.random() < 0.05:
            moment = place["from"] - timedelta(seconds=rng.choice((0, 1)))
    return places


def _moments(kind: str, prepared: datetime, given: dict[str, Any]) -> list[datetime]:
    """The instants at which something about this bag changes."""
    runs, room, cold = (timedelta(hours=length) for length in RUNS[kind])
    moments = [prepared, prepared + cold, prepared + cold - runs]
    for place in given["places"]:
        moments += [place["from"], place["from"] + room, place["from"] + room - runs]
    if "label_use_by" in given:
        moments += [given["label_use_by"], given["label_use_by"] - runs]
    if "hung_at" in given:
        moments += [given["hung_at"], given["hung_at"] + runs, given["hung_at"] + room]
    return moments


def bag(rng: Random) -> dict[str, Any]:
    """One bag: where it lay, whether it hangs, and a present near one of its limits."""
    kind, prepared = rng.choice(list(RUNS)), START + timedelta(minutes=rng.randrange(2000))
    places = _places if rng.random() < 0.6 else _calm_places
    given: dict[str, Any] = {"kind": kind, "places": places(rng, prepared)}
    if rng.random() < 0.85:
        given["prepared_at"] = prepared
    if rng.random() < 0.35:
        span = timedelta(hours=rng.choice((20, 48, 60, 168, 190, 192, 250, 336, 400)))
        given["label_use_by"] = _nudged(rng, prepared + span)
    last = given["places"][-1]["from"] if given["places"] else prepared
    if rng.random() < 0.45:
        after = [moment for moment in _moments(kind, prepared, given) if moment >= last]
        given["hung_at"] = _nudged(rng, rng.choice([last, *after]))
    latest = max(last, given.get("hung_at", last))
    moments = _moments(kind, prepared, given)
    if rng.random() < 0.92:  # seldom a present before what was already recorded
        moments = sorted(moment for moment in moments if moment >= latest) or [latest]
        moments = moments[: rng.choice((1, 2, 3, 20))]
    given["now"] = _nudged(rng, rng.choice(moments)) + rng.choice(
        (timedelta(), timedelta(), timedelta(minutes=rng.randrange(3000)))
    )
    if not given["places"] and rng.random() < 0.5:
        del given["places"]
    return _rewritten(rng, given)


def _rewritten(rng: Random, given: dict[str, Any]) -> dict[str, Any]:
    told = dict(given)
    for key, value in given.items():
        if isinstance(value, datetime):
            told[key] = _on_some_clock(rng, value)
        elif isinstance(value, list):
            told[key] = [_rewritten(rng, part) for part in value]
    return told


def interruption(rng: Random) -> dict[str, Any]:
    """One cycle's segments, and a present near 4, 168 or 672 hours."""
    segments: list[dict[str, Any]] = []
    moment, infused = START, timedelta()
    for _ in range(rng.choice((0, *(1, 1, 2, 2, 2, 3, 3, 4) * 2))):
        length = timedelta(hours=rng.choice((1, 30, 60, 100, 168, 300)))
        if rng.random() < 0.4:  # hours that no decimal writes exactly
            length = timedelta(seconds=rng.randrange(1, 800_000))
        if rng.random() < 0.2 and infused < timedelta(hours=672):
            length = _nudged(rng, START + timedelta(hours=672) - infused) - START
        if length <= timedelta():
            length = timedelta(hours=1)
        segments.append({"from": moment, "to": moment + length})
        infused += length
        gap = timedelta(hours=rng.choice((0, 0.5, 4, 4, 30, 168, 168, 169)))
        moment = moment + length + max(gap + timedelta(seconds=rng.choice(NUDGES)), timedelta())
    given: dict[str, Any] = {
        "indication": rng.choice(("mrd", "relapsed-refractory", "consolidation")),
        "age_months": Decimal(rng.choice(("40", "215.99", "216", "700"))),
        "cycle": rng.choice((1, 2, 3)),
        "reason": rng.choice(("adverse-reaction", "other")),
        "segments": segments,
    }
    given["now"] = _present(rng, segments, infused)
    _disorder(rng, given)
    return _rewritten(rng, given)


def _present(rng: Random, segments: list[dict[str, datetime]], infused: timedelta) -> datetime:
    """The present; the last segment is often made to run still."""
    if not segments:
        return START
    last = segments[-1]
    if rng.random() < 0.5:
        before = infused - (last["to"] - last["from"])
        del last["to"]
        left = max(timedelta(hours=672) - before, timedelta())
        span = rng.choice((left, timedelta(hours=5), timedelta(hours=9), timedelta(hours=90)))
        return max(last["from"], _nudged(rng, last["from"] + span))
    gap = timedelta(hours=rng.choice((0, 1, 4, 4, 20, 168, 168, 169, 300)))
    return max(last["to"], _nudged(rng, last["to"] + gap))


def _disorder(rng: Random, given: dict[str, Any]) -> None:
    """Now and then breaks one rule of the list of segments."""
    segments = given["segments"]
    if not segments or rng.random() > 0.2:
        if not segments and rng.random() < 0.5:
            del given["segments"]
        return
    part = rng.choice(segments)
    match rng.randrange(7):
        case 0:
            segments.reverse()
        case 1:
            part.pop("to", None)
        case 2:
            given["now"] = part.get("to", part["from"]) - timedelta(seconds=1)
        case 3:
            part["from"] -= timedelta(hours=rng.choice((1, 5, 40)))
        case 4:
            part["to"] = part["from"] - timedelta(seconds=1)
        case 5:
            part["to"] = part["from"]
        case _:
            part["from"] = segments[0]["from"]
