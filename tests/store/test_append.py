"""One entry for one intent, at the head of the chain, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.entry import GENESIS, Entry, Position
from nursedesk.errors import BugError, KnownError
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.schema import REVISIONS
from tests.store.sealing import KEY, add, broken_links, sealer


def _never(_position: Position) -> Entry:
    raise AssertionError("sealed twice")


def test_entries_come_back_as_they_were_sealed(store: SqlChartStore) -> None:
    first, second = uuid4(), uuid4()
    written = [
        add(store),
        add(store, first, says="Ana"),
        add(store, second, changes={"witness": "tom.b", "witness_key": bytes(32)}),
        add(store, first, changes={"supersedes": 1}),
        add(store),
    ]
    assert store.entries() == written
    assert store.ward_entries() == [written[0], written[4]]
    assert store.session_entries(first) == [written[1], written[3]]
    assert store.sessions() == [first, second]
    assert broken_links(written) == []


def test_reading_after_a_counter_gives_only_what_is_newer(store: SqlChartStore) -> None:
    session = uuid4()
    written = [add(store), *(add(store, session) for _ in range(4)), add(store)]
    assert store.session_entries(session, after=1) == written[3:5]
    assert store.ward_entries(after=0) == written[5:]
    assert store.entries(after=1, at_most=3) == written[2:5]


def test_entries_are_counted_by_kind_and_the_schema_is_told(store: SqlChartStore) -> None:
    assert store.counts() == {}
    kinds = [add(store, session).header.kind for session in (None, uuid4(), uuid4())]
    assert store.counts() == dict(Counter(kinds))
    assert store.revision == REVISIONS[-1]


def test_positions_count_the_ward_and_each_session(store: SqlChartStore) -> None:
    session, seen = uuid4(), []

    def remember(intent: UUID, within: UUID | None) -> Entry:
        def seal(position: Position) -> Entry:
            seen.append(position)
            return sealer(intent, within)(position)

        return store.append(intent, within, seal)

    ward = remember(uuid4(), None)
    opened = remember(uuid4(), session)
    remember(uuid4(), session)
    assert seen == [
        Position(epoch=1, seq=0, prev=GENESIS, session_seq=None, session_prev=None),
        Position(epoch=1, seq=1, prev=ward.hash, session_seq=0, session_prev=GENESIS),
        Position(epoch=1, seq=2, prev=opened.hash, session_seq=1, session_prev=opened.hash),
    ]


def test_the_same_intent_returns_its_entry_and_writes_nothing(store: SqlChartStore) -> None:
    intent, session = uuid4(), uuid4()
    entry = add(store, session, intent=intent, says="once")
    add(store)
    again = store.append(intent, session, _never, [b"a document of the second try"])
    assert again == entry
    assert len(store.entries()) == 2
    with pytest.raises(KnownError, match="no document"):
        store.document(hashlib.sha256(b"a document of the second try").hexdigest())


def test_whatever_seal_raises_rolls_back(store: SqlChartStore) -> None:
    add(store)

    def refuse(_position: Position) -> Entry:
        raise KnownError("refused", "Refused.", do="Nothing.")

    with pytest.raises(KnownError, match="Refused"):
        store.append(uuid4(), None, refuse, [b"document"])
    assert len(store.entries()) == 1
    assert add(store).header.seq == 1


def test_seal_may_read_the_chart(store: SqlChartStore) -> None:
    session, intent = uuid4(), uuid4()
    add(store, session)

    def seal(position: Position) -> Entry:
        assert len(store.session_entries(session)) == position.session_seq
        assert store.sessions() == [session]
        assert store.draft("bag") is None
        return sealer(intent, session)(position)

    assert store.append(intent, session, seal).header.session_seq == 1


def test_seal_may_not_write(store: SqlChartStore) -> None:
    def append_inside(_position: Position) -> Entry:
        return add(store)

    def draft_inside(position: Position) -> Entry:
        store.save_draft("bag", b"half")
        return sealer(uuid4())(position)

    for seal in (append_inside, draft_inside):
        with pytest.raises(BugError, match="inside"):
            store.append(uuid4(), None, seal)
    assert store.entries() == []


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 7},
        {"epoch": 9},
        {"prev": bytes(31) + b"\1"},
        {"session": uuid4()},
        {"session_seq": 5},
        {"session_prev": bytes(31) + b"\1"},
        {"intent": uuid4()},
        {"body_sha256": bytes(32)},
    ],
)
def test_an_entry_sealed_for_another_place_is_our_defect(
    store: SqlChartStore, changes: dict[str, object]
) -> None:
    session = uuid4()
    add(store, session)
    with pytest.raises(BugError, match="sealed"):
        add(store, session, documents=[b"document"], changes=changes)
    assert len(store.entries()) == 1


@pytest.mark.parametrize("changes", [{"author": ""}, {"kind": ""}, {"supersedes": 1}])
def test_an_entry_that_breaks_a_check_is_our_defect(
    store: SqlChartStore, changes: dict[str, object]
) -> None:
    add(store)
    with pytest.raises(BugError, match="ck_chart_entry"):
        add(store, changes=changes)
    assert len(store.entries()) == 1


def test_entries_and_documents_are_there_after_reopening(store: SqlChartStore) -> None:
    written = add(store, documents=[b"signed"])
    store.close()
    with pytest.raises(BugError, match="closed"):
        store.entries()
    again = SqlChartStore.open(store._database.path, KEY)
    assert again.entries() == [written]
    assert again.document(hashlib.sha256(b"signed").hexdigest()) == b"signed"
    again.close()


def test_drafts_are_kept_changed_and_deleted(store: SqlChartStore) -> None:
    assert store.draft("bag-change") is None
    store.save_draft("bag-change", b"half")
    store.save_draft("bag-change", b"more")
    store.save_draft("symptoms", b"other")
    assert store.draft("bag-change") == b"more"
    store.save_draft("bag-change", None)
    store.save_draft("bag-change", None)
    assert store.draft("bag-change") is None
    assert store.draft("symptoms") == b"other"
