"""One ward, its people and a genuine note of each state, made once."""

import pytest

from nursedesk.documents.pdf_documents import PdfDocuments
from tests.documents.genuine import REVIEWED_AT, SIGNED_AT, Genuine, made
from tests.documents.notes import VIENNA, note

__all__ = ["REVIEWED_AT", "SIGNED_AT", "Genuine"]


@pytest.fixture(scope="session")
def documents() -> PdfDocuments:
    return PdfDocuments(VIENNA)


@pytest.fixture(scope="session")
def genuine(documents: PdfDocuments) -> Genuine:
    return made(documents, note())
