"""The emergency code: 80 bits on a sealed sheet that open the ward secret, to read and no more.

Its two key pairs come from the code: one that the ward secret is sealed to, one that signs the
entry of its own use. It wraps no root key, so nobody can make an account with it. Trying is made
as dear as for a passphrase, and wrong codes are counted and made to wait like wrong passphrases.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from nursedesk.chart.emergency_entries import BY_CODE
from nursedesk.errors import BugError, KnownError
from nursedesk.keys import opening, recovery_code, vault
from nursedesk.keys.derivation import Cost, expand, from_passphrase, new_cost
from nursedesk.keys.kept_views import KeptViews
from nursedesk.keys.key_files import KeyFiles, Next
from nursedesk.keys.recovery_code import EMERGENCY
from nursedesk.keys.slots import FORMAT, Emergency
from nursedesk.keys.throttle import Throttle
from nursedesk.keys.unlocked import UnlockedSlot
from nursedesk.keys.ward_secret import WardSecret
from nursedesk.ward.emergency_ports import NewSheet
from nursedesk.ward.ports import Unlocked

WRONG = "emergency-code-wrong"


class EmergencyKeys(WardSecret):
    """What the code opens: the chart, and a key that signs this one use of it."""

    account = BY_CODE

    def __init__(self, ward: UUID, secret: bytes, signing: Ed25519PrivateKey) -> None:
        super().__init__(ward, secret)
        self._signing: Ed25519PrivateKey | None = signing
        self.session_key = signing.public_key().public_bytes_raw()

    def sign_entry(self, entry_hash: bytes) -> bytes:
        if self._signing is None:
            raise BugError("keys that were locked were asked to sign")
        return self._signing.sign(entry_hash)

    def lock(self) -> None:
        super().lock()
        self._signing = None


def sealed(ward: UUID, secret: bytes) -> tuple[Emergency, NewSheet]:
    """A new sheet, and the envelope that its code opens. The phrase is a second such code."""
    code, cost = recovery_code.generate(EMERGENCY), new_cost()
    sealing, signing = _keys(code, cost, ward)
    public = vault.public_half(sealing)
    envelope = Emergency(
        format=FORMAT,
        ward=ward,
        cost=cost,
        public_key=public,
        sealed_secret=vault.seal(secret, public, _binding(ward, cost)),
    )
    sheet = NewSheet(
        code=recovery_code.printed(code),
        phrase=recovery_code.printed(recovery_code.generate(EMERGENCY)).lower(),
        emergency_key=public,
        signing_key=signing.public_key().public_bytes_raw(),
    )
    return envelope, sheet


def sealed_again(
    envelope: Emergency | None, public: bytes | None, secret: bytes
) -> Emergency | None:
    """The envelope with another ward secret; none where the chart does not know its key."""
    if envelope is None or envelope.public_key != public:
        return None
    binding = _binding(envelope.ward, envelope.cost)
    return msgspec.structs.replace(
        envelope, sealed_secret=vault.seal(secret, envelope.public_key, binding)
    )


class FileEmergency:
    """The emergency code of one keys folder."""

    def __init__(self, files: KeyFiles, door: Throttle) -> None:
        self._files = files
        self._door = door
        self._made: tuple[Emergency, NewSheet] | None = None
        self._views = KeptViews(files.folder)
        self.keep = self._views.keep
        self.kept = self._views.kept
        self.entered = self._views.entered

    def public_key(self) -> bytes | None:
        envelope = self._files.emergency()
        return None if envelope is None else envelope.public_key

    def make(self, by: Unlocked) -> NewSheet:
        if not isinstance(by, UnlockedSlot):
            raise BugError("the keys of another keyring")
        self._made = sealed(by.ward, by.ward_secret())
        return self._made[1]

    def check_typed_back(self, sheet: NewSheet, typed: str) -> None:
        code = recovery_code.parsed(typed, EMERGENCY)
        if not hmac.compare_digest(code, recovery_code.parsed(sheet.code, EMERGENCY)):
            raise KnownError(
                WRONG,
                "This is not the emergency code that was shown.",
                do="Read the code again and correct it.",
            )

    def stage(self, sheet: NewSheet) -> None:
        if self._made is None or self._made[1] != sheet:
            raise BugError("no such sheet was made")
        self._files.stage(
            Next(
                format=FORMAT,
                slots=self._files.slots(),
                recovery=self._files.recovery(),
                emergency=self._made[0],
                former=b"",
            )
        )
        self._made = None

    def open(self, typed: str) -> EmergencyKeys:
        change, in_use = self._files.next(), self._files.emergency()
        staged = change.emergency if change is not None else None
        if staged is None and in_use is None:
            raise KnownError(
                "no-emergency-code",
                "This ward has no emergency code on this workstation.",
                do="Use the paper, or the sealed recovery code. An administrator makes an "
                "emergency sheet, under Accounts.",
            )
        code = recovery_code.parsed(typed, EMERGENCY)
        with _for_the_code(), self._door.attempt(BY_CODE):
            for envelope in (staged, in_use):
                keys = _opened(envelope, code)
                if keys is not None:
                    break
            else:
                raise KnownError(
                    WRONG,
                    "This is not the emergency code of this ward.",
                    do="Check that the sealed sheet belongs to this ward, and that it is the "
                    "newest one.",
                )
        if change is not None and change.former and envelope is staged:
            secret = keys.ward_secret()
            keys.former_secret = opening.former_of(change.former, secret, change.slots.identity)
        return keys

    def failures(self) -> int:
        return self._door.untold(BY_CODE) or 0

    def told(self) -> None:
        self._door.told(BY_CODE)


def _opened(envelope: Emergency | None, code: bytes) -> EmergencyKeys | None:
    if envelope is None:
        return None
    ward = envelope.ward
    sealing, signing = _keys(code, envelope.cost, ward)
    try:
        secret = vault.open_sealed(envelope.sealed_secret, sealing, _binding(ward, envelope.cost))
    except vault.CannotOpen:
        return None
    return EmergencyKeys(ward, secret, signing)


def _keys(code: bytes, cost: Cost, ward: UUID) -> tuple[bytes, Ed25519PrivateKey]:
    """The X25519 private key and the signing key of a code."""
    master = from_passphrase(code.hex(), cost, _binding(ward, cost))
    signing = Ed25519PrivateKey.from_private_bytes(expand(master, b"emergency signing"))
    return expand(master, b"emergency sealing"), signing


def _binding(ward: UUID, cost: Cost) -> bytes:
    return b"emergency" + bytes([FORMAT]) + ward.bytes + msgspec.json.encode(cost, order="sorted")


@contextmanager
def _for_the_code() -> Iterator[None]:
    """Says of the code what the throttle says of accounts."""
    try:
        yield
    except KnownError as error:
        if error.code != "sign-in-waits" or "everybody" in error.facts:
            raise
        raise KnownError(
            error.code,
            "Too many wrong emergency codes were typed, so the code waits.",
            do="Accounts do not wait for it: any account opens the view as well.",
            **error.facts,
        ) from error
