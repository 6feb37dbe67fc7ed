"""What a symptom check looks for: vital signs, signs of CRS, neurological signs."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import structs

from nursedesk.chart.field import YES, Asks, Choice, Field, number_of
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import by_reference, by_rule, reference
from nursedesk.chart.walk import Context, Step
from nursedesk.chart.walks.who_and_signs import CRS_ENTRY, KNOWN_OR_NOT, NEUROLOGICAL_ENTRY
from nursedesk.protocol.care_terms import Oxygen
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.writing import number

NOT_MEASURED = "Not measured"
CRS_SIGNS = {
    "fever": "Fever",
    "headache": "Headache",
    "nausea": "Nausea",
    "asthenia": "Weakness, unusually tired",
    "hypotension": "Low blood pressure",
    "liver_enzymes_up": "Liver enzymes (ALT or AST) reported as raised",
    "bilirubin_up": "Total bilirubin reported as raised",
    "clotting": "Clotting out of order (disseminated intravascular coagulation)",
}
NEUROLOGICAL_SIGNS = {
    "headache": "Headache",
    "tremor": "Tremor",
    "encephalopathy": "Slowed or changed behaviour (encephalopathy)",
    "convulsion": "A seizure",
    "speech": "Trouble speaking or finding words",
    "consciousness": "Unusually sleepy or hard to wake",
    "confusion": "Confusion",
    "disorientation": "Disorientation",
    "coordination": "Clumsy hands, unsteady walk, trouble with balance",
    "cranial_nerves": "A change in face, eyes, hearing or swallowing (cranial nerves)",
}


def is_fever(context: Context, temperature_c: Decimal | None) -> bool:
    """Whether a measured temperature counts as fever on the protocol's scale."""
    limit = context.protocol.scales.crs.fever_from.value
    return temperature_c is not None and temperature_c >= limit


def judge_vital_signs(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Names a fever; everything else is recorded as measured or not measured."""
    temperature = number_of(answers.get("temperature_c"))
    if temperature is None or not is_fever(context, temperature):
        return ()
    limit = context.protocol.scales.crs.fever_from
    sentence = (
        f"{number(temperature)} C is fever on the ASTCT scale ({number(limit.value)} C or more). "
        "The grade is stated by a clinician."
    )
    return (
        by_rule(context.protocol, Level.NOTE, "fever", sentence, Rule.GRD_CRS, values=(limit,)),
    )


def _measured(name: str, prompt: str, unit: str, low: int, high: int) -> Field:
    """A measurement; `low` and `high` are what a device can show: outside it is asked again."""
    return Field(
        name=name,
        prompt=prompt,
        asks=Asks.NUMBER,
        unit=unit,
        optional=True,
        absent_words=NOT_MEASURED,
        low=Decimal(low),
        high=Decimal(high),
    )


VITAL_SIGNS = Step(
    id="vital-signs",
    title="Vital signs",
    why="Measured now. What was not measured is recorded and printed as not measured.",
    fields=(
        _measured("temperature_c", "Temperature", "C", 25, 45),
        _measured("systolic_mmhg", "Blood pressure, upper value", "mmHg", 20, 300),
        _measured("diastolic_mmhg", "Blood pressure, lower value", "mmHg", 10, 200),
        _measured("heart_rate", "Heart rate", "per minute", 20, 300),
        Field(
            name="oxygen",
            prompt="Oxygen given now",
            asks=Asks.CHOICE,
            choices=(
                Choice(value=Oxygen.NONE.value, words="None"),
                Choice(value=Oxygen.LOW_FLOW.value, words="Low flow (nasal or blow-by)"),
                Choice(
                    value=Oxygen.HIGH_FLOW.value,
                    words="High flow, mask, non-rebreather or Venturi",
                ),
                Choice(value=Oxygen.POSITIVE_PRESSURE.value, words="Positive pressure"),
                Choice(value="not-known", words="Not known"),
            ),
        ),
        Field(
            name="fever_masked",
            prompt="Was an antipyretic, steroid or anti-cytokine drug given in this episode?",
            asks=Asks.CHOICE,
            choices=KNOWN_OR_NOT,
            help="Premedication counts. Such a drug can hide a fever.",
        ),
    ),
    judge=judge_vital_signs,
)


def _sign_fields(signs: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(name=name, prompt=words, asks=Asks.CHOICE, choices=KNOWN_OR_NOT)
        for name, words in signs.items()
    )


def present(signs: Mapping[str, str], answers: Mapping[str, str]) -> list[str]:
    """The words of the signs answered with yes."""
    return [words for name, words in signs.items() if answers.get(name) == YES]


def not_known(signs: Mapping[str, str], answers: Mapping[str, str]) -> list[str]:
    """The words of the signs answered with not known, or not at all."""
    return [words for name, words in signs.items() if answers.get(name) not in (YES, "no")]


def judge_crs(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Not known is shown; it is never taken as none."""
    return _open_signs(context, CRS_SIGNS, answers, CRS_ENTRY)


def judge_neurological(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Not known is shown; it is never taken as none."""
    return _open_signs(context, NEUROLOGICAL_SIGNS, answers, NEUROLOGICAL_ENTRY)


def _open_signs(
    context: Context, signs: Mapping[str, str], answers: Mapping[str, str], entry: tuple[str, str]
) -> tuple[Finding, ...]:
    unknown = not_known(signs, answers)
    if not unknown:
        return ()
    sentence = f"Not known, so neither present nor absent: {'; '.join(unknown)}. Find out and tell."
    section, about = entry
    found = by_reference(
        context.protocol, Level.WARN, "signs-not-known", sentence, section=section, about=about
    )
    return (structs.replace(found, status=Status.DECISION),)


def _crs_words(context: Context, step: Step) -> Step:
    return _with_entry(context, step, CRS_ENTRY)


def _neurological_words(context: Context, step: Step) -> Step:
    return _with_entry(context, step, NEUROLOGICAL_ENTRY)


def _with_entry(context: Context, step: Step, entry: tuple[str, str]) -> Step:
    """The step with the sentence of the loaded protocol that names its signs."""
    section, about = entry
    entries = reference(context.protocol, section, about)
    said = " ".join(each.text for each in entries)
    return step.with_words(
        why=f"{step.why} {said}".strip(),
        citations=tuple(dict.fromkeys(c for each in entries for c in each.cite)),
    )


CRS = Step(
    id="crs-signs",
    title="Signs of cytokine release syndrome",
    why=(
        "Each sign: yes, no or not known. They overlap with infusion reactions and capillary leak; "
        "a clinician tells them apart."
    ),
    fields=_sign_fields(CRS_SIGNS),
    judge=judge_crs,
    tailor=_crs_words,
)
NEUROLOGICAL = Step(
    id="neurological-signs",
    title="Neurological signs",
    why=(
        "Each sign: yes, no or not known. They may come with cytokine release syndrome, after it, "
        "or without it: this check does not end with it."
    ),
    fields=_sign_fields(NEUROLOGICAL_SIGNS),
    judge=judge_neurological,
    tailor=_neurological_words,
)
