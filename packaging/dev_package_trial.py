"""Trials of the installed program: its window driven by keyboard, packages that come later."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import dev_package_build as build
from dev_package_bare import Bare
from dev_run import ROOT, Stop, answer, child_environment

PASSPHRASE = "demo ward n.berg phrase"  # noqa: S105 (of the walkthrough's invented nurse)
_PATIENCE_SECONDS = 120
# Opens a copy of a ward with the code of one tree: prints its entries, or why it is refused.
_READS = """
import shutil, sys
from pathlib import Path
from tempfile import mkdtemp
sys.path.insert(0, sys.argv[1])
from nursedesk.bootstrap import make_desk
from nursedesk.errors import KnownError
from nursedesk.ward import entrance
folder = Path(mkdtemp()) / "ward"
shutil.copytree(sys.argv[2], folder)
desk = make_desk(folder)
try:
    entrance.sign_in(desk, "n.berg", sys.argv[3])
    print(len(list(desk.store.entries())))
except KnownError as error:
    print(error.code)
finally:
    desk.close()
"""
_MIGRATION = '''"""A change of the schema, only for the proof of the upgrade."""

from alembic import op

revision, down_revision, branch_labels, depends_on = "{new}", "{old}", None, None


def upgrade() -> None:
    op.execute("CREATE TABLE proof_{new} (id INTEGER)")
    {then}
'''
_FAILS = 'op.execute("INSERT INTO chart_entry SELECT * FROM chart_entry")'


def reads(python: Path, tree: Path, ward: Path) -> str:
    """How many entries a tree's code finds in a ward, or the code of its refusal."""
    return (answer([python, "-c", _READS, tree, ward, PASSPHRASE]) or "failed").strip()


@dataclass(frozen=True)
class Trial:
    """A package of a later version, and the tree it was built from."""

    package: Path
    tree: Path
    version: str


def trial_package(name: str) -> Trial:
    """Builds a package of a later version: `newer` changes the schema, `broken` cannot.

    Raises:
        Stop: it cannot be built.
    """
    tree = build.WORK / "trials" / name
    shutil.rmtree(tree, ignore_errors=True)
    left_out = shutil.ignore_patterns(".git", ".venv", "build", "dist", "__pycache__", ".*cache")
    shutil.copytree(ROOT, tree, ignore=left_out)
    revisions = 1 if name == "newer" else 2
    version = f"99.0.{revisions}"
    for step in range(revisions):
        _change_schema(tree, _FAILS if step else "")
    _change(tree / "nursedesk" / "__init__.py", r'"[\d.]+"', f'"{version}"')
    seconds = str(int(build.build_time().timestamp()))
    script = "import sys, dev_package_trial as t; t.build_here()"
    done = subprocess.run(
        [sys.executable, "-c", script],
        check=False,
        cwd=tree / "packaging",
        env=child_environment(SOURCE_DATE_EPOCH=seconds, BUILT_WITH=str(build.environment())),
    )
    if done.returncode != 0:
        raise Stop(f"The trial package {name} could not be built.")
    (package,) = (tree / "dist").glob("*.deb")
    return Trial(package, tree, version)


def build_here() -> None:
    """Builds the .deb of this tree alone, packed quickly, with the environment that it is told."""
    import dev_package_tree as tree

    when, version = build.build_time(), build.version()
    build.program(Path(os.environ["BUILT_WITH"]), when)
    tree.lay_out(version, when)
    (ROOT / "dist").mkdir()
    tree.pack_deb(version, when, ROOT / "dist", effort=0)


def _change_schema(tree: Path, then: str) -> None:
    scripts = tree / "nursedesk/store/migrations/versions"
    old = max(path.name[1:5] for path in scripts.glob("r[0-9]*.py"))
    new = f"{int(old) + 1:04}"
    with (tree / "nursedesk/store/schema.py").open("a", encoding="utf-8") as schema:
        schema.write(f'\nREVISIONS = (*REVISIONS, "{new}")\n')
    script = scripts / f"r{new}_proof.py"
    script.write_text(_MIGRATION.format(old=old, new=new, then=then or "pass"), encoding="utf-8")


def _change(path: Path, pattern: str, instead: str) -> None:
    text, times = re.subn(pattern, instead, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert times == 1, (path, pattern)
    path.write_text(text, encoding="utf-8")


class Window:
    """The installed program on a virtual display of its own."""

    def __init__(self, bare: Bare, pictures: Path, program: str = "nursedesk") -> None:
        self._bare = bare
        self._pictures = pictures
        self._program = program
        self._seen = b""

    def __enter__(self) -> Window:
        """Starts display and program."""
        read, write = os.pipe()
        screen = ["-screen", "0", "1280x900x24", "-nolisten", "tcp", "-displayfd", str(write)]
        self._display = subprocess.Popen(["Xvfb", *screen], pass_fds=[write], stderr=-3)
        os.close(write)
        with os.fdopen(read) as told:
            self._name = f":{told.readline().strip()}"
        command = self._bare.command(f"DISPLAY={self._name}", self._program)
        self._started = subprocess.Popen(command, env=child_environment())
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._display.kill()  # without its display the program ends by itself
        self._display.wait()
        self._started.wait(timeout=_PATIENCE_SECONDS)

    def opened(self) -> bool:
        """Waits until the window is there and drawn."""
        words = ("search", "--sync", "--onlyvisible", "--name", "NurseDesk")
        window = self._xdotool(*words).split()
        if not window:
            return False
        self._xdotool("windowfocus", window[0])
        return self.changed("sign-in")

    def sign_in(self, account: str, passphrase: str) -> None:
        """As a nurse types it."""
        self._seen = self._picture("sign-in")
        for words in (account, passphrase):
            self._xdotool("type", "--delay", "40", words)
            self._xdotool("key", "Return")
            time.sleep(1)

    def changed(self, name: str) -> bool:
        """Waits until the screen is another one and stays; keeps a picture of it."""
        ends = time.monotonic() + _PATIENCE_SECONDS
        last = b""
        while time.monotonic() < ends and self._started.poll() is None:
            shown = self._picture(name)
            if shown == last and shown != self._seen and len(shown) > _DRAWN_BYTES:
                self._seen = shown
                return True
            last = shown
            time.sleep(2)
        return False

    def _picture(self, name: str) -> bytes:
        """Keeps a picture of the screen; returns the part that two pictures can be compared by.

        The clock in the top bar moves each second, and the board says how old it is: the uppermost
        part, with the strips above the bar, is left out.
        """
        look = ["import", "-display", self._name, "-window", "root"]
        run_quietly([*look, str(self._pictures / f"{name}.png")])
        below = [*look, "-crop", "1280x620+0+240", "-strip", "png:-"]
        return subprocess.run(below, check=False, capture_output=True).stdout

    def _xdotool(self, *words: str) -> str:
        try:
            done = subprocess.run(
                ["xdotool", *words],
                capture_output=True,
                check=False,
                text=True,
                timeout=_PATIENCE_SECONDS,
                env=child_environment(DISPLAY=self._name),
            )
        except subprocess.TimeoutExpired:
            return ""
        return done.stdout


_DRAWN_BYTES = 3000


def run_quietly(command: list[str]) -> None:
    """Runs without showing."""
    subprocess.run(command, check=False, capture_output=True)
