"""An open slot: a person's session key, and the way to sign one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nursedesk.errors import BugError, KnownError
from nursedesk.keys import signing as p256
from nursedesk.keys import vault
from nursedesk.keys.derivation import from_passphrase
from nursedesk.keys.pin import Pin, check, gone, is_pin
from nursedesk.keys.ward_secret import WardSecret

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.keys.slots import Identity, Slot
    from nursedesk.keys.throttle import Throttle

WRONG = "passphrase-wrong"


class UnlockedSlot(WardSecret):
    """A person who is signed in. Her long-term keys stay wrapped but for the moment of use."""

    def __init__(
        self, of: Identity, slot: Slot, secret: bytes, signing: bytes, door: Throttle
    ) -> None:
        super().__init__(of.ward, secret)
        self._of = of
        self._door = door
        self._pin: Pin | None = None
        self._slot = slot
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

    def take_slot(self, slot: Slot) -> None:
        """Goes on with the same keys under another passphrase; a PIN has to be set again."""
        self._slot, self._pin = slot, None

    def lock(self) -> None:
        if self._pin is not None:
            self._pin.forget()
        self._session = None
        super().lock()


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
