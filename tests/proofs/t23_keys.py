"""T23: keys changed and killed midway: the ward opens with the old ones or the new, never neither.

Before one of the steps that write: file syncs, renames and deletions, the entry's append, and each
step of the re-keying. Which it is, is drawn anew for each trial.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from unittest import mock
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from nursedesk.bootstrap import make_desk
from nursedesk.chart.emergency_entries import EmergencySheetMade
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.emergency import WRONG
from nursedesk.keys.key_files import NEXT, KeyFiles
from nursedesk.store import append, migrate, rekey
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import clock_watch, emergency, entrance, leaving, passphrases, recovery
from nursedesk.ward.check import check_ward
from nursedesk.ward.desk import Desk
from tests.proofs.killing import WRITES, Place, kill_midway, steps_of
from tests.proofs.proof import Outcome, Proof, Sabotage

_START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_NEW = "another phrase of five words"
_RITA = "r.ada"
_SHEETS = 2  # made at the founding and right after it
_SHUT = "the emergency code opens no view"
_STEPS: tuple[Place, ...] = (
    *WRITES,
    *((migrate, name) for name in ("keep_others_out", "copy", "put_in_place")),
    *((rekey, name) for name in ("_change_key", "_prove")),
    (append, "append"),
)


class Ward(Struct, frozen=True):
    """A founded ward to be copied: its folder, its recovery code and its emergency code."""

    folder: Path
    code: str
    emergency: str


class Act:
    """A change of keys in one process: somebody came, then it is done."""

    def __init__(self, ward: Ward) -> None:
        self.ward = ward
        self.desk = _desk(ward, 1)
        self.answer = ""

    def prepare(self) -> str:
        """Clara and Tom are at the desk; what is only known here is answered."""
        entrance.sign_in(self.desk, CLARA.account, CLARA.passphrase)
        clock_watch.confirm(self.desk, self.desk.clock.now(), intent=uuid4())
        entrance.second_person(self.desk, TOM.account, TOM.passphrase)
        return ""

    def act(self) -> None:
        """Changes the keys."""
        raise NotImplementedError

    def told(self, desk: Desk) -> bool:
        """Whether the chart tells of the change."""
        raise NotImplementedError

    def wrong(self, desk: Desk) -> str:
        """What does not open as the chart tells, in words."""
        raise NotImplementedError


class ChangePassphrase(Act):
    """Clara's own; her slot decides, and its entry is made at her next sign-in at the latest."""

    def act(self) -> None:
        passphrases.change(self.desk, CLARA.passphrase, _NEW, intent=uuid4())

    def told(self, desk: Desk) -> bool:
        return bool(desk.refresh_roster().former_slots)

    def wrong(self, desk: Desk) -> str:
        new, old = _opens(desk, CLARA.account, _NEW), _opens(desk, CLARA.account, CLARA.passphrase)
        return _unlike(old=old, new=new, told=self.told(desk))


class ResetKeys(Act):
    """Nina's, by Clara and Tom."""

    def act(self) -> None:
        assert self.desk.second is not None
        passphrases.reset(
            self.desk,
            NINA.account,
            _NEW,
            passphrase=CLARA.passphrase,
            second=self.desk.second,
            intent=uuid4(),
        )

    def told(self, desk: Desk) -> bool:
        return bool(desk.refresh_roster().revoked)

    def wrong(self, desk: Desk) -> str:
        old, new = _opens(desk, NINA.account, NINA.passphrase), _opens(desk, NINA.account, _NEW)
        return _unlike(old=old, new=new, told=self.told(desk))


class Leave(Act):
    """Nina, by Clara and Tom; the recovery code stays."""

    def act(self) -> None:
        assert self.desk.second is not None
        leaving.remove(self.desk, NINA.account, second=self.desk.second, intent=uuid4())

    def told(self, desk: Desk) -> bool:
        return NINA.account in desk.refresh_roster().removed

    def wrong(self, desk: Desk) -> str:
        told = self.told(desk)
        found = _unlike(old=_opens(desk, NINA.account, NINA.passphrase), new=told, told=told)
        desk.close()
        _use_code(self.ward, self.ward.code)
        return found or ("" if _looks(self.ward, self.ward.emergency) else _SHUT)


class Recover(Act):
    """Rita, with the sealed code; the next code counts once the chart tells of her."""

    def prepare(self) -> str:
        self.made = recovery.begin(self.desk, self.ward.code, _RITA, "Rita Ada", _NEW)
        return self.made.recovery_code

    def act(self) -> None:
        recovery.finish(self.desk, self.made, self.made.recovery_code, intent=uuid4())

    def told(self, desk: Desk) -> bool:
        return _RITA in desk.refresh_roster().accounts

    def wrong(self, desk: Desk) -> str:
        told = self.told(desk)
        found = _unlike(old=not told, new=_opens(desk, _RITA, _NEW), told=told)
        desk.close()
        _use_code(self.ward, self.answer if told else self.ward.code)
        return found or ("" if _looks(self.ward, self.ward.emergency) else _SHUT)


class RenewSheet(Act):
    """The emergency sheet, by Clara and Tom; its code counts once the chart tells of it."""

    def prepare(self) -> str:
        super().prepare()
        self.sheet = emergency.make_sheet(self.desk)
        return self.sheet.code

    def act(self) -> None:
        emergency.use_sheet(self.desk, self.sheet, second=self.desk.second, intent=uuid4())

    def told(self, desk: Desk) -> bool:
        entries = desk.store.ward_entries()
        return sum(isinstance(entry.body, EmergencySheetMade) for entry in entries) > _SHEETS

    def wrong(self, desk: Desk) -> str:
        told = self.told(desk)
        desk.close()
        old, new = _looks(self.ward, self.ward.emergency), _looks(self.ward, self.answer)
        return _unlike(old=old, new=new, told=told)


def run(trials: int, seed: int) -> Outcome:
    """Every change in turn, killed before a step that is drawn; then three wrong key files."""
    random, failures, entered = Random(seed), list[str](), list[bool]()
    with tempfile.TemporaryDirectory(prefix="t23-") as scratch:
        place = Path(scratch)
        ward, other = _founded(place / "ward"), _founded(place / "other")
        steps = {change: _steps(change, _copied(ward, place / change.__name__)) for change in _ACTS}
        for trial in range(trials):
            copy, turn = _copied(ward, place / f"trial-{trial}"), trial % _KINDS
            if turn < len(_ACTS):
                change, step = _ACTS[turn], random.randrange(steps[_ACTS[turn]])
                found, told = _killed(change, copy, step)
                entered.append(told)
                case = f"{change.__name__} killed before step {step} of {steps[change]}"
            else:
                case, file = _FILES[turn - len(_ACTS)]
                found = file(copy, other)
            failures += [f"trial {trial}, {case}: {found}"] if found else []
            shutil.rmtree(copy.folder)
    remark = (
        f"{len(entered)} killed, each between the first write and the answer, "
        f"{sum(entered)} of them after the entry"
    )
    return Outcome(trials=trials, failures=tuple(failures), remarks=(remark,))


def _founded(folder: Path) -> Ward:
    clock = SetClock(_START)
    desk = make_desk(folder, clock=clock)
    crew = Crew(desk, clock)
    code = crew.found()
    sheet = emergency.make_sheet(desk)
    second = crew.second(TOM)
    emergency.use_sheet(desk, sheet, second=second, intent=uuid4())
    entrance.sign_out(desk)
    desk.close()
    return Ward(folder, code, sheet.code)


def _copied(ward: Ward, folder: Path) -> Ward:
    shutil.copytree(ward.folder, folder)
    return Ward(folder, ward.code, ward.emergency)


def _desk(ward: Ward, hours: int) -> Desk:
    return make_desk(ward.folder, clock=SetClock(_START + timedelta(hours=hours)))


def _steps(change: type[Act], ward: Ward) -> int:
    act = change(ward)
    act.prepare()
    steps = steps_of(_STEPS, act.act)
    act.desk.close()
    return steps


def _killed(change: type[Act], ward: Ward, step: int) -> tuple[str, bool]:
    """Kills the change and starts the program again: what is wrong, and whether it was entered."""
    act = change(ward)
    answer = kill_midway(step, _STEPS, act.prepare, act.act)
    if answer is None:
        return "it was not killed", False
    act.answer = answer
    desk, told = _desk(ward, 2), False
    try:
        entrance.sign_in(desk, TOM.account, TOM.passphrase)
        check_ward(desk)
        told = act.told(desk)
        if (ward.folder / "keys" / NEXT).exists():
            return "the change still lies ready after a sign-in", told
        return act.wrong(desk), told
    except KnownError as error:
        return f"{error.code}: {error}", told
    finally:
        desk.close()


def _opens(desk: Desk, account: str, passphrase: str) -> bool:
    try:
        entrance.sign_in(desk, account, passphrase)
    except KnownError as error:
        if error.code in {"passphrase-wrong", "account-removed", "account-not-in-chart"}:
            return False
        raise
    return True


def _looks(ward: Ward, code: str) -> bool:
    """Whether the emergency code opens the view."""
    desk = _desk(ward, 3)
    try:
        emergency.open_by_code(desk, code, "Lena Ott")
    except KnownError as error:
        if error.code == WRONG:
            return False
        raise
    finally:
        desk.close()
    return True


def _unlike(*, old: bool, new: bool, told: bool) -> str:
    """What is wrong unless just the keys open of which the chart tells."""
    right = (old, new) == (not told, told)
    return "" if right else f"old opens: {old}, new opens: {new}, the chart tells: {told}"


def _use_code(ward: Ward, code: str) -> None:
    """Begins a recovery with the code that must count.

    Raises:
        KnownError: it does not open the chart.
    """
    desk = _desk(ward, 3)
    try:
        recovery.begin(desk, code, "l.ast", "Last", _NEW)
    finally:
        desk.close()


def _slot_path(ward: Ward) -> Path:
    return ward.folder / "keys" / slots.SLOTS


def _refusal(ward: Ward, expected: str) -> str:
    desk = _desk(ward, 3)
    try:
        entrance.sign_in(desk, CLARA.account, CLARA.passphrase)
    except KnownError as error:
        return "" if error.code == expected and not desk.is_open else f"{error.code}: {error}"
    finally:
        desk.close()
    return "it opened"


def _swapped(ward: Ward, _other: Ward) -> str:
    """Two people's wrapped keys, exchanged."""
    file = slots.read(_slot_path(ward), slots.SlotFile)
    first, second, *rest = file.slots
    exchanged = (
        replace(first, wrapped_keys=second.wrapped_keys),
        replace(second, wrapped_keys=first.wrapped_keys),
        *rest,
    )
    KeyFiles(ward.folder / "keys").replace(file, exchanged)
    return _refusal(ward, "passphrase-wrong")


def _old(ward: Ward, _other: Ward) -> str:
    """The file as it was before somebody left."""
    before = _slot_path(ward).read_bytes()
    leaver = Leave(ward)
    leaver.prepare()
    leaver.act()
    leaver.desk.close()
    _slot_path(ward).write_bytes(before)
    return _refusal(ward, "keys-older")


def _foreign(ward: Ward, other: Ward) -> str:
    """Another ward's file, whose people have the same passphrases."""
    shutil.copy(_slot_path(other), _slot_path(ward))
    return _refusal(ward, "keys-foreign")


_ACTS: tuple[type[Act], ...] = (ChangePassphrase, ResetKeys, Leave, Recover, RenewSheet)
_FILES = (
    ("two slots exchanged", _swapped),
    ("an old slot file", _old),
    ("a foreign slot file", _foreign),
)
_KINDS = len(_ACTS) + len(_FILES)


@contextmanager
def _forgetful() -> Iterator[None]:
    """What lies ready is dropped instead of put into use."""
    with mock.patch.object(KeyFiles, "promote", KeyFiles.drop):
        yield


PROOF = Proof(
    id="T23",
    proves="A change of keys that is killed leaves the old or the new ones, never neither; a "
    "swapped, an old and a foreign slot file open nothing.",
    quick=_KINDS,
    release=50 * _KINDS,
    run=run,
    sabotage=Sabotage("a change of keys is dropped although the chart tells of it", _forgetful),
)
