"""Whether something was recorded, asked after a defect of ours."""

from __future__ import annotations

from uuid import UUID

from nursedesk.ward.desk import Desk
from nursedesk.ward.repeating import entry_of


def was_recorded(desk: Desk, intent: UUID) -> bool:
    """Whether an entry of this intent is in the chart."""
    return entry_of(desk, intent) is not None
