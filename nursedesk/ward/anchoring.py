"""The anchors of the open ward: written after each commit, compared with the chart at its opening.

An entry counts as recorded once it is committed. When a place then refuses its anchor, the person
is told "saved; safety copy not written", and the next action waits until every place has caught up:
otherwise entries could be recorded that a power cut or a cut-off tail takes away unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.entry import Entry, Position
from nursedesk.errors import KnownError
from nursedesk.ward.ports import ChartStore
from nursedesk.ward.record_ports import Anchor, AnchorPlace, anchor_of

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

NOT_WRITTEN, WAITS = "safety-copy-not-written", "safety-copy-waits"


class _Kept:
    """A place, and the ward counter up to which it has every anchor; None: it begins anew."""

    def __init__(self, place: AnchorPlace, upto: int | None) -> None:
        self.place = place
        self.upto = upto


class Anchors:
    """Every place that keeps this ward's anchors, its own folder first.

    `heads`: the newest anchor of each session (None: of the ward itself).
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self.heads: dict[UUID | None, Anchor] = {}

    @property
    def places(self) -> list[AnchorPlace]:
        """The places, the ward's own first."""
        return [kept.place for kept in self._kept]

    @property
    def head(self) -> Anchor | None:
        """The chain's newest entry."""
        return max(self.heads.values(), key=lambda one: one.place, default=None)

    def waiting(self) -> list[str]:
        """The folders that have not got the newest anchor yet."""
        head = self.head
        return [
            kept.place.where
            for kept in self._kept
            if head is not None and (kept.upto is None or kept.upto < head.seq)
        ]

    def keep(self, place: AnchorPlace, upto: int) -> None:
        """Goes on with a place that has the anchors up to this ward counter."""
        self._kept.append(_Kept(place, upto))

    def took(self, entry: Entry) -> None:
        """The entry was appended to the chart."""
        anchor = anchor_of(entry)
        known = self.heads.get(anchor.session)
        if known is None or known.place < anchor.place:
            self.heads[anchor.session] = anchor

    def begin_anew(self, places: Sequence[AnchorPlace]) -> None:
        """These places, and no others, are to keep the newest anchors and none besides."""
        for kept in self._kept:
            if kept.place not in places:
                kept.place.close()
        self._kept = [_Kept(place, None) for place in places]

    def keep_up(self, store: ChartStore, head: int, last: Entry | None = None) -> None:
        """Brings every place up to the ward counter `head`; `last` is its entry, if at hand.

        Raises:
            KnownError: a place refuses.
        """
        for kept in self._kept:
            if kept.upto is None:
                kept.upto = self.write_newest(kept.place)
            if last is not None and kept.upto == head - 1:
                kept.place.append([anchor_of(last)])
                kept.upto = head
            while kept.upto < head:
                entries = store.entries(after=kept.upto)
                kept.place.append([anchor_of(entry) for entry in entries])
                kept.upto = entries[-1].header.seq

    def write_newest(self, place: AnchorPlace) -> int:
        """Has a place keep the newest anchors alone; returns their ward counter.

        Raises:
            KnownError: the place refuses.
        """
        anchors = sorted(self.heads.values(), key=lambda one: one.place)
        place.replace(anchors)
        return anchors[-1].seq if anchors else -1

    def renew(self, key: bytes) -> None:
        """Keeps the anchors under another MAC key.

        Raises:
            KnownError: a place refuses.
        """
        for kept in self._kept:
            kept.place.renew(key)

    def close(self) -> None:
        """Lets every folder go."""
        for kept in self._kept:
            kept.place.close()
        self._kept, self.heads = [], {}


def last_of_each(anchors: Iterable[Anchor]) -> dict[UUID | None, Anchor]:
    """Where each session (None: the ward) stood, as anchors tell it."""
    told: dict[UUID | None, Anchor] = {}
    for anchor in anchors:
        known = told.get(anchor.session)
        if known is None or known.place <= anchor.place:
            told[anchor.session] = anchor
    return told


def append(
    desk: Desk,
    intent: UUID,
    session: UUID | None,
    seal: Callable[[Position], Entry],
    documents: Sequence[bytes] = (),
    *,
    mends: bool = False,
) -> Entry:
    """Appends an entry to a sound record whose anchors are up to date, then writes its anchor.

    `mends`: the entry is part of what lets a damaged record go on; its anchor waits until then.

    Raises:
        KnownError: the record is read-only, a safety copy waits (`safety-copy-waits`), or the disk
            refused; or the entry was saved and its safety copy was not
            (`safety-copy-not-written`).
    """

    def sealed(position: Position) -> Entry:
        if not mends:
            desk.soundness.must_be_writable()
            _catch_up(desk, position.seq - 1)
        return seal(position)

    entry = desk.store.append(intent, session, sealed, documents, epoch=desk.soundness.epoch)
    desk.anchors.took(entry)
    if not mends:
        follow(desk, entry)
    return entry


@contextmanager
def safety_copy_may_wait() -> Iterator[None]:
    """What was saved is saved: its safety copy is made up for before the next entry."""
    try:
        yield
    except KnownError as error:
        if error.code != NOT_WRITTEN:
            raise


def _catch_up(desk: Desk, head: int) -> None:
    try:
        desk.anchors.keep_up(desk.store, head)
    except KnownError as error:
        raise KnownError(
            WAITS,
            f"The safety copy of what was saved last is not written yet. {error.happened}",
            do=f"{error.do} Then save again: your input is kept. Until then use the paper "
            "checklist, or ask a charge nurse to give that place up under “Record”.",
        ) from error


def follow(desk: Desk, entry: Entry) -> None:
    """Writes the anchor of an entry that was saved.

    Raises:
        KnownError: a place refuses (`safety-copy-not-written`).
    """
    try:
        desk.anchors.keep_up(desk.store, entry.header.seq, entry)
    except KnownError as error:
        raise KnownError(
            NOT_WRITTEN,
            f"Saved; safety copy not written. {error.happened}",
            saved=f"The entry was saved (entry {entry.number}).",
            do=f"{error.do} Nothing more can be saved before; repeating this action does not "
            "record it twice.",
            entry=entry.number,
        ) from error
