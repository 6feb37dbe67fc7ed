"""Situations in which a bag change begins, and how a step of it is answered otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from nursedesk.chart.session_entries import BagDiscarded, BagMoved
from nursedesk.chart.terms import Place, WalkKind
from tests.chart.builders import GOOD_LINE, START, Story, label, label_answers, opened


def first_bag(kind: str = "48h", **changes: object) -> tuple[Story, UUID]:
    """A session whose first bag is about to be hung."""
    story = Story()
    return story, story.begin(WalkKind.BAG_CHANGE, story.receive(label(kind, **changes)))


def second_bag(
    kind: str = "48h", *, hours: float = 10, story: Story | None = None
) -> tuple[Story, UUID]:
    """A session in which a 48 h bag hangs and another is about to replace it."""
    story = story or Story()
    story.change()
    story.forward(hours=hours)
    return story, story.begin(
        WalkKind.BAG_CHANGE, story.receive(label(kind, prepared_at=story.now))
    )


Setup = Callable[[], tuple[Story, UUID]]
LABEL = label_answers(label())


def story_with(**facts: object) -> Setup:
    """A session opened with other facts, and its first bag."""

    def made() -> tuple[Story, UUID]:
        story = Story(opened(**facts))
        return story, story.begin(WalkKind.BAG_CHANGE, story.receive(label("7d")))

    return made


def bag_of(kind: str = "48h", **changes: object) -> Setup:
    return lambda: first_bag(kind, **changes)


def received(kind: str = "48h", **more: object) -> Setup:
    """A first bag received in a certain way."""

    def made() -> tuple[Story, UUID]:
        story = Story()
        bag = story.receive(label(kind), **more)  # type: ignore[arg-type]
        return story, story.begin(WalkKind.BAG_CHANGE, bag)

    return made


def moved(*stays: tuple[float, Place, str | None], kind: str = "48h") -> Setup:
    """A first bag, in the refrigerator at START, then moved (hours later, place, Celsius)."""

    def made() -> tuple[Story, UUID]:
        story = Story()
        bag = story.receive(label(kind), Place.REFRIGERATOR)
        for hours, place, celsius in stays:
            story.now = START + timedelta(hours=hours)
            read = None if celsius is None else Decimal(celsius)
            story.tell(BagMoved(bag=bag, place=place, celsius=read))
        return story, story.begin(WalkKind.BAG_CHANGE, bag)

    return made


def discarded() -> tuple[Story, UUID]:
    story = Story()
    bag = story.receive()
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.tell(BagDiscarded(bag=bag, reason="torn"))
    return story, walk


def kind_changed(**more: object) -> tuple[Story, UUID]:
    return second_bag("24h")


A_LINE = dict(GOOD_LINE)
SEVEN = A_LINE | {"filter": "none"}


def answer_otherwise(story: Story, walk: UUID, step: str, wrong: Mapping[str, str]) -> None:
    """Walks to the step and answers it, the good answers changed by the wrong ones."""
    story.walk_on(walk, step)
    asked = story.step(walk)
    assert asked is not None
    answers = dict(story.good_answers(walk)[step]) | dict(wrong)
    if asked.who.value == "two-blind":
        story.both(walk, step, answers)
    else:
        story.answer(walk, step, answers)
