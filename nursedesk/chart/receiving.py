"""Receiving a bag: its label against patient, order and protocol, and how long it keeps."""

from __future__ import annotations

from datetime import datetime, tzinfo
from decimal import Decimal

from nursedesk.chart.bag import Stay
from nursedesk.chart.dosing import label_against_order
from nursedesk.chart.finding import Finding
from nursedesk.chart.labels import label_findings
from nursedesk.chart.session import PatientSession
from nursedesk.chart.session_entries import BagLabel
from nursedesk.chart.storage import ask, storage_findings
from nursedesk.chart.terms import Place
from nursedesk.protocol.definition import Protocol


def check(  # noqa: PLR0917  the bag as it was put (label, place, celsius) reads in this order
    session: PatientSession,
    label: BagLabel,
    place: Place,
    celsius: Decimal | None,
    protocol: Protocol,
    now: datetime,
    *,
    zone: tzinfo | None = None,
    kept_before: Place | None = None,
) -> tuple[Finding, ...]:
    """What patient, order and protocol say of a bag that is put into `place` now.

    `kept_before`: where pharmacy says it was from its preparation until now; None: not known.
    """
    stays = [Stay(place=place, since=now, celsius=celsius)]
    if kept_before is not None and label.prepared_at is not None and label.prepared_at < now:
        stays.insert(0, Stay(place=kept_before, since=label.prepared_at, celsius=None))
    answer = ask(protocol, label, stays, now)
    return (
        *label_findings(session, protocol, label, now),
        *label_against_order(session, protocol, label.dose_mcg_per_day, now),
        *storage_findings(protocol, answer, now, zone or session.reading_zone),
    )
