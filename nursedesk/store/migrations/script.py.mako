"""${message}."""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Says in explicit SQL what changes; never `batch_alter_table`: it drops triggers and CHECKs."""
    ${upgrades if upgrades else 'op.execute("")'}
