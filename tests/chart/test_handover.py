"""The hand-over note: built from the record alone, and honest about what is not in it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from nursedesk.chart.entry import Entry
from nursedesk.chart.handover import NOT_RECORDED, HandoverNote, Row, build
from nursedesk.chart.note import Replaced
from nursedesk.chart.session_entries import BagDiscarded, BagReceived, InfusionStopped
from nursedesk.chart.severity import NOT_JUDGED, Judgement
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.protocol.terms import Indication
from tests.chart.builders import (
    CLARA,
    NINA,
    START,
    TOM,
    Story,
    label,
    label_answers,
    named,
    opened,
    protocol,
)
from tests.chart.test_symptom_check import GOOD, STATED, graded, walk_to

NAMES = {NINA: "Nina Berg", TOM: "Tom Ruiz"}


def note_of(
    story: Story,
    hours: float = 12,
    *,
    judgement: Judgement = NOT_JUDGED,
    replaces: Replaced | None = None,
    gaps: tuple[Entry, ...] = (),
) -> HandoverNote:
    return build(
        story.session,
        protocol(),
        note=named("note"),
        now=story.now,
        zone=story.zone,
        period_from=story.now - timedelta(hours=hours),
        author="Nina Berg",
        names=NAMES,
        ward_name="Ward 7",
        demo=True,
        judgement=judgement,
        replaces=replaces,
        gaps=gaps,
    )


def rows(note: HandoverNote, label_: str) -> list[Row]:
    return [row for section in note.sections for row in section.rows if row.label == label_]


def row(note: HandoverNote, label_: str) -> Row:
    (found,) = rows(note, label_)
    return found


def text(note: HandoverNote) -> str:
    return "\n".join(
        f"{r.label}: {r.text} {r.source}" for section in note.sections for r in section.rows
    )


def a_shift() -> Story:
    story = Story()
    story.change()
    story.forward(hours=20)
    return story


def test_who_and_where_it_comes_from() -> None:
    story = a_shift()
    note = note_of(story)
    assert note.patient_line == "ROWAN, Alice; born 04-Mar-1987 (38 y); identifier A-100"
    assert (note.ward_name, note.demo, note.author) == ("Ward 7", True, "Nina Berg")
    assert note.as_of == story.session.seq
    assert note.fingerprint == story.entries[-1].hash.hex()
    assert note.entry_number == story.entries[-1].number
    assert note.protocol == f"blinatumomab-us {protocol().version}"
    assert note.protocol_sha256 == protocol().sha256
    assert (note.period_from, note.period_to) == (story.now - timedelta(hours=12), story.now)


def test_sbar_in_its_order() -> None:
    titles = [section.title for section in note_of(a_shift()).sections]
    assert titles == [
        "Situation",
        "Background",
        "Assessment",
        "Recommendation: due in the next 12 hours",
        "Contingency: what the label says, by its own grades",
        "The record",
    ]


def test_what_hangs_until_when_and_how_far_the_cycle_is() -> None:
    note = note_of(a_shift())
    assert row(note, "Hangs now").text == (
        "bag 1: 48 h bag, without preservative, 28 mcg/day at 5 mL/h; runs since 02-Mar-2026 08:00"
    )
    assert row(note, "Use until, next change").text == (
        "Use until Wed 04-Mar 08:00, in 28 h\n"
        "Change at the latest Wed 04-Mar 08:00, in 28 h\n"
        "Planned: Mon 02-Mar 09:00, 19 h ago"
    )
    assert row(note, "Infused so far").text == ("infusion day 1; 20 h of 672 h infused, 652 h left")
    assert row(note, "Dose ordered").text == "28 mcg/day, ordered by Dr Invented"
    assert row(note, "Protocol, day 1").text == "28 mcg/day"
    assert "In-line, 0.2 micron" in row(note, "Line and filter").text


def test_what_nobody_recorded_is_printed_as_not_recorded() -> None:
    note = note_of(Story())
    for label_ in (
        "Illness severity",
        "First start",
        "Line and filter",
        "Premedication and steroids",
        "Last symptom check",
        "Grade",
    ):
        assert row(note, label_) == Row(label=label_, text=NOT_RECORDED, weight="missing")
    assert "height not recorded" in row(note, "Body").text
    assert "a start of the infusion" in row(note, "Not recorded in this period").text


def test_not_known_stands_beside_yes() -> None:
    story = Story(opened(down_syndrome=None, cns_history=True, preservative_free_only=True))
    special = row(note_of(story), "Special")
    assert special.text == (
        "preservative-free bags only; Down syndrome: not known; history of disease of brain or "
        "nerves"
    )
    assert special.weight == "alert"


def test_a_stopped_infusion_is_an_alert_with_its_stopwatch() -> None:
    story = a_shift()
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=3, minutes=12)
    note = note_of(story)
    stopped = row(note, "Infusion")
    assert stopped.text == "stopped 3 h 12 min, since 03-Mar-2026 04:00 (occlusion)"
    assert stopped.weight == "alert"
    assert "Warning" in row(note, "Infusion stopped").text


def test_interruptions_and_pauses_of_the_period_only() -> None:
    story = Story()
    story.prescriber = "Dr Invented"
    story.change()
    story.forward(hours=1)
    story.tell(InfusionStopped(reason="air in line", adverse_reaction=False))
    story.forward(minutes=45)
    story.change()
    story.forward(hours=20)
    early = note_of(story, hours=24)
    assert "45 min: air in line" in row(early, "Interruption").text
    assert "bag 1" in row(early, "Bags hung in this period").text
    late = note_of(story, hours=12)
    assert row(late, "Interruptions").text == "none recorded in this period"
    assert row(late, "Bags hung in this period").text == "none recorded"


def test_a_stop_that_goes_on_is_an_interruption_of_the_period() -> None:
    story = a_shift()
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=1)
    note = note_of(story)
    assert row(note, "Interruption").text == "03-Mar-2026 04:00 until now: occlusion"
    assert "Planned: Mon 02-Mar 09:00" in row(note, "Use until, next change").text


def test_a_stock_bag_with_an_open_question_is_a_question_to_pharmacy() -> None:
    story = a_shift()
    story.receive(label(prepared_at=story.now - timedelta(hours=1)))
    assert "bag 2" in row(note_of(story), "Open: pharmacy").text


def test_the_step_dose_is_said_with_its_time() -> None:
    low = {"indication": Indication.RELAPSED_REFRACTORY, "ordered_dose_mcg_per_day": Decimal(9)}
    story = Story(opened(**low))
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    story.forward(hours=160)
    note = note_of(story)
    assert row(note, "Step dose").text == "to 28 mcg/day: Mon 09-Mar 08:00, in 8 h"
    assert "Step to 28 mcg/day" in text(note)
    assert row(note, "Treatment").text == (
        "relapsed or refractory, cycle 1, induction phase; session opened 02-Mar-2026 08:00"
    )


def test_symptoms_with_grade_and_scale_and_who_was_told() -> None:
    story = a_shift()
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    walk_to(
        story,
        walk,
        None,
        {
            "crs-signs": {**GOOD["crs-signs"], "nausea": "yes"},
            "grade": graded(crs_scale="ctcae-v5", **(STATED | {"crs_grade": "2"})),
            "told": {"told": "Dr Lee", "told_at": story.now.isoformat()},
        },
    )
    story.end(walk)
    note = note_of(story)
    assert row(note, "Last symptom check").text.endswith("by Nina Berg")
    assert "present: Nausea" in row(note, "Signs of CRS").text
    assert row(note, "Signs of CRS").weight == "alert"
    assert "grade 2 on CTCAE version 5" in row(note, "Grade").text
    assert "Dr Lee" in row(note, "Told").text
    assert "ICE 10 of 10" in row(note, "ICE or CAPD").text


def test_the_earlier_checks_of_the_period_stand_below() -> None:
    story = a_shift()
    for temperature in ("37.1", "38.4"):
        walk = story.begin(WalkKind.SYMPTOM_CHECK)
        walk_to(
            story,
            walk,
            None,
            {
                "vital-signs": {**GOOD["vital-signs"], "temperature_c": temperature},
                "told": {"told": "Dr Lee", "told_at": story.now.isoformat()},
            },
        )
        story.end(walk)
        story.forward(hours=2)
    note = note_of(story)
    assert "temperature 38.4 C" in row(note, "Vital signs").text
    assert "temperature 37.1 C" in row(note, "Earlier check").text


def test_contingency_is_the_protocols_own_text_with_sources() -> None:
    (section,) = [s for s in note_of(a_shift()).sections if s.title.startswith("Contingency")]
    said = "\n".join(r.text for r in section.rows)
    for rule in ("TOX-CRS-3", "TOX-NEURO-3", "TOX-SEIZURES", "INT-FOUR-HOURS", "LINE-NO-FLUSH"):
        assert next(r.statement for k, r in protocol().rules.items() if k == rule) in said
    assert all(r.source for r in section.rows)
    assert "CRS grade 3: Interrupt." in said
    assert "CRS grade 4: Discontinue permanently." in said


def test_questions_to_pharmacy_open_and_answered() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label("72h")))
    story.walk_on(walk, "line")
    story.answer(walk, "line", story.good_answers(walk)["line"])
    assert "filter" in row(note_of(story), "Open: pharmacy").text
    story.pharmacy(walk, "line", "filter-rule-unknown", "prohibited")
    note = note_of(story)
    assert not rows(note, "Open: pharmacy")
    assert row(note, "Pharmacy answered").text.startswith("P. Invented")
    assert "(prohibited)" in row(note, "Pharmacy answered").text


def test_corrections_and_late_entries_are_said() -> None:
    story = Story()
    bag = story.receive(label(rate_ml_per_h=Decimal(50)))
    wrong = story.entries[-1]
    story.forward(hours=2)
    body = BagReceived(bag=bag, label=label(), place=Place.ROOM, celsius=None)
    story.tell(body, supersedes=wrong.header.seq, happened_at=START, by=CLARA)
    note = note_of(story)
    assert row(note, "Corrected").text == (
        "bag received: entry 1.11 corrected by entry 1.12, c.weiss"
    )
    assert not rows(note, "Entered late")  # the corrected one was told in time
    story.tell(structs.replace(body, bag=named("late")), happened_at=START, by=CLARA)
    assert "entered 02-Mar-2026 10:00" in row(note_of(story), "Entered late").text


@pytest.mark.parametrize("second", [False, True])
def test_no_unsettled_reading_is_in_the_note(second: bool) -> None:
    story = a_shift()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(prepared_at=story.now)))
    story.walk_on(walk, "new-bag")
    right = label_answers(label(prepared_at=story.now))
    story.answer(walk, "new-bag", right | {"dose_mcg_per_day": "82.125"})
    if second:
        story.answer(walk, "new-bag", right, second=True, by=TOM)
    assert "82.125" not in text(note_of(story))


def test_times_are_the_wards_and_show_the_offset_on_clock_change_nights() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    at = START.replace(month=10, day=24, hour=20)
    story = Story(at=at, zone=berlin)
    story.change(story.receive(label("24h", prepared_at=at)))
    story.forward(hours=4)
    note = note_of(story)
    assert row(note, "Hangs now").text.endswith("runs since 24-Oct-2026 22:00 +02:00")
    assert "Sun 25-Oct 21:00 +01:00, in 20 h" in row(note, "Use until, next change").text


def test_no_micro_sign_and_no_trailing_zero() -> None:
    written = text(note_of(a_shift()))
    assert "µ" not in written
    assert "μ" not in written
    assert "28.0" not in written
    assert " .6" not in written


def test_a_discard_that_was_corrected_is_told_once() -> None:
    story = Story()
    bag = story.receive()
    story.tell(BagDiscarded(bag=bag, reason="leaked"))
    old = story.entries[-1]
    story.tell(BagDiscarded(bag=bag, reason="past its use-by"), supersedes=old.header.seq)
    (told,) = rows(note_of(story), "Bag discarded")
    assert "past its use-by" in told.text
