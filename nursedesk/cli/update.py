"""`nursedesk check-update`: for ward IT, before anything of an update folder is installed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TextIO

from nursedesk import __version__, paths

_KIND = {"win32": "windows", "darwin": "macos"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the program's own."""
    parser = subparsers.add_parser(
        "check-update",
        help="check an update folder; print the package to install",
        description="Checks an update folder offline: signed with this hospital's key "
        f"({paths.update_key()}), every byte as signed, and newer than this program. Prints the "
        "name of the package to install, installs nothing. Exit code 0: it may be installed; 1: it "
        "must not be, and why.",
    )
    parser.add_argument(
        "folder", type=Path, metavar="FOLDER", help="holds manifest.json and manifest.sig"
    )
    parser.add_argument(
        "--kind",
        choices=("deb", "windows", "macos"),
        default=_KIND.get(sys.platform, "deb"),
        help="which package (default: this system's)",
    )
    parser.add_argument(
        "--key",
        type=Path,
        default=paths.update_key(),
        metavar="PEM",
        help="the hospital's public key (default: %(default)s)",
    )


def run(arguments: argparse.Namespace, out: TextIO) -> int:
    """Prints the package's name.

    Raises:
        KnownError: the update must not be installed, and why.
    """
    from nursedesk.keys.update import checked

    package = checked(arguments.folder, arguments.kind, arguments.key, __version__)
    out.write(f"{package.name}\n")
    return 0
