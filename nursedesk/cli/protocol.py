"""`nursedesk protocol`: test case files, ask them, verify, install and show a protocol."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, TextIO

from nursedesk.errors import KnownError

# The protocol layer is imported by the commands that need it: every start of the program passes
# through here, and the window must not wait for it.
if TYPE_CHECKING:
    from datetime import date

    from nursedesk.clock import Clock
    from nursedesk.protocol.cases import Result
    from nursedesk.protocol.pages import Page, PageEntry
    from nursedesk.protocol.verify import Verified

FINE, FAILED, UNREADABLE = 0, 1, 2
_UNREADABLE = {"file-unreadable", "file-too-large", "protocol-not-installed", "no-such-section"}
_WIDTH = 96


def run(
    args: argparse.Namespace, out: TextIO, err: TextIO | None = None, clock: Clock | None = None
) -> int:
    """Runs the command; what could not be done is one sentence on `err`.

    Returns 0 when all is well, 1 when a case failed or was not answered or a protocol file is
    refused, 2 when a file or a section cannot be found or read.
    """
    try:
        return _run(args, out, clock)
    except KnownError as error:
        _say(err or sys.stderr, str(error))
        return UNREADABLE if error.code in _UNREADABLE else FAILED
    except BrokenPipeError:
        _let_go(out)
        return FINE


def _run(args: argparse.Namespace, out: TextIO, clock: Clock | None) -> int:
    match args.protocol_command:
        case "test":
            return _test(args.file, out)
        case "ask":
            return _ask(args.file, out, as_json=args.json)
        case "verify":
            return _verify(args.file, out, clock)
        case "install":
            return _install(args.file, getattr(args, "data", None), out, clock)
        case _:
            return _show(args.section, out)


def _say(out: TextIO, line: str) -> None:
    """Writes a line; a character that this output cannot show is written as its escape."""
    encoding = out.encoding or "utf-8"
    out.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def _let_go(out: TextIO) -> None:
    """Whoever read the output has closed it; keeps Python from complaining at its own end."""
    if out is sys.stdout:
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())


def _test(files: Iterable[Path], out: TextIO) -> int:
    from nursedesk.protocol import cases

    find = cases.remembering()
    passed = failed = 0
    for file in files or cases.beside_installed():
        for result in cases.run(file, find):
            passed += result.passed
            failed += not result.passed
            _tell(result, out)
    _say(out, f"{passed} passed, {failed} failed")
    return FAILED if failed else FINE


def _tell(result: Result, out: TextIO) -> None:
    if not result.passed:
        _say(out, f"{result.file}: {result.id}: {'; '.join(result.problems)}")
    elif result.unproved:
        rules = ", ".join(result.unproved)
        _say(out, f"note: {result.file}: {result.id}: passed, but did not use: {rules}")


def _ask(file: Path, out: TextIO, *, as_json: bool) -> int:
    from nursedesk.protocol import cases

    code = FINE
    for result in cases.run(file, cases.remembering(), expecting=False):
        if not result.passed:
            code = FAILED
        _say(out, _as_json(result) if as_json else _as_text(result))
    return code


def _as_json(result: Result) -> str:
    from nursedesk.protocol.compare import plain

    if result.answer is None:
        return _json({"id": result.id, "error": "; ".join(result.problems)})
    return _json(
        {
            "id": result.id,
            "answer": plain(result.answer),
            "rules": result.answer.rules,
            "citations": result.answer.citations,
            "status": result.answer.status,
        }
    )


def _as_text(result: Result) -> str:
    from nursedesk.protocol.compare import plain

    if result.answer is None:
        return f"{result.id}: not answered: {'; '.join(result.problems)}"
    rules = ", ".join(result.answer.rules)
    return f"{result.id}: {_json(plain(result.answer))} ({result.answer.status}; {rules})"


def _json(content: dict[str, object]) -> str:
    import msgspec

    return msgspec.json.Encoder(decimal_format="number").encode(content).decode()


def _verify(file: Path, out: TextIO, clock: Clock | None) -> int:
    from nursedesk.clock import SystemClock
    from nursedesk.protocol.verify import verify

    found = verify(file, _today(clock or SystemClock()))
    for line in _verified(found):
        _say(out, line)
    return FINE


def _install(file: Path, data: Path | None, out: TextIO, clock: Clock | None) -> int:
    from nursedesk import paths
    from nursedesk.cli.install import install
    from nursedesk.clock import SystemClock

    folder = data or paths.default_data_folder()
    found, target = install(file, folder, _today(clock or SystemClock()))
    for line in _verified(found):
        _say(out, line)
    _say(out, f"Copied to {target}. It is in force once two people adopt it: Protocol, Adoption.")
    return FINE


def _today(clock: Clock) -> date:
    return clock.now().astimezone(clock.zone).date()


def _verified(found: Verified) -> list[str]:
    protocol, header = found.protocol, found.protocol.header
    counts = (
        f"{len(protocol.rules)} rules, {len(protocol.citations)} citations, "
        f"{len(protocol.sources)} sources"
    )
    origin = "as delivered" if found.as_delivered else "not a delivered file; judged on content"
    lines = [
        f"{header.id} {header.version}, {header.status}: whole. {counts}.",
        f"SHA-256 {protocol.sha256}: {origin}.",
        f"Checked by: {header.checked_by}. Review due: {header.review_due}.",
    ]
    if found.review_passed:
        lines.append(f"The review of this protocol was due on {header.review_due}: it has passed.")
    return lines


def _show(section: str | None, out: TextIO) -> int:
    from nursedesk.protocol import loader
    from nursedesk.protocol.pages import pages

    found = pages(loader.shipped())
    wanted = [page for page in found if section in (None, page.id)]
    if not wanted:
        raise KnownError(
            "no-such-section",
            "The protocol has no such section.",
            do=f"Ask for one of: {', '.join(page.id for page in found)}.",
        )
    for page in wanted:
        _print_page(page, out)
    return FINE


def _print_page(page: Page, out: TextIO) -> None:
    heading = f"{page.title}  [{page.id}]"
    _say(out, heading)
    _say(out, "-" * len(heading))
    for entry in page.entries:
        _print_entry(entry, out)
    _say(out, "")


def _print_entry(entry: PageEntry, out: TextIO) -> None:
    status = "" if entry.status is None else f" [{entry.status}]"
    _say(out, fill(entry.text + status, _WIDTH, initial_indent="* ", subsequent_indent="  "))
    for place in entry.cited:
        _say(out, fill(place, _WIDTH, initial_indent="    ", subsequent_indent="      "))
