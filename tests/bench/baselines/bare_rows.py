"""Reads, hashes and parses sessions: `bare_rows.py CHART`, the key and the sessions given."""

import hashlib
import json
import sys
import time

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

from nursedesk.chart.body import _decoder as body
from nursedesk.chart.entry import _header as header

key, *sessions = sys.stdin.read().split()
connection = driver.connect(sys.argv[1])
connection.execute(f"PRAGMA key = \"x'{key}'\"")
query = "SELECT stored_header, stored_body FROM chart_entry WHERE session = ? ORDER BY session_seq"


def bare() -> int:
    """Returns how many."""
    entries = 0
    for session in sessions:
        for stored_header, stored_body in connection.execute(query, (session,)).fetchall():
            hashlib.sha256(stored_header).digest()
            hashlib.sha256(stored_body).digest()
            header.decode(stored_header)
            body.decode(stored_body)
            entries += 1
    return entries


begun = time.perf_counter()
count = bare()
told = {"ms": (time.perf_counter() - begun) * 1000, "entries": count}
sys.stdout.write(json.dumps(told) + "\n")
