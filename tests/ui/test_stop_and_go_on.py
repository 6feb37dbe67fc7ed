"""A stop, the restart of the same bag, an order, the end: each from the board, in the window."""

from __future__ import annotations

import shutil
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session import PatientSession
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import SetClock, iso
from nursedesk.protocol.terms import Kind
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.close_page import ClosePage
from nursedesk.ui.closed_page import ClosedPage
from nursedesk.ui.order_page import OrderPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import NINA, TOM, Crew
from nursedesk.ward import clock_watch
from tests.ui.conftest import OPENED, START, Prepared, label_of
from tests.ui.hands import BOTH, Hands
from tests.ui.pages import Nurse

BERLIN = ZoneInfo("Europe/Berlin")
WHO = {"identifier": "A-1001", "born": "1987-03-04"}
NO_SIGN = {"crs_signs": "no", "neurological_signs": "no"}
SAME_BAG = {"same": "yes", "looks_right": "yes", "disconnected": "no", "flushed": "no"}
PUMP = {"rate_ml_per_h": "5", "volume_ml": "200", "locked": "yes", "traced": "yes"}


@pytest.fixture(scope="module")
def prepared(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The prepared ward an hour on: bag 1 hangs and runs."""
    folder = tmp_path_factory.mktemp("hangs") / "ward"
    shutil.copytree(prepared.folder, folder)
    clock = SetClock(START, BERLIN)
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    crew.sign_in(NINA)
    clock_watch.confirm(desk, clock.now(), intent=uuid4())
    bag = desk.session(prepared.session).stock[0]
    change = rounds.facts(crew, OPENED.patient, label_of(Kind.H48), running=False)
    answers, second = rounds.timed(crew, change), crew.second(TOM)
    crew.walk(prepared.session, WalkKind.BAG_CHANGE, answers, second, bag.id)
    desk.close()
    return structs.replace(prepared, folder=folder)


@pytest.fixture(params=BOTH)
def hands(request: pytest.FixtureRequest) -> Hands:
    """Each job by mouse alone, and by keyboard alone."""
    made: Hands = request.param()
    return made


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START + timedelta(hours=1), BERLIN)


def chart(nina: Nurse, session: UUID) -> PatientSession:
    return nina.asks_the_desk(lambda desk: desk.session(session))


def stops_the_infusion(nina: Nurse, clock: SetClock) -> None:
    nina.chooses_patient("DOE")
    nina.press("Stop infusion")
    nina.stage({"at": iso(clock.now()), "reason": "Pump alarm", "adverse": "no"})
    nina.press("Stop infusion: DOE, Ann")
    nina.on(PatientView)


def test_the_same_bag_is_started_again(nina: Nurse, prepared: Prepared, clock: SetClock) -> None:
    stops_the_infusion(nina, clock)
    clock.forward(minutes=20)
    nina.window.lock.idle.used()
    nina.press("Start the same bag again")
    nina.records("patient", WHO)
    nina.records("symptoms-before", NO_SIGN)
    nina.at_step("same-bag")
    nina.sees("bag 1 hung when the infusion stopped")
    nina.records("same-bag", SAME_BAG)
    nina.records("pump", PUMP)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.sees("Second person: Tom Ruiz")
    nina.answer_all(PUMP)
    nina.press("Record my own reading: DOE, Ann")
    nina.records("start", {"started_at": iso(clock.now())})
    assert nina.walk_is_settled()
    nina.press(nina.on(WalkScreen).commit.accessibleName())
    nina.on(PatientView)
    session = chart(nina, prepared.session)
    first, again = session.runs
    assert first.bag == again.bag
    assert again.since - (first.to or again.since) == timedelta(minutes=20)
    assert session.running is again
    nina.sees("Stop infusion")
    assert "Start the same bag again" not in nina.texts().splitlines()


def test_an_order_by_telephone_is_read_back_and_then_holds(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    nina.press("Record an order")
    page = nina.on(OrderPage)
    order = {
        "dose": "9",
        "valid_from": iso(clock.now()),
        "ordered_by": "Dr Lee",
        "by_telephone": "yes",
        "read_back": "no",
    }
    nina.stage(order)
    nina.sees("Read the order back to the prescriber first")
    assert not page.commit.isEnabled()
    nina.press("Back")
    nina.answer("read_back", "yes")
    nina.press("Go on")
    nina.sees("The order says 9 mcg/day; the protocol states 28 mcg/day")
    nina.sees("Bag 1, which hangs, has 28 mcg/day.")
    nina.press("9 mcg/day ordered: DOE, Ann")
    nina.on(PatientView)
    nina.sees("Dose ordered: 9 mcg/day")
    session = chart(nina, prepared.session)
    assert session.ordered_dose(clock.now()).dose_mcg_per_day == Decimal(9)
    assert session.hanging is not None


def test_a_session_is_closed_once_the_infusion_stopped(
    nina: Nurse, prepared: Prepared, clock: SetClock
) -> None:
    nina.chooses_patient("DOE")
    nina.press("Close the session")
    page = nina.on(ClosePage)
    nina.stage({"ending": "died"})
    nina.sees("The chart says that the infusion runs.")
    assert not page.commit.isEnabled()
    nina.press("Ward board")
    nina.on(BoardPage)
    stops_the_infusion(nina, clock)
    nina.press("Close the session")
    nina.stage({"ending": "died", "note": "Bag 1 was taken down and discarded."})
    nina.press("Close the session, the patient died: DOE, Ann")
    nina.on(BoardPage)
    nina.sees("Session closed: DOE, Ann.")
    nina.until(lambda: "DOE" not in nina.texts().replace("Session closed: DOE", ""))
    closed = chart(nina, prepared.session)
    assert closed.closed_at == clock.now()
    assert nina.asks_the_desk(lambda desk: desk.sessions()) == []
    nina.goes_to("Closed sessions")
    nina.on(ClosedPage)
    nina.sees("the patient died. Bag 1 was taken down and discarded.")
    nina.press("Open: DOE, Ann, born 04-Mar-1987 (39 y), A-1001")
    nina.on(PatientView)
    nina.sees("Closed 20-Nov-2026 10:00: the patient died.")
    shown = nina.texts().splitlines()
    assert "Print the full record" in shown
    assert not {"Change bag", "Stop infusion", "Hand over", "Close the session"} & set(shown)
