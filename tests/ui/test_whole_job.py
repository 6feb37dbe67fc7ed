"""The product's main job in the real windows, from the first start to a countersigned note."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from nursedesk.chart.session_entries import BagLabel, Patient
from nursedesk.clock import SetClock, after_hours, iso
from nursedesk.protocol.terms import Filter, Kind
from nursedesk.ui.accounts_page import AccountsPage
from nursedesk.ui.add_account_page import AddAccountPage
from nursedesk.ui.adopt_page import AdoptPage, SecondReading
from nursedesk.ui.adoption_page import AdoptionView
from nursedesk.ui.board_page import BoardPage
from nursedesk.ui.choose_bag_page import ChooseBagPage
from nursedesk.ui.confirm_points import ConfirmPoints
from nursedesk.ui.note_page import NotePage
from nursedesk.ui.open_session_page import OpenSessionPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.protocol_page import ProtocolView
from nursedesk.ui.receive_page import ReceivePage
from nursedesk.ui.setup_page import SetUpPage
from nursedesk.ui.walk_page import WalkScreen
from nursedesk.walkthrough.answers import Change, Check
from nursedesk.walkthrough.hand_overs import read_rightly
from tests.ui import hand_over_moves as moves
from tests.ui.hands import BOTH, Hands
from tests.ui.pages import Nurse

CLARA, NINA, TOM, PIA = ("c.weiss", "n.berg", "t.ruiz", "p.holm")
ANN = Patient(family="Doe", given="Ann", identifier="A-1001", born=date(1987, 3, 4))
PREPARED = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
LABEL = BagLabel(
    patient_identifier="A-1001",
    dose_mcg_per_day=Decimal(28),
    bag_kind=Kind.H48,
    preservative=False,
    rate_ml_per_h=Decimal(5),
    prepared_at=PREPARED,
    use_by=None,
)


FOUNDED = ["ward-created", "account-added", "signed-in", "emergency-sheet-made"]
BLIND = ["walk-step", "signed-in", "walk-step"]
EXPECTED = [
    *FOUNDED,
    "clock-confirmed",
    *("account-added", "signed-in", "account-added", "signed-in", "account-added"),
    *("signed-in", "protocol-adopted"),
    *("signed-out", "signed-in"),
    *("session-opened", "bag-received", "walk-begun"),
    *("walk-step", "walk-step"),
    *("walk-step", "denied", "signed-in", "walk-step"),  # refused herself, then a misreading
    *BLIND,
    *("walk-step", "walk-step"),
    *BLIND,
    "walk-step",
    *BLIND,
    "walk-ended",
    "walk-begun",
    *["walk-step"] * 8,
    "walk-ended",
    "handover-signed",
    *("signed-out", "signed-in", "handover-misread", "handover-received"),
    *("signed-out", "signed-in", "handover-countersigned"),
]


@pytest.fixture(params=BOTH)
def hands(request: pytest.FixtureRequest) -> Hands:
    """The whole job by mouse alone, and by keyboard alone."""
    made: Hands = request.param()
    return made


def phrase(account: str) -> str:
    return f"the long phrase of {account}"


def test_from_first_start_to_a_countersigned_note(
    nurse: Nurse, clock: SetClock, tmp_path: Path
) -> None:
    founds_the_ward(nurse)
    nurse.confirms_the_time()
    adds(nurse, NINA, "Nina Berg")
    adds(nurse, TOM, "Tom Ruiz", second=NINA)
    adds(nurse, PIA, "Pia Holm", role="pharmacist", second=NINA)
    adopts_the_protocol(nurse)
    nurse.press("Ward board")
    nurse.on(BoardPage)
    nurse.changes_with(NINA, phrase(NINA))
    opens_a_session(nurse)
    receives_the_bag(nurse, clock)
    changes_the_bag(nurse, clock)
    checks_symptoms(nurse)
    signs_the_hand_over(nurse)
    receives_the_hand_over(nurse, clock)
    copy = tmp_path / "note.pdf"
    countersigns(nurse, copy)
    assert copy.read_bytes().startswith(b"%PDF-")
    kinds = nurse.asks_the_desk(lambda desk: [e.header.kind for e in desk.store.entries()])
    # The check in the background enters itself whenever it ends.
    assert [kind for kind in kinds if kind != "record-checked"] == EXPECTED


def founds_the_ward(nurse: Nurse) -> None:
    page = nurse.on(SetUpPage)
    nurse.answer("ward", "Ward 7")
    nurse.answer("name", "Clara Weiss")
    nurse.answer("account", CLARA)
    nurse.answer("passphrase", phrase(CLARA))
    nurse.answer("again", phrase(CLARA))
    nurse.press("Make the ward's keys")
    nurse.until(page.code.isVisible)
    code, emergency = page.code.text().replace("\n", " "), page.sheet.code.text()
    nurse.press("I wrote it down")
    assert emergency not in nurse.texts()
    nurse.answer("also", page.sheet.phrase.text())
    nurse.answer("code", code)
    nurse.press("Set up the ward: Ward 7")
    nurse.sees("not the emergency code that was shown")
    nurse.answer("also", emergency)
    nurse.answer("code", f"{code[:-1]}X" if code[-1] != "X" else f"{code[:-1]}Y")
    nurse.press("Set up the ward: Ward 7")
    nurse.sees("recovery code")
    nurse.answer("code", code)
    nurse.press("Set up the ward: Ward 7")
    nurse.on(BoardPage)
    nurse.sees("This ward has not adopted a protocol yet")


def adds(nurse: Nurse, account: str, name: str, *, role: str = "nurse", second: str = "") -> None:
    nurse.press("Accounts")
    nurse.on(AccountsPage)
    nurse.press("Add an account")
    nurse.on(AddAccountPage)
    nurse.answer("name", name)
    nurse.answer("account", account)
    nurse.press(f"Role: {role}")
    nurse.answer("passphrase", phrase(account))
    nurse.answer("again", phrase(account))
    nurse.answer("own", phrase(CLARA))
    nurse.press("Add an account")
    if second:
        nurse.second_signs_in(second, phrase(second))
        nurse.press(f"Add the account: {name}")
    nurse.on(AccountsPage)
    nurse.sees(f"Account added: {account}, {name}.")


def adopts_the_protocol(nurse: Nurse) -> None:
    """Clara and Pia, the pharmacist, each go through every page of points."""
    nurse.press("Protocol")
    nurse.on(ProtocolView)
    nurse.sees("This ward has not adopted a protocol yet")
    nurse.press("Adoption: versions and who adopted them")
    nurse.on(AdoptionView)
    nurse.sees("Nothing was adopted yet.")
    nurse.press("Go through it and adopt it: 1.0.0")
    page = nurse.on(AdoptPage)
    assert not page.go_on.isEnabled()
    goes_through(nurse, page.points)
    nurse.presses(page.points.before)
    assert not page.go_on.isEnabled()
    goes_through(nurse, page.points)
    nurse.press("Second person: a pharmacist")
    sheet = nurse.second_signs_in(PIA, phrase(PIA))
    nurse.sees("Second person: Pia Holm")
    nurse.until(lambda: bool(sheet.findChildren(SecondReading)))
    (reading,) = sheet.findChildren(SecondReading)
    assert not reading.commit.isVisible()
    goes_through(nurse, reading.points)
    nurse.press("Adopt this version: Clara Weiss and Pia Holm")
    nurse.on(AdoptionView)
    nurse.sees("In force: new patient sessions are opened under it.")
    nurse.sees("was adopted by Clara Weiss and Pia Holm")
    nurse.press("Ward board")
    nurse.sees("No patient session is open.")
    nurse.until(lambda: bool(nurse.window.sources))


def goes_through(nurse: Nurse, points: ConfirmPoints) -> None:
    while not points.complete:
        assert not points.confirm.hasFocus()
        before = points.confirmed
        nurse.presses(points.confirm)
        assert len(points.confirmed) == len(before) + 1


def opens_a_session(nurse: Nurse) -> None:
    nurse.press("Open a session")
    nurse.on(OpenSessionPage)
    who = {"identifier": "A-1001", "family": "Doe", "given": "Ann", "born": "1987-03-04"}
    nurse.stage({**who, "bed": "4"})
    nurse.stage({"weight_kg": "70", "weighed_on": "2026-11-20", "height_cm": "172"})
    nurse.stage({"indication": "mrd", "cycle": "1", "dose": "28", "ordered_by": "Dr. Lind"})
    nurse.stage(
        {
            "hypersensitivity": "no",
            "preservative_free_only": "no",
            "preterm": "no",
            "down_syndrome": "no",
            "cns_history": "unknown",
        }
    )
    nurse.press("Open session: DOE, Ann")
    nurse.on(PatientView)
    nurse.sees("Recorded. Open session: DOE, Ann.")


def receives_the_bag(nurse: Nurse, clock: SetClock) -> None:
    nurse.press("Receive a bag")
    nurse.on(ReceivePage)
    nurse.stage(
        {
            "patient_identifier": "A-1001",
            "bag_kind": "48h",
            "preservative": "no",
            "dose": "28",
            "rate": "5",
        }
    )
    nurse.stage({"prepared_at": iso(PREPARED), "use_by": "", "came_at": iso(clock.now())})
    nurse.stage({"kept_before": "refrigerator", "place": "refrigerator", "celsius": "5"})
    nurse.press("Receive this bag: DOE, Ann")
    nurse.on(PatientView)
    nurse.sees("Bag 1: 48 h")


def changes_the_bag(nurse: Nurse, clock: SetClock) -> None:
    change = Change(
        patient=ANN,
        label=LABEL,
        volume_ml=Decimal(240),
        started_at=clock.now(),
        next_change_at=after_hours(clock.now(), Decimal(48)),
        filter=Filter.IN_LINE,
    )
    nurse.press("Change bag")
    nurse.on(ChooseBagPage)
    nurse.press("Begin the change to bag 1")
    nurse.records("patient", answers_to(change, "patient"))
    nurse.records("symptoms-before", answers_to(change, "symptoms-before"))
    reads_the_label_blind(nurse, answers_to(change, "new-bag"))
    for step in ("looks", "line"):
        nurse.records(step, answers_to(change, step))
    both_read(nurse, "pump", answers_to(change, "pump"))
    nurse.records("start", answers_to(change, "start"))
    both_read(nurse, "next", answers_to(change, "next"))
    nurse.press("Complete the bag change: DOE, Ann")
    nurse.on(PatientView)
    nurse.sees("Bag 1 hangs")


def reads_the_label_blind(nurse: Nurse, label: dict[str, str]) -> None:
    """Nina cannot be her own second person; then Tom misreads the rate; then both agree."""
    nurse.records("new-bag", label)
    nurse.second_signs_in(NINA, phrase(NINA))
    nurse.sees("The second person must be somebody else than the first.")
    nurse.second_signs_in(TOM, phrase(TOM))
    nurse.sees("Second person: Tom Ruiz")
    assert nothing_of(label, nurse)
    nurse.answer_all({**label, "rate_ml_per_h": "0.6"})
    nurse.press("Record my own reading: DOE, Ann")
    nurse.at_step("new-bag")
    nurse.sees("The two readings differ in “Rate on the label”.")
    assert "0.6" not in nurse.texts()
    both_read(nurse, "new-bag", label)


def both_read(nurse: Nurse, step: str, answers: dict[str, str]) -> None:
    nurse.records(step, answers)
    nurse.second_signs_in(TOM, phrase(TOM))
    nurse.sees("Second person: Tom Ruiz")
    nurse.answer_all(answers)
    nurse.press("Record my own reading: DOE, Ann")
    nurse.until(lambda: nurse.window.sheet is None)


def nothing_of(label: dict[str, str], nurse: Nurse) -> bool:
    """Whether every box on the sheet is blank."""
    nurse.until(lambda: {box.field.name for box in nurse.boxes()} == set(label))
    return not any(box.typed() or box.absent for box in nurse.boxes())


def checks_symptoms(nurse: Nurse) -> None:
    nurse.press("Check symptoms")
    check = Check(given={"temperature_c": "36.8"})
    while not nurse.walk_is_settled():
        page = nurse.window.page
        assert isinstance(page, WalkScreen)
        nurse.records(page.step_id, check.answers(page.shown))
    nurse.press("Complete the symptom check: DOE, Ann")
    nurse.on(PatientView)


def signs_the_hand_over(nurse: Nurse) -> None:
    nurse.press("Hand over")
    page = moves.makes_the_note(nurse, "DOE, Ann")
    moves.to_the_end(nurse, page.pages, page)
    nurse.answer("passphrase", "not my passphrase at all")
    nurse.press("Sign the hand-over: DOE, Ann")
    nurse.sees("Nothing was saved.")
    nurse.answer("passphrase", phrase(NINA))
    nurse.press("Sign the hand-over: DOE, Ann")
    nurse.on(PatientView)
    nurse.sees("Not countersigned yet.")


def receives_the_hand_over(nurse: Nurse, clock: SetClock) -> None:
    """Tom misreads the rate, reads again, and reads back what the record says."""
    nurse.changes_with(TOM, phrase(TOM))
    nurse.chooses_patient("DOE")
    nurse.press("Receive the hand-over")
    moves.reads_to_the_end(nurse)
    asked = nurse.asks_the_desk(lambda desk: desk.sessions()[0])
    right = nurse.asks_the_desk(lambda desk: read_rightly(desk, asked.id, asked.notes[0].note))
    assert right["rate_ml_per_h"] == "5"
    assert right["next_change_at"] == after_hours(clock.now(), Decimal(48)).isoformat()
    moves.reads_back(nurse, "DOE, Ann", right | {"rate_ml_per_h": "50"}, phrase(TOM))
    nurse.sees("What you entered is not what the record says: rate.")
    moves.reads_to_the_end(nurse)
    moves.reads_back(nurse, "DOE, Ann", right, phrase(TOM))
    nurse.on(PatientView)
    nurse.sees("Hand-over received: DOE, Ann.")


def countersigns(nurse: Nurse, copy: Path) -> None:
    nurse.changes_with(CLARA, phrase(CLARA))
    nurse.chooses_patient("DOE")
    opens_the_note(nurse)
    page = nurse.on(NotePage)
    nurse.until(lambda: bool(page.pages.pictures))
    assert not page.commit.isEnabled()
    bar = page.area.verticalScrollBar()
    nurse.until(lambda: page.pages.laid_out and bar.maximum() > 0)
    assert not page.commit.isEnabled()
    nurse.hands.to_the_end(page.area)
    nurse.answer("passphrase", phrase(CLARA))
    nurse.press("Countersign the hand-over: DOE, Ann")
    nurse.on(PatientView)
    nurse.sees("countersigned by Clara Weiss")
    opens_the_note(nurse)
    nurse.on(NotePage)
    nurse.sees("Received by Tom Ruiz")
    nurse.answer("path", str(copy))
    nurse.press("Export a copy")
    nurse.sees("A copy was written to")


def opens_the_note(nurse: Nurse) -> None:
    nurse.sees("Hand-over, ")
    title = next(line for line in nurse.texts().splitlines() if line.startswith("Hand-over, "))
    nurse.press(f"Open {title}")


def answers_to(change: Change, step: str) -> dict[str, str]:
    """What a nurse who does everything right answers to a step."""
    from nursedesk.walkthrough import answers

    return dict(answers._STEPS[step](change))
