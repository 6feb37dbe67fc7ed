"""Entries are found by their kind, and closed sessions told apart, however long the chart is."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes two indexes."""
    op.execute("CREATE INDEX ix_chart_entry_kind ON chart_entry (kind, seq)")
    op.execute(
        "CREATE INDEX ix_chart_entry_closing ON chart_entry (seq, session) "
        "WHERE kind = 'session-closed'"
    )
