"""What the note must say of bags, symptoms, medicines, open questions and the record itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.handover import NOT_RECORDED, HandoverNote, Row
from nursedesk.chart.medicine_entries import MedicineGiven, Purpose
from nursedesk.chart.note import Replaced
from nursedesk.chart.note_entries import HandoverReturned
from nursedesk.chart.record_entries import LostRange, RecordGap
from nursedesk.chart.session_entries import (
    BagDiscarded,
    DoseOrdered,
    HandoverSigned,
    InfusionStopped,
)
from nursedesk.chart.severity import Judgement, Severity
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.protocol.terms import Indication
from tests.chart.builders import CLARA, START, TOM, Answers, Story, label, named, opened, protocol
from tests.chart.test_handover import a_shift, note_of, row, rows
from tests.chart.test_symptom_check import GOOD, STATED, graded, walk_to

# Rows that say what people recorded, decided or printed: no value of the protocol is in them.
RECORDED = frozenset(
    {
        "Replaces",
        "Illness severity",
        "What worries the nurse",
        "Hangs now",
        "Infusion",
        "First start",
        "Treatment",
        "Body",
        "Dose ordered",
        "Special",
        "Interruption",
        "Interruptions",
        "Earlier interruptions",
        "Pauses",
        "Bags hung in this period",
        "Line and filter",
        "Premedication and steroids",
        "Given before this period",
        "Last symptom check",
        "Vital signs",
        "Signs of CRS",
        "Neurological signs",
        "Handwriting",
        "Handwriting before",
        "Grade",
        "Grades of this period",
        "Told",
        "Earlier check",
        "Symptom check",
        "Bag change not finished",
        "Symptom check not finished",
        "Hang the first bag",
        "After that",
        "Open questions",
        "Open: pharmacy",
        "Pharmacy answered",
        "Bags in stock",
        "Set aside",
        "Corrected",
        "Answered again",
        "Entered late",
        "Bag discarded",
        "Gap in the record",
        "Hand-over returned",
        "Hand-over superseded",
        "Not recorded in this period",
        "Read-back",
        "Sources",
    }
)


def checked(story: Story, **steps: Answers) -> None:
    """A symptom check with these steps answered otherwise, then two hours."""
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    told: Answers = {"told": "Dr Lee", "told_at": story.now.isoformat()}
    instead = {name.replace("_", "-"): answers for name, answers in steps.items()}
    walk_to(story, walk, None, {"told": told, **instead})
    story.end(walk)
    story.forward(hours=2)


def graded_check(story: Story, grade: str, scale: str = "ctcae-v5") -> None:
    signs = {**GOOD["crs-signs"], "nausea": "yes"}
    checked(
        story,
        crs_signs=signs,
        grade=graded(crs_scale=scale, **(STATED | {"crs_grade": grade})),
    )


def given(purpose: Purpose = Purpose.PREMEDICATION, **changes: str) -> MedicineGiven:
    told = {"substance": "dexamethasone", "dose": "20 mg", "route": "into a vein"}
    return MedicineGiven(purpose=purpose, ordered_by="Dr Lee", **(told | changes))


def low_dose(hours: float, **facts: object) -> Story:
    low = {"indication": Indication.RELAPSED_REFRACTORY, "ordered_dose_mcg_per_day": Decimal(9)}
    story = Story(opened(**(low | facts)))
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    story.forward(hours=hours)
    return story


def stopped(hours: float, **facts: object) -> Story:
    story = Story(opened(**facts))
    story.change()
    story.forward(hours=5)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=hours)
    return story


def in_stock() -> Story:
    story = a_shift()
    story.receive(label("24h", prepared_at=story.now), Place.REFRIGERATOR)
    story.receive(label("7d", prepared_at=story.now - timedelta(hours=1)), kept_before=Place.ROOM)
    return story


def sick() -> Story:
    story = a_shift()
    graded_check(story, "1")
    graded_check(story, "2")
    return story


def restarted_low(hours: float = 160) -> Story:
    """MRD, at the low dose again after a reaction; the step is due 168 hours after that."""
    story = Story()
    story.prescriber = "Dr Lee"
    story.change()
    story.forward(hours=5)
    story.tell(InfusionStopped(reason="CRS", adverse_reaction=True))
    story.forward(hours=5)
    low = DoseOrdered(
        dose_mcg_per_day=Decimal(9),
        valid_from=story.now,
        ordered_by="Dr Lee",
        by_telephone=False,
        read_back=False,
    )
    story.tell(low)
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9), prepared_at=story.now)))
    story.forward(hours=hours)
    return story


def complete() -> Story:
    """All of a cycle infused, and the pump stopped a day ago."""
    story = Story()
    for _ in range(4):
        story.change(story.receive(label("7d", prepared_at=story.now)))
        story.forward(hours=168)
    story.tell(InfusionStopped(reason="the cycle is complete", adverse_reaction=False))
    story.forward(hours=24)
    return story


def child() -> Story:
    story = Story(
        opened(
            weight_kg=Decimal(12),
            bsa_m2=Decimal("0.55"),
            ordered_dose_mcg_per_day=Decimal("8.25"),
        )
    )
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal("8.25"))))
    story.forward(hours=3)
    return story


STORIES: dict[str, Callable[[], Story]] = {
    "nothing hung": Story,
    "a shift": a_shift,
    "bags in stock": in_stock,
    "symptoms": sick,
    "the step tomorrow": lambda: low_dose(150),
    "stopped for an hour": lambda: stopped(1),
    "stopped for a day": lambda: stopped(24),
    "stopped for eight days": lambda: stopped(200),
    "a child on a preserved bag": child,
    "the last day": lambda: low_dose(672 - 167),
    "restarted at the low dose": restarted_low,
    "complete": complete,
    "a cycle beyond the course": lambda: Story(opened(cycle=12)),
}


@pytest.mark.parametrize("story", STORIES.values(), ids=STORIES)
def test_every_row_with_a_clinical_value_cites_what_exists(story: Callable[[], Story]) -> None:
    for section in note_of(story()).sections:
        for each in section.rows:
            if each.label in RECORDED or each.weight == "missing":
                continue
            ids, _, status = each.source.partition(" (")
            assert ids, f"{each.label}: {each.text} cites nothing"
            assert status, each.source
            assert set(ids.split(", ")) <= protocol().citations.keys(), each.source


def test_the_nurses_own_judgement_is_said_as_hers() -> None:
    story = a_shift()
    judged = Judgement(severity=Severity.WATCHER, concern="Her speech seems slower to me.")
    note = note_of(story, judgement=judged)
    severity = row(note, "Illness severity")
    assert severity.text == "watcher: could get worse, look often (the nurse's own judgement)"
    assert severity.weight == "alert"
    assert row(note, "What worries the nurse").text == "Her speech seems slower to me."
    assert row(note_of(story), "What worries the nurse").text == NOT_RECORDED
    assert "illness severity" in row(note_of(story), "Not recorded in this period").text
    assert "illness severity" not in row(note, "Not recorded in this period").text


def test_the_note_says_which_one_it_replaces() -> None:
    old = Replaced(note=named("old"), returned_by="Clara Weiss", reason="The bed is missing")
    note = note_of(a_shift(), replaces=old)
    text = f"note {named('old')}, returned by Clara Weiss: The bed is missing"
    assert row(note, "Replaces").text == text
    assert note.replaces == old


def test_hang_by_and_use_until_of_a_bag_in_stock_are_two_things() -> None:
    cold, warm = (row(note_of(in_stock()), f"Bag {number} in stock") for number in (2, 3))
    assert cold.text == (
        "24 h bag, without preservative, 28 mcg/day at 10 mL/h, refrigerator: may be hung\n"
        "Hang by Wed 04-Mar 04:00, in 24 h, if it is taken out of the refrigerator now\n"
        "Use until Thu 05-Mar 04:00, in 2 d"
    )
    assert "Hang by Tue 03-Mar 03:00, overdue by 1 h" in warm.text
    assert "cannot run its full time" in warm.text
    assert (cold.weight, warm.weight) == ("plain", "alert")
    assert "B-storage-free" in cold.source
    assert "B-storage-preserved" in warm.source


def test_use_until_and_the_next_change_are_two_things_too() -> None:
    story = Story()
    story.change(story.receive(label("24h", prepared_at=story.now)))
    story.forward(hours=20)
    said = row(note_of(story), "Use until, next change")
    assert said.text.startswith("Use until Wed 04-Mar 08:00, in 28 h\nChange at the latest Tue")
    assert said.weight == "strong"
    story.forward(hours=5)
    assert row(note_of(story), "Use until, next change").weight == "alert"


def test_a_discarded_stock_bag_shows_no_times() -> None:
    story = a_shift()
    bag = story.receive(label("48h", prepared_at=story.now - timedelta(days=9)))
    said = row(note_of(story), "Bag 2 in stock")
    assert said.text.endswith("discard")
    assert said.weight == "alert"
    story.tell(BagDiscarded(bag=bag, reason="too old"))
    note = note_of(story)
    assert not rows(note, "Bag 2 in stock")
    assert row(note, "Bag discarded").text == "bag 2, 03-Mar-2026 04:00, Nina Berg: too old"


def test_change_cycle_end_and_score_name_their_sources() -> None:
    story = sick()
    note = note_of(story)
    assert "B-adult-comments" in row(note, "Use until, next change").source
    assert row(note, "Cycle ends").source.startswith("B-interruption")
    assert "ASTCT-icans" in row(note, "ICE or CAPD").source
    assert "secondary source" in row(note, "ICE or CAPD").source


def test_grades_stand_in_their_order_by_scale_and_are_never_bare() -> None:
    story = sick()
    graded_check(story, "3", "ctcae-v4")
    trend = [each.text for each in rows(note_of(story, hours=24), "Grades of this period")]
    assert trend == [
        (
            "Cytokine release syndrome on CTCAE version 5: grade 1 (03-Mar-2026 04:00), "
            "then grade 2 (03-Mar-2026 06:00)"
        ),
        "Cytokine release syndrome on CTCAE version 4: grade 3 (03-Mar-2026 08:00)",
    ]
    grade = row(note_of(story), "Grade").text
    assert "grade 3 on CTCAE version 4 (criteria: " in grade


def test_handwriting_samples_stand_side_by_side() -> None:
    story = a_shift()
    for place, compared in (("drawer 1", "no-earlier"), ("drawer 2", "changed")):
        sample = {"sample": "kept", "kept_at": place, "compared": compared}
        checked(story, handwriting=sample)
    note = note_of(story)
    latest, before = row(note, "Handwriting"), row(note, "Handwriting before")
    assert latest.text == "Yes, on paper, kept: drawer 2; Looks changed"
    assert latest.weight == "alert"
    assert before.text == (
        "03-Mar-2026 04:00: Yes, on paper, kept: drawer 1; "
        "No earlier sample, or no sample now. Lay the papers side by side."
    )


def test_medicines_given_in_the_period_and_before() -> None:
    story = Story()
    story.tell(given(), happened_at=START - timedelta(hours=1))
    story.change()
    story.forward(hours=20)
    story.tell(given(Purpose.CRS, dose="8 mg"), by=TOM)
    note = note_of(story)
    assert row(note, "Premedication and steroids").text == (
        "03-Mar-2026 04:00: dexamethasone 8 mg, into a vein, for CRS; ordered by Dr Lee; "
        "recorded by Tom Ruiz"
    )
    assert row(note, "Given before this period").text == (
        "02-Mar-2026 07:00: dexamethasone 20 mg, into a vein, premedication; ordered by Dr Lee; "
        "recorded by Nina Berg"
    )
    assert "premedication" not in rows(note, "Not recorded in this period")[0].text


def test_no_medicine_in_the_period_is_said_and_not_taken_for_none() -> None:
    story = Story()
    story.tell(given(), happened_at=START - timedelta(hours=1))
    story.change()
    story.forward(hours=20)
    note = note_of(story)
    assert row(note, "Premedication and steroids") == Row(
        label="Premedication and steroids", text=NOT_RECORDED, weight="missing"
    )
    assert "07:00" in row(note, "Given before this period").text


def test_what_is_due_after_the_next_shift_is_named_with_its_time() -> None:
    after = row(note_of(low_dose(150)), "After that").text
    assert after == "step to 28 mcg/day (Mon 09-Mar 08:00)"
    assert not rows(note_of(Story()), "After that")


def test_hours_beyond_what_the_bag_holds_are_named() -> None:
    story = Story()
    story.change(story.receive(label("48h")))
    story.forward(hours=48)
    assert not rows(note_of(story), "Beyond the bag")
    story.forward(hours=2, minutes=30)
    told = row(note_of(story), "Beyond the bag")
    assert told.weight == "alert"
    assert told.text == (
        "2 h 30 min of these are past the 48 h of bag 1, which was not recorded as stopped; "
        "whether it still gave drug is not known"
    )
    story.tell(InfusionStopped(reason="empty", adverse_reaction=False))
    story.forward(hours=1)
    told = row(note_of(story), "Beyond the bag")
    assert told.text.startswith("2 h 30 min of these are past the 48 h of bag 1; whether")


def test_a_bag_change_of_the_shift_says_when_it_is_meant_and_its_limit() -> None:
    story = a_shift()
    story.forward(hours=20)
    said = row(note_of(story), "Change bag 1")
    assert said.text == (
        "planned Mon 02-Mar 09:00; at the latest Wed 04-Mar 08:00 (planned 39 h ago)"
    )
    assert "B-storage-time" in said.source
    story.forward(hours=9)
    late = row(note_of(story), "Take bag 1 down")
    assert late.text.startswith("Bag 1 hangs and must not be used any more.")
    assert late.weight == "alert"


@pytest.mark.parametrize(
    ("story", "words", "citation"),
    [
        (lambda: stopped(5), "Premedication before a restart", "N-premedication"),
        (lambda: stopped(200), "How the cycle goes on", "N-interruption"),
        (restarted_low, "Premedication before the step dose", "N-premedication"),
        (lambda: Story(opened(cycle=12)), "no such cycle", "B-mrd-course"),
    ],
)
def test_what_is_not_stated_and_applies_now_is_a_question_to_the_prescriber(
    story: Callable[[], Story], words: str, citation: str
) -> None:
    open_now = rows(note_of(story()), "Open: prescriber")
    assert any(words in each.text and citation in each.source for each in open_now), open_now
    assert all(each.weight == "alert" for each in open_now)


@pytest.mark.parametrize(
    "story", [a_shift, lambda: stopped(3), lambda: restarted_low(100), complete]
)
def test_what_does_not_apply_now_is_no_question(story: Callable[[], Story]) -> None:
    note = note_of(story())
    assert not rows(note, "Open: prescriber")
    assert row(note, "Open questions").text == "none by this record, to pharmacy or prescriber"


def test_a_restart_after_long_needs_its_order_and_says_the_premedication_as_stated() -> None:
    rr = {"indication": Indication.RELAPSED_REFRACTORY, "cycle": 2}
    order, before = rows(note_of(stopped(5, **rr)), "Open: prescriber")
    assert order.text.startswith("The restart after 5 h off: the prescriber orders it")
    assert "B-mrd-premedication" in order.source
    assert before.text == (
        "Premedication before a restart after this time off, as the protocol states it: "
        "dexamethasone 20 mg."
    )
    assert "B-rr-premedication" in before.source


def test_a_hold_for_a_reaction_needs_its_order_however_short() -> None:
    story = stopped(1)
    story.tell(InfusionStopped(reason="CRS", adverse_reaction=True))
    asked = row(note_of(story), "Open: prescriber")
    assert "The restart after a reaction (CRS): the prescriber orders it" in asked.text
    assert asked.source == "(NurseDesk's own reading, not the label's)"


def test_a_step_within_the_shift_without_an_order_is_a_question() -> None:
    rr = {"indication": Indication.RELAPSED_REFRACTORY, "ordered_dose_mcg_per_day": Decimal(9)}
    story = Story(opened(**rr))
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    story.forward(days=6, hours=13)
    texts = [each.text for each in rows(note_of(story), "Open: prescriber")]
    assert any("no order for it is recorded" in text for text in texts), texts
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(28),
            valid_from=story.now,
            ordered_by="Dr Lee",
            by_telephone=False,
            read_back=False,
        )
    )
    texts = [each.text for each in rows(note_of(story), "Open: prescriber")]
    assert not any("no order for it is recorded" in text for text in texts), texts


def test_a_filter_that_no_source_states_is_a_question_while_the_bag_waits() -> None:
    story = a_shift()
    bag = story.receive(label("72h", prepared_at=story.now))
    asked = row(note_of(story), "Open: pharmacy")
    assert "bag 2" in asked.text
    assert "N-filter" in asked.source
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "line")
    story.answer(walk, "line", story.good_answers(walk)["line"])
    asked = row(note_of(story), "Open: pharmacy")
    assert "filter" in asked.text
    assert "N-filter" in asked.source


def test_benzyl_alcohol_of_the_bag_that_hangs() -> None:
    said = row(note_of(child()), "Benzyl alcohol")
    assert "106.56 mg of benzyl alcohol a day" in said.text
    assert "22 kg" in said.text
    assert "A-benzyl-amount" in said.source
    assert "OLD-weight" in said.source
    assert not rows(note_of(a_shift()), "Benzyl alcohol")


def test_after_a_restart_of_the_same_bag_the_line_is_the_one_last_looked_at() -> None:
    story = Story()
    story.change()
    story.forward(hours=5)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=1)
    hanging = story.session.hanging
    assert hanging is not None
    walk = story.begin(WalkKind.RESTART, hanging.id)
    story.walk_on(walk)
    story.end(walk)
    story.forward(hours=1)
    note = note_of(story)
    assert "In-line, 0.2 micron" in row(note, "Line and filter").text
    assert row(note, "Bags hung in this period").text == (
        "bag 1 02-Mar-2026 08:00; bag 1 02-Mar-2026 14:00 (the same bag again)"
    )
    assert "1 h: occlusion" in row(note, "Interruption").text


def test_earlier_interruptions_are_counted() -> None:
    story = stopped(3)
    story.change()
    story.forward(hours=30)
    assert row(note_of(story), "Earlier interruptions").text == "1, the longest 3 h"
    assert not rows(note_of(story, hours=48), "Earlier interruptions")


def test_an_answer_given_again_within_a_walk_is_said_without_its_values() -> None:
    story = a_shift()
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    story.answer(walk, "vital-signs", GOOD["vital-signs"])
    story.answer(walk, "vital-signs", {**GOOD["vital-signs"], "temperature_c": "39.9"}, by=TOM)
    note = note_of(story)
    assert row(note, "Answered again").text == (
        "symptom check, Vital signs: 2 times, last 03-Mar-2026 04:00, Tom Ruiz"
    )
    assert not rows(note_of(a_shift()), "Answered again")


def test_a_blind_step_read_by_both_is_not_answered_again() -> None:
    story = Story()
    story.change()
    assert not rows(note_of(story), "Answered again")


def test_a_bag_set_aside_is_said() -> None:
    story = a_shift()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label("24h", prepared_at=story.now)))
    story.end(walk, WalkOutcome.SET_ASIDE, "the readings differed")
    said = row(note_of(story), "Set aside")
    assert said.text == "bag 2, 03-Mar-2026 04:00, Nina Berg: the readings differed"


def test_notes_returned_and_superseded_in_the_period_are_said() -> None:
    story = a_shift()
    signed = HandoverSigned(
        note=named("old"), document="ab" * 32, as_of=1, period_from=START, period_to=START
    )
    story.tell(signed)
    story.forward(hours=1)
    story.tell(HandoverReturned(note=named("old"), reason="The bed is missing"), by=CLARA)
    story.forward(hours=1)
    again = HandoverSigned(
        note=named("new"),
        document="cd" * 32,
        as_of=2,
        period_from=START,
        period_to=START,
        replaces=named("old"),
        why="The bed is missing",
    )
    story.tell(again, by=TOM)
    note = note_of(story)
    assert row(note, "Hand-over returned").text == (
        "the one of 03-Mar-2026 04:00 by Nina Berg, returned by c.weiss: The bed is missing"
    )
    assert row(note, "Hand-over superseded").text == (
        "the one of 03-Mar-2026 04:00 by Nina Berg, by the one of 03-Mar-2026 06:00: "
        "The bed is missing"
    )
    story.forward(hours=13)
    later = note_of(story)
    assert not rows(later, "Hand-over returned")
    assert not rows(later, "Hand-over superseded")


def test_a_gap_in_the_record_is_said_in_its_period() -> None:
    story = a_shift()
    lost = LostRange(epoch=1, first=7, last=9, last_good=bytes(32))
    body = RecordGap(
        ranges=(lost,), sessions=(), reason="The disk failed.", paper="Checklist 4 holds it."
    )
    gap = Story(at=story.now).tell(body)
    note = note_of(story, gaps=(gap,))
    assert row(note, "Gap in the record").text == (
        "Entries 1.7 to 1.9: The disk failed. On paper: Checklist 4 holds it. "
        "(Nina Berg, 03-Mar-2026 04:00)"
    )
    story.forward(hours=13)
    assert not rows(note_of(story, gaps=(gap,)), "Gap in the record")


def test_the_note_holds_one_to_two_pages_of_rows() -> None:
    assert len([each for s in note_of(sick(), hours=12).sections for each in s.rows]) < 60


def all_text(note: HandoverNote) -> str:
    return "\n".join(f"{each.label}: {each.text}" for s in note.sections for each in s.rows)


def test_no_bare_grade_anywhere() -> None:
    for line in all_text(note_of(sick())).splitlines():
        if "grade " in line and not line.startswith("If "):
            assert "CTCAE" in line or "ASTCT" in line, line
