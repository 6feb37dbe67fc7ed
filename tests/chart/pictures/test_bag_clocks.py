"""The bag clock says what the protocol's answer says, and nothing of a bag that is discarded."""

from __future__ import annotations

from datetime import UTC, timedelta
from decimal import Decimal

from nursedesk.chart.pictures.bag_clocks import (
    CHANGE_BY,
    EMPTY,
    HANG_BY,
    USE_UNTIL,
    BagClock,
    BagClocks,
    bag_clocks,
)
from nursedesk.chart.session_entries import InfusionStopped
from nursedesk.chart.storage import ask_bag
from nursedesk.chart.terms import Place
from nursedesk.protocol.terms import BagVerdict
from tests.chart.builders import Story, label, protocol


def seen(story: Story) -> BagClocks:
    return bag_clocks(story.session, protocol(), story.now, UTC)


def at(line: BagClock, name: str) -> object:
    limit = line.limit(name)
    return limit.at if limit else None


def test_no_bag() -> None:
    found = seen(Story())
    assert found.lines == ()
    assert found.table.spoken == EMPTY
    assert found.status is None
    assert found.axis.holds(found.now)


def test_limits_are_those_of_the_protocols_answer() -> None:
    story = Story()
    story.change(story.receive(label("24h", prepared_at=story.now)))
    story.forward(hours=5)
    story.receive(label("24h", prepared_at=story.now), Place.REFRIGERATOR)
    hanging, stocked = seen(story).lines
    bags = list(story.session.bags.values())
    first, second = (ask_bag(protocol(), bag, story.now) for bag in bags)
    assert (hanging.hangs, stocked.hangs) == (True, False)
    assert (at(hanging, CHANGE_BY), at(hanging, USE_UNTIL)) == (first.change_at, first.use_until)
    assert (at(hanging, HANG_BY), at(stocked, CHANGE_BY)) == (None, None)
    assert (at(stocked, HANG_BY), at(stocked, USE_UNTIL)) == (second.hang_by, second.use_until)
    assert "as if taken out of the refrigerator now" in stocked.words
    assert set(first.citations) | set(second.citations) == set(seen(story).citations)


def test_the_axis_holds_now_and_every_limit_also_those_that_passed() -> None:
    story = Story()
    story.receive(label("48h", prepared_at=story.now))
    story.forward(hours=30)  # hang by has passed: it can only run short
    found = seen(story)
    (line,) = found.lines
    assert line.verdict is BagVerdict.HANG_SHORT
    assert line.words == "cannot run its full time: 30 h would stay undelivered"
    assert all(found.axis.holds(limit.at) for limit in line.limits)
    assert found.axis.holds(found.now)
    hang_by = line.limit(HANG_BY)
    assert hang_by is not None
    assert "overdue" in hang_by.words


def test_a_bag_to_discard_has_no_times() -> None:
    story = Story()
    story.receive(label("48h", prepared_at=story.now))
    story.forward(hours=50)
    (line,) = seen(story).lines
    assert (line.verdict, line.limits) == (BagVerdict.DISCARD, ())
    assert line.words == "discard"
    assert seen(story).table.rows[0][2:] == ("none", "none", "none")


def test_a_hanging_bag_that_must_come_down_says_so() -> None:
    story = Story()
    story.change(story.receive(label("48h", prepared_at=story.now)))
    story.forward(hours=49)
    (line,) = seen(story).lines
    assert line.words == "discard: it must come down"


def test_missing_facts_ask_pharmacy_and_invent_no_time() -> None:
    story = Story()
    story.receive(label("24h", prepared_at=None, use_by=None), Place.ROOM, celsius=Decimal(24))
    (line,) = seen(story).lines
    assert line.verdict is BagVerdict.ASK_PHARMACY
    assert line.words == "ask pharmacy"
    assert line.limits == ()
    assert seen(story).axis.ends - seen(story).axis.begins >= timedelta(hours=1)


def test_a_bag_that_hangs_while_the_infusion_stands_says_so() -> None:
    story = Story()
    story.change(story.receive(label("48h", prepared_at=story.now)))
    story.forward(hours=1)
    assert seen(story).lines[0].words == "hangs"
    story.tell(InfusionStopped(reason="Pump alarm", adverse_reaction=False))
    assert seen(story).lines[0].words == "hangs; the infusion stands"
