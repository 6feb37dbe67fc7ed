"""pyHanko's own validation of every signature of a file."""

from io import BytesIO

from asn1crypto import x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


def valid(pdf: bytes, root_der: bytes) -> int:
    """Returns how many signatures are valid."""
    context = ValidationContext(trust_roots=[x509.Certificate.load(root_der)], allow_fetching=False)
    signatures = PdfFileReader(BytesIO(pdf)).embedded_signatures
    return sum(validate_pdf_signature(one, context).bottom_line for one in signatures)
