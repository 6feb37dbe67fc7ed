"""Copies of an accepted plan that leave the program: the printed page and the calendar file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from nursedesk.chart.plan.accepted import Standing, standing
from nursedesk.chart.plan.dates import plan_dates
from nursedesk.chart.plan.sheet import plan_sheet
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk


def sheet(desk: Desk, session: UUID) -> bytes:
    """The accepted plan as a PDF; where it no longer fits, its page says so first and large.

    Raises:
        Refused: no plan is accepted.
    """
    current = desk.session(session)
    stands = _standing(desk, current)
    content = plan_sheet(
        current,
        desk.protocol_of(current),
        stands,
        names=desk.refresh_roster().names(),
        ward_name=desk.roster.name,
        demo=desk.roster.demo,
        now=present(current, desk.clock.now()),
        zone=desk.clock.zone,
    )
    return desk.documents.plan_sheet(content)


def calendar(desk: Desk, session: UUID) -> bytes:
    """The accepted plan's dates as an iCalendar file, without the patient's name.

    Raises:
        Refused: no plan is accepted, or it no longer fits: a telephone would go on showing times
            that nobody uses any more.
    """
    current = desk.session(session)
    stands = _standing(desk, current)
    if not stands.fits:
        raise Refused(
            "plan-no-longer-fits",
            f"The plan no longer fits. {stands.misfits[0].sentence}",
            do="Plan the rest anew and accept that plan; then make the calendar file.",
        )
    dates = plan_dates(
        current,
        desk.protocol_of(current),
        stands,
        demo=desk.refresh_roster().demo,
        now=present(current, desk.clock.now()),
        zone=desk.clock.zone,
    )
    return desk.documents.plan_calendar(dates)


def export(desk: Desk, content: bytes, path: Path) -> None:
    """Writes a copy to a place that a person chose.

    Raises:
        KnownError: the folder refused; the copy was not written.
    """
    desk.files.write(path, content)


def _standing(desk: Desk, current: PatientSession) -> Standing:
    now = present(current, desk.clock.now())
    stands = standing(current, desk.protocol_of(current), now, desk.clock.zone)
    if stands is None:
        raise Refused(
            "no-plan",
            "No plan is accepted for this patient.",
            do="Plan the cycle and accept the plan first.",
        )
    return stands
