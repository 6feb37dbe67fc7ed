"""The words of `nursedesk protocol` on the command line, and what `--help` says of them."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds `protocol` with its commands to the program's own."""
    parser = subparsers.add_parser(
        "protocol",
        help="test, ask, verify, install or show one",
        description="For the pharmacist who owns the protocol: the file in which every clinical "
        "value stands with its citation. Nothing here changes a ward.",
    )
    commands = parser.add_subparsers(dest="protocol_command", metavar="COMMAND", required=True)
    _add_cases(commands)
    check = _command(commands, "verify", "judge a protocol file", _VERIFY)
    check.add_argument("file", type=Path, metavar="FILE", help="the protocol, a .toml file")
    install = _command(
        commands, "install", "lay a ward's own protocol ready for adoption", _INSTALL
    )
    install.add_argument("file", type=Path, metavar="FILE", help="the protocol, a .toml file")
    install.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        default=argparse.SUPPRESS,  # else it would forget a --data before the command
        help="the ward's data folder (default: the user's own)",
    )
    show = _command(commands, "show", "print the protocol, or one section of it", _SHOW)
    show.add_argument("section", nargs="?", metavar="SECTION", help="one section (default: all)")


def _add_cases(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    test = _command(commands, "test", "run case files; without FILE the delivered ones", _TEST)
    test.add_argument(
        "file",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="cases, in .toml files like the delivered",
    )
    ask = _command(commands, "ask", "answer the cases of a file without comparing", _ASK)
    ask.add_argument("file", type=Path, metavar="FILE", help="cases; expected answers are ignored")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, brief: str, whole: str
) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=brief, description=whole)


_TEST = (
    "Asks the protocol every case and compares the answers with the expected ones. Exit code 0: "
    "all agree; 1: some differ, and how; 2: a file could not be read."
)
_ASK = (
    "Prints the protocol's answer to each case. Exit code 0: all were answered; 1: some could not "
    "be; 2: the file could not be read."
)
_VERIFY = (
    "Reads a protocol file as strictly as the ward does before it is adopted. Exit code 0: sound; "
    "1: refused, and why; 2: the file could not be read."
)
_INSTALL = (
    "Verifies a ward's own protocol and copies it to where the ward can adopt it in the window, "
    "by two people. Nothing is in force by this alone. Exit code 0: it lies ready; 1: refused; "
    "2: the file could not be read."
)
_SHOW = "Prints what the delivered protocol says, with its citations."
