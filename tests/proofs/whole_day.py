"""A ward's whole day in a process of its own: `python -m tests.proofs.whole_day FOLDER OUT`.

Everything that is secret in it carries a canary. Use cases found the ward and hang a bag; then the
real window is worked: a form is left half filled under the lock, a note is read. Only what a person
exports goes to OUT. `begin` starts it with home and temporary folders of its own and with an ear on
every socket that Python opens, in it and in its helper processes.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock
from uuid import uuid4

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import InfusionStopped, Patient
from nursedesk.chart.terms import WalkKind
from nursedesk.clock import SetClock
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.answers import Check
from nursedesk.walkthrough.crew import CLARA, MEMBERS, NINA, TOM, Crew
from nursedesk.ward import bags, entrance, handovers, reprints
from nursedesk.ward.desk import Desk

if TYPE_CHECKING:
    from nursedesk.ui.window import MainWindow
    from tests.ui.pages import Nurse

ZOE = Patient(
    family="Zyxcanary", given="Qwvcanary", identifier="CANARY-77031", born=date(1987, 3, 4)
)
REASON = "canary words about the pump"
PIN = "739104"
CANARIES = (
    ZOE.family,
    ZOE.given,
    ZOE.identifier,
    REASON,
    *(member.passphrase for member in MEMBERS),
)
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
broken = ""  # the sabotage under which a day is lived
_HEARD = "NURSEDESK_SOCKETS"
_EAR = f"""
import os, sys
def heard(event, args):
    if event.startswith("socket.") and event != "socket.__new__":
        said = event
    elif event == "socket.__new__" and args[1] in (2, 10):  # AF_INET, AF_INET6
        said = f"an internet socket, family {{args[1]}}"
    else:
        return
    if event in ("socket.connect", "socket.bind") and args[0].family not in (2, 10):
        return
    with open(os.environ["{_HEARD}"], "a", encoding="utf-8") as log:
        log.write(f"{{said}} in {{sys.argv[:3]}}\\n")
sys.addaudithook(heard)
"""


class Begun:
    """A day that was begun: its process and where it leaves its traces."""

    def __init__(self, root: Path) -> None:
        self.root, self.out = root, root / "exported"
        self.places = {name: root / name for name in ("home", "temporary", "ward")}
        self._sockets, ear = root / "sockets.txt", root / "ear"
        for place in (*self.places.values(), self.out, ear):
            place.mkdir()
        (ear / "sitecustomize.py").write_text(_EAR, encoding="utf-8")
        environment = os.environ | {
            "HOME": str(self.places["home"]),
            "TMPDIR": str(self.places["temporary"]),
            "PYTHONPATH": f"{ear}{os.pathsep}{Path.cwd()}",
            "QT_QPA_PLATFORM": "offscreen",
            _HEARD: str(self._sockets),
        }
        for name in [name for name in environment if name.startswith("XDG_")]:
            del environment[name]
        day = [sys.executable, "-m", "tests.proofs.whole_day"]
        self._process = subprocess.Popen(
            [*day, str(self.places["ward"]), str(self.out), broken],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def running(self) -> bool:
        """Whether the day is not over yet."""
        return self._process.poll() is None

    def ended(self) -> str:
        """Waits for its end; what it said when it ended badly, else nothing."""
        said, _nothing = self._process.communicate()
        return "" if self._process.returncode == 0 else said[-2000:]

    def sockets(self) -> list[str]:
        """The internet sockets and look-ups that were heard."""
        if not self._sockets.exists():
            return []
        return self._sockets.read_text(encoding="utf-8").splitlines()


def _use_cases(folder: Path, out: Path, clock: SetClock) -> None:
    """A ward is founded; a bag is hung; symptoms are checked; a note is signed by two."""
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    code = crew.found()
    crew.sign_in(NINA)
    second = crew.second(TOM)
    session = rounds.open_session(crew, ZOE)
    bag, made = rounds.receive(crew, session, ZOE, Kind.H24)
    answers = rounds.timed(crew, rounds.facts(crew, ZOE, made, running=False))
    crew.walk(session, WalkKind.BAG_CHANGE, answers, second, bag)
    check = Check(given={"temperature_c": "36.9", "systolic_mmhg": "118", "heart_rate": "76"})
    crew.walk(session, WalkKind.SYMPTOM_CHECK, check.answers, second, None)
    entrance.leave(desk, second)
    rounds.receive(crew, session, ZOE, Kind.H24)
    stopped = InfusionStopped(reason=REASON, adverse_reaction=False)
    clock.forward(minutes=1)
    bags.stop_infusion(desk, session, stopped, intent=uuid4())
    note = uuid4()
    drafted = handovers.draft(
        desk, session, note=note, period_from=clock.now() - timedelta(hours=1)
    )
    handovers.sign(desk, drafted, NINA.passphrase, intent=uuid4())
    crew.sign_in(CLARA)
    handovers.countersign(desk, session, note, CLARA.passphrase, intent=uuid4())
    reprints.export(desk, session, note, out / "note.pdf")
    entrance.sign_out(desk)
    desk.close()
    (out / "recovery-code.txt").write_text(code, encoding="utf-8")


def _window(folder: Path, clock: SetClock) -> None:
    """The window: a form half filled under the lock, and the note read."""
    from PySide6.QtWidgets import QApplication

    from nursedesk.ui.app import Wardrobe
    from nursedesk.ui.start import Start
    from nursedesk.ui.window import MainWindow
    from nursedesk.ward.ports import AccountCard
    from tests.gallery import Patience
    from tests.ui.pages import Nurse

    app = QApplication([])
    start = Start(
        ward_exists=True,
        cards=[AccountCard(account=m.account, name=m.name) for m in MEMBERS],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    window = MainWindow(start, Wardrobe(app))
    window.resize(1024, 768)
    window.show()
    try:
        _work(Nurse(Patience(), window), window)
    finally:
        window.close()  # its worker's thread would keep the process


def _work(nurse: Nurse, window: MainWindow) -> None:
    from PySide6.QtTest import QTest

    from nursedesk.ui.choose_bag_page import ChooseBagPage
    from nursedesk.ui.lock_page import LockPage

    nurse.sign_in(NINA.account, NINA.passphrase)
    nurse.confirms_the_time()
    nurse.chooses_patient(ZOE.family.upper())
    nurse.press("Change bag")
    nurse.on(ChooseBagPage)
    nurse.press("Begin the change to bag 2")
    nurse.at_step("patient")
    nurse.answer("identifier", ZOE.identifier)
    nurse.press("Lock now")
    nurse.until(lambda: isinstance(window.sheet, LockPage))
    page = window.sheet
    assert isinstance(page, LockPage)
    assert page.typed is not None
    QTest.keyClicks(page.typed.line, NINA.passphrase)
    nurse.press("Unlock: Nina Berg")
    nurse.until(lambda: window.lock.page is None)


def _in_the_clear() -> mock._patch[object]:
    """What is half filled in goes into a file beside the chart."""
    from nursedesk.store.chart_store import SqlChartStore

    real = SqlChartStore.save_draft

    def save(self: SqlChartStore, key: str, content: bytes | None) -> None:
        folder = Path(sys.argv[1])
        (folder / "half-filled.json").write_bytes(content or b"")
        real(self, key, content)

    return mock.patch.object(SqlChartStore, "save_draft", save)


def _asks_the_net() -> mock._patch[object]:
    """The desk asks a server for the time whenever a patient is looked at."""
    import socket

    real: Callable[..., object] = Desk.session

    def session(self: Desk, wanted: object) -> object:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked, suppress(OSError):
            asked.connect(("127.0.0.1", 123))
        return real(self, wanted)

    return mock.patch.object(Desk, "session", session)


def breaking(how: str) -> Callable[[], AbstractContextManager[object]]:
    """What lets the days that are begun under it be lived under a sabotage."""
    return partial(mock.patch.object, sys.modules[__name__], "broken", how)


SABOTAGES = {"in-the-clear": _in_the_clear, "asks-the-net": _asks_the_net}


def main(folder: Path, out: Path, sabotage: str) -> None:
    """The day, under a sabotage when one is named."""
    if sabotage:
        SABOTAGES[sabotage]().start()
    clock = SetClock(BEGIN)
    _use_cases(folder, out, clock)
    clock.forward(hours=1)
    _window(folder, clock)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
