"""What each simple question may be asked: usual values, and values that hug every limit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final


class Absent:
    """Marks a key that is left out."""


ABSENT: Final = Absent()


@dataclass(frozen=True)
class Pool:
    """Usual values of a key and the values on and beside its limits."""

    usual: tuple[object, ...]
    edges: tuple[object, ...] = ()


def numbers(*texts: str) -> tuple[Decimal, ...]:
    """Decimals as a file or a keyboard gives them."""
    return tuple(Decimal(text) for text in texts)


def choice(*values: object) -> Pool:
    """A closed set: all values are usual."""
    return Pool(values)


YES_NO = choice(False, True)
MAYBE = choice(False, True, ABSENT)
KIND = choice("24h", "48h", "72h", "96h", "7d")
FILTER = choice("in-line-0.2-micron-low-protein-binding", "none", "other", "unknown")
INDICATION = choice("mrd", "relapsed-refractory", "consolidation")
AGE = Pool(numbers("7", "90", "180", "480"), numbers("1", "11.99", "12", "215.99", "216"))
YOUNG = Pool(AGE.usual, numbers("0", "0.99", "1", "1.01", "143.99", "215.99", "216"))
WEIGHT = Pool(numbers("12", "31.5", "70"), numbers("44.99", "45", "45.01"))
SCALES_WEIGHT = Pool(
    numbers("12", "31.5", "44", "70"),
    numbers("0.49", "0.5", "0.51", "1", "1.2", "44.99", "45", "45.01", "299.99", "300", "300.01"),
)
LIGHT_WEIGHT = Pool(numbers("3", "14.2", "60"), numbers("5.39", "5.4", "5.41", "21.99", "22"))
# 8 / 5 = 1.6, 9 / 5 = 1.8, 28 / 15 = 1.8667, 20 / 5 = 4 are where the caps of doses begin.
SURFACE = Pool(
    (*numbers("0.6", "1.1", "1.45"), ABSENT, ABSENT),
    numbers("0.09", "0.1", "0.11", "1.59", "1.6", "1.61", "1.79", "1.8", "1.81", "1.86")
    + numbers("1.87", "2.99", "3", "3.01", "0"),
)
HEIGHT = Pool(
    (ABSENT, ABSENT, *numbers("80", "132.5")),
    numbers("29.99", "30", "30.01", "36", "249.99", "250", "250.01", "0"),
)
OFF = Pool((*numbers("1", "30"), ABSENT), numbers("0", "3.99", "4", "4.01"))
DAY = Pool((1, 2, 12, 28), (3, 4, 7, 8, 9, 10))
RATE = Pool(
    numbers("10", "5", "1.8", "0.6"),
    numbers("0", "0.59", "0.61", "1.79", "1.81", "4.99", "5.01", "9.99", "10.01", "100", "0.06"),
)
TEMPERATURE = Pool((*numbers("36.8", "39.1"), ABSENT), numbers("37.99", "38", "38.01"))
DAYS = Pool(
    (ABSENT, *numbers("2", "5")), numbers("0", "6.99", "7", "7.01", "8", "13.99", "14", "14.01")
)

QUESTIONS: dict[str, dict[str, Pool]] = {
    "dose": {
        "indication": choice(*INDICATION.usual, "relapsed-refractory"),
        "age_months": YOUNG,
        "weight_kg": SCALES_WEIGHT,
        "bsa_m2": SURFACE,
        "height_cm": HEIGHT,
        "cycle": Pool((1, 1, 2, 3, 4), (0, -1, 5, 6, 9, 10)),
        "day": Pool((1, 7, 8, 28), (-1, 0, 29, 42, 43, 84, 85)),
    },
    "line": {
        "kind": KIND,
        "bag_material": Pool(
            ("polyolefin", "dehp-free-pvc", "eva"), ("pvc-with-dehp", "other", "unknown")
        ),
        "tubing": Pool(("dehp-free",), ("contains-dehp", "unknown")),
        "filter": FILTER,
        "lumen": Pool(("dedicated",), ("shared",)),
        "primed_with": Pool(("infusion-solution",), ("saline", "other")),
        "flushed": Pool((False,), (True,)),
        "programmable": Pool((True,), (False,)),
        "lockable": Pool((True,), (False,)),
        "non_elastomeric": Pool((True,), (False,)),
        "alarm": Pool((True,), (False,)),
        "locked": Pool((True,), (False,)),
        "rate_ml_per_h": RATE,
        "pharmacy_filter_instruction": choice("required", "prohibited", ABSENT),
        "kind_or_dose_changed": Pool((False, ABSENT), (True,)),
        "new_tubing": MAYBE,
    },
    "premedication": {
        "indication": INDICATION,
        "age_months": AGE,
        "bsa_m2": Pool((*SURFACE.usual, *numbers("4")), numbers("1.6", "3", "3.99", "4.01")),
        "cycle": Pool((1, 2), (3, 4)),
        "event": choice("cycle-start", "step-dose", "restart", "restart"),
        "off_hours": OFF,
    },
    "supervision": {
        "indication": INDICATION,
        "cycle": Pool((1, 2), (3, 4)),
        "day": DAY,
        "event": choice("cycle-start", "day", "restart"),
        "off_hours": OFF,
    },
    "toxicity": {
        "weight_kg": WEIGHT,
        "bsa_m2": SURFACE,
        "event": choice("crs", "neurological", "seizure", "liver", "other"),
        "grade": Pool((3, 3, 4), (1, 2, ABSENT)),
        "at_low_dose": Pool((False,), (True, ABSENT)),
        "seizures_total": Pool((1,), (2, 3, ABSENT)),
        "days_to_resolve": DAYS,
        "transaminases_x_uln": Pool(
            (ABSENT, *numbers("1", "7")), numbers("4.99", "5", "5.01", "0")
        ),
        "bilirubin_x_uln": Pool((ABSENT, *numbers("1", "4")), numbers("2.99", "3", "3.01", "0")),
    },
    "astct-crs": {
        "temperature_c": TEMPERATURE,
        "fever_masked": YES_NO,
        "hypotension": YES_NO,
        "vasopressors": Pool((0,), (1, 2, 3)),
        "vasopressin": Pool((False,), (True,)),
        "oxygen": Pool(("none", "none", "low-flow"), ("high-flow", "positive-pressure")),
    },
    "astct-icans": {
        "age_months": Pool(numbers("60", "300"), numbers("143", "143.99", "144", "144.01")),
        "ice": choice(ABSENT, ABSENT, *range(11)),
        "capd": choice(ABSENT, 0, 1, 4, 8, 9, 32),
        "arousal": Pool(("spontaneous", "spontaneous", "voice"), ("touch", "unarousable")),
        "seizure": Pool(("none",), ("brief", "prolonged")),
        "motor_weakness": Pool((False,), (True,)),
        "oedema": Pool(("none",), ("focal", "diffuse")),
        "raised_pressure_signs": Pool((False, ABSENT), (True,)),
    },
    "preservative": {
        "kind": KIND,
        "age_months": Pool(numbers("0", "24", "400"), numbers("11.99", "12", "215.99", "216")),
        "weight_kg": LIGHT_WEIGHT,
        "preterm_or_very_low_birth_weight": MAYBE,
    },
    "component": {
        "item": choice("vial", "stabiliser", "reconstituted-vial"),
        "place": choice("refrigerator", "room"),
        "hours": Pool(
            numbers("0", "6", "100"),
            numbers("3.99", "4", "4.01", "7.99", "8", "8.01", "23.99", "24", "24.01"),
        ),
        "frozen": Pool((False,), (False, True)),
    },
}
