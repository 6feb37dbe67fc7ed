"""What others need to check this ward's notes: its root and its revocations."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nursedesk.chart.session_entries import HandoverCountersigned, HandoverSigned
from nursedesk.chart.terms import kind_of
from nursedesk.errors import BugError
from nursedesk.ward.desk import Desk
from nursedesk.ward.trust_list import TrustList, revocations, to_pem


def trust_pem(desk: Desk) -> bytes:
    """`ward-trust.pem` as of the last entry.

    Raises:
        Refused: nobody is signed in.
    """
    desk.signed_in()
    roster = desk.refresh_roster()
    if roster.ward is None:
        raise BugError("a chart without its first entry")
    told = TrustList(
        format=1,
        ward=roster.ward,
        entry=roster.seq,
        at=desk.clock.now(),
        revoked=revocations(roster),
    )
    return to_pem(desk.keyring.root_certificate(), told)


def export(desk: Desk, path: Path) -> None:
    """Writes it to a place that a person chose.

    Raises:
        KnownError: the disk refused; says so.
    """
    desk.files.write(path, trust_pem(desk))


def recorded_at(desk: Desk, sha256: str) -> tuple[datetime, ...]:
    """When the chart took in the signatures of a note, by the SHA-256 (hex) of its file."""
    desk.must_be_somebody()
    signed_at: dict[str, datetime] = {}
    for entry in desk.store.of_kinds(_SIGNATURES):
        body, at = entry.body, entry.header.happened_at
        if isinstance(body, HandoverSigned):
            signed_at[body.document] = at
        elif isinstance(body, HandoverCountersigned) and body.document == sha256:
            return (signed_at[body.signed], at)
    return (signed_at[sha256],) if sha256 in signed_at else ()


_SIGNATURES = frozenset({kind_of(HandoverSigned), kind_of(HandoverCountersigned)})
