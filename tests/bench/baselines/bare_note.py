"""ReportLab's own two pages of a hand-over's words, and pyHanko's own signature on them."""

from io import BytesIO

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from nursedesk.chart.handover import HandoverNote


def pages(note: HandoverNote) -> bytes:
    """The words as headings and tables, in a font that the file need not hold."""
    styles, story, out = getSampleStyleSheet(), [], BytesIO()
    heading, normal = styles["Heading2"], styles["Normal"]
    for section in note.sections:
        cells = [[Paragraph(r.label, normal), Paragraph(r.text, normal)] for r in section.rows]
        story += [Paragraph(section.title, heading), Table(cells)]
    SimpleDocTemplate(out).build(story)
    return out.getvalue()


def signed(pdf: bytes, signer: signers.SimpleSigner) -> bytes:
    """A PAdES signature in a visible field."""
    metadata = signers.PdfSignatureMetadata(
        field_name="Signature1", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
    )
    box = fields.SigFieldSpec("Signature1", box=(50, 50, 250, 100))
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    out = signers.PdfSigner(metadata, signer, new_field_spec=box).sign_pdf(writer)
    return bytes(out.getvalue())
