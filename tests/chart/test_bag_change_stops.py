"""Every stop of the bag change: reachable, blocking, with its source, lifted by nobody wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.finding import Level, blocking
from nursedesk.chart.terms import Place
from nursedesk.errors import KnownError
from nursedesk.protocol.terms import LineStop, Status
from tests.chart.builders import (
    START,
    protocol,
)
from tests.chart.situations import (
    A_LINE,
    Setup,
    answer_otherwise,
    bag_of,
    discarded,
    first_bag,
    kind_changed,
    moved,
    second_bag,
    story_with,
)

STOPS: list[tuple[str, Setup, str, Mapping[str, str], str]] = [
    # name, setup, step, what is answered otherwise, the code
    ("another identifier", first_bag, "patient", {"identifier": "A-101"}, "wrong-patient"),
    ("another birth date", first_bag, "patient", {"born": "04-Mar-1978"}, "wrong-patient"),
    ("a sign of CRS", first_bag, "symptoms-before", {"crs_signs": "yes"}, "symptoms-present"),
    (
        "a neurological sign",
        first_bag,
        "symptoms-before",
        {"neurological_signs": "yes"},
        "symptoms-present",
    ),
    (
        "a decision without a check",
        first_bag,
        "symptoms-before",
        {"crs_signs": "yes", "decided_by": "Dr Invented"},
        "symptoms-present",
    ),
    (
        "CRS not known",
        first_bag,
        "symptoms-before",
        {"crs_signs": "not-known"},
        "symptoms-not-known",
    ),
    (
        "neurology not known",
        first_bag,
        "symptoms-before",
        {"neurological_signs": "not-known"},
        "symptoms-not-known",
    ),
    (
        "another patient's label",
        first_bag,
        "new-bag",
        {"patient_identifier": "B-7"},
        "other-patients-bag",
    ),
    (
        "another patient's bag received",
        bag_of(patient_identifier="B-7"),
        "new-bag",
        {},
        "other-patients-bag",
    ),
    ("another dose", first_bag, "new-bag", {"dose_mcg_per_day": "9"}, "dose-differs-from-order"),
    (
        "another label",
        first_bag,
        "new-bag",
        {"dose_mcg_per_day": "9"},
        "label-differs-from-received",
    ),
    ("another kind", first_bag, "new-bag", {"kind": "24h"}, "label-differs-from-received"),
    (
        "another time",
        first_bag,
        "new-bag",
        {"prepared_at": "2026-03-02T07:59Z"},
        "label-differs-from-received",
    ),
    ("a rate slip", first_bag, "new-bag", {"rate_ml_per_h": "50"}, "product-not-in-protocol"),
    ("preserved 48 h", first_bag, "new-bag", {"preservative": "yes"}, "product-not-in-protocol"),
    (
        "a 72 h bag of another region",
        bag_of("72h", rate_ml_per_h=Decimal("3.3"), preservative=False),
        "new-bag",
        {},
        "product-not-in-protocol",
    ),
    (
        "preserved for preservative-free only",
        story_with(preservative_free_only=True),
        "new-bag",
        {},
        "preservative-free-only",
    ),
    (
        "preserved under the weight limit",
        story_with(
            weight_kg=Decimal("5.3"),
            bsa_m2=Decimal("0.3"),
            ordered_dose_mcg_per_day=Decimal(28),
        ),
        "new-bag",
        {},
        "not-recommended",
    ),
    ("a discarded bag", discarded, "new-bag", {}, "bag-not-in-stock"),
    (
        "too long in the room",
        moved((1, Place.ROOM, None), (49, Place.ROOM, None)),
        "new-bag",
        {},
        "expired-room",
    ),
    ("too old", moved((192, Place.REFRIGERATOR, None)), "new-bag", {}, "expired-refrigerated"),
    (
        "use-by passed",
        bag_of(use_by=START),
        "new-bag",
        {},
        "label-use-by-passed",
    ),
    (
        "back in the refrigerator",
        moved((1, Place.ROOM, None), (2, Place.REFRIGERATOR, None)),
        "new-bag",
        {},
        "re-refrigerated",
    ),
    ("frozen", moved((1, Place.REFRIGERATOR, "1.9")), "new-bag", {}, "temperature-out-of-range"),
    ("too warm", moved((1, Place.ROOM, "27.1")), "new-bag", {}, "temperature-out-of-range"),
    (
        "between the ranges",
        moved((1, Place.REFRIGERATOR, "8.1")),
        "new-bag",
        {},
        "temperature-not-in-labelled-range",
    ),
    ("no times at all", bag_of(prepared_at=None), "new-bag", {}, "preparation-time-missing"),
    (
        "prepared in the future",
        bag_of(prepared_at=START + timedelta(hours=1)),
        "new-bag",
        {},
        "prepared-in-the-future",
    ),
    ("another place", moved((1, Place.OTHER, None)), "new-bag", {}, "place-unknown"),
    (
        "nobody knows where it was",
        bag_of(prepared_at=START - timedelta(seconds=1)),
        "new-bag",
        {},
        "place-unknown",
    ),
    (
        "two places at once",
        moved((1, Place.ROOM, None), (1, Place.ROOM, None)),
        "new-bag",
        {},
        "places-out-of-order",
    ),
    ("particles", first_bag, "looks", {"particles": "yes"}, "particles"),
    ("a leak", first_bag, "looks", {"leak": "yes"}, "leak"),
    ("a colour", first_bag, "looks", {"discoloured": "yes"}, "discoloured"),
    (
        "PVC with DEHP",
        first_bag,
        "line",
        {"bag_material": "pvc-with-dehp"},
        "bag-material-not-compatible",
    ),
    ("other material", first_bag, "line", {"bag_material": "other"}, "bag-material-not-compatible"),
    ("material unknown", first_bag, "line", {"bag_material": "unknown"}, "bag-material-unknown"),
    ("tubing with DEHP", first_bag, "line", {"tubing": "contains-dehp"}, "tubing-contains-dehp"),
    ("tubing unknown", first_bag, "line", {"tubing": "unknown"}, "tubing-unknown"),
    ("no filter on 48 h", first_bag, "line", {"filter": "none"}, "filter-required"),
    ("another filter", first_bag, "line", {"filter": "other"}, "filter-required"),
    ("filter unknown", first_bag, "line", {"filter": "unknown"}, "filter-unknown"),
    ("a filter on 7 days", bag_of("7d"), "line", dict(A_LINE), "filter-prohibited"),
    ("72 h", bag_of("72h"), "line", {"filter": "none"}, "filter-rule-unknown"),
    ("96 h", bag_of("96h"), "line", dict(A_LINE), "filter-rule-unknown"),
    ("shared lumen", first_bag, "line", {"lumen": "shared"}, "lumen-not-dedicated"),
    ("saline", first_bag, "line", {"primed_with": "saline"}, "not-primed-with-infusion-solution"),
    (
        "primed otherwise",
        first_bag,
        "line",
        {"primed_with": "other"},
        "not-primed-with-infusion-solution",
    ),
    ("flushed", first_bag, "line", {"flushed": "yes"}, "line-flushed"),
    ("used tubing", kind_changed, "line", {"new_tubing": "no"}, "used-tubing-after-change"),
    ("not programmable", first_bag, "line", {"programmable": "no"}, "pump-not-suitable"),
    ("not lockable", first_bag, "line", {"lockable": "no"}, "pump-not-suitable"),
    ("elastomeric", first_bag, "line", {"non_elastomeric": "no"}, "pump-not-suitable"),
    ("no alarm", first_bag, "line", {"alarm": "no"}, "pump-not-suitable"),
    (
        "paused in the future",
        second_bag,
        "pause",
        {"paused_at": "2026-03-02T18:00:01Z"},
        "in-the-future",
    ),
    (
        "paused before it ran",
        second_bag,
        "pause",
        {"paused_at": "2026-03-02T07:59:59Z"},
        "paused-before-start",
    ),
    (
        "flushed at disconnecting",
        second_bag,
        "pause",
        {"disconnected_without_flush": "no"},
        "line-flushed",
    ),
    ("ten times the rate", first_bag, "pump", {"rate_ml_per_h": "50"}, "rate-mismatch"),
    ("a digit dropped", first_bag, "pump", {"rate_ml_per_h": "0.5"}, "rate-mismatch"),
    ("not locked", first_bag, "pump", {"locked": "no"}, "pump-not-locked"),
    ("not traced", first_bag, "pump", {"traced": "no"}, "line-not-traced"),
    ("no volume", first_bag, "pump", {"volume_ml": "0"}, "volume-missing"),
    (
        "started in the future",
        first_bag,
        "start",
        {"started_at": "2026-03-02T08:00:01Z"},
        "in-the-future",
    ),
    (
        "started before the pause",
        second_bag,
        "start",
        {"started_at": "2026-03-02T17:59:59Z"},
        "started-before-pause",
    ),
    (
        "started before it came",
        first_bag,
        "start",
        {"started_at": "2026-03-02T07:59:59Z"},
        "started-before-bag-came",
    ),
    ("pushed in", second_bag, "old-bag", {"pushed_in": "yes"}, "residual-pushed-in"),
    ("not discarded", second_bag, "old-bag", {"discarded": "no"}, "old-bag-not-discarded"),
    ("less than nothing", second_bag, "old-bag", {"residual_ml": "-1"}, "volume-below-zero"),
    (
        "planned too late",
        first_bag,
        "next",
        {"next_change_at": "2026-03-04T08:00:01Z"},
        "next-change-too-late",
    ),
    (
        "planned at the start",
        first_bag,
        "next",
        {"next_change_at": "2026-03-02T08:00:00Z"},
        "next-change-too-early",
    ),
]


@pytest.mark.parametrize(
    ("setup", "step", "wrong", "code"),
    [case[1:] for case in STOPS],
    ids=[case[0] for case in STOPS],
)
def test_the_stop_is_reached_and_blocks_the_way(
    setup: Setup, step: str, wrong: Mapping[str, str], code: str
) -> None:
    story, walk = setup()
    answer_otherwise(story, walk, step, wrong)
    found = {f.code: f for f in blocking(story.findings(walk, step))}
    assert code in found
    assert story.current(walk) == step
    finding = found[code]
    assert finding.sentence.endswith((".", ")"))
    assert set(finding.citations) <= set(protocol().citations)
    assert (finding.status is None) is (not finding.citations) or finding.status is Status.DECISION
    if finding.level is not Level.ASK_PHARMACY:
        story.pharmacy(walk, step, code, "required")
        assert story.current(walk) == step, "pharmacy lifts no stop"


@pytest.mark.parametrize("stop", list(LineStop))
def test_only_what_is_unknown_is_asked_of_pharmacy(stop: LineStop) -> None:
    _name, setup, step, wrong, code = next(case for case in STOPS if case[4] == stop.value)
    story, walk = setup()
    answer_otherwise(story, walk, step, wrong)
    level = next(f.level for f in story.findings(walk, step) if f.code == code)
    unknown = stop.value.endswith("-unknown")
    assert level is (Level.ASK_PHARMACY if unknown else Level.STOP)


def test_every_stop_of_the_line_question_is_in_the_table() -> None:
    assert {stop.value for stop in LineStop} <= {case[4] for case in STOPS}


@pytest.mark.parametrize("step", ["patient", "symptoms-before", "looks", "line", "pump", "start"])
def test_each_answer_missing_in_turn_is_never_harmless(step: str) -> None:
    """A required answer cannot be left out; an optional one that matters is asked of pharmacy."""
    story, walk = first_bag()
    story.walk_on(walk, step)
    answers = dict(story.good_answers(walk)[step])
    asked = story.step(walk)
    assert asked is not None
    for field in asked.fields:
        if field.optional:
            continue
        less = {k: v for k, v in answers.items() if k != field.name}
        with pytest.raises(KnownError) as refused:
            story.answer(walk, step, less)
        assert refused.value.facts["field"] == field.name
