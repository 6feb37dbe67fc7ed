"""The command line: arguments only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from nursedesk import __version__, bootstrap, paths
from nursedesk.cli import protocol, protocol_parser, selfcheck, update, verify
from nursedesk.clock import SystemClock
from nursedesk.errors import KnownError

_FAILED = 1


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command; a known failure is one sentence on standard error and exit code 1."""
    arguments = _parser().parse_args(argv)
    try:
        return _run(arguments)
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return _FAILED


def _run(arguments: argparse.Namespace) -> int:
    match arguments.command:
        case "walkthrough":
            return bootstrap.run_walkthrough(arguments.out, sys.stdout)
        case "verify":
            return verify.run(arguments, sys.stdout, bootstrap.documents(SystemClock()))
        case "protocol":
            return protocol.run(arguments, sys.stdout)
        case "selfcheck" | "check-update":
            return _for_ward_it(arguments)
        case "check-record" | "make-backup" | "write-downtime":
            return _help_the_window(arguments.command, arguments.folder)
        case _:
            return bootstrap.run_window(arguments.data, demo=arguments.demo, out=sys.stdout)


def _help_the_window(command: str, folder: Path) -> int:
    """A process that the window started beside itself."""
    helpers = {
        "check-record": bootstrap.check_record,
        "make-backup": bootstrap.make_backup,
        "write-downtime": bootstrap.write_downtime,
    }
    return helpers[command](folder)


def _for_ward_it(arguments: argparse.Namespace) -> int:
    if arguments.command == "check-update":
        return update.run(arguments, sys.stdout)
    from nursedesk.cli.machine import ThisMachine

    folder = arguments.data or paths.default_data_folder()
    return selfcheck.run(ThisMachine(folder, SystemClock()), sys.stdout)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nursedesk",
        description="The ward's offline record of blinatumomab infusions. Without a command it "
        "opens the window. Not for clinical use until the ward's pharmacist and clinical safety "
        "officer have signed.",
    )
    parser.add_argument("--version", action="version", version=f"nursedesk {__version__}")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="the ward's data folder (default: the user's own)"
    )
    parser.add_argument(
        "--demo", action="store_true", help="open a throw-away ward of invented patients"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    walkthrough = commands.add_parser(
        "walkthrough",
        help="do the whole job without a display, in a throw-away ward",
        description="Tries an installation: founds a ward of invented people, opens a patient "
        "session, changes a bag, signs and countersigns a hand-over note, checks what it made, and "
        "touches no ward of yours. Exit code 0: all was as it must be; 1: a line says FAILED.",
    )
    walkthrough.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        required=True,
        help="an empty or new folder, which then holds the ward, the notes and pictures",
    )
    verify.add_parser(commands)
    protocol_parser.add_parser(commands)
    selfcheck.add_parser(commands)
    update.add_parser(commands)
    # Without help: they are started by the window alone.
    for name in ("check-record", "make-backup", "write-downtime"):
        commands.add_parser(name).add_argument("folder", type=Path)
    return parser


if __name__ == "__main__":
    sys.exit(main())
