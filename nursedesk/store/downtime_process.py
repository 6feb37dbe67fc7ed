"""The downtime files in a process of their own, so that the window never waits for them.

It reads the chart, makes each patient's sheet and replaces her file whole; then the files of
sessions that are not in the chart are removed. Nothing but encrypted files touches the disk.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import msgspec

from nursedesk.chart.downtime import downtime_sheet, file_name
from nursedesk.chart.note import HandoverNote
from nursedesk.chart.session import fold
from nursedesk.durable import private_folder, sync_folder, write_whole
from nursedesk.errors import KnownError
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol
from nursedesk.store import faults
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.helper import Helper, serve
from nursedesk.ward.check import Progress
from nursedesk.ward.downtime_ports import Lying, PackState, PackWish
from nursedesk.ward.emergency_ports import Opens
from nursedesk.ward.rights import LASTING
from nursedesk.ward.roster import Roster

COMMAND, FOLDER = "write-downtime", "downtime"
_ALL = "*.pdf"
_FORMER_STAND = "The former downtime files lie where they were."
Encrypt = Callable[[HandoverNote, str], bytes]  # a sheet and the phrase that opens it


class DowntimeProcess(Helper[PackState]):
    """The helper process of one data folder."""

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        super().__init__("downtime files", [*program, COMMAND, os.fspath(folder)], PackState)
        self._folder = folder / FOLDER

    @property
    def where(self) -> str:
        return os.fspath(self._folder)

    def start(self, keys: Opens, wish: PackWish) -> None:
        self.cancel()
        self.begin(keys.database_key(), msgspec.json.encode(wish))

    def lying(self) -> Lying:
        try:
            written = [path.stat().st_mtime for path in self._folder.glob(_ALL)]
        except OSError:  # it is just being replaced, or cannot be read
            return Lying()
        newest = datetime.fromtimestamp(max(written), UTC) if written else None
        return Lying(files=len(written), newest=newest)


def run(folder: Path, encrypt: Encrypt, pipe: BinaryIO, out: BinaryIO) -> int:
    """The helper process itself."""

    def work(key48: bytes, asked: bytes, progress: Progress) -> PackState:
        wish = msgspec.json.decode(asked, type=PackWish)
        store = SqlChartStore.open_for_queries(folder / "chart" / "chart.db", key48)
        try:
            files = _write(folder / FOLDER, sheets(store, wish), encrypt, progress)
        finally:
            store.close()
        return PackState(written_at=wish.at, done=files, total=files)

    return serve(pipe, out, PackState, work)


def sheets(store: SqlChartStore, wish: PackWish) -> Iterator[tuple[str, HandoverNote, str]]:
    """Each session's file name, sheet and phrase.

    Raises:
        KnownError: no emergency sheet was made, or the chart cannot be read.
    """
    roster, protocols = Roster(), dict[str, Protocol]()
    roster.extend(store.of_kinds(LASTING))
    if roster.sheet is None:
        raise KnownError(
            "no-emergency-sheet",
            "No downtime file can be written: this ward has no downtime phrase yet.",
            do="An administrator makes an emergency sheet, under Accounts.",
        )
    for one in store.open_sessions():
        session = fold(store.session_entries(one))
        session.checks = roster.settings.checks
        sha256 = session.protocol_sha256
        if sha256 not in protocols:
            protocols[sha256] = loader.from_bytes(store.document(sha256), "in this ward's chart")
        sheet = downtime_sheet(
            session,
            protocols[sha256],
            now=wish.at,
            zone=ZoneInfo(wish.zone),
            names=roster.names(),
            ward_name=roster.name,
            demo=roster.demo,
        )
        yield file_name(session), sheet, roster.sheet.downtime_phrase


def _write(
    folder: Path,
    found: Iterator[tuple[str, HandoverNote, str]],
    encrypt: Encrypt,
    progress: Progress,
) -> int:
    written = set[str]()
    try:
        private_folder(folder)
        for name, sheet, phrase in found:
            write_whole(folder / name, encrypt(sheet, phrase))
            written.add(name)
            progress(len(written), len(written))
        for path in folder.glob(_ALL):
            if path.name not in written:
                path.unlink()
        sync_folder(folder)
    except OSError as error:
        raise faults.file_fault(folder, error, _FORMER_STAND) from error
    return len(written)
