"""Opening a session and receiving a bag: what is said before anything is recorded."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from nursedesk.chart import opening, receiving
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.terms import Place
from nursedesk.protocol.terms import Indication, Kind, Status
from tests.chart.builders import START, Story, label, opened, protocol


def said(**facts: object) -> dict[str, Finding]:
    return {f.code: f for f in opening.check(opened(**facts), protocol(), START)}


def stops(**facts: object) -> set[str]:
    return {code for code, f in said(**facts).items() if f.level is Level.STOP}


def born(on: date) -> dict[str, object]:
    return {"patient": Patient(family="R", given="A", identifier="A-1", born=on)}


CHILD = born(date(2020, 3, 2)) | {
    "weight_kg": Decimal(20),
    "height_cm": Decimal(115),
    "ordered_dose_mcg_per_day": Decimal("11.99"),
}


def test_an_ordinary_session_has_notes_only() -> None:
    found = said()
    assert {f.level for f in found.values()} == {Level.NOTE}
    assert found.keys() == {"indication-and-cycle", "fixed-dose-boundary"}


def test_every_finding_names_citations_of_the_protocol() -> None:
    for finding in opening.check(opened(**CHILD), protocol(), START):
        assert set(finding.citations) <= set(protocol().citations)


def test_a_known_hypersensitivity_stops() -> None:
    assert stops(hypersensitivity=True) == {"contraindicated"}


@pytest.mark.parametrize(("on", "too_young"), [(date(2026, 2, 3), True), (date(2026, 2, 2), False)])
def test_below_one_month_is_for_the_prescriber(on: date, too_young: bool) -> None:
    found = stops(**(CHILD | born(on)))
    assert ("age-below-one-month" in found) is too_young


@pytest.mark.parametrize(
    ("weight", "code"),
    [
        ("0.49", "weight-implausible"),
        ("0.5", None),
        ("300", None),
        ("300.1", "weight-implausible"),
    ],
)
def test_a_weight_that_cannot_be_is_weighed_again(weight: str, code: str | None) -> None:
    found = stops(weight_kg=Decimal(weight), bsa_m2=Decimal("1.5"))
    assert ("weight-implausible" in found) is (code is not None)


def test_below_45_kg_a_body_surface_is_needed() -> None:
    assert stops(weight_kg=Decimal("44.9")) == {"bsa-missing"}
    assert not stops(weight_kg=Decimal("44.9"), bsa_m2=Decimal("1.4"))
    assert not stops(weight_kg=Decimal("44.9"), height_cm=Decimal(150))
    assert not stops(weight_kg=Decimal(45))


@pytest.mark.parametrize("height", ["1.15", "29.9", "251"])
def test_a_height_in_metres_is_refused(height: str) -> None:
    assert stops(**(CHILD | {"height_cm": Decimal(height)})) == {"bsa-implausible"}


@pytest.mark.parametrize(
    ("weight", "words"), [("45", "dose is fixed"), ("44.99", "dose is by body surface")]
)
def test_the_45_kg_boundary_is_said_with_its_limit(weight: str, words: str) -> None:
    note = said(weight_kg=Decimal(weight), bsa_m2=Decimal("1.4"))["fixed-dose-boundary"]
    assert words in note.sentence
    assert "from 45 kg" in note.sentence
    assert note.status is Status.LABEL


@pytest.mark.parametrize(
    ("bsa", "asked"), [("0.79", False), ("1.0", True), ("0.39", True), ("1.58", True)]
)
def test_a_body_surface_that_does_not_fit_the_weight_is_asked_again(bsa: str, asked: bool) -> None:
    found = said(**(CHILD | {"height_cm": None, "bsa_m2": Decimal(bsa)}))
    assert ("bsa-does-not-fit-weight" in found) is asked
    if asked:
        assert found["bsa-does-not-fit-weight"].level is Level.WARN


def test_an_order_that_differs_is_for_the_prescriber_to_confirm() -> None:
    warning = said(ordered_dose_mcg_per_day=Decimal(9))["order-differs-from-protocol"]
    assert warning.level is Level.WARN
    assert "9 mcg/day" in warning.sentence
    assert "28 mcg/day" in warning.sentence
    assert "order-differs-from-protocol" not in said(ordered_dose_mcg_per_day=Decimal("28.05"))
    assert "order-differs-from-protocol" in said(ordered_dose_mcg_per_day=Decimal("28.06"))


@pytest.mark.parametrize(
    ("indication", "cycle", "beyond"),
    [
        (Indication.MRD, 4, False),
        (Indication.MRD, 5, True),
        (Indication.RELAPSED_REFRACTORY, 9, False),
        (Indication.RELAPSED_REFRACTORY, 10, True),
        (Indication.CONSOLIDATION, 4, False),
        (Indication.CONSOLIDATION, 5, True),
    ],
)
def test_a_cycle_beyond_the_course_stops(indication: Indication, cycle: int, beyond: bool) -> None:
    assert ("cycle-beyond-course" in stops(indication=indication, cycle=cycle)) is beyond


@pytest.mark.parametrize("indication", list(Indication))
def test_consolidation_is_never_said_without_indication_and_cycle(indication: Indication) -> None:
    note = said(indication=indication, cycle=3)["indication-and-cycle"]
    assert "Cycle 3" in note.sentence
    assert "three meanings" in note.sentence


def test_secondary_doses_show_their_status() -> None:
    note = said(indication=Indication.CONSOLIDATION)["indication-and-cycle"]
    assert note.status is Status.SECONDARY


@pytest.mark.parametrize("question", ["down_syndrome", "cns_history"])
def test_not_known_is_a_finding_and_yes_another(question: str) -> None:
    code = question.replace("_", "-")
    assert said(**{question: None})[f"{code}-not-known"].level is Level.WARN
    assert said(**{question: True})[code].level is Level.WARN
    assert not {code, f"{code}-not-known"} & said(**{question: False}).keys()


@pytest.mark.parametrize(
    ("facts", "code", "citation"),
    [
        ({"hypersensitivity": True}, "contraindicated", "B-contraindications"),
        ({"down_syndrome": True}, "down-syndrome", "A-icans"),
        ({"cns_history": None}, "cns-history-not-known", "A-icans"),
        (CHILD | {"preterm_or_very_low_birth_weight": True}, "preterm", "A-benzyl"),
    ],
)
def test_what_is_special_has_its_source(facts: dict[str, object], code: str, citation: str) -> None:
    finding = said(**facts)[code]
    assert citation in finding.citations
    assert finding.status is Status.LABEL


def test_preterm_is_asked_of_children_only() -> None:
    unknown = {"preterm_or_very_low_birth_weight": None}
    assert "preterm-not-known" in said(**(CHILD | unknown))
    assert "preterm-not-known" not in said(**unknown)


@pytest.mark.parametrize(
    ("facts", "codes"),
    [
        ({"weight_kg": Decimal("5.3")}, {"not-recommended"}),
        ({"weight_kg": Decimal("5.4")}, {"older-limit-22-kg"}),
        ({"weight_kg": Decimal("21.9")}, {"older-limit-22-kg"}),
        ({"weight_kg": Decimal(22)}, set()),
        ({"preterm_or_very_low_birth_weight": True}, {"prefer-preservative-free"}),
        (born(date(2025, 3, 3)), {"prefer-preservative-free"}),
        (born(date(2025, 3, 2)), set()),
    ],
)
def test_whom_preservative_does_not_suit(facts: dict[str, object], codes: set[str]) -> None:
    found = said(**({**CHILD, "weight_kg": Decimal(30)} | facts))
    asked = {"not-recommended", "older-limit-22-kg", "prefer-preservative-free"}
    assert found.keys() & asked == codes
    assert all(found[code].level is Level.WARN for code in codes)


def test_dates_that_cannot_be_stop() -> None:
    assert "born-in-the-future" in stops(**(CHILD | born(date(2026, 3, 3))))
    assert stops(weighed_on=date(2026, 3, 3)) == {"weighed-in-the-future"}
    assert stops(weighed_on=date(1987, 3, 3)) == {"weighed-before-birth"}


def receive(story: Story, **changes: object) -> dict[str, Finding]:
    place = changes.pop("place", Place.ROOM)
    assert isinstance(place, Place)
    kind = changes.pop("kind", Kind.H48)
    assert isinstance(kind, Kind)
    celsius = changes.pop("celsius", None)
    kept = changes.pop("kept_before", None)
    found = receiving.check(
        story.session,
        label(kind, **changes),
        place,
        celsius,  # type: ignore[arg-type]
        protocol(),
        story.now,
        kept_before=kept,  # type: ignore[arg-type]
    )
    return {f.code: f for f in found}


def test_a_good_bag_says_its_hang_by_only() -> None:
    assert receive(Story()).keys() == {"hang-by"}


@pytest.mark.parametrize(
    ("changes", "code", "level"),
    [
        ({"patient_identifier": "B-7"}, "other-patients-bag", Level.STOP),
        ({"dose_mcg_per_day": Decimal(9)}, "dose-differs-from-order", Level.STOP),
        ({"rate_ml_per_h": Decimal("2.5")}, "product-not-in-protocol", Level.ASK_PHARMACY),
        ({"preservative": True}, "product-not-in-protocol", Level.ASK_PHARMACY),
        ({"prepared_at": START - timedelta(hours=1)}, "place-unknown", Level.ASK_PHARMACY),
        ({"prepared_at": START - timedelta(days=8)}, "expired-refrigerated", Level.STOP),
        ({"prepared_at": None}, "preparation-time-missing", Level.ASK_PHARMACY),
        ({"use_by": START}, "label-use-by-passed", Level.STOP),
        ({"celsius": Decimal("27.5")}, "temperature-out-of-range", Level.STOP),
        ({"celsius": Decimal(22)}, "temperature-not-in-labelled-range", Level.ASK_PHARMACY),
    ],
)
def test_what_is_wrong_with_a_bag_is_said_when_it_comes(
    changes: dict[str, object], code: str, level: Level
) -> None:
    assert receive(Story(), **changes)[code].level is level


def test_where_pharmacy_kept_it_answers_the_question() -> None:
    prepared = START - timedelta(hours=1)
    found = receive(Story(), prepared_at=prepared, kept_before=Place.REFRIGERATOR)
    assert "place-unknown" not in found
    warm = receive(Story(), place=Place.REFRIGERATOR, prepared_at=prepared, kept_before=Place.ROOM)
    assert warm["re-refrigerated"].final


def test_a_preserved_bag_says_its_load_with_the_formula() -> None:
    found = receive(Story(), kind=Kind.D7)
    load = found["benzyl-alcohol-load"]
    assert "106.56 mg of benzyl alcohol a day, 1.52 mg/kg a day at 70 kg" in load.sentence
    assert "calculated" in load.sentence
    assert "safe" not in load.sentence


def test_a_preserved_bag_for_a_child_says_what_to_watch() -> None:
    story = Story(opened(**(CHILD | {"weight_kg": Decimal("5.3")})))
    found = receive(story, kind=Kind.H96)
    assert found["not-recommended"].level is Level.ASK_PHARMACY
    assert found["not-recommended"].status is Status.SECONDARY
    assert "watch-for-metabolic-acidosis" in found


@pytest.mark.parametrize("kind", [Kind.H72, Kind.H96])
def test_class_rules_show_that_they_are_inferred(kind: Kind) -> None:
    assert receive(Story(), kind=kind)["hang-by"].status is Status.INFERRED


def test_a_preserved_bag_for_preservative_free_only_stops() -> None:
    story = Story(opened(preservative_free_only=True))
    assert receive(story, kind=Kind.D7)["preservative-free-only"].level is Level.STOP
    assert "preservative-free-only" not in receive(story)
