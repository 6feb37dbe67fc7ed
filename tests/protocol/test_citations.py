"""Every value that an answer was reckoned from is among its citations, and no other value is."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest
from msgspec import Struct, structs

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.quantities import Cited
from nursedesk.protocol.questions import Ask, ask

Thing = Any  # a structure, table or list of a protocol


def marked(thing: Thing, where: str = "") -> Thing:
    """The same protocol, in which every value cites its own dotted name."""
    if isinstance(thing, Struct):
        inside = {
            name: marked(getattr(thing, name), f"{where}.{name}" if where else name)
            for name in thing.__struct_fields__
        }
        own = {"cite": (where,)} if isinstance(thing, Cited) else {}
        return structs.replace(thing, **inside | own)
    if isinstance(thing, dict):
        return {key: marked(one, f"{where}.{key}") for key, one in thing.items()}
    if isinstance(thing, tuple):
        return tuple(marked(one, f"{where}[{at}]") for at, one in enumerate(thing))
    return thing


@pytest.fixture(scope="module")
def self_citing(protocol: Protocol) -> Protocol:
    found = marked(protocol)
    assert isinstance(found, Protocol)
    return found


MRD = 'indication = "mrd", cycle = 1'
FRIDGE = (
    "prepared_at = 2026-03-02T08:00:00Z, now = 2026-03-02T12:00:00Z, "
    'places = [{ place = "refrigerator", from = 2026-03-02T08:00:00Z }]'
)
GAP = (
    "segments = [{ from = 2026-03-01T00:00:00Z, to = 2026-03-02T00:00:00Z }], "
    'reason = "other", age_months = 480'
)
CRS = (
    'scale = "astct-crs", fever_masked = false, hypotension = false, vasopressors = 0, '
    'vasopressin = false, oxygen = "low-flow"'
)
ICANS = (
    'scale = "astct-icans", ice = 5, arousal = "voice", seizure = "none", '
    'motor_weakness = false, oedema = "none"'
)
RESTART = "toxicity.restart"
COURSE = ("toxicity.crs.every", "toxicity.crs.up_to", "toxicity.crs.taper")
PATIENT = ("patient.youngest", "patient.fixed_dose_from")
DAY_1 = ("course.mrd[0].cycles", "course.mrd[0].steps[0].days")
CYCLE = ("course.mrd[0].infusion", "course.mrd[0].free")
BAG = ("bags.72h.duration", "bags.72h.room_limit")

ROWS: list[tuple[Ask, str, tuple[str, ...]]] = [
    (
        Ask.DOSE,
        f"{MRD}, day = 1, age_months = 480, weight_kg = 70",
        (*PATIENT, *DAY_1, *CYCLE, "course.mrd[0].steps[0].fixed"),
    ),
    (
        Ask.DOSE,
        f"{MRD}, day = 1, age_months = 96, weight_kg = 25, bsa_m2 = 1",
        (*PATIENT, *DAY_1, *CYCLE, "course.mrd[0].steps[0].by_bsa", "course.mrd[0].steps[0].cap"),
    ),
    (
        Ask.DOSE,
        f"{MRD}, day = 29, age_months = 480, weight_kg = 70",
        (*PATIENT, "course.mrd[0].cycles", *CYCLE),
    ),
    (Ask.BAG, f'kind = "72h", {FRIDGE}', (*BAG, "bags.72h.refrigerator_limit")),
    (Ask.BAG, f'kind = "72h", {FRIDGE.replace("prepared_at", "label_use_by")}', BAG),
    (Ask.LINE, 'kind = "24h"', ("bags.24h.filter", "bags.24h.rate")),
    (Ask.LINE, 'kind = "72h"', ("bags.72h.rate",)),
    (
        Ask.PREMEDICATION,
        f'{MRD}, age_months = 480, event = "cycle-start"',
        (
            "premedication.adult.mrd.events.cycle-start",
            "premedication.adult.mrd.options[0].fixed",
            "premedication.adult.mrd.options[1].fixed",
            "premedication.adult.mrd.minutes_before_start",
        ),
    ),
    (
        Ask.PREMEDICATION,
        f'{MRD}, age_months = 96, bsa_m2 = 1, event = "restart", off_hours = 4',
        (
            "interruption.restart_from",
            "premedication.child.mrd.events.restart",
            "premedication.child.mrd.options[0].by_bsa",
            "premedication.child.mrd.options[0].cap",
        ),
    ),
    (Ask.SUPERVISION, f'{MRD}, day = 2, event = "day"', ("supervision.mrd.hospital[0].days",)),
    (
        Ask.SUPERVISION,
        f'{MRD}, day = 9, event = "restart", off_hours = 1',
        ("supervision.mrd.hospital[0].days", "interruption.restart_from"),
    ),
    (
        Ask.INTERRUPTION,
        f"{MRD}, {GAP}, now = 2026-03-02T00:30:00Z",
        ("interruption.infusion", "interruption.same_cycle_up_to"),
    ),
    (
        Ask.INTERRUPTION,
        f"{MRD}, {GAP}, now = 2026-03-12T00:00:00Z",
        ("interruption.infusion", "interruption.same_cycle_up_to"),
    ),
    (Ask.INTERRUPTION, f"{MRD}, {GAP}, now = 2026-03-02T00:00:00Z", ("interruption.infusion",)),
    (
        Ask.TOXICITY,
        'event = "crs", grade = 3, weight_kg = 80',
        (
            *("toxicity.crs.dose", *COURSE, "toxicity.crs.escalate_after"),
            *(f"{RESTART}.low", f"{RESTART}.full"),
        ),
    ),
    (
        Ask.TOXICITY,
        # Both restart doses by body surface stay below their caps.
        'event = "crs", grade = 3, weight_kg = 40, bsa_m2 = 1',
        (
            *("toxicity.crs.by_bsa", "toxicity.crs.cap", *COURSE, "toxicity.crs.escalate_after"),
            *(f"{RESTART}.low_by_bsa", f"{RESTART}.full_by_bsa"),
        ),
    ),
    (
        Ask.TOXICITY,
        'event = "neurological", grade = 3, weight_kg = 80, at_low_dose = true',
        ("toxicity.neurological.resolve_within",),
    ),
    (
        Ask.TOXICITY,
        'event = "other", grade = 3, weight_kg = 80',
        (
            *("toxicity.other.resolve_within", "toxicity.other.escalate_after"),
            *(f"{RESTART}.low", f"{RESTART}.full"),
        ),
    ),
    (
        Ask.TOXICITY,
        'event = "liver", weight_kg = 80, bilirubin_x_uln = 4',
        ("toxicity.liver.transaminases", "toxicity.liver.bilirubin"),
    ),
    (
        Ask.TOXICITY,
        'event = "seizure", weight_kg = 80, seizures_total = 2',
        ("toxicity.neurological.seizures_at_most",),
    ),
    (
        Ask.GRADE,
        f"{CRS}, temperature_c = 38",
        ("scales.crs.oxygen_low_flow", "scales.crs.fever_from", "scales.crs.fever"),
    ),
    (Ask.GRADE, f"{ICANS}, age_months = 480", ("scales.icans.voice", "scales.icans.ice[1]")),
    (
        Ask.PRESERVATIVE,
        'kind = "7d", age_months = 480, weight_kg = 70',
        ("bags.7d.benzyl_alcohol", "bags.7d.rate", "preservative.lowest_weight"),
    ),
    (
        Ask.PRESERVATIVE,
        'kind = "24h", age_months = 480, weight_kg = 70',
        ("bags.24h.benzyl_alcohol",),
    ),
    (
        Ask.COMPONENT,
        'item = "vial", place = "room", hours = 1, frozen = false',
        ("components.vial.room_limit",),
    ),
]


@pytest.mark.parametrize(("question", "given", "values"), ROWS)
def test_an_answer_cites_the_values_that_it_used(
    self_citing: Protocol, question: Ask, given: str, values: tuple[str, ...]
) -> None:
    facts = tomllib.loads(f"given = {{ {given} }}", parse_float=Decimal)["given"]
    cited = ask(self_citing, question, facts).citations
    assert {one for one in cited if not one.startswith("rules.")} == set(values)
