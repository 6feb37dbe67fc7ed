"""The command line of the bench: `python -m tests.bench`, which `dev.py bench` calls."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.bench import Bench
from tests.bench.figure import Figure, Missing, as_json, table
from tests.bench.registry import ROWS, load
from tests.bench.wards import Wards

ENTRIES = 1_000_000


def parser() -> argparse.ArgumentParser:
    """The words that the command takes."""
    top = argparse.ArgumentParser(
        prog="dev.py bench",
        description="Measures each row against its baseline, in turn, and prints a table. A goal "
        "that is missed is no failure. See packaging/BENCHMARKS.md.",
        allow_abbrev=False,
    )
    top.add_argument("--rows", nargs="+", choices=ROWS, metavar="ROW", help=f"of {', '.join(ROWS)}")
    top.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    top.add_argument(
        "--ward", type=int, default=ENTRIES, metavar="N", help=f"entries (usual: {ENTRIES:,})"
    )
    top.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="keep the wards there for the next run"
    )
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Measures the rows that are asked for; 0 unless one could not be measured."""
    chosen = parser().parse_args(words)
    told: list[Figure | Missing] = []
    broken = False
    with _folder(chosen.keep) as root, tempfile.TemporaryDirectory(dir=root) as thrown_away:
        _with_bytecode(Path(thrown_away))
        bench = Bench(wards=Wards(root, chosen.ward, _say), folder=Path(thrown_away), say=_say)
        for name in dict.fromkeys(chosen.rows or ROWS):
            begun = time.monotonic()
            _say(f"{name} ...")
            try:
                told += load(name)(bench)
            except Exception as error:  # noqa: BLE001 (the other rows are measured all the same)
                broken = True
                told.append(Missing(row=name, why=f"could not be measured: {error!r}"))
            _say(f"{name}: {time.monotonic() - begun:.0f} s")
            if chosen.json is not None:
                chosen.json.write_bytes(as_json(told))
    _say(_about(chosen.ward))
    _say(table(told))
    return 1 if broken else 0


def _with_bytecode(folder: Path) -> None:
    """Every process that is started finds compiled modules, as installed programs do."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")


def _about(entries: int) -> str:
    load_now = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return f"{entries:,} entries, {os.cpu_count()} cores, load {load_now}, Python {sys.version}"


@contextmanager
def _folder(kept: Path | None) -> Iterator[Path]:
    """On a real disk: a temporary folder in memory would ask nothing of a commit."""
    if kept is not None:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.absolute()
        return
    with tempfile.TemporaryDirectory(prefix="nursedesk-bench-", dir=Path.cwd()) as made:
        yield Path(made)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
