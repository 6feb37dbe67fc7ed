"""The line and the pump of a bag change: what the question `line` says, at two steps.

At the step `line` nobody has read rate and lock yet: their stops are left to the step `pump`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from nursedesk.chart.dosing import rounded
from nursedesk.chart.field import YES, Asks, Choice, Field, number_of, truth_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import cited, our_own, statement
from nursedesk.chart.labels import KIND_WORDS, ML_PER_H, full_volume_ml
from nursedesk.chart.line_stops import FILTER_INSTRUCTIONS, line_finding
from nursedesk.chart.storage import short
from nursedesk.chart.walk import Context, Step, Who
from nursedesk.chart.walks.change_facts import kind_of_bag, previous_run, runs_before
from nursedesk.chart.walks.new_bag import YES_OR_NO
from nursedesk.chart.walks.restart import restart_before_start
from nursedesk.protocol.line import LineAnswer, LineGiven, Pump, line
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import (
    BagMaterial,
    Filter,
    FilterRule,
    LineStop,
    Lumen,
    PharmacyFilterInstruction,
    PrimedWith,
    Tubing,
)
from nursedesk.writing import amount

_0 = Decimal(0)
_READ_AT_PUMP = frozenset({LineStop.RATE_MISMATCH, LineStop.PUMP_NOT_LOCKED})


def ask_line(
    context: Context, seen: Mapping[str, str], read: Mapping[str, str] | None = None
) -> LineAnswer:
    """The question `line` for what was seen at `line` and read at `pump`."""
    read = read or {}
    return line(
        context.protocol,
        LineGiven(
            kind=kind_of_bag(context),
            bag_material=BagMaterial(seen["bag_material"]) if "bag_material" in seen else None,
            tubing=Tubing(seen["tubing"]) if "tubing" in seen else None,
            filter=Filter(seen["filter"]) if "filter" in seen else None,
            lumen=Lumen(seen["lumen"]) if "lumen" in seen else None,
            primed_with=PrimedWith(seen["primed_with"]) if "primed_with" in seen else None,
            flushed=truth_of(seen.get("flushed")),
            pump=Pump(
                programmable=truth_of(seen.get("programmable")),
                lockable=truth_of(seen.get("lockable")),
                non_elastomeric=truth_of(seen.get("non_elastomeric")),
                alarm=truth_of(seen.get("alarm")),
                locked=truth_of(read.get("locked")),
            ),
            rate_ml_per_h=number_of(read.get("rate_ml_per_h")),
            pharmacy_filter_instruction=_pharmacy_instruction(context),
            kind_or_dose_changed=kind_or_dose_changed(context),
            new_tubing=truth_of(seen.get("new_tubing")),
        ),
    )


def kind_or_dose_changed(context: Context) -> bool:
    """Whether this bag differs from the one that ran before in kind or dose; no: a first bag."""
    previous = previous_run(context)
    if previous is None or previous.bag == context.walk.bag:
        return False
    dose = number_of(context.answer("new-bag", "dose_mcg_per_day"))
    same_kind = context.session.bags[previous.bag].label.bag_kind is kind_of_bag(context)
    return not same_kind or dose != previous.dose_mcg_per_day


def _pharmacy_instruction(context: Context) -> PharmacyFilterInstruction | None:
    answer = context.walk.pharmacy.get(("line", LineStop.FILTER_RULE_UNKNOWN.value))
    if answer is None or answer.instruction not in FILTER_INSTRUCTIONS:
        return None
    return PharmacyFilterInstruction(answer.instruction)


def judge_line(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Every stop of the line but those of rate and lock, which are read at the pump."""
    answer = ask_line(context, answers)
    previous = previous_run(context)
    return tuple(
        line_finding(
            context.protocol,
            stop,
            answer,
            kind_of_bag(context),
            old_rate=previous.rate_ml_per_h if previous else None,
        )
        for stop in answer.stops
        if stop not in _READ_AT_PUMP
    )


def _line_words(context: Context, step: Step) -> Step:
    kind = kind_of_bag(context)
    rule = {
        FilterRule.REQUIRED: Rule.LINE_FILTER_REQUIRED,
        FilterRule.PROHIBITED: Rule.LINE_FILTER_PROHIBITED,
        FilterRule.UNKNOWN: Rule.LINE_FILTER_NOT_STATED,
    }[context.protocol.bags[kind].filter.value]
    why = (
        f"This is a {KIND_WORDS[kind]} bag. Filter: {statement(context.protocol, rule)} "
        f"Flush: {statement(context.protocol, Rule.LINE_NO_FLUSH)}"
    )
    citations = cited(
        context.protocol, rule, Rule.LINE_NO_FLUSH, Rule.LINE_MATERIAL, Rule.LINE_PRIMING
    )
    return step.with_words(why=why, citations=citations)


def _choices(**words: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=v.replace("_", "-"), words=w) for v, w in words.items())


LINE = Step(
    id="line",
    title="The line",
    why="Bag, tubing, filter and lumen must suit this kind of bag; the line is never flushed.",
    fields=(
        Field(
            name="bag_material",
            prompt="What are the bag and the pump cassette made of?",
            asks=Asks.CHOICE,
            choices=_choices(
                polyolefin="Polyolefin",
                dehp_free_pvc="PVC without DEHP",
                eva="EVA (ethyl vinyl acetate)",
                pvc_with_dehp="PVC with DEHP",
                other="Something else",
                unknown="Not known",
            ),
            help="DEHP is a softener in some plastics; it is printed on the packaging.",
        ),
        Field(
            name="tubing",
            prompt="Is the tubing free of DEHP?",
            asks=Asks.CHOICE,
            choices=_choices(
                dehp_free="Free of DEHP",
                contains_dehp="Contains DEHP",
                unknown="Not known",
            ),
        ),
        Field(
            name="filter",
            prompt="Which filter is in the line?",
            asks=Asks.CHOICE,
            choices=(
                Choice(
                    value=Filter.IN_LINE.value,
                    words="In-line, 0.2 micron, low protein binding",
                ),
                *_choices(none="None", other="Another filter", unknown="Not known"),
            ),
        ),
        Field(
            name="lumen",
            prompt="What does the lumen serve?",
            asks=Asks.CHOICE,
            choices=_choices(
                dedicated="This infusion alone", shared="Something else runs there too"
            ),
        ),
        Field(
            name="primed_with",
            prompt="What was the tubing filled with?",
            asks=Asks.CHOICE,
            choices=_choices(
                infusion_solution="The solution of the new bag",
                saline="Sodium chloride solution (saline)",
                other="Something else",
            ),
            help="Tubing that stays in use still holds what it was filled with.",
        ),
        Field(
            name="flushed",
            prompt="Was the line or the catheter flushed?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="new_tubing",
            prompt="Is the tubing new with this bag?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="programmable",
            prompt="Is the pump programmable?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="lockable", prompt="Can the pump be locked?", asks=Asks.YES_NO, choices=YES_OR_NO
        ),
        Field(
            name="non_elastomeric",
            prompt="Is the pump driven by a motor, not by an elastic balloon?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
        Field(
            name="alarm", prompt="Does the pump have an alarm?", asks=Asks.YES_NO, choices=YES_OR_NO
        ),
    ),
    judge=judge_line,
    tailor=_line_words,
)


def judge_pump(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Rate and lock as the protocol wants them, volume in reach, line traced; long stops named."""
    seen = context.walk.accepted.get("line")
    answer = ask_line(context, seen.answers if seen else {}, answers)
    kind = kind_of_bag(context)
    found = [
        line_finding(context.protocol, stop, answer, kind, rate=number_of(answers["rate_ml_per_h"]))
        for stop in answer.stops
        if stop in _READ_AT_PUMP
    ]
    if answers.get("traced") != YES:
        sentence = "Trace the line by hand from the bag to the patient before you start."
        found.append(our_own(Level.STOP, "line-not-traced", sentence))
    found += _volume(context, Decimal(answers["volume_ml"]))
    found += restart_before_start(context)
    return tuple(found)


def _volume(context: Context, volume_ml: Decimal) -> tuple[Finding, ...]:
    if volume_ml <= 0:
        sentence = "The volume on the pump must be more than 0 mL. Read it again."
        return (our_own(Level.STOP, "volume-missing", sentence),)
    left, formula = _in_the_bag(context)
    if volume_ml > left:
        sentence = (
            f"The pump is set to {amount(volume_ml, 'mL')}, but {formula}. The pump would run on "
            "after the bag is empty. Check with pharmacy's label."
        )
        return (our_own(Level.WARN, "volume-above-full-bag", sentence),)
    return ()


def _in_the_bag(context: Context) -> tuple[Decimal, str]:
    """What the bag gives, in mL, with its formula: a full one, or less what ran of it already."""
    kind = kind_of_bag(context)
    values = context.protocol.bags[kind]
    ran = sum((r.hours(context.now) for r in runs_before(context) if r.bag == context.walk.bag), _0)
    left = full_volume_ml(context.protocol, kind) - values.rate.value * ran
    hours = amount(values.duration.hours, "h")
    what = "a full bag of this kind gives"
    if ran:
        what, hours = "this bag has left", f"({hours} less {short(ran)} that it ran)"
    rate = amount(values.rate.value, ML_PER_H)
    return left, f"{what} {rounded(left, 'mL')} (calculated: {rate} x {hours})"


def _pump_words(context: Context, step: Step) -> Step:
    return step.with_words(
        citations=cited(context.protocol, Rule.LINE_RATE, Rule.LINE_PUMP, Rule.LINE_PUMP_LOCKED)
    )


PUMP = Step(
    id="pump",
    title="Read the pump",
    why=(
        "Two people read rate and volume from the pump itself, each alone, and NurseDesk compares. "
        "Do not start the pump yet."
    ),
    who=Who.TWO_BLIND,
    fields=(
        Field(name="rate_ml_per_h", prompt="Rate on the pump", asks=Asks.NUMBER, unit=ML_PER_H),
        Field(
            name="volume_ml",
            prompt="Volume to be infused on the pump",
            asks=Asks.NUMBER,
            unit="mL",
        ),
        Field(name="locked", prompt="Is the pump locked?", asks=Asks.YES_NO, choices=YES_OR_NO),
        Field(
            name="traced",
            prompt="Did you trace the line from the bag to the patient?",
            asks=Asks.YES_NO,
            choices=YES_OR_NO,
        ),
    ),
    judge=judge_pump,
    tailor=_pump_words,
)
