"""Every use case of `ward/` that takes a right: who may, and how it is called. For T19."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.correcting import Correction
from nursedesk.chart.due_item import Topic
from nursedesk.chart.medicine_entries import MedicineGiven, Purpose
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    DoseOrdered,
    InfusionStopped,
    PharmacyAnswered,
    SessionClosed,
    SessionOpened,
)
from nursedesk.chart.signal import Signal
from nursedesk.chart.signal_entries import Stage
from nursedesk.chart.terms import Ending, Place, Role, WalkKind, WalkOutcome
from nursedesk.chart.ward_settings import NOTHING_SET
from nursedesk.protocol.adoption import to_confirm
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM, Member
from nursedesk.walkthrough.demo_ward import WISHES
from nursedesk.ward import (
    accounts,
    adoption,
    backup,
    bags,
    clock_watch,
    corrections,
    emergency,
    entrance,
    handovers,
    leaving,
    medicines,
    mending,
    orders,
    passphrases,
    planning,
    receiving_notes,
    reviews,
    sessions,
    signals,
    walks,
    ward_settings,
    whole_check,
)
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import NewAccount
from tests.ward.conftest import opened, received

KIM = Member(account="k.lund", name="Kim Lund", roles=(Role.CHARGE_NURSE,))
PEOPLE = (NINA, KIM, PIA, CLARA)
N, C, P, A = Role.NURSE, Role.CHARGE_NURSE, Role.PHARMACIST, Role.ADMINISTRATOR
ALL = frozenset(Role)
REFUSED = frozenset({"not-allowed", "not-signed-in"})
_PHRASE = "a new phrase that is long"


class Scene(Struct, frozen=True, kw_only=True):
    """What the use cases are called with: a patient with bags, an open walk, a signed note."""

    session: UUID
    bag: UUID
    walk: UUID
    note: UUID
    draft: handovers.Draft
    proposal: planning.Proposal


Call = Callable[[Desk, Scene], object]


def _shown(desk: Desk, scene: Scene) -> walks.WalkView:
    return walks.view(desk, scene.session, scene.walk)


def _ordered(desk: Desk) -> DoseOrdered:
    return DoseOrdered(
        dose_mcg_per_day=Decimal(28),
        valid_from=desk.clock.now(),
        ordered_by="Dr Invented",
        by_telephone=False,
        read_back=False,
    )


def _pharmacy(scene: Scene) -> PharmacyAnswered:
    return PharmacyAnswered(
        walk=scene.walk, step="vital-signs", code="any", pharmacist="P. Holm", answer="yes"
    )


def _last_opening(desk: Desk, scene: Scene) -> int:
    """The last word on how the session was opened."""
    told = desk.session(scene.session).history
    return [event.ward_seq for event in told if isinstance(event.body, SessionOpened)][-1]


def _another_bed() -> Correction:
    answers = {"bed": f"bed {uuid4().hex[:8]}"}
    return Correction(wrong=("bed",), answers=answers, because="moved")


def _given() -> MedicineGiven:
    return MedicineGiven(
        purpose=Purpose.PREMEDICATION,
        substance="dexamethasone",
        dose="20 mg",
        route="by mouth",
        ordered_by="Dr Invented",
    )


def _adopt(desk: Desk, _scene: Scene) -> object:
    (chosen, *_others), _unusable = adoption.candidates(desk)
    pages = frozenset(page.id for page in to_confirm(chosen.verified.protocol))
    second = entrance.second_person(desk, TOM.account, TOM.passphrase)
    return adoption.adopt(desk, chosen, confirmed=(pages, pages), second=second, intent=uuid4())


def _new(roles: tuple[Role, ...]) -> NewAccount:
    return NewAccount(account="n.ew", name="New", roles=roles, passphrase=_PHRASE)


USE_CASES: dict[str, tuple[frozenset[Role], Call]] = {
    "accounts.add_account": (
        frozenset({A}),
        lambda desk, _s: accounts.add_account(
            desk, _new((N,)), passphrase=CLARA.passphrase, intent=uuid4(), second=None
        ),
    ),
    "adoption.adopt": (frozenset(), _adopt),  # the second person is a nurse: nobody may with her
    "backup.back_up_now": (frozenset({C}), lambda desk, _s: backup.back_up_now(desk)),
    "backup.choose_place": (
        frozenset({C}),
        lambda desk, _s: backup.choose_place(desk, "", intent=uuid4()),
    ),
    "bags.receive": (
        frozenset({N, C, P}),
        lambda desk, s: bags.receive(desk, s.session, received(), intent=uuid4()),
    ),
    "bags.move": (
        frozenset({N, C, P}),
        lambda desk, s: bags.move(
            desk,
            s.session,
            BagMoved(bag=s.bag, place=Place.ROOM, celsius=None),
            intent=uuid4(),
        ),
    ),
    "bags.discard": (
        frozenset({N, C, P}),
        lambda desk, s: bags.discard(
            desk, s.session, BagDiscarded(bag=s.bag, reason="leaks"), intent=uuid4()
        ),
    ),
    "bags.stop_infusion": (
        frozenset({N, C}),
        lambda desk, s: bags.stop_infusion(
            desk,
            s.session,
            InfusionStopped(reason="occlusion", adverse_reaction=False),
            intent=uuid4(),
        ),
    ),
    "clock_watch.confirm": (
        ALL,
        lambda desk, _s: clock_watch.confirm(desk, desk.clock.now(), intent=uuid4()),
    ),
    "corrections.correct": (
        frozenset({N, C}),
        lambda desk, s: corrections.correct(
            desk, s.session, _last_opening(desk, s), _another_bed(), intent=uuid4()
        ),
    ),
    "emergency.make_sheet": (frozenset({A}), lambda desk, _s: emergency.make_sheet(desk)),
    "emergency.use_sheet": (
        frozenset({A}),
        lambda desk, _s: emergency.use_sheet(
            desk,
            desk.keyring.emergency.make(desk.signed_in().keys),
            second=_another(desk),
            intent=uuid4(),
        ),
    ),
    "handovers.sign": (
        frozenset({N, C}),
        lambda desk, s: handovers.sign(desk, s.draft, own(desk), intent=uuid4()),
    ),
    "handovers.countersign": (
        frozenset({C}),
        lambda desk, s: handovers.countersign(desk, s.session, s.note, own(desk), intent=uuid4()),
    ),
    "receiving_notes.receive": (
        frozenset({N, C}),
        lambda desk, s: receiving_notes.receive(
            desk, receiving_notes.read_back(desk, s.session, s.note), {}, own(desk), intent=uuid4()
        ),
    ),
    "reviews.return_note": (
        frozenset({C}),
        lambda desk, s: reviews.return_note(
            desk, s.session, s.note, "r", own(desk), intent=uuid4()
        ),
    ),
    "leaving.remove": (
        frozenset({A}),
        lambda desk, _s: leaving.remove(
            desk,
            TOM.account,
            second=_another(desk),
            intent=uuid4(),
        ),
    ),
    "medicines.give": (
        frozenset({N, C}),
        lambda desk, s: medicines.give(
            desk, s.session, _given(), intent=uuid4(), happened_at=desk.clock.now()
        ),
    ),
    "mending.acknowledge_gap": (
        frozenset({C}),
        lambda desk, _s: mending.acknowledge_gap(
            desk, reason="r", paper="p", passphrase=own(desk), intent=uuid4()
        ),
    ),
    "mending.choose_places": (
        frozenset({C}),
        lambda desk, _s: mending.choose_places(desk, [], intent=uuid4()),
    ),
    "orders.order": (
        frozenset({N, C}),
        lambda desk, s: orders.order(desk, s.session, _ordered(desk), intent=uuid4()),
    ),
    "passphrases.change": (
        ALL,
        lambda desk, _s: passphrases.change(desk, "not her passphrase", _PHRASE, intent=uuid4()),
    ),
    "passphrases.reset": (
        frozenset({A}),
        lambda desk, _s: passphrases.reset(
            desk,
            TOM.account,
            _PHRASE,
            passphrase=own(desk),
            second=_another(desk),
            intent=uuid4(),
        ),
    ),
    "planning.set_wishes": (
        frozenset({C, P}),
        lambda desk, _s: planning.set_wishes(desk, WISHES, intent=uuid4()),
    ),
    "planning.accept": (
        frozenset({N, C, P}),
        lambda desk, s: planning.accept(desk, s.proposal, intent=uuid4()),
    ),
    "planning.withdraw": (
        frozenset({N, C, P}),
        lambda desk, s: planning.withdraw(
            desk, s.session, "r", seen=desk.session(s.session).seq, intent=uuid4()
        ),
    ),
    "sessions.close": (
        frozenset({N, C}),
        lambda desk, s: sessions.close(
            desk, s.session, SessionClosed(ending=Ending.MISTAKE, note=None), intent=uuid4()
        ),
    ),
    "sessions.open_session": (
        frozenset({N, C}),
        lambda desk, _s: sessions.open_session(desk, opened("B-200"), intent=uuid4()),
    ),
    "signals.acknowledge": (
        frozenset({N, C}),
        lambda desk, s: signals.acknowledge(desk, _signal(s), intent=uuid4()),
    ),
    "signals.tell_charge_nurse": (
        frozenset({N, C}),
        lambda desk, s: signals.tell_charge_nurse(desk, _signal(s), "Kim Lund", intent=uuid4()),
    ),
    "walks.begin": (
        frozenset({N, C}),
        lambda desk, s: walks.begin(
            desk, s.session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=s.bag
        ),
    ),
    "walks.answer": (
        frozenset({N, C}),
        lambda desk, s: walks.answer(desk, _shown(desk, s), _vital_signs(desk, s), intent=uuid4()),
    ),
    "walks.pharmacy_answered": (
        frozenset({C}),
        lambda desk, s: walks.pharmacy_answered(
            desk, _shown(desk, s), _pharmacy(s), intent=uuid4(), typed=own(desk)
        ),
    ),
    "walks.end": (
        frozenset({N, C}),
        lambda desk, s: walks.end(
            desk, _shown(desk, s), WalkOutcome.ABANDONED, intent=uuid4(), reason="r"
        ),
    ),
    "ward_settings.set_settings": (
        frozenset({C, P}),
        lambda desk, _s: ward_settings.set_settings(
            desk, NOTHING_SET, seen=None if desk.person is None else _set(desk), intent=uuid4()
        ),
    ),
    "whole_check.check_now": (frozenset({C}), lambda desk, _s: whole_check.check_now(desk)),
    "whole_check.cancel": (frozenset({C}), lambda desk, _s: whole_check.cancel(desk)),
}
# Parts of others, or called where nobody is signed in yet or a port alone decides: not for a role.
NOT_FOR_A_ROLE = frozenset(
    {
        "anchoring.append",
        "passphrases.enter_change",
        "passphrases.read_reset",
        "record.note",
        "record.record",
        "recovery.finish",
        "renewal.enter",
        "repeating.entry_of",
        "repeating.made_before",
    }
)


def own(desk: Desk) -> str:
    """The passphrase of whoever is at the desk; nobody has none."""
    account = desk.person.account if desk.person else ""
    return next((one.passphrase for one in (*PEOPLE, TOM) if one.account == account), "")


def _signal(scene: Scene) -> Signal:
    """Something that was due."""
    return Signal(
        session=scene.session,
        topic=Topic.SYMPTOM_CHECK,
        what="Symptom check",
        due_at=None,
        stage=Stage.OVERDUE,
        word="overdue",
        acknowledged=None,
        open=True,
        tell=True,
        told=None,
    )


def _set(desk: Desk) -> int | None:
    """What a form on the ward's settings has seen."""
    return ward_settings.shown(desk).seen


def _another(desk: Desk) -> Person:
    """A second person who is neither at the desk nor the one whom it is about."""
    at_desk = desk.person.account if desk.person else ""
    other = next(one for one in (PIA, KIM) if one.account != at_desk)
    return entrance.second_person(desk, other.account, other.passphrase)


def _vital_signs(desk: Desk, scene: Scene) -> dict[str, str]:
    from nursedesk.walkthrough.answers import Check

    if _shown(desk, scene).step is None:
        return {}
    check = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
    return dict(check.answers(_shown(desk, scene)))
