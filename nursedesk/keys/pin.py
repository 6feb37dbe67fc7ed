"""A PIN for quick re-entry: it wraps a person's keys in this process's memory and nowhere else.

Five wrong ones in a row, 12 hours, signing off or the end of the program: it is gone, and the
passphrase is asked for. A PIN is digits and shorter than any passphrase, so that one question
takes both. The few PINs that everybody tries first are refused; that this helps only a little is
known (Markert and others, IEEE S&P 2020): the five tries are what holds.
"""

from __future__ import annotations

from itertools import pairwise

from msgspec.structs import replace

from nursedesk.errors import KnownError
from nursedesk.keys import vault
from nursedesk.keys.derivation import SHORTEST_PASSPHRASE, from_passphrase, new_cost
from nursedesk.keys.throttle import Throttle

SHORTEST, LONGEST = 6, 12  # digits
TRIES = 5
LIFE_SECONDS = 12 * 3600  # a long shift
_FEWEST_DIFFERENT = 3


class Pin:
    """One person's PIN, from when it was set. It never opens the issuing key."""

    def __init__(
        self, account: str, certificate: bytes, keys: vault.PrivateKeys, typed: str, door: Throttle
    ) -> None:
        self.account = account
        self.certificate = certificate
        self._door = door
        self._cost = new_cost()
        self._wrong = 0
        self._since = door.clock.boot_seconds()
        without = replace(keys, issuing=None)
        self._wrapped: bytes | None = vault.wrap(without, self._key(typed), self._binding)

    @property
    def alive(self) -> bool:
        """Whether it may still be tried."""
        age = self._door.clock.boot_seconds() - self._since
        return self._wrapped is not None and 0 <= age < LIFE_SECONDS

    def open(self, typed: str) -> vault.PrivateKeys:
        """The keys that it wraps.

        Raises:
            KnownError: a wrong PIN (`pin-wrong`), or there is none any more (`pin-gone`).
        """
        wrapped = self._wrapped
        if not self.alive or wrapped is None:
            self.forget()
            raise gone()
        with self._door.attempt(self.account):
            try:
                keys = vault.unwrap(wrapped, self._key(typed), self._binding)
            except vault.CannotOpen as error:
                raise self._failed() from error
        self._wrong = 0
        return keys

    def forget(self) -> None:
        """From now on only the passphrase."""
        self._wrapped = None

    @property
    def _binding(self) -> bytes:
        return b"pin\n" + self.account.encode()

    def _key(self, typed: str) -> bytes:
        return from_passphrase(typed, self._cost, self._binding)

    def _failed(self) -> KnownError:
        self._wrong += 1
        if self._wrong < TRIES:
            return KnownError("pin-wrong", "This is not the PIN.", do="Type it again.")
        self.forget()
        return KnownError(
            "pin-wrong",
            f"This is not the PIN, and after {TRIES} wrong ones it is gone.",
            do="Type your passphrase.",
        )


def is_pin(typed: str) -> bool:
    """Whether this can only be meant as a PIN: digits alone, too short for a passphrase."""
    return typed.isascii() and typed.isdigit() and len(typed) < SHORTEST_PASSPHRASE


def check(typed: str) -> None:
    """Whether this may become a PIN.

    Raises:
        KnownError: not 6 to 12 digits, or one of those that everybody tries first.
    """
    if not (typed.isascii() and typed.isdigit() and SHORTEST <= len(typed) <= LONGEST):
        raise KnownError(
            "pin-not-allowed", f"A PIN has {SHORTEST} to {LONGEST} digits.", do="Choose another."
        )
    steps = {int(after) - int(before) for before, after in pairwise(typed)}
    if len(set(typed)) < _FEWEST_DIFFERENT or steps in ({1}, {-1}):
        raise KnownError(
            "pin-not-allowed",
            "PINs like 111111, 121212 and 123456 are what everybody tries first.",
            do="Choose another.",
        )


def gone() -> KnownError:
    """There is no PIN, or none any more."""
    return KnownError("pin-gone", "There is no PIN here now.", do="Type your passphrase.")
