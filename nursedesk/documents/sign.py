"""Signing a note: the nurse certifies, the charge nurse fills the second field and locks the file.

The private key stays in `keys`: pyHanko asks for a raw signature, `DocumentSigner` gives it. An
update holds the signature and its look alone: the version stays 1.7, metadata are left as they are.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, tzinfo
from io import BytesIO

from asn1crypto import x509  # type: ignore[import-untyped]  # has no stubs
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from nursedesk import writing
from nursedesk.clock import utc
from nursedesk.documents.anatomy import covers_to_the_end, dissect, expected_fields
from nursedesk.documents.envelope import one_form
from nursedesk.documents.fields import Field
from nursedesk.documents.stamp import stamp
from nursedesk.errors import BugError, KnownError
from nursedesk.ward.ports import DocumentSigner

_BESIDE_CERTIFICATES = 1024  # bytes, twice what the rest of a signature takes
_VERSION = (1, 7)


def fill(
    pdf: bytes,
    field: Field,
    signer: DocumentSigner,
    *,
    name: str,
    at: datetime,
    zone: tzinfo,
    acted: bool = False,
) -> bytes:
    """The note with one more signature, appended; `at` is printed in `zone`.

    `acted`: the reviewer acted for the patient in the period herself, and the page says so.

    Raises:
        KnownError: not a note of ours, or not one that waits for this signature.
    """
    _must_wait_for(pdf, field)
    local = utc(at).astimezone(zone).replace(microsecond=0)
    meaning = f"{field.meaning}; acted in this period too" if acted else field.meaning
    looks = stamp(name, writing.with_offset(local, zone), meaning)
    metadata = PdfSignatureMetadata(
        field_name=field.value,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        name=name,
        reason=meaning,
        certify=field is Field.NURSE,
        docmdp_permissions=MDPPerm.FILL_FORMS,  # of the certifying signature only
    )
    port = PortSigner(signer)
    by = PdfSigner(metadata, port, stamp_style=looks)
    signed = asyncio.run(_signed(pdf, by, local, room=port.room))
    if not signed.startswith(pdf):
        raise BugError("signing changed bytes that were there before")
    return signed


class PortSigner(Signer):
    """pyHanko's signer whose key lies behind our port."""

    def __init__(self, port: DocumentSigner) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([x509.Certificate.load(each) for each in port.chain])
        super().__init__(
            signing_cert=x509.Certificate.load(port.certificate),
            cert_registry=store,
            embed_roots=False,
        )
        self._port = port

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: FBT001, FBT002 pyHanko's signature
    ) -> bytes:
        if digest_algorithm != "sha256" or dry_run:
            raise BugError(f"signing with {digest_algorithm}, dry run: {dry_run}")
        return one_form(self._port.sign(data))

    @property
    def room(self) -> int:
        """How many hexadecimal digits hold any signature of this signer.

        pyHanko would find it by making one for trial, which takes as long as the true one. In it
        are the certificates and, once more, the name of the issuer of the signer's own.
        """
        certificates = (self._port.certificate, *self._port.chain)
        longest = sum(map(len, certificates)) + len(self._port.certificate)
        return 2 * (longest + _BESIDE_CERTIFICATES)


class QuietWriter(IncrementalPdfFileWriter):
    """Appends objects and nothing else: no newer version, no rewritten metadata."""

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        super().ensure_output_version(min(version, _VERSION))  # type: ignore[no-untyped-call]

    def _update_meta(self) -> None:
        """Leaves Info and XMP alone (pyHanko would write its own name and the present time)."""


async def _signed(pdf: bytes, signer: PdfSigner, at: datetime, *, room: int) -> bytes:
    """What `PdfSigner.sign_pdf` does, at our clock's time instead of the system's."""
    writer = QuietWriter(BytesIO(pdf), strict=True)
    session = signer.init_signing_session(writer, existing_fields_only=True)
    session.system_time = at
    to_sign = session.prepare_tbs_document(validation_info=None, bytes_reserved=room)
    out = BytesIO()
    digest, _ = to_sign.digest_tbs_document(output=out)
    attributes = PdfCMSSignedAttributes(signing_time=at)
    await to_sign.perform_signature(digest.document_digest, attributes)
    return out.getvalue()


def _must_wait_for(pdf: bytes, field: Field) -> None:
    """The file must have our form, be signed up to this field, and carry nothing else."""
    before = list(Field).index(field)
    try:
        found = dissect(pdf)
        waits = (
            expected_fields(found)
            and len(found.signatures) == before
            and found.revisions == before + 1
            and all(covers_to_the_end(found, each) for each in found.signatures[-1:])
        )
    except Exception as unreadable:  # whatever is wrong with it
        raise _refusal(field) from unreadable
    if not waits:
        raise _refusal(field)


def _refusal(field: Field) -> KnownError:
    return KnownError(
        "not-our-note",
        f"This file is not a note that waits for the signature '{field.heading}'.",
        do="Make the note again from the record and sign that.",
    )
