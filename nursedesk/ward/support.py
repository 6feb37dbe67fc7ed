"""The support file: what a stranger needs to help, and nothing about patients or people.

Only what is listed here gets in. No sentence that was written by a person or built from what a
person wrote is taken over: no names of patients, people, accounts, wards, workstations or folders,
no passphrase, no key, no note. A plain text, so that whoever gives it away can read it first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import get_args

from msgspec import Struct

from nursedesk.chart.body import AnyBody
from nursedesk.chart.record_entries import BackupMade, RecordChecked
from nursedesk.chart.terms import kind_of
from nursedesk.clock import iso, utc
from nursedesk.errors import KnownError
from nursedesk.ward import clock_watch
from nursedesk.ward.desk import Desk
from nursedesk.ward.roster import Roster

_HEAD = """\
NurseDesk support file, made {at}
It holds no patient's data, no names of people, accounts, wards or folders, no passphrase, no key.
"""
_KINDS = frozenset(kind_of(body) for body in get_args(AnyBody))
_OTHER = "of a kind that this program does not know"


class Window(Struct, frozen=True, kw_only=True):
    """What only the window knows: Qt and its screens, and where in our program it went wrong last.

    `defect` names lines of the program alone (see `ui/bug_page.py`); empty when there was none.
    """

    facts: tuple[str, ...] = ()
    defect: str = ""


def file_name(at: datetime) -> str:
    """What the file is called unless somebody calls it otherwise: its time in UTC."""
    return f"nursedesk-support-{utc(at):%Y-%m-%d-%H%M}.txt"


def save(desk: Desk, path: Path, window: Window) -> None:
    """Writes the support file to a place that a person chose.

    Raises:
        KnownError: the place refuses.
    """
    desk.files.write(path, text(desk, window).encode())


def text(desk: Desk, window: Window) -> str:
    """The whole file. What cannot be read is said in its place: then help is needed most."""
    desk.signed_in()
    sections: tuple[tuple[str, Callable[[], Iterator[str]]], ...] = (
        ("Checks", lambda: _checks(desk)),
        ("Window", lambda: iter((desk.machine.system, *window.facts))),
        ("Record", lambda: _record(desk)),
        ("Entries", lambda: _entries(desk)),
        ("Folder sizes in bytes", lambda: _sizes(desk)),
        ("Clock", lambda: _clock(desk)),
        ("Last defect", lambda: iter((window.defect or "none since the program was started",))),
    )
    parts = [_HEAD.format(at=iso(desk.clock.now()))]
    parts += ["\n".join((f"\n{title}", *_lines(tell), "")) for title, tell in sections]
    return "".join(parts)


def _lines(tell: Callable[[], Iterator[str]]) -> list[str]:
    found: list[str] = []
    try:
        found.extend(tell())
    except KnownError as error:
        found.append(f"could not be read: {error.code}")
    return found


def _checks(desk: Desk) -> Iterator[str]:
    for check in desk.machine.checks():
        yield f"{'ok    ' if check.holds else 'FAILED'}  {check.name}: {check.words}"


def _record(desk: Desk) -> Iterator[str]:
    """What this program holds of it comes first: the rest has to be read from the file."""
    sound, places = desk.soundness, desk.anchors.places
    yield f"can be written to: {'no' if sound.read_only else 'yes'}"
    for harm, times in Counter(damage.harm for damage in sound.damages).items():
        yield f"ranges of entries that are {harm}: {times}"
    yield f"faults of the file itself: {len(sound.file)}"
    waiting = 0 if sound.read_only else len(desk.anchors.waiting())
    yield f"places of safety copies: {len(places)}, at fault {len(sound.places)}, late {waiting}"
    yield f"schema: {desk.store.revision}"
    yield from _told(desk.refresh_roster())


def _told(roster: Roster) -> Iterator[str]:
    """What the ward's entries tell of the record."""
    yield f"protocol in force: {roster.adopted[-1].sha256 if roster.adopted else 'none'}"
    yield f"gaps: {len(roster.gaps)}"
    if roster.checked is not None and isinstance(roster.checked.body, RecordChecked):
        at = iso(roster.checked.header.recorded_at)
        yield f"last whole check: {at}, {roster.checked.body.entries} entries"
    if roster.backup is not None and isinstance(roster.backup.body, BackupMade):
        made = roster.backup.body
        yield f"last backup: {iso(made.made_at)}, up to {made.head}, {made.size} bytes"


def _entries(desk: Desk) -> Iterator[str]:
    counted: Counter[str] = Counter()
    for kind, number in desk.store.counts().items():
        counted[kind if kind in _KINDS else _OTHER] += number
    yield f"together: {counted.total()}"
    for kind in sorted(counted):
        yield f"{kind}: {counted[kind]}"


def _sizes(desk: Desk) -> Iterator[str]:
    for name, size in desk.machine.sizes().items():
        yield f"{name}: {size}"


def _clock(desk: Desk) -> Iterator[str]:
    clock, state = desk.clock, clock_watch.watch(desk)
    yield f"shows: {iso(clock.now())}, read in the zone {clock.zone}"
    yield f"seconds since the machine started: {clock.boot_seconds()}"
    yield f"seconds of these awake: {clock.awake_seconds()}"
    yield f"confirmed by a person: {'yes' if state.confirmed else 'no'}"
    if state.jump is not None:
        yield f"jumped: expected {iso(state.jump.expected)}, shown {iso(state.jump.shown)}"
    if state.last_entry_at is not None:
        yield f"last entry before this start: {iso(state.last_entry_at)}"
