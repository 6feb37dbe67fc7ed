"""What is asked before a hand-over note is made: period, judgement, the note to be replaced."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from nursedesk.chart.field import YES, Asks, Choice, Field
from nursedesk.chart.severity import Judgement, Severity
from nursedesk.chart.signed_note import Review
from nursedesk.clock import after_hours
from nursedesk.ward.handovers import InPlaceOf
from nursedesk.ward.views.notes import NoteLine
from nursedesk.ward.views.patient import PatientPage

_HOURS = (8, 12, 24)
_SINCE_LAST, _AS_THE_OLD = "since-last-note", "as-the-old-note"

_SEVERITY = Field(
    name="severity",
    prompt="How ill is the patient, in your judgement?",
    asks=Asks.CHOICE,
    choices=tuple(
        Choice(value=str(one), words=one.words[:1].upper() + one.words[1:]) for one in Severity
    ),
)
_CONCERN = Field(
    name="concern",
    prompt="What are you concerned about?",
    asks=Asks.LINE,
    optional=True,
    absent_words="Nothing to add",
    help="In your own words; it is printed as yours.",
)
_REPLACES = Field(
    name="replaces",
    prompt="Does this note take the place of the returned one?",
    asks=Asks.YES_NO,
)
_WRONG = Field(
    name="why",
    prompt="What is wrong in the old note?",
    asks=Asks.LINE,
    help="The new note prints it, and the old one is marked as superseded.",
)


class HandoverQuestions:
    """The questions for one patient. `old` is the note to be replaced, where that is settled.

    The illness severity has no default and the form does without none: it is the nurse's own
    judgement, and nothing in the record stands in for it.
    """

    def __init__(self, patient: PatientPage, old: NoteLine | None) -> None:
        self._patient, self._settled = patient, old is not None
        self.old = old or last_returned(patient)

    @property
    def fields(self) -> tuple[Field, ...]:
        """In the order in which they are asked."""
        found = (_period(self._patient, self.old), _SEVERITY, _CONCERN)
        if self.old is None:
            return found
        if not self._settled:
            return (_REPLACES, *found)
        return found if self.old.review is Review.RETURNED else (_WRONG, *found)

    def judgement(self, answers: dict[str, str]) -> Judgement:
        """What she thinks."""
        return Judgement(
            severity=Severity(answers[_SEVERITY.name]), concern=answers.get(_CONCERN.name, "")
        )

    def in_place_of(self, answers: dict[str, str]) -> InPlaceOf | None:
        """The note that the new one replaces, and why where the charge nurse did not say it."""
        if self.old is None or not (self._settled or answers[_REPLACES.name] == YES):
            return None
        return InPlaceOf(note=self.old.note, why=answers.get(_WRONG.name, ""))

    def period_from(self, answers: dict[str, str], now: datetime) -> datetime:
        """Where the period begins; it ends now."""
        chosen, last = answers["period"], self._patient.last_note_to
        if chosen == _AS_THE_OLD and self.old is not None:
            return self.old.period_from
        if chosen == _SINCE_LAST and last is not None:
            return last
        return after_hours(now, -Decimal(chosen))


def last_returned(patient: PatientPage) -> NoteLine | None:
    """The note that was returned last and has nothing in its place yet."""
    return next((note for note in patient.notes if note.review is Review.RETURNED), None)


def _period(patient: PatientPage, old: NoteLine | None) -> Field:
    """The periods to choose from; also from where the last or the old note began."""
    choices = [Choice(value=str(hours), words=f"Last {hours} hours") for hours in _HOURS]
    if patient.last_note_to is not None:
        choices.append(Choice(value=_SINCE_LAST, words="Since the last note"))
    if old is not None:
        choices.append(Choice(value=_AS_THE_OLD, words="Since the old note began"))
    return Field(
        name="period",
        prompt="Which period do you hand over?",
        asks=Asks.CHOICE,
        choices=tuple(choices),
    )
