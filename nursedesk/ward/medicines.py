"""Medicines given beside the infusion, recorded as they were given."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from nursedesk.chart.entry import Entry
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.medicines import check
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.record import record


def give(
    desk: Desk,
    session: UUID,
    given: MedicineGiven,
    *,
    intent: UUID,
    happened_at: datetime,
    seen: int | None = None,
) -> Entry:
    """Records a medicine that was given at `happened_at`.

    Raises:
        Refused: the dose has no unit, or a time in the future.
    """

    def recheck() -> None:
        for finding in check(given):
            raise Refused(finding.code, finding.sentence, do="Correct it and save again.")

    return record(
        desk,
        given,
        intent=intent,
        session=session,
        happened_at=happened_at,
        seen=seen,
        recheck=recheck,
    )
