"""Blank checklists at any time: before anybody signed in, and of the adopted protocol after it."""

from __future__ import annotations

from pathlib import Path

from nursedesk.ward import entrance, paper
from nursedesk.ward.desk import Desk
from tests.ward.fakes import FakeFiles


def test_nobody_needs_to_sign_in(bare_desk: Desk) -> None:
    paper.save(bare_desk, Path("checklists.pdf"))

    assert isinstance(bare_desk.files, FakeFiles)
    assert b"as delivered" in bare_desk.files.written[Path("checklists.pdf")]


def test_an_open_chart_gives_its_own_protocol_also_when_nobody_is_there(desk: Desk) -> None:
    assert b"as this ward adopted it" in paper.blank(desk)
    entrance.sign_out(desk)
    assert b"as this ward adopted it" in paper.blank(desk)
