"""Random corrections of random stories: refused in a sentence, or the whole of it still folds."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec import structs

from nursedesk.chart.corrected import corrections, mark_of, settled_readings, what_changed
from nursedesk.chart.correcting import Correction, asked_of, corrected_event, may_be_corrected
from nursedesk.chart.correction_check import Setting, effect
from nursedesk.chart.due import due
from nursedesk.chart.field import Asks, Field
from nursedesk.chart.infusion import infused_hours
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import BagMoved, InfusionStopped
from nursedesk.chart.terms import Place
from nursedesk.clock import iso
from nursedesk.errors import KnownError
from tests.chart.builders import CLARA, NINA, TOM, Story, protocol
from tests.chart.test_correcting import full_story

PICKS = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 40)), min_size=1, max_size=6)


def longer_story() -> Story:
    """Two changes, a stop and a restart by a new bag, and what `full_story` has."""
    story = full_story()
    story.prescriber = "Dr Invented"
    story.forward(hours=1)
    story.tell(InfusionStopped(reason="line", adverse_reaction=False))
    story.forward(minutes=30)
    spare = story.receive()
    story.forward(minutes=30)
    story.tell(BagMoved(bag=spare, place=Place.ROOM, celsius=Decimal(24)))
    return story


def typed(field: Field, story: Story, pick: int) -> str:
    """Something that can be typed or chosen for a field."""
    choices = [choice.value for choice in field.choices]
    match field.asks:
        case Asks.YES_NO:
            return ("yes", "no")[pick % 2]
        case Asks.CHOICE | Asks.SEVERAL:
            return choices[pick % len(choices)]
        case Asks.NUMBER | Asks.WHOLE:
            return str(pick + 1)
        case Asks.DATE:
            return f"19{60 + pick % 40}-01-01"
        case Asks.INSTANT:
            return iso(story.now + timedelta(minutes=10 * pick - 300))
        case _:
            return f"text {pick}"


@settings(max_examples=150, deadline=None)
@given(PICKS)
def test_a_correction_is_refused_or_folds(picks: list[tuple[int, int]]) -> None:
    story = longer_story()
    for which, pick in picks:
        session = story.session
        may = [one for one in session.history if may_be_corrected(session, one)]
        old = may[which % len(may)]
        fields = asked_of(session, old)
        field = fields[pick % len(fields)]
        asked = Correction(
            wrong=(field.name,),
            answers={field.name: typed(field, story, pick)},
            because="typed wrongly",
        )
        before = structs.asdict(story.folded())
        try:
            new = corrected_event(session, old, asked, by=NINA, now=story.now)
            found = effect(session, old, new, setting(story))
        except KnownError:
            event("refused")
            assert structs.asdict(session) == before
            continue
        event("by two" if found.two_people else "alone")
        if found.two_people and new.witness is not None:
            event("a blind reading")
            continue  # a told story has no witnesses; `test_correcting` folds one
        story.forward(minutes=1)
        story.tell(new.body, by=CLARA, happened_at=new.happened_at, supersedes=old.ward_seq)
        holds_together(story, session=story.session, starts=len(session.starts))


def setting(story: Story) -> Setting:
    return Setting(protocol=protocol(), now=story.now, zone=story.zone)


def holds_together(story: Story, session: PatientSession, starts: int) -> None:
    assert session == story.folded()
    assert len(session.starts) == starts
    assert sum(run.to is None for run in session.runs) <= 1
    for run in session.runs:
        assert run.to is None or run.to >= run.since
    for run, after in zip(session.runs, session.runs[1:], strict=False):
        assert run.to is not None
        assert run.to <= after.since
    assert infused_hours(session.runs, story.now) >= 0
    due(session, protocol(), story.now, story.zone)
    by = corrections(session)
    assert settled_readings(session)
    for told in session.history:
        mark_of(told, session, by)
        if told.supersedes is not None:
            old = next(one for one in session.history if one.ward_seq == told.supersedes)
            assert what_changed(session, old, told, story.zone)
    assert TOM in {walk.witnesses.get("pump") for walk in session.walks.values()}
