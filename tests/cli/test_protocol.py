"""`nursedesk protocol`: exit codes, and one clear sentence for whatever goes wrong."""

from __future__ import annotations

import argparse
import io
import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from nursedesk.cli import protocol as command
from nursedesk.cli import protocol_parser
from nursedesk.clock import SetClock
from nursedesk.protocol import cases, loader

GOOD = """
[[case]]
id = "good"
ask = "bag"
expect = { verdict = "hang" }
[case.given]
kind = "24h"
prepared_at = 2026-03-02T08:00:00Z
places = [{ place = "refrigerator", from = 2026-03-02T08:00:00Z }]
now = 2026-03-02T12:00:00Z
"""
BAD = GOOD.replace('id = "good"', 'id = "bad"').replace('"hang"', '"discard"')
TODAY = SetClock(datetime(2026, 11, 22, tzinfo=UTC))


def run(*arguments: object, clock: SetClock = TODAY) -> tuple[int, str, str]:
    """Exit code, what was printed, and what was said of errors."""
    parser = argparse.ArgumentParser()
    protocol_parser.add_parser(parser.add_subparsers())
    out, err = io.StringIO(), io.StringIO()
    args = parser.parse_args(["protocol", *map(str, arguments)])
    return command.run(args, out, err, clock), out.getvalue(), err.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "some.toml"
    path.write_text(GOOD + BAD, encoding="utf-8")
    return path


def test_without_a_file_the_delivered_cases_run_and_pass() -> None:
    code, out, err = run("test")
    count = sum(
        len(tomllib.loads(file.read_text(encoding="utf-8"))["case"])
        for file in cases.beside_installed()
    )
    assert (code, out, err) == (0, f"{count} passed, 0 failed\n", "")


def test_a_failing_case_is_one_line_and_exit_1(file: Path) -> None:
    code, out, _ = run("test", file)
    failing, last = out.splitlines()
    assert failing == f"{file}: bad: verdict: expected discard, got hang"
    assert (code, last) == (1, "1 passed, 1 failed")


def test_several_files_are_counted_together(file: Path, tmp_path: Path) -> None:
    code, out, _ = run("test", file, tmp_path / "none.toml", file)
    assert (code, out.splitlines()[-1]) == (1, "2 passed, 3 failed")
    assert "none.toml: (file):" in out


def test_a_rule_that_was_not_used_is_a_note_and_no_failure(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(GOOD.replace("expect", 'rules = ["PRE-MRD-ADULT"]\nexpect'), encoding="utf-8")
    code, out, _ = run("test", path)
    assert code == 0
    assert out.splitlines()[0].startswith("note: ")
    assert "PRE-MRD-ADULT" in out


def test_ask_prints_one_json_object_for_each_case(file: Path) -> None:
    code, out, err = run("ask", file, "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert (code, err) == (0, "")
    assert (first["id"], second["id"]) == ("good", "bad")
    assert set(first) == {"id", "answer", "rules", "citations", "status"}
    assert first["status"] == "label"
    assert "STO-ROOM" in first["rules"]
    assert first["answer"] == {
        "verdict": "hang",
        "use_until": "2026-03-04T12:00:00Z",
        "hang_by": "2026-03-03T12:00:00Z",
        "undelivered_hours": 0,
        "reasons": [],
    }


def test_ask_answers_every_delivered_case_in_json() -> None:
    for path in cases.beside_installed():
        code, out, _ = run("ask", path, "--json")
        assert code == 0
        assert all(json.loads(line)["citations"] for line in out.splitlines())


def test_ask_needs_no_expectation_and_says_what_cannot_be_answered(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(
        '[[case]]\nid = "x"\nask = "dose"\ngiven = {}\n'
        + GOOD.replace('expect = { verdict = "hang" }\n', ""),
        encoding="utf-8",
    )
    code, out, _ = run("ask", path, "--json")
    first, second = (json.loads(line) for line in out.splitlines())
    assert code == 1
    assert first == {"id": "x", "error": "given.indication: this key is missing"}
    assert second["answer"]["verdict"] == "hang"


def test_ask_without_json_is_readable(file: Path, tmp_path: Path) -> None:
    assert run("ask", file)[1].startswith('good: {"verdict":"hang",')
    assert "not answered" in run("ask", tmp_path / "none.toml")[1]


def test_verify_says_that_the_delivered_file_is_whole(tmp_path: Path) -> None:
    code, out, err = run("verify", loader.installed()[-1])
    assert (code, err) == (0, "")
    assert "whole" in out
    assert "as delivered" in out
    assert "not yet checked" in out
    assert "has passed" not in out


def test_verify_tells_when_the_review_is_overdue() -> None:
    late = SetClock(datetime(2030, 1, 1, tzinfo=UTC))
    code, out, _ = run("verify", loader.installed()[-1], clock=late)
    assert (code, "has passed" in out) == (0, True)


def test_verify_refuses_an_edited_active_file_with_exit_1(tmp_path: Path) -> None:
    text = loader.installed()[-1].read_text(encoding="utf-8")
    edited = tmp_path / "edited.toml"
    edited.write_text(text.replace("value = 45, unit = 'kg'", "value = 40, unit = 'kg'"))
    code, out, err = run("verify", edited)
    assert (code, out) == (1, "")
    assert "calls itself active" in err
    assert "Nothing was saved." in err
    edited.write_text(edited.read_text().replace("'active'", "'draft'", 1))
    assert run("verify", edited)[0] == 0


@pytest.mark.parametrize("content", [b"", b"\xff", b"a = [", b"[header]\nid = 1", b"x = nan"])
def test_verify_refuses_what_is_no_protocol_with_one_sentence(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(content)
    code, _, err = run("verify", path)
    assert (code, err.count("\n")) == (1, 1)
    assert "Nothing was saved." in err


@pytest.mark.parametrize("name", ["none.toml", "."])
def test_verify_of_what_cannot_be_read_is_exit_2(tmp_path: Path, name: str) -> None:
    code, _, err = run("verify", tmp_path / name)
    assert (code, "cannot be read" in err) == (2, True)


def test_show_prints_every_section_or_one() -> None:
    code, everything, _ = run("show")
    assert code == 0
    for section in ("about", "rules-sto", "values", "discrepancies", "sources"):
        assert f"[{section}]" in everything
    one = run("show", "rules-sto")[1]
    assert "STO-ROOM" in one
    assert "DOSE-FIXED" not in one
    assert max(map(len, one.splitlines())) <= 100


def test_show_of_an_unknown_section_names_the_known_ones() -> None:
    code, _, err = run("show", "nonsense")
    assert (code, "rules-sto" in err) == (2, True)


def test_a_reader_that_closes_early_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    args: Any = argparse.Namespace(protocol_command="show", section=None)
    assert command.run(args, Closed()) == 0


def test_a_character_that_the_terminal_lacks_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "some.toml"
    path.write_text(BAD.replace('"bad"', '"\u6c34"'), encoding="utf-8")
    args: Any = argparse.Namespace(protocol_command="test", file=[path])
    out = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    assert command.run(args, out) == 1
    out.seek(0)
    assert "\\u6c34: verdict" in out.read()


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A ward's own version of the delivered protocol."""
    text = loader.installed()[0].read_text(encoding="utf-8")
    text = text.replace("version = '1.0.0'", "version = '1.1.0'", 1)
    path = tmp_path / "own.toml"
    path.write_text(text.replace("status = 'active'", "status = 'draft'", 1), encoding="utf-8")
    return path


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    folder = tmp_path / "ward"
    folder.mkdir()
    return folder


def test_an_own_version_is_verified_and_copied(own: Path, ward: Path) -> None:
    code, out, err = run("install", own, "--data", ward)
    copy = ward / "protocols" / "blinatumomab-us" / "1.1.0.toml"

    assert (code, err) == (0, "")
    assert "not a delivered file; judged on content" in out
    assert out.splitlines()[-1].startswith(f"Copied to {copy}. It is in force once two people")
    assert copy.read_bytes() == own.read_bytes()
    assert [path.name for path in loader.installed(ward / "protocols")] == ["1.1.0.toml"]


def test_installing_the_same_again_changes_nothing(own: Path, ward: Path) -> None:
    assert [run("install", own, "--data", ward)[0] for _ in range(2)] == [0, 0]


def test_a_version_is_never_replaced(own: Path, ward: Path) -> None:
    run("install", own, "--data", ward)
    before = (ward / "protocols" / "blinatumomab-us" / "1.1.0.toml").read_bytes()
    own.write_bytes(before + b"# another remark\n")
    code, out, err = run("install", own, "--data", ward)

    assert (code, out) == (1, "")
    assert "1.1.0 already, with other content. Nothing was installed." in err
    assert (ward / "protocols" / "blinatumomab-us" / "1.1.0.toml").read_bytes() == before


def test_a_delivered_version_is_not_replaced_by_an_own_one(own: Path, ward: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8").replace("'1.1.0'", "'1.0.0'", 1), "utf-8")
    code, _out, err = run("install", own, "--data", ward)

    assert code == 1
    assert "1.0.0 already" in err
    assert not (ward / "protocols").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("status = 'draft'", "status = 'active'", "calls itself active"),
        ("id = 'blinatumomab-us'", "id = '../../outside'", "header.id"),
        ("version = '1.1.0'", "version = '../1'", "header.version"),
        ("effective = 2026", "effective = 2996", "dates out of order"),
    ],
)
def test_a_refused_file_is_not_installed(
    own: Path, ward: Path, before: str, after: str, said: str
) -> None:
    text = own.read_text(encoding="utf-8")
    assert before in text
    own.write_text(text.replace(before, after, 1), encoding="utf-8")
    code, _out, err = run("install", own, "--data", ward)

    assert code == 1
    assert said in err
    assert not list(ward.iterdir())


def test_a_missing_data_folder_is_said(own: Path, tmp_path: Path) -> None:
    code, _out, err = run("install", own, "--data", tmp_path / "nowhere")

    assert code == 1
    assert "There is no folder" in err
