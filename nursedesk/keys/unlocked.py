"""An open slot: a person's session key, and the way to sign one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nursedesk.errors import BugError, KnownError
from nursedesk.keys import signing as p256
from nursedesk.keys import vault
from nursedesk.keys.derivation import expand, from_passphrase
from nursedesk.keys.pin import Pin, check, gone, is_pin

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.keys.slots import Identity, Slot
    from nursedesk.keys.throttle import Throttle

WRONG = "passphrase-wrong"
_DATABASE_KEY_BYTES = 48


class UnlockedSlot:
    """A person who is signed in. Her long-term keys stay wrapped but for the moment of use."""

    def __init__(
        self, of: Identity, slot: Slot, secret: bytes, signing: bytes, door: Throttle
    ) -> None:
        self._of = of
        self._door = door
        self._pin: Pin | None = None
        self._slot = slot
        self._secret: bytes | None = secret
        self.former_secret: bytes | None = None  # while a renewal of the secret is not finished
        key = Ed25519PrivateKey.generate()
        self._session: Ed25519PrivateKey | None = key
        self.account = slot.account
        self.certificate = slot.certificate
        self.session_key = key.public_key().public_bytes_raw()
        statement = p256.session_statement(of.ward, slot.account, self.session_key)
        self.certified = p256.sign(p256.private_key(signing), statement)

    @property
    def slot(self) -> UUID:
        return self._slot.slot

    @property
    def ward(self) -> UUID:
        """The ward whose slot this is."""
        return self._of.ward

    def sign_entry(self, entry_hash: bytes) -> bytes:
        if self._session is None:
            raise BugError("keys that were locked were asked to sign")
        return self._session.sign(entry_hash)

    def document_signer(self, typed: str) -> SlotSigner:
        if self._session is None:
            raise BugError("keys that were locked were asked to sign a document")
        return SlotSigner(self._slot, self._typed_again(typed).signing)

    def confirm(self, typed: str) -> None:
        self._typed_again(typed)

    def _typed_again(self, typed: str) -> vault.PrivateKeys:
        if not is_pin(typed):
            return self._reopened(typed)
        if self._pin is None:
            raise gone()
        return self._pin.open(typed)

    @property
    def failed_before(self) -> int | None:
        return self._door.untold(self.account)

    def set_pin(self, passphrase: str, pin: str) -> None:
        check(pin)
        keys = self._reopened(passphrase)
        self._pin = Pin(self.account, self.certificate, keys, pin, self._door)

    def keep_pin(self, pin: Pin | None) -> None:
        """Goes on with the PIN that she set before a lock."""
        self._pin = pin

    def take_pin(self) -> Pin | None:
        taken, self._pin = self._pin, None
        return taken if taken is not None and taken.alive else None

    def _reopened(self, passphrase: str) -> vault.PrivateKeys:
        with self._door.attempt(self.account):
            return open_keys(self._of, self._slot, passphrase)

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

    def _database_key(self, secret: bytes) -> bytes:
        return expand(secret, b"database", self.ward.bytes, _DATABASE_KEY_BYTES)

    def take_slot(self, slot: Slot) -> None:
        """Goes on with the same keys under another passphrase; a PIN has to be set again."""
        self._slot, self._pin = slot, None

    def renew(self, secret: bytes) -> None:
        """Holds a new ward secret and, until the change is settled, the former one."""
        self.former_secret, self._secret = self.ward_secret(), secret

    def settle(self, *, renewed: bool) -> None:
        """Keeps one ward secret: the new one, or again the former one."""
        if self.former_secret is not None and not renewed:
            self._secret = self.former_secret
        self.former_secret = None

    def lock(self) -> None:
        if self._pin is not None:
            self._pin.forget()
        self._session = None
        self._secret = self.former_secret = None


class SlotSigner:
    """Signs the bytes of one document; made by typing the passphrase or the PIN again."""

    def __init__(self, slot: Slot, signing: bytes) -> None:
        self._signing = signing
        self.certificate = slot.certificate
        self.chain = slot.chain

    def sign(self, data: bytes) -> bytes:
        return p256.sign(p256.private_key(self._signing), data)


def open_keys(of: Identity, slot: Slot, passphrase: str) -> vault.PrivateKeys:
    """The private keys of a slot. Every try at it stands inside an `attempt` of the throttle.

    Raises:
        KnownError: wrong passphrase, or the slot was altered (code `passphrase-wrong`).
    """
    binding = slot.binding(of)
    try:
        return vault.unwrap(
            slot.wrapped_keys, from_passphrase(passphrase, slot.cost, binding), binding
        )
    except vault.CannotOpen as error:
        raise passphrase_wrong() from error


def passphrase_wrong() -> KnownError:
    """One sentence for a wrong passphrase and for an unknown account: they are not told apart."""
    return KnownError(
        WRONG,
        "The account and the passphrase do not belong together.",
        do="Check the account and type the passphrase again.",
    )


def entry_signed(session_key: bytes, entry_hash: bytes, signature: bytes) -> bool:
    """Whether this session key (Ed25519, 32 bytes) signed this entry hash."""
    from cryptography.exceptions import InvalidSignature

    try:
        Ed25519PublicKey.from_public_bytes(session_key).verify(signature, entry_hash)
    except (InvalidSignature, ValueError):
        return False
    return True
