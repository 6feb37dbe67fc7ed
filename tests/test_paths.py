"""The environment that the system's own programs are started with."""

from __future__ import annotations

import sys

import pytest

from nursedesk import paths


@pytest.mark.parametrize(
    ("frozen", "before", "given"),
    [(False, None, "/ours"), (True, None, None), (True, "/theirs", "/theirs")],
)
def test_a_packaged_programs_libraries_are_not_given_on(
    monkeypatch: pytest.MonkeyPatch,
    frozen: bool,
    before: str | None,
    given: str | None,
) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", "/ours")
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    assert paths.system_environment().get("LD_LIBRARY_PATH") == given
