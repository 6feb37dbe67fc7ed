from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nursedesk.errors import KnownError
from nursedesk.keys import certificates, recovery_code, signing, slots
from nursedesk.keys.keyring import FileKeyring
from tests.keys.conftest import Ward, opened_with

codes = st.binary(min_size=recovery_code.RECOVERY.size, max_size=recovery_code.RECOVERY.size)
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
    recovered = opened_with(ward.folder, ward.founding.recovery_code)

    assert recovered.secret == ward.nina_keys.ward_secret()
    signature = signing.sign(signing.private_key(recovered.root_key), b"x")
    assert certificates.signed_by(ward.founding.root_certificate, b"x", signature)


def test_another_wards_code_opens_nothing(ward: Ward, other_ward: Ward) -> None:
    with pytest.raises(KnownError, match="not the recovery code of this ward"):
        opened_with(ward.folder, other_ward.founding.recovery_code)


@given(codes, st.integers(0, 7), st.integers(0, 4), st.integers(0, 4))
def test_two_characters_of_a_group_that_changed_places_are_located(
    code: bytes, group: int, one: int, two: int
) -> None:
    characters = list(recovery_code.printed(code).replace("-", ""))
    one, two = group * 5 + one, group * 5 + two
    if characters[one] == characters[two]:
        return
    characters[one], characters[two] = characters[two], characters[one]
    with pytest.raises(KnownError, match=f"Group {group + 1} "):
        recovery_code.parsed("".join(characters))


@given(codes, st.integers(0, 7), st.integers(0, 7))
def test_swapped_groups_are_noticed(code: bytes, one: int, two: int) -> None:
    groups = recovery_code.printed(code).split("-")
    if one == two:
        return
    groups[one], groups[two] = groups[two], groups[one]
    with pytest.raises(KnownError, match=f"Group {min(one, two) + 1} "):
        recovery_code.parsed("-".join(groups))


@given(codes, st.integers(0, 7))
def test_a_group_with_a_character_missing_is_located(code: bytes, place: int) -> None:
    groups = recovery_code.printed(code).split("-")
    groups[place] = groups[place][:-1]
    with pytest.raises(KnownError, match=f"Group {place + 1} .* 4 characters"):
        recovery_code.parsed(" ".join(groups))


def test_what_a_word_processor_makes_of_a_hyphen_does_not_matter() -> None:
    shown = recovery_code.printed(bytes(range(20)))

    assert recovery_code.parsed(shown.replace("-", "\u2013")) == bytes(range(20))
    assert recovery_code.parsed(shown.replace("-", "\u00a0")) == bytes(range(20))


@pytest.mark.parametrize("field", ["sealed_secret", "wrapped_root_key", "ward"])
def test_an_altered_envelope_opens_nothing(
    ward: Ward, other_ward: Ward, copy_of: Callable[[Ward], FileKeyring], tmp_path: Path, field: str
) -> None:
    copy_of(ward)
    path = tmp_path / "copy" / "keys" / slots.RECOVERY
    content = json.loads(path.read_text())
    foreign = json.loads((other_ward.folder / "keys" / slots.RECOVERY).read_text())
    path.write_text(json.dumps({**content, field: foreign[field]}))

    with pytest.raises(KnownError) as caught:
        opened_with(tmp_path / "copy", ward.founding.recovery_code)
    assert caught.value.code == "recovery-code-wrong"
