"""An open slot: a person's session key, and the way to sign one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from nursedesk.errors import BugError, KnownError
from nursedesk.keys import signing as p256
from nursedesk.keys import vault
from nursedesk.keys.derivation import expand, from_passphrase

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.keys.slots import Identity, Slot

_DATABASE_KEY_BYTES = 48


class UnlockedSlot:
    """A person who is signed in. Her long-term keys stay wrapped but for the moment of use."""

    def __init__(self, of: Identity, slot: Slot, secret: bytes, signing: bytes) -> None:
        self._of = of
        self._slot = slot
        self._secret: bytes | None = secret
        key = Ed25519PrivateKey.generate()
        self._session: Ed25519PrivateKey | None = key
        self.account = slot.account
        self.certificate = slot.certificate
        self.session_key = key.public_key().public_bytes_raw()
        statement = p256.session_statement(of.ward, slot.account, self.session_key)
        self.certified = p256.sign(p256.private_key(signing), statement)

    @property
    def ward(self) -> UUID:
        """The ward whose slot this is."""
        return self._of.ward

    def sign_entry(self, entry_hash: bytes) -> bytes:
        if self._session is None:
            raise BugError("keys that were locked were asked to sign")
        return self._session.sign(entry_hash)

    def document_signer(self, passphrase: str) -> SlotSigner:
        if self._session is None:
            raise BugError("keys that were locked were asked to sign a document")
        keys = open_keys(self._of, self._slot, passphrase)
        return SlotSigner(self._slot, keys.signing)

    def ward_secret(self) -> bytes:
        """The ward secret of this epoch (32 bytes), to seal it to another person.

        Raises:
            BugError: the keys were locked.
        """
        if self._secret is None:
            raise BugError("keys that were locked were asked for the ward secret")
        return self._secret

    def database_key(self) -> bytes:
        return expand(self.ward_secret(), b"database", self.ward.bytes, _DATABASE_KEY_BYTES)

    def lock(self) -> None:
        self._session = None
        self._secret = None


class SlotSigner:
    """Signs the bytes of one document; made by typing the passphrase again."""

    def __init__(self, slot: Slot, signing: bytes) -> None:
        self._signing = signing
        self.certificate = slot.certificate
        self.chain = slot.chain

    def sign(self, data: bytes) -> bytes:
        return p256.sign(p256.private_key(self._signing), data)


def open_keys(of: Identity, slot: Slot, passphrase: str) -> vault.PrivateKeys:
    """The private keys of a slot.

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
        "passphrase-wrong",
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
