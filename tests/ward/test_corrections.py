"""A correction is one new entry in the old one's place, or nothing at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.correcting import Correction
from nursedesk.chart.entry import Entry
from nursedesk.chart.session_entries import BagMoved, BagReceived, SessionOpened
from nursedesk.chart.terms import Place
from nursedesk.chart.ward_entries import Denied
from nursedesk.clock import SetClock, iso
from nursedesk.errors import KnownError, Refused
from nursedesk.ward import bags, corrections, entrance, medicines, sessions
from nursedesk.ward.desk import Desk, Person
from nursedesk.ward.views.corrections import correctable_entries, entry_to_correct
from tests.ward.conftest import opened, passphrase
from tests.ward.test_medicines import GIVEN


def wrong(because: str = "typed wrongly", **answers: str) -> Correction:
    return Correction(wrong=tuple(answers), answers=answers, because=because)


def seq_of(desk: Desk, session: UUID, kind: type) -> int:
    return next(
        e.ward_seq for e in reversed(desk.session(session).history) if isinstance(e.body, kind)
    )


def chain(desk: Desk) -> list[Entry]:
    return desk.store.entries()


@pytest.fixture
def tom(desk: Desk) -> Iterator[Person]:
    person = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
    yield person
    entrance.leave(desk, person)


@pytest.fixture
def given(desk: Desk, session: UUID, clock: SetClock) -> int:
    """A medicine, given an hour before it was told."""
    clock.forward(hours=2)
    at = clock.now() - timedelta(hours=1)
    entry = medicines.give(desk, session, GIVEN, intent=uuid4(), happened_at=at)
    return entry.header.seq


def test_it_stands_in_the_old_ones_place_and_both_stay(
    desk: Desk, session: UUID, given: int, clock: SetClock
) -> None:
    seen = desk.session(session).seq
    at = clock.now() - timedelta(minutes=90)
    clock.forward(minutes=5)
    asked = wrong("read from the wrong sheet", dose="16 mg", at=iso(at))
    entry = corrections.correct(desk, session, given, asked, intent=uuid4(), seen=seen)
    header = entry.header
    assert (header.supersedes, header.happened_at, header.recorded_at) == (given, at, clock.now())
    assert header.witness is None
    (known,) = desk.session(session).medicines
    assert (known.given.dose, known.given.because) == ("16 mg", "read from the wrong sheet")
    assert known.given.substance == GIVEN.substance
    old = next(e for e in chain(desk) if e.header.seq == given)
    assert old.body == GIVEN
    desk.forget(session)  # folded anew from the chart it is the same
    assert desk.session(session).medicines == [known]


def test_a_correction_can_be_corrected_and_the_old_one_cannot_any_more(
    desk: Desk, session: UUID, given: int
) -> None:
    first = corrections.correct(desk, session, given, wrong(dose="16 mg"), intent=uuid4())
    with pytest.raises(Refused) as refused:
        corrections.correct(desk, session, given, wrong(dose="12 mg"), intent=uuid4())
    assert refused.value.code == "not-correctable"
    corrections.correct(desk, session, first.header.seq, wrong(dose="12 mg"), intent=uuid4())
    (known,) = desk.session(session).medicines
    assert known.given.dose == "12 mg"


def test_the_same_intent_twice_is_one_correction(desk: Desk, session: UUID, given: int) -> None:
    intent, before = uuid4(), len(chain(desk))
    for _ in range(2):
        corrections.correct(desk, session, given, wrong(dose="16 mg"), intent=intent)
    assert len(chain(desk)) == before + 1


def test_a_stale_form_is_refused_and_nothing_saved(desk: Desk, session: UUID, given: int) -> None:
    seen = desk.session(session).seq
    corrections.correct(desk, session, given, wrong(route="by mouth"), intent=uuid4())
    before = len(chain(desk))
    with pytest.raises(Refused) as refused:
        corrections.correct(desk, session, given, wrong(dose="9 mg"), intent=uuid4(), seen=seen)
    assert refused.value.code == "stale-form"
    assert "medicine given by Nina Berg" in refused.value.happened
    assert len(chain(desk)) == before


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"dose": "20"}, "dose-without-unit"),
        ({"dose": "20 mg"}, "nothing-corrected"),
        ({"at": "2030-01-01T00:00:00Z"}, "in-the-future"),
        ({"purpose": "fun"}, "answer-not-understood"),
        ({"colour": "red"}, "answer-to-no-question"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_saved(
    desk: Desk, session: UUID, given: int, answers: dict[str, str], code: str
) -> None:
    before = chain(desk)
    with pytest.raises(KnownError) as refused:
        corrections.correct(desk, session, given, wrong(**answers), intent=uuid4())
    assert refused.value.code == code
    assert chain(desk) == before
    (known,) = desk.session(session).medicines
    assert known.given == GIVEN


def test_a_reason_is_needed(desk: Desk, session: UUID, given: int) -> None:
    with pytest.raises(KnownError):
        corrections.correct(desk, session, given, wrong("", dose="9 mg"), intent=uuid4())


@pytest.fixture
def too_long(desk: Desk, session: UUID, clock: SetClock) -> int:
    """A move of the wrong time: by it the bag in stock is to be discarded."""
    bag = desk.session(session).stock[0].id
    clock.forward(hours=60)
    old = seq_of(desk, session, BagReceived)
    label_read = wrong(place="refrigerator", kept_before="refrigerator")
    # The bag was in the refrigerator, which makes it last longer: that took two people.
    tom = entrance.second_person(desk, "t.ruiz", passphrase("t.ruiz"))
    corrections.correct(
        desk, session, old, label_read, intent=uuid4(), second=tom, read=label_read.answers
    )
    entrance.leave(desk, tom)
    at = clock.now() - timedelta(hours=59)
    entry = bags.move(
        desk,
        session,
        BagMoved(bag=bag, place=Place.ROOM, celsius=None, because="was away"),
        intent=uuid4(),
        happened_at=at,
    )
    return entry.header.seq


def test_what_makes_a_bag_last_longer_needs_two(
    desk: Desk, session: UUID, too_long: int, clock: SetClock
) -> None:
    asked = wrong(at=iso(clock.now() - timedelta(hours=1)))
    assert corrections.preview(desk, session, too_long, asked).two_people
    before = len(desk.session(session).history)
    with pytest.raises(Refused) as refused:
        corrections.correct(desk, session, too_long, asked, intent=uuid4())
    assert refused.value.code == "second-person-needed"
    assert len(desk.session(session).history) == before


def test_two_who_differ_save_nothing_and_the_denial_names_no_value(
    desk: Desk, session: UUID, too_long: int, clock: SetClock, tom: Person
) -> None:
    asked = wrong(at=iso(clock.now() - timedelta(hours=1)))
    hers = {"at": iso(clock.now() - timedelta(hours=2))}
    before = len(desk.session(session).history)
    with pytest.raises(Refused) as refused:
        corrections.correct(desk, session, too_long, asked, intent=uuid4(), second=tom, read=hers)
    assert refused.value.code == "readings-differ"
    assert len(desk.session(session).history) == before
    denied = chain(desk)[-1].body
    assert isinstance(denied, Denied)
    assert "“When was it put there?”" in denied.sentence
    assert "2026" not in denied.sentence


def test_two_who_agree_stand_in_one_entry(
    desk: Desk, session: UUID, too_long: int, clock: SetClock, tom: Person
) -> None:
    asked = wrong(at=iso(clock.now() - timedelta(hours=1)))
    entry = corrections.correct(
        desk, session, too_long, asked, intent=uuid4(), second=tom, read=asked.answers
    )
    assert (entry.header.author, entry.header.witness) == ("n.berg", "t.ruiz")
    assert entry.witness_signature is not None


def test_a_second_person_who_may_not_record_it_is_refused(
    desk: Desk, session: UUID, given: int
) -> None:
    pia = entrance.second_person(desk, "p.holm", passphrase("p.holm"))
    with pytest.raises(Refused) as refused:
        corrections.correct(
            desk, session, given, wrong(dose="9 mg"), intent=uuid4(), second=pia, read={}
        )
    assert refused.value.code == "not-allowed"


def test_an_edited_session_takes_no_other_patients_identifier(desk: Desk, session: UUID) -> None:
    sessions.open_session(desk, opened("B-7"), intent=uuid4())
    old = seq_of(desk, session, SessionOpened)
    with pytest.raises(Refused) as refused:
        corrections.correct(desk, session, old, wrong(identifier="b-7"), intent=uuid4())
    assert refused.value.code == "session-exists"
    corrections.correct(desk, session, old, wrong(bed="12"), intent=uuid4())
    assert desk.session(session).opened.bed == "12"
    assert len(desk.sessions()) == 2


def test_what_may_be_corrected_is_listed_with_what_it_says(
    desk: Desk, session: UUID, given: int
) -> None:
    lines = correctable_entries(desk, session)
    assert [line.what.split(":")[0] for line in lines] == [
        "Medicine given",
        "Bag 1 received",
        "Session opened",
    ]
    shown = entry_to_correct(desk, session, given)
    assert shown.recorded["dose"] == "20 mg"
    assert shown.recorded["purpose"] == "Premedication"
    assert shown.recorded["at"] == "02-Mar-2026 09:00"


def test_a_second_person_who_read_otherwise_signs_nothing_though_one_would_do(
    desk: Desk, session: UUID, clock: SetClock, tom: Person
) -> None:
    bag = desk.session(session).stock[0].id
    clock.forward(minutes=30)
    bags.move(desk, session, BagMoved(bag=bag, place=Place.ROOM, celsius=None), intent=uuid4())
    clock.forward(minutes=30)
    at, before = clock.now(), len(desk.session(session).history)
    move = seq_of(desk, session, BagMoved)
    asked = wrong(at=iso(at - timedelta(minutes=40)))
    assert not corrections.preview(desk, session, move, asked).two_people
    with pytest.raises(Refused) as refused:
        corrections.correct(
            desk,
            session,
            move,
            asked,
            intent=uuid4(),
            second=tom,
            read={"at": iso(at - timedelta(minutes=50))},
        )
    assert refused.value.code == "readings-differ"
    assert len(desk.session(session).history) == before
