"""Hands that have the ward's key and reach past the program: what an attacker or a defect does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nursedesk.keys.keyring import FileKeyring
from nursedesk.store import guards
from nursedesk.store.database import Database
from nursedesk.store.driver import Connection
from nursedesk.walkthrough.crew import CLARA


def chart_of(ward: Path) -> Path:
    """The chart file of a ward's folder."""
    return ward / "chart" / "chart.db"


def key_of(ward: Path) -> bytes:
    """The chart's key, as everybody who can sign in has it in memory."""
    return FileKeyring(ward).sign_in(CLARA.account, CLARA.passphrase).database_key()


@contextmanager
def unguarded(chart: Path, key48: bytes) -> Iterator[Connection]:
    """The chart without its guards; they stand again afterwards, word for word."""
    connection = Database(chart, key48).connect()
    try:
        connection.execute("PRAGMA foreign_keys = OFF")
        for name in guards.triggers():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for made in guards.triggers().values():
            connection.execute(made)
    finally:
        connection.close()


def cut_tail(chart: Path, key48: bytes, entries: int) -> None:
    """Takes the last entries away, as if they had never been."""
    with unguarded(chart, key48) as connection:
        connection.execute(
            "DELETE FROM chart_entry WHERE seq > (SELECT max(seq) FROM chart_entry) - ?", (entries,)
        )
