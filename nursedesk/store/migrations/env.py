"""Alembic's environment: one transaction on the connection that `store/migrate.py` hands over."""

from __future__ import annotations

from alembic import context


def run() -> None:
    """Runs the revisions that are due, all or none of them."""
    context.configure(
        connection=context.config.attributes["connection"],
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
