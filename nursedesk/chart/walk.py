"""Walks: a guided job as a table of steps, and where a walk stands, folded from its entries.

A walk is data plus this small state machine. The screen that shows a walk is generic: it asks
for the current step, shows its fields and sends the answers. Each completed step is one entry,
so a crash or a change of user loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct, field, structs

from nursedesk.chart.field import Field, checked_fields
from nursedesk.chart.finding import SET_ASIDE, Finding, Level, blocking
from nursedesk.chart.terms import WalkKind, WalkOutcome

if TYPE_CHECKING:
    from nursedesk.chart.session import PatientSession
    from nursedesk.protocol.definition import Protocol

MISMATCHES_BEFORE_SET_ASIDE = 2  # record.md: after the second one nobody reads a third time


class Who(StrEnum):
    """Who enters a step."""

    ONE = "one"
    TWO_BLIND = "two-blind"  # two people, neither sees the other's values; compared


class Context(Struct, frozen=True, kw_only=True):
    """What a step may look at: the folded session, this walk, the protocol and the time.

    `zone` is where people read times; without it the offset that the last author saw is used.
    """

    session: PatientSession
    walk: WalkState
    protocol: Protocol
    now: datetime
    zone: tzinfo | None = None

    @property
    def reading_zone(self) -> tzinfo:
        """The zone in which sentences write times."""
        return self.zone or self.session.reading_zone

    def answer(self, step: str, field: str) -> str | None:
        """An accepted answer of an earlier step, None when the step did not apply."""
        answered = self.walk.accepted.get(step)
        return answered.answers.get(field) if answered else None


Judge = Callable[[Context, Mapping[str, str]], tuple[Finding, ...]]


def _no_findings(_context: Context, _answers: Mapping[str, str]) -> tuple[Finding, ...]:
    return ()


def _always(_context: Context) -> bool:
    return True


class Step(Struct, frozen=True, kw_only=True):
    """One step: what it asks, why, who enters it, when it applies, what its answers mean.

    `tailor` gives the step its words for this patient and bag (`why`, citations, which optional
    field must be answered); `sets_aside`: two mismatched readings set the bag aside.
    """

    id: str
    title: str
    why: str
    fields: tuple[Field, ...]
    who: Who = Who.ONE
    citations: tuple[str, ...] = ()
    applies: Callable[[Context], bool] = _always
    judge: Judge = _no_findings
    tailor: Callable[[Context, Step], Step] | None = None
    sets_aside: bool = True

    def with_words(
        self,
        *,
        why: str | None = None,
        citations: tuple[str, ...] | None = None,
        fields: tuple[Field, ...] | None = None,
    ) -> Step:
        """The same step in other words."""
        return structs.replace(
            self,
            why=self.why if why is None else why,
            citations=self.citations if citations is None else citations,
            fields=self.fields if fields is None else fields,
        )


class Walk(Struct, frozen=True, kw_only=True):
    """A guided job."""

    kind: WalkKind
    title: str
    steps: tuple[Step, ...]

    def step(self, step_id: str) -> Step:
        """The step of this id, in its general words (see `tailored`).

        Raises:
            KeyError: the walk has no such step.
        """
        for step in self.steps:
            if step.id == step_id:
                return step
        raise KeyError(step_id)


class Answered(Struct, frozen=True, kw_only=True):
    """One person's answers to a step."""

    answers: Mapping[str, str]
    author: str
    happened_at: datetime
    recorded_at: datetime
    session_seq: int


class PharmacyAnswer(Struct, frozen=True, kw_only=True):
    """What pharmacy answered: who, what, the coded part, when, and who recorded it."""

    pharmacist: str
    answer: str
    instruction: str | None
    at: datetime
    author: str


class WalkState(Struct, kw_only=True):
    """Where one walk stands: folded from its entries, never stored.

    `pending` holds first answers of blind steps until the second person has entered hers; no
    screen, note or log shows them (see `visible`). `mismatches` names fields, never values.
    `old_bag` is the bag that hung when the walk began. `done_at`: when it was done, where its steps
    are entered late, and `because` of what.
    """

    walk: UUID
    kind: WalkKind
    bag: UUID | None
    begun_at: datetime
    begun_by: str
    old_bag: UUID | None = None
    done_at: datetime | None = None
    because: str | None = None
    accepted: dict[str, Answered] = field(default_factory=dict)
    witnesses: dict[str, str] = field(default_factory=dict)
    pending: dict[str, Answered] = field(default_factory=dict)
    mismatches: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    pharmacy: dict[tuple[str, str], PharmacyAnswer] = field(default_factory=dict)
    outcome: WalkOutcome | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None

    def record(self, step: Step, answered: Answered, *, second: bool) -> None:
        """Takes a step's answers; a blind step is accepted once two people entered the same.

        A second reading without a first one, or by the first person herself, settles nothing.
        """
        if step.who is Who.ONE:
            self.accepted[step.id] = answered
            return
        if not second:
            self.pending[step.id] = answered
            self.accepted.pop(step.id, None)
            self.witnesses.pop(step.id, None)
            return
        first = self.pending.get(step.id)
        if first is None or first.author == answered.author:
            return
        del self.pending[step.id]
        differing = tuple(
            f.name for f in step.fields if first.answers.get(f.name) != answered.answers.get(f.name)
        )
        if differing:
            self.mismatches.setdefault(step.id, []).append(differing)
        else:
            self.accepted[step.id] = first
            self.witnesses[step.id] = answered.author

    def settle(self, step: Step, answered: Answered, witness: str) -> None:
        """Takes a reading in which two people agreed before it was recorded: a correction."""
        self.accepted[step.id] = answered
        self.witnesses[step.id] = witness
        self.pending.pop(step.id, None)

    def must_be_set_aside(self, step: Step) -> bool:
        """Whether two people read this step differently twice."""
        misread = len(self.mismatches.get(step.id, ()))
        return step.sets_aside and misread >= MISMATCHES_BEFORE_SET_ASIDE


def tailored(step: Step, context: Context) -> Step:
    """The step in its words for this patient and bag."""
    return step.tailor(context, step) if step.tailor else step


def current_step(walk: Walk, context: Context) -> Step | None:
    """The first step that applies and is not settled; None when the walk can be completed.

    A step is settled when its answers were accepted and nothing in them blocks the way.
    """
    for step in walk.steps:
        if not step.applies(context):
            continue
        if step.id not in context.walk.accepted or blocking(open_findings(step, context)):
            return tailored(step, context)
    return None


def open_findings(step: Step, context: Context) -> tuple[Finding, ...]:
    """What the readings and the accepted answers of a step mean now, less what pharmacy answered.

    Only questions to pharmacy can be answered by pharmacy; a stop is never lifted.
    """
    found = _reading_findings(step, context.walk)
    answered = context.walk.accepted.get(step.id)
    if answered is not None:
        found += step.judge(context, answered.answers)
    return tuple(f for f in found if not _lifted(f, step, context.walk))


def _lifted(finding: Finding, step: Step, state: WalkState) -> bool:
    answer = state.pharmacy.get((step.id, finding.code))
    if answer is None or not finding.liftable:
        return False
    return answer.instruction in finding.permits


def _reading_findings(step: Step, state: WalkState) -> tuple[Finding, ...]:
    readings = state.mismatches.get(step.id)
    if not readings:
        return ()
    prompts = {f.name: f.prompt for f in step.fields}
    differing = ", ".join(f"“{prompts.get(name, name)}”" for name in readings[-1])
    if state.must_be_set_aside(step):
        sentence = (
            f"The two readings differed twice (last in {differing}). Set this bag aside for "
            "pharmacy or the charge nurse; do not read a third time."
        )
        return (Finding(level=Level.STOP, code=SET_ASIDE, sentence=sentence, final=True),)
    if step.id in state.accepted:
        return ()
    sentence = f"The two readings differ in {differing}. Both people read and enter again."
    return (Finding(level=Level.STOP, code="blind-mismatch", sentence=sentence),)


def checked(step: Step, typed: Mapping[str, str]) -> dict[str, str]:
    """All answers of a step in canonical text; optional fields may be left out.

    Raises:
        KnownError: an answer is missing, not understood, or belongs to no field.
    """
    return checked_fields(step.fields, typed, step.title)


class Shown(Struct, frozen=True, kw_only=True):
    """A step as a timeline, board or note may show it: settled answers, who, when."""

    step: str
    title: str
    answers: Mapping[str, str]
    author: str
    witness: str | None
    at: datetime


class Visible(Struct, frozen=True, kw_only=True):
    """All of a walk that may be shown. Unsettled readings of blind steps are not in it.

    `awaits_second`: steps whose first reading waits for the second person. `misread`: the field
    names of the last mismatch of each step that is not settled.
    """

    walk: UUID
    kind: WalkKind
    begun_at: datetime
    begun_by: str
    outcome: WalkOutcome | None
    ended_at: datetime | None
    steps: tuple[Shown, ...]
    awaits_second: tuple[str, ...]
    misread: Mapping[str, tuple[str, ...]]


def visible(walk: Walk, state: WalkState) -> Visible:
    """What may be shown of a walk, in the order of its steps."""
    return Visible(
        walk=state.walk,
        kind=state.kind,
        begun_at=state.begun_at,
        begun_by=state.begun_by,
        outcome=state.outcome,
        ended_at=state.ended_at,
        steps=tuple(
            Shown(
                step=step.id,
                title=step.title,
                answers=answered.answers,
                author=answered.author,
                witness=state.witnesses.get(step.id),
                at=answered.happened_at,
            )
            for step in walk.steps
            if (answered := state.accepted.get(step.id)) is not None
        ),
        awaits_second=tuple(step.id for step in walk.steps if step.id in state.pending),
        misread={
            step: readings[-1]
            for step, readings in state.mismatches.items()
            if step not in state.accepted
        },
    )
