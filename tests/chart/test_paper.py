"""The blank checklists ask what the screens ask, and name every source that a screen names."""

from __future__ import annotations

from uuid import UUID

import pytest

from nursedesk.chart.grounds import statement
from nursedesk.chart.paper import checklists
from nursedesk.chart.stopping import STOPPED
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Who
from nursedesk.chart.walks import walk_for
from nursedesk.protocol.rules import Rule
from tests.chart.builders import Story, protocol
from tests.chart.situations import first_bag, second_bag

CHANGE, SYMPTOMS, INTERRUPTION = checklists(protocol())
STEPS = [step.id for step in walk_for(WalkKind.BAG_CHANGE).steps]
OF = {WalkKind.BAG_CHANGE: CHANGE, WalkKind.SYMPTOM_CHECK: SYMPTOMS}


@pytest.mark.parametrize("kind", list(OF))
def test_every_question_of_a_walk_is_on_paper_in_its_order(kind: WalkKind) -> None:
    walk = walk_for(kind)

    assert [part.title for part in OF[kind].parts] == [step.title for step in walk.steps]
    assert [part.asks for part in OF[kind].parts] == [step.fields for step in walk.steps]
    assert [part.why for part in OF[kind].parts] == [step.why for step in walk.steps]


def test_what_two_people_enter_is_entered_twice() -> None:
    twice = [part.title for part in CHANGE.parts if part.twice]
    assert twice == ["Read the label of the new bag", "Read the pump", "Plan the next change"]


def lacking(story: Story, walk: UUID, upto: str | None = None) -> list[tuple[str, str]]:
    """Walks to a step's screen; the sources that the screens name on the way and paper does not."""
    found = []
    while (step := story.step(walk)) is not None and step.id != upto:
        part = next(part for part in CHANGE.parts if part.title == step.title)
        on_paper = " ".join(row.source for row in part.rules).replace(",", " ").split()
        found += [(step.id, cited) for cited in step.citations if cited not in on_paper]
        following = STEPS[STEPS.index(step.id) + 1 :]
        story.walk_on(walk, next((name for name in following if applies(story, walk, name)), None))
    return found


def applies(story: Story, walk: UUID, step: str) -> bool:
    return walk_for(WalkKind.BAG_CHANGE).step(step).applies(story.context(walk))


@pytest.mark.parametrize("kind", ["24h", "48h", "7d"])
def test_no_screen_of_a_bag_change_names_a_source_that_paper_does_not(kind: str) -> None:
    assert not lacking(*first_bag(kind))
    assert not lacking(*second_bag(kind))


@pytest.mark.parametrize("kind", ["72h", "96h"])
def test_nor_where_the_filter_is_a_question_to_pharmacy(kind: str) -> None:
    story, walk = first_bag(kind)
    assert not lacking(story, walk, "line")
    step = story.step(walk)
    assert step is not None
    (part,) = [part for part in CHANGE.parts if part.title == step.title]
    assert all(cited in str(part.rules) for cited in step.citations)


def test_every_rule_on_paper_names_its_source_and_what_it_rests_on() -> None:
    rows = [row for one in (CHANGE, SYMPTOMS, INTERRUPTION) for p in one.parts for row in p.rules]

    assert len(rows) > 20
    assert all(row.source and "(" in row.source for row in rows)


def test_an_interruption_asks_what_the_screens_ask_and_says_the_rules() -> None:
    stopped, *again = INTERRUPTION.parts

    assert stopped.asks == STOPPED
    said = " ".join(row.text for row in stopped.rules)
    assert statement(protocol(), Rule.INT_FOUR_HOURS) in said
    assert statement(protocol(), Rule.LINE_NO_FLUSH) in said
    restart = walk_for(WalkKind.RESTART).steps
    assert [(part.title, part.asks) for part in again] == [(s.title, s.fields) for s in restart]
    assert [part.twice for part in again] == [step.who is Who.TWO_BLIND for step in restart]
