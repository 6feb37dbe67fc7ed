"""Plausible weight, height and body surface, and the question that a slip of the keys raises."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nursedesk.protocol import body
from nursedesk.protocol.definition import Protocol


# At 30 kg the weight suggests (4 x 30 + 7) / (30 + 90) = 1.05833 m2; 25 % of it are 0.26458.
@pytest.mark.parametrize(
    ("bsa", "asks"), [("1.32", False), ("1.33", True), ("0.80", False), ("0.79", True)]
)
def test_a_body_surface_far_from_what_the_weight_suggests_is_asked_again(
    protocol: Protocol, bsa: str, asks: bool
) -> None:
    assert body.bsa_asks_again(protocol, Decimal(bsa), Decimal(30)) is asks


def test_exactly_the_tolerance_is_not_asked_again(protocol: Protocol) -> None:
    # At 10 kg: 47 / 100 = 0.47; 25 % above is 0.5875.
    assert not body.bsa_asks_again(protocol, Decimal("0.5875"), Decimal(10))
    assert body.bsa_asks_again(protocol, Decimal("0.58751"), Decimal(10))


def test_mosteller_is_the_root_of_height_times_weight_by_3600(protocol: Protocol) -> None:
    assert body.mosteller(protocol, Decimal(180), Decimal(80)) == 2
