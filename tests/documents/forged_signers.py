"""Forgeries by who signs and how: another ward, another role, another format, another person.

Beside how each is made stand the clause that names it and those besides it that refuse it too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter

from nursedesk.documents.clauses import Clause
from tests.documents import forge
from tests.documents.genuine import REVIEWED_AT, SIGNED_AT, Genuine
from tests.documents.ward import TestSigner, TestWard

Forgery = Callable[[Genuine], bytes]
FIELDS = ("nurse", "charge-nurse")
ANY = frozenset({Clause.BOTTOM_LINE})
UNNAMED = frozenset({Clause.TWO_PEOPLE})  # the certificate names no person of the ward


def nurse_signs(genuine: Genuine, signer: TestSigner, at: datetime = SIGNED_AT) -> bytes:
    return forge.fill(genuine.unsigned, "nurse", signer, at, certify=True)


def charge_nurse_signs(genuine: Genuine, signer: TestSigner, pdf: bytes | None = None) -> bytes:
    return forge.fill(pdf or genuine.signed, "charge-nurse", signer, REVIEWED_AT)


def extra_field(genuine: Genuine) -> bytes:
    pdf = forge.rewrite(genuine.unsigned, forge.add_field)
    return forge.fill(pdf, "nurse", genuine.nurse, SIGNED_AT, certify=True)


def charge_nurse_first(genuine: Genuine) -> bytes:
    return forge.fill(
        genuine.unsigned, "charge-nurse", genuine.charge_nurse, SIGNED_AT, certify=True
    )


def third_signature(genuine: Genuine) -> bytes:
    pdf = forge.update(genuine.countersigned, forge.add_field)
    return forge.fill(pdf, "administrator", genuine.charge_nurse, REVIEWED_AT)


def adobe_format(genuine: Genuine) -> bytes:
    subfilter = SigSeedSubFilter.ADOBE_PKCS7_DETACHED
    return forge.fill(
        genuine.unsigned, "nurse", genuine.nurse, SIGNED_AT, certify=True, subfilter=subfilter
    )


def other_digest(genuine: Genuine) -> bytes:
    return forge.fill(
        genuine.unsigned, "nurse", genuine.nurse, SIGNED_AT, certify=True, digest="sha512"
    )


def other_curve(genuine: Genuine) -> bytes:
    key = ec.generate_private_key(ec.SECP384R1())
    return nurse_signs(genuine, genuine.ward.signer("b.moreno", "Bea Moreno", "nurse", key=key))


def rsa_key(genuine: Genuine) -> bytes:
    key = rsa.generate_private_key(65537, 2048)
    return nurse_signs(genuine, genuine.ward.signer("b.moreno", "Bea Moreno", "nurse", key=key))


def false_signature(genuine: Genuine) -> bytes:
    lying = genuine.ward.signer("b.moreno", "Bea Moreno", "nurse", lie=True)
    return nurse_signs(genuine, lying)


def approval_only(genuine: Genuine) -> bytes:
    return forge.fill(genuine.unsigned, "nurse", genuine.nurse, SIGNED_AT)


def allows_comments(genuine: Genuine) -> bytes:
    return forge.fill(
        genuine.unsigned,
        "nurse",
        genuine.nurse,
        SIGNED_AT,
        certify=True,
        permission=MDPPerm.ANNOTATE,
    )


def does_not_lock(genuine: Genuine) -> bytes:
    unlocked = genuine.unsigned.replace(b"/Lock ", b"/Lokk ")
    assert unlocked != genuine.unsigned
    signed = forge.fill(unlocked, "nurse", genuine.nurse, SIGNED_AT, certify=True)
    return charge_nurse_signs(genuine, genuine.charge_nurse, signed)


def rogue_ward(genuine: Genuine) -> bytes:
    """Another root with the same names, and people with the same accounts."""
    return nurse_signs(genuine, TestWard().signer("b.moreno", "Bea Moreno", "nurse"))


def rogue_charge_nurse(genuine: Genuine) -> bytes:
    return charge_nurse_signs(genuine, TestWard().signer("c.holm", "Cia Holm", "charge-nurse"))


def expired(genuine: Genuine) -> bytes:
    until = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)
    return nurse_signs(genuine, genuine.ward.signer("b.moreno", "Bea", "nurse", until=until))


def not_yet_valid(genuine: Genuine) -> bytes:
    since = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
    return nurse_signs(genuine, genuine.ward.signer("b.moreno", "Bea", "nurse", since=since))


def edited_by_charge_nurse(edit: forge.Edit) -> Forgery:
    def forged(genuine: Genuine) -> bytes:
        return forge.fill(
            genuine.signed,
            "charge-nurse",
            genuine.charge_nurse,
            REVIEWED_AT,
            together_with=edit,
        )

    return forged


def edited_between(edit: forge.Edit) -> Forgery:
    return lambda genuine: charge_nurse_signs(
        genuine, genuine.charge_nurse, forge.update(genuine.signed, edit)
    )


def junk(tail: bytes, *, countersigned: bool = True) -> Forgery:
    return lambda genuine: (genuine.countersigned if countersigned else genuine.signed) + tail


def edited_after(edit: forge.Edit) -> Forgery:
    return lambda genuine: forge.update(genuine.countersigned, edit)


def saved_again_before_signing(genuine: Genuine) -> bytes:
    pdf = forge.update(genuine.unsigned, forge.edit_page)
    return forge.fill(pdf, "nurse", genuine.nurse, SIGNED_AT, certify=True)


def as_(*roles: str, account: str = "e.berg") -> Forgery:
    """The second field filled by somebody with these roles."""
    return lambda genuine: charge_nurse_signs(
        genuine, genuine.ward.signer(account, "Eva Berg", *roles)
    )


def pharmacist_first(genuine: Genuine) -> bytes:
    return nurse_signs(genuine, genuine.ward.signer("p.ek", "Per Ek", "pharmacist"))


def authority_first(genuine: Genuine) -> bytes:
    signer = genuine.ward.signer("b.moreno", "Bea Moreno", "nurse", authority=True, usable=True)
    return nurse_signs(genuine, signer)


def same_account(genuine: Genuine) -> bytes:
    again = genuine.ward.signer("b.moreno", "Bea Moreno", "nurse", "charge-nurse")
    return charge_nurse_signs(genuine, again)


def same_key(genuine: Genuine) -> bytes:
    other = genuine.ward.signer("x.other", "Xi Other", "charge-nurse", key=genuine.nurse.key)
    return charge_nurse_signs(genuine, other)


def more_certificates(genuine: Genuine) -> bytes:
    other = genuine.ward.signer("x.other", "Xi Other", "nurse")
    burdened = replace(genuine.nurse, chain=(*genuine.nurse.chain, other.certificate))
    return nurse_signs(genuine, burdened)


SIGNERS: dict[str, tuple[Forgery, Clause, frozenset[Clause]]] = {
    # name: (how it is made, the clause that names it, clauses besides it that would refuse it too)
    "a third field": (extra_field, Clause.FIELDS, frozenset()),
    "charge nurse first": (charge_nurse_first, Clause.FIELDS, frozenset({Clause.ADDED})),
    "a third signature": (
        third_signature,
        Clause.FIELDS,
        frozenset(
            {Clause.SIGNED, Clause.CERTIFIED, Clause.UNCHANGED, Clause.REVISIONS}
            | {Clause.ADDED, Clause.ROLE, Clause.TWO_PEOPLE, *ANY}
        ),
    ),
    "Adobe's format": (adobe_format, Clause.FORMAT, frozenset()),
    "SHA-512": (other_digest, Clause.ALGORITHM, frozenset({Clause.BYTE_RANGE})),
    "P-384": (other_curve, Clause.ALGORITHM, frozenset({Clause.BYTE_RANGE})),
    "RSA": (rsa_key, Clause.ALGORITHM, frozenset({Clause.BYTE_RANGE})),
    "a stowaway certificate": (more_certificates, Clause.TRUSTED, frozenset()),
    "a false signature": (false_signature, Clause.INTACT, ANY | {Clause.TRUSTED}),
    "not certified": (approval_only, Clause.CERTIFIED, frozenset()),
    "comments allowed": (allows_comments, Clause.CERTIFIED, frozenset()),
    "not locked": (does_not_lock, Clause.CERTIFIED, frozenset({Clause.CARRIED})),
    "another ward of the same name": (rogue_ward, Clause.TRUSTED, ANY),
    "a charge nurse of another ward": (rogue_charge_nurse, Clause.TRUSTED, ANY),
    "certificate expired before": (expired, Clause.TRUSTED, ANY),
    "certificate not yet valid": (not_yet_valid, Clause.TRUSTED, ANY),
    "painted over while countersigning": (
        edited_by_charge_nurse(forge.edit_page),
        Clause.UNCHANGED,
        ANY | {Clause.ADDED},
    ),
    "painted over between": (
        edited_between(forge.edit_page),
        Clause.UNCHANGED,
        ANY | {Clause.REVISIONS},
    ),
    "saved again between": (edited_between(forge.touch), Clause.REVISIONS, frozenset()),
    "saved again before": (saved_again_before_signing, Clause.REVISIONS, frozenset()),
    "spaces after the end": (junk(b" \n"), Clause.WHOLE_FILE, frozenset()),
    "junk after the end": (junk(b"% more\n"), Clause.WHOLE_FILE, frozenset()),
    "junk after the nurse's": (
        junk(b"% more\n", countersigned=False),
        Clause.WHOLE_FILE,
        frozenset(),
    ),
    "painted over after": (
        edited_after(forge.edit_page),
        Clause.UNCHANGED,
        ANY | {Clause.WHOLE_FILE, Clause.REVISIONS},
    ),
    "a pharmacist prepares": (pharmacist_first, Clause.ROLE, frozenset()),
    "an authority prepares": (authority_first, Clause.ROLE, UNNAMED),
    "a nurse reviews": (as_("nurse"), Clause.ROLE, frozenset()),
    "an administrator reviews": (as_("administrator"), Clause.ROLE, frozenset()),
    "nobody's role": (as_(), Clause.ROLE, frozenset()),
    "an unknown role": (as_("charge-nurse", "boss"), Clause.ROLE, UNNAMED),
    "an account that is none": (as_("charge-nurse", account="E. Berg"), Clause.ROLE, UNNAMED),
    "the same account twice": (same_account, Clause.TWO_PEOPLE, frozenset()),
    "the same key twice": (same_key, Clause.TWO_PEOPLE, frozenset()),
}
