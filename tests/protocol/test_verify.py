"""Which protocol files are accepted as they stand, and which must call themselves drafts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.protocol import loader
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.verify import manifest, verify

TODAY = date(2026, 11, 22)


def copy(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "copy.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_installed_file_is_the_delivered_one() -> None:
    for file in loader.installed():
        assert verify(file, TODAY).as_delivered
    named = {(entry.id, entry.version) for entry in manifest().file}
    assert named == {(file.parent.name, file.stem) for file in loader.installed()}


def test_an_unaltered_copy_anywhere_is_accepted(tmp_path: Path, shipped_text: str) -> None:
    assert verify(copy(tmp_path, shipped_text), TODAY).as_delivered


@pytest.mark.parametrize(
    ("old", "new"), [("value = 48, unit = 'h'", "value = 47, unit = 'h'"), ("\n# Sources", "\n# S")]
)
def test_an_edited_file_that_calls_itself_active_is_refused(
    tmp_path: Path, shipped_text: str, old: str, new: str
) -> None:
    assert old in shipped_text
    with pytest.raises(KnownError) as caught:
        verify(copy(tmp_path, shipped_text.replace(old, new, 1)), TODAY)
    error, file = caught.value, tmp_path / "copy.toml"
    assert error.code == "protocol-altered"
    assert error.happened == f"{file} calls itself active but is not the file that was delivered."
    assert error.do == "Set its status to 'draft', or use the file as it was delivered."


@pytest.mark.parametrize("standing", ["draft", "retired"])
def test_a_draft_is_judged_on_its_content(tmp_path: Path, shipped_text: str, standing: str) -> None:
    text = shipped_text.replace("status = 'active'", f"status = '{standing}'", 1)
    found = verify(copy(tmp_path, text.replace("value = 48,", "value = 47,", 1)), TODAY)
    assert not found.as_delivered
    with pytest.raises(KnownError):
        verify(copy(tmp_path, text.replace("cite = ['N-body']", "cite = []", 1)), TODAY)


def test_a_passed_review_date_is_reported_and_does_not_refuse(protocol: Protocol) -> None:
    file, due = loader.installed()[-1], protocol.header.review_due
    assert not verify(file, due).review_passed
    assert verify(file, date.fromordinal(due.toordinal() + 1)).review_passed


@pytest.mark.parametrize("text", ["", "file = 1", "[[file]]\nid = 'x'"])
def test_a_damaged_manifest_is_a_known_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(loader, "folder", lambda: tmp_path)
    (tmp_path / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        manifest()
    error = caught.value
    assert (error.code, error.do) == ("manifest-damaged", "Install NurseDesk again.")
    assert error.happened.startswith("The list of delivered protocols is damaged: file")


def test_a_manifest_that_is_no_toml_is_a_known_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "folder", lambda: tmp_path)
    (tmp_path / "manifest.toml").write_text("= ", encoding="utf-8")
    with pytest.raises(KnownError) as caught:
        manifest()
    assert f"{tmp_path / 'manifest.toml'} is not a TOML file" in caught.value.happened
