"""Walks through the same door for everybody: begin, look, answer, ask pharmacy, end."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from nursedesk.chart.finding import MUST_NOT_BE_USED, SET_ASIDE, Finding, blocking
from nursedesk.chart.present import present
from nursedesk.chart.session import Bag, PatientSession
from nursedesk.chart.session_entries import (
    Patient,
    PharmacyAnswered,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.chart.walk import (
    Context,
    Step,
    WalkState,
    checked,
    current_step,
    open_findings,
)
from nursedesk.chart.walks import walk_for
from nursedesk.chart.walks.pause_and_start import START
from nursedesk.errors import BugError, Refused
from nursedesk.ward import drafts
from nursedesk.ward.clock_watch import must_be_confirmed
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.record import record
from nursedesk.ward.rights import RIGHTS


class Late(Struct, frozen=True, kw_only=True):
    """When a check was done that is entered late, and why it is."""

    at: datetime
    because: str


class Settled(Struct, frozen=True, kw_only=True):
    """A step that is answered and in nobody's way: its title, what was answered, by whom, when."""

    step: Step
    answers: Mapping[str, str]
    author: str
    witness: str | None
    at: datetime


class WalkView(Struct, frozen=True, kw_only=True):
    """What a screen shows of a walk. Nobody's values of an unsettled blind step are in it.

    `step` is None when every step is settled and the walk can be completed. `second`: it is the
    second person's turn. `position` of `total` counts the steps that apply. `mismatch` names the
    fields in which the last two readings differed. `seen` belongs to every answer given from
    this view.
    """

    session: UUID
    patient: Patient
    walk: UUID
    kind: WalkKind
    title: str
    bag: Bag | None
    step: Step | None
    second: bool
    position: int
    total: int
    findings: tuple[Finding, ...]
    mismatch: tuple[str, ...]
    settled: tuple[Settled, ...]
    outcome: WalkOutcome | None
    seen: int


def begin(
    desk: Desk,
    session: UUID,
    kind: WalkKind,
    *,
    intent: UUID,
    bag: UUID | None = None,
    late: Late | None = None,
) -> UUID:
    """Begins a walk, or returns the open one of this kind (a walk is never begun twice).

    `late`: a symptom check that was done then is entered only now; its steps take that time.

    Raises:
        Refused: a bag change without a bag in stock, or while one with another bag is open; a
            restart of a bag that does not hang, or runs; a late check of the future, without its
            reason, or while a check is open.
    """
    current = desk.session(session)
    if late is not None and kind is not WalkKind.SYMPTOM_CHECK:
        raise BugError("only a symptom check is entered late as a whole")
    for state in current.open_walks:
        if state.kind is kind:
            another = late is not None and state.walk != uuid5(intent, "walk")
            if another or (bag is not None and state.bag != bag):
                raise _other_open(state)
            return state.walk

    def recheck() -> None:
        _may_begin(desk.session(session), kind, bag)

    body = WalkBegun(
        walk=uuid5(intent, "walk"),
        walk_kind=kind,
        bag=bag,
        done_at=late.at if late else None,
        because=late.because or None if late else None,
    )
    entry = record(
        desk,
        body,
        intent=intent,
        session=session,
        happened_at=late.at if late else None,
        seen=current.seq,
        recheck=recheck,
    )
    begun = entry.body
    assert isinstance(begun, WalkBegun)
    return begun.walk


def _may_begin(now: PatientSession, kind: WalkKind, bag: UUID | None) -> None:
    wanted = now.bags.get(bag) if bag else None
    paused = [one for one in now.open_walks if "pause" in one.accepted]
    if kind is WalkKind.RESTART and paused:  # it speaks of the same stop
        raise _other_open(paused[0])
    if kind is WalkKind.RESTART and (now.running or wanted is None or wanted is not now.hanging):
        raise Refused(
            "nothing-to-restart",
            "The chart says that no bag hangs and stands.",
            do="Look at the patient first; a new bag is hung by a bag change.",
        )
    if kind is WalkKind.BAG_CHANGE and (wanted is None or not wanted.in_stock):
        raise Refused(
            "bag-not-in-stock",
            "A bag change needs a bag that is in stock.",
            do="Receive the new bag first.",
        )


def view(desk: Desk, session: UUID, walk: UUID) -> WalkView:
    """Where a walk stands now."""
    current = desk.session(session)
    state = current.walks[walk]
    definition = walk_for(state.kind)
    context = _context(desk, current, state)
    step = current_step(definition, context) if state.outcome is None else None
    applying = [s for s in definition.steps if s.applies(context)]
    mismatches = state.mismatches.get(step.id, []) if step else []
    bag = current.bags.get(state.bag) if state.bag else None
    return WalkView(
        session=session,
        patient=current.opened.patient,
        walk=walk,
        kind=state.kind,
        title=definition.title,
        bag=copy.deepcopy(bag),
        step=step,
        second=step is not None and step.id in state.pending,
        position=[s.id for s in applying].index(step.id) + 1 if step else len(applying),
        total=len(applying),
        findings=open_findings(step, context) if step else (),
        mismatch=mismatches[-1] if mismatches else (),
        settled=tuple(_settled(desk, state, s) for s in applying if s.id in state.accepted),
        outcome=state.outcome,
        seen=current.seq,
    )


def _settled(desk: Desk, state: WalkState, step: Step) -> Settled:
    answered = state.accepted[step.id]
    names = desk.roster.names()
    witness = state.witnesses.get(step.id)
    return Settled(
        step=step,
        answers=dict(answered.answers),
        author=names.get(answered.author, answered.author),
        witness=names.get(witness, witness) if witness else None,
        at=answered.happened_at,
    )


def _context(desk: Desk, session: PatientSession, state: WalkState) -> Context:
    return Context(
        session=session,
        walk=state,
        protocol=desk.protocol_of(session),
        now=present(session, desk.clock.now()),
        zone=desk.clock.zone,
    )


def answer(
    desk: Desk,
    shown: WalkView,
    typed: Mapping[str, str],
    *,
    intent: UUID,
    by: Person | None = None,
) -> WalkView:
    """Records one person's answers to the step that `shown` asks for; returns where it stands now.

    In a blind step the second call must come `by` another person, signed in for this step.

    Raises:
        KnownError: an answer is missing or not understood; nothing was saved.
        Refused: not her turn, the same person twice, or the chart has changed since.
    """
    step = shown.step
    if step is None:
        raise Refused("walk-settled", "Every step of this walk is answered.", do="Complete it.")
    author = by or desk.signed_in()
    known = desk.session(shown.session).walks[shown.walk]
    body = WalkStep(
        walk=shown.walk,
        step=step.id,
        answers=checked(step, typed),
        second=shown.second,
        because=known.because,
    )

    def recheck() -> None:
        state = _open(desk, shown)
        if _must_be_set_aside(shown):
            raise _set_aside()
        if step.id == START.id:
            must_be_confirmed(desk, "A bag is hung")
        if shown.second and state.pending[step.id].author == author.account:
            raise Refused(
                "same-person",
                "The second person must be somebody else than the first.",
                do="Ask another nurse to sign in for this step.",
            )

    record(
        desk,
        body,
        intent=intent,
        session=shown.session,
        by=author,
        happened_at=known.done_at,
        seen=shown.seen,
        recheck=recheck,
    )
    drafts.drop(desk, drafts.step_place(shown.session, shown.walk, step.id), by=author)
    return view(desk, shown.session, shown.walk)


def pharmacy_answered(
    desk: Desk,
    shown: WalkView,
    answered: PharmacyAnswered,
    *,
    intent: UUID,
    typed: str = "",
    by: Person | None = None,
) -> WalkView:
    """Records pharmacy's answer to an ask-pharmacy finding of the step shown.

    `typed`: the passphrase or PIN of the charge nurse at the desk, who lifts a stop. Somebody who
    signed in for this alone (`by`) has just typed hers.

    Raises:
        KnownError: a wrong passphrase or PIN.
        Refused: the finding is final, or the recorder is no charge nurse.
    """
    person = desk.signed_in()
    if by is None and RIGHTS[PharmacyAnswered] & person.roles:  # `record` refuses anybody else
        person.keys.confirm(typed)

    def recheck() -> None:
        _open(desk, shown)
        now = view(desk, shown.session, shown.walk)
        if now.step is None or (answered.walk, answered.step) != (now.walk, now.step.id):
            raise BugError("an answer of pharmacy to another step than the one shown")
        asked = {f.code: f for f in blocking(now.findings) if f.liftable}
        if answered.code in asked:
            if answered.instruction not in (*asked[answered.code].permits, MUST_NOT_BE_USED):
                raise BugError("an instruction of pharmacy that the question does not take")
        else:
            raise Refused(
                "discard",
                "Nobody can lift this stop.",
                do="End this walk; discard the bag or ask the prescriber, as the stop says.",
            )

    record(
        desk,
        answered,
        intent=intent,
        session=shown.session,
        by=by,
        seen=shown.seen,
        recheck=recheck,
    )
    return view(desk, shown.session, shown.walk)


def end(
    desk: Desk, shown: WalkView, outcome: WalkOutcome, *, intent: UUID, reason: str | None = None
) -> None:
    """Ends a walk: completed only when every step is settled, otherwise with a reason.

    Raises:
        Refused: completing a walk with open steps, or leaving one without a reason.
    """

    def recheck() -> None:
        _open(desk, shown)
        if _must_be_set_aside(shown) and outcome is not WalkOutcome.SET_ASIDE:
            raise _set_aside()
        if outcome is WalkOutcome.COMPLETED:
            if view(desk, shown.session, shown.walk).step is not None:
                raise Refused(
                    "steps-open", "Not every step is settled.", do="Answer the step on the screen."
                )
        elif not reason:
            raise Refused("reason-missing", "Leaving a walk needs a reason.", do="Type the reason.")

    body = WalkEnded(walk=shown.walk, outcome=outcome, reason=reason)
    record(desk, body, intent=intent, session=shown.session, seen=shown.seen, recheck=recheck)


def _other_open(state: WalkState) -> Refused:
    name = str(state.kind).replace("-", " ")
    return Refused(
        "other-walk-open",
        f"Another {name} of this patient is not finished.",
        do="Finish or leave that one first.",
    )


def _must_be_set_aside(shown: WalkView) -> bool:
    return any(finding.code == SET_ASIDE for finding in shown.findings)


def _set_aside() -> Refused:
    return Refused(
        SET_ASIDE,
        "Two people read this bag differently twice; nobody reads a third time.",
        do="Leave the bag change and set the bag aside for pharmacy or the charge nurse.",
    )


def _open(desk: Desk, shown: WalkView) -> WalkState:
    state = desk.session(shown.session).walks[shown.walk]
    if state.outcome is not None:
        raise Refused("walk-ended", "This walk has ended.", do="Begin it again.")
    return state
