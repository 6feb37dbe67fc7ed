"""Open a patient session: who, how heavy, what for, what is special; nothing pre-ticked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.field import NO, YES, Asks, Choice, Field, number_of, truth_of
from nursedesk.chart.session_entries import Patient, SessionOpened
from nursedesk.protocol.terms import Indication
from nursedesk.ui.shell import Shell
from nursedesk.ui.staged import Answers, Stage, StagedPage
from nursedesk.ward import sessions
from nursedesk.writing import family_given

if TYPE_CHECKING:
    from nursedesk.chart.finding import Finding
    from nursedesk.ward.desk import Desk

_UNKNOWN = "unknown"
_YES_NO_UNKNOWN = (
    Choice(value=YES, words="Yes"),
    Choice(value=NO, words="No"),
    Choice(value=_UNKNOWN, words="Not known"),
)
_INDICATIONS = (
    Choice(value=str(Indication.MRD), words="MRD-positive"),
    Choice(value=str(Indication.RELAPSED_REFRACTORY), words="Relapsed or refractory"),
    Choice(value=str(Indication.CONSOLIDATION), words="Consolidation, Philadelphia-negative"),
)


def _asked(name: str, prompt: str, help_text: str = "") -> Field:
    return Field(
        name=name, prompt=prompt, asks=Asks.CHOICE, choices=_YES_NO_UNKNOWN, help=help_text
    )


WHO = Stage(
    title="Who is it?",
    why="Two identifiers: the ward's identifier and the date of birth. Scan or type them.",
    fields=(
        Field(name="identifier", prompt="Identifier", asks=Asks.IDENTIFIER),
        Field(name="family", prompt="Family name", asks=Asks.LINE),
        Field(name="given", prompt="Given name", asks=Asks.LINE),
        Field(name="born", prompt="Date of birth", asks=Asks.DATE),
        Field(
            name="bed",
            prompt="Bed",
            asks=Asks.LINE,
            optional=True,
            absent_words="no bed yet",
        ),
    ),
)
MEASURES = Stage(
    title="Weight and size",
    why="The dose depends on the weight, and below the fixed dose on the body surface. kg only.",
    fields=(
        Field(
            name="weight_kg",
            prompt="Weight",
            asks=Asks.NUMBER,
            unit="kg",
            low=Decimal(2),
            high=Decimal(200),
            help="In kilograms, as weighed. Never pounds.",
        ),
        Field(name="weighed_on", prompt="Weighed on", asks=Asks.DATE),
        Field(
            name="height_cm",
            prompt="Height",
            asks=Asks.NUMBER,
            unit="cm",
            optional=True,
            absent_words="not known",
            low=Decimal(40),
            high=Decimal(220),
        ),
        Field(
            name="bsa_m2",
            prompt="Body surface of the order",
            asks=Asks.NUMBER,
            unit="m²",
            optional=True,
            absent_words="not in the order",
            low=Decimal("0.1"),
            high=Decimal("2.6"),
        ),
    ),
)
TREATMENT = Stage(
    title="The order",
    why="It is compared with the protocol. The prescriber decides.",
    fields=(
        Field(name="indication", prompt="Indication", asks=Asks.CHOICE, choices=_INDICATIONS),
        Field(
            name="cycle",
            prompt="Cycle",
            asks=Asks.WHOLE,
            low=Decimal(1),
            high=Decimal(9),
        ),
        Field(name="dose", prompt="Ordered dose", asks=Asks.NUMBER, unit="mcg/day"),
        Field(name="ordered_by", prompt="Ordered by", asks=Asks.LINE),
    ),
)
SPECIAL = Stage(
    title="What is special?",
    why="Ask, and say so when nobody knows.",
    fields=(
        Field(
            name="hypersensitivity",
            prompt="Known hypersensitivity to blinatumomab or a component?",
            asks=Asks.YES_NO,
            help="It is a contraindication.",
        ),
        Field(
            name="preservative_free_only",
            prompt="Are only preservative-free bags allowed?",
            asks=Asks.YES_NO,
        ),
        _asked("preterm", "Born preterm or with a very low birth weight?"),
        _asked("down_syndrome", "Down syndrome?"),
        _asked("cns_history", "Neurological events or disease of the CNS, now or before?"),
    ),
)


class OpenSessionPage(StagedPage):
    """Findings are shown before anything is recorded; a stop goes to the prescriber."""

    title = "Open a session"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, (WHO, MEASURES, TREATMENT, SPECIAL), shell.show_board)

    def commit_words(self, answers: Answers) -> str:
        return f"Open session: {family_given(answers['family'], answers['given'])}"

    def rules_say(self, desk: Desk, answers: Answers) -> tuple[Finding, ...]:
        return sessions.opening_findings(desk, opened_of(answers))

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> UUID:
        return sessions.open_session(desk, opened_of(answers), intent=intent)

    def recorded(self, session: UUID) -> None:
        said = self.commit_words(self.answers)
        self.shell.show_patient(session)
        self.shell.messages.done(f"Recorded. {said}.")


def opened_of(answers: Answers) -> SessionOpened:
    """What is recorded of a session that is opened."""
    return SessionOpened(
        patient=Patient(
            family=answers["family"],
            given=answers["given"],
            identifier=answers["identifier"],
            born=date.fromisoformat(answers["born"]),
        ),
        weight_kg=Decimal(answers["weight_kg"]),
        weighed_on=date.fromisoformat(answers["weighed_on"]),
        height_cm=number_of(answers.get("height_cm")),
        bsa_m2=number_of(answers.get("bsa_m2")),
        indication=Indication(answers["indication"]),
        cycle=int(answers["cycle"]),
        ordered_dose_mcg_per_day=Decimal(answers["dose"]),
        ordered_by=answers["ordered_by"],
        hypersensitivity=answers["hypersensitivity"] == YES,
        preservative_free_only=answers["preservative_free_only"] == YES,
        preterm_or_very_low_birth_weight=truth_of(answers["preterm"]),
        down_syndrome=truth_of(answers["down_syndrome"]),
        cns_history=truth_of(answers["cns_history"]),
        bed=answers.get("bed"),
    )
