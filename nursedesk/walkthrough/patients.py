"""The invented patients of the demo ward, and what happened to each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.session_entries import Patient
from nursedesk.protocol.terms import Indication, Kind


class DemoPatient(Struct, frozen=True, kw_only=True):
    """One invented patient: who, which dose (mcg per day), and what happened when.

    `bags` are (hours ago, kind) of each start; `stock` is the kind of a bag that waits, if any.
    `planned_hours_ago`: when a plan for the rest of the cycle was accepted;
    `handed_over_hours_ago`: when a note was signed, and `returned` why the charge nurse returned
    it, if she did.
    """

    family: str
    given: str
    identifier: str
    age_years: int
    weight_kg: Decimal
    indication: Indication
    cycle: int
    dose: Decimal
    bags: tuple[tuple[Decimal, Kind], ...]
    bed: str
    height_cm: Decimal | None = None
    stock: Kind | None = None
    stopped_hours_ago: Decimal | None = None
    checked_hours_ago: Decimal | None = None
    planned_hours_ago: Decimal | None = None
    handed_over_hours_ago: Decimal | None = None
    returned: str = ""

    def patient(self, today: date) -> Patient:
        """The patient, at this age today."""
        return Patient(
            family=self.family,
            given=self.given,
            identifier=self.identifier,
            born=date(today.year - self.age_years, 1, 1),
        )


PATIENTS = (
    DemoPatient(
        family="Rowan",
        given="Alice",
        identifier="DEMO-1001",
        age_years=39,
        weight_kg=Decimal(70),
        indication=Indication.MRD,
        cycle=1,
        dose=Decimal(28),
        bags=((Decimal(30), Kind.H24), (Decimal(6), Kind.H24)),
        stock=Kind.H24,
        checked_hours_ago=Decimal(2),
        bed="1",
    ),
    DemoPatient(
        family="Lindqvist-Abernathy",
        given="Bartholomew",
        identifier="DEMO-1002",
        age_years=61,
        weight_kg=Decimal("83.5"),
        indication=Indication.RELAPSED_REFRACTORY,
        cycle=2,
        dose=Decimal(28),
        bags=((Decimal("46.5"), Kind.H48),),
        stock=Kind.H48,
        checked_hours_ago=Decimal("4.5"),
        bed="2",
    ),
    DemoPatient(
        family="Okafor",
        given="Chidi",
        identifier="DEMO-1003",
        age_years=27,
        weight_kg=Decimal(58),
        indication=Indication.MRD,
        cycle=2,
        dose=Decimal(28),
        bags=((Decimal("24.6"), Kind.H24),),
        stock=Kind.H24,
        handed_over_hours_ago=Decimal("1.75"),
        returned="The overdue bag change is not in your own words: is pharmacy asked?",
        bed="3",
    ),
    DemoPatient(
        family="Hale",
        given="Dorothea",
        identifier="DEMO-1004",
        age_years=52,
        weight_kg=Decimal(66),
        indication=Indication.RELAPSED_REFRACTORY,
        cycle=1,
        dose=Decimal(9),
        bags=((Decimal(20), Kind.H48),),
        stopped_hours_ago=Decimal(3),
        planned_hours_ago=Decimal("10"),
        bed="4",
    ),
    DemoPatient(
        family="Marlowe",
        given="Eli",
        identifier="DEMO-1005",
        age_years=7,
        weight_kg=Decimal(22),
        height_cm=Decimal(120),
        indication=Indication.MRD,
        cycle=1,
        dose=Decimal("12.85"),
        bags=((Decimal(70), Kind.H48), (Decimal(22), Kind.H48)),
        checked_hours_ago=Decimal(2),
        handed_over_hours_ago=Decimal("1.5"),
        bed="5",
    ),
    DemoPatient(
        family="Novak",
        given="Filip",
        identifier="DEMO-1006",
        age_years=45,
        weight_kg=Decimal(77),
        indication=Indication.RELAPSED_REFRACTORY,
        cycle=1,
        dose=Decimal(9),
        bags=(
            (Decimal(148), Kind.H48),
            (Decimal(100), Kind.H48),
            (Decimal(52), Kind.H48),
            (Decimal(4), Kind.H24),
        ),
        checked_hours_ago=Decimal("3.5"),
        planned_hours_ago=Decimal("3"),
        bed="6",
    ),
    DemoPatient(
        family="Sato",
        given="Grace",
        identifier="DEMO-1007",
        age_years=34,
        weight_kg=Decimal(54),
        indication=Indication.CONSOLIDATION,
        cycle=1,
        dose=Decimal(28),
        bags=((Decimal(60), Kind.D7),),
        planned_hours_ago=Decimal("50"),
        bed="7",
    ),
)
