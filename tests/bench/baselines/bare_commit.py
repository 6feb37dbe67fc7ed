"""An insert and commit in SQLCipher (WAL, FULL), and 150 bytes appended to a file and synced."""

import os
from pathlib import Path

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped]


class Bare:
    """A file of one table beside a file of lines."""

    def __init__(self, folder: Path) -> None:
        self.connection = driver.connect(str(folder / "bare.db"), isolation_level=None)
        for pragma in (f"key = \"x'{'ab' * 48}'\"", "journal_mode = WAL", "synchronous = FULL"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, a, b, c, d)")
        self.lines = os.open(folder / "bare.txt", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def append(self, payload: tuple[bytes, ...]) -> None:
        """One entry, durable."""
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute("INSERT INTO entry (a, b, c, d) VALUES (?, ?, ?, ?)", payload)
        self.connection.execute("COMMIT")
        os.write(self.lines, bytes(150))
        os.fsync(self.lines)

    def close(self) -> None:
        """The end."""
        self.connection.close()
        os.close(self.lines)
