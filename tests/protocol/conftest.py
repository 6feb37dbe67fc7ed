"""The shipped protocol, and files made from it with one thing changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol

Refusal = Callable[..., KnownError]


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    return loader.shipped()


@pytest.fixture(scope="session")
def shipped_text() -> str:
    return loader.installed()[-1].read_text(encoding="utf-8")


@pytest.fixture
def refusal(shipped_text: str, tmp_path: Path) -> Refusal:
    """Loads the shipped file with one text replaced, and gives the refusal that must follow."""

    def refused(old: str, new: str) -> KnownError:
        assert old in shipped_text, "the text to change is no longer in the file"
        file = tmp_path / "edited.toml"
        file.write_text(shipped_text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(KnownError) as caught:
            loader.load(file)
        assert "edited.toml" in caught.value.happened
        return caught.value

    return refused
