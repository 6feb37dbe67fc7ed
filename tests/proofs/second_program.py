"""Other programs on a ward's folder: `python -m tests.proofs.second_program FOLDER ...`.

`hold` holds the folder as the window does and says `held`, until its standard input ends.
`write ACCOUNT PASSPHRASE APPENDS` signs in with the instance lock off, opens a patient session and
says `ready`; after a line on its standard input it appends to that session and to the ward in
turns, and says `saved INTENT` once an entry is acknowledged.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

from nursedesk.bootstrap import _start, hold_on, make_desk
from nursedesk.chart.session_entries import BagMoved
from nursedesk.chart.terms import Place
from nursedesk.clock import SystemClock
from nursedesk.store.instance import Instance
from nursedesk.ward import bags, clock_watch, entrance, sessions
from tests.ward.conftest import opened, received


class NoLock(Instance):
    """The instance lock, off."""

    def hold(self) -> None:
        pass


def start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """Starts one."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.proofs.second_program", str(folder), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _hold(folder: Path) -> None:
    _start(folder, hold_on(folder, SystemClock()))
    _say("held")
    sys.stdin.read()


def _write(folder: Path, account: str, passphrase: str, appends: int) -> None:
    clock = SystemClock()
    desk = make_desk(folder, clock=clock, instance=NoLock(folder, "ward-7", clock))
    entrance.sign_in(desk, account, passphrase)
    session = sessions.open_session(desk, opened(f"P-{account}"), intent=uuid4())
    bag = received(f"P-{account}")
    bags.receive(desk, session, bag, intent=uuid4())
    _say("ready")
    sys.stdin.readline()
    for number in range(appends):
        intent = uuid4()
        if number % 3:
            where = Place.ROOM if number % 2 else Place.REFRIGERATOR
            moved = BagMoved(bag=bag.bag, place=where, celsius=None)
            bags.move(desk, session, moved, intent=intent)
        else:
            clock_watch.confirm(desk, clock.now(), intent=intent)
        _say(f"saved {intent}")
    desk.close()


if __name__ == "__main__":
    place, what, *rest = sys.argv[1:]
    if what == "hold":
        _hold(Path(place))
    else:
        _write(Path(place), rest[0], rest[1], int(rest[2]))
