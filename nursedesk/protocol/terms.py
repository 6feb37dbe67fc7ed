"""The words that protocol questions and answers are made of: closed sets, one code each.

The codes are those of the case files, so a case, a screen and a chart entry spell them alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Kind(StrEnum):
    """How long a full bag runs at its own rate."""

    H24 = "24h"
    H48 = "48h"
    H72 = "72h"
    H96 = "96h"
    D7 = "7d"


class Indication(StrEnum):
    """What the patient is treated for."""

    MRD = "mrd"
    RELAPSED_REFRACTORY = "relapsed-refractory"
    CONSOLIDATION = "consolidation"


class Status(StrEnum):
    """What a value or rule rests on, strongest first: the label, or something less than it."""

    LABEL = "label"
    INFERRED = "inferred"
    SECONDARY = "secondary"
    DECISION = "decision"

    @staticmethod
    def weakest(found: Iterable[Status]) -> Status:
        """The weakest of several; `label` when there are none."""
        order = list(Status)
        return max(found, key=order.index, default=Status.LABEL)


class Basis(StrEnum):
    """What a dose is reckoned from."""

    FIXED = "fixed"
    BSA = "bsa"


class Phase(StrEnum):
    """Where in the course a cycle lies; always shown with indication and cycle."""

    INDUCTION = "induction"
    CONSOLIDATION = "consolidation"
    CONTINUED = "continued"


class DoseStop(StrEnum):
    """Why no dose is given."""

    AGE_BELOW_ONE_MONTH = "age-below-one-month"
    BSA_MISSING = "bsa-missing"
    BSA_IMPLAUSIBLE = "bsa-implausible"
    CYCLE_BEYOND_COURSE = "cycle-beyond-course"
    DAY_BEYOND_CYCLE = "day-beyond-cycle"
    WEIGHT_IMPLAUSIBLE = "weight-implausible"


class Place(StrEnum):
    """Where a bag or component lay."""

    REFRIGERATOR = "refrigerator"
    ROOM = "room"
    OTHER = "other"


class BagVerdict(StrEnum):
    """What may be done with a bag, mildest first: the worst reason wins."""

    HANG = "hang"
    HANG_SHORT = "hang-short"
    ASK_PHARMACY = "ask-pharmacy"
    DISCARD = "discard"


class BagReason(StrEnum):
    """Why a bag is not simply hung."""

    EXPIRED_ROOM = "expired-room"
    EXPIRED_REFRIGERATED = "expired-refrigerated"
    LABEL_USE_BY_PASSED = "label-use-by-passed"
    RE_REFRIGERATED = "re-refrigerated"
    TEMPERATURE_OUT_OF_RANGE = "temperature-out-of-range"
    TEMPERATURE_NOT_IN_LABELLED_RANGE = "temperature-not-in-labelled-range"
    PREPARATION_TIME_MISSING = "preparation-time-missing"
    PREPARED_IN_THE_FUTURE = "prepared-in-the-future"
    PLACES_OUT_OF_ORDER = "places-out-of-order"
    PLACE_UNKNOWN = "place-unknown"
    CANNOT_RUN_FULL_TIME = "cannot-run-full-time"
    CHANGE_OVERDUE = "change-overdue"


class BagMaterial(StrEnum):
    """What bag and pump cassette are made of."""

    POLYOLEFIN = "polyolefin"
    DEHP_FREE_PVC = "dehp-free-pvc"
    EVA = "eva"
    PVC_WITH_DEHP = "pvc-with-dehp"
    OTHER = "other"
    UNKNOWN = "unknown"


class Tubing(StrEnum):
    """Whether the tubing contains DEHP."""

    DEHP_FREE = "dehp-free"
    CONTAINS_DEHP = "contains-dehp"
    UNKNOWN = "unknown"


class Filter(StrEnum):
    """What filter is in the line."""

    IN_LINE = "in-line-0.2-micron-low-protein-binding"
    NONE = "none"
    OTHER = "other"
    UNKNOWN = "unknown"


class FilterRule(StrEnum):
    """Whether a kind of bag runs through a filter."""

    REQUIRED = "required"
    PROHIBITED = "prohibited"
    UNKNOWN = "unknown"


class PharmacyFilterInstruction(StrEnum):
    """What pharmacy answered where the protocol states no filter rule."""

    REQUIRED = "required"
    PROHIBITED = "prohibited"


class Lumen(StrEnum):
    """Whether the catheter lumen serves this infusion alone."""

    DEDICATED = "dedicated"
    SHARED = "shared"


class PrimedWith(StrEnum):
    """What the tubing was filled with."""

    INFUSION_SOLUTION = "infusion-solution"
    SALINE = "saline"
    OTHER = "other"


class LineVerdict(StrEnum):
    """What may be done with a line, mildest first: the worst stop wins."""

    PROCEED = "proceed"
    ASK_PHARMACY = "ask-pharmacy"
    STOP = "stop"


class LineStop(StrEnum):
    """Why an infusion is not started on this line."""

    BAG_MATERIAL_NOT_COMPATIBLE = "bag-material-not-compatible"
    BAG_MATERIAL_UNKNOWN = "bag-material-unknown"
    TUBING_CONTAINS_DEHP = "tubing-contains-dehp"
    TUBING_UNKNOWN = "tubing-unknown"
    FILTER_REQUIRED = "filter-required"
    FILTER_PROHIBITED = "filter-prohibited"
    FILTER_UNKNOWN = "filter-unknown"
    FILTER_RULE_UNKNOWN = "filter-rule-unknown"
    LUMEN_NOT_DEDICATED = "lumen-not-dedicated"
    NOT_PRIMED_WITH_INFUSION_SOLUTION = "not-primed-with-infusion-solution"
    LINE_FLUSHED = "line-flushed"
    PUMP_NOT_SUITABLE = "pump-not-suitable"
    PUMP_NOT_LOCKED = "pump-not-locked"
    RATE_MISMATCH = "rate-mismatch"
    USED_TUBING_AFTER_CHANGE = "used-tubing-after-change"
