"""What is due for a patient, and the ward board: pure answers from fold, protocol and clock.

Nothing is invented: where the ward has set no interval, that is what is said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.cycle import cycle
from nursedesk.chart.dosing import dose
from nursedesk.chart.due_bags import hanging_bag, stock_bags
from nursedesk.chart.due_checks import symptom_check
from nursedesk.chart.due_handover import handovers
from nursedesk.chart.due_infusion import cycle_end, ordered_dose, step_dose, stopped_infusion
from nursedesk.chart.due_item import Due, DueState, Topic
from nursedesk.chart.due_plan import by_plan
from nursedesk.chart.plan.accepted import standing
from nursedesk.chart.present import present
from nursedesk.chart.session import PatientSession
from nursedesk.chart.storage import ask_bag
from nursedesk.clock import hours_between
from nursedesk.protocol.definition import Protocol
from nursedesk.writing import amount, moment

__all__ = ["BoardRow", "Due", "DueState", "Topic", "board", "due"]


class BoardRow(Struct, frozen=True, kw_only=True):
    """One patient on the ward board."""

    session: PatientSession
    hangs: str
    change_at: datetime | None
    hours_left: Decimal | None
    state: DueState
    word: str
    next_due: Due | None
    dues: tuple[Due, ...]


def board(
    patients: Iterable[tuple[PatientSession, Protocol]],
    now: datetime,
    zone: tzinfo | None = None,
) -> list[BoardRow]:
    """All patients, each under her session's protocol; the one who needs somebody first on top."""
    rows = [_row(session, protocol, now, zone) for session, protocol in patients]
    return sorted(rows, key=_urgency)


def due(
    session: PatientSession, protocol: Protocol, now: datetime, zone: tzinfo | None = None
) -> list[Due]:
    """What is due for one patient, overdue first."""
    where = zone or session.reading_zone
    stands = cycle(session, protocol, now)
    plan = standing(session, protocol, now, where)
    found = [
        *hanging_bag(session, protocol, now, where, plan),
        *stopped_infusion(session, protocol, stands, now, where),
        *step_dose(stands, now, where),
        *ordered_dose(session, now, where),
        *cycle_end(protocol, stands, now, where),
        *stock_bags(session, protocol, now, where, plan),
        *by_plan(plan, now, where),
        *_open_walks(session, where),
        *handovers(session, where),
        symptom_check(session, now, where),
    ]
    return sorted(found, key=lambda item: item.urgency)


def _urgency(row: BoardRow) -> tuple[int, bool, float, str]:
    family = row.session.opened.patient.family.casefold()
    if row.next_due is None:
        return (2 * len(DueState) + 2, True, 0.0, family)
    return (*row.next_due.urgency, family)


def _row(
    session: PatientSession, protocol: Protocol, now: datetime, zone: tzinfo | None
) -> BoardRow:
    now = present(session, now)
    dues = due(session, protocol, now, zone)
    hanging = session.hanging
    change_at = ask_bag(protocol, hanging, now).change_at if hanging else None
    timed = [item for item in dues if item.state is not DueState.NOT_SET]
    first = timed[0] if timed else None
    return BoardRow(
        session=session,
        hangs=_hangs(session),
        change_at=change_at,
        hours_left=None if change_at is None else hours_between(now, change_at),
        state=first.state if first else DueState.NOT_SET,
        word=first.word if first else "nothing due",
        next_due=first,
        dues=tuple(dues),
    )


def _hangs(session: PatientSession) -> str:
    bag = session.hanging
    if bag is None:
        return "no bag hangs"
    label = bag.label
    runs = "" if session.running else ", stopped"
    return (
        f"{bag.name}, {label.bag_kind.value}, {dose(label.dose_mcg_per_day)}, "
        f"{amount(label.rate_ml_per_h, 'mL/h')}{runs}"
    )


def _open_walks(session: PatientSession, zone: tzinfo) -> list[Due]:
    return [
        Due(
            topic=Topic.OPEN_WALK,
            what=f"{walk.kind.value.replace('-', ' ').capitalize()} not finished",
            at=walk.begun_at,
            state=DueState.DUE_SOON,
            word="not finished",
            sentence=f"Begun {moment(walk.begun_at, zone)}. Go on where it was left.",
        )
        for walk in session.open_walks
    ]
