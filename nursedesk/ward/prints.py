"""Unsigned prints on request: the whole ward on one sheet, and the full record of a session."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from nursedesk.chart.full_record import full_record
from nursedesk.chart.ward_sheet import ward_sheet
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import patient_words


def whole_ward(desk: Desk) -> bytes:
    """Every open session as of now, whoever needs somebody first on top.

    Raises:
        Refused: nobody is signed in.
    """
    desk.signed_in()
    roster, last = desk.refresh_roster(), desk.store.last()
    content = ward_sheet(
        [(session, desk.protocol_of(session)) for session in desk.sessions()],
        now=desk.clock.now(),
        zone=desk.clock.zone,
        ward_name=roster.name,
        demo=roster.demo,
        entry_number=last.number if last else "",
        unreadable=sorted(patient_words(desk, one) for one in desk.soundness.broken),
    )
    return desk.documents.ward_sheet(content)


def record_of(desk: Desk, session: UUID) -> bytes:
    """Every entry of a session, also of a closed one.

    Raises:
        Refused: nobody is signed in.
        KnownError: the chart holds no such session, or cannot show it.
    """
    desk.signed_in()
    current, roster = desk.session(session), desk.refresh_roster()
    content = full_record(
        current,
        desk.protocol_of(current),
        now=desk.clock.now(),
        zone=desk.clock.zone,
        names=roster.names(),
        ward_name=roster.name,
        demo=roster.demo,
        gaps=tuple(roster.gaps),
    )
    return desk.documents.full_record(content)


def export(desk: Desk, content: bytes, path: Path) -> None:
    """Writes a print to a place that a person chose: in clear.

    Raises:
        KnownError: the folder refused; the copy was not written.
    """
    desk.files.write(path, content)
