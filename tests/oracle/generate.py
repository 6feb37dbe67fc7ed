"""A seeded generator of realistic inputs and of inputs that hug the limits, for each question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random
from typing import Any

from tests.oracle.pools import ABSENT, FILTER, KIND, QUESTIONS, Pool, numbers
from tests.oracle.timelines import bag, interruption

PUMP = ("programmable", "lockable", "non_elastomeric", "alarm", "locked")
ASKS = (
    "dose",
    "bag",
    "line",
    "premedication",
    "supervision",
    "interruption",
    "toxicity",
    "grade",
    "preservative",
    "component",
)
# The keys that cases.md marks with no question mark.
REQUIRED: dict[str, set[str]] = {
    "dose": {"indication", "age_months", "weight_kg", "cycle", "day"},
    "bag": {"kind", "now", "places"},
    "line": {"kind", "bag_material", "tubing", "filter", "lumen", "primed_with", "flushed"}
    | {"pump", "rate_ml_per_h"},
    "premedication": {"indication", "age_months", "cycle", "event"},
    "supervision": {"indication", "cycle", "day", "event"},
    "interruption": {"indication", "age_months", "cycle", "reason", "segments", "now"},
    "toxicity": {"weight_kg", "event"},
    "grade": {"scale", "age_months", "fever_masked", "hypotension", "vasopressors"}
    | {"vasopressin", "oxygen", "arousal", "seizure", "motor_weakness", "oedema"},
    "preservative": {"kind", "age_months", "weight_kg"},
    "component": {"item", "place", "hours", "frozen"},
}


@dataclass(frozen=True)
class Input:
    """One generated question with its facts."""

    ask: str
    given: Mapping[str, Any]


def inputs(seed: int, count: int) -> list[Input]:
    """`count` inputs, the questions in turn; the same for the same seed on every machine."""
    streams = {ask: _stream(ask, Random(f"{seed}/{ask}")) for ask in ASKS}
    return [Input(ask, next(streams[ask])) for ask in islice(cycle(ASKS), count)]


def without_one(ask: str, seed: int) -> Iterator[tuple[str, Input]]:
    """Inputs of one question, each without one of its required keys, and that key's name."""
    for one in (each for each in inputs(seed, 40 * len(ASKS)) if each.ask == ask):
        for key in sorted(REQUIRED[ask] & one.given.keys()):
            yield key, Input(ask, {name: one.given[name] for name in one.given if name != key})
        if ask == "line":
            for key in PUMP:
                pump = {name: one.given["pump"][name] for name in PUMP if name != key}
                yield key, Input(ask, {**one.given, "pump": pump})


def _stream(ask: str, rng: Random) -> Iterator[dict[str, Any]]:
    """Every value of every key once at least, then mixtures without end."""
    if ask == "bag":
        while True:
            yield bag(rng)
    if ask == "interruption":
        while True:
            yield interruption(rng)
    names = ["astct-crs", "astct-icans"] if ask == "grade" else [ask]
    for name in names:
        yield from (_shaped(name, drawn) for drawn in _sweep(rng, QUESTIONS[name]))
    while True:
        name = rng.choice(names)
        share = rng.choice((0.04, 0.15, 0.45))
        drawn = {key: _draw(rng, pool, share) for key, pool in QUESTIONS[name].items()}
        yield _shaped(name, _settled(rng, name, drawn))


def _sweep(rng: Random, pools: Mapping[str, Pool]) -> Iterator[dict[str, object]]:
    """For each key each of its values, beside usual values of the other keys."""
    for key, pool in pools.items():
        for value in dict.fromkeys((*pool.usual, *pool.edges)):
            usual = {name: rng.choice(other.usual) for name, other in pools.items()}
            yield usual | {key: value}


def _draw(rng: Random, pool: Pool, edge_share: float) -> object:
    if pool.edges and rng.random() < edge_share:
        return rng.choice(pool.edges)
    return rng.choice(pool.usual)


def _settled(rng: Random, name: str, drawn: dict[str, object]) -> dict[str, object]:
    """Mostly makes facts fit each other that by chance would hardly ever."""
    if name == "dose" and drawn["height_cm"] is not ABSENT and rng.random() < 0.7:
        return drawn | {"bsa_m2": ABSENT, "cycle": 1, "day": rng.choice((1, 8))}
    if name != "line" or rng.random() < 0.25:
        return drawn
    rates = dict(zip(KIND.usual, numbers("10", "5", "1.8", "1.8", "0.6"), strict=True))
    right: dict[str, object] = {"rate_ml_per_h": rates[drawn["kind"]]}
    if rng.random() < 0.6:
        right["filter"] = "none" if drawn["kind"] == "7d" else FILTER.usual[0]
    return drawn | right


def _shaped(name: str, drawn: Mapping[str, object]) -> dict[str, Any]:
    """The drawn values in the form of cases.md, without the keys drawn as absent."""
    told = {key: value for key, value in drawn.items() if value is not ABSENT}
    if name == "line":
        told["pump"] = {key: told.pop(key) for key in PUMP}
    if name.startswith("astct"):
        told["scale"] = name
    return told
