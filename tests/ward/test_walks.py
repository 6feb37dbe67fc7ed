from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from nursedesk.chart.finding import MAY_BE_USED, MUST_NOT_BE_USED
from nursedesk.chart.session_entries import BagReceived, PharmacyAnswered
from nursedesk.chart.terms import WalkKind, WalkOutcome, kind_of
from nursedesk.clock import SetClock
from nursedesk.errors import BugError, KnownError, Refused
from nursedesk.ward import bags, entrance, walks
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.walks import WalkView
from tests.ward.conftest import START, opened, passphrase, received
from tests.ward.fakes import MemoryStore

LABEL = {
    "patient_identifier": "A-100",
    "dose_mcg_per_day": "28",
    "kind": "24h",
    "preservative": "no",
    "rate_ml_per_h": "10",
    "prepared_at": "2026-03-02T08:00:00Z",
    "use_by": "not-printed",
}


@pytest.fixture
def second(desk: Desk) -> Person:
    return entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))


@pytest.fixture
def at_label(desk: Desk, session: UUID) -> WalkView:
    """A bag change at the blind reading of the label."""
    (bag,) = desk.session(session).bags
    return to_label(desk, session, bag)


def to_label(desk: Desk, session: UUID, bag: UUID) -> WalkView:
    walk = walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)
    shown = walks.view(desk, session, walk)
    identity = {"identifier": "a-100", "born": "1987-03-04"}
    shown = walks.answer(desk, shown, identity, intent=uuid4())
    none = {"crs_signs": "no", "neurological_signs": "no"}
    return walks.answer(desk, shown, none, intent=uuid4())


def test_a_walk_is_begun_once_and_resumed(desk: Desk, session: UUID) -> None:
    (bag,) = desk.session(session).bags
    first = walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)

    assert walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag) == first


def test_a_bag_change_needs_a_bag_in_stock(desk: Desk, session: UUID) -> None:
    with pytest.raises(Refused, match="in stock"):
        walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=uuid4())


def test_another_bag_waits_until_the_open_change_is_over(desk: Desk, session: UUID) -> None:
    (first,) = desk.session(session).bags
    walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=first)
    bags.receive(desk, session, received(), intent=uuid4())
    other = next(bag for bag in desk.session(session).bags if bag != first)
    with pytest.raises(Refused) as caught:
        walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=other)

    assert caught.value.code == "other-walk-open"


def test_a_bag_may_be_set_aside_for_any_reason_that_is_given(
    desk: Desk, at_label: WalkView
) -> None:
    with pytest.raises(Refused) as caught:
        walks.end(desk, at_label, WalkOutcome.SET_ASIDE, intent=uuid4())
    assert caught.value.code == "reason-missing"

    walks.end(desk, at_label, WalkOutcome.SET_ASIDE, intent=uuid4(), reason="looks odd")
    (bag,) = desk.session(at_label.session).bags.values()
    assert bag.set_aside


def test_the_wrong_patient_stops_the_walk(desk: Desk, session: UUID) -> None:
    (bag,) = desk.session(session).bags
    walk = walks.begin(desk, session, WalkKind.BAG_CHANGE, intent=uuid4(), bag=bag)
    shown = walks.view(desk, session, walk)
    other = {"identifier": "A-101", "born": "1987-03-04"}

    after = walks.answer(desk, shown, other, intent=uuid4())

    assert after.step is not None
    assert after.step.id == "patient"
    assert after.findings


def test_a_missing_answer_is_said_and_nothing_is_recorded(
    desk: Desk, at_label: WalkView, store: MemoryStore
) -> None:
    before = len(store.chain)
    with pytest.raises(KnownError) as caught:
        walks.answer(desk, at_label, {**LABEL, "kind": ""}, intent=uuid4())

    assert (caught.value.code, caught.value.facts["field"]) == ("answer-missing", "kind")
    assert len(store.chain) == before


def test_the_first_readers_values_are_in_nothing_that_is_shown(
    desk: Desk, at_label: WalkView, second: Person
) -> None:
    shown = walks.answer(desk, at_label, {**LABEL, "rate_ml_per_h": "7.77"}, intent=uuid4())

    assert shown.second
    assert "7.77" not in repr(shown)


def test_the_first_reader_cannot_be_the_second(
    desk: Desk, at_label: WalkView, store: MemoryStore
) -> None:
    shown = walks.answer(desk, at_label, LABEL, intent=uuid4())
    with pytest.raises(Refused) as caught:
        walks.answer(desk, shown, LABEL, intent=uuid4())

    assert caught.value.code == "same-person"
    assert kind_of(store.chain[-1].body) == "denied"
    assert walks.view(desk, shown.session, shown.walk).second


def test_two_equal_readings_settle_the_step_under_both_names(
    desk: Desk, at_label: WalkView, second: Person, store: MemoryStore
) -> None:
    shown = walks.answer(desk, at_label, LABEL, intent=uuid4())
    after = walks.answer(desk, shown, LABEL, intent=uuid4(), by=second)

    assert after.step is not None
    assert after.step.id == "looks"
    settled = after.settled[-1]
    assert (settled.author, settled.witness) == ("Nina Berg", "Tom Ruiz")
    assert [e.header.author for e in store.chain[-2:]] == ["n.berg", "t.ruiz"]
    assert store.chain[-1].header.author_key == second.keys.session_key


def test_a_mismatch_names_the_field_and_no_value(
    desk: Desk, at_label: WalkView, second: Person
) -> None:
    shown = walks.answer(desk, at_label, {**LABEL, "rate_ml_per_h": "7.77"}, intent=uuid4())
    after = walks.answer(desk, shown, LABEL, intent=uuid4(), by=second)

    assert after.mismatch == ("rate_ml_per_h",)
    assert not after.second
    assert "7.77" not in repr(after)


def test_after_the_second_mismatch_nobody_reads_a_third_time(
    desk: Desk, at_label: WalkView, second: Person
) -> None:
    shown = at_label
    for _ in range(2):
        shown = walks.answer(desk, shown, {**LABEL, "kind": "48h"}, intent=uuid4())
        shown = walks.answer(desk, shown, LABEL, intent=uuid4(), by=second)

    assert [f.code for f in shown.findings if f.final] == ["set-aside"]
    with pytest.raises(Refused):
        walks.answer(desk, shown, LABEL, intent=uuid4())
    with pytest.raises(Refused):
        walks.end(desk, shown, WalkOutcome.ABANDONED, intent=uuid4(), reason="start over")
    walks.end(desk, shown, WalkOutcome.SET_ASIDE, intent=uuid4(), reason="read differently twice")
    (bag,) = desk.session(shown.session).bags.values()
    assert bag.set_aside
    with pytest.raises(Refused):
        walks.answer(desk, shown, LABEL, intent=uuid4())


def test_an_answer_on_a_stale_view_is_refused(
    desk: Desk, at_label: WalkView, session: UUID
) -> None:
    bags.receive(desk, session, received(), intent=uuid4())
    with pytest.raises(Refused) as caught:
        walks.answer(desk, at_label, LABEL, intent=uuid4())

    assert caught.value.code == "stale-form"


def test_a_walk_with_open_steps_is_not_completed_and_left_only_with_a_reason(
    desk: Desk, at_label: WalkView
) -> None:
    with pytest.raises(Refused) as caught:
        walks.end(desk, at_label, WalkOutcome.COMPLETED, intent=uuid4())
    assert caught.value.code == "steps-open"

    with pytest.raises(Refused) as caught:
        walks.end(desk, at_label, WalkOutcome.ABANDONED, intent=uuid4())
    assert caught.value.code == "reason-missing"

    walks.end(desk, at_label, WalkOutcome.ABANDONED, intent=uuid4(), reason="patient left")
    assert walks.view(desk, at_label.session, at_label.walk).outcome is WalkOutcome.ABANDONED


def pharmacy(shown: WalkView, code: str, instruction: str | None = MAY_BE_USED) -> PharmacyAnswered:
    assert shown.step is not None
    return PharmacyAnswered(
        walk=shown.walk,
        step=shown.step.id,
        code=code,
        pharmacist="P. Holm",
        answer="in her own words",
        instruction=instruction,
    )


@pytest.fixture
def asking(desk: Desk, session: UUID, second: Person, clock: SetClock) -> WalkView:
    """A bag whose storage before it came is unknown: pharmacy has to be asked."""
    body = received()
    clock.move_to(START + timedelta(hours=1))
    bags.receive(desk, session, body, intent=uuid4())
    shown = to_label(desk, session, body.bag)
    shown = walks.answer(desk, shown, LABEL, intent=uuid4())
    return walks.answer(desk, shown, LABEL, intent=uuid4(), by=second)


def test_what_pharmacy_must_be_asked_stops_until_a_charge_nurse_records_the_answer(
    desk: Desk, asking: WalkView
) -> None:
    assert [f.code for f in asking.findings if f.liftable] == ["place-unknown"]
    with pytest.raises(Refused) as caught:
        walks.pharmacy_answered(desk, asking, pharmacy(asking, "place-unknown"), intent=uuid4())
    assert caught.value.code == "not-allowed"

    charge = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    fresh = walks.view(desk, asking.session, asking.walk)
    after = walks.pharmacy_answered(
        desk, fresh, pharmacy(fresh, "place-unknown"), intent=uuid4(), by=charge
    )
    assert after.step is not None
    assert after.step.id == "looks"


def test_a_charge_nurse_at_the_desk_types_her_passphrase_to_lift_a_stop(
    desk: Desk, asking: WalkView
) -> None:
    entrance.sign_in(desk, "c.weiss", passphrase("c.weiss"))
    desk.signed_in().keys.set_pin(passphrase("c.weiss"), "739104")
    answered = pharmacy(asking, "place-unknown")
    for typed in ("", "not her passphrase"):
        with pytest.raises(KnownError) as caught:
            walks.pharmacy_answered(desk, asking, answered, intent=uuid4(), typed=typed)
        assert caught.value.code == "passphrase-wrong"
    after = walks.pharmacy_answered(desk, asking, answered, intent=uuid4(), typed="739104")
    assert after.step is not None
    assert after.step.id == "looks"


def test_pharmacys_no_lifts_nothing(desk: Desk, asking: WalkView) -> None:
    charge = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    no = pharmacy(asking, "place-unknown", MUST_NOT_BE_USED)
    after = walks.pharmacy_answered(desk, asking, no, intent=uuid4(), by=charge)

    assert [f.code for f in after.findings if f.liftable] == ["place-unknown"]


@pytest.mark.parametrize("instruction", [None, "banana", "required"])
def test_an_instruction_that_the_question_does_not_take_is_our_defect(
    desk: Desk, asking: WalkView, instruction: str | None
) -> None:
    charge = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    answered = pharmacy(asking, "place-unknown", instruction)
    with pytest.raises(BugError):
        walks.pharmacy_answered(desk, asking, answered, intent=uuid4(), by=charge)


def test_an_answer_to_another_step_is_our_defect(desk: Desk, asking: WalkView) -> None:
    charge = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    other = msgspec.structs.replace(pharmacy(asking, "place-unknown"), step="line")
    with pytest.raises(BugError):
        walks.pharmacy_answered(desk, asking, other, intent=uuid4(), by=charge)


def test_nobody_lifts_a_discard(desk: Desk, session: UUID, second: Person, clock: SetClock) -> None:
    (bag,) = desk.session(session).bags
    clock.move_to(START + timedelta(hours=48, seconds=1))
    shown = walks.answer(desk, to_label(desk, session, bag), LABEL, intent=uuid4())
    shown = walks.answer(desk, shown, LABEL, intent=uuid4(), by=second)
    final = [f.code for f in shown.findings if f.final]
    assert final == ["expired-room"]

    charge = entrance.second_person(desk, "c.weiss", passphrase("c.weiss"))
    with pytest.raises(Refused) as caught:
        walks.pharmacy_answered(desk, shown, pharmacy(shown, final[0]), intent=uuid4(), by=charge)
    assert caught.value.code == "discard"


def test_the_other_patients_bag_is_a_stop(desk: Desk, session: UUID, second: Person) -> None:
    assert opened().patient.identifier == "A-100"
    body: BagReceived = received("A-101")
    bags.receive(desk, session, body, intent=uuid4())
    shown = to_label(desk, session, body.bag)
    other = {**LABEL, "patient_identifier": "A-101"}
    shown = walks.answer(desk, shown, other, intent=uuid4())
    shown = walks.answer(desk, shown, other, intent=uuid4(), by=second)

    assert shown.step is not None
    assert shown.step.id == "new-bag"
    assert shown.findings
