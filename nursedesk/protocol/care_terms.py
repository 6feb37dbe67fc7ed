"""The words of the questions about the patient: premedication, toxicity, grades and the rest."""

from __future__ import annotations

from enum import StrEnum


class PremedicationEvent(StrEnum):
    """What the premedication precedes."""

    CYCLE_START = "cycle-start"
    STEP_DOSE = "step-dose"
    RESTART = "restart"


class Needed(StrEnum):
    """Whether the protocol asks for premedication."""

    YES = "yes"
    NO = "no"
    NOT_STATED = "not-stated"


class Drug(StrEnum):
    """A corticosteroid named as premedication."""

    DEXAMETHASONE = "dexamethasone"
    PREDNISONE = "prednisone"


class PremedicationStop(StrEnum):
    """What is missing for an answer on premedication."""

    BSA_MISSING = "bsa-missing"
    OFF_HOURS_MISSING = "off-hours-missing"


class SupervisionEvent(StrEnum):
    """What the supervision is asked for."""

    CYCLE_START = "cycle-start"
    DAY = "day"
    RESTART = "restart"


class Level(StrEnum):
    """Where the protocol wants the patient."""

    HOSPITAL = "hospital"
    SUPERVISED_OR_HOSPITAL = "supervised-or-hospital"
    NONE_STATED = "none-stated"


class InterruptionReason(StrEnum):
    """Why the infusion stood still."""

    ADVERSE_REACTION = "adverse-reaction"
    OTHER = "other"


class Outcome(StrEnum):
    """How the cycle goes on after an interruption."""

    SAME_CYCLE = "same-cycle"
    NEW_CYCLE = "new-cycle"
    NOT_STATED = "not-stated"
    COMPLETE = "complete"


class InterruptionStop(StrEnum):
    """Why the infused time cannot be reckoned."""

    SEGMENTS_MISSING = "segments-missing"
    SEGMENTS_OVERLAP = "segments-overlap"
    SEGMENTS_OUT_OF_ORDER = "segments-out-of-order"
    SEGMENT_IN_THE_FUTURE = "segment-in-the-future"
    EARLIER_GAP_OVER_SEVEN_DAYS = "earlier-gap-over-seven-days"


class ToxicityEvent(StrEnum):
    """What kind of adverse reaction it is."""

    CRS = "crs"
    NEUROLOGICAL = "neurological"
    SEIZURE = "seizure"
    LIVER = "liver"
    OTHER = "other"


class Action(StrEnum):
    """What the protocol says about the infusion; the prescriber decides."""

    NONE_STATED = "none-stated"
    INTERRUPT = "interrupt"
    WITHHOLD = "withhold"
    CONSIDER_DISCONTINUING = "consider-discontinuing"
    DISCONTINUE_PERMANENTLY = "discontinue-permanently"


class ToxicityStop(StrEnum):
    """What is missing for an answer on an adverse reaction."""

    BSA_MISSING = "bsa-missing"
    GRADE_MISSING = "grade-missing"
    AT_LOW_DOSE_MISSING = "at-low-dose-missing"
    SEIZURES_TOTAL_MISSING = "seizures-total-missing"
    LAB_VALUE_MISSING = "lab-value-missing"


class Scale(StrEnum):
    """The scale a computed grade belongs to; never converted into the label's."""

    ASTCT_CRS = "astct-crs"
    ASTCT_ICANS = "astct-icans"


class Oxygen(StrEnum):
    """Oxygen support."""

    NONE = "none"
    LOW_FLOW = "low-flow"
    HIGH_FLOW = "high-flow"
    POSITIVE_PRESSURE = "positive-pressure"


class Arousal(StrEnum):
    """What it takes to wake the patient."""

    SPONTANEOUS = "spontaneous"
    VOICE = "voice"
    TOUCH = "touch"
    UNAROUSABLE = "unarousable"


class Seizure(StrEnum):
    """The worst seizure seen."""

    NONE = "none"
    BRIEF = "brief"
    PROLONGED = "prolonged"


class Oedema(StrEnum):
    """Cerebral oedema on imaging."""

    NONE = "none"
    FOCAL = "focal"
    DIFFUSE = "diffuse"


class GradeStop(StrEnum):
    """What is missing for a grade, or forbids a bare one."""

    ICE_MISSING = "ice-missing"
    CAPD_MISSING = "capd-missing"
    TEMPERATURE_MISSING = "temperature-missing"
    SUPPORT_WITHOUT_FEVER = "support-without-fever"


class Criterion(StrEnum):
    """A finding that decided a grade."""

    FEVER = "fever"
    NO_FEVER = "no-fever"
    HYPOTENSION_WITHOUT_VASOPRESSOR = "hypotension-without-vasopressor"
    ONE_VASOPRESSOR = "one-vasopressor"
    SEVERAL_VASOPRESSORS = "several-vasopressors"
    OXYGEN_LOW_FLOW = "oxygen-low-flow"
    OXYGEN_HIGH_FLOW = "oxygen-high-flow"
    OXYGEN_POSITIVE_PRESSURE = "oxygen-positive-pressure"
    ICE_SCORE = "ice-score"
    CAPD_SCORE = "capd-score"
    WAKES_TO_VOICE = "wakes-to-voice"
    WAKES_TO_TOUCH = "wakes-to-touch"
    UNAROUSABLE = "unarousable"
    SEIZURE_BRIEF = "seizure-brief"
    SEIZURE_PROLONGED = "seizure-prolonged"
    MOTOR_WEAKNESS = "motor-weakness"
    OEDEMA_FOCAL = "oedema-focal"
    OEDEMA_DIFFUSE = "oedema-diffuse"
    RAISED_PRESSURE_SIGNS = "raised-pressure-signs"


class PreservativeVerdict(StrEnum):
    """Whether a bag with benzyl alcohol suits this patient."""

    NONE = "none"
    ALLOWED = "allowed"
    NOT_RECOMMENDED = "not-recommended"


class PreservativeNotice(StrEnum):
    """What to keep in mind with a preserved bag."""

    PREFER_PRESERVATIVE_FREE = "prefer-preservative-free"
    WATCH_FOR_METABOLIC_ACIDOSIS = "watch-for-metabolic-acidosis"
    OLDER_LIMIT_22_KG = "older-limit-22-kg"


class Item(StrEnum):
    """A component kept in pharmacy or on the ward."""

    VIAL = "vial"
    STABILISER = "stabiliser"
    RECONSTITUTED_VIAL = "reconstituted-vial"


class ComponentPlace(StrEnum):
    """Where a component is kept."""

    REFRIGERATOR = "refrigerator"
    ROOM = "room"


class ComponentVerdict(StrEnum):
    """Whether a component may still be used."""

    USABLE = "usable"
    DISCARD = "discard"
