"""Invented notes to render."""

from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from nursedesk.chart.handover import NOT_RECORDED, HandoverNote, Row, Section

VIENNA = ZoneInfo("Europe/Vienna")
PATIENT = "DOE, Ann \u00b7 born 04-Mar-1987 (39 y) \u00b7 ID 4711-0815"
FINGERPRINT = "0123456789abcdef" * 4


def row(label: str, text: str, weight: str = "plain", source: str = "") -> Row:
    return Row(label=label, text=text, weight=weight, source=source)


def missing(label: str) -> Row:
    return row(label, NOT_RECORDED, "missing")


def note(
    *extra: Row, patient: str = PATIENT, demo: bool = False, author: str = "Bea Moreno"
) -> HandoverNote:
    """An ordinary night's note; `extra` rows go into its recommendation."""
    return HandoverNote(
        note=UUID("12345678-90ab-cdef-1234-567890abcdef"),
        session=UUID(int=7),
        ward_name="Ward 4B East",
        demo=demo,
        patient_line=patient,
        title="Hand-over note",
        period_from=datetime(2026, 11, 20, 18, 0, tzinfo=UTC),
        period_to=datetime(2026, 11, 21, 6, 0, tzinfo=UTC),
        zone=VIENNA,
        sections=(*_sections(), _recommendation(extra), _read_back()),
        protocol="blinatumomab-us 2025-05",
        protocol_sha256="ab" * 32,
        entry_number="1.207",
        as_of=41,
        fingerprint=FINGERPRINT,
        author=author,
        made_at=datetime(2026, 11, 21, 6, 2, tzinfo=UTC),
    )


def _sections() -> tuple[Section, ...]:
    premedication = "Dexamethasone 20 mg IV before the first dose: given 14-Nov-2026 06:05."
    return (
        Section(
            title="Situation",
            rows=(
                missing("Illness severity"),
                row("Treatment", "Relapsed/refractory, cycle 1, infusion day 7", "strong"),
                row("What hangs now", "48h bag, preservative-free, 5 mL/h", "strong"),
                row("Next bag change", "Sat 21-Nov 15:30, in 8 h 30 min", "alert"),
            ),
        ),
        Section(
            title="Background",
            rows=(
                row("Dose", "9 mcg/day, from day 8 28 mcg/day", "strong", "Dosage page, table 2"),
                row("Premedication", premedication, "plain", "Dosage page, premedication"),
                missing("Allergies"),
            ),
        ),
        Section(
            title="Assessment",
            rows=(
                row("Symptom check", "Temperature 38.6 C. CRS grade 1. ICE 10 of 10.", "alert"),
                row("Interruptions", "20-Nov-2026 22:10 to 22:32, 22 min, pump alarm."),
            ),
        ),
    )


def _recommendation(extra: tuple[Row, ...]) -> Section:
    due = "Sat 21-Nov 09:40 symptom check\nSat 21-Nov 15:30 bag change, second person needed"
    return Section(title="Recommendation", rows=(row("Next shift", due, "strong"), *extra))


def _read_back() -> Section:
    return Section(title="Read-back", rows=(missing("Incoming nurse"),))
