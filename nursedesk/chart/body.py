"""What an entry says: one typed body for each kind of chart entry, and their stored bytes.

Bodies are checked when they are sealed and when they are read, by the same types. The bytes that
were hashed are the bytes that are stored: UTF-8 JSON, sorted keys, NFC, decimals as strings,
UTC instants, and a random salt, so that equal facts do not have equal hashes.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec
from msgspec import Meta, Struct

from nursedesk.clock import utc
from nursedesk.errors import KnownError
from nursedesk.protocol import terms
from nursedesk.protocol.terms import Indication, Kind

Place = terms.Place  # where a bag is kept: the codes of the question `bag`

# Control characters, line and paragraph separators, and what reorders the text around it.
_NOT_IN_A_LINE = r"\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
_ONE_LINE = rf"\A[^{_NOT_IN_A_LINE}]*[^\s{_NOT_IN_A_LINE}][^{_NOT_IN_A_LINE}]*\Z"
Line = Annotated[str, Meta(min_length=1, max_length=200, pattern=_ONE_LINE)]
Text = Annotated[str, Meta(min_length=1, max_length=4000, pattern=r"\S")]
AccountId = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9.-]{1,30}[a-z0-9]\Z")]
Instant = Annotated[datetime, Meta(tz=True)]
Positive = Decimal  # `encode` checks it: msgspec sets no bounds on decimals
_SIGNED = frozenset({"celsius"})  # every other decimal of a body is above 0
_LARGEST = 1_000_000


class Role(StrEnum):
    """What an account may do; roles are a set, one person can hold several."""

    NURSE = "nurse"
    CHARGE_NURSE = "charge-nurse"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"


class WalkKind(StrEnum):
    """The walks that exist."""

    BAG_CHANGE = "bag-change"
    SYMPTOM_CHECK = "symptom-check"


class WalkOutcome(StrEnum):
    """How a walk ended."""

    COMPLETED = "completed"
    ABANDONED = "abandoned"
    SET_ASIDE = "set-aside"


class Body(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """What one entry says. The tag is the entry's kind."""


# Ward entries: in the same chain, without a session.


class WardCreated(Body, frozen=True, kw_only=True, tag="ward-created"):
    """The first entry of a ward. `root_certificate` is DER."""

    ward: UUID
    name: Line
    demo: bool
    root_certificate: bytes


class AccountAdded(Body, frozen=True, kw_only=True, tag="account-added"):
    """A person may sign in. Certificate in DER, sealing key: 32 bytes, X25519 public."""

    account: AccountId
    name: Line
    roles: tuple[Role, ...]
    certificate: bytes
    sealing_key: bytes


class SignedIn(Body, frozen=True, kw_only=True, tag="signed-in"):
    """A person's signing key certified a session key (Ed25519, 32 bytes) that signs her entries.

    `nested`: a second person's sign-in for one step, inside the first one's session.
    """

    account: AccountId
    session_key: bytes
    certified: bytes
    nested: bool


class SignedOut(Body, frozen=True, kw_only=True, tag="signed-out"):
    """A person left."""

    account: AccountId


class Denied(Body, frozen=True, kw_only=True, tag="denied"):
    """A signed-in person asked for something that was refused."""

    use_case: Line
    code: Line
    sentence: Text


# Session entries.


class Patient(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is treated: two identifiers are the ward's identifier and the date of birth."""

    family: Line
    given: Line
    identifier: Line
    born: date


class SessionOpened(Body, frozen=True, kw_only=True, tag="session-opened"):
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


class DoseOrdered(Body, frozen=True, kw_only=True, tag="dose-ordered"):
    """The prescriber's dose (mcg per day) from `valid_from` on: the step dose, or after a hold.

    `by_telephone` orders say whether they were read back.
    """

    dose_mcg_per_day: Positive
    valid_from: Instant
    ordered_by: Line
    by_telephone: bool
    read_back: bool


class BagReceived(Body, frozen=True, kw_only=True, tag="bag-received"):
    """A bag came to the ward; `place` is where it was put, from the entry's happened-at.

    `kept_before`: where pharmacy says the bag was from its preparation until it came; None when
    nobody said (then that time is unknown).
    """

    bag: UUID
    label: BagLabel
    place: Place
    celsius: Decimal | None
    kept_before: Place | None = None


class BagMoved(Body, frozen=True, kw_only=True, tag="bag-moved"):
    """A bag was put somewhere else, or its temperature read again where it is."""

    bag: UUID
    place: Place
    celsius: Decimal | None


class BagDiscarded(Body, frozen=True, kw_only=True, tag="bag-discarded"):
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


class InfusionStopped(Body, frozen=True, kw_only=True, tag="infusion-stopped"):
    """The infusion stopped outside a bag change, at the entry's happened-at."""

    reason: Line
    adverse_reaction: bool


class WalkBegun(Body, frozen=True, kw_only=True, tag="walk-begun"):
    """A walk began; `bag` is the bag to hang in a bag change."""

    walk: UUID
    walk_kind: WalkKind
    bag: UUID | None


class WalkStep(Body, frozen=True, kw_only=True, tag="walk-step"):
    """One step's answers by one person: field name -> canonical text (see `walk.Field`).

    `second`: entered by the second person, blind. Answering a step again supersedes.
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
    """A hand-over note was signed by its nurse. `as_of` is the last session counter it shows."""

    note: UUID
    document: Line
    as_of: int
    period_from: Instant
    period_to: Instant


class HandoverCountersigned(Body, frozen=True, kw_only=True, tag="handover-countersigned"):
    """The charge nurse countersigned: SHA-256 of the whole file and of the nurse's part."""

    note: UUID
    document: Line
    signed: Line


AnyBody = (
    WardCreated
    | AccountAdded
    | SignedIn
    | SignedOut
    | Denied
    | SessionOpened
    | DoseOrdered
    | BagReceived
    | BagMoved
    | BagDiscarded
    | PharmacyAnswered
    | InfusionStopped
    | WalkBegun
    | WalkStep
    | WalkEnded
    | HandoverSigned
    | HandoverCountersigned
)


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: AnyBody
    salt: bytes


_decoder = msgspec.json.Decoder(_Stored)


def kind_of(body: Body | type[Body]) -> str:
    """The entry kind of a body or of its type, for example `bag-received`."""
    return str(body.__struct_config__.tag)


def encode(body: AnyBody, salt: bytes) -> bytes:
    """The bytes to hash and store; instants are turned to UTC.

    Raises:
        KnownError: a value lies outside what its field may hold; names the field.
    """
    try:
        raw = msgspec.json.encode(_Stored(body=_settled(body), salt=salt), order="sorted")
        stored = unicodedata.normalize("NFC", raw.decode()).encode()
        _decoder.decode(stored)
    except ValueError as error:  # msgspec's ValidationError is one
        raise KnownError(
            "value-not-allowed",
            f"A value cannot be recorded ({error}).",
            do="Correct the value and save again.",
        ) from error
    return stored


def decode(stored: bytes) -> AnyBody:
    """The body of stored bytes.

    Raises:
        msgspec.MsgspecError: not bytes that `encode` made.
    """
    return _decoder.decode(stored).body


_S = TypeVar("_S", bound=Struct)


def _settled(struct: _S) -> _S:
    """The same facts with every instant in UTC.

    Raises:
        ValueError: a number out of range, or an instant without a zone; names the field.
    """
    changes: dict[str, object] = {}
    for name in struct.__struct_fields__:
        value = getattr(struct, name)
        if isinstance(value, Decimal):
            _check_number(name, value)
        elif isinstance(value, datetime):
            changes[name] = utc(value)
        elif isinstance(value, Struct):
            changes[name] = _settled(value)
    return msgspec.structs.replace(struct, **changes) if changes else struct


def _check_number(name: str, value: Decimal) -> None:
    in_range = value.is_finite() and abs(value) <= _LARGEST and len(value.as_tuple().digits) <= 20
    if not in_range or (value <= 0 and name not in _SIGNED):
        raise ValueError(f"{name} is out of range")
