"""The adapter is light to import and fulfils its port."""

import subprocess
import sys

from nursedesk.documents.pdf_documents import PdfDocuments
from nursedesk.ward.document_ports import Documents


def test_it_is_the_port() -> None:
    documents: Documents = PdfDocuments()
    assert documents


def test_importing_it_loads_no_heavy_library() -> None:
    heavy = (
        "reportlab",
        "uharfbuzz",
        "segno",
        "pyhanko",
        "pyhanko_certvalidator",
        "pypdfium2",
        "PIL",
        "cryptography",
        "icalendar",
    )
    program = (
        "import sys; import nursedesk.documents.pdf_documents, nursedesk.documents.clauses, "
        f"nursedesk.cli.verify; sys.exit(any(each in sys.modules for each in {heavy!r}))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
