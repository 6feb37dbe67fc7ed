"""How long a vial, the stabiliser or a reconstituted vial keeps."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from nursedesk.protocol.answer import Answer
from nursedesk.protocol.care_terms import ComponentPlace, ComponentVerdict, Item
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.trail import Trail
from nursedesk.protocol.values import Component


class ComponentGiven(Struct, frozen=True, kw_only=True):
    """An item, where it was, for how many hours, and whether it was ever frozen."""

    item: Item
    place: ComponentPlace
    hours: Decimal
    frozen: bool


class ComponentAnswer(Answer, frozen=True, kw_only=True):
    """Whether the item is still usable; `limit_hours` where the label gives one."""

    verdict: ComponentVerdict
    limit_hours: Decimal | None = None


def component(protocol: Protocol, given: ComponentGiven) -> ComponentAnswer:
    """Whether this component may still be used.

    Rules: CMP-*. Exactly the limit is still usable; what was frozen never is.
    """
    trail = Trail(protocol)
    values = protocol.components[given.item]
    limit = _limit(values, given.place, trail)
    if given.frozen:
        trail.rule(values.frozen_rule)
    # A time that cannot be is never read as a short one.
    beyond = given.hours < 0 or (limit is not None and given.hours > limit)
    discard = given.frozen or beyond
    return ComponentAnswer(
        verdict=ComponentVerdict.DISCARD if discard else ComponentVerdict.USABLE,
        limit_hours=limit,
        grounds=trail.grounds(),
    )


def _limit(values: Component, place: ComponentPlace, trail: Trail) -> Decimal | None:
    """Hours, None where the label gives none."""
    if place is ComponentPlace.ROOM:
        trail.rule(values.rule)
        return trail.hours(values.room_limit)
    if values.refrigerator_limit is None:
        trail.rule(Rule.CMP_REFRIGERATED)
        return None
    trail.rule(values.rule)
    return trail.hours(values.refrigerator_limit)
