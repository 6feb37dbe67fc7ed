"""The engine of walks: blind readings, mismatches, what pharmacy can lift, what may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from nursedesk.chart.finding import (
    MAY_BE_USED,
    MUST_NOT_BE_USED,
    Finding,
    Level,
    blocking,
    by_weight,
)
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.chart.walk import Context, Step, Walk, current_step, open_findings, visible
from nursedesk.chart.walks import WALKS, walk_for
from tests.chart.builders import CLARA, NINA, TOM, Story, label, label_answers, protocol


def test_every_walk_is_found_and_its_steps_have_their_own_ids_and_fields() -> None:
    for kind, walk in WALKS.items():
        assert walk_for(kind) is walk
        ids = [step.id for step in walk.steps]
        assert len(ids) == len(set(ids))
        for step in walk.steps:
            names = [field.name for field in step.fields]
            assert len(names) == len(set(names)), step.id
            assert step.title
            assert step.why
            for field in step.fields:
                assert field.prompt
                said = field.absent_words or "leave it empty" in field.help
                assert not field.optional or said, (step.id, field.name)
    with pytest.raises(KeyError):
        walk_for(WalkKind.BAG_CHANGE).step("no-such-step")


def test_the_steps_of_a_bag_change_are_these() -> None:
    assert [step.id for step in walk_for(WalkKind.BAG_CHANGE).steps] == [
        "patient",
        "symptoms-before",
        "new-bag",
        "looks",
        "line",
        "pause",
        "pump",
        "start",
        "old-bag",
        "next",
    ]


def test_one_reading_alone_settles_nothing_and_is_shown_nowhere() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "new-bag")
    story.answer(walk, "new-bag", label_answers(label(prepared_at=story.now)))
    state = story.session.walks[walk]
    assert story.current(walk) == "new-bag"
    shown = visible(walk_for(state.kind), state)
    assert shown.awaits_second == ("new-bag",)
    assert [step.step for step in shown.steps] == ["patient", "symptoms-before"]
    assert "28" not in repr(shown.steps)


def test_the_first_person_cannot_be_the_second() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "new-bag")
    answers = label_answers(label(prepared_at=story.now))
    story.answer(walk, "new-bag", answers, by=NINA)
    story.answer(walk, "new-bag", answers, second=True, by=NINA)
    assert "new-bag" not in story.session.walks[walk].accepted
    story.answer(walk, "new-bag", answers, second=True, by=TOM)
    assert story.session.walks[walk].witnesses == {"new-bag": TOM}


def test_a_second_reading_without_a_first_settles_nothing() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "new-bag")
    story.answer(walk, "new-bag", label_answers(label()), second=True, by=TOM)
    assert story.current(walk) == "new-bag"
    assert story.session.walks[walk].accepted.keys() == {"patient", "symptoms-before"}


def misread(story: Story, walk: object, **wrong: str) -> None:
    right = label_answers(label(prepared_at=story.now))
    story.answer(walk, "new-bag", right)  # type: ignore[arg-type]
    story.answer(walk, "new-bag", right | wrong, second=True, by=TOM)  # type: ignore[arg-type]


def test_a_mismatch_names_the_fields_and_never_a_value() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "new-bag")
    misread(story, walk, dose_mcg_per_day="82.125", kind="96h")
    (finding,) = story.findings(walk, "new-bag")
    assert finding.code == "blind-mismatch"
    assert finding.level is Level.STOP
    assert "Dose on the label" in finding.sentence
    assert "How long this bag runs" in finding.sentence
    assert "Rate on the label" not in finding.sentence
    for value in ("82.125", "28", "96"):
        assert value not in finding.sentence
    shown = visible(walk_for(WalkKind.BAG_CHANGE), story.session.walks[walk])
    assert shown.misread == {"new-bag": ("dose_mcg_per_day", "kind")}
    assert "82.125" not in repr(shown)


def test_after_one_mismatch_both_read_again_and_go_on() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "new-bag")
    misread(story, walk, rate_ml_per_h="50")
    story.both(walk, "new-bag", label_answers(label(prepared_at=story.now)))
    assert story.current(walk) == "looks"
    assert not blocking(story.findings(walk, "new-bag"))


def test_after_the_second_mismatch_the_bag_is_set_aside_for_good() -> None:
    story = Story()
    bag = story.receive()
    walk = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(walk, "new-bag")
    misread(story, walk, rate_ml_per_h="50")
    misread(story, walk, kind="96h")
    assert story.codes(walk, "new-bag") == {"set-aside"}
    story.both(walk, "new-bag", label_answers(label(prepared_at=story.now)))
    story.pharmacy(walk, "new-bag", "set-aside")
    assert story.current(walk) == "new-bag"
    assert story.codes(walk, "new-bag") >= {"set-aside"}
    assert next(f for f in story.findings(walk, "new-bag") if f.code == "set-aside").final
    story.end(walk, WalkOutcome.SET_ASIDE, "read differently twice")
    assert story.session.bags[bag].set_aside
    assert not story.session.bags[bag].in_stock
    again = story.begin(WalkKind.BAG_CHANGE, bag)
    story.walk_on(again, "new-bag")
    story.both(again, "new-bag", label_answers(label(prepared_at=story.now)))
    assert "bag-not-in-stock" in story.codes(again, "new-bag")


def test_a_mismatch_about_the_plan_never_sets_the_running_bag_aside() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive())
    story.walk_on(walk, "next")
    for minutes in (1, 2, 3):
        at = story.now + timedelta(hours=1)
        other = at + timedelta(minutes=minutes)
        story.answer(walk, "next", {"next_change_at": at.isoformat()})
        story.answer(walk, "next", {"next_change_at": other.isoformat()}, second=True, by=TOM)
    assert story.codes(walk, "next") == {"blind-mismatch"}


def the_walk(finding: Finding, instruction: str | None) -> tuple[Story, Context, Walk]:
    story = Story()
    walk = story.begin(WalkKind.SYMPTOM_CHECK)

    def judge(_context: Context, _answers: Mapping[str, str]) -> tuple[Finding, ...]:
        return (finding,)

    vital_signs = walk_for(WalkKind.SYMPTOM_CHECK).step("vital-signs")
    step = Step(id="vital-signs", title="T", why="W", fields=vital_signs.fields, judge=judge)
    story.answer(walk, "vital-signs", {"oxygen": "none", "fever_masked": "no"})
    story.pharmacy(walk, "vital-signs", finding.code, instruction)
    context = story.context(walk)
    return story, context, Walk(kind=WalkKind.SYMPTOM_CHECK, title="T", steps=(step,))


@pytest.mark.parametrize(
    ("level", "final", "lifted_by", "instruction", "goes_on"),
    [
        (Level.NOTE, False, (), None, True),
        (Level.WARN, False, (), None, True),
        (Level.ASK_PHARMACY, False, (), MAY_BE_USED, True),
        (Level.ASK_PHARMACY, False, (), MUST_NOT_BE_USED, False),
        (Level.ASK_PHARMACY, False, (), None, False),
        (Level.ASK_PHARMACY, False, ("required",), "required", True),
        (Level.ASK_PHARMACY, False, ("prohibited",), "required", False),
        (Level.ASK_PHARMACY, False, ("prohibited",), MAY_BE_USED, False),
        (Level.ASK_PHARMACY, True, (), MAY_BE_USED, False),
        (Level.STOP, False, (), MAY_BE_USED, False),
        (Level.STOP, True, (), MAY_BE_USED, False),
    ],
)
def test_pharmacy_lifts_its_own_questions_and_no_stop(
    level: Level,
    final: bool,
    lifted_by: tuple[str, ...],
    instruction: str | None,
    goes_on: bool,
) -> None:
    finding = Finding(level=level, code="c", sentence="S", final=final, lifted_by=lifted_by)
    _story, context, walk = the_walk(finding, instruction)
    assert (current_step(walk, context) is None) is goes_on
    lifted = level is Level.ASK_PHARMACY and goes_on
    assert open_findings(walk.steps[0], context) == (() if lifted else (finding,))


def test_pharmacys_answer_counts_for_its_step_and_code_only() -> None:
    story = Story()
    walk = story.begin(WalkKind.BAG_CHANGE, story.receive(label(prepared_at=None)))
    story.walk_on(walk, "new-bag")
    story.both(walk, "new-bag", label_answers(label(prepared_at=None)))
    assert story.codes(walk, "new-bag") == {"preparation-time-missing"}
    story.pharmacy(walk, "line", "preparation-time-missing")
    story.pharmacy(walk, "new-bag", "place-unknown")
    assert story.codes(walk, "new-bag") == {"preparation-time-missing"}
    story.pharmacy(walk, "new-bag", "preparation-time-missing")
    assert story.current(walk) == "looks"
    answer = story.session.walks[walk].pharmacy[("new-bag", "preparation-time-missing")]
    assert (answer.pharmacist, answer.author) == ("P. Invented", CLARA)


def test_findings_are_weighed() -> None:
    found = tuple(Finding(level=level, code=level.value, sentence="") for level in Level)
    final = Finding(level=Level.STOP, code="discard", sentence="", final=True)
    assert by_weight((*reversed(found), final)) == (final, *found)
    assert [f.code for f in blocking(found)] == ["stop", "ask-pharmacy"]


def test_the_offset_of_the_last_author_stands_in_for_a_missing_zone() -> None:
    from zoneinfo import ZoneInfo

    story = Story(zone=ZoneInfo("America/New_York"))
    walk = story.begin(WalkKind.SYMPTOM_CHECK)
    session = story.session
    context = Context(session=session, walk=session.walks[walk], protocol=protocol(), now=story.now)
    assert context.reading_zone.utcoffset(None) == timedelta(hours=-5)
