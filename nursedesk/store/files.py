"""Files that appear whole or not at all: a person's exports, and the chart's own file."""

from __future__ import annotations

import os
from pathlib import Path

from nursedesk.chart.wording import must_be_shown
from nursedesk.durable import sync_folder, write_whole
from nursedesk.errors import KnownError
from nursedesk.store import faults

_NOT_WRITTEN = "The copy was not written; the record is untouched."
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
MODE = 0o600


class AtomicFiles:
    """Writes copies through a temporary file beside them; only their owner may read them.

    The ward's own data folder is no place for copies.
    """

    def __init__(self, data_folder: Path) -> None:
        self._data_folder = data_folder.resolve()

    def write(self, path: Path, content: bytes) -> None:
        """Writes whole or not at all; a file of that name is replaced.

        Raises:
            KnownError: no whole path, inside the data folder, no such folder, no right, full or
                failing disk; nothing is left behind.
        """
        must_be_shown("path", str(path))
        if not path.is_absolute():  # else it lies wherever the program happens to run
            raise KnownError(
                "path-not-whole",
                f"{path.name} does not say where the copy goes.",
                saved=_NOT_WRITTEN,
                do="Type the whole path, or choose a place.",
            )
        if path.resolve().is_relative_to(self._data_folder):
            raise KnownError(
                "inside-data-folder",
                f"{path.name} would lie among the ward's own data.",
                saved=_NOT_WRITTEN,
                do="Choose another folder for the copy.",
            )
        try:
            write_whole(path, content)
        except OSError as error:
            raise faults.file_fault(path, error, _NOT_WRITTEN) from error
        try:
            sync_folder(path.parent)
        except OSError as error:
            raise KnownError(
                "copy-not-confirmed",
                f"The disk did not confirm the file {path.name} ({error.strerror}).",
                saved="The copy was written, but a power cut could still lose it; the record is "
                "untouched.",
                do="Write the copy again, to another disk if you can.",
            ) from error


def make_empty(path: Path) -> None:
    """Makes an empty file that only its owner may read.

    Raises:
        OSError: it is there already, or the folder refuses.
    """
    os.close(os.open(path, _NEW, MODE))
