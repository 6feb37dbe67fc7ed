"""The files of the keys folder: what is in use, and what lies ready to take its place.

A change of keys that the chart must tell of is written beside the files in use (`next.json`,
whole). It takes their place once the chart's entry stands; until then they are as they were.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from nursedesk.errors import KnownError
from nursedesk.keys import slots
from nursedesk.keys.slots import Emergency, Recovery, Slot, SlotFile

NEXT = "next.json"


class Next(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A change that lies ready. `former`: the ward secret before, under the new one.

    `former` is empty when the ward secret stays; then `emergency` is a new sheet's, or None: the
    one in use stays. With a new secret None takes the one in use away, which opens nothing more.
    """

    format: int
    slots: SlotFile
    recovery: Recovery
    emergency: Emergency | None = None
    former: bytes


class KeyFiles:
    """The keys of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def slots(self) -> SlotFile:
        """The slots in use.

        Raises:
            KnownError: lost, damaged, newer.
        """
        return slots.read(self.folder / slots.SLOTS, SlotFile)

    def recovery(self) -> Recovery:
        """The recovery envelope in use.

        Raises:
            KnownError: lost, damaged, newer.
        """
        return slots.read(self.folder / slots.RECOVERY, Recovery)

    def emergency(self) -> Emergency | None:
        """The emergency envelope in use; None: there is none.

        Raises:
            KnownError: damaged, newer.
        """
        path = self.folder / slots.EMERGENCY
        return slots.read(path, Emergency) if path.exists() else None

    def next(self) -> Next | None:
        """The change that lies ready, if there is one.

        Raises:
            KnownError: damaged, newer.
        """
        path = self.folder / NEXT
        return slots.read(path, Next) if path.exists() else None

    def replace(self, file: SlotFile, kept: tuple[Slot, ...]) -> None:
        """Writes other slots into the file in use, whole.

        Raises:
            KnownError: a change lies ready (code `keys-changing`), or the disk refused.
        """
        self.must_be_settled()
        slots.write(self.folder / slots.SLOTS, msgspec.structs.replace(file, slots=kept))

    def must_be_settled(self) -> None:
        """One change at a time.

        Raises:
            KnownError: a change lies ready.
        """
        if (self.folder / NEXT).exists():
            raise KnownError(
                "keys-changing",
                "The last change of the ward's keys is not finished.",
                do="Change the user once and try again; if this comes back, ask ward IT whether "
                "the disk is full.",
            )

    def stage(self, change: Next) -> None:
        """Lays a change ready.

        Raises:
            KnownError: another one lies ready, or the disk refused.
        """
        self.must_be_settled()
        slots.write(self.folder / NEXT, change)

    def promote(self) -> None:
        """What lies ready is in use; done again it does no harm.

        Raises:
            KnownError: the disk refused; what lies ready stays so.
        """
        change = self.next()
        if change is None:
            return
        slots.write(self.folder / slots.RECOVERY, change.recovery)
        self._promote_emergency(change)
        slots.write(self.folder / slots.SLOTS, change.slots)
        self.drop()

    def _promote_emergency(self, change: Next) -> None:
        if change.emergency is not None:
            slots.write(self.folder / slots.EMERGENCY, change.emergency)
        elif change.former:
            self._remove(slots.EMERGENCY)

    def drop(self) -> None:
        """Forgets what lies ready.

        Raises:
            KnownError: the disk refused.
        """
        self._remove(NEXT)

    def _remove(self, name: str) -> None:
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError as error:
            raise slots.not_written(name, error) from error
        slots.confirm(self.folder)
