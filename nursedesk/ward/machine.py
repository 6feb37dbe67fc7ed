"""What the ward may ask of the machine that it runs on: what ward IT has to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct


class Check(Struct, frozen=True, kw_only=True):
    """Whether one thing that the program needs is in order.

    `words` may be given to anybody; what could name a person, a ward or a folder is in `where`.
    """

    name: str
    holds: bool
    words: str
    where: str = ""

    @property
    def sentence(self) -> str:
        """All that is known, for people at this workstation."""
        return f"{self.words} ({self.where})" if self.where else self.words


class Machine(Protocol):
    """The workstation itself."""

    @property
    def folder(self) -> Path:
        """The ward's data folder."""

    @property
    def program(self) -> str:
        """The file that this program is started by, or the Python that runs it."""

    @property
    def update_key(self) -> Path:
        """Where the hospital's public key for updates lies, if there is one."""

    @property
    def system(self) -> str:
        """The operating system, its release and the processor's kind."""

    def checks(self) -> tuple[Check, ...]:
        """Libraries, database, fonts, delivered protocol, data folder, free space, clock, display.

        Changes nothing; takes about a second.
        """

    def keep_awake(self, *, wanted: bool) -> None:
        """Asks the system not to fall asleep by itself, or lets it."""

    @property
    def kept_awake(self) -> bool | None:
        """Whether the system stays awake for us; None while it is not asked to."""

    def sizes(self) -> Mapping[str, int]:
        """Bytes in each folder that NurseDesk makes in the data folder; all else as one number."""
