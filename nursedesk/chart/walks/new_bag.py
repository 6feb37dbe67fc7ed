"""The new bag of a bag change: its label read blind by two people, its storage, its looks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from nursedesk.chart.dosing import MCG_PER_DAY, label_against_order
from nursedesk.chart.field import NO, YES, Asks, Choice, Field, instant_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import cited, our_own, plainly
from nursedesk.chart.labels import (
    KIND_WORDS,
    ML_PER_H,
    differing_from_received,
    label_findings,
)
from nursedesk.chart.session_entries import BagLabel
from nursedesk.chart.storage import ask, storage_findings
from nursedesk.chart.walk import Context, Step, Who
from nursedesk.chart.walks.change_facts import as_of, new_bag
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Kind

YES_OR_NO = (Choice(value=YES, words="Yes"), Choice(value=NO, words="No"))


def label_of(answers: Mapping[str, str]) -> BagLabel:
    """The label as two people read it."""
    return BagLabel(
        patient_identifier=answers["patient_identifier"],
        dose_mcg_per_day=Decimal(answers["dose_mcg_per_day"]),
        bag_kind=Kind(answers["kind"]),
        preservative=answers["preservative"] == YES,
        rate_ml_per_h=Decimal(answers["rate_ml_per_h"]),
        prepared_at=instant_of(answers.get("prepared_at")),
        use_by=instant_of(answers.get("use_by")),
    )


def judge_label(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Everything that can be wrong with the bag: whose, which, how much, how old."""
    label, bag, at = label_of(answers), new_bag(context), as_of(context, "new-bag")
    answer = ask(context.protocol, label, bag.stays, at)
    return (
        *_availability(context),
        *label_findings(context.session, context.protocol, label, at),
        *differing_from_received(label, bag.label),
        *label_against_order(context.session, context.protocol, label.dose_mcg_per_day, at),
        *storage_findings(context.protocol, answer, at, context.reading_zone),
    )


def _availability(context: Context) -> tuple[Finding, ...]:
    """A bag that was discarded, set aside or hung elsewhere does not hang."""
    bag = new_bag(context)
    hung_before = any(
        run.bag == bag.id and run.begun_by != context.walk.walk for run in context.session.runs
    )
    if bag.discarded is not None:
        gone = "was discarded"
    elif bag.set_aside:
        gone = "was set aside for pharmacy or the charge nurse"
    elif hung_before:
        gone = "has hung before"
    else:
        return ()
    sentence = f"By the record this bag (bag {bag.number}) {gone}. It must not be hung."
    return (plainly(Level.STOP, "bag-not-in-stock", sentence, final=True),)


def _cite_label(context: Context, step: Step) -> Step:
    citations = cited(
        context.protocol, Rule.STO_ROOM, Rule.STO_REFRIGERATED, Rule.STO_INFUSION_TIME
    )
    return step.with_words(citations=citations)


NEW_BAG = Step(
    id="new-bag",
    title="Read the label of the new bag",
    why=(
        "Two people read the label, each alone, and NurseDesk compares. The 72 h and the 96 h bag "
        "look alike to the pump: only the label tells them apart."
    ),
    who=Who.TWO_BLIND,
    fields=(
        Field(
            name="patient_identifier",
            prompt="Patient identifier on the label",
            asks=Asks.IDENTIFIER,
        ),
        Field(
            name="dose_mcg_per_day",
            prompt="Dose on the label",
            asks=Asks.NUMBER,
            unit=MCG_PER_DAY,
        ),
        Field(
            name="kind",
            prompt="How long this bag runs",
            asks=Asks.CHOICE,
            choices=tuple(Choice(value=k.value, words=w) for k, w in KIND_WORDS.items()),
            help="As printed on the label, not as planned.",
        ),
        Field(
            name="preservative",
            prompt="Does the label say with preservative (benzyl alcohol)?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(name="rate_ml_per_h", prompt="Rate on the label", asks=Asks.NUMBER, unit=ML_PER_H),
        Field(
            name="prepared_at",
            prompt="Prepared at",
            asks=Asks.INSTANT,
            optional=True,
            absent_words="Not printed on the label",
        ),
        Field(
            name="use_by",
            prompt="Use by",
            asks=Asks.INSTANT,
            optional=True,
            absent_words="Not printed on the label",
        ),
    ),
    judge=judge_label,
    tailor=_cite_label,
)

_LOOKS = {
    "particles": "particles or clouding in it",
    "leak": "a leak",
    "discoloured": "an unusual colour",
}


def judge_looks(_context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """A bag that does not look right does not hang."""
    return tuple(
        our_own(
            Level.STOP,
            code,
            f"This bag has {seen}. Do not hang it. Set it aside and call pharmacy.",
        )
        for code, seen in _LOOKS.items()
        if answers.get(code) != NO
    )


LOOKS = Step(
    id="looks",
    title="Look at the new bag",
    why="Hold it against the light. A bag with particles, a leak or a colour does not hang.",
    fields=(
        Field(
            name="particles",
            prompt="Do you see particles or clouding?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(name="leak", prompt="Does it leak?", asks=Asks.YES_NO, choices=YES_OR_NO),
        Field(
            name="discoloured",
            prompt="Is the solution coloured?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
    ),
    judge=judge_looks,
)
