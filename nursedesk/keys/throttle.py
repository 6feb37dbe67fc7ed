"""How long an account waits after wrong passphrases: the schedule, and the file that counts them.

Waits are counted in time since the machine's start, so setting the clock shortens none; a restart
begins them anew. A failure is counted before the passphrase is tried, so ending the program in
between hides none. Whoever may write the folder can write this file too: he is held by argon2id
and the passphrase alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field
from msgspec.structs import replace

from nursedesk.clock import Clock
from nursedesk.durable import sync_folder, write_whole
from nursedesk.errors import KnownError

FILE = "throttle.json"
WRONG = frozenset({"passphrase-wrong", "pin-wrong", "emergency-code-wrong"})
FREE = 5  # wrong ones in a row that cost no wait: cold hands at 03:00
SHORTEST, LONGEST = 30, 15 * 60  # seconds; each further failure doubles the wait
_MICROSECONDS = 1_000_000
_FORMAT = 1

_Count = Annotated[int, Meta(ge=0)]


class Moment(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instant of the machine's own time: which start, and microseconds since it."""

    boot: str
    microseconds: _Count


class Failures(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Wrong passphrases of an account: in a row, in all that the chart has not been told."""

    in_a_row: _Count
    untold: _Count
    last: Moment


class Counts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file. `lost`: since then the failures before are not known; nobody was told yet."""

    format: Annotated[int, Meta(ge=_FORMAT, le=_FORMAT)] = _FORMAT
    accounts: dict[str, Failures] = field(default_factory=dict)
    lost: Moment | None = None


def wait_after(in_a_row: int) -> int:
    """Seconds to wait after so many wrong passphrases in a row."""
    if in_a_row <= FREE:
        return 0
    return min(LONGEST, SHORTEST << min(in_a_row - FREE - 1, 10))


def elapsed(since: Moment, now: Moment) -> Decimal:
    """Seconds from one moment to another; after a restart, the seconds since that.

    Where the system does not tell its starts apart, a later one is seen when less time has passed
    since it than stands in the file; before that the answer is too small, never too large.
    """
    same_start = since.boot == now.boot and since.microseconds <= now.microseconds
    passed = now.microseconds - since.microseconds if same_start else now.microseconds
    return Decimal(passed) / _MICROSECONDS


def remaining(counts: Counts, account: str, now: Moment) -> int:
    """Whole seconds until this account may try again; 0 when it may now."""
    failures = counts.accounts.get(account)
    own = _left(wait_after(failures.in_a_row), failures.last, now) if failures else 0
    return max(own, everybody_waits(counts, now))


def everybody_waits(counts: Counts, now: Moment) -> int:
    """Whole seconds that every account waits, because failures may have been lost."""
    return _left(LONGEST, counts.lost, now) if counts.lost else 0


def _left(seconds: int, since: Moment, now: Moment) -> int:
    return max(0, ceil(seconds - elapsed(since, now)))


class Throttle:
    """The door to every passphrase and PIN of one keys folder."""

    def __init__(self, keys: Path, clock: Clock) -> None:
        self._path = keys / FILE
        self.clock = clock
        self._unwritten: Counts | None = None
        self._has_written = False

    @contextmanager
    def attempt(self, account: str) -> Iterator[None]:
        """One try at an account's passphrase or PIN; what is tried raises one of `WRONG` itself.

        Raises:
            KnownError: the account waits (code `sign-in-waits`), or tries cannot be counted. With
                `wait` (seconds) and `account` among its facts the next try has to wait;
                `everybody` is among them where no account can be tried.
        """
        before = self._read()
        if wait := remaining(before, account, self._now()):
            raise _waits(account, wait, lost=everybody_waits(before, self._now()) > 0)
        former = before.accounts.get(account, _none(self._now()))
        failed = replace(
            former, in_a_row=former.in_a_row + 1, untold=former.untold + 1, last=self._now()
        )
        self._write(_with(before, account, failed))
        try:
            yield
        except KnownError as error:
            if error.code not in WRONG:  # nothing was guessed: the machine or the file was at fault
                self._write(before)
            elif wait := wait_after(failed.in_a_row):
                error.facts.update(account=account, wait=str(wait))
            raise
        self._write(_with(before, account, replace(former, in_a_row=0)))

    def untold(self, account: str) -> int | None:
        """Failures that the chart has not been told; None: some may have been lost."""
        counts = self._read()
        failures = counts.accounts.get(account)
        if counts.lost is not None:
            return None
        return failures.untold if failures is not None else 0

    def told(self, account: str) -> None:
        """The chart has it now: counting begins anew."""
        counts = self._read()
        if counts.lost is None and account not in counts.accounts:
            return
        known = replace(counts, lost=None)
        self._write(_with(known, account, _none(self._now())))

    def _now(self) -> Moment:
        seconds = max(Decimal(0), self.clock.boot_seconds())
        return Moment(boot=self.clock.boot_id, microseconds=int(seconds * _MICROSECONDS))

    def _read(self) -> Counts:
        """What is counted. A file that is missing or broken may have held failures."""
        if self._unwritten is not None:
            return self._unwritten
        if not self._path.parent.is_dir():  # a ward that is being founded has no keys yet
            return Counts()
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Counts)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            lost = Counts(lost=self._now())
            self._write(lost)
            return lost

    def _write(self, counts: Counts) -> None:
        """Keeps the counts; in memory while the disk refuses, once it has worked.

        Raises:
            KnownError: this program could never count, so it lets nobody try.
        """
        try:
            write(self._path, counts)
        except OSError as error:
            if not self._has_written:
                raise KnownError(
                    "tries-not-counted",
                    f"Wrong passphrases cannot be counted here ({error.strerror}), "
                    "so nobody can sign in.",
                    do="Free space on the disk or ask ward IT to check the rights of the data "
                    "folder.",
                ) from error
            self._unwritten = counts
            return
        self._unwritten, self._has_written = None, True


def write(path: Path, counts: Counts) -> None:
    """Writes the file whole; a new ward begins with empty counts.

    Raises:
        OSError: the folder or the disk refused.
    """
    write_whole(path, msgspec.json.encode(counts))
    sync_folder(path.parent)


def _none(now: Moment) -> Failures:
    return Failures(in_a_row=0, untold=0, last=now)


def _with(counts: Counts, account: str, failures: Failures) -> Counts:
    kept = {who: known for who, known in counts.accounts.items() if who != account}
    if failures.untold:
        kept[account] = failures
    return replace(counts, accounts=kept)


def _waits(account: str, seconds: int, *, lost: bool) -> KnownError:
    if lost:
        return KnownError(
            "sign-in-waits",
            "The count of wrong passphrases was lost, so every account waits once.",
            do="Tell ward IT that the file throttle.json was missing or damaged.",
            account=account,
            wait=str(seconds),
            everybody="yes",
        )
    return KnownError(
        "sign-in-waits",
        "Too many wrong passphrases or PINs were typed for this account, so it waits.",
        do="Other accounts do not wait.",
        account=account,
        wait=str(seconds),
    )
