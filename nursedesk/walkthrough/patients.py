"""The invented patients of the demo ward, and what happened to each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.session_entries import Patient
from nursedesk.protocol.terms import Indication, Kind
from nursedesk.walkthrough.answers import Answers


class DemoPatient(Struct, frozen=True, kw_only=True):
    """One invented patient: who, which dose (mcg per day), and what happened when.

    `bags` are (hours ago, kind) of each start; `stock` is the kind of a bag that waits, if any.
    `checks` are symptom checks (hours ago, what was remarkable at each).
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
    checks: tuple[tuple[Decimal, Answers], ...] = ()
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


def _graded(event: str, scale: str, grade: str, criteria: str) -> dict[str, str]:
    """A grade as a clinician stated it, who was then told."""
    return {
        f"{event}_scale": scale,
        f"{event}_grade": grade,
        f"{event}_criteria": criteria,
        "graded_by": "Dr Invented",
        "told": "Dr Invented",
        "decision": "goes on; look again in 4 hours",
    }


# A fever that came and went, and a tremor later: something to see in the pictures.
_FEVER_AND_TREMOR: tuple[tuple[Decimal, Answers], ...] = (
    (Decimal(144), {"temperature_c": "36.7"}),
    (Decimal(132), {"temperature_c": "37.4"}),
    (
        Decimal(124),
        {"temperature_c": "38.9", "fever": "yes", "objects": "2"}
        | _graded("crs", "ctcae-v5", "2", "fever; low pressure, better with fluids"),
    ),
    (Decimal(118), {}),
    (
        Decimal(110),
        {"temperature_c": "38.2", "fever": "yes"} | _graded("crs", "ctcae-v5", "1", "fever"),
    ),
    (Decimal(94), {"temperature_c": "37.2"}),
    (
        Decimal(30),
        {"temperature_c": "36.8", "tremor": "yes", "count_back": "no", "objects": "2"}
        | _graded("neurological", "astct-icans", "1", "ICE 8, awake"),
    ),
    (Decimal(14), {"temperature_c": "36.7"}),
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
        checks=_FEVER_AND_TREMOR,
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
