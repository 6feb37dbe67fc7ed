"""`FileAnchors`: one place that keeps the ward's anchors, as lines of text in one file.

One file, because a rename replaces it whole: when it has grown by `ROOM` lines, it is written anew
with the last anchor of each session and the last `RECENT` of all. So it stays as small as the
number of sessions (2,500 of them: half a megabyte, read and checked in some 30 ms), however many
entries the ward has, and its end still tells the last entries one by one.

Each line is `1 WARD EPOCH SEQ HASH SESSION SESSION-SEQ MAC` in hexadecimal and decimal digits,
`-` for none. The MAC's key comes from the ward secret: who does not know it cannot make a line.
"""

from __future__ import annotations

import contextlib
import errno
import hmac
import os
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import UUID

from nursedesk.durable import sync_folder, write_whole
from nursedesk.errors import KnownError
from nursedesk.ward.record_ports import Anchor

if sys.platform != "win32":
    import fcntl

FILE = "anchors.txt"
ROOM, RECENT = 1024, 256
_FORMAT = "1"
_LABEL = b"nursedesk anchor\n"
_NO_SPACE = errno.ENOSPC
_APPEND = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
_MISSING = (FileNotFoundError, NotADirectoryError)


class FileAnchors:
    """The anchors of one ward in one folder.

    `keys` are MAC keys (32 bytes): lines are written under the first and read under any of them,
    as long as the change to another ward secret is not finished.
    """

    def __init__(self, folder: Path, ward: UUID, keys: Sequence[bytes]) -> None:
        self._folder = folder
        self._path = folder / FILE
        self._ward = ward.hex
        self._keys = tuple(keys)
        self._last: dict[UUID | None, Anchor] = {}
        self._recent: deque[Anchor] = deque(maxlen=RECENT)
        self._lines = self._kept = 0
        self._whole = True  # whether the file ends where a line ends
        self._handle: int | None = None

    @property
    def where(self) -> str:
        return str(self._folder)

    def read(self) -> list[Anchor]:
        self.close()
        try:
            content = self._path.read_bytes()
        except OSError as error:
            raise self._fault(error) from error
        lines = content.split(b"\n")
        self._whole = not lines.pop()  # what a power cut left of a last line is not there
        anchors = [self._anchor(number, line) for number, line in enumerate(lines, 1)]
        self._remember(anchors)
        return anchors

    def under_other_keys(self) -> bool:
        try:
            lines = self._path.read_bytes().split(b"\n")[:-1]
        except OSError:
            return False
        told = [line.rpartition(b" ") for line in lines]
        own = [one for one in told if one[0].split(b" ")[1:2] == [self._ward.encode()]]
        fits = (
            hmac.compare_digest(_mac(key, line), mac) for line, _, mac in own for key in self._keys
        )
        return bool(own) and not any(fits)

    def append(self, anchors: Sequence[Anchor]) -> None:
        try:
            with _alone(self._folder):
                self._append(anchors)
        except OSError as error:
            self.close()
            raise self._fault(error) from error

    def _append(self, anchors: Sequence[Anchor]) -> None:
        handle = self._opened()
        if not self._whole:
            self.replace((*self._newest(), *anchors))
            return
        self._add(handle, b"".join(map(self._line, anchors)))
        self._take(anchors)
        self._lines += len(anchors)
        if self._lines > self._kept + ROOM:
            with contextlib.suppress(KnownError):  # it only stays long; the next append tries again
                self.read()
                self.replace(self._newest())

    def replace(self, anchors: Sequence[Anchor]) -> None:
        self.close()
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            write_whole(self._path, b"".join(map(self._line, anchors)))
            sync_folder(self._folder)
        except OSError as error:
            raise self._fault(error) from error
        self._whole = True
        self._remember(anchors)

    def renew(self, key: bytes) -> None:
        before, self._keys = self._keys, (key,)
        try:
            self.replace(self._newest())
        except KnownError:
            self._keys = before
            raise

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _newest(self) -> list[Anchor]:
        """The last anchor of each session and the last of all, in the order of the chain."""
        return sorted({*self._last.values(), *self._recent}, key=lambda one: one.place)

    def _remember(self, anchors: Sequence[Anchor]) -> None:
        self._last, self._recent = {}, deque(maxlen=RECENT)
        self._take(anchors)
        self._lines = self._kept = len(anchors)

    def _take(self, anchors: Sequence[Anchor]) -> None:
        self._last.update({anchor.session: anchor for anchor in anchors})
        self._recent.extend(anchors)

    def _opened(self) -> int:
        """The file, open; when it is not the one that was open, it must hold what is known.

        Raises:
            KnownError: it was altered, or the disk in its place holds another one.
            OSError: it is not there.
        """
        now = os.stat(self._path)
        if self._handle is None or not os.path.samestat(os.fstat(self._handle), now):
            known = self._last
            self.read()
            if not all(
                one in self._last and self._last[one].place >= known[one].place for one in known
            ):
                self._last = known
                raise self._altered("what it held is not there any more")
            self._handle = os.open(self._path, _APPEND)
        return self._handle

    def _add(self, handle: int, content: bytes) -> None:
        """Writes behind the last line and syncs; what was written of a line is taken back."""
        before = os.fstat(handle).st_size
        try:
            if os.write(handle, content) != len(content):
                raise OSError(_NO_SPACE, os.strerror(_NO_SPACE))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, before)
            raise

    def _line(self, anchor: Anchor) -> bytes:
        session = "-" if anchor.session is None else anchor.session.hex
        place = "-" if anchor.session_seq is None else str(anchor.session_seq)
        words = (_FORMAT, self._ward, str(anchor.epoch), str(anchor.seq), anchor.hash.hex())
        told = " ".join((*words, session, place)).encode()
        return told + b" " + _mac(self._keys[0], told) + b"\n"

    def _anchor(self, number: int, line: bytes) -> Anchor:
        told, _space, mac = line.rpartition(b" ")
        if not any(hmac.compare_digest(_mac(key, told), mac) for key in self._keys):
            raise self._altered(f"line {number}")
        words = told.decode().split(" ")
        if words[:2] != [_FORMAT, self._ward]:
            raise self._altered(f"line {number}")
        _format, _ward, epoch, seq, entry_hash, session, place = words
        return Anchor(
            int(epoch),
            int(seq),
            bytes.fromhex(entry_hash),
            None if session == "-" else UUID(hex=session),
            None if place == "-" else int(place),
        )

    def _altered(self, where: str) -> KnownError:
        return KnownError(
            "anchors-damaged",
            f"The safety copy in {self._folder} was altered or is another ward's ({where}).",
            do="Call ward IT.",
        )

    def _fault(self, error: OSError) -> KnownError:
        if isinstance(error, _MISSING):
            return KnownError(
                "anchors-missing",
                f"The safety copy of the record is not in {self._folder}.",
                do="Connect that disk again, or call ward IT.",
            )
        return KnownError(
            "anchors-refused",
            f"The folder of the safety copy, {self._folder}, refused ({error.strerror}).",
            do="Ask ward IT to check the space and the rights of that folder.",
        )


class OtherPlace(FileAnchors):
    """A second place: a folder of the ward's own inside one that a person chose.

    What she chose must be there, so that a disk that is not connected is missed and not replaced
    by a folder of its name; and the ward's own data folder is no other place.
    """

    def __init__(self, chosen: Path, data: Path, ward: UUID, keys: Sequence[bytes]) -> None:
        super().__init__(chosen / f"nursedesk-anchors-{ward.hex[:8]}", ward, keys)
        self._inside = chosen.resolve().is_relative_to(data.resolve())

    def replace(self, anchors: Sequence[Anchor]) -> None:
        if self._inside:
            raise KnownError(
                "anchors-inside-data-folder",
                f"{self.where} lies among the ward's own data.",
                do="Choose a folder on another disk.",
            )
        super().replace(anchors)


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else writes in the folder meanwhile, should two programs ever run on one ward.

    Raises:
        OSError: it is not there.
    """
    if sys.platform == "win32":
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some disks know no locks; the chart's own one holds
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _mac(key: bytes, told: bytes) -> bytes:
    """HMAC-SHA256 in hexadecimal digits."""
    return hmac.digest(key, _LABEL + told, "sha256").hex().encode()
