"""Anchors of the oracle: facts copied by hand from the two source documents and the contract."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.oracle.comparing import same
from tests.oracle.generate import ASKS, inputs
from tests.oracle.oracle import answer

NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)
RR = {"indication": "relapsed-refractory", "age_months": 480, "weight_kg": 70, "cycle": 1}
CHILD = {"indication": "relapsed-refractory", "age_months": 90, "weight_kg": 44, "cycle": 1}
CRS = {"scale": "astct-crs", "fever_masked": True, "hypotension": True, "oxygen": "none"}
STEROID = {"dose_mg": 8, "every_hours": 8, "up_to_days": 3, "taper_days": 4}
COLD_THEN_ROOM = {
    "kind": "48h",
    "prepared_at": NINE - timedelta(hours=49),
    "places": [
        {"place": "refrigerator", "from": NINE - timedelta(hours=49)},
        {"place": "room", "from": NINE},
    ],
}


@pytest.mark.parametrize(
    ("ask", "given", "expected"),
    [
        ("dose", RR | {"day": 7}, {"dose_mcg_per_day": 9, "basis": "fixed", "step_day": 8}),
        ("dose", RR | {"day": 8}, {"dose_mcg_per_day": 28, "phase": "induction"}),
        ("dose", RR | {"day": 1, "cycle": 6}, {"cycle_days": 84, "phase": "continued"}),
        ("dose", CHILD | {"day": 7, "bsa_m2": Decimal("1.9")}, {"dose_mcg_per_day": 9}),
        ("dose", CHILD | {"day": 8, "bsa_m2": 1}, {"dose_mcg_per_day": 15}),
        ("dose", CHILD | {"day": 8, "bsa_m2": Decimal("1.9")}, {"dose_mcg_per_day": 28}),
        ("dose", CHILD | {"day": 8, "height_cm": 130}, {"bsa_m2": Decimal("1.26")}),
        ("dose", CHILD | {"day": 8}, {"stops": ["bsa-missing"], "phase": "induction"}),
        (
            "bag",
            COLD_THEN_ROOM | {"now": NINE + timedelta(hours=1)},
            {
                "verdict": "hang-short",
                "use_until": NINE + timedelta(hours=48),
                "hang_by": NINE,
                "undelivered_hours": 1,
                "reasons": ["cannot-run-full-time"],
            },
        ),
        ("bag", COLD_THEN_ROOM | {"now": NINE}, {"verdict": "hang", "reasons": []}),
        (
            "bag",
            COLD_THEN_ROOM | {"now": NINE + timedelta(hours=48)},
            {"verdict": "discard", "reasons": ["expired-room"]},
        ),
        (
            "premedication",
            {"indication": "mrd", "age_months": 216, "cycle": 2, "event": "cycle-start"},
            {"needed": "yes", "minutes_before": 60},
        ),
        (
            "premedication",
            {"indication": "mrd", "age_months": 215, "cycle": 2, "event": "cycle-start"},
            {"needed": "not-stated"},
        ),
        (
            "supervision",
            {"indication": "mrd", "cycle": 1, "day": 4, "event": "restart", "off_hours": 4},
            {"level": "supervised-or-hospital", "hospital_days": 3},
        ),
        (
            "toxicity",
            {"weight_kg": 80, "event": "crs", "grade": 3},
            {
                "action": "interrupt",
                "dexamethasone": STEROID,
                "restart_dose_mcg_per_day": 9,
                "escalate_dose_mcg_per_day": 28,
                "escalate_after_days": 7,
            },
        ),
        (
            "toxicity",
            {"weight_kg": 80, "event": "seizure", "seizures_total": 2},
            {"action": "discontinue-permanently", "stops": []},
        ),
        ("grade", CRS | {"vasopressors": 1, "vasopressin": True}, {"grade": 3}),
        ("grade", CRS | {"vasopressors": 2, "vasopressin": False}, {"grade": 4}),
        (
            "preservative",
            {"kind": "7d", "age_months": 3, "weight_kg": Decimal("5.4")},
            {"benzyl_alcohol_mg_per_day": Decimal("106.56"), "verdict": "allowed"},
        ),
        (
            "component",
            {"item": "reconstituted-vial", "place": "room", "hours": 4, "frozen": False},
            {"verdict": "usable", "limit_hours": 4},
        ),
    ],
)
def test_the_oracle_says_what_the_documents_say(
    ask: str, given: dict[str, Any], expected: dict[str, object]
) -> None:
    told = answer(ask, given)
    assert {key: told[key] for key in expected if not same(key, told[key], expected[key])} == {}


def test_the_same_seed_gives_the_same_inputs_for_every_question() -> None:
    assert inputs(7, 200) == inputs(7, 200)
    assert inputs(7, 200) != inputs(8, 200)
    assert {one.ask for one in inputs(7, len(ASKS))} == set(ASKS)
