"""Trends: only what was measured, on its own scale, at its time, with the protocol's line cited."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal

from nursedesk.chart.pictures.trends import Trends, trends
from nursedesk.chart.session_entries import Patient
from nursedesk.chart.terms import WalkKind
from nursedesk.protocol.terms import Status
from tests.chart.builders import START, Answers, Story, opened, protocol
from tests.chart.test_symptom_check import GOOD, ICE, walk_to

CRS = {"crs_scale": "ctcae-v4", "crs_grade": "3", "crs_criteria": "low pressure"}
ICANS = {
    "neurological_scale": "astct-icans",
    "neurological_grade": "1",
    "neurological_criteria": "ICE 8",
}


def story_of(born: date = date(1987, 3, 4)) -> Story:
    return Story(
        opened(patient=Patient(family="Rowan", given="Alice", identifier="A-100", born=born))
    )


def checked(story: Story, **instead: Answers) -> None:
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    walk_to(story, walk, None, {name.replace("_", "-"): a for name, a in instead.items()})
    story.end(walk)
    story.forward(hours=4)


def vital(temperature: str | None) -> dict[str, str]:
    given = {"oxygen": "none", "fever_masked": "no"}
    return given if temperature is None else given | {"temperature_c": temperature}


def seen(story: Story, hours: int | None = None) -> Trends:
    since = story.now - timedelta(hours=hours) if hours else None
    return trends(story.session, protocol(), story.now, UTC, since=since)


TOLD = {"told": "Dr Invented", "told_at": "2026-03-02T08:00:00Z"}


def test_a_temperature_is_a_point_at_the_time_of_its_check_and_a_gap_stays_one() -> None:
    story = story_of()
    for given in ("36.8", None, "38.0", "37.9"):
        checked(story, vital_signs=vital(given), told=TOLD)
    readings = seen(story).temperature.readings
    assert [reading.at for reading in readings] == [
        START + timedelta(hours=4 * n) for n in range(4)
    ]
    assert [reading.words for reading in readings] == [
        "36.8 C",
        "not measured",
        "38 C, fever",
        "37.9 C",
    ]
    assert [reading.value for reading in readings] == [
        Decimal("36.8"),
        None,
        Decimal(38),
        Decimal("37.9"),
    ]
    assert [reading.over for reading in readings] == [False, False, True, False]


def test_the_line_of_fever_is_the_protocols_with_its_source() -> None:
    trend = seen(story_of()).temperature
    limit = protocol().scales.crs.fever_from
    assert trend.line is not None
    assert trend.line.value == limit.value
    assert trend.line.citations == tuple(limit.cite)
    assert trend.line.status is Status.SECONDARY
    assert trend.low <= limit.value <= trend.high


def test_no_value_falls_off_the_picture() -> None:
    story = story_of()
    for given in ("33.4", "42.3"):
        checked(story, vital_signs=vital(given), told=TOLD)
    trend = seen(story).temperature
    assert trend.low < Decimal("33.4")
    assert trend.high > Decimal("42.3")


def test_ice_and_capd_are_never_on_one_scale() -> None:
    story = story_of()
    checked(story, ice=ICE | {"year": "no", "month": "no"})
    checked(story, development={"developmental_delay": "yes"})
    ice, capd = seen(story).scores
    assert (ice.title, ice.high, capd.title, capd.high) == ("ICE", Decimal(10), "CAPD", Decimal(32))
    assert [reading.words for reading in ice.readings] == ["8 of 10", "ICE not asked"]
    assert [reading.words for reading in capd.readings] == ["CAPD not asked", "0 of 32"]
    assert ice.readings[1].value is None
    assert ice.citations
    assert capd.citations


def test_a_questionnaire_that_was_never_asked_has_no_picture() -> None:
    assert seen(story_of()).scores == ()
    child = story_of(date(2022, 3, 4))
    checked(child)
    assert [trend.title for trend in seen(child).scores] == ["CAPD"]


def test_grades_of_two_scales_stand_on_two_lines_with_their_criteria() -> None:
    story = story_of()
    graded = {**GOOD["grade"], "graded_by": "Dr Invented"}
    checked(story, grade={**graded, **CRS}, told=TOLD)
    checked(story, grade={**graded, **CRS, "crs_scale": "ctcae-v5", "crs_grade": "2"}, told=TOLD)
    checked(story, grade={**graded, **ICANS}, told=TOLD)
    grades = seen(story).grades
    assert [line.title for line in grades.lines] == [
        "Cytokine release syndrome on CTCAE version 4",
        "Cytokine release syndrome on CTCAE version 5",
        "Neurological event on ASTCT ICANS (2019)",
    ]
    assert [mark.words for line in grades.lines for mark in line.marks] == [
        "grade 3",
        "grade 2",
        "grade 1",
    ]
    assert grades.table.rows[0][1:] == (
        "Cytokine release syndrome",
        "grade 3 on CTCAE version 4",
        "low pressure",
        "Dr Invented",
    )


def test_a_shorter_look_leaves_out_what_was_before() -> None:
    story = story_of()
    for given in ("36.8", "37.1"):
        checked(story, vital_signs=vital(given))
        story.forward(hours=40)
    assert len(seen(story, 48).temperature.readings) == 1
    assert len(seen(story).temperature.readings) == 2
    assert seen(story, 1).temperature.table.spoken == "No symptoms were checked in this time."
