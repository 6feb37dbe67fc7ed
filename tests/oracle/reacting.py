"""Oracle for `toxicity`: clinical.md section 3, one row for each event and grade."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.exact import Answer, Given, needed, number, surface_if_sane

STOP_FOR_GOOD = "discontinue-permanently"
# (event, grade) -> (action, at least days withheld, most days to resolve, restart, steroid)
ROWS: dict[tuple[str, int], tuple[str, int | None, int | None, bool, bool]] = {
    ("crs", 3): ("interrupt", None, None, True, True),
    ("crs", 4): (STOP_FOR_GOOD, None, None, False, True),
    ("neurological", 3): ("withhold", 3, 7, True, False),
    ("neurological", 4): (STOP_FOR_GOOD, None, None, False, False),
    ("other", 3): ("withhold", None, 14, True, False),
    ("other", 4): ("consider-discontinuing", None, None, False, False),
}
# (fixed amount from 45 kg, which is the cap too; amount per m2 under 45 kg)
LOW, FULL, STEROID = (9, 5), (28, 15), (8, 5)


def _amount(given: Given, level: tuple[int, int]) -> Fraction | None:
    """The dose for this weight, None where it needs a BSA and has none."""
    if needed(given, "weight_kg") >= 45:
        return Fraction(level[0])
    surface = surface_if_sane(given)
    return None if surface is None else min(Fraction(level[0]), level[1] * surface)


def toxicity(given: Given) -> Answer:
    """What the label says to do about an adverse reaction."""
    event, grade = given["event"], given.get("grade")
    if event == "liver":
        return _liver(given)
    total = number(given, "seizures_total")
    if event == "seizure" and total is not None and total > 1:
        return {"action": STOP_FOR_GOOD, "stops": []}
    if grade is None:
        return {"stops": ["grade-missing"]}
    if event == "seizure" and total is None:
        # A second seizure ends the treatment at any grade; grade 4 does so at any number.
        known: Answer = {"action": STOP_FOR_GOOD} if int(grade) == 4 else {}
        return known | {"stops": ["seizures-total-missing"]}
    if int(grade) <= 2:
        return {"action": "none-stated", "stops": []}
    if event == "seizure":
        event = "neurological"
    return _graded(given, event, int(grade))


def _liver(given: Given) -> Answer:
    values = [
        (number(given, "transaminases_x_uln"), Fraction(5)),
        (number(given, "bilirubin_x_uln"), Fraction(3)),
    ]
    if any(value is not None and value > limit for value, limit in values):
        return {"action": "interrupt", "stops": []}
    if any(value is None for value, _ in values):
        return {"stops": ["lab-value-missing"]}
    return {"action": "none-stated", "stops": []}


def _graded(given: Given, event: str, grade: int) -> Answer:
    action, at_least, at_most, restart, steroid = ROWS[event, grade]
    days, stops = number(given, "days_to_resolve"), set()
    if at_most is not None and days is not None and days > at_most:
        action, restart = STOP_FOR_GOOD, False
    low_dose_matters = (event, grade) == ("neurological", 3)
    if low_dose_matters and given.get("at_low_dose"):
        action, restart = STOP_FOR_GOOD, False
    told: Answer = {"action": action}
    if at_least is not None:
        told["withhold_at_least_days"] = at_least
    if at_most is not None:
        told["max_days_to_resolve"] = at_most
    if low_dose_matters and given.get("at_low_dose") is None:
        stops.add("at-low-dose-missing")
    if (restart or steroid) and _amount(given, LOW) is None:
        stops.add("bsa-missing")
    if steroid and "bsa-missing" not in stops:
        told["dexamethasone"] = {
            "dose_mg": _amount(given, STEROID),
            "every_hours": 8,
            "up_to_days": 3,
            "taper_days": 4,
        }
    if restart and not stops:
        told["restart_dose_mcg_per_day"] = _amount(given, LOW)
        told["escalate_dose_mcg_per_day"] = _amount(given, FULL)
        told["escalate_after_days"] = 7
    return told | {"stops": sorted(stops)}
