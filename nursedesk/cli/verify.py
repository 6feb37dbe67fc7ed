"""`nursedesk verify`: whether a hand-over note is genuine, by the ward's certificate alone."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from nursedesk import clock, writing
from nursedesk.errors import KnownError
from nursedesk.paths import default_data_folder
from nursedesk.ward import note_files
from nursedesk.ward.note_files import TRUST_FILE

if TYPE_CHECKING:
    from nursedesk.documents.trust import Root
    from nursedesk.ward.document_ports import Documents
    from nursedesk.ward.ports import SignatureFound, Verdict

CA_FILE = "ward-ca.pem"
ACCEPTED, REJECTED, UNREADABLE = 0, 1, 2
_STATES = {
    "accepted-signed": "Accepted: signed by the nurse, not countersigned.",
    "accepted-countersigned": "Accepted: signed by the nurse, countersigned by the charge nurse.",
}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the program's own."""
    parser = subparsers.add_parser(
        "verify",
        help="check a signed hand-over note",
        description="Checks a signed hand-over note against a ward's certificate. Exit code 0: "
        "accepted; 1: rejected; 2: the file or the certificate could not be read.",
    )
    parser.add_argument("pdf", type=Path, metavar="PDF", help="the note, as it was exported")
    parser.add_argument(
        "--ca",
        type=Path,
        metavar="PEM",
        help=f"the ward's certificate: {TRUST_FILE}, which also tells what was revoked, or "
        f"{CA_FILE} (default: this computer's own ward's; where it has none, one of them beside "
        "the PDF, which proves nothing by itself)",
    )
    parser.add_argument("--json", action="store_true", help="answer as one JSON object")


def run(
    args: argparse.Namespace, out: TextIO, documents: Documents, err: TextIO | None = None
) -> int:
    """Verifies `args.pdf` and says the verdict on `out`; what could not be read on `err`."""
    from nursedesk.documents.trust import read_root

    try:
        pdf = note_files.read_pdf(args.pdf)
        ca = _ca_file(args)
        root_pem = note_files.read(ca, "certificate file")
        root = read_root(root_pem)
    except KnownError as error:
        (err or sys.stderr).write(f"{error.happened} {error.do}\n")
        return UNREADABLE
    verdict = documents.verify(pdf, root_pem)
    if args.json:
        out.write(json.dumps(_as_json(verdict), ensure_ascii=False) + "\n")
    else:
        out.writelines(f"{line}\n" for line in _in_words(verdict, root, ca))
    return ACCEPTED if verdict.accepted else REJECTED


def _ca_file(args: argparse.Namespace) -> Path:
    """What was named, else this computer's own ward's, else what lies beside the PDF.

    Beside a forged note lies its forger's certificate: where there is a ward, that never counts.
    """
    if args.ca is not None:
        return Path(args.ca)
    data: Path | None = getattr(args, "data", None)
    own = (data or default_data_folder()) / CA_FILE
    beside = args.pdf.parent
    for candidate in (own, beside / TRUST_FILE, beside / CA_FILE):
        if candidate.is_file():
            return candidate
    raise KnownError(
        "no-ca",
        "No ward's certificate was found, in the data folder or beside the PDF.",
        do=f"Name the ward's {TRUST_FILE} or {CA_FILE} with --ca.",
    )


def _as_json(verdict: Verdict) -> dict[str, Any]:
    return {
        "state": verdict.state,
        "clause": verdict.clause,
        "chart": verdict.chart,
        "demo": verdict.demo,
        "signatures": [
            {
                "field": each.field,
                "account": each.account,
                "name": each.name,
                "role": each.role,
                "at": clock.iso(each.at),
            }
            for each in verdict.signatures
        ],
    }


def _in_words(verdict: Verdict, root: Root, ca: Path) -> list[str]:
    lines = [_STATES.get(verdict.state) or _rejection(verdict)]
    lines += [_signature(each) for each in verdict.signatures]
    if verdict.signatures:
        lines.append("The times of signing are the workstation's own claim.")
    if verdict.chart == "absent":
        lines.append("Not compared with a chart.")
    lines.append(f"Checked against the certificate of {root.ward or 'a ward'}: {ca}")
    lines.append(f"  SHA-256 {root.fingerprint}")
    lines.append(f"  {_revocations(root)}")
    lines.append("  Whoever gives you a note with its certificate could have made both: compare.")
    if verdict.demo:
        lines.append("This is a practice ward: DEMO, not for clinical use.")
    return lines


def _revocations(root: Root) -> str:
    if root.told is None:
        return f"What was revoked since is not known: {TRUST_FILE} would tell."
    at = writing.with_offset(root.told.at, clock.SystemClock().zone)
    return f"Revocations as of {at} were looked at."


def _rejection(verdict: Verdict) -> str:
    return f"Rejected: {verdict.reason} (failed: {verdict.clause})"


def _signature(found: SignatureFound) -> str:
    from nursedesk.documents.fields import Field

    at = writing.with_offset(found.at, clock.SystemClock().zone)
    heading = Field(found.field).heading
    return f"  {heading}: {found.name} ({found.account}), {found.role}, {at}"
