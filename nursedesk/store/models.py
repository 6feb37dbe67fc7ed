"""The chart's tables: SQLModel declares them and serves the queries that no fold waits for.

The migrations hold the same tables as explicit SQL, and a test compares the two. Types are those
that PostgreSQL has as well. Values are not checked here (a table class validates nothing): the
typed entries in `chart` do it, and the named CHECKs below are the last line.
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_COUNTER = BigInteger().with_variant(Integer, "sqlite")  # SQLite's row id is an INTEGER


def _partial(name: str, *columns: str, where: str) -> Index:
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class UtcInstant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC: PostgreSQL's own type, SQLite's text of 26 characters."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone")
        return value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002  # SQLAlchemy's signature
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(SQLModel):
    """What the chart's tables share: one metadata with a full naming convention."""

    metadata = MetaData(naming_convention=_NAMES)


class ChartEntry(Table, table=True):
    """One entry. `stored_header` and `stored_body` are the record; the rest are checked copies.

    `seq` counts the ward's entries, `session_seq` a session's, both from 0 without gaps.
    """

    __tablename__ = "chart_entry"
    __table_args__ = (
        CheckConstraint("seq >= 0", name="seq"),
        CheckConstraint("epoch >= 0", name="epoch"),
        CheckConstraint("(session IS NULL) = (session_seq IS NULL)", name="session"),
        CheckConstraint("session_seq >= 0", name="session_seq"),
        CheckConstraint("length(kind) > 0", name="kind"),
        CheckConstraint("length(author) > 0", name="author"),
        CheckConstraint("witness <> author", name="witness"),
        CheckConstraint("supersedes >= 0 AND supersedes < seq", name="supersedes"),
        CheckConstraint("length(prev_hash) = 32", name="prev_hash"),
        CheckConstraint("length(hash) = 32 AND hash <> prev_hash", name="hash"),
        CheckConstraint("length(stored_header) > 0", name="stored_header"),
        CheckConstraint("length(stored_body) > 0", name="stored_body"),
        CheckConstraint("length(signature) > 0", name="signature"),
        CheckConstraint(
            "(witness IS NULL) = (witness_signature IS NULL)", name="witness_signature"
        ),
        UniqueConstraint("session", "session_seq"),
        UniqueConstraint("intent"),
        UniqueConstraint("prev_hash"),
        UniqueConstraint("hash"),
        ForeignKeyConstraint(["supersedes"], ["chart_entry.seq"]),
        _partial("ix_chart_entry_ward", "seq", where="session IS NULL"),
        _partial("ix_chart_entry_opening", "seq", "session", where="session_seq = 0"),
        _partial("ix_chart_entry_closing", "seq", "session", where="kind = 'session-closed'"),
        Index("ix_chart_entry_kind", "kind", "seq"),
    )

    seq: int = Field(primary_key=True, sa_type=_COUNTER, sa_column_kwargs={"autoincrement": False})
    epoch: int
    session: UUID | None
    session_seq: int | None
    intent: UUID
    kind: str = Field(sa_type=String(64))
    happened_at: datetime = Field(sa_type=UtcInstant)
    recorded_at: datetime = Field(sa_type=UtcInstant)
    author: str = Field(sa_type=String(32))
    witness: str | None = Field(sa_type=String(32))
    supersedes: int | None = Field(sa_type=_COUNTER)
    prev_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)
    stored_header: bytes = Field(sa_type=LargeBinary)
    stored_body: bytes = Field(sa_type=LargeBinary)
    signature: bytes = Field(sa_type=LargeBinary)
    witness_signature: bytes | None = Field(sa_type=LargeBinary)


class Document(Table, table=True):
    """A signed document by the SHA-256 of the whole; `size` is the whole's length in bytes.

    With a `base`, `content` is what the document appends to that other document's bytes.
    """

    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("length(content) > 0", name="content"),
        CheckConstraint("(base IS NULL) = (size = length(content))", name="size"),
        ForeignKeyConstraint(["base"], ["document.sha256"]),
    )

    sha256: str = Field(primary_key=True, sa_type=String(64))
    base: str | None = Field(sa_type=String(64))
    size: int
    content: bytes = Field(sa_type=LargeBinary)


class Draft(Table, table=True):
    """What somebody has half filled in: mutable, unchained, never part of the record."""

    key: str = Field(primary_key=True, sa_type=String(200))
    content: bytes = Field(sa_type=LargeBinary)
