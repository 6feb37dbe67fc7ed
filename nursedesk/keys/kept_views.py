"""Emergency views that the chart could not be told of, encrypted, until somebody signs in."""

from __future__ import annotations

from pathlib import Path

import msgspec

from nursedesk.chart.emergency_entries import EmergencyViewed
from nursedesk.durable import sync_folder, write_whole
from nursedesk.keys import vault
from nursedesk.ward.emergency_ports import Opens

FILE = "emergency-views.json"
_BINDING = b"kept emergency view"


class KeptViews:
    """The file, and what it could not take: no full disk keeps anybody from looking."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._views: list[bytes] | None = None

    def keep(self, view: EmergencyViewed, keys: Opens) -> None:
        sealed = vault.encrypt(msgspec.json.encode(view), keys.keeping_key(), _BINDING)
        self._write([*self._read(), sealed])

    def kept(self, by: Opens) -> list[EmergencyViewed]:
        """Those that open; what was altered, or is of another ward secret, stays where it is."""
        found = (_opened(sealed, by) for sealed in self._read())
        return [view for view in found if view is not None]

    def entered(self, view: EmergencyViewed, by: Opens) -> None:
        self._write([sealed for sealed in self._read() if _opened(sealed, by) != view])

    def _read(self) -> list[bytes]:
        if self._views is not None:
            return self._views
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=list[bytes])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):  # none, or altered
            return []

    def _write(self, views: list[bytes]) -> None:
        try:
            if views:
                write_whole(self._path, msgspec.json.encode(views))
            else:
                self._path.unlink(missing_ok=True)
            sync_folder(self._path.parent)
        except OSError:
            self._views = views
        else:
            self._views = None


def _opened(sealed: bytes, by: Opens) -> EmergencyViewed | None:
    try:
        plain = vault.decrypt(sealed, by.keeping_key(), _BINDING)
        return msgspec.json.decode(plain, type=EmergencyViewed)
    except (vault.CannotOpen, msgspec.MsgspecError):
        return None
