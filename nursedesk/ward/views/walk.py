"""A walk on the screen: where it stands, and what its rules said so far."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.present import present
from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Context, open_findings
from nursedesk.chart.walks import walk_for
from nursedesk.ward import walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.banner import Banner, banner


class WalkPage(Struct, frozen=True, kw_only=True):
    """A walk on the screen. `first_by`: whose blind reading waits for a second one, else empty.

    `name` is how people call it ("bag change"). `carried`: warnings and notes about steps that
    are settled, so that they stay in sight.
    """

    shown: walks.WalkView
    name: str
    banner: Banner
    first_by: str
    carried: tuple[Finding, ...]


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
    )
