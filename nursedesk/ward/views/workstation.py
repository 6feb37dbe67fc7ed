"""What ward IT wants to know of this workstation: versions, folders, backup, checks, clock."""

from __future__ import annotations

from msgspec import Struct

from nursedesk.ward import clock_watch
from nursedesk.ward.desk import Desk
from nursedesk.ward.machine import Check
from nursedesk.ward.views.backup import backup_card
from nursedesk.ward.views.record import last_check, place_lines
from nursedesk.ward.waking import sleep_words
from nursedesk.writing import grouped, moment

_NO_LOG = "NurseDesk writes none: a log could hold names. What people did stands in the record."
_NO_KEY = "there is none, so no update from a stick is accepted"


class Fact(Struct, frozen=True, kw_only=True):
    """One line; `in_order` is false where ward IT has to do something."""

    name: str
    words: str
    in_order: bool = True


class WorkstationPage(Struct, frozen=True, kw_only=True):
    """Everything that the screen "This workstation" shows, but what only the window knows."""

    program: tuple[Fact, ...]
    now: tuple[Fact, ...]
    record: tuple[Fact, ...]
    places: tuple[Fact, ...]

    @property
    def amiss(self) -> tuple[Fact, ...]:
        """The lines that are not in order."""
        every = (*self.now, *self.record, *self.places, *self.program)
        return tuple(fact for fact in every if not fact.in_order)


def workstation_page(desk: Desk) -> WorkstationPage:
    """The workstation and its ward as they stand."""
    desk.signed_in()
    checks = {check.name: check for check in desk.machine.checks()}
    return WorkstationPage(
        program=(
            Fact(name="Operating system", words=desk.machine.system),
            *_told(checks, "program", "libraries", "database", "fonts"),
        ),
        now=(
            *_told(checks, "free space", "clock"),
            _confirmed(desk),
            _sleep(desk),
            *_told(checks, "display"),
        ),
        record=_record(desk, checks),
        places=(*_told(checks, "data folder"), *_places(desk)),
    )


def _told(checks: dict[str, Check], *names: str) -> tuple[Fact, ...]:
    return tuple(
        Fact(name=_capital(name), words=_capital(checks[name].sentence), in_order=one.holds)
        for name in names
        if (one := checks.get(name)) is not None
    )


def _confirmed(desk: Desk) -> Fact:
    """Whether somebody compared the workstation's time with another clock."""
    state, zone = clock_watch.watch(desk), desk.clock.zone
    if state.jump is not None:
        words = (
            f"The clock jumped: it showed {moment(state.jump.shown, zone)} where "
            f"{moment(state.jump.expected, zone)} was expected. Nobody has confirmed it since."
        )
        return Fact(name="Time confirmed", words=words, in_order=False)
    words = "By a person, in this shift." if state.confirmed else "Not yet in this shift."
    return Fact(name="Time confirmed", words=words)


def _sleep(desk: Desk) -> Fact:
    words, fine = sleep_words(desk)
    return Fact(name="Sleep", words=words, in_order=fine)


def _record(desk: Desk, checks: dict[str, Check]) -> tuple[Fact, ...]:
    roster = desk.refresh_roster()
    adopted = roster.adopted[-1] if roster.adopted else None
    in_force = (
        f"{adopted.protocol} {adopted.version}, since {moment(adopted.at, desk.clock.zone)}. "
        f"SHA-256 {grouped(adopted.sha256)}"
        if adopted is not None
        else "This ward has not adopted one yet."
    )
    sound = desk.soundness
    return (
        Fact(
            name="Record",
            words=sound.sentence if sound.read_only else "It is whole and can be written to.",
            in_order=not sound.read_only,
        ),
        Fact(name="Last check of the whole record", words=last_check(desk, roster.checked)),
        _backup(desk),
        Fact(name="Form of the chart's file", words=f"Schema {desk.store.revision}."),
        Fact(name="Protocol in force", words=in_force),
        *(
            Fact(name="Delivered protocol", words=_capital(one.sentence), in_order=one.holds)
            for one in (checks.get("protocol"),)
            if one is not None
        ),
    )


def _backup(desk: Desk) -> Fact:
    card = backup_card(desk)
    words = " ".join(one for one in (card.finding, *card.facts) if one)
    return Fact(name="Last backup", words=words, in_order=not card.finding)


def _places(desk: Desk) -> tuple[Fact, ...]:
    copies = (
        Fact(name="Safety copies", words=f"{line.where}: {line.words}", in_order=line.in_order)
        for line in place_lines(desk)
    )
    folder, key = desk.roster.backup_folder, desk.machine.update_key
    return (
        *copies,
        Fact(name="Backups", words=folder or "No folder is chosen."),
        Fact(name="Program", words=desk.machine.program),
        Fact(name="Key for updates", words=str(key) if key.exists() else f"{key}: {_NO_KEY}"),
        Fact(name="Log", words=_NO_LOG),
    )


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
