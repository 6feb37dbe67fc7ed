"""`nursedesk selfcheck`: whether this workstation has what the program needs, one line per check.

It opens no ward, asks for no passphrase and writes nothing; a support call can begin with it.
"""

from __future__ import annotations

import argparse
from typing import TextIO

from nursedesk.ward.machine import Machine


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the program's own."""
    subparsers.add_parser(
        "selfcheck",
        help="check what this workstation needs, one line each",
        description="Checks libraries, database, fonts, protocol, data folder, free space, clock "
        "and display. Opens no ward and changes nothing. Exit code 0: all in order; 1: a line says "
        "FAILED and why.",
    )


def run(machine: Machine, out: TextIO) -> int:
    """Prints a line per check; returns 0 when all hold, else 1."""
    checks = machine.checks()
    for check in checks:
        out.write(f"{'ok    ' if check.holds else 'FAILED'}  {check.name}: {check.sentence}\n")
    return 0 if all(check.holds for check in checks) else 1
