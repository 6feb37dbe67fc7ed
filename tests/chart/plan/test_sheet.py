"""What the page of an accepted plan says."""

from __future__ import annotations

from nursedesk.chart.plan.sheet import entry_number
from tests.chart.builders import protocol
from tests.chart.plan.accepting import no_longer_fits, of_24_h_bags, sheet_of, under_way


def test_it_says_whose_plan_it_is_and_who_accepted_it_when() -> None:
    story = under_way()
    accepted_at, number = story.now, story.session.number
    story.forward(hours=1)
    said = sheet_of(story)
    assert said.patient_line == "ROWAN, Alice; born 04-Mar-1987 (39 y); identifier A-100; bed 4"
    assert said.treatment == "relapsed or refractory, cycle 1"
    assert (said.accepted_by, said.accepted_at, said.accepted_number) == (
        "Nina Berg",
        accepted_at,
        number,
    )
    assert said.made_at == story.now
    assert said.unfit == ()


def test_a_bed_keeps_its_letters_and_an_unknown_one_is_said() -> None:
    assert sheet_of(of_24_h_bags(bed="4A")).patient_line.endswith("; bed 4A")
    assert sheet_of(of_24_h_bags(bed=None)).patient_line.endswith("; bed not recorded")


def test_the_entry_of_acceptance_stays_when_the_record_goes_on() -> None:
    story = no_longer_fits()
    accepted = story.session.plan
    assert accepted is not None
    said = sheet_of(story)
    assert said.accepted_number == entry_number(story.session, accepted)
    assert said.accepted_number != said.entry_number == story.session.number
    assert "The infusion is stopped: every planned time moves." in said.unfit


def test_it_names_what_the_plan_rests_on_with_the_documents() -> None:
    said = sheet_of(under_way())
    assert "B-storage-time" in said.cited
    sources = {protocol().citations[name].source for name in said.told.citations}
    assert sources
    assert all(f"{name} = {protocol().sources[name].title}" in said.sources for name in sources)
