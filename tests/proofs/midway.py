"""A deed that is killed before one of its steps, in a ward that a killed program left before."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from uuid import uuid4

from nursedesk.chart.entry import Position
from nursedesk.errors import KnownError
from nursedesk.store import append
from tests.proofs import deeds
from tests.proofs.deeds import HALF, Deed, copied, found_wrong, next_start
from tests.proofs.killing import killed_within
from tests.proofs.watched_disk import killed, steps_of

LEAST_SHARE = 0.2  # of kills between BEGIN and acknowledgement


def leave_open(image: Path) -> None:
    """A program that was killed leaves its log."""
    if os.fork() == 0:
        deed = deeds.MoveBag(image)
        deed.begin()
        deed.act()
        os.kill(os.getpid(), signal.SIGKILL)
    os.wait()


def steps_of_deed(kind: type[Deed], image: Path) -> int:
    """By how many steps the product writes it, when nothing hinders it."""
    with copied(image) as place:
        deed = kind(place)
        deed.begin()
        steps = steps_of(place, deed.act)
        deed.desk.close()
    return len(steps)


def killed_once(
    kind: type[Deed], image: Path, step: int, judge: Callable[[Deed], str], *, entry: bool
) -> tuple[str, bool]:
    """What is wrong after a kill, and whether it fell between BEGIN and acknowledgement.

    A deed that makes no `entry` begins with its first step.
    """
    with copied(image) as place:
        deed = kind(place)
        begun = not entry and step > 0
        reading, writing = os.pipe()

        def prepare() -> str:
            deed.begin()
            return ""

        def act() -> None:
            with _telling(writing):
                deed.act()

        answer = killed_within(lambda: killed(place, step), prepare, act)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            begun = begun or bool(pipe.read())
        if answer is None:
            return "it was not killed", begun
        try:
            return judge(deed), begun
        except KnownError as error:
            return f"it does not go on: {error.code}: {error}", begun


@contextmanager
def _telling(out: int) -> Iterator[None]:
    """Says that the entry's transaction has begun."""
    genuine: Callable[..., Position] = append._next_position

    def position(*everything: object) -> Position:
        os.write(out, b"b")
        return genuine(*everything)

    with mock.patch.object(append, "_next_position", position):
        yield


def old_or_new(deed: Deed) -> str:
    """What the next start finds wrong, and whether the same can be done then."""
    with next_start(deed.place) as desk:
        if wrong := found_wrong(desk):
            return wrong
        if (done := deed.done(desk)) == HALF:
            return "neither the old nor the new"
    if done:
        return ""
    again = type(deed)(deed.place, uuid4())
    again.begin(hours=3)
    again.act()
    again.desk.close()
    with next_start(deed.place, hours=4) as desk:
        return found_wrong(desk) or ("" if again.done(desk) == 1 else "it cannot be done again")
