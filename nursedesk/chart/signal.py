"""What a workstation signals as due: what has become due soon or overdue, and who knows of it.

Nothing here changes what is due or its order. How often it sounds is NurseDesk's own choice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from nursedesk.chart.due_item import STOP_WARNING_HOURS, Due, DueState, Topic
from nursedesk.chart.session import Event, PatientSession
from nursedesk.chart.signal_entries import ChargeNurseTold, DueAcknowledged, Stage
from nursedesk.chart.ward_settings import SoundFor, WardSettings
from nursedesk.clock import hours_between

AGAIN_MINUTES = 5  # while nobody acknowledges what is overdue
AFTER_ACKNOWLEDGING_MINUTES = 15  # then it is to be acknowledged again, if it is still not done
_SIGNALLED = frozenset(
    {
        Topic.BAG_CHANGE,
        Topic.STOPPED,
        Topic.STEP_DOSE,
        Topic.ORDER,
        Topic.CYCLE_END,
        Topic.SYMPTOM_CHECK,
    }
)
_MOVES = frozenset({Topic.STEP_DOSE, Topic.CYCLE_END})  # by the infused hours, while it stands


class Notice(Struct, frozen=True, kw_only=True):
    """Somebody noticed: her account, when; `told` is the charge nurse whom she told."""

    by: str
    at: datetime
    told: str = ""


class Signal(Struct, frozen=True, kw_only=True):
    """One thing that is signalled. `open`: nobody acknowledged it, or too long ago.

    `tell`: overdue for longer than the ward waits, so the charge nurse is to be told; `told` is
    the last word on that.
    """

    session: UUID
    topic: Topic
    what: str
    due_at: datetime | None
    stage: Stage
    word: str
    acknowledged: Notice | None
    open: bool
    tell: bool
    told: Notice | None
    urgency: tuple[int, bool, float] = (0, False, 0.0)  # its place on a board

    @property
    def key(self) -> tuple[UUID, Topic, str, Stage, datetime | None]:
        """The same for the same thing at the same stage, however late it is by now."""
        due_at = None if self.topic in _MOVES else self.due_at
        return (self.session, self.topic, self.what, self.stage, due_at)


def signals(
    session: PatientSession, dues: Iterable[Due], now: datetime, settings: WardSettings
) -> tuple[Signal, ...]:
    """What is signalled of what is due for a patient, in its order."""
    found = []
    for item in dues:
        stage = _stage(item, now)
        if stage is not None:
            found.append(_signal(session, item, stage, now, settings))
    return tuple(found)


def sounds(signal: Signal, since: Decimal | None, sounds_for: SoundFor) -> bool:
    """Whether it sounds now; `since`: minutes since it sounded here, None where it never did.

    What is due soon sounds once; what is overdue again and again, until it is done, acknowledged or
    not: a wall clock that was set back keeps nothing silent for longer than usual.
    """
    if signal.stage is Stage.SOON:
        wanted = sounds_for is SoundFor.SOON_AND_OVERDUE
        return wanted and signal.open and since is None
    if sounds_for is SoundFor.NOTHING:
        return False
    if not signal.open:
        return since is not None and since >= AGAIN_MINUTES + AFTER_ACKNOWLEDGING_MINUTES
    return since is None or since >= AGAIN_MINUTES


def _stage(item: Due, now: datetime) -> Stage | None:
    if item.topic not in _SIGNALLED:
        return None
    if item.state is DueState.STOPPED and item.at is not None:
        left = hours_between(now, item.at)
        soon = Stage.SOON if left <= STOP_WARNING_HOURS else None
        return Stage.OVERDUE if left <= 0 else soon
    if item.state in (DueState.OVERDUE, DueState.DISCARD):
        return Stage.OVERDUE
    return Stage.SOON if item.state is DueState.DUE_SOON else None


def _signal(
    session: PatientSession, item: Due, stage: Stage, now: datetime, settings: WardSettings
) -> Signal:
    acknowledged = told = None
    for event in session.notices:
        if not _speaks_of(event, item, session):
            continue
        if isinstance(event.body, ChargeNurseTold):
            told = Notice(by=event.author, at=event.happened_at, told=event.body.told)
        elif isinstance(event.body, DueAcknowledged) and event.body.stage is stage:
            acknowledged = Notice(by=event.author, at=event.happened_at)
    overdue = stage is Stage.OVERDUE
    return Signal(
        session=session.id,
        topic=item.topic,
        what=item.what,
        due_at=item.at,
        stage=stage,
        word=item.word,
        acknowledged=acknowledged,
        open=acknowledged is None or (overdue and _long_ago(acknowledged, now)),
        tell=overdue and _longer_than(item.at, now, settings.tells_after),
        told=told,
        urgency=item.urgency,
    )


def _speaks_of(event: Event, item: Due, session: PatientSession) -> bool:
    """Whether somebody noticed just this: of what moves, since the infusion runs as it does."""
    body = event.body
    if not isinstance(body, DueAcknowledged | ChargeNurseTold):
        return False
    if (body.topic, body.what) != (item.topic, item.what):
        return False
    if item.topic in _MOVES:
        return bool(session.runs) and event.happened_at >= session.runs[-1].since
    return body.due_at == item.at


def _long_ago(acknowledged: Notice, now: datetime) -> bool:
    return now - acknowledged.at >= timedelta(minutes=AFTER_ACKNOWLEDGING_MINUTES)


def _longer_than(due_at: datetime | None, now: datetime, minutes: int) -> bool:
    return due_at is None or now - due_at > timedelta(minutes=minutes)
