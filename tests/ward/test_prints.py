"""Unsigned prints through the use cases: the whole ward, and the full record of a session."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.clock import SetClock
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, entrance, prints
from nursedesk.ward.desk import Desk, View
from tests.ward.conftest import received
from tests.ward.fakes import FakeFiles


def test_the_ward_sheet_has_every_patient_as_of_the_last_entry(desk: Desk, session: UUID) -> None:
    bags.receive(desk, session, received(), intent=uuid4())
    last = desk.store.last()
    assert last is not None
    content = prints.whole_ward(desk)
    assert content.startswith(f"%PDF-ward as of {last.number}: ".encode())
    assert desk.session(session).opened.patient.identifier.encode() in content


def test_a_patient_that_cannot_be_shown_is_named(desk: Desk, session: UUID) -> None:
    patient = desk.session(session).opened.patient
    desk.found_damage([], {session}, [])
    content = prints.whole_ward(desk).decode()
    assert content.endswith(f"({patient.identifier})")


def test_the_full_record_has_every_entry_and_records_nothing(desk: Desk, session: UUID) -> None:
    bags.receive(desk, session, received(), intent=uuid4())
    before = desk.store.last()
    content = prints.record_of(desk, session)
    assert b"Session opened; Bag 1 received" in content
    prints.export(desk, content, Path("record.pdf"))
    assert isinstance(desk.files, FakeFiles)
    assert desk.files.written == {Path("record.pdf"): content}
    assert desk.store.last() == before


def test_nobody_signed_in_gets_no_print(desk: Desk, session: UUID) -> None:
    entrance.sign_out(desk)
    with pytest.raises(Refused, match="Nobody is signed in"):
        prints.whole_ward(desk)
    with pytest.raises(Refused, match="Nobody is signed in"):
        prints.record_of(desk, session)


def test_a_view_in_an_emergency_prints_nothing(desk: Desk, session: UUID) -> None:
    entrance.sign_out(desk)
    desk.view = View(name="Anybody", ends=desk.clock.boot_seconds() + 60, opened=False)
    assert desk.session(session).id == session
    with pytest.raises(Refused, match="Nobody is signed in"):
        prints.whole_ward(desk)
    with pytest.raises(Refused, match="Nobody is signed in"):
        prints.record_of(desk, session)


def test_a_session_that_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(KnownError) as said:
        prints.record_of(desk, uuid4())
    assert said.value.code == "no-such-session"


def test_the_real_documents_render_both(desk: Desk, session: UUID, clock: SetClock) -> None:
    desk.documents = PdfDocuments(clock.zone)
    for pdf in (prints.whole_ward(desk), prints.record_of(desk, session)):
        assert pdf.startswith(b"%PDF-")
        assert b"/Sig" not in pdf
