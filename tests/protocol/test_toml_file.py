"""Reading a TOML file of anybody's: both sides of each bound, and the words of each refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.protocol.toml_file import contents, parse


def refusal(data: bytes) -> KnownError:
    with pytest.raises(KnownError) as caught:
        parse(data, "some.toml")
    return caught.value


@pytest.mark.parametrize("size", [0, 8_000_000])
def test_a_file_up_to_8_mb_is_read(tmp_path: Path, size: int) -> None:
    file = tmp_path / "some.toml"
    with file.open("wb") as opened:
        opened.truncate(size)
    assert len(contents(file)) == size


def test_a_larger_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "some.toml"
    with file.open("wb") as opened:
        opened.truncate(8_000_001)
    with pytest.raises(KnownError) as caught:
        contents(file)
    assert caught.value.code == "file-too-large"
    assert caught.value.happened == f"{file} is larger than 8 MB."
    assert caught.value.do == "Split the file."


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("none.toml", "No such file or directory"),
        ("", "it is not a plain file"),
        ("nul\0.toml", "not a usable file name"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(KnownError) as caught:
        contents(tmp_path / name)
    assert caught.value.code == "file-unreadable"
    assert caught.value.happened.endswith(f" cannot be read: {reason}.")
    assert caught.value.do == "Check the name and the rights of the file."


def test_a_line_may_hold_400_points() -> None:
    assert parse(b'a = "' + b"." * 400 + b'"\nb = "."', "some.toml")["b"] == "."
    error = refusal(b'b = 1\na = "' + b"." * 401 + b'"\n')
    assert "a line is nested too deeply" in error.happened


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff", "it is not UTF-8 text"),
        (b"a = " + b"[" * 5000, "it is nested too deeply"),
        (b"a = 1e" + b"9" * 30, "a number in it is too large"),
        (b"a = \n", "Invalid value (at line 1,"),
    ],
)
def test_what_is_not_toml_says_why(data: bytes, reason: str) -> None:
    error = refusal(data)
    assert error.code == "not-toml"
    assert error.happened.startswith(f"some.toml is not a TOML file: {reason}")
    assert error.do == "Correct the file, or use it as it was delivered."
