"""What may be corrected, what it would change, and what can never be."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from msgspec import structs

from nursedesk.chart.correcting import (
    Correction,
    asked_of,
    corrected_body,
    corrected_event,
    may_be_corrected,
    recorded_in,
)
from nursedesk.chart.correction_check import Effect, Setting, effect
from nursedesk.chart.folding import retold
from nursedesk.chart.labels import label_findings
from nursedesk.chart.medicine_entries import MedicineGiven, Purpose
from nursedesk.chart.session import Event
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    InfusionStopped,
    SessionClosed,
    WalkStep,
)
from nursedesk.chart.terms import Ending, Happening, Place, WalkKind, kind_of
from nursedesk.clock import iso
from nursedesk.errors import KnownError, Refused
from tests.chart.builders import NINA, START, TOM, Story, label, protocol

FROM_PREPARATION = {"place": Place.REFRIGERATOR, "kept_before": Place.REFRIGERATOR}


def find(story: Story, kind: type, *, last: bool = False) -> Event:
    found = [event for event in story.session.history if isinstance(event.body, kind)]
    return found[-1] if last else found[0]


def step(story: Story, name: str, *, second: bool = False) -> Event:
    return next(
        event
        for event in story.session.history
        if isinstance(event.body, WalkStep)
        and (event.body.step, event.body.second) == (name, second)
    )


def anew(story: Story, old: Event, **answers: str) -> Event:
    """The event of a correction of these answers."""
    asked = Correction(wrong=tuple(answers), answers=answers, because="typed wrongly")
    return corrected_event(story.session, old, asked, by=NINA, now=story.now)


def setting(story: Story) -> Setting:
    return Setting(protocol=protocol(), now=story.now, zone=story.zone)


def looked_at(story: Story, old: Event, **answers: str) -> Effect:
    return effect(story.session, old, anew(story, old, **answers), setting(story))


def told(effect_: Effect) -> dict[str, tuple[str, str]]:
    return {one.what: (one.before, one.after) for one in effect_.differences}


def full_story() -> Story:
    """One of each that may be corrected."""
    story = Story()
    story.forward(hours=1)
    spare = story.receive(label(prepared_at=START), place=Place.REFRIGERATOR)
    story.change(minutes=1)
    story.forward(hours=2)
    story.tell(BagMoved(bag=spare, place=Place.ROOM, celsius=Decimal(24)))
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=True))
    story.tell(
        MedicineGiven(
            purpose=Purpose.CRS, substance="x", dose="1 mg", route="by mouth", ordered_by="Dr A"
        )
    )
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(9),
            valid_from=story.now,
            ordered_by="Dr A",
            by_telephone=True,
            read_back=True,
        )
    )
    story.tell(BagDiscarded(bag=spare, reason="leaks"))
    return story


def test_what_is_recorded_comes_back_as_it_was() -> None:
    story = full_story()
    session = story.session
    seen = set()
    for event in session.history:
        if not may_be_corrected(session, event):
            continue
        seen.add(kind_of(event.body))
        assert set(recorded_in(session, event)) <= {f.name for f in asked_of(session, event)}
        taken_over = Correction(wrong=(), answers={}, because="x")
        body, at = corrected_body(session, event, taken_over)
        assert isinstance(event.body, Happening)
        assert body == structs.replace(event.body, because="x")
        assert at == event.happened_at
    assert seen == {str(kind.__struct_config__.tag) for kind in Happening.__subclasses__()}


def test_what_is_never_corrected() -> None:
    story = full_story()
    never = {
        kind_of(event.body)
        for event in story.session.history
        if not may_be_corrected(story.session, event)
    }
    assert {"walk-begun", "walk-ended"} <= never
    assert not may_be_corrected(story.session, step(story, "patient"))
    assert not may_be_corrected(story.session, step(story, "pump", second=True))
    story.tell(SessionClosed(ending=Ending.STOPPED, note=None))
    assert not any(may_be_corrected(story.session, event) for event in story.session.history)


def test_a_step_is_corrected_once_its_walk_is_over_and_then_its_last_word() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, until="pump")
    assert not may_be_corrected(story.session, step(story, "line"))
    story.walk_on(walk)
    story.end(walk)
    old = step(story, "line")
    assert may_be_corrected(story.session, old)
    new = anew(story, old, bag_material="polyolefin")
    story.tell(new.body, supersedes=old.ward_seq)
    assert not may_be_corrected(story.session, old)
    assert may_be_corrected(story.session, story.session.history[-1])
    accepted = story.session.walks[walk].accepted["line"]
    assert accepted.answers["bag_material"] == "polyolefin"


def test_a_move_an_hour_earlier_ends_the_bag_earlier_and_one_person_says_so() -> None:
    story = Story()
    bag = story.receive(label(prepared_at=START), **FROM_PREPARATION)  # type: ignore[arg-type]
    story.forward(hours=5)
    story.tell(BagMoved(bag=bag, place=Place.ROOM, celsius=None))
    old = find(story, BagMoved)
    found = looked_at(story, old, at=iso(story.now - timedelta(hours=1)))
    before, after = told(found)["Bag 1"]
    assert "use until Wed 04-Mar 13:00" in before
    assert "use until Wed 04-Mar 12:00" in after
    assert not found.two_people


def test_a_move_half_an_hour_later_lets_it_hang_longer_and_takes_two() -> None:
    story = Story()
    bag = story.receive(label(prepared_at=START), **FROM_PREPARATION)  # type: ignore[arg-type]
    story.forward(hours=5)
    story.tell(BagMoved(bag=bag, place=Place.ROOM, celsius=None))
    story.forward(hours=1)
    old = find(story, BagMoved)
    found = looked_at(story, old, at=iso(old.happened_at + timedelta(minutes=30)))
    assert "cannot run its full time" in told(found)["Bag 1"][0]
    assert found.two_people


def test_what_lets_a_bag_be_used_again_takes_two() -> None:
    story = Story()
    bag = story.receive(label(prepared_at=START), **FROM_PREPARATION)  # type: ignore[arg-type]
    story.tell(BagMoved(bag=bag, place=Place.ROOM, celsius=None))
    story.forward(hours=50)
    found = looked_at(story, find(story, BagMoved), at=iso(story.now - timedelta(hours=10)))
    assert told(found)["Bag 1"][0].startswith("discard")
    assert found.two_people


def test_a_reaction_that_was_none_takes_two() -> None:
    story = Story()
    story.change()
    story.forward(hours=1)
    story.tell(InfusionStopped(reason="rash", adverse_reaction=True))
    stop = find(story, InfusionStopped)
    assert looked_at(story, stop, adverse="no").two_people
    assert not looked_at(story, stop, reason="alarm").two_people


def test_a_dose_ordered_wrongly_that_lets_a_bag_hang_takes_two() -> None:
    story = Story()
    story.receive()
    story.tell(
        DoseOrdered(
            dose_mcg_per_day=Decimal(9),
            valid_from=story.now,
            ordered_by="Dr A",
            by_telephone=False,
            read_back=False,
        )
    )
    assert looked_at(story, find(story, DoseOrdered), dose="28").two_people
    assert not looked_at(story, find(story, DoseOrdered), dose="8").two_people


def test_a_stop_an_hour_earlier_takes_an_hour_off() -> None:
    story = Story()
    story.change()
    story.forward(hours=10)
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=False))
    found = looked_at(story, find(story, InfusionStopped), at=iso(story.now - timedelta(hours=1)))
    before, after = told(found)["Infused so far"]
    assert (before, after) == ("10 h, infusion day 1", "9 h, infusion day 1")


def test_a_blind_reading_is_settled_in_one_entry_by_two() -> None:
    story = Story()
    walk = story.change()
    old = step(story, "pump")
    found = looked_at(story, old, volume_ml="241")
    assert found.two_people
    new = structs.replace(anew(story, old, volume_ml="241"), witness=TOM)
    after = retold(story.session, new)
    state = after.walks[walk]
    assert state.accepted["pump"].answers["volume_ml"] == "241"
    assert state.witnesses["pump"] == TOM
    assert not state.mismatches
    assert not state.pending
    assert after.running is not None


def shifted(story: Story, old: Event, name: str, at: datetime) -> None:
    looked_at(story, old, **{name: iso(at)})


@pytest.mark.parametrize("hours", [-3, 12])
def test_a_stop_never_leaves_the_run_that_it_ended(hours: int) -> None:
    story = Story()
    story.forward(hours=2)
    story.change()
    story.forward(hours=2)
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=False))
    story.forward(hours=1)
    story.change()
    story.forward(hours=20)
    stop = find(story, InfusionStopped)
    with pytest.raises(Refused, match="would not follow one another"):
        shifted(story, stop, "at", stop.happened_at + timedelta(hours=hours))
    assert looked_at(story, stop, at=iso(stop.happened_at + timedelta(minutes=30)))


def test_a_start_never_lies_before_its_pause_or_its_bag() -> None:
    story = Story()
    story.forward(hours=2)
    walk = story.change(minutes=1)
    start = step(story, "start")
    with pytest.raises(Refused, match="would not follow one another"):
        shifted(story, start, "started_at", START)
    with pytest.raises(Refused, match="would not follow one another"):
        shifted(story, start, "started_at", story.now + timedelta(hours=1))
    bag = story.session.walks[walk].bag
    assert isinstance(bag, UUID)
    with pytest.raises(Refused, match="would not follow one another"):
        shifted(story, find(story, BagReceived), "came_at", story.now)


def test_nothing_is_moved_before_it_came() -> None:
    story = Story()
    bag = story.receive()
    story.forward(hours=1)
    story.tell(BagMoved(bag=bag, place=Place.OTHER, celsius=None))
    story.forward(hours=1)
    with pytest.raises(Refused, match="Bag 1 came on"):
        shifted(story, find(story, BagReceived), "came_at", story.now)
    with pytest.raises(Refused, match="Bag 1 came on"):
        shifted(story, find(story, BagMoved), "at", START - timedelta(hours=1))


def test_the_future_and_nothing_new_are_refused() -> None:
    story = Story()
    story.change()
    story.forward(hours=1)
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=False))
    stop = find(story, InfusionStopped)
    with pytest.raises(Refused, match="lies in the future"):
        shifted(story, stop, "at", story.now + timedelta(minutes=1))
    with pytest.raises(Refused, match="says already"):
        looked_at(story, stop, reason="alarm")
    with pytest.raises(KnownError, match="no answer yet"):
        effect(
            story.session,
            stop,
            anew(story, stop, reason=""),
            setting(story),
        )


def test_a_hung_bags_label_takes_two_and_names_the_other_reading() -> None:
    story = Story()
    story.change()
    story.forward(hours=1)
    received = find(story, BagReceived)
    found = looked_at(story, received, rate="6")
    assert found.two_people
    assert "read-otherwise" in {finding.code for finding in found.findings}


def test_what_takes_a_stop_away_takes_two() -> None:
    story = Story()
    old = story.session.history[0]
    story.tell(
        structs.replace(story.session.opened, weight_kg=Decimal(44)), supersedes=old.ward_seq
    )
    now = story.session.history[-1]
    assert looked_at(story, now, weight_kg="70").two_people
    assert not looked_at(story, now, bed="12").two_people


def test_an_edited_session_shows_what_the_protocol_says_now() -> None:
    story = Story()
    found = looked_at(story, story.session.history[0], weight_kg="44")
    assert "fixed-dose-boundary" in {finding.code for finding in found.findings}
    with pytest.raises(Refused, match="date of birth lies in the future"):
        looked_at(story, story.session.history[0], born="2027-01-01")


def stopped_and_restarted(hours: float, *, reaction: bool = False) -> Story:
    story = Story()
    story.prescriber = "Dr Lee" if reaction else ""
    story.change()
    story.forward(hours=2)
    story.tell(InfusionStopped(reason="alarm", adverse_reaction=reaction))
    story.forward(hours=hours)
    story.change()
    story.forward(hours=1)
    return story


def test_a_reaction_that_was_none_takes_two_after_the_restart_too() -> None:
    story = stopped_and_restarted(1, reaction=True)
    found = looked_at(story, find(story, InfusionStopped), adverse="no")
    assert found.two_people
    assert told(found)["No step before"][1] == "-"


def test_a_shorter_stop_takes_two_and_a_longer_one_does_not() -> None:
    for ended in (False, True):
        story = stopped_and_restarted(3)
        if not ended:
            story.tell(InfusionStopped(reason="alarm", adverse_reaction=False))
            story.forward(hours=1)
        stop = find(story, InfusionStopped, last=True)
        later = looked_at(story, stop, at=iso(stop.happened_at + timedelta(minutes=30)))
        earlier = looked_at(story, stop, at=iso(stop.happened_at - timedelta(minutes=30)))
        assert (later.two_people, earlier.two_people) == (True, False)


@pytest.mark.parametrize(
    "answers",
    [
        {"identifier": "B-200"},
        {"born": "1988-03-04"},
        {"preservative_free_only": "yes"},
        {"weight_kg": "71"},
        {"cycle": "2"},
    ],
)
def test_who_is_treated_and_by_which_rules_takes_two(answers: dict[str, str]) -> None:
    story = Story()
    story.change()
    assert looked_at(story, story.session.history[0], **answers).two_people
    assert not looked_at(story, story.session.history[0], bed="12").two_people


def test_an_order_that_another_ones_time_replaces_is_named_and_takes_two() -> None:
    story = Story()
    for day, amount in ((3, 28), (6, 15)):
        body = DoseOrdered(
            dose_mcg_per_day=Decimal(amount),
            valid_from=story.now + timedelta(days=day),
            ordered_by="Dr A",
            by_telephone=False,
            read_back=False,
        )
        story.tell(body)
    last = find(story, DoseOrdered, last=True)
    found = looked_at(story, last, valid_from=iso(story.now + timedelta(days=2)))
    assert found.two_people
    (gone,) = [f.sentence for f in found.findings if f.code == "order-gone"]
    assert gone.startswith("The order of 28 mcg/day from")


def test_what_was_not_called_wrong_is_not_corrected() -> None:
    story = Story()
    story.receive()
    old = find(story, BagReceived)
    asked = Correction(wrong=("rate",), answers={"rate": "6", "dose": "9"}, because="x")
    with pytest.raises(KnownError, match="not called wrong"):
        corrected_body(story.session, old, asked)


def test_a_contraindication_learned_later_stops_every_bag() -> None:
    story = Story()
    old = story.session.history[0]
    bag = story.receive()
    body = structs.replace(story.session.opened, hypersensitivity=True)
    story.tell(body, supersedes=old.ward_seq)
    found = label_findings(story.session, protocol(), story.session.bags[bag].label, story.now)
    (stop,) = [finding for finding in found if finding.code == "contraindicated"]
    assert stop.final
    assert "Do not hang a bag" in stop.sentence
