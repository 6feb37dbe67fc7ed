"""Weeks of a ward in one process: `python -m tests.proofs.soak FOLDER DAYS SEED [SABOTAGE]`.

The real window works on a real encrypted ward by a clock that is moved on: two shifts a day with
a user each, bag changes at their times, symptom checks, notes signed by two, patients who come and
go, lock and unlock, every screen shown and refreshed across midnight, checks, backups and downtime
files in their helper processes. After each day what the process holds is written as a line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock
from uuid import UUID, uuid4

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import InfusionStopped, Patient, SessionClosed
from nursedesk.chart.terms import Ending, WalkKind
from nursedesk.clock import SetClock
from nursedesk.protocol.terms import Kind
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.ui import ways
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.page import Page
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.answers import Check
from nursedesk.walkthrough.crew import CLARA, MEMBERS, NINA, TOM, Crew, Member
from nursedesk.ward import backup, bags, clock_watch, entrance, handovers, mending, sessions
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.ports import AccountCard
from tests.gallery import Patience
from tests.proofs.held import held
from tests.ui import pages
from tests.ui.pages import Nurse

BEGIN = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
SHIFTS = ((7, NINA), (19, CLARA))  # hour of the day, who comes
PATIENTS, STAYS = 4, 4  # at a time; days after which a patient leaves: one a day
_PATIENCE = 180_000  # milliseconds: nobody waits here, and the machine may be busy for long
_CHECK = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
_BAR = ("Protocol", "Accounts", "Record", "Ward board")


class Stay:
    """A patient on the ward: her session, and the bag that waits."""

    def __init__(self, number: int, came: int) -> None:
        self.came = came
        self.patient = Patient(
            family=f"Doe{number:04}", given="Ann", identifier=f"P-{number}", born=date(1987, 3, 4)
        )
        self.session: UUID | None = None
        self.runs = False


class Ward:
    """The window on a ward, and the people who use it."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.clock = SetClock(BEGIN)
        self.draw = random.Random(seed)
        self.root = folder
        self._found(folder / "ward")
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        start = Start(
            ward_exists=True,
            cards=[AccountCard(account=m.account, name=m.name) for m in MEMBERS],
            make_desk=lambda: make_desk(folder / "ward", clock=self.clock),
            clock=self.clock,
        )
        self.window = MainWindow(start, Wardrobe(app))
        self.window.resize(1024, 768)
        self.window.show()
        self.nurse = Nurse(Patience(), self.window)
        self.here: Member | None = None
        self.stays: list[Stay] = []
        self.came = 0

    def _found(self, folder: Path) -> None:
        """The ward, with a second place for its anchors and one for its backups."""
        desk = make_desk(folder, clock=self.clock)
        Crew(desk, self.clock).found()
        places = [self.root / name for name in ("anchors-2", "backups")]
        for place in places:
            place.mkdir()
        mending.choose_places(desk, [str(places[0])], intent=uuid4())
        backup.choose_place(desk, str(places[1]), intent=uuid4())
        desk.close()

    # What people do.

    def comes(self, member: Member) -> None:
        """Somebody takes the desk over and finds its time right."""
        if self.here is None:
            self.nurse.sign_in(member.account, member.passphrase)
        else:
            self.unlocked()
            self.nurse.changes_with(member.account, member.passphrase)
        self.here = member
        self.does(lambda desk: clock_watch.confirm(desk, self.clock.now(), intent=uuid4()))
        self.window.clock_banner.look_at_the_clock()
        self.nurse.until(lambda: True)

    def unlocked(self) -> None:
        """Whoever is at the desk opens the window again, if it locked by itself."""
        self.window.lock.tick()
        page, here = self.window.lock.page, self.here
        if page is None or here is None:
            return
        page.load()
        self.nurse.until(lambda: page.typed is not None and page.isVisible())
        assert page.typed is not None
        QTest.keyClicks(page.typed.line, here.passphrase)
        self.nurse.press(f"Unlock: {here.name}")
        self.nurse.until(lambda: self.window.lock.page is None)

    def does(self, work: Callable[[Desk], object]) -> None:
        """Something in the database's thread, by whoever is at the desk."""
        self.unlocked()
        self.window.lock.idle.used()
        self.nurse.asks_the_desk(work)

    def _settles(self) -> None:
        """Check, backup and downtime files in the background are made and taken in."""

        def busy(desk: Desk) -> bool:
            states = (
                desk.checking.background.state(),
                desk.backing.background.state(),
                desk.packing.files.state(),
            )
            return any(state.running for state in states)

        for _again in range(2):
            self.unlocked()
            self.window.record_banner.look_at_the_record()
            self.nurse.until(lambda: True)
            while self.nurse.asks_the_desk(busy):
                self.nurse.until(lambda: True)

    # A day.

    def day(self, number: int) -> None:
        """From seven in the morning until past midnight."""
        for hour, member in SHIFTS:
            begins = BEGIN.replace(hour=0) + timedelta(days=number, hours=hour)
            self.clock.move_to(max(begins, self.clock.now()))
            self.comes(member)
            self._patients_go_and_come(number, hour)
            self.does(partial(self._round, hour=hour))
            self._note(member)
            self._looks_around()
        self._midnight(number)
        self._settles()

    def _patients_go_and_come(self, number: int, hour: int) -> None:
        if hour != SHIFTS[-1][0]:
            return
        for stay in [one for one in self.stays if number - one.came >= STAYS]:
            self.does(partial(self._leaves, stay=stay))
            self.stays.remove(stay)
        if len(self.stays) < PATIENTS:
            self.came += 1
            self.stays.append(Stay(self.came, number))

    def _leaves(self, desk: Desk, stay: Stay) -> None:
        assert stay.session is not None
        self._countersigned(desk, stay.session)
        if stay.runs:
            self.clock.forward(minutes=1)
            stopped = InfusionStopped(reason="the cycle is complete", adverse_reaction=False)
            bags.stop_infusion(desk, stay.session, stopped, intent=uuid4())
        closed = SessionClosed(ending=Ending.COMPLETED, note=None)
        sessions.close(desk, stay.session, closed, intent=uuid4())

    def _countersigned(self, desk: Desk, session: UUID) -> None:
        for note in desk.session(session).notes:
            if note.countersigned_at is None:
                handovers.countersign(desk, session, note.note, CLARA.passphrase, intent=uuid4())

    def _round(self, desk: Desk, hour: int) -> None:
        """Every patient: a symptom check, and in the morning the next bag."""
        crew = Crew(desk, self.clock)
        person = crew.second(TOM)
        for stay in self.stays:
            if stay.session is None:
                stay.session = rounds.open_session(crew, stay.patient)
            if hour == SHIFTS[0][0] or not stay.runs:
                self._bag(crew, stay, person)
            crew.walk(stay.session, WalkKind.SYMPTOM_CHECK, _CHECK.answers, person, None)
            self.clock.forward(minutes=self.draw.randrange(1, 20))
        entrance.leave(desk, person)

    def _bag(self, crew: Crew, stay: Stay, second: Person) -> None:
        assert stay.session is not None
        bag, made = rounds.receive(crew, stay.session, stay.patient, Kind.H24)
        change = rounds.facts(crew, stay.patient, made, running=stay.runs)
        answers = rounds.timed(crew, change)
        crew.walk(stay.session, WalkKind.BAG_CHANGE, answers, second, bag)
        stay.runs = True

    def _note(self, member: Member) -> None:
        """One patient's note, signed by the nurse, later countersigned by the charge nurse."""
        if not self.stays:
            return
        session = self.draw.choice(self.stays).session
        assert session is not None

        def sign(desk: Desk) -> None:
            since = self.clock.now() - timedelta(hours=8)
            drafted = handovers.draft(desk, session, note=uuid4(), period_from=since)
            handovers.sign(desk, drafted, member.passphrase, intent=uuid4())

        if member is not CLARA:
            self.does(sign)
        else:
            for stay in self.stays:
                if stay.session is not None:
                    self.does(partial(self._countersigned, session=stay.session))

    def _looks_around(self) -> None:
        """Every screen that the bar leads to, and each patient's, refreshed."""
        self.unlocked()
        for words in _BAR:
            self.window.lock.idle.used()
            self.nurse.goes_to(words)
            self.nurse.until(lambda: True)
        ways.paper(self.window)
        ways.workstation(self.window)
        for stay in self.stays:
            assert stay.session is not None
            self.window.show_patient(stay.session)
            self._refreshes()
        self.window.show_board()
        self._refreshes()

    def _refreshes(self) -> None:
        page = self.window.page
        for _ in range(3):
            self.window.lock.idle.used()
            page.resume()
            self.nurse.until(lambda: True)

    def _midnight(self, number: int) -> None:
        """Board and lock page see the date change."""
        midnight = BEGIN.replace(hour=0) + timedelta(days=number + 1)
        for minutes in (-2, 2):
            self.clock.move_to(max(midnight + timedelta(minutes=minutes), self.clock.now()))
            self._refreshes()
        self.clock.forward(minutes=10)
        self.unlocked()
        self.window.lock.by_hand()
        self.nurse.until(lambda: self.window.lock.page is not None)
        page = self.window.lock.page
        assert page is not None
        page.load()
        self.nurse.until(lambda: True)
        self.unlocked()

    def close(self) -> None:
        """The end."""
        self.window.close()


def _caches_given_back(desk: Desk) -> None:
    """The database remembers up to 8,000 KiB of pages for each connection: they are no leak."""
    store = desk.store
    assert isinstance(store, SqlChartStore)
    store._open_connection().execute("PRAGMA shrink_memory").fetchall()
    with store._database.engine().connect() as connection:
        connection.exec_driver_sql("PRAGMA shrink_memory")


@contextmanager
def _nothing() -> Iterator[None]:
    yield


def _kept() -> mock._patch[object]:
    """A screen that was left is not thrown away."""

    def show_page(self: MainWindow, page: QWidget) -> None:
        self._messages.clear()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if isinstance(page, Page):
            page.arrive()

    return mock.patch.object(MainWindow, "show_page", show_page)


SABOTAGES: dict[str, Callable[[], AbstractContextManager[object]]] = {
    "": _nothing,
    "screens-kept": _kept,
}


def main(folder: Path, days: int, seed: int, sabotage: str) -> None:
    """So many days; after each what is held."""
    app = QApplication([])
    pages.PATIENCE = _PATIENCE
    with SABOTAGES[sabotage]():
        ward = Ward(folder, seed)
        try:
            for number in range(days):
                ward.day(number)
                app.processEvents()
                entries = ward.nurse.asks_the_desk(lambda desk: desk.store.last())
                ward.nurse.asks_the_desk(_caches_given_back)
                told = held(folder, Path(tempfile.gettempdir()))
                told["entries"] = entries.header.seq + 1 if entries else 0
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()
        finally:
            ward.close()


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), (*sys.argv, "")[4])
