"""What the window is started with: known before the chart, the keys or any PDF code is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from nursedesk.clock import Clock
from nursedesk.errors import KnownError

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import AccountCard


class Start(Struct, frozen=True, kw_only=True):
    """The first window needs this and nothing more.

    `make_desk` runs in the database worker, so that what it imports is loaded while the nurse
    types. `hint` stands on the sign-in screen of a demo ward: who may sign in, with what.
    `downtime`: the folder of the encrypted downtime files.
    `trouble`: what lies in the data folder cannot be used, and only a backup helps.
    """

    ward_exists: bool
    cards: list[AccountCard]
    make_desk: Callable[[], Desk]
    clock: Clock
    demo: bool = False
    ward_name: str = ""
    hint: str = ""
    downtime: str = ""
    trouble: KnownError | None = None
