"""A program whose disk refuses: `python -m tests.store.full_disk CHART LIMIT`, with a size limit.

Prints as JSON what a nurse would have been told, and what the chart held before and after.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from pathlib import Path
from uuid import uuid4

from nursedesk.errors import KnownError
from nursedesk.store.chart_store import SqlChartStore
from tests.store.sealing import KEY, add, broken_links


def main(path: Path, limit: int) -> dict[str, object]:
    """Appends until the limit on any file's size (bytes) refuses, then lifts it and retries."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a refused write is an error, not the end
    store = SqlChartStore.open(path, KEY)
    before = [add(store, says="x" * 500).header.intent for _ in range(5)]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    error: KnownError | None = None
    while error is None:
        intent = uuid4()
        try:
            add(store, intent=intent, says="x" * 500, documents=[b"document %d" % len(before)])
            before.append(intent)
        except KnownError as refused:
            error = refused
    try:
        readable = len(store.entries())
    except KnownError:
        readable = -1
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    held = [entry.header.intent for entry in store.entries()]
    documents = _documents(store)
    add(store, intent=intent, says="x" * 500, documents=[b"document %d" % len(before)])
    after = store.entries()
    store.close()
    return {
        "code": error.code,
        "saved": error.saved,
        "do": error.do,
        "acknowledged": len(before),
        "readable": readable,
        "refused_is_there": intent in held,
        "held": len(held),
        "documents": documents,
        "lost": len(set(before) - set(held)),
        "after": len(after),
        "broken": broken_links(after),
    }


def _documents(store: SqlChartStore) -> int:
    row = store._open_connection().execute("SELECT count(*) FROM document").fetchone()
    return -1 if row is None else int(row[0])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
