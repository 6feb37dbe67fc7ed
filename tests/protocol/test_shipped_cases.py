"""The case files beside the shipped protocol: all pass, and together they prove every rule."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from nursedesk.protocol import cases
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.questions import Ask
from nursedesk.protocol.rules import Rule

FILES = cases.beside_installed()


def results(file: Path) -> list[cases.Result]:
    return list(cases.run(file, cases.remembering()))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_passes_and_proves_the_rules_it_names(file: Path) -> None:
    found = results(file)
    assert [(one.id, one.problems) for one in found if one.problems] == []
    assert [(one.id, one.unproved) for one in found if one.unproved] == []
    assert found


def test_every_question_has_its_case_file() -> None:
    assert {file.stem for file in FILES} == set(Ask)


def test_every_rule_is_proved_by_a_case(protocol: Protocol) -> None:
    named = {
        rule
        for file in FILES
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
        for rule in case.get("rules", ())
    }
    assert set(Rule) - named == set()


def test_every_case_file_asks_its_own_question() -> None:
    for file in FILES:
        asked = {case["ask"] for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]}
        assert asked == {file.stem}
