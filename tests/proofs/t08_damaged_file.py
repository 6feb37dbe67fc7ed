"""T08: the chart's file damaged in every way a disk damages files, and older pages put back."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import cache
from unittest import mock

from nursedesk.chart.entry import Entry
from nursedesk.errors import KnownError
from nursedesk.ward import opening
from nursedesk.ward.desk import Desk
from nursedesk.ward.whole_check import whole_check
from tests.proofs.damaged_ward import Files, image, laid_out, opened, other_ward
from tests.proofs.proof import Outcome, Proof, Sabotage
from tests.tampering import chart_of

_PAGE = 4096
_LOG_HEADER, _FRAME_HEADER = 32, 24
_CHART, _LOG, _ANCHORS = "chart/chart.db", "chart/chart.db-wal", "anchors/anchors.txt"

Damage = Callable[[random.Random], Files]


class Noticed(StrEnum):
    """When damage was noticed."""

    CLOSED = "refused at the door"
    FIRST = "before the first screen"
    LATER = "in the background"
    NEVER = "never, and nothing of the record is touched"


def run(trials: int, seed: int) -> Outcome:
    """Each way in turn, drawn anew each time."""
    draw, failures = random.Random(seed), []
    counted: Counter[str] = Counter()
    for trial in range(trials):
        name = _TURNS[trial % len(_TURNS)]
        files = WAYS[name](draw)
        noticed, wrong = _noticed(files)
        counted[f"{name}: {noticed}"] += 1
        if wrong:
            failures.append(f"seed {seed}, trial {trial}: {name}: {noticed}: {wrong}")
    told = tuple(f"{what}: {times}" for what, times in sorted(counted.items()))
    return Outcome(trials, tuple(failures), told)


def _noticed(files: Files) -> tuple[Noticed, str]:
    """When the program noticed, and what is wrong with that (empty: nothing)."""
    made = image()
    with laid_out(files) as folder:
        before = chart_of(folder).read_bytes()
        try:
            with opened(folder, made.keys) as desk:
                noticed, wrong = _looked_at(desk)
        except KnownError:
            noticed, wrong = Noticed.CLOSED, ""
        repaired = _LOG not in files and chart_of(folder).read_bytes() != before
    if repaired and noticed is not Noticed.NEVER:
        wrong = wrong or "the file was changed"
    return noticed, wrong


def _looked_at(desk: Desk) -> tuple[Noticed, str]:
    if desk.soundness.read_only:
        return Noticed.FIRST, "" if desk.soundness.sentence else "nothing is named"
    touched = _touched(desk)
    report = whole_check(desk.store, desk.keyring, lambda _done, _total: None)
    noticed = Noticed.LATER if report.damages or report.file else Noticed.NEVER
    if noticed is Noticed.NEVER:
        touched = touched or _documents_touched(desk)
    return noticed, touched


def _touched(desk: Desk) -> str:
    """Whether a patient's entry is not what it was."""
    right = _truth()[0]
    try:
        if [e for s in desk.store.sessions() for e in desk.store.session_entries(s)] != right:
            return "a session's entries are not what they were"
    except KnownError as error:
        return f"a session cannot be read: {error.code}"
    return ""


def _documents_touched(desk: Desk) -> str:
    for sha256 in _truth()[1]:
        try:
            desk.store.document(sha256)
        except KnownError as error:
            return f"a document cannot be read: {error.code}"
    return "" if desk.store.entries() == _truth()[2] else "the chain is not what it was"


@cache
def _truth() -> tuple[list[Entry], tuple[str, ...], list[Entry]]:
    """Every session's entries, the documents' names and the whole chain, undamaged."""
    made = image()
    with laid_out(made.closed) as folder, opened(folder, made.keys) as desk:
        entries = [e for s in desk.store.sessions() for e in desk.store.session_entries(s)]
        chain = desk.store.entries()
        notes = (getattr(entry.body, "document", None) for entry in chain)
        return entries, tuple(note for note in notes if note), chain


def _chart(content: bytes) -> Files:
    return {**image().closed, _CHART: content}


def _pages() -> int:
    return len(image().closed[_CHART]) // _PAGE


def _flipped(draw: random.Random) -> Files:
    content = bytearray(image().closed[_CHART])
    for _ in range(draw.choice((1, 1, 1, 8))):
        content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    return _chart(bytes(content))


def _zeroed(draw: random.Random) -> Files:
    content = bytearray(image().closed[_CHART])
    first, pages = draw.randrange(_pages()), draw.choice((1, 1, 4))
    for at in range(first, min(first + pages, _pages())):
        content[at * _PAGE : (at + 1) * _PAGE] = bytes(_PAGE)
    return _chart(bytes(content))


def _truncated(draw: random.Random) -> Files:
    content = image().closed[_CHART]
    end = draw.choice((draw.randrange(_pages()) * _PAGE, draw.randrange(len(content))))
    return _chart(content[:end])


def _swapped(draw: random.Random) -> Files:
    content = bytearray(image().closed[_CHART])
    one, other = (at * _PAGE for at in draw.sample(range(_pages()), 2))
    first, second = content[one : one + _PAGE], content[other : other + _PAGE]
    content[one : one + _PAGE], content[other : other + _PAGE] = second, first
    return _chart(bytes(content))


def _old_page(draw: random.Random) -> Files:
    """A page as it once was, as the log kept it: its MAC is right."""
    content = bytearray(image().closed[_CHART])
    number, old = draw.choice(_former_pages())
    content[number * _PAGE : (number + 1) * _PAGE] = old
    return _chart(bytes(content))


@cache
def _former_pages() -> tuple[tuple[int, bytes], ...]:
    """Pages (counted from 0) that the log or an earlier file holds otherwise than the file now."""
    now, log = image().closed[_CHART], image().live[_LOG]
    frames = range(_LOG_HEADER, len(log) - _PAGE, _FRAME_HEADER + _PAGE)
    found = [
        (int.from_bytes(log[at : at + 4]) - 1, log[at + _FRAME_HEADER :][:_PAGE]) for at in frames
    ]
    first = image().earlier[0][_CHART]
    found += [(at, first[at * _PAGE :][:_PAGE]) for at in range(len(first) // _PAGE)]
    return tuple((at, old) for at, old in found if now[at * _PAGE :][:_PAGE] != old)


def _log_flipped(draw: random.Random) -> Files:
    log = bytearray(image().live[_LOG])
    log[draw.randrange(len(log))] ^= 1 << draw.randrange(8)
    return {**image().live, _LOG: bytes(log)}


def _other_wards_chart(_draw: random.Random) -> Files:
    return _chart(other_ward()[_CHART])


def _other_wards_anchors(_draw: random.Random) -> Files:
    return {**image().closed, _ANCHORS: other_ward()[_ANCHORS]}


def _anchors_flipped(draw: random.Random) -> Files:
    content = bytearray(image().closed[_ANCHORS])
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(7)
    return {**image().closed, _ANCHORS: bytes(content)}


WAYS: dict[str, Damage] = {
    "bits flipped": _flipped,
    "pages zeroed": _zeroed,
    "truncated": _truncated,
    "pages swapped": _swapped,
    "an old page put back": _old_page,
    "a bit of the log flipped": _log_flipped,
    "another ward's chart": _other_wards_chart,
    "another ward's anchors": _other_wards_anchors,
    "a bit of the anchors flipped": _anchors_flipped,
}


_TURNS = (*["bits flipped"] * 4, *(name for name in WAYS if name != "bits flipped"))


@contextmanager
def _nothing_said() -> Iterator[None]:
    """What the check before the first screen finds is kept to itself."""
    with mock.patch.object(opening, "judge"):
        yield


PROOF = Proof(
    id="T08",
    proves="A damaged chart is noticed: before the first screen where a patient's entry is "
    "touched, else by the check in the background; nothing is repaired silently.",
    quick=100,
    release=100 * len(_TURNS),
    run=run,
    sabotage=Sabotage(
        "what the first check finds is not said", _nothing_said, trials=2 * len(_TURNS)
    ),
)
