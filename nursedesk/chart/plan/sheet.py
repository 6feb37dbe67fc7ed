"""An accepted plan as one page says it: everything that is printed, and nothing of how."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.note import NOT_RECORDED
from nursedesk.chart.note_asked import source
from nursedesk.chart.note_background import INDICATION_WORDS
from nursedesk.chart.patient import patient_line, today
from nursedesk.chart.plan.accepted import AcceptedPlan, Standing
from nursedesk.chart.plan.strip import Stretch, strip
from nursedesk.chart.plan.told import ToldPlan, told
from nursedesk.chart.session import PatientSession
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import source_titles

CAUTION = (
    "It reminds; it does not prescribe. The dose is the prescriber's order. "
    "Times are planned; the limits of each bag hold."
)


class PlanSheet(Struct, frozen=True, kw_only=True):
    """Everything that the printed plan shows. Instants UTC; `zone` is the one to print them in.

    `unfit` says why the plan no longer fits, in sentences; empty while it fits. `accepted_by` is
    a person's name, `accepted_number` the `epoch.seq` of the entry in which she accepted it,
    `entry_number` that of the session's last entry.
    """

    session: UUID
    ward_name: str
    demo: bool
    patient_line: str
    treatment: str
    unfit: tuple[str, ...]
    told: ToldPlan
    strip: tuple[Stretch, ...]
    cited: str
    sources: str
    accepted_by: str
    accepted_at: datetime
    accepted_number: str
    entry_number: str
    protocol: str
    protocol_sha256: str
    zone: tzinfo
    made_at: datetime


def plan_sheet(
    session: PatientSession,
    protocol: Protocol,
    standing: Standing,
    *,
    names: Mapping[str, str],
    ward_name: str,
    demo: bool,
    now: datetime,
    zone: tzinfo,
) -> PlanSheet:
    """The page of a session's accepted plan; `names` are display names by account."""
    accepted, opened = standing.accepted, session.opened
    plan = standing.plan or accepted.plan
    words = told(plan, session, protocol, zone)
    patient = patient_line(opened.patient, today(now, zone))
    return PlanSheet(
        session=session.id,
        ward_name=ward_name,
        demo=demo,
        patient_line=f"{patient}; bed {opened.bed or NOT_RECORDED}",
        treatment=f"{INDICATION_WORDS[opened.indication.value]}, cycle {opened.cycle}",
        unfit=tuple(misfit.sentence for misfit in standing.misfits),
        told=words,
        strip=strip(session, plan),
        cited=source(words.citations, plan.status),
        sources=source_titles(protocol, words.citations),
        accepted_by=names.get(accepted.by, accepted.by),
        accepted_at=accepted.at,
        accepted_number=entry_number(session, accepted),
        entry_number=session.number,
        protocol=f"{protocol.id} {protocol.version}",
        protocol_sha256=protocol.sha256,
        zone=zone,
        made_at=now,
    )


def entry_number(session: PatientSession, accepted: AcceptedPlan) -> str:
    """The `epoch.seq` of the entry in which a plan was accepted."""
    return next(event.number for event in session.history if event.seq == accepted.seq)
