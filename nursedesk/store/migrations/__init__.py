"""Alembic's scripts: the chart's schema as explicit SQL, one revision after the other."""
