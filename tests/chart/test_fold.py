"""The fold: replay equality, late entries, corrections, and what each entry changes."""

from __future__ import annotations

import copy
from datetime import timedelta
from decimal import Decimal

import pytest

from nursedesk.chart.infusion import infused_hours
from nursedesk.chart.session import apply, begin, fold
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.chart.ward_entries import SignedOut
from nursedesk.clock import hours_between
from nursedesk.errors import BugError
from tests.chart.builders import CLARA, NINA, START, Story, label, named, opened


def stopped(reason: str = "occlusion", *, adverse_reaction: bool = False) -> InfusionStopped:
    return InfusionStopped(reason=reason, adverse_reaction=adverse_reaction)


def eventful() -> Story:
    """A story with everything in it: two changes, a stop, late entries, corrections, a note."""
    story = Story()
    first = story.receive(label("24h"), Place.ROOM)
    story.change(first)
    story.forward(hours=3)
    second = story.receive(label("24h", prepared_at=story.now))
    moved = story.tell(BagMoved(bag=second, place=Place.ROOM, celsius=Decimal(31)))
    story.forward(hours=20)
    story.tell(
        BagMoved(bag=second, place=Place.ROOM, celsius=Decimal(24)),
        supersedes=moved.header.seq,
    )
    story.tell(stopped(), happened_at=story.now - timedelta(hours=1))
    story.change(second, minutes=1)
    symptoms = story.begin(WalkKind.SYMPTOM_CHECK)
    story.end(symptoms)
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(15),
            valid_from=story.now,
            ordered_by="Dr Other",
            by_telephone=True,
            read_back=True,
        )
    )
    story.tell(
        HandoverSigned(
            note=named("note"),
            document="aa",
            as_of=story.session.seq,
            period_from=START,
            period_to=story.now,
        )
    )
    story.tell(HandoverCountersigned(note=named("note"), document="bb", signed="aa"), by=CLARA)
    return story


def test_folding_entry_by_entry_equals_folding_at_once() -> None:
    story = eventful()
    session = begin(story.entries[0])
    for entry in story.entries[1:]:
        apply(session, entry)
    assert session == fold(story.entries)
    assert session.seq == len(story.entries) - 1
    assert session.head == story.entries[-1].hash
    assert session.number == story.entries[-1].number


def test_every_prefix_folds_to_what_was_known_then() -> None:
    story = eventful()
    session = begin(story.entries[0])
    for count, entry in enumerate(story.entries[1:], start=2):
        apply(session, entry)
        assert session == fold(story.entries[:count])


def test_the_first_entry_opens_the_session() -> None:
    story = Story(opened(cycle=2))
    session = story.session
    assert session.opened.cycle == 2
    assert session.opened_by == NINA
    assert (session.hanging, session.running, session.last_stop) == (None, None, None)
    with pytest.raises(BugError):
        fold([])
    with pytest.raises(BugError):
        fold([Story(name="other").entries[0], story.entries[0]])


def test_entries_out_of_turn_change_nothing() -> None:
    story = Story()
    story.receive()
    story.receive()
    session = fold(story.entries[:2])
    before = copy.deepcopy(session)
    for wrong in (story.entries[1], story.entries[0]):
        with pytest.raises(BugError):
            apply(session, wrong)
    assert session == before


@pytest.mark.parametrize(
    "body",
    [
        BagMoved(bag=named("nobody's"), place=Place.ROOM, celsius=None),
        BagDiscarded(bag=named("nobody's"), reason="r"),
        WalkBegun(walk=named("w"), walk_kind=WalkKind.BAG_CHANGE, bag=None),
        WalkBegun(walk=named("w"), walk_kind=WalkKind.BAG_CHANGE, bag=named("nobody's")),
        WalkStep(walk=named("w"), step="patient", answers={}, second=False),
        WalkEnded(walk=named("w"), outcome=WalkOutcome.COMPLETED),
        HandoverCountersigned(note=named("n"), document="d", signed="s"),
        SignedOut(account="n.berg"),
    ],
)
def test_what_speaks_of_the_unknown_is_a_bug_and_leaves_the_fold_alone(body: object) -> None:
    story = Story()
    session = story.session
    before = copy.deepcopy(session)
    entry = story.tell(body)  # type: ignore[arg-type]
    with pytest.raises(BugError):
        apply(session, entry)
    assert session == before


def test_bags_are_numbered_as_they_came_and_stay_so() -> None:
    story = Story()
    first, second = story.receive(), story.receive(happened_at=START - timedelta(hours=1))
    bags = story.session.bags
    assert [bags[b].number for b in (first, second)] == [1, 2]
    assert story.session.stock == [bags[first], bags[second]]


def test_a_late_told_move_stands_where_it_happened() -> None:
    story = Story()
    bag = story.receive()
    story.forward(hours=5)
    story.tell(BagMoved(bag=bag, place=Place.OTHER, celsius=None))
    story.tell(
        BagMoved(bag=bag, place=Place.ROOM, celsius=Decimal(24)),
        happened_at=START + timedelta(hours=2),
    )
    stays = story.session.bags[bag].stays
    assert [stay.since for stay in stays] == [
        START,
        START + timedelta(hours=2),
        START + timedelta(hours=5),
    ]


def test_where_pharmacy_kept_it_counts_from_its_preparation() -> None:
    story = Story()
    prepared = START - timedelta(hours=6)
    bag = story.receive(label(prepared_at=prepared), kept_before=Place.REFRIGERATOR)
    stays = story.session.bags[bag].stays
    assert [(s.place, s.since) for s in stays] == [
        (Place.REFRIGERATOR, prepared),
        (Place.ROOM, START),
    ]


def test_a_run_begins_with_the_start_and_ends_with_the_pause() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    second = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(second, "pump")
    paused = story.now
    assert story.session.running is None
    assert story.session.hanging is not None
    assert story.session.hanging.number == 1
    story.forward(minutes=7)
    story.walk_on(second, "old-bag")
    first_run, second_run = story.session.runs
    assert (first_run.since, first_run.to, first_run.ended_by) == (START, paused, second)
    assert second_run.since == paused + timedelta(minutes=7)
    assert story.session.hanging.number == 2
    assert story.session.bags[first_run.bag].down_at == paused


def test_a_stop_told_late_shortens_the_run_that_it_fell_into() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.change()
    assert infused_hours(story.session.runs, story.now) == 10
    story.tell(stopped(), happened_at=START + timedelta(hours=4))
    assert infused_hours(story.session.runs, story.now) == 4
    assert story.session.running is not None  # the second bag runs on


def test_a_stop_ends_the_run_once() -> None:
    story = Story()
    story.change()
    story.forward(hours=4)
    story.tell(stopped())
    story.tell(stopped("again"), happened_at=START + timedelta(hours=5) - timedelta(hours=1))
    assert infused_hours(story.session.runs, story.now + timedelta(hours=9)) == 4


def test_a_pause_and_a_start_told_for_the_same_minute_keep_their_order() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.change()  # pause and start at one instant
    assert story.session.running is not None
    assert story.session.running.since == story.now
    assert infused_hours(story.session.runs, story.now) == 10


def test_a_start_in_the_future_starts_nothing() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "start")
    at = (story.now + timedelta(minutes=1)).isoformat()
    story.answer(walk, "start", {"started_at": at})
    assert story.session.running is None
    assert story.codes(walk, "start") == {"in-the-future"}
    story.forward(hours=1)  # it does not become true by waiting
    assert story.codes(walk, "start") == {"in-the-future"}
    assert story.current(walk) == "start"


def test_answering_the_start_again_moves_it() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.forward(minutes=10)
    story.walk_on(walk, "start")
    story.answer(walk, "start", {"started_at": story.now.isoformat()})
    earlier = story.now - timedelta(minutes=4)
    story.answer(walk, "start", {"started_at": earlier.isoformat()})
    assert [run.since for run in story.session.runs] == [earlier]


def test_a_bag_set_aside_after_its_start_comes_down() -> None:
    story = Story()
    bag = story.receive()
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "next")
    story.forward(minutes=5)
    story.end(walk, WalkOutcome.SET_ASIDE, "leaks after all")
    session = story.session
    assert session.running is None
    assert session.hanging is None
    assert session.bags[bag].down_at == story.now
    assert session.last_stop is not None
    assert session.last_stop.reason == "the bag was set aside"
    assert infused_hours(session.runs, story.now) == hours_between(START, story.now)


def test_an_abandoned_change_leaves_the_infusion_paused_and_the_old_bag_up() -> None:
    story = Story()
    story.change()
    story.forward(hours=2)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "pump")
    story.end(walk, WalkOutcome.ABANDONED, "called away")
    assert story.session.running is None
    assert story.session.hanging is not None
    assert story.session.hanging.number == 1
    assert story.session.walks[walk].end_reason == "called away"
    assert story.session.open_walks == []


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    story = Story()
    bag = story.receive(label(rate_ml_per_h=Decimal(50)))
    wrong = story.entries[-1]
    story.forward(hours=3)
    right = BagReceived(bag=bag, label=label(), place=Place.ROOM, celsius=None)
    story.tell(right, supersedes=wrong.header.seq, happened_at=START + timedelta(hours=1))
    known = story.session.bags[bag]
    assert known.label.rate_ml_per_h == 5
    assert known.received_at == START + timedelta(hours=1)
    assert len(story.session.history) == 3  # the old one stays in the history


def test_the_last_word_on_an_entry_wins_however_it_refers() -> None:
    story = Story()
    bag = story.receive(label(rate_ml_per_h=Decimal(50)))
    wrong = story.entries[-1].header.seq

    def again(rate: int, supersedes: int) -> int:
        right = label(rate_ml_per_h=Decimal(rate))
        body = BagReceived(bag=bag, label=right, place=Place.ROOM, celsius=None)
        return story.tell(body, supersedes=supersedes).header.seq

    second = again(6, wrong)
    assert story.session.bags[bag].label.rate_ml_per_h == 6
    again(7, second)  # a correction of the correction
    assert story.session.bags[bag].label.rate_ml_per_h == 7
    again(5, wrong)  # and of the first one once more
    assert story.session.bags[bag].label.rate_ml_per_h == 5
    assert story.folded() == story.session


def test_a_corrected_opening_changes_patient_and_first_order() -> None:
    story = Story()
    story.receive()
    corrected = opened(weight_kg=Decimal(71), ordered_dose_mcg_per_day=Decimal(9))
    story.tell(corrected, supersedes=story.entries[0].header.seq, happened_at=START)
    assert story.session.opened.weight_kg == 71
    assert story.session.ordered_dose(story.now).dose_mcg_per_day == 9
    assert len(story.session.bags) == 1
    assert story.session.seq == 2


@pytest.mark.parametrize("wrong", [0, 9, 11, 12, 99])
def test_a_correction_of_what_was_not_told_before_is_a_bug(wrong: int) -> None:
    story = Story()  # ward counter 10
    session = story.session
    entry = story.tell(stopped(), supersedes=wrong)  # ward counter 11
    with pytest.raises(BugError):
        apply(session, entry)
    assert session.seq == 0


def test_orders_hold_from_when_they_hold() -> None:
    story = Story()
    later = START + timedelta(days=7)
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(15),
            valid_from=later,
            ordered_by="Dr Other",
            by_telephone=False,
            read_back=False,
        )
    )
    session = story.session
    assert session.ordered_dose(START - timedelta(days=1)).dose_mcg_per_day == 28
    assert session.ordered_dose(later - timedelta(seconds=1)).dose_mcg_per_day == 28
    assert session.ordered_dose(later).dose_mcg_per_day == 15
    assert session.ordered_dose(later).ordered_by == "Dr Other"


def test_notes_are_signed_and_countersigned() -> None:
    (note,) = eventful().session.notes
    assert (note.signed_by, note.countersigned_by) == (NINA, CLARA)
    assert (note.document, note.countersigned_document) == ("aa", "bb")


def test_discarded_bags_leave_the_stock() -> None:
    story = Story()
    bag = story.receive()
    story.tell(BagDiscarded(bag=bag, reason="label torn"))
    assert story.session.stock == []
    assert story.session.bags[bag].discarded == "label torn"
