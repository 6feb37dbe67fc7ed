"""Forms about a patient that are opened now and committed later, after what `meanwhile` tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.correcting import Correction
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagLabel,
    BagMoved,
    BagReceived,
    InfusionStopped,
    Patient,
    SessionOpened,
)
from nursedesk.chart.terms import Place, WalkKind, WalkOutcome
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.answers import Answers, Change, Check
from nursedesk.walkthrough.crew import NINA, TOM, Crew, Member
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.walkthrough.hand_overs import read_rightly
from nursedesk.ward import bags, corrections, handovers, planning, receiving_notes, reviews, walks
from nursedesk.ward.desk import Desk, Person

CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
SHIFT = timedelta(hours=1)

Commit = Callable[[], object]


class Case(Struct, kw_only=True):
    """One patient: `bag` and `other` are in stock; `note`, `walk` where it is told.

    `elsewhere` is another patient, `her` whoever opens the forms, `teller` who comes between.
    """

    crew: Crew
    her: Member
    teller: Member
    patient: Patient
    session: UUID
    bag: UUID
    other: UUID
    label: BagLabel
    elsewhere: UUID
    intent: UUID
    note: UUID | None = None
    walk: UUID | None = None
    change: Change | None = None

    @property
    def desk(self) -> Desk:
        """Where everybody works."""
        return self.crew.desk

    @property
    def second(self) -> Person:
        """Tom, who comes when he is needed."""
        return self.desk.second or self.crew.second(TOM)

    def seen(self) -> int:
        """What a form that is opened now has seen."""
        return self.desk.session(self.session).seq

    def shown(self) -> walks.WalkView:
        """The walk as it stands."""
        assert self.walk is not None
        return walks.view(self.desk, self.session, self.walk)

    def answers(self, shown: walks.WalkView) -> Answers:
        """The right ones to the step shown; none where the walk is over."""
        if shown.step is None:
            return {}
        if shown.kind is WalkKind.SYMPTOM_CHECK:
            return CHECK.answers(shown)
        assert self.change is not None
        return self.change.answers(shown)


def admitted(
    crew: Crew, her: Member, teller: Member, number: int, elsewhere: UUID | None = None
) -> Case:
    """A patient with two bags in stock, of whom nothing runs yet."""
    patient = Patient(family="Doe", given="Ann", identifier=f"P-{number}", born=date(1987, 3, 4))
    session = rounds.open_session(crew, patient)
    stock = [rounds.receive(crew, session, patient, Kind.H48) for _ in range(2)]
    return Case(
        crew=crew,
        her=her,
        teller=teller,
        patient=patient,
        session=session,
        bag=stock[0][0],
        other=stock[1][0],
        label=stock[0][1],
        elsewhere=elsewhere or session,
        intent=uuid4(),
    )


def running(case: Case) -> None:
    """A bag comes and is hung by whoever is at the desk, with the second person."""
    bag, _label = rounds.receive(case.crew, case.session, case.patient, Kind.H48)
    hang(case, bag)


def hang(case: Case, bag: UUID) -> None:
    """A whole bag change."""
    now = case.desk.session(case.session)
    runs, label = now.running is not None, now.bags[bag].label
    change = rounds.facts(case.crew, case.patient, label, running=runs)
    answers = rounds.timed(case.crew, change)
    case.crew.walk(case.session, WalkKind.BAG_CHANGE, answers, case.second, bag)


# What has to be there before some forms can be opened.


def signed(case: Case) -> None:
    """A note by Nina."""
    case.note = sign_note(case, NINA)


def planned(case: Case) -> None:
    """An accepted plan."""
    planning.accept(case.desk, planning.propose(case.desk, case.session, WISHES), intent=uuid4())


def change_begun(case: Case) -> None:
    """A bag change that stands before the reading of its label."""
    case.change = rounds.facts(case.crew, case.patient, case.label, running=True)
    shown = rounds.begin_change(case.crew, case.session, case.bag)
    case.walk = shown.walk
    while shown.step is not None and shown.step.id != "new-bag":
        shown = case.crew.step(shown, case.answers(shown), case.second)


def check_answered(case: Case) -> None:
    """A symptom check of which every step is answered."""
    shown = begin_check(case)
    case.walk = shown.walk
    while shown.step is not None:
        shown = case.crew.step(shown, case.answers(shown), case.second)


def begin_check(case: Case) -> walks.WalkView:
    """A symptom check at its first step."""
    walk = walks.begin(case.desk, case.session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    return walks.view(case.desk, case.session, walk)


def sign_note(case: Case, by: Member) -> UUID:
    """A note, signed by whoever is at the desk."""
    since = case.crew.clock.now() - SHIFT
    drafted = handovers.draft(case.desk, case.session, note=uuid4(), period_from=since)
    return handovers.sign(case.desk, drafted, by.passphrase, intent=uuid4()).note


# Forms: each is opened now, and committed by what it returns.


def receive(case: Case) -> Commit:
    """A bag comes."""
    body = BagReceived(
        bag=uuid4(),
        label=case.label,
        place=Place.REFRIGERATOR,
        celsius=None,
        kept_before=Place.REFRIGERATOR,
    )
    seen = case.seen()
    return lambda: bags.receive(case.desk, case.session, body, intent=case.intent, seen=seen)


def move(case: Case) -> Commit:
    """The bag is put at room temperature."""
    body, seen = BagMoved(bag=case.bag, place=Place.ROOM, celsius=None), case.seen()
    return lambda: bags.move(case.desk, case.session, body, intent=case.intent, seen=seen)


def discard(case: Case) -> Commit:
    """The bag is discarded."""
    body, seen = BagDiscarded(bag=case.bag, reason="leaks"), case.seen()
    return lambda: bags.discard(case.desk, case.session, body, intent=case.intent, seen=seen)


def stop(case: Case) -> Commit:
    """The infusion stopped."""
    body, seen = InfusionStopped(reason="occlusion", adverse_reaction=False), case.seen()
    return lambda: bags.stop_infusion(case.desk, case.session, body, intent=case.intent, seen=seen)


def correct(case: Case) -> Commit:
    """The bed of the session is corrected."""
    told = case.desk.session(case.session).history
    opened = [event.ward_seq for event in told if isinstance(event.body, SessionOpened)][-1]
    asked, seen = Correction(wrong=("bed",), answers={"bed": "12"}, because="x"), case.seen()
    return lambda: corrections.correct(
        case.desk, case.session, opened, asked, intent=case.intent, seen=seen
    )


def answer_step(case: Case) -> Commit:
    """The step that is shown is answered by whoever is at the desk."""
    shown = case.shown()
    return lambda: walks.answer(case.desk, shown, case.answers(shown), intent=case.intent)


def step_of_check(case: Case, by: Person) -> Commit:
    """The first step of a symptom check, by somebody who is there when it is opened."""
    shown = begin_check(case)
    answers = CHECK.answers(shown)
    return lambda: walks.answer(case.desk, shown, answers, intent=case.intent, by=by)


def second_reading(case: Case) -> Commit:
    """The first reads the label; the form is the second person's."""
    shown = case.shown()
    if shown.step is not None and not shown.second:
        shown = walks.answer(case.desk, shown, case.answers(shown), intent=uuid4())
    return lambda: walks.answer(
        case.desk, shown, case.answers(shown), intent=case.intent, by=case.second
    )


def leave(case: Case) -> Commit:
    """The walk is left."""
    shown, left = case.shown(), WalkOutcome.ABANDONED
    return lambda: walks.end(case.desk, shown, left, intent=case.intent, reason="called away")


def complete(case: Case) -> Commit:
    """The walk is completed."""
    shown = case.shown()
    return lambda: walks.end(case.desk, shown, WalkOutcome.COMPLETED, intent=case.intent)


def sign(case: Case) -> Commit:
    """A note that was made is signed."""
    since = case.crew.clock.now() - SHIFT
    made = handovers.draft(case.desk, case.session, note=case.intent, period_from=since)
    return lambda: handovers.sign(case.desk, made, case.her.passphrase, intent=case.intent)


def countersign(case: Case) -> Commit:
    """A note of somebody else is countersigned."""
    note, own, seen = case.note, case.her.passphrase, case.seen()
    assert note is not None
    return lambda: handovers.countersign(
        case.desk, case.session, note, own, intent=case.intent, seen=seen
    )


def return_note(case: Case) -> Commit:
    """A note of somebody else is returned."""
    note, own, seen = case.note, case.her.passphrase, case.seen()
    assert note is not None
    return lambda: reviews.return_note(
        case.desk, case.session, note, "x", own, intent=case.intent, seen=seen
    )


def receive_note(case: Case) -> Commit:
    """A note of somebody else is read back, rightly."""
    note, own = case.note, case.her.passphrase
    assert note is not None
    shown = receiving_notes.read_back(case.desk, case.session, note)
    answers = read_rightly(case.desk, case.session, note)
    return lambda: receiving_notes.receive(case.desk, shown, answers, own, intent=case.intent)


def accept(case: Case) -> Commit:
    """A plan is accepted."""
    proposal = planning.propose(case.desk, case.session, WISHES)
    return lambda: planning.accept(case.desk, proposal, intent=case.intent)


def withdraw(case: Case) -> Commit:
    """The plan is withdrawn."""
    seen = case.seen()
    return lambda: planning.withdraw(
        case.desk, case.session, "goes home", seen=seen, intent=case.intent
    )


def begin(case: Case) -> Commit:
    """A bag change is begun with the bag."""
    return lambda: walks.begin(
        case.desk, case.session, WalkKind.BAG_CHANGE, intent=case.intent, bag=case.bag
    )
