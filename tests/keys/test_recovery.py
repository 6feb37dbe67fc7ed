from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nursedesk.errors import KnownError
from nursedesk.keys import certificates, recovery_code
from tests.keys.conftest import Ward

codes = st.binary(min_size=recovery_code.CODE_BYTES, max_size=recovery_code.CODE_BYTES)
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@given(codes)
def test_a_code_reads_back_however_it_is_typed(code: bytes) -> None:
    shown = recovery_code.printed(code)

    assert [len(group) for group in shown.split("-")] == [5] * 8
    assert recovery_code.parsed(shown) == code
    assert recovery_code.parsed(shown.lower().replace("-", " ")) == code
    assert recovery_code.parsed(shown.replace("0", "O").replace("1", "l")) == code


@given(codes, st.integers(0, 39), st.sampled_from(ALPHABET))
def test_every_wrong_character_is_located_to_its_group(code: bytes, place: int, wrong: str) -> None:
    characters = list(recovery_code.printed(code).replace("-", ""))
    if characters[place] == wrong:
        return
    characters[place] = wrong
    with pytest.raises(KnownError, match=f"Group {place // 5 + 1} "):
        recovery_code.parsed("".join(characters))


@pytest.mark.parametrize("typed", ["", "ABC", "U" * 40, "é" * 40, "0" * 41])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(KnownError) as caught:
        recovery_code.parsed(typed)

    assert caught.value.code == "recovery-code-wrong"


def test_the_envelope_holds_the_ward_secret_and_the_root_key(ward: Ward) -> None:
    recovered = ward.keyring.open_recovery(ward.founding.recovery_code)

    assert recovered.secret == ward.nina_keys.ward_secret()
    signature = certificates.sign(certificates.private_key(recovered.root_key), b"x")
    assert certificates.signed_by(ward.founding.root_certificate, b"x", signature)


def test_another_wards_code_opens_nothing(ward: Ward, other_ward: Ward) -> None:
    with pytest.raises(KnownError, match="not the recovery code of this ward"):
        ward.keyring.open_recovery(other_ward.founding.recovery_code)
