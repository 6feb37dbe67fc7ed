"""Making a ward's first keys, and an account's; opening the recovery envelope."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from msgspec import Struct

from nursedesk.chart.body import Role
from nursedesk.durable import write_whole
from nursedesk.errors import KnownError, Refused
from nursedesk.keys import recovery_code, vault
from nursedesk.keys.derivation import SHORTEST_PASSPHRASE, expand, from_passphrase, new_cost
from nursedesk.keys.slots import FORMAT, Recovery, Slot, SlotFile
from nursedesk.ward.ports import Enrolment, Founding, NewAccount

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

_RECOVERY = b"recovery"


class Made(Struct, frozen=True, kw_only=True):
    """A ward's keys in memory, before the recovery code was typed back."""

    founding: Founding
    slots: SlotFile
    recovery: Recovery
    code: bytes


class Recovered(Struct, frozen=True, kw_only=True):
    """What the recovery code opens: the ward secret and the root key (PKCS 8 DER)."""

    secret: bytes
    root_key: bytes


def check_new(new: NewAccount) -> None:
    """Whether an account may be made like this.

    Raises:
        KnownError: passphrase too short, name too long or empty, no role.
        Refused: an administrator, which needs the recovery code.
    """
    _check_names(new.name)
    _check_passphrase(new)
    if Role.ADMINISTRATOR in new.roles:
        raise Refused(
            "administrator-needs-recovery-code",
            "Making another administrator needs the recovery code; this is not built yet.",
            do="Choose other roles for this account.",
        )


def _check_passphrase(new: NewAccount) -> None:
    if len(new.passphrase.strip()) < SHORTEST_PASSPHRASE:
        raise KnownError(
            "passphrase-too-short",
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.",
            do="Choose a longer one: a sentence is easy to keep in mind.",
        )
    if not new.roles:
        raise KnownError("role-missing", "The account has no role.", do="Choose at least one role.")


def _check_names(*names: str) -> None:
    from nursedesk.keys.certificates import LONGEST_NAME

    for name in names:
        if not 0 < len(name.strip()) <= LONGEST_NAME or not name.isprintable():
            raise KnownError(
                "name-not-allowed",
                f"A name has 1 to {LONGEST_NAME} printable characters.",
                do="Correct the name.",
            )


def found(ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Made:
    """A new ward's root, recovery envelope and first slot, in memory.

    Raises:
        KnownError: a name or the passphrase is not allowed.
    """
    from nursedesk.keys import certificates

    _check_names(ward_name, first.name)
    _check_passphrase(first)
    ward, secret, code = uuid4(), secrets.token_bytes(vault.SECRET_BYTES), recovery_code.generate()
    root_key = certificates.new_key()
    root = certificates.root(root_key, ward_name, at, demo=demo)
    issuing_key = certificates.new_key()
    issuing = certificates.issuing(issuing_key, root, root_key, first.account, at)
    slot, enrolment = _slot(
        first, ward, secret, issuer=issuing, issuer_key=issuing_key, at=at, issues=True
    )
    root_der = certificates.der(root)
    return Made(
        founding=Founding(
            ward=ward,
            root_certificate=root_der,
            recovery_code=recovery_code.printed(code),
            first=enrolment,
        ),
        slots=SlotFile(format=FORMAT, ward=ward, demo=demo, root=root_der, slots=(slot,)),
        recovery=_envelope(ward, code, secret, certificates.private_bytes(root_key)),
        code=code,
    )


def check_typed_back(made: Made, typed: str) -> None:
    """Whether the recovery code was written down rightly.

    Raises:
        KnownError: a slip (its group is named), or another code.
    """
    if not hmac.compare_digest(recovery_code.parsed(typed), made.code):
        raise KnownError(
            "recovery-code-wrong",
            "This is not the recovery code that was shown.",
            do="Read the code again and correct it.",
        )


def enrol(
    new: NewAccount,
    ward: UUID,
    secret: bytes,
    *,
    issuing_der: bytes,
    issuing_key: bytes,
    at: datetime,
) -> tuple[Slot, Enrolment]:
    """A further account's slot, its certificate issued by an administrator's issuing key."""
    from cryptography import x509

    from nursedesk.keys import certificates

    issuer = x509.load_der_x509_certificate(issuing_der)
    key = certificates.private_key(issuing_key)
    return _slot(new, ward, secret, issuer=issuer, issuer_key=key, at=at)


def _slot(
    new: NewAccount,
    ward: UUID,
    secret: bytes,
    *,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    issues: bool = False,
) -> tuple[Slot, Enrolment]:
    from nursedesk.keys import certificates

    signing, sealing = certificates.new_key(), secrets.token_bytes(vault.SECRET_BYTES)
    certificate = certificates.person(
        signing, issuer, issuer_key, account=new.account, name=new.name, roles=new.roles, at=at
    )
    bare = Slot(
        slot=uuid4(),
        account=new.account,
        name=new.name,
        cost=new_cost(),
        certificate=certificates.der(certificate),
        chain=(certificates.der(issuer),),
        wrapped_keys=b"",
        sealed_secret=b"",
    )
    keys = vault.PrivateKeys(
        sealing=sealing,
        signing=certificates.private_bytes(signing),
        issuing=certificates.private_bytes(issuer_key) if issues else None,
    )
    enrolment = Enrolment(
        account=new.account,
        name=new.name,
        roles=new.roles,
        certificate=bare.certificate,
        sealing_key=vault.public_half(sealing),
    )
    return _filled(bare, ward, keys, new.passphrase, secret), enrolment


def _filled(
    bare: Slot, ward: UUID, keys: vault.PrivateKeys, passphrase: str, secret: bytes
) -> Slot:
    binding = bare.binding(ward)
    slot_key = from_passphrase(passphrase, bare.cost, binding)
    return Slot(
        slot=bare.slot,
        account=bare.account,
        name=bare.name,
        cost=bare.cost,
        certificate=bare.certificate,
        chain=bare.chain,
        wrapped_keys=vault.wrap(keys, slot_key, binding),
        sealed_secret=vault.seal(secret, vault.public_half(keys.sealing), binding),
    )


def _envelope(ward: UUID, code: bytes, secret: bytes, root_key: bytes) -> Recovery:
    # The code has 160 random bits: nothing is gained by making its derivation slow.
    binding = _recovery_binding(ward)
    sealing = expand(code, b"recovery sealing", ward.bytes)
    return Recovery(
        format=FORMAT,
        ward=ward,
        sealed_secret=vault.seal(secret, vault.public_half(sealing), binding),
        wrapped_root_key=vault.encrypt(
            root_key, expand(code, b"recovery root", ward.bytes), binding
        ),
    )


def recover(recovery: Recovery, typed: str) -> Recovered:
    """Opens the recovery envelope.

    Raises:
        KnownError: a slip in the code, or the code of another ward.
    """
    code, ward = recovery_code.parsed(typed), recovery.ward
    binding = _recovery_binding(ward)
    try:
        secret = vault.open_sealed(
            recovery.sealed_secret, expand(code, b"recovery sealing", ward.bytes), binding
        )
        root_key = vault.decrypt(
            recovery.wrapped_root_key, expand(code, b"recovery root", ward.bytes), binding
        )
    except vault.CannotOpen as error:
        raise KnownError(
            "recovery-code-wrong",
            "This is not the recovery code of this ward.",
            do="Check that the sealed sheet belongs to this ward.",
        ) from error
    return Recovered(secret=secret, root_key=root_key)


def _recovery_binding(ward: UUID) -> bytes:
    return _RECOVERY + bytes([FORMAT]) + ward.bytes


def write_root(path: Path, root_der: bytes) -> None:
    """Writes the public root certificate as PEM.

    Raises:
        OSError: the folder refused.
    """
    from nursedesk.keys import certificates

    write_whole(path, certificates.pem(root_der))
