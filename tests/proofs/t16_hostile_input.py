"""T16: hostile input is refused clearly and leaves nothing, or is recorded as it was given.

About half of the trials fill in a form (`hostile_forms`): use cases of a real ward are given texts
and numbers past every field of the screens. Whatever is refused leaves the chart and the keys as
they were; whatever is recorded stands there as told and holds no character without a shape. As many
read a file that was altered (`hostile_files`): cases, protocols, keys, counts, trust files,
updates, backups. A refusal is one clear error, in sentences that can be shown. The rest sign a
hand-over note with a hostile text in it (`hostile_notes`): it verifies and shows the text.

Not here: what the screens show.
"""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from unittest import mock

from nursedesk.bootstrap import make_desk
from nursedesk.chart import body
from nursedesk.clock import SetClock
from nursedesk.errors import KnownError
from nursedesk.keys.slots import SLOTS
from nursedesk.walkthrough.crew import TOM, Crew
from tests.proofs import hostile, hostile_notes
from tests.proofs.hostile_files import Files
from tests.proofs.hostile_forms import Forms, wrong_with
from tests.proofs.proof import Outcome, Proof, Sabotage

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_OF_ONE_WARD = 2_000  # trials
_LONGEST = 1_500  # characters of a refusal
_NOTES = 0.05  # the share of trials that are notes


def run(trials: int, seed: int) -> Outcome:
    """So many, on a new ward after each `_OF_ONE_WARD`."""
    draw, failures = Random(seed), list[str]()
    counted = {"recorded, read or printed": 0, "refused": 0}
    for first in range(0, trials, _OF_ONE_WARD):
        with tempfile.TemporaryDirectory(prefix="nursedesk-t16-") as folder:
            ward = _Ward(Path(folder), Random(draw.getrandbits(64)))
            for number in range(first, min(first + _OF_ONE_WARD, trials)):
                failures += ward.trial(number, counted)
            ward.close()
    told = ", ".join(f"{number} {what}" for what, number in counted.items())
    return Outcome(trials, tuple(failures), (told,))


class _Ward:
    """A ward whose people and whose files get hostile input."""

    def __init__(self, place: Path, draw: Random) -> None:
        clock = SetClock(BEGIN)
        self._draw, self._folder = draw, place / "ward"
        self._desk = make_desk(self._folder, clock=clock)
        crew = Crew(self._desk, clock)
        crew.found()
        crew.second(TOM)
        (place / "elsewhere").mkdir()
        slots, elsewhere = self._folder / "keys" / SLOTS, place / "elsewhere"
        self._forms = Forms(crew, slots, elsewhere, draw)
        self._files = Files(place / "files", self._folder, draw)

    def close(self) -> None:
        """Nobody is there any more."""
        self._desk.close()

    def trial(self, number: int, counted: dict[str, int]) -> list[str]:
        """One form or one file; what is wrong with how it ended."""
        forms = self._forms
        forms.told.clear()
        try:
            kind = self._draw.random()
            if kind < _NOTES:
                wrong = list(filter(None, (hostile_notes.trial(self._draw),)))
            elif kind < 0.5:
                forms.commit()
                wrong = list(wrong_with(forms.recorded(), forms.told))
            else:
                self._files.read()
                wrong = []
            counted["recorded, read or printed"] += 1
        except KnownError as error:
            counted["refused"] += 1
            wrong = list(unclear(error))
            if forms.told and (forms.recorded() or forms.now()[1] != forms.mark[1]):
                wrong.append(f"refused, and something is left: {error}")
        except Exception:  # noqa: BLE001 (whatever else it raises is the finding)
            wrong = [traceback.format_exc()]
        return [f"trial {number}: {one}\n{_told(forms.told)}" for one in wrong]


def unclear(error: KnownError) -> Iterator[str]:
    """What is wrong with a refusal: it says what happened and what to do, in words to be shown."""
    for sentence in (error.happened, error.saved, error.do):
        odd = hostile.unfit(sentence) or ("a new line" if "\n" in sentence else "")
        if not sentence.strip() or odd or len(sentence) > _LONGEST:
            yield f"an unclear refusal ({odd or len(sentence)}): {sentence[:200]!a}"


def _told(told: list[str]) -> str:
    return " | ".join(ascii(one[:200]) for one in told)


def _anything_goes() -> AbstractContextManager[object]:
    return mock.patch.object(body, "must_be_shown")


PROOF = Proof(
    id="T16",
    proves="Hostile texts, numbers and files are refused clearly and leave nothing, or are "
    "recorded as they were given.",
    quick=500,
    release=20_000,
    run=run,
    sabotage=Sabotage("what an entry's texts may hold is not checked", _anything_goes, trials=200),
)
