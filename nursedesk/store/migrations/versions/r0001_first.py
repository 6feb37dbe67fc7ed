"""The first schema: chart entries, documents, drafts, and the guards against changes."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_CHART_ENTRY = """
CREATE TABLE chart_entry (
    seq INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    session CHAR(32),
    session_seq INTEGER,
    intent CHAR(32) NOT NULL,
    kind VARCHAR(64) NOT NULL,
    happened_at DATETIME NOT NULL,
    recorded_at DATETIME NOT NULL,
    author VARCHAR(32) NOT NULL,
    witness VARCHAR(32),
    supersedes INTEGER,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL,
    stored_header BLOB NOT NULL,
    stored_body BLOB NOT NULL,
    signature BLOB NOT NULL,
    witness_signature BLOB,
    CONSTRAINT pk_chart_entry PRIMARY KEY (seq),
    CONSTRAINT ck_chart_entry_seq CHECK (seq >= 0),
    CONSTRAINT ck_chart_entry_epoch CHECK (epoch >= 0),
    CONSTRAINT ck_chart_entry_session CHECK ((session IS NULL) = (session_seq IS NULL)),
    CONSTRAINT ck_chart_entry_session_seq CHECK (session_seq >= 0),
    CONSTRAINT ck_chart_entry_kind CHECK (length(kind) > 0),
    CONSTRAINT ck_chart_entry_author CHECK (length(author) > 0),
    CONSTRAINT ck_chart_entry_witness CHECK (witness <> author),
    CONSTRAINT ck_chart_entry_supersedes CHECK (supersedes >= 0 AND supersedes < seq),
    CONSTRAINT ck_chart_entry_prev_hash CHECK (length(prev_hash) = 32),
    CONSTRAINT ck_chart_entry_hash CHECK (length(hash) = 32 AND hash <> prev_hash),
    CONSTRAINT ck_chart_entry_stored_header CHECK (length(stored_header) > 0),
    CONSTRAINT ck_chart_entry_stored_body CHECK (length(stored_body) > 0),
    CONSTRAINT ck_chart_entry_signature CHECK (length(signature) > 0),
    CONSTRAINT ck_chart_entry_witness_signature
        CHECK ((witness IS NULL) = (witness_signature IS NULL)),
    CONSTRAINT uq_chart_entry_session_session_seq UNIQUE (session, session_seq),
    CONSTRAINT uq_chart_entry_intent UNIQUE (intent),
    CONSTRAINT uq_chart_entry_prev_hash UNIQUE (prev_hash),
    CONSTRAINT uq_chart_entry_hash UNIQUE (hash),
    CONSTRAINT fk_chart_entry_supersedes_chart_entry
        FOREIGN KEY(supersedes) REFERENCES chart_entry (seq)
)
"""

_IX_CHART_ENTRY_OPENING = """
CREATE INDEX ix_chart_entry_opening ON chart_entry (seq, session) WHERE session_seq = 0
"""

_IX_CHART_ENTRY_WARD = """
CREATE INDEX ix_chart_entry_ward ON chart_entry (seq) WHERE session IS NULL
"""

_CHART_ENTRY_NO_UPDATE = """
CREATE TRIGGER chart_entry_no_update BEFORE UPDATE ON chart_entry
BEGIN
    SELECT RAISE(ABORT, 'a chart entry is never changed');
END
"""

_CHART_ENTRY_NO_DELETE = """
CREATE TRIGGER chart_entry_no_delete BEFORE DELETE ON chart_entry
BEGIN
    SELECT RAISE(ABORT, 'a chart entry is never deleted');
END
"""

_CHART_ENTRY_INSERT_GUARD = """
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

_DOCUMENT = """
CREATE TABLE document (
    sha256 VARCHAR(64) NOT NULL,
    base VARCHAR(64),
    size INTEGER NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_document PRIMARY KEY (sha256),
    CONSTRAINT ck_document_sha256 CHECK (length(sha256) = 64),
    CONSTRAINT ck_document_content CHECK (length(content) > 0),
    CONSTRAINT ck_document_size CHECK ((base IS NULL) = (size = length(content))),
    CONSTRAINT fk_document_base_document FOREIGN KEY(base) REFERENCES document (sha256)
)
"""

_DOCUMENT_NO_UPDATE = """
CREATE TRIGGER document_no_update BEFORE UPDATE ON document
BEGIN
    SELECT RAISE(ABORT, 'a document is never changed');
END
"""

_DOCUMENT_NO_DELETE = """
CREATE TRIGGER document_no_delete BEFORE DELETE ON document
BEGIN
    SELECT RAISE(ABORT, 'a document is never deleted');
END
"""

_DOCUMENT_INSERT_GUARD = """
CREATE TRIGGER document_insert_guard BEFORE INSERT ON document
BEGIN
    SELECT RAISE(ABORT, 'a document is there already')
    WHERE EXISTS (SELECT 1 FROM document WHERE sha256 = NEW.sha256)
       OR EXISTS (SELECT 1 FROM document WHERE rowid = NEW.rowid);
END
"""

_DRAFT = """
CREATE TABLE draft (
    "key" VARCHAR(200) NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY ("key")
)
"""


def upgrade() -> None:
    """Makes every table, index and trigger."""
    for statement in (
        _CHART_ENTRY,
        _IX_CHART_ENTRY_OPENING,
        _IX_CHART_ENTRY_WARD,
        _CHART_ENTRY_NO_UPDATE,
        _CHART_ENTRY_NO_DELETE,
        _CHART_ENTRY_INSERT_GUARD,
        _DOCUMENT,
        _DOCUMENT_NO_UPDATE,
        _DOCUMENT_NO_DELETE,
        _DOCUMENT_INSERT_GUARD,
        _DRAFT,
    ):
        op.execute(statement.strip())
