"""The end of a symptom check: a grade with its scale as a clinician stated it, and who was told."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from nursedesk.chart.field import Asks, Choice, Field, instant_of, number_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import our_own, plainly
from nursedesk.chart.walk import Context, Step
from nursedesk.chart.walks.change_facts import told_at
from nursedesk.chart.walks.label_action import label_action
from nursedesk.chart.walks.signs import CRS_SIGNS, NEUROLOGICAL_SIGNS, is_fever, present


class GradedOn(StrEnum):
    """The scale of a stated grade; a bare number is never recorded."""

    CTCAE_V4 = "ctcae-v4"
    CTCAE_V5 = "ctcae-v5"
    ASTCT_CRS = "astct-crs"
    ASTCT_ICANS = "astct-icans"
    NOT_GRADED = "not-graded"


SCALE_WORDS = {
    GradedOn.CTCAE_V4: "CTCAE version 4",
    GradedOn.CTCAE_V5: "CTCAE version 5",
    GradedOn.ASTCT_CRS: "ASTCT CRS (2019)",
    GradedOn.ASTCT_ICANS: "ASTCT ICANS (2019)",
    GradedOn.NOT_GRADED: "Not graded",
}
GRADED = {"crs": "Cytokine release syndrome", "neurological": "Neurological event"}
_ASTCT = {"crs": GradedOn.ASTCT_CRS, "neurological": GradedOn.ASTCT_ICANS}
_HIGHEST_GRADE = 5  # CTCAE; the ASTCT scales end at 4


def signs_present(context: Context) -> list[str]:
    """Every sign of this check that is present, in words; a fever measured counts."""
    found: list[str] = []
    for step, signs in (("crs-signs", CRS_SIGNS), ("neurological-signs", NEUROLOGICAL_SIGNS)):
        answered = context.walk.accepted.get(step)
        if answered is not None:
            found += present(signs, answered.answers)
    if is_fever(context, number_of(context.answer("vital-signs", "temperature_c"))):
        found.append("Fever measured")
    return list(dict.fromkeys(found))


def judge_grade(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """A grade has a scale, criteria and a clinician; signs that nobody graded are named."""
    found: list[Finding] = []
    graded = False
    for event, words in GRADED.items():
        scale = GradedOn(answers[f"{event}_scale"])
        parts = (answers.get(f"{event}_grade"), answers.get(f"{event}_criteria"))
        if scale is GradedOn.NOT_GRADED:
            if any(parts):
                sentence = f"{words}: a grade without its scale says nothing. Name the scale."
                found.append(our_own(Level.STOP, "scale-missing", sentence))
            continue
        graded = True
        if not all(parts):
            sentence = f"{words}: a grade needs its number and the criteria that were met."
            found.append(our_own(Level.STOP, "grade-incomplete", sentence))
        elif scale is not _ASTCT[event]:
            said = label_action(context, event, SCALE_WORDS[scale], int(answers[f"{event}_grade"]))
            found += [said] if said is not None else []
        if scale is _ASTCT[event]:
            sentence = (
                f"{words}: an ASTCT grade is not on the label's scale. It is recorded as it is "
                "and never converted; ask for the grade on the label's scale before acting on it."
            )
            found.append(our_own(Level.NOTE, "not-the-labels-scale", sentence))
    if graded and not answers.get("graded_by"):
        sentence = "A grade is stated by a clinician: enter who stated it."
        found.append(our_own(Level.STOP, "grader-missing", sentence))
    signs = signs_present(context)
    if signs and not graded:
        sentence = f"Present and not graded: {'; '.join(signs)}. Ask a clinician for the grade."
        found.append(our_own(Level.WARN, "signs-not-graded", sentence))
    return tuple(found)


def _scale_fields(event: str, words: str) -> tuple[Field, ...]:
    scales = (GradedOn.CTCAE_V4, GradedOn.CTCAE_V5, _ASTCT[event], GradedOn.NOT_GRADED)
    return (
        Field(
            name=f"{event}_scale",
            prompt=f"{words}: graded on which scale?",
            asks=Asks.CHOICE,
            choices=tuple(Choice(value=s.value, words=SCALE_WORDS[s]) for s in scales),
        ),
        Field(
            name=f"{event}_grade",
            prompt=f"{words}: grade stated",
            asks=Asks.CHOICE,
            choices=tuple(
                Choice(value=str(g), words=f"Grade {g}") for g in range(_HIGHEST_GRADE + 1)
            ),
            optional=True,
            absent_words="Not graded",
        ),
        Field(
            name=f"{event}_criteria",
            prompt=f"{words}: which criteria were met?",
            asks=Asks.LINE,
            optional=True,
            absent_words="Not graded",
        ),
    )


GRADE = Step(
    id="grade",
    title="Grade, as a clinician stated it",
    why=(
        "The same number means different things on different scales: a grade is recorded with its "
        "scale, version and criteria, and only as a clinician stated it."
    ),
    fields=(
        *(field for event, words in GRADED.items() for field in _scale_fields(event, words)),
        Field(
            name="graded_by",
            prompt="Who stated the grade?",
            asks=Asks.LINE,
            optional=True,
            absent_words="Nobody graded",
        ),
    ),
    judge=judge_grade,
)


def judge_told(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """With a sign present somebody was told, at a time that has been."""
    told, at = answers.get("told"), instant_of(answers.get("told_at"))
    if told is None:
        signs = signs_present(context)
        if not signs:
            return ()
        sentence = f"Present: {'; '.join(signs)}. Tell the prescriber and enter who was told."
        return (our_own(Level.STOP, "nobody-told", sentence),)
    if at is None:
        return (plainly(Level.STOP, "told-time-missing", f"Enter when {told} was told."),)
    if at > told_at(context, "told"):
        sentence = "The time at which somebody was told lies in the future. Enter it again."
        return (plainly(Level.STOP, "in-the-future", sentence),)
    return ()


TOLD = Step(
    id="told",
    title="Who was told?",
    why="A sign that nobody hears of helps nobody. The prescriber decides.",
    fields=(
        Field(
            name="told",
            prompt="Who was told?",
            asks=Asks.LINE,
            optional=True,
            absent_words="Nobody: no sign is present",
        ),
        Field(
            name="told_at",
            prompt="When?",
            asks=Asks.INSTANT,
            optional=True,
            absent_words="Nobody was told",
        ),
        Field(
            name="decision",
            prompt="What was decided?",
            asks=Asks.LINE,
            optional=True,
            absent_words="Nothing was decided yet",
        ),
    ),
    judge=judge_told,
)
