"""Pages as pictures."""

from io import BytesIO

from PIL import Image

from nursedesk.documents.pdf_documents import PdfDocuments
from tests.documents.conftest import Genuine
from tests.documents.notes import note, row


def opened(png: bytes) -> Image.Image:
    picture = Image.open(BytesIO(png))
    picture.load()
    return picture


def test_pages_are_pngs_of_the_width_asked_for(documents: PdfDocuments) -> None:
    extra = [row(f"Row {number}", "text " * 60) for number in range(30)]
    pages = documents.pages(documents.render(note(*extra)), width=600)
    assert len(pages) > 1
    for page in pages:
        picture = opened(page)
        assert picture.format == "PNG"
        assert picture.width == 600
        assert 840 <= picture.height <= 860
        grey = picture.convert("L").tobytes()
        assert max(grey) == 255
        assert min(grey) < 80


def test_the_stamp_of_a_signature_is_seen(genuine: Genuine, documents: PdfDocuments) -> None:
    before, after = (
        opened(documents.pages(pdf, width=600)[-1]).convert("L")
        for pdf in (genuine.unsigned, genuine.signed)
    )
    changed = sum(a != b for a, b in zip(before.tobytes(), after.tobytes(), strict=True))
    assert changed > 200
