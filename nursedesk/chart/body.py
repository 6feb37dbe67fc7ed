"""The stored bytes of what an entry says, and every kind that there is.

Bodies are checked when they are sealed and when they are read, by the same types. The bytes that
were hashed are the bytes that are stored: UTF-8 JSON, sorted keys, NFC, decimals as strings,
UTC instants, and a random salt, so that equal facts do not have equal hashes.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec
from msgspec import Struct

from nursedesk.chart.emergency_entries import (
    EmergencyCodeTried,
    EmergencySheetMade,
    EmergencyViewed,
)
from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.medicine_entries import MedicineGiven
from nursedesk.chart.note_entries import HandoverMisread, HandoverReceived, HandoverReturned
from nursedesk.chart.plan_entries import PlanAccepted, PlanWishesSet, PlanWithdrawn
from nursedesk.chart.record_entries import (
    AnchorPlacesChosen,
    BackupMade,
    BackupPlaceChosen,
    ChartRestored,
    RecordChecked,
    RecordGap,
)
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    PharmacyAnswered,
    SessionClosed,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged
from nursedesk.chart.ward_entries import (
    AccountAdded,
    ClockConfirmed,
    ClockJumped,
    Denied,
    ProtocolAdopted,
    SignedIn,
    SignedOut,
    WardCreated,
)
from nursedesk.chart.ward_settings import WardSettingsSet
from nursedesk.chart.wording import must_be_shown
from nursedesk.clock import utc
from nursedesk.errors import KnownError

_SIGNED = frozenset({"celsius"})
# Of a plan these may be 0; every other decimal of a body is above 0.
_FROM_ZERO = frozenset({"infused_hours", "discarded_hours", "discarded_mcg"})
_LARGEST = 1_000_000
_PATTERN = re.compile(r"matching regex '.*'")  # nobody should have to read one
_DIGITS = 28  # as many as decimal arithmetic gives, for hours are thirds and sevenths too

AnyBody = (
    WardCreated
    | AccountAdded
    | PassphraseChanged
    | AccountReset
    | ResetRead
    | AccountRemoved
    | AdministratorRecovered
    | EmergencySheetMade
    | EmergencyViewed
    | EmergencyCodeTried
    | SignedIn
    | SignedOut
    | ProtocolAdopted
    | ClockJumped
    | ClockConfirmed
    | Denied
    | AnchorPlacesChosen
    | RecordChecked
    | RecordGap
    | ChartRestored
    | BackupPlaceChosen
    | BackupMade
    | PlanWishesSet
    | WardSettingsSet
    | SessionOpened
    | DoseOrdered
    | BagReceived
    | BagMoved
    | BagDiscarded
    | PharmacyAnswered
    | InfusionStopped
    | MedicineGiven
    | DueAcknowledged
    | ChargeNurseTold
    | PlanAccepted
    | PlanWithdrawn
    | WalkBegun
    | WalkStep
    | WalkEnded
    | HandoverSigned
    | HandoverReceived
    | HandoverMisread
    | HandoverCountersigned
    | HandoverReturned
    | SessionClosed
)


class _Stored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: AnyBody
    salt: bytes


_decoder = msgspec.json.Decoder(_Stored)


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
            f"A value cannot be recorded ({_PATTERN.sub('of another form', str(error))}).",
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
    """The same facts with every instant in UTC, as deep as they go.

    Raises:
        ValueError: a number out of range, or an instant without a zone; names the field.
    """
    told = {name: getattr(struct, name) for name in struct.__struct_fields__}
    settled = {name: _settled_value(name, value) for name, value in told.items()}
    changes = {name: value for name, value in settled.items() if value is not told[name]}
    return msgspec.structs.replace(struct, **changes) if changes else struct


def _settled_value(name: str, value: object) -> object:
    if isinstance(value, str):
        must_be_shown(name, value)
    elif isinstance(value, Decimal):
        _check_number(name, value)
    elif isinstance(value, datetime):
        return utc(value)
    elif isinstance(value, Struct):
        return _settled(value)
    elif isinstance(value, tuple) and any(isinstance(item, Struct | str) for item in value):
        return tuple(_settled_value(name, item) for item in value)
    elif isinstance(value, dict):
        for key in value:
            must_be_shown(name, key)
        return {key: _settled_value(key, item) for key, item in value.items()}
    return value


def _check_number(name: str, value: Decimal) -> None:
    digits = len(value.as_tuple().digits)
    in_range = value.is_finite() and abs(value) <= _LARGEST and digits <= _DIGITS
    if not (in_range and (value > 0 or name in _SIGNED or (value == 0 and name in _FROM_ZERO))):
        raise ValueError(f"{name} is out of range")
