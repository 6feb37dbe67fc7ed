"""Random stories: both ways of folding agree; random walks never start past a stop."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from hypothesis import event, given, settings
from hypothesis import strategies as st

from nursedesk.chart.finding import blocking
from nursedesk.chart.session_entries import BagMoved, InfusionStopped
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.chart.walk import Step, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.clock import iso
from nursedesk.protocol.terms import Kind
from tests.chart.builders import TOM, Story, label


def stopped(reason: str = "occlusion") -> InfusionStopped:
    return InfusionStopped(reason=reason, adverse_reaction=False)


MOVES = st.lists(st.tuples(st.sampled_from("RMSCW"), st.integers(0, 90)), min_size=1, max_size=12)


@given(MOVES)
def test_any_story_folds_alike_both_ways_and_no_two_bags_run(
    moves: list[tuple[str, int]],
) -> None:
    story = Story()
    story.prescriber = "Dr Invented"
    bags: list[UUID] = []
    for move, minutes in moves:
        story.forward(minutes=minutes)
        late = story.now - timedelta(minutes=minutes // 2)
        if move == "R":
            bags.append(story.receive(label(Kind.H24, prepared_at=story.now)))
        elif move == "M" and bags:
            moved = BagMoved(bag=bags[-1], place=Place.ROOM, celsius=None)
            story.tell(moved, happened_at=late)
        elif move == "S":
            story.tell(stopped(), happened_at=late)
        elif move == "C" and isinstance(story.entries[-1].body, InfusionStopped):
            story.tell(stopped("corrected"), supersedes=story.entries[-1].header.seq)
        else:
            new = story.receive(label(Kind.H24, prepared_at=story.now))
            walk = story.begin(WalkKind.BAG_CHANGE, new)
            story.walk_on(walk, "next")
            story.end(walk, WalkOutcome.ABANDONED, "for the test")
    session = story.session
    assert session == story.folded()
    assert sum(run.to is None for run in session.runs) <= 1
    assert sum(b.hung_at is not None and b.down_at is None for b in session.bags.values()) <= 1
    for run in session.runs:
        assert run.to is None or run.to >= run.since
    for before, after in zip(session.runs, session.runs[1:], strict=False):
        assert before.to is not None
        assert before.to <= after.since


CHOICES = st.sampled_from(["good", "good", "good", "wrong", "mismatch", "pharmacy", "wait"])


def wrong(story: Story, walk: UUID, step: Step, pick: int) -> Mapping[str, str]:
    """Good answers with one of them turned into another possible one."""
    answers = dict(story.good_answers(walk)[step.id])
    field = step.fields[pick % len(step.fields)]
    others = [c.value for c in field.choices if c.value != answers.get(field.name)]
    if others:
        answers[field.name] = others[pick % len(others)]
    elif field.asks.value == "number":
        answers[field.name] = str(pick)
    elif field.asks.value == "instant":
        answers[field.name] = iso(story.now + timedelta(hours=pick - 4))
    elif field.asks.value == "identifier":
        answers[field.name] = f"B-{pick}"
    elif field.asks.value == "date":
        answers[field.name] = "1990-01-01"
    else:
        answers[field.name] = "Dr Invented"
    return answers


def act(story: Story, walk: UUID, step: Step, choice: str, pick: int) -> None:
    blind = step.who.value == "two-blind"
    good = story.good_answers(walk)[step.id]
    if choice == "wait":
        story.forward(hours=pick)
    elif choice == "pharmacy":
        for finding in story.findings(walk, step.id):
            story.pharmacy(walk, step.id, finding.code, ("required", "prohibited", None)[pick % 3])
    elif choice == "mismatch" and blind:
        story.answer(walk, step.id, good)
        story.answer(walk, step.id, wrong(story, walk, step, pick), second=True, by=TOM)
    else:
        answers = wrong(story, walk, step, pick) if choice == "wrong" else good
        story.both(walk, step.id, answers) if blind else story.answer(walk, step.id, answers)


def assert_nothing_open(story: Story, walk: UUID, before: str | None = None) -> None:
    """Every step (up to `before`) is accepted, and nothing in it blocks the way."""
    context = story.context(walk)
    for step in walk_for(WalkKind.BAG_CHANGE).steps:
        if step.id == before:
            return
        if step.applies(context):
            assert step.id in context.walk.accepted
            assert not blocking(open_findings(step, context)), step.id


@settings(max_examples=300)
@given(
    st.sampled_from(Kind),
    st.booleans(),
    st.lists(st.tuples(CHOICES, st.integers(0, 9)), min_size=8, max_size=40),
)
def test_no_walk_starts_a_bag_past_an_open_stop(
    kind: Kind, another: bool, acts: list[tuple[str, int]]
) -> None:
    story = Story()
    if another:
        story.change()
        story.forward(hours=5)
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(kind, prepared_at=story.now)))
    for choice, pick in acts:
        step = story.step(walk)
        if step is None:
            break
        if walk in story.session.starts:
            assert step.id in ("start", "old-bag", "next")
        elif step.id == "start":
            assert_nothing_open(story, walk, "start")
        act(story, walk, step, choice, pick)
        if walk in story.session.starts:
            event(f"started a {kind} bag")
            assert_nothing_open(story, walk, "start")
    if story.step(walk) is None:
        event("completed")
        assert_nothing_open(story, walk)
    assert story.session == story.folded()
