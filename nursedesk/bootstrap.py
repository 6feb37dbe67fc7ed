"""The composition root: the one place that knows every layer.

Adapters are imported inside functions, so that the sign-in window appears before SQLModel,
pyHanko, Alembic and ReportLab are loaded (they are, in the worker, while the nurse types).
"""

from __future__ import annotations

import os
import platform
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from uuid import uuid4

from nursedesk import paths
from nursedesk.clock import Clock, SystemClock
from nursedesk.errors import KnownError

if TYPE_CHECKING:
    from nursedesk.ui.app import Start
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import ChartStore, Documents, Unlocked


def documents(clock: Clock) -> Documents:
    """The PDF adapter; times on paper are in the clock's zone."""
    from nursedesk.documents.pdf_documents import PdfDocuments

    return PdfDocuments(clock.zone)


def make_desk(folder: Path, *, clock: Clock | None = None) -> Desk:
    """A desk over a data folder: real keys, real encrypted chart, real documents.

    Raises:
        KnownError: the folder cannot be used, or the protocol file is broken.
    """
    from nursedesk.keys.keyring import FileKeyring
    from nursedesk.keys.process import harden
    from nursedesk.protocol import loader
    from nursedesk.store.files import AtomicFiles
    from nursedesk.ward.desk import Desk

    harden()
    prepare(folder)
    chart = folder / "chart" / "chart.db"

    def open_store(keys: Unlocked) -> ChartStore:
        from nursedesk.store.chart_store import SqlChartStore

        return SqlChartStore.open(chart, keys.database_key())

    def create_store(keys: Unlocked) -> ChartStore:
        from nursedesk.store.chart_store import SqlChartStore

        _make_way(chart.parent)
        return SqlChartStore.create(chart, keys.database_key())

    now = clock or SystemClock()
    return Desk(
        clock=now,
        keyring=FileKeyring(folder),
        documents=documents(now),
        files=AtomicFiles(folder),
        protocol=loader.shipped(),
        workstation=platform.node() or "workstation",
        open_store=open_store,
        create_store=create_store,
    )


def prepare(folder: Path) -> None:
    """Makes the data folder (0700) and tries whether it can be written to.

    Raises:
        KnownError: the folder cannot be made or written to.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise KnownError(
            "folder-not-writable",
            f"The data folder {folder} cannot be written to ({error.strerror}).",
            do="Choose a folder that you may write to, with --data DIR, or ask ward IT.",
        ) from error


def _make_way(chart_folder: Path) -> None:
    """An empty chart folder for a new ward.

    A chart without keys beside it was left by a set-up that was interrupted (the keys come
    last), or its keys were taken away. It is moved aside, never deleted.
    """
    try:
        if chart_folder.exists():
            chart_folder.rename(chart_folder.with_name(f"chart-without-keys-{uuid4().hex[:8]}"))
        chart_folder.mkdir(mode=0o700)
    except OSError as error:
        raise KnownError(
            "folder-not-writable",
            f"The folder {chart_folder} cannot be made ({error.strerror}).",
            do="Ask ward IT to check the rights of the data folder.",
        ) from error


def run_window(folder: Path | None, *, demo: bool, out: TextIO) -> int:
    """Opens the window on a ward, or on a throw-away demo ward. Returns the exit code."""
    if demo:
        return _run_demo(folder, out)
    from nursedesk.ui.app import run

    return run(_start(folder or paths.default_data_folder()))


def _start(folder: Path, hint: str = "") -> Start:
    from nursedesk.keys.keyring import FileKeyring
    from nursedesk.ui.app import Start

    prepare(folder)
    keyring = FileKeyring(folder)
    exists = keyring.exists()
    return Start(
        ward_exists=exists,
        cards=keyring.cards() if exists else [],
        demo=exists and keyring.demo(),
        clock=SystemClock(),
        make_desk=lambda: make_desk(folder),
        hint=hint,
    )


def _run_demo(folder: Path | None, out: TextIO) -> int:
    from nursedesk.ui.app import run
    from nursedesk.walkthrough.demo_ward import build, words

    with tempfile.TemporaryDirectory(prefix="nursedesk-demo-") as throw_away:
        place = folder or Path(throw_away)
        if folder is not None and folder.exists() and any(folder.iterdir()):
            raise KnownError(
                "folder-not-empty",
                f"The folder {folder} is not empty, and a demo never touches an existing ward.",
                do="Name an empty folder, or leave out --data for a throw-away one.",
            )
        out.write("Making a demo ward of invented patients ...\n")
        out.flush()
        build(lambda clock: make_desk(place, clock=clock), SystemClock())
        out.write(f"{words()}\n")
        out.flush()
        return run(_start(place, hint=words()))


def run_walkthrough(out_folder: Path, out: TextIO) -> int:
    """Does the whole job without a display and verifies what it made. Returns the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nursedesk.ui.camera import photograph
    from nursedesk.walkthrough.crew import NINA
    from nursedesk.walkthrough.report import Report
    from nursedesk.walkthrough.script import Walkthrough

    prepare(out_folder)
    ward = out_folder / "ward"
    if ward.exists():
        raise KnownError(
            "folder-not-empty",
            f"The folder {ward} holds a ward already, and the walkthrough touches none.",
            do="Name an empty folder with --out DIR.",
        )
    report = Report(out)
    session, walk = Walkthrough(
        out_folder, lambda clock: make_desk(ward, clock=clock), SystemClock(), report
    ).run()
    pictures = photograph(
        _start(ward),
        out_folder,
        account=NINA.account,
        passphrase=NINA.passphrase,
        session=session,
        walk=walk,
    )
    for picture in pictures:
        report.expect(f"screenshot {picture.name}", holds=picture.stat().st_size > 0)
    report.say("all verified" if not report.failures else f"{report.failures} FAILED")
    return 1 if report.failures else 0
