"""Premedication where a protocol mixes fixed doses and doses by body surface."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec import structs

from nursedesk.protocol.care_terms import Drug, Needed, PremedicationEvent, PremedicationStop
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.premedication import (
    PremedicationGiven,
    PremedicationOption,
    premedication,
)
from nursedesk.protocol.terms import Indication

ADULT = PremedicationGiven(
    indication=Indication.MRD,
    age_months=Decimal(480),
    cycle=1,
    event=PremedicationEvent.CYCLE_START,
)


@pytest.fixture
def mixed(protocol: Protocol) -> Protocol:
    """Adults with MRD get one of: 100 mg fixed, or 5 mg/m2 with at most 20 mg."""
    group = protocol.premedication
    regimen = group.adult[Indication.MRD]
    (by_bsa,) = group.child[Indication.MRD].options
    (fixed,) = (one for one in regimen.options if one.drug is Drug.PREDNISONE)
    either = structs.replace(regimen, options=(fixed, by_bsa))
    adult = {**group.adult, Indication.MRD: either}
    return structs.replace(protocol, premedication=structs.replace(group, adult=adult))


def test_without_a_body_surface_no_part_of_the_choice_is_given(mixed: Protocol) -> None:
    answer = premedication(mixed, ADULT)
    assert answer.needed is Needed.YES
    assert answer.options is None
    assert answer.stops == (PremedicationStop.BSA_MISSING,)


def test_with_a_body_surface_both_are_given(mixed: Protocol) -> None:
    answer = premedication(mixed, structs.replace(ADULT, bsa_m2=Decimal(2)))
    assert answer.options == (
        PremedicationOption(drug=Drug.PREDNISONE, dose_mg=Decimal(100)),
        PremedicationOption(drug=Drug.DEXAMETHASONE, dose_mg=Decimal(10)),
    )
    assert answer.stops == ()
