"""The stored bytes of what an entry says, and every kind that there is.

Bodies are checked when they are sealed and when they are read, by the same types. The bytes that
were hashed are the bytes that are stored: UTF-8 JSON, sorted keys, NFC, decimals as strings,
UTC instants, and a random salt, so that equal facts do not have equal hashes.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

import msgspec
from msgspec import Struct

from nursedesk.chart.key_entries import (
    AccountRemoved,
    AccountReset,
    AdministratorRecovered,
    PassphraseChanged,
    ResetRead,
)
from nursedesk.chart.record_entries import AnchorPlacesChosen, RecordChecked, RecordGap
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    HandoverCountersigned,
    HandoverSigned,
    InfusionStopped,
    PharmacyAnswered,
    SessionOpened,
    WalkBegun,
    WalkEnded,
    WalkStep,
)
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
from nursedesk.clock import utc
from nursedesk.errors import KnownError

_SIGNED = frozenset({"celsius"})  # every other decimal of a body is above 0
_LARGEST = 1_000_000

AnyBody = (
    WardCreated
    | AccountAdded
    | PassphraseChanged
    | AccountReset
    | ResetRead
    | AccountRemoved
    | AdministratorRecovered
    | SignedIn
    | SignedOut
    | ProtocolAdopted
    | ClockJumped
    | ClockConfirmed
    | Denied
    | AnchorPlacesChosen
    | RecordChecked
    | RecordGap
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
