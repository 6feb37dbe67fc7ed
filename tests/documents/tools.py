"""Independent programs that read our files: poppler, qpdf, NSS."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path


def run(*command: str | Path, expect: Sequence[int] = (0,)) -> str:
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert done.returncode in expect, (command, done.returncode, done.stderr.decode())
    return done.stdout.decode(errors="replace")


def text_of(pdf: Path, page: int | None = None) -> str:
    """What can be read on the pages (form feeds between them), or on one of them."""
    only = [] if page is None else ["-f", str(page), "-l", str(page)]
    return run("pdftotext", "-layout", *only, pdf, "-")


def page_count(pdf: Path) -> int:
    found = re.search(r"^Pages:\s+(\d+)$", run("pdfinfo", pdf), re.MULTILINE)
    assert found is not None
    return int(found[1])


def trust_store(folder: Path, root_pem: bytes) -> Path:
    """An NSS database that trusts this root alone."""
    folder.mkdir()
    ca = folder / "ca.pem"
    ca.write_bytes(root_pem)
    run("certutil", "-N", "-d", f"sql:{folder}", "--empty-password")
    run("certutil", "-A", "-d", f"sql:{folder}", "-n", "ward", "-t", "CT,C,C", "-i", ca)
    return folder


def pdfsig_accepts(pdf: Path, store: Path, signatures: int) -> bool:
    """Whether poppler finds so many signatures, all valid and trusted, the last over all."""
    said = run("pdfsig", "-nssdir", f"sql:{store}", pdf, expect=range(256))
    fields = re.split(r"^Signature #\d+:$", said, flags=re.MULTILINE)[1:]
    found = [each for each in fields if "The signature form field is not signed." not in each]
    return (
        len(found) == signatures
        and all("Signature is Valid." in each for each in found)
        and all("Certificate is Trusted." in each for each in found)
        and "- Total document signed" in found[-1]
    )
