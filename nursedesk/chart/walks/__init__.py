"""The walks that exist, each a table of steps."""

from __future__ import annotations

from nursedesk.chart.terms import WalkKind
from nursedesk.chart.walk import Walk
from nursedesk.chart.walks.bag_change import BAG_CHANGE
from nursedesk.chart.walks.same_bag import RESTART
from nursedesk.chart.walks.symptom_check import SYMPTOM_CHECK

WALKS: dict[WalkKind, Walk] = {walk.kind: walk for walk in (BAG_CHANGE, SYMPTOM_CHECK, RESTART)}


def walk_for(kind: WalkKind) -> Walk:
    """The walk of this kind."""
    return WALKS[kind]
