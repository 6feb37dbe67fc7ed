"""ICE and CAPD: which of them, by age, their questions, and the handwriting sample."""

from __future__ import annotations

from collections.abc import Mapping

from nursedesk.chart.field import NO, YES, Asks, Choice, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_rule, cited, plainly
from nursedesk.chart.patient import age_months, today
from nursedesk.chart.scores import CAPD_FALLING, CAPD_RISING, OFTEN, ORIENTATION, TASKS, capd, ice
from nursedesk.chart.walk import Context, Step
from nursedesk.chart.walks.new_bag import YES_OR_NO
from nursedesk.protocol.care_terms import Arousal
from nursedesk.protocol.rules import Rule

SAMPLE_KEPT, SAMPLE_DRAWN = "kept", "drawn"


def old_enough_for_ice(context: Context) -> bool:
    """Whether the patient has the age from which ICE is asked."""
    born = context.session.opened.patient.born
    age = age_months(born, today(context.walk.begun_at, context.reading_zone))
    return age >= context.protocol.scales.icans.ice_from.value


def ice_applies(context: Context) -> bool:
    """ICE from its age on, unless development is delayed."""
    delayed = context.answer("development", "developmental_delay")
    return old_enough_for_ice(context) and delayed == NO


def capd_applies(context: Context) -> bool:
    """CAPD below the age of ICE, and with delayed development."""
    delayed = context.answer("development", "developmental_delay")
    return not old_enough_for_ice(context) or delayed == YES


def judge_ice(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The sum, as arithmetic."""
    sentence = f"{ice(answers).sentence}. A grade is stated by a clinician."
    return (by_rule(context.protocol, Level.NOTE, "ice-score", sentence, Rule.GRD_ICE),)


def judge_capd(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """The sum, as arithmetic."""
    sentence = f"{capd(answers).sentence}. A grade is stated by a clinician."
    return (by_rule(context.protocol, Level.NOTE, "capd-score", sentence, Rule.GRD_CAPD),)


def _ice_words(context: Context, step: Step) -> Step:
    return step.with_words(citations=cited(context.protocol, Rule.GRD_ICE))


def _capd_words(context: Context, step: Step) -> Step:
    return step.with_words(citations=cited(context.protocol, Rule.GRD_CAPD))


DEVELOPMENT = Step(
    id="development",
    title="Which questions suit this patient?",
    why="With a developmental delay the questions for small children (CAPD) are asked instead.",
    fields=(
        Field(
            name="developmental_delay",
            prompt="Is this patient's development delayed?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
    ),
    applies=old_enough_for_ice,
)
_AROUSAL = Field(
    name="arousal",
    prompt="What does it take to wake the patient?",
    asks=Asks.CHOICE,
    choices=(
        Choice(value=Arousal.SPONTANEOUS.value, words="Wakes by itself"),
        Choice(value=Arousal.VOICE.value, words="Wakes to a voice"),
        Choice(value=Arousal.TOUCH.value, words="Wakes to touch only"),
        Choice(
            value=Arousal.UNAROUSABLE.value,
            words="Cannot be woken, or only by strong repeated touch",
        ),
    ),
)
_ICE_PROMPTS = {
    "year": "Does the patient know the year?",
    "month": "Does the patient know the month?",
    "city": "Does the patient know the city?",
    "hospital": "Does the patient know the hospital?",
    "command": "Does the patient follow a simple command?",
    "sentence": "Can the patient write an ordinary sentence?",
    "count_back": "Can the patient count back from 100 by tens?",
}


def _right_or_wrong(name: str) -> Field:
    return Field(name=name, prompt=_ICE_PROMPTS[name], asks=Asks.YES_NO, choices=YES_OR_NO)


ICE = Step(
    id="ice",
    title="ICE questions",
    why="Ask every time in the same words. NurseDesk adds the points; it does not grade.",
    fields=(
        *(_right_or_wrong(name) for name in ORIENTATION),
        Field(
            name="objects",
            prompt="Of three objects you point at, how many does the patient name?",
            asks=Asks.CHOICE,
            choices=tuple(Choice(value=str(n), words=str(n)) for n in range(4)),
        ),
        *(_right_or_wrong(name) for name in TASKS),
        _AROUSAL,
    ),
    applies=ice_applies,
    judge=judge_ice,
    tailor=_ice_words,
)
_CAPD_PROMPTS = {
    "eye_contact": "Does the child make eye contact with the caregiver?",
    "purposeful": "Are the child's actions purposeful?",
    "aware": "Is the child aware of the surroundings?",
    "communicates": "Does the child communicate needs and wants?",
    "restless": "Is the child restless?",
    "inconsolable": "Is the child inconsolable?",
    "underactive": "Is the child underactive, moving very little while awake?",
    "slow_to_respond": "Does it take the child a long time to respond?",
}
CAPD = Step(
    id="capd",
    title="CAPD questions",
    why="From what you saw over this shift. NurseDesk adds the points; it does not grade.",
    fields=(
        *(
            Field(
                name=name,
                prompt=_CAPD_PROMPTS[name],
                asks=Asks.CHOICE,
                choices=tuple(Choice(value=often, words=often.capitalize()) for often in OFTEN),
            )
            for name in (*CAPD_FALLING, *CAPD_RISING)
        ),
        _AROUSAL,
    ),
    applies=capd_applies,
    judge=judge_capd,
    tailor=_capd_words,
)


def judge_handwriting(_context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """A sample on paper names the place where it is kept; a drawn one is there."""
    drawn = answers.get("sample") == SAMPLE_DRAWN
    if drawn and not answers.get("strokes"):
        sentence = "Draw the sentence in the field, or choose what else holds."
        return (plainly(Level.STOP, "sample-not-drawn", sentence),)
    if answers.get("strokes") and not drawn:
        sentence = "Something is drawn in the field. Choose “drawn”, or clear the field."
        return (plainly(Level.STOP, "sample-drawn-too", sentence),)
    if answers.get("sample") == SAMPLE_KEPT and not answers.get("kept_at"):
        sentence = "Enter where the paper sample is kept, so that the next shift can compare."
        return (plainly(Level.STOP, "sample-place-missing", sentence),)
    return ()


HANDWRITING = Step(
    id="handwriting",
    title="Handwriting sample",
    why=(
        "The same sentence each time, beside the earlier ones: drawn here with finger, pen or "
        "mouse, or on paper, whose place is recorded."
    ),
    fields=(
        Field(
            name="sample",
            prompt="Was a handwriting sample taken?",
            asks=Asks.CHOICE,
            choices=(
                Choice(value=SAMPLE_DRAWN, words="Yes, drawn on this screen"),
                Choice(value=SAMPLE_KEPT, words="Yes, on paper"),
                Choice(value="could-not-write", words="The patient could not write this time"),
                Choice(value="too-young", words="Too young or never able to write"),
                Choice(value="not-taken", words="Not taken"),
            ),
        ),
        Field(
            name="strokes",
            prompt="The sample, drawn here",
            asks=Asks.STROKES,
            optional=True,
            help=(
                "Draw with finger, pen or mouse; without a drawn sample leave it empty. With the "
                "keyboard choose “on paper” instead."
            ),
        ),
        Field(
            name="kept_at",
            prompt="Where is the paper kept?",
            asks=Asks.LINE,
            optional=True,
            absent_words="No paper sample",
        ),
        Field(
            name="compared",
            prompt="Compared with the earlier samples",
            asks=Asks.CHOICE,
            choices=(
                Choice(value="same", words="Looks the same"),
                Choice(value="changed", words="Looks changed"),
                Choice(value="no-earlier", words="No earlier sample, or no sample now"),
            ),
        ),
    ),
    judge=judge_handwriting,
)
