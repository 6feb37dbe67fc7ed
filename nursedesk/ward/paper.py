"""Blank paper checklists, at any time: also while nobody is signed in and no chart is open."""

from __future__ import annotations

from pathlib import Path

from nursedesk.chart.paper import Paper, checklists
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol
from nursedesk.ward.desk import Desk

_ADOPTED = "Protocol as this ward adopted it"
_DELIVERED = "Protocol as delivered: what this ward adopted may differ"


def blank(desk: Desk) -> bytes:
    """The checklists as PDF: of the ward's own protocol while its chart is open.

    Raises:
        KnownError: the delivered protocol file is damaged.
    """
    protocol, standing = _protocol(desk)
    return desk.documents.checklists(
        Paper(
            checklists=checklists(protocol),
            ward_name=desk.roster.name,
            demo=desk.roster.demo,
            protocol=f"{protocol.id} {protocol.version}",
            protocol_sha256=protocol.sha256,
            standing=standing,
            made_at=desk.clock.now(),
            zone=desk.clock.zone,
        )
    )


def save(desk: Desk, path: Path) -> None:
    """Writes them to a place that a person chose.

    Raises:
        KnownError: the folder refused.
    """
    desk.files.write(path, blank(desk))


def _protocol(desk: Desk) -> tuple[Protocol, str]:
    if desk.is_open and desk.refresh_roster().adopted:
        return desk.current_protocol(), _ADOPTED
    return loader.load(loader.installed()[0]), _DELIVERED
