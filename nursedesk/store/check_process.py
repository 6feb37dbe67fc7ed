"""The check of the whole chain in a process of its own, so that the window never waits for it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import msgspec

from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.helper import Helper, serve
from nursedesk.ward.check import Progress
from nursedesk.ward.ports import Keyring, Unlocked
from nursedesk.ward.record_ports import CheckState, Proven
from nursedesk.ward.whole_check import whole_check

COMMAND = "check-record"


class CheckProcess(Helper[CheckState]):
    """The helper process of one data folder."""

    def __init__(self, folder: Path, program: Sequence[str]) -> None:
        super().__init__("check", [*program, COMMAND, os.fspath(folder)], CheckState)

    def start(self, keys: Unlocked, proven: Proven | None) -> None:
        """Begins a check, unless one is running; what was proven is told it through the pipe."""
        self.begin(keys.database_key(), msgspec.json.encode(proven))


def run(folder: Path, keyring: Keyring, pipe: BinaryIO, out: BinaryIO) -> int:
    """The helper process itself."""

    def work(key48: bytes, asked: bytes, progress: Progress) -> CheckState:
        store = SqlChartStore.open_for_queries(folder / "chart" / "chart.db", key48)
        try:
            proven = msgspec.json.decode(asked, type=Proven | None)
            report = whole_check(store, keyring, progress, proven)
        finally:
            store.close()
        return CheckState(report=report, done=report.entries, total=report.entries)

    return serve(pipe, out, CheckState, work)
