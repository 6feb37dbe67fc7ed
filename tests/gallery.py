"""Makes the gallery: every screen in a real window, as pictures in a folder.

    python tests/gallery.py OUT [VARIANT ...]

Without a display it starts its own (Xvfb), and where there is none it draws offscreen and says so.
A variant is light, night, small (1024 x 768), double (that at 200 %) or tight (200 % on a screen of
1024 x 768); without any all are made. The ward is the demo ward at a fixed instant. Two equal
pictures fail it: one of them shows something else than it says.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # run as a program, it finds its own folder only

from tests.gallery_index import equal_pictures, note, noted, write_page  # noqa: E402

SIZES = {
    "light": (1280, 900),
    "night": (1280, 900),
    "small": (1024, 768),
    "double": (1024, 768),
    "tight": (512, 384),
}
AT = datetime(2026, 11, 24, 2, 12, 45, tzinfo=UTC)


def main() -> int:
    """Makes the demo ward once, then each variant in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("variants", nargs="*", choices=[*SIZES, []], default=[])
    parser.add_argument("--ward", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ward is not None:
        return take_pictures(given.out, given.variants[0], given.ward)
    variants = given.variants or list(SIZES)
    with tempfile.TemporaryDirectory() as folder, display() as (environment, platform):
        _say(f"The pictures are taken {platform}.")
        ward = Path(folder) / "ward"
        make_ward(ward)
        failed = [v for v in variants if not _variant(given.out, v, ward, environment)]
    return finish(given.out, variants, platform, failed)


def _variant(out: Path, variant: str, ward: Path, environment: dict[str, str]) -> bool:
    """Takes the pictures of one variant in a process of its own; whether all were taken."""
    copy = ward.with_name(variant)
    shutil.copytree(ward, copy)
    scale = {"QT_SCALE_FACTOR": "2"} if variant in ("double", "tight") else {}
    command = [sys.executable, __file__, str(out), variant, "--ward", str(copy)]
    return subprocess.run(command, env=environment | scale, check=False).returncode == 0


def finish(out: Path, variants: list[str], platform: str, failed: list[str]) -> int:
    """Writes the page and says what is wrong; the exit code."""
    taken = noted(out, variants)
    write_page(out, taken, platform)
    equal = equal_pictures(out, taken)
    for one, other in equal:
        _complain(f"Two scenes look the same: {one} and {other}.")
    for variant in failed:
        _complain(f"Not all pictures of “{variant}” were taken: see above.")
    _say(f"{len(taken)} pictures: {out / 'index.html'}")
    return 1 if equal or failed or not taken else 0


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


def _complain(sentence: str) -> None:
    sys.stderr.write(sentence + "\n")


@contextmanager
def display() -> Iterator[tuple[dict[str, str], str]]:
    """An environment to draw in, and in words which: a display, a virtual one, or none."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    if environment.get("QT_QPA_PLATFORM"):
        yield environment, f"on Qt's platform “{environment['QT_QPA_PLATFORM']}”"
        return
    if environment.get("DISPLAY") or sys.platform in ("win32", "darwin"):
        yield environment, "on the display"
        return
    if shutil.which("Xvfb") is None:
        yield environment | {"QT_QPA_PLATFORM": "offscreen"}, "offscreen, since there is no Xvfb"
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "2600x1900x24"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        virtual = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        yield environment | virtual, "in a window on a virtual display (Xvfb)"
    finally:
        server.terminate()
        server.wait()


def make_ward(folder: Path) -> None:
    """The demo ward, as of the gallery's instant."""
    from nursedesk.bootstrap import make_desk
    from nursedesk.clock import SetClock
    from nursedesk.walkthrough.demo_ward import build

    build(lambda clock: make_desk(folder, clock=clock), SetClock(AT, ZoneInfo("Europe/Berlin")))


_LONGER = 6  # than a test waits: a gallery may be made on a machine that does other things too


class Patience:
    """Waits for the window as `qtbot` does in tests, but longer."""

    def waitUntil(self, seen: Callable[[], bool], *, timeout: int) -> None:  # noqa: N802
        """Handles events until `seen`."""
        from PySide6.QtWidgets import QApplication

        def there() -> bool:
            try:
                return seen()
            except AssertionError:
                return False

        end = time.monotonic() + _LONGER * timeout / 1000
        while not there():
            if time.monotonic() > end:
                raise TimeoutError
            QApplication.processEvents()
            time.sleep(0.01)


def take_pictures(out: Path, variant: str, ward: Path) -> int:
    """All scenes of one variant."""
    from PySide6.QtWidgets import QApplication

    from nursedesk.clock import SetClock
    from nursedesk.ui.app import Wardrobe
    from tests.gallery_scenes import Scenes

    out.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    wardrobe = Wardrobe(app)
    if (variant == "night") == (wardrobe.other == "Night"):
        wardrobe.switch()
    clock = SetClock(AT, ZoneInfo("Europe/Berlin"))
    scenes = Scenes(out, variant, SIZES[variant], clock, wardrobe, Patience())
    try:
        scenes.all(ward)
    finally:
        scenes.close()
        note(out, variant, scenes.taken)
    return 0


if __name__ == "__main__":
    sys.exit(main())
