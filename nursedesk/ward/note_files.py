"""Files that are given to be checked, read from where they lie; nothing in them is believed yet."""

from __future__ import annotations

from pathlib import Path

from nursedesk.errors import KnownError

_MAGIC, _MAGIC_WITHIN = b"%PDF-", 1024
TRUST_FILE = "ward-trust.pem"  # the certificate, and what was revoked
LARGEST = 16 * 1024 * 1024 + 1  # bytes, one more than a note may have: the rule refuses it


def read_pdf(path: Path) -> bytes:
    """A file that says that it is a PDF.

    Raises:
        KnownError: it cannot be read, or is none.
    """
    content = read(path, "file")
    if _MAGIC not in content[:_MAGIC_WITHIN]:
        raise KnownError("not-a-pdf", f"{path} is not a PDF.", do="Give the note's own PDF file.")
    return content


def read(path: Path, what: str) -> bytes:
    """The first bytes of a file, up to `LARGEST`; `what` it is is said when it cannot be read.

    Raises:
        KnownError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or "its name is not valid"
        raise KnownError(
            "unreadable", f"The {what} {path} could not be read: {reason}.", do="Check its name."
        ) from error
