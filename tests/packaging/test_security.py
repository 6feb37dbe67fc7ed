"""SECURITY.md claims nothing without a place: the modules, tests and proofs it names are there."""

from __future__ import annotations

import re

import pytest

from tests.packaging.test_hazards import functions
from tests.packaging.tree import ROOT
from tests.proofs.registry import BUILT

TEXT = (ROOT / "packaging" / "SECURITY.md").read_text(encoding="utf-8")
_TEST = re.compile(r"`(\w+/(?:\w+/)*test_\w+)(?:::(\w+))?`")
_MODULE = re.compile(r"`((?:\w+/)+\w+\.py)`")
_PROOF = re.compile(r"\bT\d\d\b")


def missing(text: str) -> list[str]:
    """What a text names and what is not there."""
    found = [f"no module {one}" for one in _MODULE.findall(text) if not _is(f"nursedesk/{one}")]
    for file, name in _TEST.findall(text):
        tests = functions(ROOT / "tests" / f"{file}.py")
        if not tests or (name and name not in tests):
            found.append(f"no test {file} {name}".rstrip())
    return found + [f"no proof {one}" for one in _PROOF.findall(text) if one not in BUILT]


def _is(path: str) -> bool:
    return (ROOT / path).is_file()


def test_all_that_it_names_is_there() -> None:
    for names in (_MODULE, _TEST, _PROOF):
        assert len(names.findall(TEXT)) > 5
    assert missing(TEXT) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("`keys/nowhere.py`", "no module keys/nowhere.py"),
        ("`keys/test_nowhere`", "no test keys/test_nowhere"),
        ("`keys/test_pin::test_nothing`", "no test keys/test_pin test_nothing"),
        ("T99", "no proof T99"),
    ],
)
def test_what_is_not_there_is_found(text: str, said: str) -> None:
    assert missing(text) == [said]
