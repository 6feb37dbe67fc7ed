"""Making a ward's first keys, and an account's."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from msgspec import Struct

from nursedesk.chart.emergency_entries import BY_CODE
from nursedesk.chart.terms import AccountId, Role
from nursedesk.chart.wording import is_line
from nursedesk.durable import write_whole
from nursedesk.errors import KnownError, Refused
from nursedesk.keys import emergency, envelope, recovery_code, signing, vault
from nursedesk.keys.derivation import (
    SHORTEST_PASSPHRASE,
    from_passphrase,
    new_cost,
    normal,
)
from nursedesk.keys.slots import FORMAT, Emergency, Identity, Recovery, Slot, SlotFile
from nursedesk.ward.ports import Enrolment, Founding, NewAccount

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec

_LONGEST_NAME = 64  # characters (X.520); a person's also 64 bytes, which `cryptography` counts


class Issuer(Struct, frozen=True, kw_only=True):
    """Who issues certificates: her own (DER) and its key (PKCS 8 DER)."""

    certificate: bytes
    key: bytes


class Made(Struct, frozen=True, kw_only=True):
    """A ward's keys in memory, before the recovery code was typed back."""

    founding: Founding
    slots: SlotFile
    recovery: Recovery
    emergency: Emergency
    code: bytes


def check_new(new: NewAccount) -> None:
    """Whether an account may be made like this.

    Raises:
        KnownError: passphrase too short, name too long or empty, not an account id, no role.
        Refused: an administrator, which needs the recovery code.
    """
    check_account(new)
    if Role.ADMINISTRATOR in new.roles:
        raise Refused(
            "administrator-needs-recovery-code",
            "Making another administrator takes the sealed recovery code.",
            do="Choose other roles, or open the code's sheet and use it on the sign-in screen.",
        )


def check_account(new: NewAccount) -> None:
    """Whether name, account, passphrase and roles are allowed.

    Raises:
        KnownError: one is not.
    """
    _check_name(new.name)
    if len(new.name.encode()) > _LONGEST_NAME:
        raise KnownError(
            "name-too-long",
            f"“{new.name}” does not fit into a certificate: it has room for {_LONGEST_NAME} "
            "letters, for about half as many with accents or in Greek or Cyrillic script, "
            "and for a third in East Asian script.",
            do="Shorten the name, for example by an initial.",
        )
    try:
        msgspec.convert(new.account, AccountId)
    except msgspec.ValidationError as error:
        raise KnownError(
            "account-not-allowed",
            "An account name has 3 to 32 small letters, digits, dots and hyphens "
            "and begins with a letter.",
            do="Correct the account name, for example “n.berg”.",
        ) from error
    if new.account == BY_CODE:
        raise KnownError(
            "account-not-allowed",
            f"No account is called “{BY_CODE}”: it stands for the sealed code in the record.",
            do="Choose another account name.",
        )
    check_passphrase(new.passphrase)
    if not new.roles:
        raise KnownError("role-missing", "The account has no role.", do="Choose at least one role.")


def check_passphrase(passphrase: str) -> None:
    """Whether it is long enough.

    Raises:
        KnownError: it is not (code `passphrase-too-short`).
    """
    if len(normal(passphrase).strip()) < SHORTEST_PASSPHRASE:
        raise KnownError(
            "passphrase-too-short",
            f"A passphrase has at least {SHORTEST_PASSPHRASE} characters.",
            do="Choose a longer one: a sentence is easy to keep in mind.",
        )


def _check_name(name: str) -> None:
    if not is_line(name) or len(name) > _LONGEST_NAME:
        raise KnownError(
            "name-not-allowed",
            f"A name is one line of 1 to {_LONGEST_NAME} characters that can be seen.",
            do="Correct the name.",
        )


def found(ward_name: str, first: NewAccount, *, demo: bool, at: datetime) -> Made:
    """A new ward's root, recovery envelope and first slot, in memory.

    Raises:
        KnownError: a name or the passphrase is not allowed.
    """
    from nursedesk.keys import certificates

    _check_name(ward_name)
    check_account(first)
    ward, secret, code = uuid4(), secrets.token_bytes(vault.SECRET_BYTES), recovery_code.generate()
    root_key = signing.new_key()
    root = certificates.root(root_key, ward_name, at, demo=demo)
    root_der, root_secret = certificates.der(root), signing.private_bytes(root_key)
    of = Identity(ward=ward, demo=demo, root=root_der)
    slot, enrolment = administrator(first, of, secret, root_key=root_secret, at=at)
    recovery, recovery_key = envelope.sealed(ward, code, secret, root_secret)
    sealed, sheet = emergency.sealed(ward, secret)
    return Made(
        founding=Founding(
            ward=ward,
            root_certificate=root_der,
            recovery_code=recovery_code.printed(code),
            recovery_key=recovery_key,
            sheet=sheet,
            first=enrolment,
        ),
        slots=SlotFile(
            format=FORMAT, ward=ward, demo=demo, root=root_der, generation=1, slots=(slot,)
        ),
        recovery=recovery,
        emergency=sealed,
        code=code,
    )


def check_typed_back(code: bytes, typed: str) -> None:
    """Whether a code was written down rightly.

    Raises:
        KnownError: a slip (its group is named), or another code.
    """
    if not hmac.compare_digest(recovery_code.parsed(typed), code):
        raise KnownError(
            "recovery-code-wrong",
            "This is not the recovery code that was shown.",
            do="Read the code again and correct it.",
        )


def enrol(
    new: NewAccount, of: Identity, secret: bytes, issuer: Issuer, *, at: datetime
) -> tuple[Slot, Enrolment]:
    """A further account's slot, its certificate issued by an administrator's issuing key."""
    from cryptography import x509

    certificate = x509.load_der_x509_certificate(issuer.certificate)
    key = signing.private_key(issuer.key)
    return _slot(new, of, secret, issuer=certificate, issuer_key=key, at=at)


def administrator(
    new: NewAccount, of: Identity, secret: bytes, *, root_key: bytes, at: datetime
) -> tuple[Slot, Enrolment]:
    """The slot of somebody who makes accounts herself, under the ward's root."""
    from cryptography import x509

    from nursedesk.keys import certificates

    root, key = x509.load_der_x509_certificate(of.root), signing.new_key()
    above = signing.private_key(root_key)
    issuing = certificates.issuing(key, root, above, new.account, at)
    return _slot(new, of, secret, issuer=issuing, issuer_key=key, at=at, issues=True)


def wrapped_again(
    slot: Slot, of: Identity, keys: vault.PrivateKeys, passphrase: str, secret: bytes
) -> Slot:
    """The same keys and certificate as another slot, under another passphrase."""
    bare = msgspec.structs.replace(slot, slot=uuid4(), cost=new_cost())
    return _filled(bare, of, keys, passphrase, secret)


def _slot(
    new: NewAccount,
    of: Identity,
    secret: bytes,
    *,
    issuer: x509.Certificate,
    issuer_key: ec.EllipticCurvePrivateKey,
    at: datetime,
    issues: bool = False,
) -> tuple[Slot, Enrolment]:
    from nursedesk.keys import certificates

    key, sealing = signing.new_key(), secrets.token_bytes(vault.SECRET_BYTES)
    certificate = certificates.person(
        key, issuer, issuer_key, account=new.account, name=new.name, roles=new.roles, at=at
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
        signing=signing.private_bytes(key),
        issuing=signing.private_bytes(issuer_key) if issues else None,
    )
    enrolment = Enrolment(
        account=new.account,
        name=new.name,
        roles=new.roles,
        certificate=bare.certificate,
        sealing_key=vault.public_half(sealing),
        slot=bare.slot,
        issuing=bare.chain[0] if issues else None,
    )
    return _filled(bare, of, keys, new.passphrase, secret), enrolment


def _filled(
    bare: Slot, of: Identity, keys: vault.PrivateKeys, passphrase: str, secret: bytes
) -> Slot:
    binding = bare.binding(of)
    slot_key = from_passphrase(passphrase, bare.cost, binding)
    return msgspec.structs.replace(
        bare,
        wrapped_keys=vault.wrap(keys, slot_key, binding),
        sealed_secret=vault.seal(secret, vault.public_half(keys.sealing), binding),
    )


def write_root(path: Path, root_der: bytes) -> None:
    """Writes the public root certificate as PEM.

    Raises:
        OSError: the folder refused.
    """
    from nursedesk.keys import certificates

    write_whole(path, certificates.pem(root_der))
