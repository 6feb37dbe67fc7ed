"""Signed documents come back byte for byte, and countersigned ones share what they append to."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import pytest

from nursedesk.errors import KnownError
from nursedesk.store import guards
from nursedesk.store.chart_store import SqlChartStore
from nursedesk.store.driver import Connection
from tests.store.sealing import KEY, add

_SIGNED = b"%PDF-1.7\nunsigned\n%%EOF\nsignature of the nurse" + bytes(range(256)) + b"%%EOF\n"
_COUNTERSIGNED = _SIGNED + b"signature of the charge nurse\n%%EOF\n"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _stored(raw: Connection) -> dict[str, tuple[object, ...]]:
    rows = raw.execute("SELECT sha256, base, size, content FROM document").fetchall()
    return {row[0]: row[1:] for row in rows}


def test_a_countersigned_document_is_stored_as_its_tail(
    store: SqlChartStore, raw: Connection
) -> None:
    add(store, documents=[_SIGNED])
    add(store, documents=[_COUNTERSIGNED])
    tail = _COUNTERSIGNED[len(_SIGNED) :]
    assert _stored(raw) == {
        _sha256(_SIGNED): (None, len(_SIGNED), _SIGNED),
        _sha256(_COUNTERSIGNED): (_sha256(_SIGNED), len(_COUNTERSIGNED), tail),
    }
    assert store.document(_sha256(_SIGNED)) == _SIGNED
    assert store.document(_sha256(_COUNTERSIGNED)) == _COUNTERSIGNED


@pytest.mark.parametrize("end", [b"%%EOF", b"%%EOF\r", b"%%EOF\r\n", b"%%EOF\n"])
def test_a_revision_may_end_in_any_way(store: SqlChartStore, raw: Connection, end: bytes) -> None:
    signed = b"%PDF-1.7 first %%EOF\n second " + end
    whole = signed + b"\n third " + end
    add(store, documents=[signed, whole])
    assert _stored(raw)[_sha256(whole)][0] == _sha256(signed)
    assert store.document(_sha256(whole)) == whole


def test_a_tail_may_follow_a_tail(store: SqlChartStore, raw: Connection) -> None:
    third = _COUNTERSIGNED + b"receipt %%EOF\n"
    add(store, documents=[_SIGNED, _COUNTERSIGNED, third])
    assert _stored(raw)[_sha256(third)][0] == _sha256(_COUNTERSIGNED)
    assert store.document(_sha256(third)) == third


def test_a_document_without_a_stored_beginning_is_kept_whole(
    store: SqlChartStore, raw: Connection
) -> None:
    add(store, documents=[_COUNTERSIGNED, b"not a PDF at all"])
    assert {row[0] for row in _stored(raw).values()} == {None}
    assert store.document(_sha256(b"not a PDF at all")) == b"not a PDF at all"


def test_the_same_document_is_stored_once(store: SqlChartStore, raw: Connection) -> None:
    add(store, documents=[_SIGNED])
    add(store, documents=[_SIGNED, _SIGNED])
    assert len(_stored(raw)) == 1
    assert len(store.entries()) == 2


def test_an_unknown_document_is_told(store: SqlChartStore) -> None:
    with pytest.raises(KnownError) as refused:
        store.document("ab" * 32)
    assert refused.value.code == "document-missing"


def test_an_altered_document_is_told(store: SqlChartStore, raw: Connection) -> None:
    add(store, documents=[_SIGNED, _COUNTERSIGNED])
    for name in guards.triggers():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("UPDATE document SET content = zeroblob(size) WHERE base IS NULL")
    for content in (_SIGNED, _COUNTERSIGNED):
        with pytest.raises(KnownError) as refused:
            store.document(_sha256(content))
        assert refused.value.code == "document-damaged"


def test_a_document_that_continues_itself_is_told(store: SqlChartStore, raw: Connection) -> None:
    add(store, documents=[_SIGNED])
    for name in guards.triggers():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("UPDATE document SET base = sha256, size = size + 1")
    # Its one piece is whole: read once, it is what was stored.
    assert store.document(_sha256(_SIGNED)) == _SIGNED


_PAGE = 4096


def _readable(path: Path, documents: list[bytes], *, anew: bool) -> list[bool]:
    """Which documents can be read, by one store in this order or each by its own."""
    told, store = [], SqlChartStore.open(path, KEY)
    for content in documents:
        if anew:
            store.close()
            store = SqlChartStore.open(path, KEY)
        try:
            told.append(store.document(_sha256(content)) == content)
        except KnownError:
            told.append(False)
    store.close()
    return told


def test_a_damaged_document_leaves_the_others_readable(path: Path) -> None:
    """SQLCipher reads nothing more on a connection that met a damaged page."""
    chance = random.Random(7)
    documents = [chance.randbytes(5 * _PAGE) for _ in range(3)]
    store = SqlChartStore.open(path, KEY)
    add(store, documents=documents)
    store.close()
    whole = path.read_bytes()
    for page in reversed(range(len(whole) // _PAGE)):
        spoilt = bytearray(whole)
        spoilt[page * _PAGE + 100] ^= 1
        path.write_bytes(spoilt)
        if _readable(path, documents, anew=True) == [False, True, True]:
            break
    else:
        pytest.fail("no page belongs to the first document alone")
    assert _readable(path, documents, anew=False) == [False, True, True]
