"""A window on a real desk: real keys, a real encrypted chart, a clock that stands."""

from __future__ import annotations

import shutil
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import BagLabel, Patient, SessionOpened
from nursedesk.chart.terms import Place
from nursedesk.clock import SetClock
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.ui.app import Wardrobe
from nursedesk.ui.start import Start
from nursedesk.ui.window import MainWindow
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward.ports import AccountCard
from tests.ui.hands import Hands, Mouse
from tests.ui.pages import Nurse

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OPENED = SessionOpened(
    patient=Patient(family="Doe", given="Ann", identifier="A-1001", born=date(1987, 3, 4)),
    weight_kg=Decimal(70),
    weighed_on=date(2026, 11, 20),
    height_cm=None,
    bsa_m2=None,
    indication=Indication.MRD,
    cycle=1,
    ordered_dose_mcg_per_day=Decimal(28),
    ordered_by="Dr. Lind",
    hypersensitivity=False,
    preservative_free_only=False,
    preterm_or_very_low_birth_weight=None,
    down_syndrome=None,
    cns_history=None,
)
_RATES = {Kind.H48: Decimal(5), Kind.H72: Decimal("1.8")}


class Prepared(Struct, frozen=True, kw_only=True):
    """A ward to be copied, its patient's session, and its recovery code."""

    folder: Path
    session: UUID
    code: str


def label_of(kind: Kind) -> BagLabel:
    """The right label of a bag for the prepared patient."""
    return BagLabel(
        patient_identifier="A-1001",
        dose_mcg_per_day=Decimal(28),
        bag_kind=kind,
        preservative=kind is Kind.H72,
        rate_ml_per_h=_RATES[kind],
        prepared_at=datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
        use_by=None,
    )


@pytest.fixture
def clock() -> SetClock:
    return SetClock(START, ZoneInfo("Europe/Berlin"))


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, clock: SetClock, stray: StrayWindows
) -> Iterator[MainWindow]:
    """The window of a folder that holds no ward yet."""
    folder = tmp_path / "ward"
    start = Start(
        ward_exists=False,
        cards=[],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
    )
    made = MainWindow(start, Wardrobe(qapp))
    made.resize(1024, 768)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


class StrayWindows(QObject):
    """Notes each widget that is shown as a window of its own: a part shown before it has its place.

    Such a part flashes on the screen and takes the keyboard away from the window.
    """

    _OWN = (MainWindow, QMenu, QDialog)

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, shown: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() == QEvent.Type.Show and isinstance(shown, QWidget) and shown.isWindow():
            where = "".join(traceback.format_stack()[-4:-1])
            if not isinstance(shown, self._OWN):
                self.seen.append(f"{type(shown).__name__} {shown.accessibleName()!r}:\n{where}")
        return False


@pytest.fixture
def stray(qapp: QApplication) -> Iterator[StrayWindows]:
    """The window's parts stay in the window."""
    made = StrayWindows()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)
    assert made.seen == [], "\n".join(made.seen)


@pytest.fixture
def hands() -> Hands:
    """How the window is used; a module that tries both has a fixture of its own."""
    return Mouse()


@pytest.fixture
def nurse(qtbot: QtBot, window: MainWindow, hands: Hands) -> Nurse:
    return Nurse(qtbot, window, hands)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A ward with Clara, Nina and Tom, and one patient who has two bags; made once."""
    folder = tmp_path_factory.mktemp("prepared") / "ward"
    clock = SetClock(START, ZoneInfo("Europe/Berlin"))
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    code = crew.found()
    crew.sign_in(NINA)
    session = crew.open(OPENED)
    for kind in (Kind.H48, Kind.H72):
        crew.receive(session, label_of(kind), Place.REFRIGERATOR)
    desk.close()
    return Prepared(folder=folder, session=session, code=code)


@pytest.fixture
def nina(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    clock: SetClock,
    prepared: Prepared,
    hands: Hands,
    stray: StrayWindows,
) -> Iterator[Nurse]:
    """Nina, signed in on a copy of the prepared ward."""
    folder = tmp_path / "ward"
    shutil.copytree(prepared.folder, folder)
    start = Start(
        ward_exists=True,
        cards=[AccountCard(account=m.account, name=m.name) for m in (CLARA, NINA, TOM)],
        make_desk=lambda: make_desk(folder, clock=clock),
        clock=clock,
        demo=True,
    )
    made = MainWindow(start, Wardrobe(qapp))
    made.resize(1024, 768)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    nurse = Nurse(qtbot, made, hands)
    nurse.sign_in(NINA.account, NINA.passphrase)
    nurse.confirms_the_time()
    yield nurse
    made.close()
