"""T24: what is secret stands nowhere in the clear but in the files that a person exported.

A whole day of a ward is lived in a process of its own (`whole_day`). While it runs, and after it,
every file that it leaves in its data folder, its home and its temporary folder is searched for the
patient's names and identifier, words from the record and the passphrases, as UTF-8, UTF-16 and
base64. A PDF must be encrypted: compressed, its words would not be seen. What was written and
deleted between two looks (5 ms), swap space and memory are not searched.
"""

from __future__ import annotations

import base64
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.proofs import whole_day
from tests.proofs.proof import Outcome, Proof, Sabotage

_PAUSE = 0.005  # seconds between two looks


def run(trials: int, _seed: int) -> Outcome:
    """So many days."""
    failures: list[str] = []
    files = looks = 0
    for _trial in range(trials):
        with tempfile.TemporaryDirectory(prefix="nursedesk-t24-") as folder:
            day = whole_day.Begun(Path(folder))
            search = Search(day)
            while day.running:
                search.look()
                looks += 1
                time.sleep(_PAUSE)
            said = day.ended()
            failures += [f"the day ended badly: {said}"] if said else []
            if not said:
                search.secrets.append((day.out / "recovery-code.txt").read_bytes())
            search.look(everything=True)
            failures += sorted(search.found)
            files += len(search.seen)
    remark = f"{files} files were searched, in {looks} looks while they were written"
    return Outcome(trials=trials, failures=tuple(failures), remarks=(remark,))


class Search:
    """Looks at every file that is new or has changed since the last look."""

    def __init__(self, day: whole_day.Begun) -> None:
        self._places = tuple(day.places.values())
        self.secrets = [canary.encode() for canary in whole_day.CANARIES]
        self.seen: dict[Path, tuple[int, int]] = {}
        self.found: set[str] = set()

    def look(self, *, everything: bool = False) -> None:
        """Searches; with `everything` also what has not changed."""
        for path in self._files():
            try:
                state = path.stat()
                mark = (state.st_mtime_ns, state.st_size)
                if everything or self.seen.get(path) != mark:
                    self.seen[path] = mark
                    self._search(path, path.read_bytes())
            except FileNotFoundError:  # gone between two looks
                continue

    def _files(self) -> Iterator[Path]:
        for place in self._places:
            for folder, _folders, names in os.walk(place):
                yield from (Path(folder) / name for name in names)

    def _search(self, path: Path, content: bytes) -> None:
        where = path.relative_to(self._places[0].parent)
        for secret in self.secrets:
            if any(form in content for form in _forms(secret)):
                self.found.add(f"{where} holds “{secret.decode()}”")
        if content.startswith(b"%PDF") and b"/Encrypt" not in content:
            self.found.add(f"{where} is a PDF that is not encrypted")


def _forms(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield secret.decode().encode("utf-16-le")
    yield secret.decode().encode("utf-16-be")
    for shift in range(3):  # base64 of it, wherever it begins
        encoded = base64.b64encode(b"\0" * shift + secret).rstrip(b"=")
        yield encoded[4 if shift else 0 : -1]


PROOF = Proof(
    id="T24",
    proves="Names, words of the record and passphrases stand nowhere in the clear but in exports.",
    quick=1,
    release=1,
    run=run,
    sabotage=Sabotage(
        "what is half filled in is kept in a file beside the chart",
        whole_day.breaking("in-the-clear"),
    ),
)
