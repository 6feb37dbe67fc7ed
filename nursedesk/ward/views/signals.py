"""What the window signals as due: with names while somebody is signed in, else only that it is."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.chart.due_item import Topic
from nursedesk.chart.session import PatientSession
from nursedesk.chart.signal import Notice, Signal
from nursedesk.chart.signal_entries import DueAcknowledged, Stage
from nursedesk.chart.ward_settings import NOTHING_SET, SoundFor
from nursedesk.clock import utc
from nursedesk.errors import Refused
from nursedesk.ward.desk import Desk
from nursedesk.ward.rights import RIGHTS
from nursedesk.ward.signals import signals_of
from nursedesk.writing import family_given, hour_minute, weekday_moment


class SignalLine(Struct, frozen=True, kw_only=True):
    """One thing that is signalled, of whom (`name`; empty while nobody is signed in).

    `noted` says who acknowledged it and who was told, each in a line. `while_closed`: it fell due
    between the last entry before the program was closed and its start.
    """

    signal: Signal
    name: str
    bed: str
    noted: tuple[str, ...]
    while_closed: bool

    @property
    def whom(self) -> str:
        """`DOE, Ann, bed 4`."""
        return f"{self.name}, {self.bed}" if self.bed else self.name

    @property
    def how(self) -> str:
        """`Change bag 1: overdue by 5 min`, `Infusion stopped 3 h`."""
        if self.signal.topic is Topic.STOPPED:
            return f"Infusion {self.signal.word}"
        return f"{self.signal.what}: {self.signal.word}"

    @property
    def about(self) -> str:
        """What and whom, as a button says it."""
        return f"{self.signal.what}, {self.name}"


class Signals(Struct, frozen=True, kw_only=True):
    """Everything that is signalled on the ward, overdue first.

    `tells_after`: minutes overdue after which the charge nurse is told. `may`: whoever is at the
    desk may acknowledge it. `closed` says since when the program had
    been closed or locked, where something fell due then.
    """

    lines: tuple[SignalLine, ...] = ()
    sounds_for: SoundFor = NOTHING_SET.sounds_for
    tells_after: int = NOTHING_SET.tells_after
    may: bool = False
    closed: str = ""


def signalled(desk: Desk) -> Signals:
    """What is signalled now. Needs nobody signed in, and nothing while the chart is closed."""
    if not desk.is_open:
        return Signals()
    now = desk.clock.now()
    settings = desk.refresh_roster().settings
    lines = [
        _line(desk, session, signal)
        for session in desk.for_lock_screen()
        for signal in signals_of(desk, session, now)
    ]
    closed = desk.closed if any(line.while_closed for line in lines) else None
    return Signals(
        lines=tuple(sorted(lines, key=_urgency)),
        sounds_for=settings.sounds_for,
        tells_after=settings.tells_after,
        may=_may(desk),
        closed="" if closed is None else weekday_moment(closed[0], now, desk.clock.zone),
    )


def noted(desk: Desk, signal: Signal) -> tuple[str, ...]:
    """Who acknowledged it, and who told which charge nurse, in words."""
    names, now = desk.roster.names(), desk.clock.now()

    def by(notice: Notice) -> str:
        zone = desk.clock.zone
        today = utc(notice.at).astimezone(zone).date() == now.astimezone(zone).date()
        at = hour_minute(notice.at, zone) if today else weekday_moment(notice.at, now, zone)
        return f"by {names.get(notice.by, notice.by)} at {at}"

    found = []
    if signal.acknowledged is not None:
        found.append(f"{signal.what}: acknowledged {by(signal.acknowledged)}, not done yet")
    if signal.told is not None:
        found.append(f"{signal.what}: charge nurse {signal.told.told} told {by(signal.told)}")
    return tuple(found)


def _line(desk: Desk, session: PatientSession, signal: Signal) -> SignalLine:
    opened, due_at = session.opened, signal.due_at
    named = _somebody(desk)
    return SignalLine(
        signal=signal,
        name=family_given(opened.patient.family, opened.patient.given) if named else "",
        bed=f"bed {opened.bed}" if opened.bed else "",
        noted=noted(desk, signal) if named else (),
        while_closed=signal.stage is Stage.OVERDUE
        and desk.closed is not None
        and due_at is not None
        and desk.closed[0] < due_at <= desk.closed[1],
    )


def _somebody(desk: Desk) -> bool:
    """Whether names may be told: somebody is signed in, or reads in the emergency view."""
    try:
        desk.must_be_somebody()
    except Refused:
        return False
    return True


def _urgency(line: SignalLine) -> tuple[bool, tuple[int, bool, float]]:
    """Overdue first; then in the board's order."""
    return (line.signal.stage is not Stage.OVERDUE, line.signal.urgency)


def _may(desk: Desk) -> bool:
    person = desk.person
    if person is None or desk.soundness.read_only:
        return False
    return not RIGHTS[DueAcknowledged].isdisjoint(person.roles)
