"""What the operating system must provide for NurseDesk, found out and installed where that may be.

The lists were tried on a bare Debian 12; newer Debian and Ubuntu releases renamed some packages and
say so in the `Provides` field of the new ones, which is why that field is read too.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from ctypes.util import find_library

from dev_run import Stop, answer, child_environment, run, say

# Debian's package, and the library by whose name its presence can be seen on other systems.
QT_LIBRARIES = {
    # for the offscreen platform
    "libegl1": "EGL",
    "libgl1": "GL",
    "libfontconfig1": "fontconfig",
    "libdbus-1-3": "dbus-1",
    "libglib2.0-0": "glib-2.0",
    "libxkbcommon0": "xkbcommon",
    # for windows
    "libxkbcommon-x11-0": "xkbcommon-x11",
    "libxcb-cursor0": "xcb-cursor",
    "libxcb-icccm4": "xcb-icccm",
    "libxcb-keysyms1": "xcb-keysyms",
    "libxcb-shape0": "xcb-shape",
}
# Debian's package, and a program of it. Recommended packages are not installed, so those that the
# tests do need are named: gcc compiles nothing without libc6-dev, xvfb-run wants xauth.
TEST_PROGRAMS = {
    "poppler-utils": "pdfsig",
    "qpdf": "qpdf",
    "libnss3-tools": "certutil",
    "xvfb": "Xvfb",
    "xauth": "xauth",
    "gcc": "gcc",
    "libc6-dev": "gcc",
}
_INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def venv_package() -> str:
    """Debian's package that lets the running Python make virtual environments with pip."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def installed_names(listing: str) -> frozenset[str]:
    """Every package name that is installed or provided, from lines of status, name and provides."""
    names: set[str] = set()
    for line in listing.splitlines():
        status, package, provides = [*line.split("\t"), "", ""][:3]
        if status == "installed":
            names.add(package)
            names.update(re.findall(r"(?:^|,\s*)([a-z0-9][a-z0-9+.-]+)", provides))
    return frozenset(names)


def lacking(wanted: Iterable[str], installed: frozenset[str]) -> list[str]:
    """The wanted packages that are not installed, in the order wanted."""
    return [package for package in wanted if package not in installed]


def not_found(wanted: Iterable[str], found: Callable[[str], object] | None = None) -> list[str]:
    """On a system without apt: the wanted packages, by Debian's name, of which nothing is seen."""
    return [package for package in wanted if not (found or _seen)(package)]


def exact_line(packages: Sequence[str], *, sudo: bool) -> str:
    """The one line by which a person with the right to do so installs `packages`."""
    install = " ".join((*_INSTALL, *packages))
    if sudo:
        return f"sudo apt-get update && sudo {install}"
    return f'su -c "apt-get update && {install}"'


def provide(packages: Sequence[str]) -> None:
    """Sees to it that the system has `packages`; silent when it has them.

    Raises:
        Stop: something is missing and may not, or could not, be installed.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-query")):
        _say_what_is_needed(packages)
        return
    fields = r"${db:Status-Status}\t${Package}\t${Provides}\n"
    missing = lacking(packages, installed_names(answer(["dpkg-query", "-W", "-f", fields]) or ""))
    if missing:
        _install(missing)


def _install(missing: list[str]) -> None:
    line = exact_line(missing, sudo=shutil.which("sudo") is not None)
    rights = _rights()
    if rights is None:
        raise Stop(
            f"This machine lacks {', '.join(missing)}, and installing them needs a password."
            f" Run this line, then the same command again:\n  {line}"
        )
    say(f"Installing what this machine lacks: {', '.join(missing)}")
    # Somebody else's package tool may hold the lock for a while on a machine that just started.
    patience = ("-o", "DPkg::Lock::Timeout=120")
    quiet = (*rights, "env", "DEBIAN_FRONTEND=noninteractive")
    if run([*quiet, "apt-get", "update"]) != 0:
        say("The package lists could not be refreshed; going on with those at hand.")
    if run([*quiet, *_INSTALL, *patience, *missing], child_environment()) != 0:
        raise Stop(
            "apt-get could not install them; its own message is above."
            f" When that is mended, run this line, then the same command again:\n  {line}"
        )


def _rights() -> tuple[str, ...] | None:
    """What to put before a command so that it runs as root; None when a password is needed."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return ()
    if shutil.which("sudo") and answer(["sudo", "-n", "true"]) is not None:
        return ("sudo", "-n")
    return None


def _say_what_is_needed(packages: Sequence[str]) -> None:
    """Without apt nothing is installed, only named; Qt brings its own libraries off Linux."""
    linux = sys.platform.startswith("linux")
    relevant = [p for p in packages if linux or (p in TEST_PROGRAMS and p not in _LINUX_ONLY)]
    missing = not_found(relevant)
    if missing:
        say(
            "Not found on this system, and to be installed with its own package tool"
            f" (the names are Debian's): {', '.join(missing)}"
        )


# Elsewhere a window needs no virtual display, and the tests compile nothing.
_LINUX_ONLY = ("xvfb", "xauth", "gcc", "libc6-dev")


def _seen(package: str) -> bool:
    """Whether the library or program of a package can be found without a package database."""
    if package in QT_LIBRARIES:
        return find_library(QT_LIBRARIES[package]) is not None
    program = TEST_PROGRAMS.get(package)
    return program is None or shutil.which(program) is not None
