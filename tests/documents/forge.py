"""Making forged notes: what our own signing refuses to do, done with pyHanko directly."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic as _generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner

from nursedesk.documents.sign import PortSigner, QuietWriter
from tests.documents.ward import TestSigner

Edit = Callable[[Any], None]  # of any of pyHanko's writers, which are half typed
generic: Any = _generic


def fill(
    pdf: bytes,
    field: str,
    signer: TestSigner,
    at: datetime,
    *,
    certify: bool = False,
    digest: str = "sha256",
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES,
    permission: MDPPerm = MDPPerm.FILL_FORMS,
    together_with: Edit | None = None,
) -> bytes:
    """Fills any field with anybody's certificate in any way, checking nothing."""
    writer = QuietWriter(BytesIO(pdf), strict=False)
    if together_with is not None:
        together_with(writer)
    metadata = PdfSignatureMetadata(
        field_name=field,
        md_algorithm=digest,
        certify=certify,
        docmdp_permissions=permission,
        subfilter=subfilter,
    )
    return asyncio.run(_signed(PdfSigner(metadata, _key(signer, digest)), writer, at))


def _key(signer: TestSigner, digest: str) -> PortSigner | SimpleSigner:
    if digest == "sha256" and signer.is_p256:
        return PortSigner(signer)
    port = PortSigner(signer)
    return SimpleSigner(
        signing_cert=port.signing_cert,
        signing_key=signer.asn1_key(),
        cert_registry=port.cert_registry,
    )


async def _signed(signer: PdfSigner, writer: IncrementalPdfFileWriter, at: datetime) -> bytes:
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    to_sign = session.prepare_tbs_document(validation_info=None, bytes_reserved=16384)
    out = BytesIO()
    digest, _ = to_sign.digest_tbs_document(output=out)
    attributes = PdfCMSSignedAttributes(signing_time=at)
    await to_sign.perform_signature(digest.document_digest, attributes)
    return out.getvalue()


def update(pdf: bytes, edit: Edit) -> bytes:
    """Appends one unsigned revision."""
    writer: Any = IncrementalPdfFileWriter(BytesIO(pdf), strict=False)
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def rewrite(pdf: bytes, edit: Edit) -> bytes:
    """A new file of one revision, edited."""
    writer: Any = copy_into_new_writer(PdfFileReader(BytesIO(pdf)))
    edit(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def add_field(writer: Any) -> None:  # noqa: ANN401
    """A third signature field."""
    append_signature_field(writer, SigFieldSpec("administrator", on_page=0))


def edit_page(writer: Any) -> None:  # noqa: ANN401
    """Paints over the first page."""
    painted = b"q 1 1 1 rg 60 600 400 80 re f Q"
    stream = generic.StreamObject({}, stream_data=painted)
    writer.add_stream_to_page(0, writer.add_object(stream))


def touch(writer: Any) -> None:  # noqa: ANN401
    """What a viewer does when it saves: an update of the file that changes nothing."""
    writer.update_root()
