"""How long the sign-in window takes: packaged against source, and the first start after installing.

Each start is timed from the command until the X server maps the window, in turns on one display.
Beside the time stands the processor time until then, which other work on the machine hardly moves.
"""

from __future__ import annotations

import os
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import dev_package_build as build
import dev_package_tree as tree
import dev_system
from dev_run import ROOT, Stop, child_environment, say

_STARTS = 9
_TICKS = 100  # of processor time in a second, on every Linux
RATIO, FIRST_RATIO = 1.3, 3.0


class Start(NamedTuple):
    """Seconds until the window: by the wall's clock, and of the processor."""

    wall: float
    processor: float


def measure() -> int:
    """Prints the table; returns 1 when a limit is passed."""
    if not sys.platform.startswith("linux"):
        raise Stop("Starting is measured on Linux only, with a virtual display.")
    dev_system.provide(["xvfb", "x11-utils"])
    python = build.environment()
    packaged = [str(tree.TREE / "usr" / "lib" / "nursedesk" / "nursedesk")]
    source = [str(python), "-m", "nursedesk"]
    with Display() as display:
        for command in (packaged, source):
            display.start(command)  # bytecode, font cache
        _forget(tree.TREE)
        first = display.start(packaged)
        runs = [(display.start(packaged), display.start(source)) for _ in range(_STARTS)]
    return _told(first, [one for one, _ in runs], [one for _, one in runs])


def _told(first: Start, packaged: list[Start], source: list[Start]) -> int:
    load = os.getloadavg()[0]
    rows = {
        "source": _median(source),
        "packaged": _median(packaged),
        "packaged, first after installing": first,
    }
    say(f"load {load:.1f} on {os.cpu_count()} cores, median of {_STARTS} starts each, in turns")
    say("| start | ms | processor ms |\n|---|---|---|")
    for name, row in rows.items():
        say(f"| {name} | {row.wall * 1000:.0f} | {row.processor * 1000:.0f} |")
    ratio = rows["packaged"].wall / rows["source"].wall
    again = first.wall / rows["packaged"].wall
    say(f"packaged / source: {ratio:.2f} (at most {RATIO}); first / later: {again:.2f} (3.0)")
    return 0 if ratio <= RATIO and again <= FIRST_RATIO else 1


def _median(runs: list[Start]) -> Start:
    return Start(
        statistics.median(run.wall for run in runs),
        statistics.median(run.processor for run in runs),
    )


def _forget(folder: Path) -> None:
    """Takes a folder's files out of the system's memory, as after installing and a restart."""
    os.sync()
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Display:
    """A virtual display, with a watcher that tells of every window that appears."""

    def __enter__(self) -> Display:
        read, write = os.pipe()
        words = [
            "-noreset",
            "-screen",
            "0",
            "1280x900x24",
            "-nolisten",
            "tcp",
            "-displayfd",
            str(write),
        ]
        self._server = subprocess.Popen(["Xvfb", *words], pass_fds=[write], stderr=-3)
        os.close(write)
        with os.fdopen(read) as told:
            self.name = f":{told.readline().strip()}"
        self._folder = tempfile.mkdtemp(prefix="nursedesk-start-")
        return self

    def __exit__(self, *_what_happened: object) -> None:
        self._server.kill()
        self._server.wait()
        shutil.rmtree(self._folder)

    def start(self, command: list[str]) -> Start:
        """Starts NurseDesk on an empty ward and stops it when its window is there."""
        return self.first_window([*command, "--data", f"{self._folder}/ward"])

    def first_window(self, command: list[str]) -> Start:
        """Starts a program and stops it when its first window is there.

        Raises:
            Stop: it ended before.
        """
        said = child_environment(DISPLAY=self.name, HOME=self._folder, QT_QPA_PLATFORM="xcb")
        watching = ["stdbuf", "-oL", "xev", "-root", "-event", "substructure"]
        with subprocess.Popen(watching, env=said, stdout=subprocess.PIPE) as watcher:
            time.sleep(0.5)  # until it watches: it says nothing itself
            began = time.monotonic()
            program = subprocess.Popen(
                command, env=said, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            assert watcher.stdout is not None
            seen = b""
            while b"MapNotify" not in seen:
                if program.poll() is not None or watcher.poll() is not None:
                    watcher.kill()
                    raise Stop(f"{command[0]} ended before it showed a window.")
                if select.select([watcher.stdout], [], [], 0.05)[0]:
                    seen += os.read(watcher.stdout.fileno(), 65536)
            wall = time.monotonic() - began
            used = Path(f"/proc/{program.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
            processor = sum(int(ticks) for ticks in used.split()[11:15]) / _TICKS
            program.kill()
            program.wait()
            watcher.kill()
        return Start(wall, processor)
