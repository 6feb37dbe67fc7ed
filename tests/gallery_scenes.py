"""The scenes of the gallery: what a nurse does on the demo ward, and a picture after each step."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock, iso
from nursedesk.errors import KnownError
from nursedesk.store.instance import Instance
from nursedesk.ui.adopt_page import AdoptPage
from nursedesk.ui.adoption_page import AdoptionView
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.cannot_open import CannotOpenWindow
from nursedesk.ui.choose_bag_page import ChooseBagPage
from nursedesk.ui.patient_page import PatientView
from nursedesk.ui.protocol_page import ProtocolView
from nursedesk.ui.receive_page import ReceivePage
from nursedesk.ui.recovery_page import RecoveryPage
from nursedesk.ui.reset_notice_page import ResetNoticePage
from nursedesk.ui.setup_page import SetUpPage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ui.walk_leave import LeaveWalkPage
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM
from nursedesk.ward.ports import AccountCard
from tests.gallery_about import workstation
from tests.gallery_backup import backups
from tests.gallery_correct import corrections
from tests.gallery_emergency import emergency
from tests.gallery_handover import hand_overs
from tests.gallery_lock import locked
from tests.gallery_orders import stop_and_go_on
from tests.gallery_plan import plans
from tests.gallery_prints import prints
from tests.gallery_record import damaged, record
from tests.gallery_verify import verified
from tests.ui.pages import Nurse, Waiter

CARDS = [AccountCard(account=m.account, name=m.name) for m in (CLARA, NINA, PIA, TOM)]
HINT = "Demo ward. Nina Berg's passphrase is “demo ward n.berg phrase”."
_RESET = "Make new keys"
LONG = "Papadimitriou-Wolfeschlegelsteinhausenbergerdorff"


class Scenes:
    """One variant of the gallery."""

    def __init__(
        self,
        out: Path,
        variant: str,
        size: tuple[int, int],
        clock: SetClock,
        wardrobe: Wardrobe,
        waiter: Waiter,
    ) -> None:
        self._out, self._variant, self._size = out, variant, size
        self._clock, self._wardrobe, self._waiter = clock, wardrobe, waiter
        self._number = 0
        self._window: MainWindow | None = None

    def all(self, ward: Path) -> None:
        """Every scene."""
        another = ward.with_name(f"{ward.name}-to-back-up")
        shutil.copytree(ward, another)
        self.cannot_open()
        self.first_run(ward.with_name(f"{ward.name}-new"))
        nurse = self.open(ward, exists=True)
        for scene in (
            self.entrance,
            self.board,
            self.patients,
            self.new_session,
            self.new_bag,
            self.bag_change,
            self.symptoms,
            lambda her: hand_overs(self, her),
            self.people,
            self.protocol,
            lambda her: plans(self, her),
            lambda her: prints(self, her),
            lambda her: stop_and_go_on(self, her),
            lambda her: corrections(self, her),
            self.locked,
            self.wrong_clock,
            lambda her: record(self, her),
            lambda her: verified(self, her),
            lambda her: workstation(self, her),
            lambda her: emergency(self, her),
            self.defect,
        ):
            scene(nurse)
        self.close()
        damaged(self, ward)
        self.close()
        backups(self, another)

    def open(self, folder: Path, *, exists: bool) -> Nurse:
        """Opens the window on a ward."""
        start = Start(
            ward_exists=exists,
            cards=CARDS if exists else [],
            make_desk=lambda: make_desk(folder, clock=self._clock),
            clock=self._clock,
            demo=True,
            hint=HINT if exists else "",
            downtime=str(folder / "downtime"),
        )
        self._window = MainWindow(start, self._wardrobe)
        self._window.resize(*self._size)
        self._window.show()
        return Nurse(self._waiter, self._window)

    def close(self) -> None:
        """Closes it."""
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def picture(self, name: str, window: QWidget | None = None) -> None:
        """Takes a picture of the window, or of another one."""
        seen = window or self._window
        assert seen is not None
        for _ in range(6):
            QApplication.processEvents()
        self._number += 1
        seen.grab().save(str(self._out / f"{self._variant}-{self._number:02d}-{name}.png"))

    def cannot_open(self) -> None:
        """The window of a ward that is open already."""
        with TemporaryDirectory() as folder:
            first = Instance(Path(folder), "ward-7", self._clock)
            first.hold()
            try:
                Instance(Path(folder), "ward-7", self._clock).hold()
            except KnownError as error:
                window = CannotOpenWindow(_never, error)
            first.release()
        window.resize(*self._size)
        window.show()
        self.picture("cannot-open", window)
        window.close()
        window.deleteLater()

    def first_run(self, folder: Path) -> None:
        """Set-up."""
        nurse = self.open(folder, exists=False)
        page = nurse.on(SetUpPage)
        self.picture("set-up")
        nurse.answer_all(
            {
                "ward": "Ward 7",
                "name": "Clara Weiss",
                "account": "c.weiss",
                "passphrase": "a long phrase of five words",
                "again": "a long phrase of five words",
            }
        )
        nurse.press("Make the ward's keys")
        nurse.until(page.code.isVisible)
        self.picture("recovery-code")
        code = page.code.text().replace("\n", " ")
        emergency = page.sheet.code.text()
        nurse.press("I wrote it down")
        nurse.answer("also", emergency)
        nurse.answer("code", code)
        self.picture("recovery-code-typed")
        nurse.press("Set up the ward: Ward 7")
        nurse.sees("has not adopted a protocol yet")
        self.picture("board-empty")
        self.close()

    def entrance(self, nurse: Nurse) -> None:
        """Sign-in, and the sealed recovery code."""
        nurse.on(SignInPage)
        self.picture("sign-in")
        nurse.press("Sealed recovery code")
        nurse.on(RecoveryPage)
        self.picture("recovery")
        nurse.press("Back to the sign-in")
        nurse.on(SignInPage)
        nurse.answer("account", NINA.account)
        nurse.answer("passphrase", "a wrong one, sadly")
        nurse.press("Sign in")
        nurse.sees("Nothing was saved.")
        self.picture("sign-in-wrong")
        nurse.answer("passphrase", NINA.passphrase)
        nurse.press("Sign in")

    def board(self, nurse: Nurse) -> None:
        """The board, with the time to be confirmed, fresh and stale."""
        nurse.sees("overdue")
        self.picture("board-time-not-confirmed")
        nurse.press("Check the time")
        self.picture("check-the-time")
        nurse.press("Back, without confirming")
        nurse.confirms_the_time()
        self.picture("board")
        self._clock.forward(seconds=75)
        nurse.until(lambda: "too old" in nurse.texts())
        self.picture("board-stale")

    def patients(self, nurse: Nurse) -> None:
        """Patients in different states."""
        for family in ("ROWAN", "OKAFOR", "HALE", "LINDQVIST"):
            page = nurse.chooses_patient(family)
            self.picture(f"patient-{family.lower()}")
            if family == "ROWAN":
                bar = page.area.verticalScrollBar()
                bar.setValue(bar.maximum() // 2)
                self.picture("patient-bags")
                bar.setValue(bar.maximum())
                self.picture("patient-timeline")
                nurse.press("Stop infusion")
                self.picture("stop-infusion")
                nurse.press("Back")
                nurse.on(PatientView)
            nurse.press("Ward board")

    def new_session(self, nurse: Nurse) -> None:
        """Opening a session, with a long and a right-to-left name."""
        nurse.press("Open a session")
        self.picture("open-who")
        nurse.press("Go on")
        self.picture("open-who-missing")
        who = {
            "identifier": "DEMO-2001",
            "family": LONG,
            "given": "נועה בת־שבע",
            "born": "2026-01-20",
        }
        nurse.stage({**who, "bed": "12"})
        nurse.answer_all({"weight_kg": "410", "weighed_on": "2026-11-23"})
        nurse.press("Go on")
        self.picture("open-weight-asked-again")
        nurse.stage({"weight_kg": "7.6", "weighed_on": "2026-11-23", "height_cm": "70"})
        self.picture("open-order")
        order = {"cycle": "1", "dose": "28", "ordered_by": "Dr. Invented"}
        nurse.stage({"indication": "relapsed-refractory", **order})
        self.picture("open-special")
        special = {"preterm": "yes", "down_syndrome": "no", "cns_history": "unknown"}
        nurse.stage({"hypersensitivity": "no", "preservative_free_only": "yes", **special})
        self.picture("open-check")
        commit = next(w for w in nurse.texts().splitlines() if w.startswith("Open session"))
        if nurse.button(commit).isEnabled():
            nurse.press(commit)
            nurse.sees("Recorded.")
            self.picture("patient-long-name")
        nurse.press("Ward board")

    def new_bag(self, nurse: Nurse) -> None:
        """Receiving a bag that is too old, moving and discarding one."""
        nurse.chooses_patient("HALE")
        nurse.press("Receive a bag")
        nurse.on(ReceivePage)
        self.picture("receive-label")
        label = {"patient_identifier": "DEMO-1004", "bag_kind": "48h", "preservative": "no"}
        nurse.stage({**label, "dose": "9", "rate": "5"})
        self.picture("receive-times")
        prepared = iso(self._clock.now().replace(day=14, second=0))
        came = iso(self._clock.now().replace(second=0))
        nurse.stage({"prepared_at": prepared, "use_by": "", "came_at": came})
        nurse.stage({"kept_before": "refrigerator", "place": "room", "celsius": "21"})
        self.picture("receive-check")
        nurse.press("Receive this bag: HALE, Dorothea")
        nurse.on(PatientView)
        nurse.sees("Recorded.")
        self.picture("bag-discard")
        nurse.press("Move: bag 2")
        nurse.stage({"place": "refrigerator", "at": came, "celsius": ""})
        self.picture("move-check")
        nurse.press("Ward board")

    def bag_change(self, nurse: Nurse) -> None:
        """The walk with its stops, its second person and a mismatch."""
        nurse.chooses_patient("ROWAN")
        nurse.press("Change bag")
        nurse.on(ChooseBagPage)
        self.picture("choose-bag")
        nurse.press("Begin the change to bag 3")
        page = nurse.at_step("patient")
        self.picture("walk-who")
        born = page.shown.patient.born.isoformat()
        nurse.records("patient", {"identifier": "DEMO-9999", "born": born})
        nurse.sees("Wrong patient")
        self.picture("walk-wrong-patient")
        nurse.records("patient", {"identifier": "DEMO-1001", "born": born})
        nurse.at_step("symptoms-before")
        self.picture("walk-symptoms")
        nurse.records("symptoms-before", {"crs_signs": "no", "neurological_signs": "no"})
        self._label(nurse)
        nurse.records("looks", {"particles": "no", "leak": "no", "discoloured": "no"})
        nurse.at_step("line")
        self.picture("walk-line")
        line = {
            "bag_material": "eva",
            "tubing": "dehp-free",
            "filter": "none",
            "lumen": "dedicated",
            "primed_with": "infusion-solution",
            "flushed": "yes",
            "new_tubing": "yes",
            **dict.fromkeys(("programmable", "lockable", "non_elastomeric", "alarm"), "yes"),
        }
        nurse.records("line", line)
        nurse.sees("Stop")
        self.picture("walk-line-stop")
        nurse.press("Leave this bag change")
        nurse.on(LeaveWalkPage)
        self.picture("walk-leave")
        nurse.press("Back to the step")
        nurse.at_step("line")
        nurse.press("Back to the patient")
        nurse.on(PatientView)
        nurse.sees("Go on with the bag change")
        self.picture("patient-open-walk")
        nurse.press("Ward board")

    def _label(self, nurse: Nurse) -> None:
        page = nurse.at_step("new-bag")
        self.picture("walk-label")
        bag = page.shown.bag
        assert bag is not None
        assert bag.label.prepared_at is not None
        label = {
            "patient_identifier": "DEMO-1001",
            "dose_mcg_per_day": "28",
            "kind": "24h",
            "preservative": "no",
            "rate_ml_per_h": "10",
            "prepared_at": iso(bag.label.prepared_at),
        }
        nurse.records("new-bag", label)
        nurse.sheet()
        nurse.sees("Sign in for this step")
        self.picture("second-signs-in")
        nurse.second_signs_in(TOM.account, TOM.passphrase)
        nurse.sees("Second person: Tom Ruiz")
        nurse.until(lambda: bool(nurse.boxes()))
        self.picture("second-blank")
        nurse.answer_all({**label, "rate_ml_per_h": "1"})
        nurse.press("Record my own reading: ROWAN, Alice")
        nurse.sees("The two readings differ")
        self.picture("mismatch")
        nurse.records("new-bag", label)
        nurse.second_signs_in(TOM.account, TOM.passphrase)
        nurse.answer_all(label)
        nurse.press("Record my own reading: ROWAN, Alice")
        nurse.at_step("looks")
        self.picture("walk-looks")

    def symptoms(self, nurse: Nurse) -> None:
        """The first steps of a symptom check."""
        nurse.chooses_patient("MARLOWE")
        nurse.press("Check symptoms")
        nurse.at_step("vital-signs")
        self.picture("vital-signs")
        nurse.records(
            "vital-signs", {"temperature_c": "38.6", "oxygen": "none", "fever_masked": "no"}
        )
        nurse.until(lambda: "Vital signs" in nurse.texts())
        self.picture("crs-signs")
        nurse.press("Ward board")

    def people(self, nurse: Nurse) -> None:
        """Accounts."""
        nurse.changes_with(NINA.account, NINA.passphrase)
        nurse.goes_to("Accounts")
        nurse.sees("Who may sign in")
        nurse.sees("Tom Ruiz")
        self.picture("accounts")
        nurse.press("The ward's certificate")
        self.picture("ward-certificate")
        nurse.press("Back to the accounts")
        nurse.sees("Tom Ruiz")
        nurse.press("Change the account: Nina Berg")
        self.picture("account-own")
        nurse.press("Change your passphrase")
        self.picture("change-passphrase")
        nurse.changes_with(CLARA.account, CLARA.passphrase)
        nurse.goes_to("Accounts")
        nurse.sees("Tom Ruiz")
        self.picture("accounts-administrator")
        nurse.press("Add an account")
        self.picture("add-account")
        self.leaver_and_reset(nurse)
        nurse.changes_with(CLARA.account, CLARA.passphrase)

    def leaver_and_reset(self, nurse: Nurse) -> None:
        """Somebody leaves; somebody else has new keys, and reads who made them."""
        for way in ("Remove the account", _RESET):
            nurse.goes_to("Accounts")
            nurse.sees("Tom Ruiz")
            nurse.press("Change the account: Pia Holm")
            self.picture("account")
            nurse.press(way)
            self.picture("leaver" if way != _RESET else "reset")
        phrase = "another phrase of five words"
        nurse.answer_all({"new": phrase, "again": phrase, "own": CLARA.passphrase})
        nurse.press("Make new keys: Pia Holm")
        nurse.second_signs_in(TOM.account, TOM.passphrase)
        nurse.sees("You confirm")
        self.picture("reset-second")
        nurse.press("Make new keys: Pia Holm")
        nurse.sees("New keys made")
        nurse.press("Change user")
        page = nurse.on(SignInPage)
        page.credentials.account.line.setText(PIA.account)
        page.credentials.passphrase.line.setText(phrase)
        nurse.press("Sign in")
        nurse.on(ResetNoticePage)
        self.picture("reset-notice")
        nurse.press("I have read it")
        nurse.goes_to("Accounts")
        nurse.press("Change the account: Pia Holm")
        nurse.press("Change your passphrase")
        nurse.answer_all({"old": phrase, "new": PIA.passphrase, "again": PIA.passphrase})
        nurse.press("Change the passphrase: Pia Holm")
        nurse.sees("Your passphrase is changed.")

    def protocol(self, nurse: Nurse) -> None:
        """The protocol page, one section open, and a search."""
        nurse.goes_to("Protocol")
        page = nurse.on(ProtocolView)
        nurse.sees("Sources")
        self.picture("protocol")
        nurse.press("Rules: storage")
        self.picture("protocol-section")
        page.search.line.setText("filter")
        page.search.changed.emit()
        nurse.sees("statements hold")
        self.picture("protocol-search")
        nurse.press("Adoption: versions and who adopted them")
        nurse.on(AdoptionView)
        nurse.sees("In force")
        self.picture("adoption")
        nurse.press("Go through it and adopt it: 1.0.0")
        adopt = nurse.on(AdoptPage)
        self.picture("adopt-first-page")
        while not adopt.points.complete:
            adopt.points.confirm.click()
        self.picture("adopt-confirmed")
        nurse.press("Second person: a pharmacist")
        nurse.second_signs_in(PIA.account, PIA.passphrase)
        nurse.sees("Second person: Pia Holm")
        self.picture("adopt-second-person")
        nurse.press("Back to Clara Weiss")
        nurse.press("Ward board")

    def locked(self, nurse: Nurse) -> None:
        """The lock and the PIN."""
        nurse.changes_with(NINA.account, NINA.passphrase)
        locked(self, nurse)

    @property
    def clock(self) -> SetClock:
        """The scenes' time."""
        return self._clock

    def wrong_clock(self, nurse: Nurse) -> None:
        """A clock that jumped, on a clock-change night, and a time that came twice."""
        self._clock.turn_to(datetime(2027, 10, 31, 1, 42, 13, tzinfo=UTC))
        assert self._window is not None
        self._window.clock_banner.look_at_the_clock()
        nurse.until(lambda: "jumped" in nurse.texts())
        self.picture("clock-jumped")
        nurse.chooses_patient("HALE")
        nurse.press("Move: bag 2")
        box = nurse.box("at")
        assert isinstance(box, TypedBox)
        QTest.keyClicks(box.line, "31-Oct-2027 02:30")
        self.picture("time-came-twice")
        nurse.press("Ward board")
        nurse.confirms_the_time()

    def defect(self, nurse: Nurse) -> None:
        """The page of our own defects."""

        def broken(_desk: object) -> None:
            raise RuntimeError("for the gallery")

        nurse.window.ask(broken, lambda _nothing: None, owner=nurse.window)
        nurse.sees("This is our defect")
        self.picture("defect")


def _never() -> Start:
    raise NotImplementedError
