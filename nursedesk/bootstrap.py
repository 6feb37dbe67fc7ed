"""The composition root: the one place that knows every layer.

Adapters are imported inside functions, so that the sign-in window appears before SQLModel,
pyHanko, Alembic and ReportLab are loaded (they are, in the worker, while the nurse types).
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, TextIO
from uuid import uuid4

from nursedesk import paths
from nursedesk.clock import Clock, SystemClock
from nursedesk.durable import private_folder
from nursedesk.errors import KnownError

if TYPE_CHECKING:
    from nursedesk.store.instance import Instance
    from nursedesk.ui.app import Start
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.document_ports import Documents
    from nursedesk.ward.emergency_ports import Opens
    from nursedesk.ward.key_ports import ChartKeys
    from nursedesk.ward.ports import ChartStore, Unlocked
    from nursedesk.ward.record_ports import AnchorPlace
    from nursedesk.ward.restore_ports import Restorer


def documents(clock: Clock) -> Documents:
    """The PDF adapter; times on paper are in the clock's zone."""
    from nursedesk.documents.pdf_documents import PdfDocuments

    return PdfDocuments(clock.zone)


def make_desk(
    folder: Path, *, clock: Clock | None = None, instance: Instance | None = None
) -> Desk:
    """A desk over a data folder: real keys, real encrypted chart, real documents.

    The folder is this desk's alone from before its chart is opened until it is closed, or as long
    as the caller's `instance` holds it.

    Raises:
        KnownError: the folder cannot be used.
    """
    from nursedesk.cli.machine import ThisMachine
    from nursedesk.keys.keyring import FileKeyring
    from nursedesk.keys.process import harden
    from nursedesk.store.backup_process import BackupProcess
    from nursedesk.store.check_process import CheckProcess  # it brings the chart's store along
    from nursedesk.store.downtime_process import DowntimeProcess
    from nursedesk.store.files import AtomicFiles
    from nursedesk.ward.desk import Desk

    harden()
    prepare(folder)
    now = clock or SystemClock()
    own = hold_on(folder, now)
    record = _RecordFiles(folder, instance or own)
    return Desk(
        clock=now,
        keyring=FileKeyring(folder, now),
        documents=documents(now),
        files=AtomicFiles(folder),
        protocols=folder / "protocols",
        workstation=_workstation(),
        open_store=record.open,
        create_store=record.create,
        renew_store=record.renew,
        anchor_place=record.anchor_place,
        checking=CheckProcess(folder, paths.own_program()),
        downtime=DowntimeProcess(folder, paths.own_program()),
        backing=BackupProcess(folder, paths.own_program()),
        restorer=record.restorer(now),
        machine=ThisMachine(folder, now),
        closed=own.release,
    )


class _RecordFiles:
    """The chart and its anchors in a data folder, which is taken before they are opened."""

    def __init__(self, folder: Path, held: Instance) -> None:
        self._folder = folder
        self._chart = folder / "chart" / "chart.db"
        self._held = held

    def open(self, keys: Opens) -> ChartStore:
        self._held.hold()
        return _open_chart(self._folder, self._chart, keys)

    def create(self, keys: Unlocked) -> ChartStore:
        from nursedesk.keys.misfit import unusable
        from nursedesk.store.chart_store import SqlChartStore

        self._held.hold()
        if (lost := unusable(self._folder)) is not None:
            raise lost
        _make_way(self._chart.parent, self._folder / "anchors")
        return SqlChartStore.create(self._chart, keys.database_key())

    def renew(self, keys: Unlocked) -> None:
        from nursedesk.store.rekey import rekey

        former = keys.former_key()
        if former is not None:
            rekey(self._chart, former, keys.database_key())

    def restorer(self, clock: Clock) -> Restorer:
        from nursedesk.keys.staged_keys import StagedKeys
        from nursedesk.store.restore import FolderRestorer

        return FolderRestorer(
            self._folder, lambda staged: StagedKeys(staged, clock), self._held.hold
        )

    def anchor_place(self, keys: ChartKeys, chosen: str | None) -> AnchorPlace:
        from nursedesk.store.anchors import FileAnchors, OtherPlace

        if chosen is None:
            return FileAnchors(self._folder / "anchors", keys.ward, keys.anchor_keys())
        return OtherPlace(Path(chosen), self._folder, keys.ward, keys.anchor_keys())


def check_record(folder: Path) -> int:
    """The helper process that checks the whole record. Returns the exit code."""
    from nursedesk.keys.keyring import FileKeyring
    from nursedesk.keys.process import harden
    from nursedesk.store import check_process

    harden()
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as key:
        return check_process.run(folder, FileKeyring(folder, SystemClock()), key, sys.stdout.buffer)


def make_backup(folder: Path) -> int:
    """The helper process that makes a backup. Returns the exit code."""
    from nursedesk.keys import throttle
    from nursedesk.keys.keyring import FileKeyring
    from nursedesk.keys.process import harden
    from nursedesk.store import backup_process

    harden()
    own = frozenset({throttle.FILE})  # it counts this machine's time, and no other's
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as pipe:
        return backup_process.run(folder, FileKeyring, own, pipe, sys.stdout.buffer)


def write_downtime(folder: Path) -> int:
    """The helper process that writes the downtime files. Returns the exit code."""
    from nursedesk.documents.downtime import downtime_pdf, encrypted
    from nursedesk.keys.process import harden
    from nursedesk.store import downtime_process

    harden()
    with open(sys.stdin.fileno(), "rb", buffering=0, closefd=False) as pipe:
        return downtime_process.run(
            folder,
            lambda sheet, phrase: encrypted(downtime_pdf(sheet), phrase),
            pipe,
            sys.stdout.buffer,
        )


def _open_chart(folder: Path, path: Path, keys: Opens) -> ChartStore:
    """The chart, under the ward secret that these keys hold or, while it is renewed, the former.

    Raises:
        KnownError: the keys do not belong to this chart, or it cannot be opened.
    """
    from nursedesk.keys.misfit import misfit
    from nursedesk.store.chart_store import SqlChartStore

    wrong: KnownError | None = None
    for key in (keys.database_key(), keys.former_key()):
        try:
            if key is not None:
                return SqlChartStore.open(path, key)
        except KnownError as error:
            if error.code != "chart-wrong-key":
                raise
            wrong = error
    raise misfit(folder) from wrong


def hold_on(folder: Path, clock: Clock) -> Instance:
    """What takes the data folder for this program alone; nothing is taken yet."""
    from nursedesk.store.instance import Instance

    return Instance(folder, _workstation(), clock)


def _workstation() -> str:
    return platform.node() or "workstation"


def prepare(folder: Path) -> None:
    """Makes the data folder (0700) and tries whether it can be written to.

    Raises:
        KnownError: the folder cannot be made or written to, or lies where no record may lie.
    """
    from nursedesk.store.live_folder import SystemDrives, must_be_local

    must_be_local(folder, SystemDrives())
    try:
        private_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise KnownError(
            "folder-not-writable",
            f"The data folder {folder} cannot be written to ({error.strerror}).",
            do="Choose a folder that you may write to, with --data DIR, or ask ward IT.",
        ) from error


def _make_way(chart_folder: Path, anchors: Path) -> None:
    """An empty chart folder for a new ward, and no anchors of another.

    A chart without keys beside it was left by a set-up that was interrupted (the keys come
    last). It is moved aside, never deleted.
    """
    former = uuid4().hex[:8]
    try:
        for left in (chart_folder, anchors):
            if left.exists():
                left.rename(left.with_name(f"{left.name}-without-keys-{former}"))
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
    return _run_ward(folder or paths.default_data_folder())


def _run_ward(folder: Path, hint: str = "") -> int:
    """The window on a folder, which is this program's alone for as long as it runs."""
    from nursedesk.ui.app import run

    instance = hold_on(folder, SystemClock())
    try:
        return run(lambda: _start(folder, instance, hint))
    finally:
        instance.release()


def _start(folder: Path, instance: Instance, hint: str = "") -> Start:
    """What the window needs first.

    Raises:
        KnownError: the folder cannot be used, or another program has it open.
    """
    from nursedesk.keys.doorplate import read
    from nursedesk.keys.misfit import unusable
    from nursedesk.ui.app import Start

    prepare(folder)
    instance.hold()
    _finish_restoring(folder)
    trouble = unusable(folder)
    plate = read(folder) if trouble is None else None
    return Start(
        ward_exists=plate is not None,
        trouble=trouble,
        cards=plate.cards if plate else [],
        demo=plate is not None and plate.demo,
        clock=SystemClock(),
        make_desk=lambda: make_desk(folder, instance=instance),
        hint=hint,
        downtime=str(folder / "downtime"),
    )


def _finish_restoring(folder: Path) -> None:
    """Goes on with a restore that a crash interrupted."""
    if any(folder.glob("restore-ready-*")):
        from nursedesk.store import restore

        restore.finish(folder)


def _run_demo(folder: Path | None, out: TextIO) -> int:
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
        return _run_ward(place, hint=words())


def run_walkthrough(out_folder: Path, out: TextIO) -> int:
    """Does the whole job without a display and verifies what it made. Returns the exit code."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from nursedesk.ui.camera import photograph
    from nursedesk.walkthrough.crew import NINA
    from nursedesk.walkthrough.report import Report
    from nursedesk.walkthrough.script import Walkthrough

    out_folder = out_folder.absolute()  # a shell's folder; the record's copies name whole paths
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
    instance = hold_on(ward, SystemClock())
    try:
        pictures = photograph(
            _start(ward, instance),
            out_folder,
            account=NINA.account,
            passphrase=NINA.passphrase,
            session=session,
            walk=walk,
        )
    finally:
        instance.release()
    for picture in pictures:
        report.expect(f"screenshot {picture.name}", holds=picture.stat().st_size > 0)
    report.say("all verified" if not report.failures else f"{report.failures} FAILED")
    return 1 if report.failures else 0
