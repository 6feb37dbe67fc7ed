"""What is due of the hand-over, and that it never hides a limit of the infusion."""

from __future__ import annotations

import pytest

from nursedesk.chart.due import Due, Topic, board, due
from nursedesk.chart.due_item import DueState
from nursedesk.chart.handover import build
from nursedesk.chart.note_entries import HandoverReturned
from nursedesk.chart.session_entries import HandoverCountersigned
from nursedesk.clock import iso
from tests.chart.builders import CLARA, START, TOM, Story, label, protocol
from tests.chart.test_signed_note import COUNTERSIGNED, NEW, OLD, RECEIVED, RETURNED, signed, story


def handovers(told: Story) -> list[Due]:
    found = due(told.session, protocol(), told.now, told.zone)
    return [item for item in found if item.topic is Topic.HANDOVER]


def test_without_a_note_nothing_is_due_of_it() -> None:
    assert handovers(Story()) == []


def test_a_note_waits_for_its_receipt_and_then_for_nothing() -> None:
    told = story()
    (waits,) = handovers(told)
    assert (waits.what, waits.word) == ("Hand-over to receive", "not received yet")
    told.tell(COUNTERSIGNED, by=CLARA)
    assert handovers(told) == [waits]
    told.tell(RECEIVED, by=TOM)
    assert handovers(told) == []


def test_an_older_note_is_not_due_any_more() -> None:
    told = story()
    told.forward(hours=8)
    told.tell(signed(told, NEW), by=TOM)
    assert [item.at for item in handovers(told)] == [told.now]


def test_an_older_note_is_not_due_again_when_the_later_one_is_returned() -> None:
    told = story()
    told.tell(signed(told, NEW), by=TOM)
    told.tell(HandoverReturned(note=NEW, reason="No."), by=CLARA)
    assert [item.word for item in handovers(told)] == ["returned"]


def test_a_returned_note_asks_for_a_new_one_until_there_is_one() -> None:
    told = story()
    told.forward(minutes=5)
    told.tell(RETURNED, by=CLARA)
    (item,) = handovers(told)
    assert (item.what, item.word, item.at) == ("Hand-over to make anew", "returned", told.now)
    assert "The step dose is missing." in item.sentence
    told.tell(signed(told, NEW, replaces=OLD, why="x"), by=TOM)
    assert [item.what for item in handovers(told)] == ["Hand-over to receive"]


def test_a_later_note_of_its_own_leaves_the_returned_one_due() -> None:
    told = story()
    told.tell(RETURNED, by=CLARA)
    told.tell(signed(told, NEW), by=TOM)
    told.tell(HandoverCountersigned(note=NEW, document="c", signed="aa"), by=CLARA)
    assert {item.what for item in handovers(told)} == {
        "Hand-over to make anew",
        "Hand-over to receive",
    }


@pytest.mark.parametrize(("hour", "state"), [(10, DueState.DUE_SOON), (22, DueState.ON_TIME)])
def test_the_papers_never_hide_the_next_change(hour: int, state: DueState) -> None:
    told = Story()
    use_by = START.replace(hour=hour)
    plan = {"next": {"next_change_at": iso(use_by)}}
    told.change(told.receive(label("24h", use_by=use_by)), instead=plan)
    told.tell(signed(told))
    told.forward(minutes=30)
    (row,) = board([(told.session, protocol())], told.now, told.zone)
    assert row.next_due is not None
    assert (row.next_due.topic, row.next_due.state) == (Topic.BAG_CHANGE, state)
    assert Topic.HANDOVER in {item.topic for item in row.dues}


def test_no_note_lists_the_papers_among_its_actions() -> None:
    told = story()
    told.tell(RETURNED, by=CLARA)
    note = build(
        told.session,
        protocol(),
        note=NEW,
        now=told.now,
        zone=told.zone,
        period_from=START,
        author="Tom",
        names={},
        ward_name="W",
        demo=True,
    )
    labels = [row.label for section in note.sections for row in section.rows]
    assert "Hand-over to make anew" not in labels
    assert "Hand-over to receive" not in labels
