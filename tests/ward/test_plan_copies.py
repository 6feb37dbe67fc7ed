"""The printed plan and its calendar file through the use cases."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nursedesk.clock import SetClock
from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.errors import Refused
from nursedesk.ward import bags, clock_watch, entrance, plan_copies, planning
from nursedesk.ward.desk import Desk
from tests.ward.conftest import received
from tests.ward.fakes import FakeFiles
from tests.ward.test_planning import accepted


@pytest.mark.parametrize("copy", [plan_copies.sheet, plan_copies.calendar])
def test_without_an_accepted_plan_there_is_nothing_to_print(
    desk: Desk, session: UUID, copy: type
) -> None:
    with pytest.raises(Refused) as refused:
        copy(desk, session)
    assert refused.value.code == "no-plan"


def test_a_withdrawn_plan_is_not_printed_either(desk: Desk, session: UUID) -> None:
    accepted(desk, session)
    seen = desk.session(session).seq
    planning.withdraw(desk, session, "the course ends", seen=seen, intent=uuid4())
    with pytest.raises(Refused, match="No plan is accepted"):
        plan_copies.sheet(desk, session)


def test_the_sheet_is_as_of_the_last_entry_and_is_written_where_a_person_chose(
    desk: Desk, session: UUID
) -> None:
    accepted(desk, session)
    bags.receive(desk, session, received(), intent=uuid4())
    before = desk.session(session).seq
    content = plan_copies.sheet(desk, session)
    assert content == f"%PDF-plan as of {desk.session(session).number} ".encode()
    plan_copies.export(desk, content, Path("plan.pdf"))
    assert isinstance(desk.files, FakeFiles)
    assert desk.files.written == {Path("plan.pdf"): content}
    assert desk.session(session).seq == before


def test_the_calendar_has_a_date_for_each_bag_and_the_end(desk: Desk, session: UUID) -> None:
    accepted(desk, session)
    plan = desk.session(session).plan
    assert plan is not None
    lines = plan_copies.calendar(desk, session).decode().splitlines()
    assert len(lines) == len(plan.plan.bags) + 1
    assert all(line.startswith("DEMO, not for clinical use: ") for line in lines)


def test_a_plan_that_no_longer_fits_is_printed_as_such_and_goes_into_no_calendar(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    accepted(desk, session)
    clock.forward(hours=4)
    clock_watch.confirm(desk, clock.now(), intent=uuid4())
    assert b"The start was planned for" in plan_copies.sheet(desk, session)
    with pytest.raises(Refused, match="The start was planned for") as refused:
        plan_copies.calendar(desk, session)
    assert refused.value.code == "plan-no-longer-fits"


def test_nobody_signed_in_gets_no_copy(desk: Desk, session: UUID) -> None:
    accepted(desk, session)
    entrance.sign_out(desk)
    with pytest.raises(Refused):
        plan_copies.sheet(desk, session)


def test_the_real_documents_are_a_pdf_and_a_calendar(
    desk: Desk, session: UUID, clock: SetClock
) -> None:
    desk.documents = PdfDocuments(clock.zone)
    accepted(desk, session)
    clock.forward(minutes=timedelta(minutes=5) / timedelta(minutes=1))
    assert plan_copies.sheet(desk, session).startswith(b"%PDF-1.7")
    assert plan_copies.calendar(desk, session).startswith(b"BEGIN:VCALENDAR\r\n")
