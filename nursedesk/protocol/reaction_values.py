"""The clinical values about adverse reactions: dose modification and the grading scales."""

from __future__ import annotations

from nursedesk.protocol.quantities import (
    Celsius,
    Cited,
    Count,
    Duration,
    McgPerDay,
    McgPerM2PerDay,
    MgPerM2,
    Milligrams,
    Months,
    TimesUln,
)
from nursedesk.protocol.values import Group


class Restart(Group, frozen=True, kw_only=True):
    """The low and the full dose after a toxicity, fixed and by body surface, with caps."""

    low: McgPerDay
    low_by_bsa: McgPerM2PerDay
    low_cap: McgPerDay
    full: McgPerDay
    full_by_bsa: McgPerM2PerDay
    full_cap: McgPerDay


class CrsCourse(Group, frozen=True, kw_only=True):
    """Dexamethasone for CRS; its cap is another than that of premedication."""

    dose: Milligrams
    by_bsa: MgPerM2
    cap: Milligrams
    every: Duration
    up_to: Duration
    taper: Duration
    escalate_after: Duration


class Neurological(Group, frozen=True, kw_only=True):
    """Limits of a neurological reaction of grade 3."""

    withhold_at_least: Duration
    resolve_within: Duration
    escalate_after: Duration
    seizures_at_most: Count


class OtherReaction(Group, frozen=True, kw_only=True):
    """Limits of another clinically relevant reaction of grade 3."""

    resolve_within: Duration
    escalate_after: Duration


class Liver(Group, frozen=True, kw_only=True):
    """Laboratory values above which the infusion is interrupted."""

    transaminases: TimesUln
    bilirubin: TimesUln


class Toxicity(Group, frozen=True, kw_only=True):
    """Dose modification for adverse reactions."""

    restart: Restart
    crs: CrsCourse
    neurological: Neurological
    other: OtherReaction
    liver: Liver


class CrsScale(Group, frozen=True, kw_only=True):
    """The ASTCT CRS scale: the grade that each finding gives."""

    fever_from: Celsius
    fever: Count
    hypotension: Count
    one_vasopressor: Count
    several_vasopressors: Count
    oxygen_low_flow: Count
    oxygen_high_flow: Count
    oxygen_positive_pressure: Count


class ScoreBand(Cited, frozen=True, kw_only=True):
    """Scores from `first` to `last` give this grade."""

    first: int
    last: int
    grade: int


class IcansScale(Group, frozen=True, kw_only=True):
    """The ASTCT ICANS scale: the grade that each finding gives."""

    ice_from: Months
    ice: tuple[ScoreBand, ...]
    capd: tuple[ScoreBand, ...]
    voice: Count
    touch: Count
    unarousable: Count
    seizure_brief: Count
    seizure_prolonged: Count
    motor_weakness: Count
    oedema_focal: Count
    oedema_diffuse: Count
    raised_pressure: Count


class Scales(Group, frozen=True, kw_only=True):
    """Grading scales."""

    crs: CrsScale
    icans: IcansScale
