"""A second program that writes to a chart: `python -m tests.store.writer CHART APPENDS SAYS`.

It says `begun INTENT` inside the transaction and `saved INTENT` once the entry is acknowledged.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TextIO
from uuid import UUID, uuid4

from nursedesk.chart.entry import Entry, Position
from nursedesk.store.chart_store import SqlChartStore
from tests.store.sealing import KEY, sealer


def start(path: Path, appends: int, says: str = "nothing") -> subprocess.Popen[str]:
    """Starts the writer; its words come through `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.store.writer", str(path), str(appends), says],
        stdout=subprocess.PIPE,
        text=True,
    )


def write(store: SqlChartStore, appends: int, says: str, out: TextIO) -> None:
    """Appends to the ward and to one session of its own, in turns."""
    own = uuid4()
    for number in range(appends):
        _write_one(store, own if number % 2 else None, says, out)


def _write_one(store: SqlChartStore, session: UUID | None, says: str, out: TextIO) -> None:
    intent = uuid4()

    def seal(position: Position) -> Entry:
        out.write(f"begun {intent}\n")
        out.flush()
        return sealer(intent, session, says=says)(position)

    store.append(intent, session, seal)
    out.write(f"saved {intent}\n")
    out.flush()


if __name__ == "__main__":
    opened = SqlChartStore.open(Path(sys.argv[1]), KEY)
    write(opened, int(sys.argv[2]), sys.argv[3], sys.stdout)
    opened.close()
