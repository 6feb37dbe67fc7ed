"""The triggers that keep chart entries and documents append only, in SQLite's words.

UPDATE and DELETE triggers alone let INSERT OR REPLACE through, so each table also refuses an
insert that meets a row already there; the chart's also keeps the chain: no gap, no fork.
The first migration holds the same text; a test compares the two.
"""

from __future__ import annotations

_REFUSE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {action} ON {table}
BEGIN
    SELECT RAISE(ABORT, '{words} is never {past}');
END
"""

_CHART_ENTRY_INSERT = """
CREATE TRIGGER chart_entry_insert_guard BEFORE INSERT ON chart_entry
BEGIN
    SELECT RAISE(ABORT, 'a chart entry follows the last without a gap')
    WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), -1) + 1 FROM chart_entry);
    SELECT RAISE(ABORT, 'a chart entry continues the chain at its head')
    WHERE NEW.prev_hash IS NOT coalesce(
        (SELECT hash FROM chart_entry ORDER BY seq DESC LIMIT 1), zeroblob(32));
    SELECT RAISE(ABORT, 'an epoch does not go back')
    WHERE NEW.epoch < (SELECT epoch FROM chart_entry ORDER BY seq DESC LIMIT 1);
    SELECT RAISE(ABORT, 'a session entry follows its last without a gap')
    WHERE NEW.session IS NOT NULL AND NEW.session_seq IS NOT (
        SELECT coalesce(max(session_seq), -1) + 1 FROM chart_entry WHERE session = NEW.session);
    SELECT RAISE(ABORT, 'a chart entry is there already')
    WHERE EXISTS (SELECT 1 FROM chart_entry WHERE intent = NEW.intent)
       OR EXISTS (SELECT 1 FROM chart_entry WHERE hash = NEW.hash)
       OR EXISTS (SELECT 1 FROM chart_entry WHERE prev_hash = NEW.prev_hash);
END
"""

_DOCUMENT_INSERT = """
CREATE TRIGGER document_insert_guard BEFORE INSERT ON document
BEGIN
    SELECT RAISE(ABORT, 'a document is there already')
    WHERE EXISTS (SELECT 1 FROM document WHERE sha256 = NEW.sha256)
       OR EXISTS (SELECT 1 FROM document WHERE rowid = NEW.rowid);
END
"""


def _refuse(table: str, words: str) -> dict[str, str]:
    return {
        f"{table}_no_{verb}": _REFUSE.format(
            table=table, verb=verb, action=verb.upper(), words=words, past=past
        ).strip()
        for verb, past in (("update", "changed"), ("delete", "deleted"))
    }


def triggers() -> dict[str, str]:
    """Every trigger of the schema: its name and the SQL that makes it."""
    return {
        **_refuse("chart_entry", "a chart entry"),
        "chart_entry_insert_guard": _CHART_ENTRY_INSERT.strip(),
        **_refuse("document", "a document"),
        "document_insert_guard": _DOCUMENT_INSERT.strip(),
    }
