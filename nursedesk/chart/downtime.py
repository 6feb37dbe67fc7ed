"""The downtime sheet: a patient's state on paper, for when the workstation is away.

It is the hand-over note's content over the whole session. It is never signed: paper says as of
which entry it is, and the record goes on after it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo

from msgspec import structs

from nursedesk.chart.handover import build
from nursedesk.chart.note import HandoverNote
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.protocol.definition import Protocol

TITLE = "Downtime sheet, unsigned print"
_NAMEABLE = re.compile(r"[a-z0-9]+")


def file_name(session: PatientSession) -> str:
    """The name of a patient's downtime file: her bed, never her name; `bed-7-1a2b3c4d.pdf`."""
    bed = "-".join(_NAMEABLE.findall((session.opened.bed or "").lower()))[:20]
    return f"bed-{bed or 'not-given'}-{session.id.hex[:8]}.pdf"


def downtime_sheet(
    session: PatientSession,
    protocol: Protocol,
    *,
    now: datetime,
    zone: tzinfo,
    names: Mapping[str, str],
    ward_name: str,
    demo: bool,
) -> HandoverNote:
    """The sheet as of the session's last entry, reckoned at `now`."""
    at = present(session, now)
    note = build(
        session,
        protocol,
        note=session.id,
        now=at,
        zone=zone,
        period_from=session.opened_at,
        author="",
        names=names,
        ward_name=ward_name,
        demo=demo,
    )
    return structs.replace(note, title=TITLE)
