#!/usr/bin/env python3
"""Sets up, shows, checks and tests NurseDesk from its source tree, with the standard library only.

    python3 packaging/dev.py demo     see it work
    python3 packaging/dev.py test     check and test everything

Both first make what they need: the folder .venv with the locked versions of all libraries, and,
on Debian and Ubuntu, the system packages that are missing.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (so that an older Python says this, not a traceback)
    sys.exit(
        "NurseDesk needs Python 3.11 or newer, and this is Python "
        + ".".join(str(part) for part in sys.version_info[:3])
        + ". Run dev.py with a newer one, for example: python3.11 packaging/dev.py --help"
    )

import argparse
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import dev_environment
import dev_system
from dev_environment import program, python_in
from dev_run import ROOT, Stop, child_environment, run, say

OUTPUT = ROOT / "demo-output"
GALLERY = ROOT / "gallery-output"
_MADE_BY_US = ".made-by-the-demo"


def has_display(system: str, environment: Mapping[str, str]) -> bool:
    """Whether a window can be expected to open (`system` as in `sys.platform`)."""
    if system in {"win32", "darwin"}:
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def setup() -> int:
    """Makes `.venv` and installs the system packages that Qt needs."""
    _set_up(dev_system.QT_LIBRARIES)
    say("Ready: .venv holds the locked versions.")
    return 0


def demo() -> int:
    """Opens the demo ward, or runs the walkthrough where there is no display."""
    _set_up(dev_system.QT_LIBRARIES)
    if not has_display(sys.platform, os.environ):
        say(f"There is no display here, so the whole job runs without windows, into {OUTPUT}")
        return _walkthrough()
    code = run([program("nursedesk"), "--demo"])
    if code < 0:
        say("The window could not be kept open: the display may not be reachable. To see the job")
        say("without one: env -u DISPLAY -u WAYLAND_DISPLAY python3 packaging/dev.py demo")
    return abs(code)


def lint() -> int:
    """Checks style, types and the direction of imports; runs all checks before it fails."""
    dev_system.provide(dev_environment.packages_to_make_it())
    dev_environment.make()
    checks = {
        "ruff check": [program("ruff"), "check", "--no-cache", "."],
        "ruff format": [program("ruff"), "format", "--no-cache", "--check", "."],
        "mypy": [program("mypy")],
        "import-linter": [program("lint-imports"), "--no-cache"],
    }
    failed = [name for name, command in checks.items() if run(command) != 0]
    if failed:
        say(f"Not in order: {', '.join(failed)}. Their messages are above.")
    return 1 if failed else 0


def test(for_pytest: Sequence[str]) -> int:
    """Runs `lint`, then all tests, offscreen and in random order."""
    # Also where uv makes this environment: the tests make others without it.
    for_venv = [] if dev_environment.has_ensurepip() else [dev_system.venv_package()]
    _set_up([*for_venv, *dev_system.QT_LIBRARIES, *dev_system.TEST_PROGRAMS])
    if lint() != 0:
        say("The tests were not run: first mend what is said above.")
        return 1
    python = str(python_in(dev_environment.VENV))
    return run([python, "-m", "pytest", "-n", str(_cores()), *for_pytest])


def prove(for_the_proofs: Sequence[str]) -> int:
    """Runs the proofs of the record and the protocol, each with its sabotage."""
    return _from_tests("tests.proofs", for_the_proofs)


def mutate(modules: Sequence[str]) -> int:
    """Breaks the protocol's code in one place after another and tells which the tests miss."""
    return _from_tests("tests.mutation", modules)


def bench(for_the_bench: Sequence[str]) -> int:
    """Measures speed against what the libraries take by themselves."""
    _set_up([*dev_system.QT_LIBRARIES, "xvfb", "x11-utils"])
    python = str(python_in(dev_environment.VENV))
    ours = child_environment(PYTHONPATH=str(ROOT / "packaging"))  # to time a start as a package's
    return run([python, "-m", "tests.bench", *for_the_bench], ours)


def gallery(words: Sequence[str]) -> int:
    """Takes a picture of every screen, into a folder with a page that shows them.

    Raises:
        Stop: more than one folder, or one with something else in it.
    """
    if len(words) > 1 or any(word.startswith("-") for word in words):
        raise Stop("dev.py gallery takes one word: the folder for the pictures.")
    folder = Path(words[0]).resolve() if words else GALLERY
    _set_up([*dev_system.QT_LIBRARIES, *dev_system.TEST_PROGRAMS])
    make_room(folder)
    claim(folder)
    python = str(python_in(dev_environment.VENV))
    return run([python, ROOT / "tests" / "gallery.py", str(folder)])


def package(words: Sequence[str]) -> int:
    """Builds the package that a ward installs."""
    import dev_package

    return dev_package.package(words)


def _from_tests(module: str, words: Sequence[str]) -> int:
    _set_up([*dev_system.QT_LIBRARIES, *dev_system.TEST_PROGRAMS])
    python = str(python_in(dev_environment.VENV))
    return run([python, "-m", module, *words], child_environment(QT_QPA_PLATFORM="offscreen"))


def make_room(folder: Path) -> None:
    """Makes an empty folder for what is shown, in place of a former one of ours only.

    Raises:
        Stop: something else is there.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Stop(f"{folder} is not a folder. Nothing was changed; move it away and try again.")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / _MADE_BY_US).is_file():
        raise Stop(
            f"{folder} was not made by dev.py, so it is left alone. Move it away and try again."
        )
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir()


def claim(folder: Path) -> None:
    """Marks a folder as one that the next run may replace."""
    text = "Made by `packaging/dev.py`, which replaces this folder each time.\n"
    (folder / _MADE_BY_US).write_text(text, encoding="utf-8")


def _walkthrough() -> int:
    make_room(OUTPUT)
    command = [program("nursedesk"), "walkthrough", "--out", str(OUTPUT)]
    try:
        return run(command, child_environment(QT_QPA_PLATFORM="offscreen"))
    finally:
        OUTPUT.mkdir(exist_ok=True)
        claim(OUTPUT)


def _set_up(packages: Iterable[str]) -> None:
    wanted = [*dev_environment.packages_to_make_it(), *packages]
    dev_system.provide(list(dict.fromkeys(wanted)))
    dev_environment.make()


def _cores() -> int:
    """The processor cores this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


_BUILT = {"setup": setup, "demo": demo, "lint": lint}
_WITH_WORDS = {
    "test": test,
    "prove": prove,
    "mutate": mutate,
    "bench": bench,
    "gallery": gallery,
    "package": package,
}
_HELP = {
    "setup": "make .venv and install what the system lacks; nothing when all is there",
    "demo": "open NurseDesk on an invented ward; without a display, run the whole job into "
    "demo-output/ instead",
    "test": "lint, then every test; further words go to pytest, as in: test -k bag -x",
    "lint": "style, types and the direction of imports",
    "prove": "the proofs of the record's safety; further words: [T15 ...] [--release] [--seed N] "
    "[--json FILE]",
    "mutate": "how many small faults in the protocol's code the tests see; further words: "
    "[MODULE ...]",
    "bench": "measure speed against what the libraries take by themselves; further words: "
    "[--rows ROW ...] [--json FILE] [--ward N] [--keep FOLDER]",
    "gallery": "a picture of every screen in all sizes, into gallery-output/ or another [FOLDER]",
    "package": "build the package that a ward installs, into dist/; further words: [--twice] "
    "[--walkthrough] [--prove] [--start] [--sign KEY] [--maintainer WHO]",
}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in _HELP.items():
        commands.add_parser(name, help=text, description=text, allow_abbrev=False)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    command_line = parser()
    chosen, further = command_line.parse_known_args(words)
    if further and chosen.command not in _WITH_WORDS:
        command_line.error(f"{chosen.command} takes no further words: {' '.join(further)}")
    try:
        if chosen.command in _WITH_WORDS:
            return _WITH_WORDS[chosen.command](further)
        return _BUILT[chosen.command]()
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
