"""The ward secret in memory, and the keys that come from it; while it is renewed, both secrets."""

from __future__ import annotations

from uuid import UUID

from nursedesk.errors import BugError
from nursedesk.keys.derivation import expand

_DATABASE_KEY_BYTES = 48


class WardSecret:
    """One epoch's secret (32 bytes), until it is forgotten."""

    def __init__(self, ward: UUID, secret: bytes) -> None:
        self.ward = ward
        self._secret: bytes | None = secret
        self.former_secret: bytes | None = None  # while a renewal of the secret is not finished

    def ward_secret(self) -> bytes:
        """The ward secret of this epoch (32 bytes), to seal it to another person.

        Raises:
            BugError: the keys were locked.
        """
        if self._secret is None:
            raise BugError("keys that were locked were asked for the ward secret")
        return self._secret

    def database_key(self) -> bytes:
        return self._database_key(self.ward_secret())

    def former_key(self) -> bytes | None:
        return self._database_key(self.former_secret) if self.former_secret else None

    def anchor_keys(self) -> tuple[bytes, ...]:
        secrets = (self.former_secret, self.ward_secret())
        return tuple(expand(one, b"anchor", self.ward.bytes) for one in secrets if one)

    def keeping_key(self) -> bytes:
        return expand(self.ward_secret(), b"emergency views", self.ward.bytes)

    def renew(self, secret: bytes) -> None:
        """Holds a new ward secret and, until the change is settled, the former one."""
        self.former_secret, self._secret = self.ward_secret(), secret

    def settle(self, *, renewed: bool) -> None:
        """Keeps one ward secret: the new one, or again the former one."""
        if self.former_secret is not None and not renewed:
            self._secret = self.former_secret
        self.former_secret = None

    def lock(self) -> None:
        self._secret = self.former_secret = None

    def _database_key(self, secret: bytes) -> bytes:
        return expand(secret, b"database", self.ward.bytes, _DATABASE_KEY_BYTES)
