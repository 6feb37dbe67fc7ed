"""The scenes of the gallery: what a nurse does on the demo ward, and a picture after each step."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nursedesk.bootstrap import make_desk
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.store.instance import Instance
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.cannot_open import CannotOpenWindow
from nursedesk.ui.recovery_page import RecoveryPage
from nursedesk.ui.setup_page import SetUpPage
from nursedesk.ui.sign_in_page import SignInPage
from nursedesk.ui.start import Start
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, PIA, TOM
from nursedesk.ward.ports import AccountCard
from tests.gallery_about import workstation
from tests.gallery_backup import backups
from tests.gallery_bags import bag_change, new_bag, symptoms
from tests.gallery_correct import corrections
from tests.gallery_due import due, fell_due_while_closed
from tests.gallery_emergency import emergency
from tests.gallery_handover import hand_overs
from tests.gallery_index import Taken
from tests.gallery_lock import locked
from tests.gallery_orders import closed_sessions, stop_and_go_on
from tests.gallery_patients import new_session, patients
from tests.gallery_people import label_now, people, protocol
from tests.gallery_pictures import handwriting, pictures
from tests.gallery_plan import plans
from tests.gallery_prints import prints
from tests.gallery_record import damaged, record
from tests.gallery_settings import settings
from tests.gallery_verify import verified
from tests.ui.pages import Nurse, Waiter

CARDS = [AccountCard(account=m.account, name=m.name) for m in (CLARA, NINA, PIA, TOM)]
HINT = "Demo ward. Nina Berg's passphrase is “demo ward n.berg phrase”."


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
        self.subject = ""
        self.taken: list[Taken] = []
        self._window: MainWindow | None = None

    def all(self, ward: Path) -> None:
        """Every scene."""
        another = ward.with_name(f"{ward.name}-to-back-up")
        shutil.copytree(ward, another)
        self.subject = "Starting"
        self.cannot_open()
        self.first_run(ward.with_name(f"{ward.name}-new"))
        self._later(another)
        nurse = self.open(ward, exists=True)
        for self.subject, scenes in _WITH_A_NURSE.items():
            for scene in scenes:
                scene(self, nurse)
        self.close()
        self.subject = "A damaged record, backups"
        damaged(self, ward)
        self.close()
        backups(self, another)

    def _later(self, ward: Path) -> None:
        """Two hours later the program is opened: a bag's change fell due meanwhile."""
        usual = self._clock
        self._clock = SetClock(usual.now() + timedelta(hours=2), usual.zone)
        fell_due_while_closed(self, self.open(ward, exists=True))
        self.close()
        self._clock = usual

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
        file = f"{self._variant}-{len(self.taken) + 1:03d}-{name}.png"
        self.taken.append(Taken(file=file, variant=self._variant, subject=self.subject, name=name))
        seen.grab().save(str(self._out / file))

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


_WITH_A_NURSE: dict[str, tuple[Callable[[Scenes, Nurse], None], ...]] = {
    "Signing in, the board": (Scenes.entrance, Scenes.board, due),
    "Patients, a new session": (patients, new_session),
    "Bags, a bag change": (new_bag, bag_change),
    "Pictures": (pictures,),
    "Symptoms": (symptoms, handwriting),
    "The hand-over": (hand_overs,),
    "Accounts": (people,),
    "The protocol": (protocol, label_now),
    "The plan": (plans,),
    "Prints, a medicine": (prints,),
    "A stop, an order, the end": (stop_and_go_on, closed_sessions),
    "Corrections": (corrections,),
    "The lock, the clock": (locked, Scenes.wrong_clock),
    "The record, checking a note": (record, verified),
    "Ward settings, this workstation": (settings, workstation),
    "An emergency": (emergency,),
    "Our own defects": (Scenes.defect,),
}
