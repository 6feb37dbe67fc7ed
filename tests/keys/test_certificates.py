from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from nursedesk.chart.terms import Role
from nursedesk.errors import KnownError
from nursedesk.keys import certificates
from tests.keys.conftest import AT, Ward


def chain(ward: Ward) -> tuple[x509.Certificate, x509.Certificate, x509.Certificate]:
    leaf = x509.load_der_x509_certificate(ward.nina.certificate)
    (issuing_der,) = ward.nina_keys.document_signer("nina's canary passphrase").chain
    root = x509.load_der_x509_certificate(ward.founding.root_certificate)
    return leaf, x509.load_der_x509_certificate(issuing_der), root


def test_the_subject_names_account_person_roles_and_ward(ward: Ward) -> None:
    leaf, _issuing, _root = chain(ward)
    subject = {
        kind: [a.value for a in leaf.subject.get_attributes_for_oid(kind)]
        for kind in (
            NameOID.SERIAL_NUMBER,
            NameOID.COMMON_NAME,
            NameOID.ORGANIZATIONAL_UNIT_NAME,
            NameOID.ORGANIZATION_NAME,
        )
    }

    assert list(subject.values()) == [["n.berg"], ["Nina Berg"], ["nurse"], ["Ward 7"]]


def test_the_issuing_certificate_makes_no_further_authority(ward: Ward) -> None:
    _leaf, issuing, root = chain(ward)
    constraints = issuing.extensions.get_extension_for_class(x509.BasicConstraints).value

    assert (constraints.ca, constraints.path_length) == (True, 0)
    assert certificates.issued_by(certificates.der(issuing), certificates.der(root))


def test_a_person_cannot_issue(ward: Ward) -> None:
    leaf, issuing, _root = chain(ward)

    assert certificates.issued_by(certificates.der(leaf), certificates.der(issuing))
    assert not certificates.issued_by(certificates.der(issuing), certificates.der(leaf))
    assert not certificates.issued_by(certificates.der(leaf), certificates.der(leaf))


def test_lifetimes_are_thirty_and_twenty_years(ward: Ward) -> None:
    leaf, _issuing, root = chain(ward)
    year = timedelta(days=365.25)

    assert root.not_valid_after_utc == AT + 30 * year
    assert leaf.not_valid_after_utc == AT + 20 * year
    assert leaf.not_valid_before_utc < AT


def test_nobodys_certificate_begins_after_the_wards_own() -> None:
    """Else keys made while the clock was ahead sign nothing until that time has come."""
    key, day = ec.generate_private_key(ec.SECP256R1()), timedelta(days=1)
    root = certificates.root(key, "Ward 7", AT, demo=False)
    issuing = certificates.issuing(key, root, key, "c.weiss", AT + day)
    leaf = certificates.person(
        key,
        issuing,
        key,
        account="n.berg",
        name="Nina Berg",
        roles=(Role.NURSE,),
        at=AT + 2 * day,
    )

    begin = {one.not_valid_before_utc for one in (root, issuing, leaf)}
    assert begin == {AT - timedelta(minutes=5)}


@pytest.mark.parametrize("year", [1970, 2099])
def test_no_authority_is_made_on_a_day_outside_the_wards_time(year: int) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    root = certificates.root(key, "Ward 7", AT, demo=False)
    with pytest.raises(KnownError) as caught:
        certificates.issuing(key, root, key, "c.weiss", datetime(year, 1, 1, tzinfo=UTC))

    assert caught.value.code == "clock-outside-ward"


def test_openssl_and_the_x509_rules_accept_the_chain(ward: Ward, tmp_path: Path) -> None:
    leaf, issuing, root = chain(ward)
    for name, certificate in (("leaf", leaf), ("issuing", issuing), ("root", root)):
        (tmp_path / name).write_bytes(certificates.pem(certificates.der(certificate)))
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-attime", str(int(AT.timestamp())),
         "-CAfile", "root", "-untrusted", "issuing", "leaf"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.stdout == "leaf: OK\n", done.stderr


def verified(leaf: x509.Certificate, issuing: x509.Certificate, root: x509.Certificate) -> bool:
    """Whether cryptography's own path building accepts; people have no alternative names."""
    people = ExtensionPolicy.permit_all().require_present(
        x509.BasicConstraints, Criticality.CRITICAL, None
    )
    policy = PolicyBuilder().store(Store([root])).time(AT).max_chain_depth(1)
    authorities = ExtensionPolicy.webpki_defaults_ca()
    verifier = policy.extension_policies(
        ca_policy=authorities, ee_policy=people
    ).build_client_verifier()
    try:
        verifier.verify(leaf, [issuing])
    except VerificationError:
        return False
    return True


def test_the_x509_rules_accept_this_wards_chain_only(ward: Ward, other_ward: Ward) -> None:
    leaf, issuing, root = chain(ward)
    _leaf, other_issuing, other_root = chain(other_ward)

    assert verified(leaf, issuing, root)
    assert not verified(leaf, issuing, other_root)
    assert not verified(leaf, other_issuing, root)


def test_the_sign_in_window_loads_no_heavy_library(ward: Ward) -> None:
    script = (
        "import sys; from nursedesk.keys.keyring import FileKeyring;"
        "from pathlib import Path; keyring = FileKeyring(Path(sys.argv[1]));"
        "assert keyring.exists() and len(keyring.cards()) == 2 and not keyring.demo();"
        "heavy = {'sqlmodel', 'sqlalchemy', 'pyhanko', 'alembic', 'reportlab',"
        " 'cryptography.x509', 'argon2'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ward.folder)], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


def test_sign_in_reads_no_certificate(ward: Ward) -> None:
    script = (
        "import sys; from nursedesk.keys.keyring import FileKeyring; from pathlib import Path;"
        "keyring = FileKeyring(Path(sys.argv[1])); keyring.sign_in('n.berg', sys.stdin.read());"
        "print('cryptography.x509' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ward.folder)],
        input="nina's canary passphrase", capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "False\n"
