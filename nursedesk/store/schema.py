"""Which schema a chart has: one version row, read without Alembic, and whether its guards stand."""

from __future__ import annotations

from pathlib import Path

from nursedesk.errors import KnownError
from nursedesk.store import faults, guards
from nursedesk.store.driver import Connection

REVISIONS = ("0001", "0002")  # Alembic's revisions, oldest first; a test holds them to its scripts


def revision(connection: Connection, path: Path) -> str:
    """The schema's revision as its one version row names it.

    Raises:
        KnownError: there is no such row, so this is no chart.
    """
    table = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    ).fetchone()
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall() if table else []
    if len(rows) != 1:
        raise faults.not_a_chart(path)
    return str(rows[0][0])


def migration_due(connection: Connection, path: Path) -> bool:
    """Whether the schema is an older one of this program's.

    Raises:
        KnownError: no chart (`not-a-chart`), or one of a newer program (`chart-newer`).
    """
    found = revision(connection, path)
    if found not in REVISIONS:
        raise KnownError(
            "chart-newer",
            f"The chart {path.name} was written by a newer NurseDesk (schema {found}; this "
            f"program knows schemas up to {REVISIONS[-1]}).",
            saved=faults.NOTHING_CHANGED,
            do="Open it with the newer NurseDesk.",
        )
    return found != REVISIONS[-1]


def check_guards(connection: Connection, path: Path) -> None:
    """Looks whether every trigger is there, word for word.

    Raises:
        KnownError: one lacks or differs, so entries could have been changed (`guard-missing`).
    """
    for name in missing_guards(connection):
        raise KnownError(
            "guard-missing",
            f"The chart {path.name} lacks the guard {name} against changed entries: "
            "it was altered by another program.",
            saved=faults.NOTHING_CHANGED,
            do="Use the paper checklists and call ward IT to restore the last backup.",
        )


def missing_guards(connection: Connection) -> list[str]:
    """The names of the triggers that lack or differ; none in a sound chart."""
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    found = {str(name): str(sql) for name, sql in rows.fetchall()}
    return [name for name, sql in guards.triggers().items() if found.get(name) != sql]
