"""The clinical values of a protocol, one group for each question, as the file must hold them."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.protocol.care_terms import Drug, Item, PremedicationEvent
from nursedesk.protocol.quantities import (
    Celsius,
    Centimetres,
    Cycles,
    Duration,
    FilterFact,
    Kilograms,
    Materials,
    McgPerDay,
    McgPerM2PerDay,
    MgPerM2,
    MgPerMl,
    Milligrams,
    Minutes,
    MlPerHour,
    Months,
    Number,
    Percent,
    Span,
    SquareMetres,
    WholeDays,
)
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Indication, Phase


class Group(Struct, frozen=True, kw_only=True):
    """A table of the protocol file."""


class Patient(Group, frozen=True, kw_only=True):
    """What a patient may measure, and where adulthood and the fixed dose begin."""

    youngest: Months
    adult_from: Months
    fixed_dose_from: Kilograms
    weight_lowest: Kilograms
    weight_highest: Kilograms
    height_lowest: Centimetres
    height_highest: Centimetres
    bsa_lowest: SquareMetres
    bsa_highest: SquareMetres
    mosteller_divisor: Number
    estimate_factor: Number
    estimate_addend: Number
    estimate_divisor_addend: Number
    estimate_tolerance: Percent


class Step(Group, frozen=True, kw_only=True):
    """One dose of a cycle: its infusion days, fixed, by body surface, and the most."""

    days: Span
    fixed: McgPerDay
    by_bsa: McgPerM2PerDay
    cap: McgPerDay


class Block(Group, frozen=True, kw_only=True):
    """Cycles of one course that run alike.

    `child_fixed_rule` is the rule by which a child's fixed dose is read, where the source
    prints it otherwise.
    """

    phase: Phase
    cycles: Span
    infusion: WholeDays
    free: WholeDays
    steps: tuple[Step, ...]
    child_fixed_rule: Rule | None = None


class Bag(Group, frozen=True, kw_only=True):
    """One kind of prepared bag; `rate_rule` is the rule that states its rate."""

    duration: Duration
    rate_rule: Rule
    rate: MlPerHour
    benzyl_alcohol: MgPerMl
    filter: FilterFact
    room_limit: Duration
    refrigerator_limit: Duration


class Storage(Group, frozen=True, kw_only=True):
    """The labelled temperature ranges, both ends inside."""

    refrigerator_lowest: Celsius
    refrigerator_highest: Celsius
    room_lowest: Celsius
    room_highest: Celsius


class Line(Group, frozen=True, kw_only=True):
    """What a line is made of."""

    materials: Materials


class Steroid(Group, frozen=True, kw_only=True):
    """One corticosteroid: a fixed dose, or a dose by body surface with its cap."""

    drug: Drug
    fixed: Milligrams | None = None
    by_bsa: MgPerM2 | None = None
    cap: Milligrams | None = None


class Regimen(Group, frozen=True, kw_only=True):
    """Premedication of adults or children in one indication.

    `events` names, for each event that the source speaks of, the cycles it is stated for.
    """

    rule: Rule
    options: tuple[Steroid, ...]
    events: dict[PremedicationEvent, Cycles]
    minutes_before_start: Minutes | None = None


class Premedication(Group, frozen=True, kw_only=True):
    """Premedication by age group and indication."""

    adult: dict[Indication, Regimen]
    child: dict[Indication, Regimen]


class HospitalDays(Group, frozen=True, kw_only=True):
    """The first days of one cycle that are spent in hospital."""

    cycle: int
    days: WholeDays


class Supervision(Group, frozen=True, kw_only=True):
    """Hospital days of one indication, and the rule of its long restarts."""

    rule: Rule
    restart_rule: Rule
    hospital: tuple[HospitalDays, ...]


class Interruption(Group, frozen=True, kw_only=True):
    """Infused time of a cycle and the limits of a gap."""

    infusion: Duration
    restart_from: Duration
    same_cycle_up_to: Duration


class Preservative(Group, frozen=True, kw_only=True):
    """Whom benzyl alcohol does not suit."""

    lowest_weight: Kilograms
    older_lowest_weight: Kilograms
    infant_below: Months


class Component(Group, frozen=True, kw_only=True):
    """How long one component keeps; no limit where the label gives none."""

    rule: Rule
    frozen_rule: Rule
    room_limit: Duration
    refrigerator_limit: Duration | None = None


Components = dict[Item, Component]
Course = dict[Indication, tuple[Block, ...]]
