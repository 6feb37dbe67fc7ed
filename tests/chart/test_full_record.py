"""The full record: every entry in order, who, when, in words; nothing unsettled in it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.body import AnyBody
from nursedesk.chart.full_record import NEVER_SETTLED, FullRecord, RecordLine, full_record
from nursedesk.chart.medicine_entries import MedicineGiven, Purpose
from nursedesk.chart.note_entries import HandoverReceived, HandoverReturned
from nursedesk.chart.plan_entries import PlanWithdrawn
from nursedesk.chart.record_entries import LostRange, RecordGap
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    SessionClosed,
)
from nursedesk.chart.terms import Ending, Place, WalkKind
from nursedesk.chart.told import words
from nursedesk.chart.told_facts import TOLD_IN_WORDS
from tests.chart.builders import CLARA, NINA, START, TOM, Story, label, named, opened, protocol
from tests.chart.test_signed_note import OLD, signed
from tests.chart.test_symptom_check import GOOD

NAMES = {NINA: "Nina Berg", TOM: "Tom Ruiz", CLARA: "Clara Weiss"}


def record_of(story: Story, *, gaps: tuple[RecordGap, ...] = ()) -> FullRecord:
    return full_record(
        story.session,
        protocol(),
        now=story.now,
        zone=story.zone,
        names=NAMES,
        ward_name="Ward 7",
        demo=True,
        gaps=tuple(Story(at=story.now).tell(gap) for gap in gaps),
    )


def lines(story: Story, what: str) -> list[RecordLine]:
    return [each for each in record_of(story).lines if what in each.what]


def test_every_entry_is_there_in_the_order_of_recording() -> None:
    story = Story()
    story.change()
    story.forward(hours=2)
    story.receive()
    found = record_of(story)
    assert [each.number for each in found.lines] == [each.number for each in story.entries]
    assert found.patient_line == "ROWAN, Alice; born 04-Mar-1987 (38 y); identifier A-100"
    assert (found.entry_number, found.fingerprint) == (
        story.entries[-1].number,
        story.entries[-1].hash.hex(),
    )
    assert found.gaps == ()


def test_a_line_says_who_when_it_happened_and_when_it_was_recorded() -> None:
    story = Story()
    story.forward(hours=20)
    given = MedicineGiven(
        purpose=Purpose.PREMEDICATION,
        substance="dexamethasone",
        dose="20 mg",
        route="into a vein",
        ordered_by="Dr Lee",
    )
    story.tell(given, happened_at=START + timedelta(hours=1), by=TOM)
    (found,) = lines(story, "Medicine given")
    assert found.what == (
        "Medicine given: dexamethasone 20 mg, into a vein, premedication (ordered by Dr Lee)"
    )
    assert (found.happened, found.recorded) == ("02-Mar-2026 09:00", "03-Mar-2026 04:00")
    assert (found.day, found.who) == ("Tue 03-Mar-2026", "Tom Ruiz (nurse)")


def test_answers_are_told_in_words_also_those_that_were_replaced() -> None:
    story = Story()
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    story.answer(walk, "vital-signs", GOOD["vital-signs"])
    story.answer(walk, "vital-signs", {**GOOD["vital-signs"], "temperature_c": "39.9"})
    first, second = lines(story, "Vital signs")
    assert "36.8 C" in first.detail
    assert "39.9 C" in second.detail
    assert first.marks == (f"SUPERSEDED by entry {second.number}",)
    assert second.marks == ()


def test_no_value_of_an_unsettled_blind_reading_is_printed() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "pump")
    wrong = {**story.good_answers(walk)["pump"], "rate_ml_per_h": "82.125"}
    story.answer(walk, "pump", wrong)
    (pending,) = lines(story, "Read the pump")
    assert pending.detail == NEVER_SETTLED
    story.answer(walk, "pump", story.good_answers(walk)["pump"], second=True, by=TOM)
    assert {each.detail for each in lines(story, "Read the pump")} == {NEVER_SETTLED}
    story.both(walk, "pump", story.good_answers(walk)["pump"])
    *_mismatched, first, second = lines(story, "Read the pump")
    assert "5 mL/h" in first.detail
    assert "5 mL/h" in second.detail
    assert "82.125" not in "".join(each.detail for each in record_of(story).lines)


def test_a_correction_and_what_it_corrects_are_both_marked() -> None:
    story = Story()
    bag = story.receive(label(rate_ml_per_h=Decimal(50)))
    wrong = story.entries[-1]
    body = BagReceived(bag=bag, label=label(), place=Place.ROOM, celsius=None)
    story.tell(body, supersedes=wrong.header.seq, by=CLARA)
    old, new = lines(story, "received")
    assert old.marks == (f"SUPERSEDED by entry {new.number}",)
    assert new.marks == (f"in place of entry {old.number}",)
    assert "50 mL/h" in old.what


def test_notes_are_named_with_the_sha_256_of_their_files() -> None:
    story = Story()
    signed = HandoverSigned(
        note=named("note"), document="ab" * 32, as_of=0, period_from=START, period_to=START
    )
    story.tell(signed)
    again = HandoverCountersigned(note=named("note"), document="cd" * 32, signed="ab" * 32)
    story.tell(again, by=CLARA)
    first, second = lines(story, "Hand-over note")
    assert first.detail.startswith(f"note {named('note')}; SHA-256 of the file abababab abababab")
    assert "severity not known" in first.detail
    assert "cdcdcdcd" in second.detail


def test_an_opening_and_a_label_are_told_in_full() -> None:
    story = Story(opened(height_cm=Decimal(171), down_syndrome=None))
    story.receive(label(), Place.REFRIGERATOR, celsius=Decimal("4.5"))
    (opening,) = lines(story, "Session opened")
    for fact in ("weight 70 kg", "height 171 cm", "born 04-Mar-1987", "cycle 1"):
        assert fact in opening.detail
    assert "ordered dose 28 mcg/day" in opening.detail
    assert "Down syndrome not known" in opening.detail
    (received,) = lines(story, "received")
    for fact in ("prepared at 02-Mar-2026 08:00", "use by not known", "temperature in C 4.5"):
        assert fact in received.detail


def test_a_read_back_is_told_with_what_was_entered() -> None:
    story = Story()
    answers = {"rate_ml_per_h": "5", "next_change_at": "2026-03-04T08:00:00Z", "then": "if-fever"}
    story.tell(signed(story))
    story.tell(
        HandoverReceived(note=OLD, fingerprint="ab" * 32, asked="if-fever", answers=answers),
        by=TOM,
    )
    (found,) = lines(story, "received")
    for fact in ("rate 5 mL/h", "next change at 04-Mar-2026 08:00", "then if-fever", "abababab"):
        assert fact in found.detail


BAG = named(f"{named('session')} bag 1")
GIVEN = MedicineGiven(
    purpose=Purpose.CRS, substance="S-1", dose="8 mg", route="R-1", ordered_by="Dr Lee"
)


@pytest.mark.parametrize(
    "body",
    [
        GIVEN,
        InfusionStopped(reason="occlusion", adverse_reaction=True),
        BagMoved(bag=BAG, place=Place.OTHER, celsius=Decimal("21.5")),
        BagDiscarded(bag=BAG, reason="torn"),
        HandoverReturned(note=named("note"), reason="The bed is missing"),
        SessionClosed(ending=Ending.DISCHARGED, note="went home"),
        PlanWithdrawn(reason="no longer wanted"),
    ],
)
def test_what_an_entry_says_in_words_alone_leaves_nothing_out(body: AnyBody) -> None:
    story = Story()
    story.receive()
    told = words(body, story.session, story.zone)
    assert type(body) in TOLD_IN_WORDS
    for name in body.__struct_fields__:
        value = getattr(body, name)
        if isinstance(value, Purpose):
            assert "CRS" in told
        elif isinstance(value, str | Decimal):
            assert str(value) in told, name


def test_gaps_of_this_session_are_said() -> None:
    story = Story()
    lost = LostRange(epoch=1, first=7, last=9, last_good=bytes(32))
    own, other = (
        RecordGap(ranges=(lost,), sessions=(one,), reason=f"{name}.", paper="None.")
        for one, name in ((story.id, "Own"), (named("other"), "Other"))
    )
    (said,) = record_of(story, gaps=(own, other)).gaps
    assert said.startswith("Entries 1.7 to 1.9: Own.")
