"""Whether a PDF is an archive's and a screen reader's file, by an independent checker."""

import page

PROFILES = ("3a", "ua1")
AFTER_THE_SECOND = {"PDFA3A-SIGNATURE-BYTERANGE-001"}
"""The one finding that two signatures cannot be without: the first covers less than the file."""


def findings(pdf: bytes) -> set[str]:
    """The rules of PDF/A-3a and PDF/UA-1 that the file breaks."""
    return {
        failure.rule_id
        for profile in PROFILES
        for failure in page.validate_pdf_bytes(pdf, profile=profile).failures
    }
