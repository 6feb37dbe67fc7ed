"""What each row is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from tests.bench.figure import Figure, Missing
from tests.bench.wards import Wards


class Bench(Struct, frozen=True, kw_only=True):
    """The wards, a folder on a real disk that is thrown away, and a way to say what goes on."""

    wards: Wards
    folder: Path
    say: Callable[[str], None]


Told = Sequence[Figure | Missing]
Row = Callable[[Bench], Told]
