"""T17: no forged note is accepted, and no genuine one is refused.

The forgeries are made here, from notes that real keys signed: every one of
`tests/documents/forgeries.py`, made of one note after another, and changes of bytes where it is
drawn. Each is judged without the chart, where the clauses alone must refuse it, and with the chart.
A countersigned note that is cut back is the nurse's genuine one: it may be taken for that, and for
nothing more.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from random import Random
from unittest import mock

from nursedesk.documents import verify as rule
from nursedesk.documents.clauses import Clause
from nursedesk.documents.trust import Root
from nursedesk.documents.verify import RULE, Case, judge, verify
from tests.documents.forged_bytes import DRAWN
from tests.documents.forgeries import FORGERIES, ROOTS, sample
from tests.documents.genuine import Genuine, drawn
from tests.proofs.proof import Outcome, Proof, Sabotage

_DRAWN_OF_A_RELEASE = 2_000
_QUICK, _RELEASE = 200, 2_500
_SIGNED, _BOTH = "accepted-signed", "accepted-countersigned"
Trial = tuple[str, Callable[[Genuine], bytes]]


def run(trials: int, seed: int) -> Outcome:
    """So many forgeries, and a fifth of that number of genuine files."""
    draw, failures = Random(seed), list[str]()
    notes = [drawn(draw) for _ in range(max(4, trials // 100))]
    with _quiet():
        for number, (name, make) in enumerate(_trials(trials, draw)):
            note = notes[number % len(notes)]
            pdf = make(note)
            root = ROOTS[name](note) if name in ROOTS else note.root
            failures += [f"seed {seed}, {number}: {name}: {one}" for one in _wrong(pdf, note, root)]
        failures += [f"seed {seed}: {one}" for note in notes for one in _cut_back(note)]
        genuine, refused = _genuine(notes, trials // 5, draw)
    failures += [f"seed {seed}: {one}" for one in refused]
    kinds = f"{len(FORGERIES)} kinds of forgery are known and {len(DRAWN)} that are drawn"
    remarks = (f"{genuine} genuine files, {len(refused)} refused", kinds)
    return Outcome(trials, tuple(failures), remarks)


def _trials(trials: int, draw: Random) -> Iterator[Trial]:
    """The kinds first, as many as there is room for, then bytes changed where it is drawn."""
    known = list(FORGERIES) if trials > _QUICK else sample()
    kinds = known[: trials * 2 // 3]
    if trials >= _RELEASE:
        kinds = (kinds * trials)[: trials - _DRAWN_OF_A_RELEASE]
    yield from ((name, FORGERIES[name]) for name in kinds)
    ways = list(DRAWN) if trials < _RELEASE else ["one bit"]
    for number in range(trials - len(kinds)):
        name = ways[number % len(ways)]
        yield name, _drawn(name, draw)


def _drawn(name: str, draw: Random) -> Callable[[Genuine], bytes]:
    return lambda note: DRAWN[name](note, draw)


def _wrong(pdf: bytes, note: Genuine, root: Root) -> list[str]:
    """What is wrong with the verdicts on a forgery."""
    case = Case(pdf, root, None)
    alone = judge(case)
    case.known_sha256 = sha256(note.countersigned).hexdigest()
    beside = judge(case)
    found = []
    if alone.state != rule.REJECTED:
        found.append(f"{alone.state} without the chart")
    if beside.state != rule.REJECTED:
        found.append(f"{beside.state} with the chart")
    if alone.clause == Clause.CHART:
        found.append("refused by the chart alone")
    if alone.signatures or beside.signatures:
        found.append("refused, and its signers named")
    return found


def _cut_back(note: Genuine) -> list[str]:
    """Without its countersignature it is the nurse's note, and never a countersigned one."""
    cut = note.countersigned[: len(note.signed)]
    beside = verify(cut, note.root, sha256(note.countersigned).hexdigest())
    found = [] if verify(cut, note.root).state == _SIGNED else ["the nurse's own note was refused"]
    if (beside.state, beside.clause) != (rule.REJECTED, Clause.CHART):
        found.append("cut back, and taken for the one in the chart")
    return found


def _genuine(notes: list[Genuine], wanted: int, draw: Random) -> tuple[int, list[str]]:
    """So many genuine files in both states, the forged notes' own among them."""
    number, refused = 0, list[str]()
    while number < wanted:
        note = notes[number // 2] if number // 2 < len(notes) else drawn(draw)
        for pdf, state in ((note.signed, _SIGNED), (note.countersigned, _BOTH)):
            verdict = verify(pdf, note.root, draw.choice((None, sha256(pdf).hexdigest())))
            if verdict.state != state:
                refused.append(f"genuine file {number} is {verdict.state}: {verdict.clause}")
            number += 1
    return number, refused


@contextmanager
def _quiet() -> Iterator[None]:
    """What pyHanko says of each forgery is not kept."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


@contextmanager
def broken() -> Iterator[None]:
    """The clause is dropped that looks at what came with each signature."""
    kept = tuple(each for each in RULE if each[0] is not Clause.ADDED)
    with mock.patch.object(rule, "RULE", kept):
        yield


PROOF = Proof(
    id="T17",
    proves="No forged note is accepted, with or without the chart, and no genuine one is refused.",
    quick=_QUICK,
    release=_RELEASE,
    run=run,
    sabotage=Sabotage("what a signature brought along is not looked at", broken, trials=150),
)
