"""Reads every entry's bytes and takes their SHA-256: `bare_hash.py CHART`, the key given."""

import hashlib
import json
import sys
import time

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]

connection = driver.connect(sys.argv[1])
connection.execute(f"PRAGMA key = \"x'{sys.stdin.read().strip()}'\"")
entries, begun = 0, time.perf_counter()
cursor = connection.execute("SELECT stored_header, stored_body FROM chart_entry ORDER BY seq")
while rows := cursor.fetchmany(1000):
    for header, body in rows:
        hashlib.sha256(header).digest()
        hashlib.sha256(body).digest()
    entries += len(rows)
told = {"ms": (time.perf_counter() - begun) * 1000, "entries": entries}
sys.stdout.write(json.dumps(told) + "\n")
