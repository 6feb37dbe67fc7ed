"""Bodies: what may be recorded, and the bytes it becomes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import msgspec
import pytest

from nursedesk.chart.body import decode, encode
from nursedesk.chart.session_entries import (
    BagDiscarded,
    BagMoved,
    BagReceived,
    DoseOrdered,
    SessionOpened,
)
from nursedesk.chart.terms import Place, kind_of
from nursedesk.errors import KnownError
from tests.chart.builders import START, label, named, opened

SALT = bytes(range(16))


def test_what_is_encoded_comes_back() -> None:
    body = opened(bsa_m2=Decimal("0.71"), height_cm=Decimal(112))
    assert decode(encode(body, SALT)) == body


def test_equal_facts_have_the_same_bytes_with_the_same_salt_only() -> None:
    assert encode(opened(), SALT) == encode(opened(), SALT)
    assert encode(opened(), SALT) != encode(opened(), bytes(16))


def test_instants_are_stored_in_utc() -> None:
    elsewhere = timezone(timedelta(hours=9))
    body = BagReceived(
        bag=named("bag"),
        label=label(prepared_at=START.astimezone(elsewhere)),
        place=Place.ROOM,
        celsius=None,
    )
    stored = encode(body, SALT)
    assert b"2026-03-02T08:00:00Z" in stored
    assert b"+09:00" not in stored


def test_an_instant_without_a_zone_is_refused() -> None:
    body = DoseOrdered(
        dose_mcg_per_day=Decimal(28),
        valid_from=datetime(2026, 3, 2, 8, 0, tzinfo=UTC).replace(tzinfo=None),
        ordered_by="Dr Invented",
        by_telephone=False,
        read_back=False,
    )
    with pytest.raises(KnownError) as refused:
        encode(body, SALT)
    assert refused.value.code == "value-not-allowed"


@pytest.mark.parametrize("number", ["0", "-1", "NaN", "Infinity", "1000001"])
def test_a_weight_that_cannot_be_is_refused(number: str) -> None:
    with pytest.raises(KnownError, match="weight_kg"):
        encode(opened(weight_kg=Decimal(number)), SALT)


def test_a_temperature_may_be_below_zero() -> None:
    moved = BagMoved(bag=named("bag"), place=Place.OTHER, celsius=Decimal("-3.5"))
    assert decode(encode(moved, SALT)) == moved


@pytest.mark.parametrize(
    "reason",
    ["", "  ", "two\nlines", "ends so\n", "a\x00b", "\x00", "x" * 201, "a\u202eb", "a\u2028b"],
)
def test_a_line_is_one_line(reason: str) -> None:
    with pytest.raises(KnownError):
        encode(BagDiscarded(bag=named("bag"), reason=reason), SALT)


def test_unknown_keys_are_refused_when_read() -> None:
    stored = encode(opened(), SALT).replace(b'"bed":null', b'"bed":null,"more":1')
    with pytest.raises(msgspec.ValidationError):
        decode(stored)


def test_kinds_are_told_by_their_tags() -> None:
    assert kind_of(opened()) == "session-opened"
    assert isinstance(decode(encode(opened(), SALT)), SessionOpened)
