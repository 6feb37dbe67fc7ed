"""Session entries: what was done for one patient, one typed body for each kind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from nursedesk.chart.severity import Severity
from nursedesk.chart.terms import (
    Body,
    Ending,
    Happening,
    Instant,
    Line,
    Place,
    Positive,
    Text,
    WalkKind,
    WalkOutcome,
)
from nursedesk.protocol.terms import Indication, Kind


class Patient(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is treated: two identifiers are the ward's identifier and the date of birth."""

    family: Line
    given: Line
    identifier: Line
    born: date


class SessionOpened(Happening, frozen=True, kw_only=True, tag="session-opened"):
    """A patient session begins. Weight kg, height cm, BSA m2, dose mcg per day as ordered.

    A `None` in a question that the walk asks means "not known", never "no".
    """

    patient: Patient
    weight_kg: Positive
    weighed_on: date
    height_cm: Positive | None
    bsa_m2: Positive | None
    indication: Indication
    cycle: Annotated[int, Meta(ge=1)]
    ordered_dose_mcg_per_day: Positive
    ordered_by: Line
    hypersensitivity: bool
    preservative_free_only: bool
    preterm_or_very_low_birth_weight: bool | None
    down_syndrome: bool | None
    cns_history: bool | None
    bed: Line | None = None


class BagLabel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the pharmacy label of a bag says. Dose mcg per day, rate mL per hour."""

    patient_identifier: Line
    dose_mcg_per_day: Positive
    bag_kind: Kind
    preservative: bool
    rate_ml_per_h: Positive
    prepared_at: Instant | None
    use_by: Instant | None


class DoseOrdered(Happening, frozen=True, kw_only=True, tag="dose-ordered"):
    """The prescriber's dose (mcg per day) from `valid_from` on: the step dose, or after a hold.

    `by_telephone` orders say whether they were read back.
    """

    dose_mcg_per_day: Positive
    valid_from: Instant
    ordered_by: Line
    by_telephone: bool
    read_back: bool


class BagReceived(Happening, frozen=True, kw_only=True, tag="bag-received"):
    """A bag came to the ward; `place` is where it was put, from the entry's happened-at.

    `kept_before`: where pharmacy says the bag was from its preparation until it came; None when
    nobody said (then that time is unknown).
    """

    bag: UUID
    label: BagLabel
    place: Place
    celsius: Decimal | None
    kept_before: Place | None = None


class BagMoved(Happening, frozen=True, kw_only=True, tag="bag-moved"):
    """A bag was put somewhere else, or its temperature read again where it is."""

    bag: UUID
    place: Place
    celsius: Decimal | None


class BagDiscarded(Happening, frozen=True, kw_only=True, tag="bag-discarded"):
    """A bag that does not hang was discarded."""

    bag: UUID
    reason: Line


class PharmacyAnswered(Body, frozen=True, kw_only=True, tag="pharmacy-answered"):
    """The pharmacist's answer to an ask-pharmacy finding `code` of a walk's step.

    `instruction` is the coded part of the answer where the question takes one
    (`required` or `prohibited` for the filter).
    """

    walk: UUID
    step: Line
    code: Line
    pharmacist: Line
    answer: Text
    instruction: Line | None = None


class InfusionStopped(Happening, frozen=True, kw_only=True, tag="infusion-stopped"):
    """The infusion stopped outside a bag change, at the entry's happened-at."""

    reason: Line
    adverse_reaction: bool


class WalkBegun(Body, frozen=True, kw_only=True, tag="walk-begun"):
    """A walk began; `bag` is the bag to hang in a bag change.

    `done_at`: the job was done then, on paper, and its steps are entered late, `because` of this.
    """

    walk: UUID
    walk_kind: WalkKind
    bag: UUID | None
    done_at: Instant | None = None
    because: Line | None = None


class WalkStep(Happening, frozen=True, kw_only=True, tag="walk-step"):
    """One step's answers by one person: field name -> canonical text (see `walk.Field`).

    `second`: entered by the second person, blind. Answering a step again supersedes. A correction
    of a blind step stands in one entry, of which the second person is the witness.
    """

    walk: UUID
    step: Line
    answers: dict[str, str]
    second: bool


class WalkEnded(Body, frozen=True, kw_only=True, tag="walk-ended"):
    """A walk is over."""

    walk: UUID
    outcome: WalkOutcome
    reason: Line | None = None


class HandoverSigned(Body, frozen=True, kw_only=True, tag="handover-signed"):
    """A hand-over note was signed by its nurse. `as_of` is the last session counter it shows.

    `severity` and `concern` are her own judgement (I-PASS). With it the note `replaces` holds no
    more, for the reason `why`.
    """

    note: UUID
    document: Line
    as_of: int
    period_from: Instant
    period_to: Instant
    severity: Severity | None = None
    concern: Text | None = None
    replaces: UUID | None = None
    why: Text | None = None


class HandoverCountersigned(Body, frozen=True, kw_only=True, tag="handover-countersigned"):
    """The charge nurse countersigned: SHA-256 of the whole file and of the nurse's part."""

    note: UUID
    document: Line
    signed: Line


class SessionClosed(Body, frozen=True, kw_only=True, tag="session-closed"):
    """The session ends: nothing more is recorded in it. `note`: what else is to be said of it."""

    ending: Ending
    note: Text | None
