"""How many times the dose a wrong rate would give, to two decimals, halves upwards."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.line import LineGiven, line
from nursedesk.protocol.terms import Kind


@pytest.mark.parametrize(
    ("rate", "factor"),
    [("10", "1.00"), ("10.05", "1.01"), ("10.04", "1.00"), ("100", "10.00"), ("0.05", "0.01")],
)
def test_the_dose_factor_of_a_24_hour_bag(protocol: Protocol, rate: str, factor: str) -> None:
    answer = line(protocol, LineGiven(kind=Kind.H24, rate_ml_per_h=Decimal(rate)))
    assert str(answer.dose_factor) == factor
