"""Forged notes: each is refused by the clause made against it, and each clause is needed.

All of them, against many notes, are the proof T17 (`tests/proofs/t17_forged.py`).
"""

import hashlib
import random

import pytest

from nursedesk.documents import verify as rule
from nursedesk.documents.clauses import Clause
from nursedesk.documents.verify import RULE, Case, holds, verify
from tests.documents.forged_signers import SIGNERS
from tests.documents.forgeries import FORGERIES, NAMING, TWINS, root_of
from tests.documents.genuine import Genuine


@pytest.mark.parametrize("name", SIGNERS)
def test_a_forgery_is_refused_by_the_clause_made_against_it(name: str, genuine: Genuine) -> None:
    make, clause, _ = SIGNERS[name]
    verdict = verify(make(genuine), genuine.root)
    assert (verdict.state, verdict.clause) == ("rejected", clause.value)
    assert verdict.signatures == ()


@pytest.mark.parametrize("name", SIGNERS)
def test_the_clauses_that_a_forgery_breaks_are_those_that_are_needed(
    name: str, genuine: Genuine
) -> None:
    """With exactly these dropped the forgery would pass: none of them is there for nothing."""
    make, clause, others = SIGNERS[name]
    case = Case(make(genuine), genuine.root, None)
    broken = {each for each, check in RULE if not holds(check, case)}
    assert broken == {clause, *others}


@pytest.mark.parametrize("clause", TWINS)
def test_without_a_clause_a_forgery_gets_through(
    clause: Clause, genuine: Genuine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sabotage: `verify` itself, with the clause (and what else would help it) dropped."""
    name, others = TWINS[clause]
    pdf, root = FORGERIES[name](genuine), root_of(name, genuine)
    assert verify(pdf, root).state == "rejected"
    for dropped in (others, {clause}) if others else ():  # each of them alone refuses it
        monkeypatch.setattr(rule, "RULE", tuple(each for each in RULE if each[0] not in dropped))
        assert verify(pdf, root).state == "rejected"
    kept = tuple(each for each in RULE if each[0] not in {clause, *others})
    monkeypatch.setattr(rule, "RULE", kept)
    assert verify(pdf, root).state.startswith("accepted")


def test_without_the_chart_s_clause_another_note_gets_through(
    genuine: Genuine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = hashlib.sha256(genuine.signed).hexdigest()
    assert verify(genuine.countersigned, genuine.root, other).clause == Clause.CHART
    monkeypatch.setattr(rule, "RULE", tuple(each for each in RULE if each[0] is not Clause.CHART))
    assert verify(genuine.countersigned, genuine.root, other).state.startswith("accepted")


def test_every_clause_is_needed_or_justified() -> None:
    assert {*TWINS, *NAMING, Clause.CHART} == set(Clause)
    assert not set(TWINS) & set(NAMING)


def test_one_changed_byte_in_what_was_signed_is_refused(genuine: Genuine) -> None:
    for pdf in (genuine.signed, genuine.countersigned):
        for offset, changed in flipped(pdf, 50):
            assert verify(changed, genuine.root).state == "rejected", offset


def test_one_changed_byte_in_a_signature_itself_is_refused(genuine: Genuine) -> None:
    """Most of a signature's bytes are covered by nothing: they must be exactly ours."""
    start = genuine.signed.index(b"/Contents <") + len(b"/Contents <")
    end = genuine.signed.index(b">", start)
    head = range(start, start + 200)
    for offset in [*head, *range(start + 200, end, 41), *range(end - 4, end)]:
        for value in (genuine.signed[offset] ^ 1, genuine.signed[offset] ^ 0x20):
            changed = changed_at(genuine.signed, offset, value)
            assert verify(changed, genuine.root).state == "rejected", offset - start


def flipped(pdf: bytes, count: int) -> list[tuple[int, bytes]]:
    """The file with one bit changed, at places that a signature covers."""
    chance = random.Random(20261121)
    first = pdf.index(b"/ByteRange [") if b"/ByteRange [" in pdf else len(pdf)
    gap = pdf.index(b"/Contents <"), pdf.index(b">", pdf.index(b"/Contents <"))
    places = [each for each in range(len(pdf)) if not gap[0] + 10 <= each <= gap[1]]
    if pdf.count(b"/ByteRange") > 1:
        second = pdf.rindex(b"/Contents <")
        places = [each for each in places if not second + 10 <= each <= pdf.index(b">", second)]
    chosen = [*chance.sample(places, count - 1), first + 13]
    return [(at, changed_at(pdf, at, pdf[at] ^ (1 << chance.randrange(8)))) for at in chosen]


def changed_at(pdf: bytes, offset: int, value: int) -> bytes:
    return pdf[:offset] + bytes([value]) + pdf[offset + 1 :]
