"""The symptom check: what is asked of whom, sums as arithmetic, grades only with their scale."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nursedesk.chart import symptoms
from nursedesk.chart.field import Asks
from nursedesk.chart.finding import Level, blocking
from nursedesk.chart.scores import CAPD_FALLING, CAPD_RISING, OFTEN, capd, ice
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walks import walk_for
from nursedesk.chart.walks.signs import CRS_SIGNS, NEUROLOGICAL_SIGNS
from nursedesk.clock import iso
from nursedesk.protocol.terms import Status
from tests.chart.builders import START, Answers, Story, label, opened, protocol

ICE = {
    **dict.fromkeys(
        ("year", "month", "city", "hospital", "command", "sentence", "count_back"), "yes"
    ),
    "objects": "3",
    "arousal": "spontaneous",
}
CAPD = {
    **dict.fromkeys(CAPD_FALLING, "always"),
    **dict.fromkeys(CAPD_RISING, "never"),
    "arousal": "spontaneous",
}
GOOD: dict[str, Answers] = {
    "vital-signs": {
        "temperature_c": "36.8",
        "heart_rate": "80",
        "oxygen": "none",
        "fever_masked": "no",
    },
    "crs-signs": dict.fromkeys(CRS_SIGNS, "no"),
    "neurological-signs": dict.fromkeys(NEUROLOGICAL_SIGNS, "no"),
    "development": {"developmental_delay": "no"},
    "ice": ICE,
    "capd": CAPD,
    "handwriting": {"sample": "kept", "kept_at": "folder, page 2", "compared": "same"},
    "grade": {"crs_scale": "not-graded", "neurological_scale": "not-graded"},
    "told": {},
}


def check(born: date = date(1987, 3, 4), **facts: object) -> tuple[Story, UUID]:
    patient = Patient(family="Rowan", given="Alice", identifier="A-100", born=born)
    story = Story(opened(patient=patient, **facts))
    return story, story.begin(WalkKind.SYMPTOM_CHECK)


def walk_to(
    story: Story, walk: UUID, until: str | None, instead: dict[str, Answers] | None = None
) -> list[str]:
    asked = []
    while (step := story.step(walk)) is not None and step.id != until:
        asked.append(step.id)
        story.answer(walk, step.id, (instead or {}).get(step.id, GOOD[step.id]))
        assert story.current(walk) != step.id, story.findings(walk, step.id)
    return asked


@pytest.mark.parametrize(
    ("born", "delay", "asked"),
    [
        (date(2014, 3, 2), "no", "ice"),  # 12 years today
        (date(2014, 3, 2), "yes", "capd"),
        (date(2014, 3, 3), None, "capd"),  # 12 years tomorrow
        (date(1987, 3, 4), "no", "ice"),
    ],
)
def test_ice_or_capd_by_age_and_development(born: date, delay: str | None, asked: str) -> None:
    story, walk = check(born)
    answers: dict[str, Answers] = {}
    if delay:
        answers["development"] = {"developmental_delay": delay}
    steps = walk_to(story, walk, None, answers)
    assert asked in steps
    assert {"ice", "capd"} & set(steps) == {asked}
    assert ("development" in steps) is (delay is not None)
    story.end(walk)
    assert len(story.session.symptom_checks) == 1


def test_no_answer_is_filled_in_and_every_sign_can_be_not_known() -> None:
    for step in walk_for(WalkKind.SYMPTOM_CHECK).steps:
        for field in step.fields:
            assert not hasattr(field, "default")
    for step_id, signs in (("crs-signs", CRS_SIGNS), ("neurological-signs", NEUROLOGICAL_SIGNS)):
        step = walk_for(WalkKind.SYMPTOM_CHECK).step(step_id)
        assert [f.name for f in step.fields] == list(signs)
        for field in step.fields:
            assert field.asks is Asks.CHOICE
            assert {c.value for c in field.choices} == {"yes", "no", "not-known"}


@pytest.mark.parametrize("step", ["crs-signs", "neurological-signs"])
def test_not_known_is_said_and_is_not_none(step: str) -> None:
    story, walk = check()
    walk_to(story, walk, step)
    signs = CRS_SIGNS if step == "crs-signs" else NEUROLOGICAL_SIGNS
    name = next(iter(signs))
    story.answer(walk, step, {**GOOD[step], name: "not-known"})
    (finding,) = story.findings(walk, step)
    assert finding.level is Level.WARN
    assert signs[name] in finding.sentence


@pytest.mark.parametrize(("temperature", "fever"), [("37.9", False), ("38", True), ("38.0", True)])
def test_a_fever_is_named_from_the_protocols_limit(temperature: str, fever: bool) -> None:
    story, walk = check()
    story.answer(walk, "vital-signs", {**GOOD["vital-signs"], "temperature_c": temperature})
    found = story.findings(walk, "vital-signs")
    assert bool(found) is fever
    assert all(f.level is Level.NOTE and f.status is Status.SECONDARY for f in found)


def test_what_was_not_measured_is_printed_so() -> None:
    story, walk = check()
    walk_to(story, walk, None, {"vital-signs": {"oxygen": "not-known", "fever_masked": "no"}})
    story.end(walk)
    written = symptoms.vital_signs(story.session.symptom_checks[0])
    assert "temperature not measured" in written
    assert "blood pressure not measured" in written
    assert "heart rate not measured" in written
    assert "oxygen: Not known" in written


@given(
    st.fixed_dictionaries(
        {name: st.sampled_from(["yes", "no"]) for name in ICE if name not in ("objects", "arousal")}
    ),
    st.integers(0, 3),
)
def test_ice_is_the_sum_of_its_points(answers: dict[str, str], objects: int) -> None:
    score = ice(answers | {"objects": str(objects)})
    assert score.points == sum(a == "yes" for a in answers.values()) + objects
    assert 0 <= score.points <= score.most == 10


@given(st.lists(st.sampled_from(OFTEN), min_size=8, max_size=8))
def test_capd_counts_the_first_four_down_and_the_others_up(often: list[str]) -> None:
    answers = dict(zip((*CAPD_FALLING, *CAPD_RISING), often, strict=True))
    down = {"never": 4, "rarely": 3, "sometimes": 2, "often": 1, "always": 0}
    expected = sum(down[o] for o in often[:4]) + sum(4 - down[o] for o in often[4:])
    score = capd(answers)
    assert score.points == expected
    assert 0 <= score.points <= score.most == 32


def test_sums_are_shown_as_arithmetic_and_are_no_grade() -> None:
    story, walk = check()
    walk_to(story, walk, "ice")
    story.answer(walk, "ice", {**ICE, "city": "no", "objects": "2"})
    (note,) = story.findings(walk, "ice")
    assert note.level is Level.NOTE
    assert note.sentence.startswith(
        "ICE 8 of 10 (calculated: orientation 3 + objects 2 + command 1 + sentence 1 + "
        "counting back 1)."
    )
    assert "stated by a clinician" in note.sentence


def test_a_paper_sample_names_its_place() -> None:
    story, walk = check()
    walk_to(story, walk, "handwriting")
    story.answer(walk, "handwriting", {"sample": "kept", "compared": "same"})
    assert story.codes(walk, "handwriting") == {"sample-place-missing"}
    assert story.current(walk) == "handwriting"


def graded(**answers: str) -> Answers:
    return {**GOOD["grade"], **answers}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"crs_grade": "3"}, "scale-missing"),
        ({"neurological_criteria": "tremor"}, "scale-missing"),
        ({"crs_scale": "ctcae-v5", "graded_by": "Dr Lee"}, "grade-incomplete"),
        (
            {"crs_scale": "ctcae-v5", "crs_grade": "3", "graded_by": "Dr Lee"},
            "grade-incomplete",
        ),
        (
            {"crs_scale": "astct-crs", "crs_grade": "2", "crs_criteria": "hypotension"},
            "grader-missing",
        ),
    ],
)
def test_a_grade_is_never_a_bare_number(answers: dict[str, str], code: str) -> None:
    story, walk = check()
    walk_to(story, walk, "grade")
    story.answer(walk, "grade", graded(**answers))
    assert code in {f.code for f in blocking(story.findings(walk, "grade"))}
    assert story.current(walk) == "grade"


STATED = {"crs_grade": "3", "crs_criteria": "one vasopressor", "graded_by": "Dr Lee"}


@pytest.mark.parametrize("scale", ["ctcae-v4", "ctcae-v5"])
def test_a_ctcae_grade_shows_what_the_label_says_with_its_sources(scale: str) -> None:
    story, walk = check()
    walk_to(story, walk, "grade")
    story.answer(walk, "grade", graded(crs_scale=scale, **STATED))
    (says,) = [f for f in story.findings(walk, "grade") if f.code.startswith("label-says")]
    assert says.code == "label-says-interrupt"
    assert "dexamethasone 8 mg every 8 h" in says.sentence
    assert "The prescriber decides" in says.sentence
    assert says.status is Status.DECISION  # whose scale it is, is our reading
    assert "B-crs" in says.citations


def test_an_astct_grade_is_never_converted() -> None:
    story, walk = check()
    walk_to(story, walk, "grade")
    story.answer(walk, "grade", graded(crs_scale="astct-crs", **STATED))
    assert story.codes(walk, "grade") == {"not-the-labels-scale"}


def test_neurological_grade_3_at_the_low_dose_ends_the_treatment() -> None:
    stated = {
        "neurological_scale": "ctcae-v5",
        "neurological_grade": "3",
        "neurological_criteria": "confusion",
        "graded_by": "Dr Lee",
    }
    for ordered, action in ((9, "discontinue-permanently"), (28, "withhold")):
        story = Story(opened(ordered_dose_mcg_per_day=Decimal(ordered)))
        story.change(story.receive(label(dose_mcg_per_day=Decimal(ordered))))
        walk = story.begin(WalkKind.SYMPTOM_CHECK)
        walk_to(story, walk, "grade")
        story.answer(walk, "grade", graded(**stated))
        assert f"label-says-{action}" in story.codes(walk, "grade")


@pytest.mark.parametrize("grade", ["1", "2"])
def test_low_grades_say_that_the_label_states_no_action(grade: str) -> None:
    story, walk = check()
    walk_to(story, walk, "grade")
    story.answer(walk, "grade", graded(crs_scale="ctcae-v5", **(STATED | {"crs_grade": grade})))
    (says,) = [f for f in story.findings(walk, "grade") if f.code.startswith("label-says")]
    assert says.level is Level.NOTE
    assert "no action" in says.sentence


def test_a_child_without_body_surface_still_sees_the_action() -> None:
    story = Story(
        opened(
            patient=Patient(family="R", given="A", identifier="A-100", born=date(2019, 1, 1)),
            weight_kg=Decimal(20),
        )
    )
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    walk_to(story, walk, "grade")
    story.answer(walk, "grade", graded(crs_scale="ctcae-v5", **STATED))
    (says,) = [f for f in story.findings(walk, "grade") if f.code.startswith("label-says")]
    assert "interrupt" in says.sentence
    assert "need the body surface" in says.sentence


def test_signs_without_a_grade_and_without_anybody_told() -> None:
    story, walk = check()
    signs = {**GOOD["crs-signs"], "nausea": "yes"}
    walk_to(story, walk, "told", {"crs-signs": signs})
    assert story.codes(walk, "grade") == {"signs-not-graded"}
    story.answer(walk, "told", {})
    assert story.codes(walk, "told") == {"nobody-told"}
    story.answer(walk, "told", {"told": "Dr Lee"})
    assert story.codes(walk, "told") == {"told-time-missing"}
    story.answer(walk, "told", {"told": "Dr Lee", "told_at": iso(story.now + timedelta(seconds=1))})
    assert story.codes(walk, "told") == {"in-the-future"}
    story.answer(walk, "told", {"told": "Dr Lee", "told_at": iso(story.now)})
    assert story.current(walk) is None


def test_a_measured_fever_alone_must_be_told() -> None:
    story, walk = check()
    walk_to(story, walk, "told", {"vital-signs": {**GOOD["vital-signs"], "temperature_c": "39"}})
    story.answer(walk, "told", {})
    assert story.codes(walk, "told") == {"nobody-told"}


def test_a_completed_check_in_words() -> None:
    story, walk = check()
    walk_to(
        story,
        walk,
        None,
        {
            "crs-signs": {**GOOD["crs-signs"], "fever": "yes", "nausea": "not-known"},
            "grade": graded(crs_scale="ctcae-v4", **STATED),
            "told": {"told": "Dr Lee", "told_at": iso(START), "decision": "watch"},
        },
    )
    story.forward(minutes=20)
    story.end(walk)
    (done,) = story.session.symptom_checks
    assert done.at == START
    crs, neurological = symptoms.signs(done)
    assert crs == "present: Fever. Not known: Nausea"
    assert neurological == "none of the 10 asked is present"
    assert symptoms.score(done).startswith("ICE 10 of 10")
    assert "folder, page 2" in symptoms.handwriting(done)
    (grade,) = symptoms.grades(done)
    assert "grade 3 on CTCAE version 4 (criteria: one vasopressor), stated by Dr Lee" in grade
    assert symptoms.told(done, story.zone) == "Dr Lee, 02-Mar-2026 08:00; decided: watch"
    assert symptoms.any_sign(done)
    assert protocol().scales.icans.ice_from.value == 144
