"""Both sides of every limit, to the second, on ordinary days and on clock-change nights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from nursedesk.chart.cycle import cycle, infusion_day
from nursedesk.chart.finding import Level, blocking
from nursedesk.chart.infusion import infused_hours
from nursedesk.chart.session_entries import BagMoved, DoseOrdered, InfusionStopped
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import iso
from nursedesk.protocol.terms import Indication, Kind, Status
from tests.chart.builders import START, Story, label, opened, protocol

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)

# An instant an hour before the clock changes in the night: spring forward, fall back.
NIGHTS = [
    ("Europe/Berlin", datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 0, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 3, 8, 6, 0, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 5, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 14, 0, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 14, 30, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 4, 5, 2, 0, tzinfo=UTC)),
    ("America/Santiago", datetime(2026, 9, 6, 3, 0, tzinfo=UTC)),
]
ORDINARY = ("UTC", START + timedelta(days=5))


def at_start_after(
    off: timedelta,
    *,
    night: tuple[str, datetime] = ORDINARY,
    reaction: bool = False,
    facts: dict[str, object] | None = None,
) -> tuple[Story, UUID]:
    """A bag that ran 20 h, was stopped, and after `off` a new one is answered up to its start."""
    zone, stop = night
    story = Story(opened(**(facts or {})), at=stop - timedelta(hours=20), zone=ZoneInfo(zone))
    story.change()
    story.now = stop
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=reaction))
    story.now = stop + off
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(prepared_at=story.now)))
    story.walk_on(walk, "start")
    return story, walk


@pytest.mark.parametrize("night", [ORDINARY, *NIGHTS], ids=lambda n: f"{n[0]} {n[1]:%d-%b}")
@pytest.mark.parametrize(
    ("off", "rules"), [(4 * HOUR - SECOND, False), (4 * HOUR, True), (4 * HOUR + SECOND, True)]
)
def test_four_hours_off_are_four_hours_on_any_night(
    off: timedelta, rules: bool, night: tuple[str, datetime]
) -> None:
    story, walk = at_start_after(off, night=night)
    assert cycle(story.session, protocol(), story.now).restart_rules is rules
    assert ("restart-rules" in story.codes(walk, "pump")) is rules
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert ("restart-rules" in {f.code for f in blocking(story.findings(walk, "start"))}) is rules
    assert (story.current(walk) == "start") is rules


def test_a_wall_clock_would_have_missed_the_four_hours() -> None:
    """From 00:30 to 04:00 on the wall is 4 h 30 when the clock goes back."""
    berlin = ZoneInfo("Europe/Berlin")
    stop = datetime(2026, 10, 25, 0, 30, tzinfo=berlin)
    back = datetime(2026, 10, 25, 4, 0, tzinfo=berlin)
    assert back - stop == timedelta(hours=3, minutes=30)  # Python's trap
    night = ("Europe/Berlin", stop.astimezone(UTC))
    _story, walk = at_start_after(back.astimezone(UTC) - stop.astimezone(UTC), night=night)
    (finding,) = [f for f in _story.findings(walk, "pump") if f.code == "restart-rules"]
    assert "Off for 4 h 30 min" in finding.sentence


@pytest.mark.parametrize(("off", "warned"), [(3 * HOUR - SECOND, False), (3 * HOUR, True)])
def test_the_warning_before_the_four_hours(off: timedelta, warned: bool) -> None:
    story, walk = at_start_after(off)
    found = [f for f in story.findings(walk, "pump") if f.code == "restart-rules-soon"]
    assert bool(found) is warned
    assert all(f.status is Status.DECISION and f.level is Level.WARN for f in found)


def test_a_named_prescriber_lets_a_long_stop_go_on_and_is_said() -> None:
    story, walk = at_start_after(5 * HOUR)
    step = story.step(walk)
    assert step is not None
    assert not next(f for f in step.fields if f.name == "restart_ordered_by").optional
    story.answer(
        walk, "start", {"started_at": iso(story.now), "restart_ordered_by": "Dr Lee, 13:00"}
    )
    assert story.current(walk) == "old-bag"
    (rules,) = [f for f in story.findings(walk, "start") if f.code == "restart-rules"]
    assert rules.level is Level.WARN
    assert "Dr Lee, 13:00" in rules.sentence


@pytest.mark.parametrize(
    ("facts", "premedication", "supervision"),
    [
        ({}, "not stated", "in hospital"),
        ({"indication": Indication.RELAPSED_REFRACTORY, "cycle": 3}, "dexamethasone 20 mg", "by a"),
    ],
)
def test_restart_rules_say_what_the_protocol_says_for_this_patient(
    facts: dict[str, object], premedication: str, supervision: str
) -> None:
    story, walk = at_start_after(5 * HOUR, facts=facts)
    (rules,) = [f for f in story.findings(walk, "pump") if f.code == "restart-rules"]
    assert f"Premedication: {premedication}" in rules.sentence
    assert f"Supervision: {supervision}" in rules.sentence
    assert set(rules.citations) <= set(protocol().citations)


@pytest.mark.parametrize(
    ("off", "too_long"),
    [
        (timedelta(days=7) - SECOND, False),
        (timedelta(days=7), False),
        (timedelta(days=7) + SECOND, True),
    ],
)
@pytest.mark.parametrize("reaction", [True, False])
def test_seven_days_off_to_the_second(off: timedelta, too_long: bool, reaction: bool) -> None:
    story, walk = at_start_after(off, reaction=reaction)
    stands = cycle(story.session, protocol(), story.now)
    assert stands.beyond_same_cycle is too_long
    assert (stands.remaining_hours is None) is too_long
    story.answer(walk, "start", {"started_at": iso(story.now)})
    found = {f.code: f for f in story.findings(walk, "start")}
    assert ("off-too-long-for-this-cycle" in found) is too_long
    assert ("restart-after-reaction" in found) is reaction
    if too_long:
        said = found["off-too-long-for-this-cycle"].sentence
        assert ("new cycle is started" in said) is reaction
        assert ("not stated" in said) or reaction


@pytest.mark.parametrize("reaction", [True, False])
def test_after_a_reaction_even_a_short_stop_needs_an_order(reaction: bool) -> None:
    story, walk = at_start_after(HOUR, reaction=reaction)
    story.answer(walk, "start", {"started_at": iso(story.now)})
    assert (story.current(walk) == "start") is reaction


@pytest.mark.parametrize("kind", list(Kind))
def test_room_time_of_each_kind_to_the_second(kind: Kind) -> None:
    limit = timedelta(hours=float(protocol().bags[kind].room_limit.hours))
    for late, discards in ((-SECOND, False), (timedelta(0), True), (SECOND, True)):
        story = Story()
        bag = story.receive(label(kind), Place.REFRIGERATOR)
        story.forward(hours=1)
        story.tell(BagMoved(bag=bag, place=Place.ROOM, celsius=None))
        story.now += limit + late
        walk = story.begin(WalkKind.BAG_CHANGE, bag)
        story.walk_on(walk, "new-bag")
        story.both(walk, "new-bag", story.good_answers(walk)["new-bag"])
        finals = {f.code for f in story.findings(walk, "new-bag") if f.final}
        assert finals == ({"expired-room"} if discards else set())


@pytest.mark.parametrize("kind", list(Kind))
def test_hang_by_of_each_kind_to_the_second(kind: Kind) -> None:
    values = protocol().bags[kind]
    slack = timedelta(hours=float(values.room_limit.hours - values.duration.hours))
    for late, code in ((timedelta(0), "hang-by"), (SECOND, "cannot-run-full-time")):
        story = Story()
        bag = story.receive(label(kind))
        story.now += slack + late
        walk = story.begin(WalkKind.BAG_CHANGE, bag)
        story.walk_on(walk, "looks")
        assert code in story.codes(walk, "new-bag")


def test_an_hour_late_says_the_hours_that_stay_undelivered() -> None:
    story = Story(at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    bag = story.receive(label("48h"), Place.REFRIGERATOR)
    story.now = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    story.tell(BagMoved(bag=bag, place=Place.ROOM, celsius=None))
    story.now = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "looks")
    (short,) = story.findings(walk, "new-bag")
    assert short.level is Level.WARN
    assert "Hang by was Wed 04-Mar 09:00." in short.sentence
    assert "Fri 06-Mar 09:00" in short.sentence
    assert "1 h of drug stay undelivered" in short.sentence


@pytest.mark.parametrize(
    ("late", "stops"), [(-SECOND, False), (timedelta(0), True), (SECOND, True)]
)
def test_storage_is_judged_again_at_the_start(late: timedelta, stops: bool) -> None:
    story = Story()
    walk = story.begin(
        WalkKind.BAG_CHANGE, story.receive(label("24h", use_by=START + timedelta(hours=30)))
    )
    story.forward(hours=29)
    story.walk_on(walk, "start")
    started = START + timedelta(hours=30) + late
    story.now = started
    if stops:
        # Time went by before anybody pressed start: the label step stops the walk by itself ...
        assert story.current(walk) == "new-bag"
    # ... and who has started it all the same is told to take it down.
    story.answer(walk, "start", {"started_at": iso(started)})
    finals = {f.code for f in story.findings(walk, "start") if f.final}
    assert finals == ({"label-use-by-passed"} if stops else set())


@pytest.mark.parametrize("night", [ORDINARY, *NIGHTS], ids=lambda n: f"{n[0]} {n[1]:%d-%b}")
def test_infused_hours_and_day_are_exact_over_any_night(night: tuple[str, datetime]) -> None:
    zone, at = night
    story = Story(at=at - timedelta(hours=12), zone=ZoneInfo(zone))
    story.change(story.receive(label("7d", prepared_at=story.now)))
    for after, hours, day in (
        (timedelta(hours=24) - SECOND, Decimal(24) - Decimal(1) / 3600, 1),
        (timedelta(hours=24), Decimal(24), 2),
        (timedelta(hours=48) + SECOND, Decimal(48) + Decimal(1) / 3600, 3),
    ):
        now = at - timedelta(hours=12) + after
        infused = infused_hours(story.session.runs, now)
        assert abs(infused - hours) < Decimal("1e-20")
        assert infusion_day(infused) == day
        assert cycle(story.session, protocol(), now).day == day


def test_the_day_is_that_of_summed_infused_hours() -> None:
    story = Story()
    story.prescriber = "Dr Invented"
    story.change()
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=30)
    story.change()
    story.forward(hours=13, minutes=59, seconds=59)
    assert cycle(story.session, protocol(), story.now).day == 1
    story.forward(seconds=1)
    stands = cycle(story.session, protocol(), story.now)
    assert (stands.infused_hours, stands.day) == (Decimal(24), 2)
    assert stands.remaining_hours == 648


def rr_story(**facts: object) -> Story:
    """Relapsed or refractory, cycle 1, 9 mcg a day, 7 day bag hung at START."""
    low = {
        "indication": Indication.RELAPSED_REFRACTORY,
        "ordered_dose_mcg_per_day": Decimal(9),
    }
    story = Story(opened(**(low | facts)))
    story.prescriber = "Dr Invented"
    story.change(story.receive(label("7d", dose_mcg_per_day=Decimal(9))))
    return story


def test_the_step_is_due_by_infused_hours() -> None:
    story = rr_story()
    assert cycle(story.session, protocol(), story.now).step_at == START + timedelta(hours=168)
    story.forward(hours=100)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    assert cycle(story.session, protocol(), story.now).step_at is None  # it moves while it stands
    story.forward(hours=3)
    story.change(story.receive(label("48h", dose_mcg_per_day=Decimal(9), prepared_at=story.now)))
    assert cycle(story.session, protocol(), story.now).step_at == START + timedelta(hours=171)
    story.forward(hours=80)
    late = cycle(story.session, protocol(), story.now)
    assert late.step_at == START + timedelta(hours=171)  # past, and still waiting
    assert late.step_dose is not None
    assert late.step_dose.dose_mcg_per_day == 28


@pytest.mark.parametrize("day", [2, 3, 5, 7])
def test_after_a_restart_for_a_reaction_the_step_is_the_later_of_both(day: int) -> None:
    story = rr_story()
    story.forward(days=day - 1)
    story.tell(InfusionStopped(reason="CRS", adverse_reaction=True))
    story.forward(days=1)
    bag = story.receive(label("48h", dose_mcg_per_day=Decimal(9), prepared_at=story.now))
    story.change(bag)
    assert cycle(story.session, protocol(), story.now).step_at == story.now + timedelta(days=7)


def test_a_low_dose_that_needs_no_step_has_none() -> None:
    story = Story(opened(ordered_dose_mcg_per_day=Decimal(15)))
    story.change(story.receive(label(dose_mcg_per_day=Decimal(15))))
    assert cycle(story.session, protocol(), story.now).step_at is None


@pytest.mark.parametrize(
    ("planned", "stops"), [(timedelta(0), False), (SECOND, True), (-HOUR, False)]
)
def test_no_bag_is_planned_over_the_step_dose(planned: timedelta, stops: bool) -> None:
    story = rr_story()
    story.forward(hours=150)
    of = label("48h", dose_mcg_per_day=Decimal(9), prepared_at=story.now)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(of))
    story.walk_on(walk, "next")
    step_at = START + timedelta(hours=168)
    story.both(walk, "next", {"next_change_at": iso(step_at + planned)})
    assert ("runs-over-step-dose" in story.codes(walk, "next")) is stops


def test_the_step_bag_needs_its_order() -> None:
    story = rr_story()
    story.forward(hours=168)
    of = label("48h", prepared_at=story.now)  # 28 mcg a day
    bag = story.receive(of)
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "new-bag")
    story.both(walk, "new-bag", story.good_answers(walk)["new-bag"])
    assert "dose-differs-from-order" in story.codes(walk, "new-bag")
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(28),
            valid_from=story.now,
            ordered_by="Dr Invented",
            by_telephone=False,
            read_back=False,
        )
    )
    assert story.current(walk) == "looks"
    assert not {f.code for f in story.findings(walk, "new-bag")} & {"order-differs-from-protocol"}


@pytest.mark.parametrize(("late", "complete"), [(-SECOND, False), (timedelta(0), True)])
def test_the_cycle_ends_at_672_infused_hours(late: timedelta, complete: bool) -> None:
    story = Story()
    story.change(story.receive(label("7d")))
    now = START + timedelta(hours=672) + late
    stands = cycle(story.session, protocol(), now)
    assert stands.complete is complete
    assert stands.ends_at == START + timedelta(hours=672)
    assert stands.day == (29 if complete else 28)


def test_after_a_gap_of_more_than_seven_days_nothing_is_promised() -> None:
    story = Story()
    story.prescriber = "Dr Invented"
    story.change()
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="holiday", adverse_reaction=False))
    story.forward(days=8)
    story.change()
    story.forward(hours=1)
    story.tell(InfusionStopped(reason="occlusion", adverse_reaction=False))
    story.forward(hours=4)
    stands = cycle(story.session, protocol(), story.now)
    assert stands.remaining_hours is None
    assert stands.ends_at is None
    assert stands.infused_hours == 11
    assert stands.restart_rules  # the last gap is still judged
    assert not stands.beyond_same_cycle
