"""What somebody else tells of a patient, or of the ward, while a form is open."""

from __future__ import annotations

from uuid import uuid4

from nursedesk.chart.session_entries import BagDiscarded, BagMoved, InfusionStopped, SessionClosed
from nursedesk.chart.terms import Ending, Place, WalkKind, WalkOutcome
from nursedesk.protocol.adoption import to_confirm
from nursedesk.walkthrough import hand_overs, rounds
from nursedesk.walkthrough.crew import PIA
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.ward import adoption, bags, entrance, handovers, planning, sessions, walks
from tests.proofs.forms import CHECK, SHIFT, Case, begin_check, hang, planned, sign_note


def other_received(case: Case) -> None:
    """Another bag came."""
    case.crew.receive(case.session, case.label, Place.REFRIGERATOR)


def bag_moved(case: Case) -> None:
    """The bag was moved."""
    body = BagMoved(bag=case.bag, place=Place.ROOM, celsius=None)
    bags.move(case.desk, case.session, body, intent=uuid4())


def bag_discarded(case: Case) -> None:
    """The bag was discarded."""
    bags.discard(case.desk, case.session, BagDiscarded(bag=case.bag, reason="x"), intent=uuid4())


def other_discarded(case: Case) -> None:
    """The other bag in stock was discarded."""
    body = BagDiscarded(bag=case.other, reason="x")
    bags.discard(case.desk, case.session, body, intent=uuid4())


def bag_hung(case: Case) -> None:
    """The bag was hung."""
    hang(case, case.bag)


def stopped(case: Case) -> None:
    """The infusion was stopped."""
    body = InfusionStopped(reason="battery", adverse_reaction=False)
    bags.stop_infusion(case.desk, case.session, body, intent=uuid4())


def other_walk_answered(case: Case) -> None:
    """The first step of another walk was answered."""
    checking = any(
        walk.kind is WalkKind.SYMPTOM_CHECK for walk in case.desk.session(case.session).open_walks
    )
    if checking:
        shown = rounds.begin_change(case.crew, case.session, case.other)
        change = rounds.facts(case.crew, case.patient, case.label, running=True)
        answers = change.answers(shown)
    else:
        shown = begin_check(case)
        answers = CHECK.answers(shown)
    walks.answer(case.desk, shown, answers, intent=uuid4())


def same_step_read(case: Case) -> None:
    """The same reading of the same step was given."""
    shown = case.shown()
    walks.answer(case.desk, shown, case.answers(shown), intent=uuid4())


def walk_left(case: Case) -> None:
    """The walk was left."""
    walks.end(case.desk, case.shown(), WalkOutcome.ABANDONED, intent=uuid4(), reason="x")


def signed_between(case: Case) -> None:
    """A note was signed."""
    sign_note(case, case.teller)


def countersigned(case: Case) -> None:
    """The note was countersigned."""
    assert case.note is not None
    own = case.teller.passphrase
    handovers.countersign(case.desk, case.session, case.note, own, intent=uuid4())


def returned(case: Case) -> None:
    """The note was returned."""
    assert case.note is not None
    hand_overs.give_back(case.crew, case.teller, case.session, case.note, "x")


def replaced(case: Case) -> None:
    """The note was returned, and another one signed in its place."""
    assert case.note is not None
    returned(case)
    since = case.crew.clock.now() - SHIFT
    hand_overs.sign(case.crew, case.teller, case.session, since, in_place_of=case.note)


def plan_accepted(case: Case) -> None:
    """A plan was accepted."""
    planned(case)


def session_closed(case: Case) -> None:
    """The patient moved to another ward; what was open was finished before."""
    for walk in case.desk.session(case.session).open_walks:
        shown = walks.view(case.desk, case.session, walk.walk)
        walks.end(case.desk, shown, WalkOutcome.ABANDONED, intent=uuid4(), reason="x")
    if case.note is not None:
        countersigned(case)
    body = SessionClosed(ending=Ending.MOVED, note=None)
    sessions.close(case.desk, case.session, body, intent=uuid4())


def other_patients_bag_discarded(case: Case) -> None:
    """A bag of another patient came and was discarded."""
    bag = case.crew.receive(case.elsewhere, case.label, Place.REFRIGERATOR)
    bags.discard(case.desk, case.elsewhere, BagDiscarded(bag=bag, reason="x"), intent=uuid4())


def wishes_set(case: Case) -> None:
    """The ward's wishes for plans were set."""
    planning.set_wishes(case.desk, WISHES, intent=uuid4())


def protocol_adopted(case: Case) -> None:
    """The ward adopted a protocol; a session keeps the one that it has."""
    (chosen, *_others), _unusable = adoption.candidates(case.desk)
    pages = frozenset(page.id for page in to_confirm(chosen.verified.protocol))
    if case.desk.second is not None:
        entrance.leave(case.desk, case.desk.second)
    pia = case.crew.second(PIA)
    adoption.adopt(case.desk, chosen, confirmed=(pages, pages), second=pia, intent=uuid4())
    entrance.leave(case.desk, pia)
