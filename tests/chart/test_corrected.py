"""A correction as readers meet it: full record, note, timeline; the old one stays readable."""

from __future__ import annotations

from datetime import timedelta

from nursedesk.chart.correcting import Correction, corrected_body
from nursedesk.chart.full_record import NEVER_SETTLED
from nursedesk.chart.session import Event
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import iso
from nursedesk.ward.views.timeline import TimelineRow, timeline, told_since
from tests.chart.builders import NINA, TOM, Story
from tests.chart.test_correcting import find, step
from tests.chart.test_full_record import lines
from tests.chart.test_handover import note_of, row, rows

NAMES = {NINA: "Nina Berg", TOM: "Tom Ruiz"}


def correct(story: Story, old: Event, witness: str | None = None, **answers: str) -> None:
    asked = Correction(wrong=tuple(answers), answers=answers, because="typed wrongly")
    body, at = corrected_body(story.session, old, asked)
    story.tell(body, happened_at=at, supersedes=old.ward_seq, witness=witness)


def corrected_pump() -> Story:
    story = Story()
    story.change()
    story.forward(hours=3)
    correct(story, step(story, "pump"), TOM, volume_ml="236")
    return story


def shown(story: Story) -> tuple[TimelineRow, ...]:
    return timeline(story.session, NAMES, story.zone)


def test_a_blind_reading_that_was_settled_stays_printed_after_its_correction() -> None:
    story = corrected_pump()
    first, second, anew = lines(story, "Read the pump")
    for old in (first, second):
        assert "240 mL" in old.detail
        assert old.marks == (f"SUPERSEDED by entry {anew.number}",)
    assert "236 mL" in anew.detail
    assert anew.marks == (f"in place of entry {first.number}: typed wrongly",)
    assert anew.who == "Nina Berg (nurse), with Tom Ruiz"
    assert story.session == story.folded()


def test_a_reading_that_nobody_settled_stays_hidden_after_a_correction() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "pump")
    good = story.good_answers(walk)["pump"]
    story.answer(walk, "pump", dict(good) | {"volume_ml": "999"})
    story.answer(walk, "pump", good, second=True, by=TOM)
    story.walk_on(walk)
    story.end(walk)
    old = [
        e
        for e in story.session.history
        if e.seq == story.session.walks[walk].accepted["pump"].session_seq
    ]
    correct(story, old[0], TOM, volume_ml="236")
    details = [each.detail for each in lines(story, "Read the pump")]
    assert details[:1] == [NEVER_SETTLED]
    assert not any("999" in detail for detail in details)
    assert not any("999" in r.detail for r in shown(story))


def test_the_timeline_shows_both_with_the_reason() -> None:
    story = corrected_pump()
    told = [r for r in shown(story) if r.mark]
    anew, old = sorted(told, key=lambda r: r.corrected)
    assert (old.corrected, "240 mL" in old.detail) == (True, True)
    assert old.mark.startswith("CORRECTED by entry")
    assert (anew.corrected, "236 mL" in anew.detail) == (False, True)
    assert anew.mark.endswith(": typed wrongly")
    assert anew.recorded.startswith("told ")
    assert old.weighty
    assert anew.weighty
    since = told_since(story.session, story.session.seq - 1, NAMES, story.zone)
    assert [r.mark for r in since] == [anew.mark]


def test_the_note_says_what_was_what_is_and_why() -> None:
    story = Story()
    story.change()
    story.forward(hours=2)
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=False))
    stop = find(story, InfusionStopped)
    story.forward(minutes=10)
    correct(story, stop, at=iso(stop.happened_at - timedelta(minutes=20)))
    note = note_of(story)
    said = row(note, "Corrected").text
    assert said.endswith(
        "Nina Berg: typed wrongly: When did it stop? 02-Mar-2026 09:40, was 02-Mar-2026 10:00"
    )
    assert rows(note, "Answered again") == []


def test_a_corrected_step_is_no_step_answered_again() -> None:
    note = note_of(corrected_pump())
    assert rows(note, "Answered again") == []
    assert "236 mL, was 240 mL" in row(note, "Corrected").text
    assert "Nina Berg with Tom Ruiz" in row(note, "Corrected").text


def test_late_entries_say_why() -> None:
    story = Story()
    story.change()
    story.forward(hours=3)
    late = InfusionStopped(reason="alarm", adverse_reaction=False, because="was away")
    story.tell(late, happened_at=story.now - timedelta(hours=2))
    assert lines(story, "Infusion stopped")[0].marks == ("entered late: was away",)
    assert row(note_of(story), "Entered late").text.endswith("(was away)")
