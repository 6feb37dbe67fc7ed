"""The walkthrough as a user runs it: a process of its own, and other programs' verdict on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.chart.terms import kind_of
from nursedesk.walkthrough.crew import MEMBERS, NINA
from nursedesk.walkthrough.script import ALICE, BRUNO, COUNTERSIGNED, SIGNED
from nursedesk.ward import entrance
from tests.documents.tools import pdfsig_accepts, trust_store

_REFUSED = (
    "a wrong passphrase",
    "the same person as witness",
    "a blind mismatch",
    "a filter on a 7-day bag",
    "an expired bag",
)


def nursedesk(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nursedesk", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of one walkthrough, and what it printed."""
    out = tmp_path_factory.mktemp("walkthrough") / "out"
    ran = nursedesk("walkthrough", "--out", os.path.relpath(out))  # as it is typed in a shell
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stderr == ""
    return out, ran.stdout


def test_everything_was_verified_and_every_fault_refused(done: tuple[Path, str]) -> None:
    _out, printed = done

    assert printed.endswith("all verified\n")
    assert "FAILED" not in printed
    for fault in _REFUSED:
        assert f"ok: refused, {fault}" in printed


def test_it_leaves_what_it_promises(done: tuple[Path, str]) -> None:
    out, _printed = done

    assert {path.name for path in out.iterdir()} == {
        SIGNED,
        COUNTERSIGNED,
        "ward-ca.pem",
        "ward-accounts.txt",
        "board.png",
        "bag-change.png",
        "ward",
    }
    accounts = (out / "ward-accounts.txt").read_text(encoding="utf-8")
    assert all(member.account in accounts for member in MEMBERS)
    signed, both = (out / SIGNED).read_bytes(), (out / COUNTERSIGNED).read_bytes()
    assert both.startswith(signed)
    assert both != signed


@pytest.mark.parametrize("name", [SIGNED, COUNTERSIGNED])
def test_the_program_accepts_its_note_and_refuses_a_changed_byte(
    done: tuple[Path, str], name: str, tmp_path: Path
) -> None:
    out, _printed = done
    genuine = nursedesk("verify", str(out / name), "--ca", str(out / "ward-ca.pem"))
    assert (genuine.returncode, genuine.stderr) == (0, "")

    changed = bytearray((out / name).read_bytes())
    changed[len(changed) // 3] ^= 1
    (tmp_path / name).write_bytes(changed)
    refused = nursedesk("verify", str(tmp_path / name), "--ca", str(out / "ward-ca.pem"))
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(("name", "signatures"), [(SIGNED, 1), (COUNTERSIGNED, 2)])
def test_poppler_accepts_the_note_and_refuses_a_changed_byte(
    done: tuple[Path, str], name: str, signatures: int, tmp_path: Path
) -> None:
    out, _printed = done
    store = trust_store(tmp_path / "nss", (out / "ward-ca.pem").read_bytes())
    assert pdfsig_accepts(out / name, store, signatures)

    changed = bytearray((out / name).read_bytes())
    changed[len(changed) // 3] ^= 1
    (tmp_path / name).write_bytes(changed)
    assert not pdfsig_accepts(tmp_path / name, store, signatures)


def test_no_patient_name_is_in_clear_in_the_data_folder(done: tuple[Path, str]) -> None:
    out, _printed = done
    files = [path for path in (out / "ward").rglob("*") if path.is_file()]
    names = [
        word.encode(encoding)
        for patient in (ALICE, BRUNO)
        for word in (patient.family, patient.given, patient.identifier)
        for encoding in ("utf-8", "utf-16-le")
    ]

    assert files
    for path in files:
        content = path.read_bytes()
        assert not any(name in content for name in names), path


def test_the_same_chart_opens_again(done: tuple[Path, str], tmp_path: Path) -> None:
    out, _printed = done
    shutil.copytree(out / "ward", tmp_path / "ward")
    desk = make_desk(tmp_path / "ward")
    try:
        entrance.sign_in(desk, NINA.account, NINA.passphrase)
        families = [session.opened.patient.family for session in desk.sessions()]
        kinds = {kind_of(entry.body) for entry in desk.store.entries()}
    finally:
        desk.close()

    assert families == [ALICE.family, BRUNO.family]
    assert {"handover-signed", "handover-countersigned", "denied"} <= kinds


def test_it_touches_no_ward_that_is_there(done: tuple[Path, str]) -> None:
    out, _printed = done
    again = nursedesk("walkthrough", "--out", str(out))

    assert again.returncode == 1
    assert "holds a ward already" in again.stderr
    assert "Traceback" not in again.stderr
