"""A short form that is older than the chart is refused on the screen, and keeps what was typed."""

from __future__ import annotations

from uuid import UUID, uuid4

from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.terms import Place, WalkKind
from nursedesk.clock import SetClock, iso
from nursedesk.protocol.terms import Kind
from nursedesk.ui.bag_pages import DiscardPage, StopPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import TOM, Crew
from nursedesk.ward import bags, entrance
from nursedesk.ward.desk import Desk
from tests.ui.conftest import OPENED, Prepared, label_of
from tests.ui.pages import Nurse

_NEWER = "The chart has changed since this form was opened: bag moved by Nina Berg."


def _bag(desk: Desk, session: UUID, number: int) -> UUID:
    return next(bag.id for bag in desk.session(session).bags.values() if bag.number == number)


def _moved(nina: Nurse, session: UUID, number: int) -> None:
    def move(desk: Desk) -> Entry:
        body = BagMoved(bag=_bag(desk, session, number), place=Place.ROOM, celsius=None)
        return bags.move(desk, session, body, intent=uuid4())

    nina.asks_the_desk(move)


def _hung(nina: Nurse, session: UUID, clock: SetClock) -> None:
    """Bag 1 runs."""

    def hang(desk: Desk) -> bool:
        crew = Crew(desk, clock)
        change = rounds.facts(crew, OPENED.patient, label_of(Kind.H48), running=False)
        answers, tom = rounds.timed(crew, change), crew.second(TOM)
        crew.walk(session, WalkKind.BAG_CHANGE, answers, tom, _bag(desk, session, 1))
        entrance.leave(desk, tom)
        return True

    nina.asks_the_desk(hang)


def test_a_bag_is_not_discarded_by_an_old_form(nina: Nurse, prepared: Prepared) -> None:
    nina.chooses_patient("DOE")
    nina.press("Discard: bag 1")
    asked = {"at": iso(nina.window.clock.now()), "reason": "It leaks."}
    page = nina.on(DiscardPage)
    nina.stage(asked)
    _moved(nina, prepared.session, 1)
    nina.press("Discard bag 1: DOE, Ann")
    nina.sees(_NEWER)
    assert page.answers == asked
    assert nina.asks_the_desk(lambda desk: len(desk.session(prepared.session).stock)) == 2
    nina.press("Discard bag 1: DOE, Ann")
    nina.on(PatientView)
    assert nina.asks_the_desk(lambda desk: len(desk.session(prepared.session).stock)) == 1


def test_the_infusion_is_not_stopped_by_an_old_form(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    _hung(nina, prepared.session, clock)
    nina.chooses_patient("DOE")
    nina.press("Stop infusion")
    page = nina.on(StopPage)
    typed = {"at": iso(clock.now()), "reason": "battery", "adverse": "no"}
    nina.stage(typed)
    _moved(nina, prepared.session, 2)
    nina.press("Stop infusion: DOE, Ann")
    nina.sees(_NEWER)
    assert page.answers["reason"] == "battery"

    def runs(desk: Desk) -> bool:
        return desk.session(prepared.session).running is not None

    assert nina.asks_the_desk(runs)
    nina.press("Stop infusion: DOE, Ann")
    nina.on(PatientView)
    assert not nina.asks_the_desk(runs)
