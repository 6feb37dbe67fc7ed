"""Oracle for `line`, `preservative` and `component`: clinical.md section 1."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.exact import Answer, Given, needed, number

# kind: (mL/h, benzyl alcohol mg/mL, what the label says of the filter)
KINDS = {
    "24h": ("10", "0", "required"),
    "48h": ("5", "0", "required"),
    "72h": ("1.8", "2.5", "unknown"),
    "96h": ("1.8", "2.5", "unknown"),
    "7d": ("0.6", "7.4", "prohibited"),
}
# (rule, filter found) -> stop; pairs not listed are right.
FILTER_STOPS = {
    ("required", "none"): "filter-required",
    ("required", "other"): "filter-required",
    ("required", "unknown"): "filter-unknown",
    ("prohibited", "in-line-0.2-micron-low-protein-binding"): "filter-prohibited",
    ("prohibited", "other"): "filter-prohibited",
    ("prohibited", "unknown"): "filter-unknown",
    ("unknown", "in-line-0.2-micron-low-protein-binding"): "filter-rule-unknown",
    ("unknown", "none"): "filter-rule-unknown",
    ("unknown", "other"): "filter-rule-unknown",
    ("unknown", "unknown"): "filter-rule-unknown",
}
# question -> answer -> stop; answers not listed are right.
SIMPLE_STOPS: dict[str, dict[object, str]] = {
    "bag_material": {
        "pvc-with-dehp": "bag-material-not-compatible",
        "other": "bag-material-not-compatible",
        "unknown": "bag-material-unknown",
    },
    "tubing": {"contains-dehp": "tubing-contains-dehp", "unknown": "tubing-unknown"},
    "lumen": {"shared": "lumen-not-dedicated"},
    "primed_with": {
        "saline": "not-primed-with-infusion-solution",
        "other": "not-primed-with-infusion-solution",
    },
    "flushed": {True: "line-flushed"},
}
ONLY_ASK = {"bag-material-unknown", "tubing-unknown", "filter-unknown", "filter-rule-unknown"}
# (item, place) -> hours; the refrigerator has no limit of its own for vial and stabiliser.
COMPONENTS = {
    ("vial", "room"): 8,
    ("stabiliser", "room"): 8,
    ("reconstituted-vial", "room"): 4,
    ("reconstituted-vial", "refrigerator"): 24,
}


def line(given: Given) -> Answer:
    """Whether the line and the pump fit the bag."""
    rate, _, rule = KINDS[given["kind"]]
    if rule == "unknown":
        rule = given.get("pharmacy_filter_instruction") or "unknown"
    expected, typed, pump = Fraction(rate), needed(given, "rate_ml_per_h"), given["pump"]
    stops = {table.get(given[key]) for key, table in SIMPLE_STOPS.items()}
    stops.add(FILTER_STOPS.get((rule, given["filter"])))
    if not all(pump[key] for key in ("programmable", "lockable", "non_elastomeric", "alarm")):
        stops.add("pump-not-suitable")
    if not pump["locked"]:
        stops.add("pump-not-locked")
    if typed != expected:
        stops.add("rate-mismatch")
    if given.get("kind_or_dose_changed") and not given.get("new_tubing"):
        stops.add("used-tubing-after-change")
    found = sorted(stop for stop in stops if stop)
    verdict = "stop" if set(found) - ONLY_ASK else "ask-pharmacy" if found else "proceed"
    return {
        "verdict": verdict,
        "filter_rule": rule,
        "expected_rate_ml_per_h": expected,
        "dose_factor": round(typed / expected, 2),
        "stops": found,
    }


def preservative(given: Given) -> Answer:
    """The daily benzyl alcohol of a bag kind, and what the label says of it."""
    rate, strength, _ = KINDS[given["kind"]]
    weight, age = needed(given, "weight_kg"), needed(given, "age_months")
    daily = Fraction(strength) * Fraction(rate) * 24
    told: Answer = {
        "benzyl_alcohol_mg_per_day": daily,
        "benzyl_alcohol_mg_per_kg_per_day": daily / weight,
    }
    if daily == 0:
        return told | {"verdict": "none", "notices": []}
    light = weight < Fraction("5.4")
    notices = {
        "prefer-preservative-free": age < 12
        or given.get("preterm_or_very_low_birth_weight") is True,
        "watch-for-metabolic-acidosis": age < 216,
        "older-limit-22-kg": not light and weight < 22,
    }
    return told | {
        "verdict": "not-recommended" if light else "allowed",
        "notices": sorted(name for name, holds in notices.items() if holds),
    }


def component(given: Given) -> Answer:
    """Whether a vial, the stabiliser or a reconstituted vial may still be used."""
    limit, held = COMPONENTS.get((given["item"], given["place"])), number(given, "hours")
    late = limit is not None and held is not None and held > limit
    told: Answer = {} if limit is None else {"limit_hours": limit}
    return told | {"verdict": "discard" if given["frozen"] or late else "usable"}
