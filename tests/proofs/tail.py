"""What T09 and T10 share: whether a lost end of the chain is named, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from nursedesk.ward import opening
from nursedesk.ward.comparing import Compared
from nursedesk.ward.damage import Harm
from tests.proofs.damaged_ward import Files, image, laid_out, last_seq, opened


def misnamed(files: Files, head: int | None = None) -> str:
    """What is wrong with what the program says of these files; empty when it is right.

    `head`: the last ward counter that the anchors among them tell, where that is not the image's.
    """
    made = image()
    head = made.head if head is None else head
    with laid_out(files) as elsewhere:
        last = last_seq(elsewhere, made.key48)
    with laid_out(files) as folder, opened(folder, made.keys) as desk:
        said = [(one.harm, one.epoch, one.first, one.last) for one in desk.soundness.damages]
        right = [(Harm.LOST, 1, last + 1, head)] if last < head else []
        if said != right or bool(right) is not desk.soundness.read_only:
            return f"the file ends at {last} of {head}; said: {said} {desk.soundness.sentence}"
        now = desk.store.last()
    if (-1 if now is None else now.header.seq) != last:
        return "something was written or taken away"
    return ""


@contextmanager
def anchors_unread() -> Iterator[None]:
    """What the anchors tell is not compared with the chart."""
    with mock.patch.object(opening, "compare", return_value=Compared()):
        yield
