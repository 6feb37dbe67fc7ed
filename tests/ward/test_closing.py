"""Closing a session: when it may be, and that nothing more is recorded in it."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from nursedesk.bootstrap import make_desk
from nursedesk.chart.session_entries import InfusionStopped, Patient, SessionClosed
from nursedesk.chart.terms import Ending, WalkKind, WalkOutcome
from nursedesk.clock import SetClock
from nursedesk.errors import Refused
from nursedesk.protocol.terms import Kind
from nursedesk.walkthrough import rounds
from nursedesk.walkthrough.crew import CLARA, NINA, TOM, Crew
from nursedesk.ward import bags, entrance, handovers, sessions, walks
from nursedesk.ward.desk import Desk
from nursedesk.ward.views.board import ward_board
from tests.proofs.damaged_ward import in_memory
from tests.ward.conftest import START, Restart, opened, passphrase, received
from tests.ward.fakes import MemoryStore

ANN = Patient(family="Doe", given="Ann", identifier="P-1", born=date(1987, 3, 4))
DONE = SessionClosed(ending=Ending.COMPLETED, note=None)


def closes(desk: Desk, session: UUID, ending: Ending = Ending.COMPLETED) -> None:
    body = SessionClosed(ending=ending, note="as ordered")
    sessions.close(desk, session, body, intent=uuid4())


def test_a_closed_session_leaves_the_board_and_takes_nothing_more(
    desk: Desk, session: UUID, restart: Restart
) -> None:
    closes(desk, session)
    assert not ward_board(desk).lines
    with pytest.raises(Refused) as refused:
        bags.receive(desk, session, received(), intent=uuid4())
    assert refused.value.code == "session-closed"
    assert "02-Mar-2026" in refused.value.happened
    assert desk.session(session).closed_at is not None
    again = restart()
    entrance.sign_in(again, "n.berg", passphrase("n.berg"))
    assert not again.sessions()
    assert len(again.session(session).history) == 3


def test_it_is_closed_once(desk: Desk, session: UUID) -> None:
    closes(desk, session)
    with pytest.raises(Refused) as refused:
        closes(desk, session)
    assert refused.value.code == "session-closed"


def test_the_same_patient_may_come_again(desk: Desk, session: UUID) -> None:
    with pytest.raises(Refused):
        sessions.open_session(desk, opened(), intent=uuid4())
    closes(desk, session)
    assert sessions.open_session(desk, opened(), intent=uuid4()) != session


def test_a_retry_closes_once_and_a_stale_form_does_not(desk: Desk, session: UUID) -> None:
    seen = desk.session(session).seq
    bags.receive(desk, session, received(), intent=uuid4())
    with pytest.raises(Refused) as refused:
        sessions.close(desk, session, DONE, intent=uuid4(), seen=seen)
    assert refused.value.code == "stale-form"
    intent = uuid4()
    first = sessions.close(desk, session, DONE, intent=intent)
    assert sessions.close(desk, session, DONE, intent=intent) == first


def test_a_walk_is_ended_first(desk: Desk, session: UUID, store: MemoryStore) -> None:
    walk = walks.begin(desk, session, WalkKind.SYMPTOM_CHECK, intent=uuid4())
    before = len(store.chain)
    with pytest.raises(Refused) as refused:
        closes(desk, session)
    assert refused.value.code == "walk-open"
    assert len(store.chain) == before
    shown = walks.view(desk, session, walk)
    walks.end(desk, shown, WalkOutcome.ABANDONED, intent=uuid4(), reason="called away")
    closes(desk, session)


def test_a_pharmacist_does_not_close(desk: Desk, session: UUID) -> None:
    entrance.sign_in(desk, "p.holm", passphrase("p.holm"))
    with pytest.raises(Refused) as refused:
        closes(desk, session)
    assert refused.value.code == "not-allowed"


def test_a_note_is_countersigned_first_and_what_runs_is_stopped() -> None:
    clock = SetClock(START)
    with in_memory() as folder:
        desk = make_desk(folder / "ward", clock=clock)
        crew = Crew(desk, clock)
        crew.found()
        crew.sign_in(NINA)
        session = rounds.open_session(crew, ANN)
        bag, made = rounds.receive(crew, session, ANN, Kind.H24)
        answers = rounds.timed(crew, rounds.facts(crew, ANN, made, running=False))
        crew.walk(session, WalkKind.BAG_CHANGE, answers, crew.second(TOM), bag)
        note, since = uuid4(), clock.now() - timedelta(hours=1)
        drafted = handovers.draft(desk, session, note=note, period_from=since)
        handovers.sign(desk, drafted, NINA.passphrase, intent=uuid4())
        refusals = []
        for ending in (Ending.MOVED, Ending.COMPLETED):
            with pytest.raises(Refused) as refused:
                closes(desk, session, ending)
            refusals.append(refused.value.code)
            crew.sign_in(CLARA)
            if ending is Ending.MOVED:
                handovers.countersign(desk, session, note, CLARA.passphrase, intent=uuid4())
        assert refusals == ["note-waits", "infusion-runs"]
        stopped = InfusionStopped(reason="complete", adverse_reaction=False)
        clock.forward(minutes=1)
        bags.stop_infusion(desk, session, stopped, intent=uuid4())
        closes(desk, session)
        desk.close()
