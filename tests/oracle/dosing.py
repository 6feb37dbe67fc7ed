"""Oracle for `dose`, `premedication` and `supervision`: clinical.md section 2, as tables."""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.exact import Answer, Given, needed, number, root, surface_if_sane

# One row for each cycle: phase and length in days. 28 days of infusion, then 14 free (B); in the
# continued cycles 6 to 9 of relapsed or refractory disease 56 free (B). Consolidation: S3.
COURSE: dict[str, list[tuple[str, int]]] = {
    "mrd": [("induction", 42)] + [("consolidation", 42)] * 3,
    "relapsed-refractory": [("induction", 42)] * 2
    + [("consolidation", 42)] * 3
    + [("continued", 84)] * 4,
    "consolidation": [("consolidation", 42)] * 4,
}
# (mcg a day from 45 kg, mcg per m2 a day under it); the first number is also the cap.
LOW, FULL = (Fraction(9), Fraction(5)), (Fraction(28), Fraction(15))

# (from what event, how old) -> the drugs; mg, or mg per m2 with its cap of 20 mg.
ADULT_START = {
    "mrd": [("prednisone", 100), ("dexamethasone", 16)],
    "relapsed-refractory": [("dexamethasone", 20)],
    "consolidation": [("dexamethasone", 20)],
}

HOSPITAL = {
    "mrd": {1: 3, 2: 2},
    "relapsed-refractory": {1: 9, 2: 2},
    "consolidation": {1: 3, 2: 2},
}


def _surface(given: Given) -> tuple[Fraction | None, bool]:
    """The BSA entered or by Mosteller, and whether it and its height are plausible."""
    surface, height = number(given, "bsa_m2"), number(given, "height_cm")
    if surface is None and height is None:
        return None, True
    sane = True
    if surface is None and height is not None:
        sane = 30 <= height <= 250
        surface = root(max(Fraction(0), height * needed(given, "weight_kg") / 3600))
    assert surface is not None
    return surface, sane and Fraction(1, 10) <= surface <= 3


def dose(given: Given) -> Answer:
    """The dose of one infusion day, or why there is none."""
    course = COURSE[given["indication"]]
    weight, cycle, day = needed(given, "weight_kg"), int(given["cycle"]), int(given["day"])
    told: Answer = {}
    stops = set()
    if needed(given, "age_months") < 1:
        stops.add("age-below-one-month")
    if not Fraction(1, 2) <= weight <= 300:
        stops.add("weight-implausible")
    else:
        told["basis"] = "fixed" if weight >= 45 else "bsa"
    stepped = given["indication"] == "relapsed-refractory" and cycle == 1
    if not 1 <= cycle <= len(course):
        stops.add("cycle-beyond-course")
    else:
        told["phase"], told["cycle_days"] = course[cycle - 1]
        if stepped:
            told["step_day"] = 8
        if 1 <= day <= told["cycle_days"]:
            told["infusing"] = day <= 28
        else:
            stops.add("day-beyond-cycle")
    if not stops:
        _add_dose(given, told, stops, LOW if stepped and day < 8 else FULL)
    return told | {"stops": sorted(stops)}


def _add_dose(
    given: Given, told: Answer, stops: set[str], level: tuple[Fraction, Fraction]
) -> None:
    if not told["infusing"]:
        told["dose_mcg_per_day"] = 0
    elif told["basis"] == "fixed":
        told["dose_mcg_per_day"] = level[0]
    else:
        surface, plausible = _surface(given)
        if surface is None:
            stops.add("bsa-missing")
        elif not plausible:
            stops.add("bsa-implausible")
        else:
            told["bsa_m2"] = surface
            told["dose_mcg_per_day"] = min(level[0], level[1] * surface)


def premedication(given: Given) -> Answer:
    """The steroid before a start, a step or a restart."""
    adult = needed(given, "age_months") >= 216
    event, off = given["event"], number(given, "off_hours")
    relapsed = given["indication"] == "relapsed-refractory"
    if event == "restart" and off is None:
        return {"stops": ["off-hours-missing"]}
    if event == "restart" and off is not None and off < 4:
        return {"needed": "no", "stops": []}
    stated = {
        ("cycle-start", True): True,
        ("step-dose", True): relapsed,
        ("restart", True): relapsed,
        ("cycle-start", False): given["cycle"] == 1,
        ("step-dose", False): relapsed,
        ("restart", False): given["cycle"] == 1,
    }[event, adult]
    if not stated:
        return {"needed": "not-stated", "stops": []}
    told: Answer = {"needed": "yes", "stops": []}
    if adult:
        start = ADULT_START[given["indication"]]
        told["options"] = [{"drug": drug, "dose_mg": amount} for drug, amount in start]
        if event == "cycle-start":
            told["minutes_before"] = 60
        return told
    surface = surface_if_sane(given)
    if surface is None:
        return told | {"stops": ["bsa-missing"]}
    amount = min(5 * surface, Fraction(20))
    return told | {"options": [{"drug": "dexamethasone", "dose_mg": amount}]}


def supervision(given: Given) -> Answer:
    """Where the patient should be: in hospital, supervised, or nothing stated."""
    days = HOSPITAL[given["indication"]].get(int(given["cycle"]), 0)
    day, event, off = int(given["day"]), given["event"], number(given, "off_hours")
    starting = event != "restart" and (day == 1 or event == "cycle-start")
    long_off = event == "restart" and (off is None or off >= 4)
    if day <= days:
        level = "hospital"
    else:
        level = "supervised-or-hospital" if starting or long_off else "none-stated"
    return {"level": level, "hospital_days": days}
