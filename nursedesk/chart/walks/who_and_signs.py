"""The first two steps of a bag change: the right patient, and signs of toxicity before it."""

from __future__ import annotations

from collections.abc import Mapping

from nursedesk.chart.field import YES, Asks, Choice, Field
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.grounds import plainly, reference
from nursedesk.chart.patient import same_identifier
from nursedesk.chart.walk import Context, Step
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.terms import Status

NOT_KNOWN = "not-known"
KNOWN_OR_NOT = (
    Choice(value="yes", words="Yes"),
    Choice(value="no", words="No"),
    Choice(value=NOT_KNOWN, words="Not known"),
)
SIGNS = ("crs_signs", "neurological_signs")
CRS_ENTRY = ("crs", "Watch closely")  # the reference entries that name the signs
NEUROLOGICAL_ENTRY = ("neurology", "encephalopathy")


def judge_patient(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """Both identifiers must be this patient's."""
    patient = context.session.opened.patient
    wrong = []
    if not same_identifier(answers["identifier"], patient.identifier):
        wrong.append("the identifier")
    if answers["born"] != patient.born.isoformat():
        wrong.append("the date of birth")
    if not wrong:
        return ()
    sentence = (
        f"Wrong patient or wrong chart: {' and '.join(wrong)} on the wristband does not belong to "
        f"{patient.family.upper()}, {patient.given}. Read the wristband again; if it is right, "
        "leave this walk and open the right patient."
    )
    return (plainly(Level.STOP, "wrong-patient", sentence),)


PATIENT = Step(
    id="patient",
    title="Who is it?",
    why="Two identifiers from the wristband, typed or scanned: never from a list or a memory.",
    fields=(
        Field(
            name="identifier",
            prompt="Identifier on the wristband",
            asks=Asks.IDENTIFIER,
            help="Scan or type it from the wristband, not from this screen.",
        ),
        Field(name="born", prompt="Date of birth on the wristband", asks=Asks.DATE),
    ),
    judge=judge_patient,
)


def judge_signs(context: Context, answers: Mapping[str, str]) -> tuple[Finding, ...]:
    """A sign stops the change until a symptom check and the prescriber's decision are recorded."""
    if any(answers.get(sign) not in ("yes", "no") for sign in SIGNS):
        sentence = "Not known is not the same as none. Look at the patient and ask, then answer."
        return (_finding(context, Level.STOP, "symptoms-not-known", sentence),)
    if all(answers[sign] != YES for sign in SIGNS):
        return ()
    checked = any(check.at >= context.walk.begun_at for check in context.session.symptom_checks)
    decided_by = answers.get("decided_by")
    if checked and decided_by:
        sentence = f"A sign is present. By this record {decided_by} decided that it goes on."
        return (_finding(context, Level.WARN, "symptoms-present", sentence),)
    missing = [] if checked else ["record a symptom check for this patient"]
    if not decided_by:
        missing.append("get the prescriber's decision and enter who decided")
    sentence = f"A sign is present. Do not go on yet: first {', then '.join(missing)}."
    return (_finding(context, Level.STOP, "symptoms-present", sentence),)


def _finding(context: Context, level: Level, code: str, sentence: str) -> Finding:
    """That the check comes before the change is our own rule; the signs are the label's."""
    return Finding(
        level=level,
        code=code,
        sentence=sentence,
        citations=sign_citations(context.protocol),
        status=Status.DECISION,
    )


def sign_citations(protocol: Protocol) -> tuple[str, ...]:
    """Where the sources name the signs of CRS and the neurological ones."""
    entries = (*reference(protocol, *CRS_ENTRY), *reference(protocol, *NEUROLOGICAL_ENTRY))
    return tuple(dict.fromkeys(c for entry in entries for c in entry.cite))


def _cite_signs(context: Context, step: Step) -> Step:
    return step.with_words(citations=sign_citations(context.protocol))


SYMPTOMS_BEFORE = Step(
    id="symptoms-before",
    title="Any sign of toxicity?",
    why=(
        "If the infusion has to be held, that is decided before a bag is hung or started again. "
        "Look at the patient and ask; the check comes first by NurseDesk's own rule."
    ),
    fields=(
        Field(
            name="crs_signs",
            prompt="Any sign of cytokine release syndrome now?",
            asks=Asks.CHOICE,
            choices=KNOWN_OR_NOT,
            help=(
                "Fever, headache, nausea, weakness, low blood pressure, or laboratory values "
                "reported as worse (liver enzymes, bilirubin, clotting)."
            ),
        ),
        Field(
            name="neurological_signs",
            prompt="Any neurological sign now?",
            asks=Asks.CHOICE,
            choices=KNOWN_OR_NOT,
            help=(
                "Headache, tremor, confusion, disorientation, trouble speaking, unusual "
                "sleepiness, a seizure, unsteady walk or clumsy hands, a change in face or eyes."
            ),
        ),
        Field(
            name="decided_by",
            prompt="Prescriber who decided that it goes on now",
            asks=Asks.LINE,
            optional=True,
            help=(
                "Only when a sign is present, after the symptom check was recorded: name and "
                "time. Otherwise leave it empty."
            ),
        ),
    ),
    judge=judge_signs,
    tailor=_cite_signs,
)
