"""Oracle for `grade`: ASTCT 2019 as clinical.md section 3 prints it."""

from __future__ import annotations

from tests.oracle.exact import Answer, Given, needed, number

OXYGEN = {"none": 0, "low-flow": 2, "high-flow": 3, "positive-pressure": 4}
AROUSAL = {"spontaneous": 0, "voice": 2, "touch": 3, "unarousable": 4}
SEIZURE = {"none": 0, "brief": 3, "prolonged": 4}
OEDEMA = {"none": 0, "focal": 3, "diffuse": 4}
# lowest score -> grade, read from the top down
ICE = [(10, 0), (7, 1), (3, 2), (0, 3)]
CAPD = [(9, 3), (1, 1), (0, 0)]


def grade(given: Given) -> Answer:
    """The grade on the named scale; help for the eye, never a label grade."""
    worked = {"astct-crs": _crs, "astct-icans": _icans}[given["scale"]](given)
    return {"scale": given["scale"]} | worked


def _pressure(given: Given) -> int:
    """Grade by blood pressure alone: any pressor implies hypotension."""
    pressors = int(given["vasopressors"])
    if pressors > 1:
        return 4
    if pressors == 1 or given["vasopressin"]:
        return 3
    return 2 if given["hypotension"] else 0


def _crs(given: Given) -> Answer:
    support = max(_pressure(given), OXYGEN[given["oxygen"]])
    celsius = number(given, "temperature_c")
    if given["fever_masked"] and support:
        return {"grade": support, "stops": []}
    if celsius is None:
        return {"stops": ["temperature-missing"]}
    if celsius >= 38:
        return {"grade": support or 1, "stops": []}
    return {"grade": 0, "stops": ["support-without-fever"] if support else []}


def _icans(given: Given) -> Answer:
    others = max(
        AROUSAL[given["arousal"]],
        SEIZURE[given["seizure"]],
        OEDEMA[given["oedema"]],
        4 if given["motor_weakness"] or given.get("raised_pressure_signs") else 0,
    )
    test, table = ("ice", ICE) if needed(given, "age_months") >= 144 else ("capd", CAPD)
    score = number(given, test)
    if score is not None:
        by_score = next(step for least, step in table if score >= least)
        return {"grade": max(others, by_score), "stops": []}
    if others == 4:
        return {"grade": 4, "stops": []}
    found: Answer = {"stops": [f"{test}-missing"]}
    return found | {"grade": others, "at_least": True} if others else found
