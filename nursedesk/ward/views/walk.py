"""A walk on the screen: where it stands, and what its rules said so far."""

from __future__ import annotations

from datetime import tzinfo
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.field import Asks
from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.handwriting import Sample
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.symptoms import samples
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Context, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.ward import walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import Banner, banner

_SAMPLES = 3  # of the latest, beside a new one


class WalkPage(Struct, frozen=True, kw_only=True):
    """A walk on the screen. `first_by`: whose blind reading waits for a second one, else empty.

    `name` is how people call it ("bag change"). `carried`: warnings and notes about steps that
    are settled, so that they stay in sight. `samples`: the drawn ones of earlier checks, where
    one is asked for.
    """

    shown: walks.WalkView
    name: str
    banner: Banner
    first_by: str
    carried: tuple[Finding, ...]
    samples: tuple[Sample, ...] = ()


def walk_name(kind: WalkKind) -> str:
    """How people call a walk: "bag change"."""
    return str(kind).replace("-", " ")


def walk_page(desk: Desk, session: UUID, walk: UUID) -> WalkPage:
    """A walk where it stands now, with the patient's banner and what its rules said so far."""
    shown = walks.view(desk, session, walk)
    current = desk.session(session)
    state = current.walks[walk]
    step = shown.step.id if shown.step else ""
    pending = state.pending.get(step)
    context = Context(
        session=current,
        walk=state,
        protocol=desk.protocol_of(current),
        now=present(current, desk.clock.now()),
        zone=desk.clock.zone,
    )
    carried = [
        finding
        for passed in walk_for(state.kind).steps
        if passed.id in state.accepted and passed.id != step and passed.applies(context)
        for finding in open_findings(passed, context)
        if finding.level in (Level.WARN, Level.NOTE)
    ]
    return WalkPage(
        shown=shown,
        name=walk_name(state.kind),
        banner=banner(desk, current),
        first_by=pending.author if pending else "",
        carried=tuple(dict.fromkeys(carried)),
        samples=_earlier(current, shown, desk.clock.zone),
    )


def _earlier(session: PatientSession, shown: walks.WalkView, zone: tzinfo) -> tuple[Sample, ...]:
    fields = shown.step.fields if shown.step else ()
    if not any(field.asks is Asks.STROKES for field in fields):
        return ()
    return samples(session.symptom_checks, zone)[-_SAMPLES:]
