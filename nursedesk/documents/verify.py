"""The acceptance rule for a signed note: ordered clauses, each of which can only refuse.

pyHanko's own summary accepts bytes after the end, edits between the signatures, a nurse in the
charge nurse's field and a cut-off countersignature. Here every clause must hold by itself; any
exception inside a clause is a rejection in its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import x509  # type: ignore[import-untyped]  # has no stubs
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from nursedesk.documents.additions import adds_only_signatures, all_reached
from nursedesk.documents.anatomy import (
    Anatomy,
    certifies,
    claimed_time,
    covers_to_the_end,
    dissect,
    entry,
    expected_fields,
    locks_all,
)
from nursedesk.documents.carried import carries_only_ours, note_data
from nursedesk.documents.clauses import Clause
from nursedesk.documents.envelope import embeds_only, value_is_plain
from nursedesk.documents.fields import Field
from nursedesk.documents.trust import Holder, Root, holder, role_for
from nursedesk.ward.ports import SignatureFound, Verdict

REJECTED = "rejected"
_STATES = {1: "accepted-signed", 2: "accepted-countersigned"}


class Case:
    """One file under examination; what several clauses need is worked out once, when asked."""

    def __init__(
        self,
        pdf: bytes,
        root: Root,
        known_sha256: str | None,
        recorded: tuple[datetime, ...] = (),
    ) -> None:
        self.pdf = pdf
        self.root = root
        self.known_sha256 = known_sha256
        self.recorded = recorded

    @cached_property
    def anatomy(self) -> Anatomy:
        """The file's form and signatures."""
        return dissect(self.pdf)

    @property
    def signatures(self) -> tuple[EmbeddedPdfSignature, ...]:
        """The signatures in the order of their fields."""
        return self.anatomy.signatures

    @cached_property
    def statuses(self) -> tuple[PdfSignatureStatus, ...]:
        """What pyHanko finds of each signature, against this root alone, at its claimed time."""
        return tuple(self._status(each) for each in self.signatures)

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Whose certificates signed."""
        return tuple(holder(each.signer_cert.dump()) for each in self.signatures)

    @cached_property
    def found(self) -> tuple[SignatureFound, ...]:
        """The signatures as the answer names them; a role that does not fit is left empty."""
        return tuple(
            SignatureFound(
                field=field.value,
                account=person.account,
                name=person.name,
                role=str(role_for(person, field) or ""),
                at=claimed_time(signature).astimezone(UTC),
            )
            for field, person, signature in zip(Field, self.holders, self.signatures, strict=False)
        )

    @property
    def chart(self) -> str:
        """How the file compares with the chart: `match`, `differs` or `absent`."""
        if self.known_sha256 is None:
            return "absent"
        same = hashlib.sha256(self.pdf).hexdigest() == self.known_sha256.lower()
        return "match" if same else "differs"

    @property
    def times(self) -> tuple[datetime, ...]:
        """When each signature was made: as the chart took it in, else as the file claims."""
        claimed = tuple(claimed_time(each) for each in self.signatures)
        return (*self.recorded, *claimed[len(self.recorded) :])

    def _status(self, signature: EmbeddedPdfSignature) -> PdfSignatureStatus:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(self.root.der)],
            moment=claimed_time(signature),
            allow_fetching=False,
            revocation_mode="soft-fail",
        )
        return validate_pdf_signature(signature, context)


def readable(case: Case) -> bool:
    """A plain PDF, strictly read."""
    return case.pdf.startswith(b"%PDF-") and case.anatomy.revisions > 0


def fields(case: Case) -> bool:
    """The form is nurse, then charge nurse, and nothing else; filled in this order."""
    return expected_fields(case.anatomy)


def signed(case: Case) -> bool:
    """The nurse at least has signed."""
    return len(case.signatures) in _STATES


def signature_format(case: Case) -> bool:
    """PAdES signatures, each naming its time in the place that PAdES foresees."""
    return all(
        each.sig_object_type == "/Sig"
        and entry(each.sig_object, "/Filter") == "/Adobe.PPKLite"
        and entry(each.sig_object, "/SubFilter") == "/ETSI.CAdES.detached"
        and claimed_time(each) is not None
        for each in case.signatures
    )


def algorithm(case: Case) -> bool:
    """ECDSA on P-256 over SHA-256."""
    return all(
        each.md_algorithm == "sha256"
        and each.signer_info["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
        and each.signer_cert.public_key.curve == ("named", "secp256r1")
        for each in case.signatures
    )


def byte_range(case: Case) -> bool:
    """Each signature covers the file from its first byte; only its own value lies outside.

    That value is written as NurseDesk writes it, and what room is left behind it is empty.
    """
    return all(_covers_all_but_itself(case.pdf, each) for each in case.signatures)


def intact(case: Case) -> bool:
    """The signed bytes are those that were signed, the signatures are genuine."""
    return all(status.intact and status.valid for status in case.statuses)


def certified(case: Case) -> bool:
    """The nurse's signature allows form filling only; the charge nurse's locks every field."""
    nurse, *charge_nurse = case.signatures
    return certifies(case.anatomy, nurse) and all(locks_all(each) for each in charge_nurse)


def trusted(case: Case) -> bool:
    """Every signer's certificate leads to this root and was valid at the claimed time.

    No certificate is embedded that this way does not need.
    """
    return all(
        status.trusted
        and not status.revoked
        and status.validation_path is not None
        and embeds_only(signature, list(status.validation_path.iter_certs(include_root=True)))
        for signature, status in zip(case.signatures, case.statuses, strict=True)
    )


def not_revoked(case: Case) -> bool:
    """No certificate had been revoked by then; of a revoked issuer only what is known counts."""
    listed = case.root.told.revoked if case.root.told else ()
    revoked = {one.certificate: one for one in listed}
    for signature, at in zip(case.signatures, case.times, strict=True):
        embedded = (signature.signer_cert, *signature.other_embedded_certs)
        used = {hashlib.sha256(each.dump()).hexdigest() for each in embedded}
        for one in (revoked[each] for each in used if each in revoked):
            if one.issued is None and at >= one.at:
                return False
            if one.issued is not None and used.isdisjoint(one.issued):
                return False
    return True


def unchanged(case: Case) -> bool:
    """Since the nurse signed, nothing but form filling happened; since the last, nothing."""
    *earlier, last = case.statuses
    return last.modification_level is ModificationLevel.NONE and all(
        status.modification_level in {ModificationLevel.NONE, ModificationLevel.FORM_FILLING}
        for status in earlier
    )


def added(case: Case) -> bool:
    """Each signing added the signature and its look; nothing lies in the file that nothing uses."""
    return adds_only_signatures(case.anatomy) and all_reached(case.anatomy)


def whole_file(case: Case) -> bool:
    """The last signature covers the file to its last byte."""
    covered = case.statuses[-1].coverage is SignatureCoverageLevel.ENTIRE_FILE
    return covered and covers_to_the_end(case.anatomy, case.signatures[-1])


def revisions(case: Case) -> bool:
    """The file was saved once, and once more for each signature, in this order."""
    signed_in = [each.signed_revision for each in case.signatures]
    expected = list(range(1, len(signed_in) + 1))
    return signed_in == expected and case.anatomy.revisions == len(signed_in) + 1


def bottom_line(case: Case) -> bool:
    """Nothing else was found against it."""
    return all(status.bottom_line for status in case.statuses)


def carried(case: Case) -> bool:
    """No annotation, action, layer or file that our own notes have not."""
    return carries_only_ours(case.anatomy)


def attached(case: Case) -> bool:
    """The data that travel with the note are those of a note."""
    note_data(case.anatomy)
    return True


def role(case: Case) -> bool:
    """Each signer is a person of the ward with a role that may fill the field."""
    return len(case.found) == len(case.signatures) and all(each.role for each in case.found)


def two_people(case: Case) -> bool:
    """No account and no key signed twice."""
    accounts = {person.account for person in case.holders}
    keys = {person.key for person in case.holders}
    return len(accounts) == len(keys) == len(case.signatures)


def chart(case: Case) -> bool:
    """The file is the one in the chart, where there is a chart to compare with."""
    return case.chart != "differs"


RULE: tuple[tuple[Clause, Callable[[Case], bool]], ...] = (
    (Clause.READABLE, readable),
    (Clause.FIELDS, fields),
    (Clause.SIGNED, signed),
    (Clause.FORMAT, signature_format),
    (Clause.ALGORITHM, algorithm),
    (Clause.BYTE_RANGE, byte_range),
    (Clause.INTACT, intact),
    (Clause.CERTIFIED, certified),
    (Clause.TRUSTED, trusted),
    (Clause.REVOKED, not_revoked),
    (Clause.UNCHANGED, unchanged),
    (Clause.ADDED, added),
    (Clause.WHOLE_FILE, whole_file),
    (Clause.REVISIONS, revisions),
    (Clause.BOTTOM_LINE, bottom_line),
    (Clause.CARRIED, carried),
    (Clause.ATTACHED, attached),
    (Clause.ROLE, role),
    (Clause.TWO_PEOPLE, two_people),
    (Clause.CHART, chart),
)


def verify(
    pdf: bytes,
    root: Root,
    known_sha256: str | None = None,
    recorded: tuple[datetime, ...] = (),
) -> Verdict:
    """Accepts a note only if every clause holds; names the first that does not."""
    return judge(Case(pdf, root, known_sha256, recorded))


def judge(case: Case) -> Verdict:
    """The rule, applied to what was worked out of a file."""
    for clause, check in RULE:
        if not holds(check, case):
            return _rejected(case, clause)
    return Verdict(
        state=_STATES[len(case.signatures)],
        clause="",
        chart=case.chart,
        demo=case.root.demo,
        signatures=case.found,
    )


def holds(clause: Callable[[Case], bool], case: Case) -> bool:
    """Whether a clause holds; whatever goes wrong inside it means that it does not."""
    try:
        return clause(case)
    except Exception:  # noqa: BLE001 the rule itself: any exception is a rejection
        return False


def _rejected(case: Case, clause: Clause) -> Verdict:
    """A rejected file's signers are not named: nothing in it is known to be true."""
    return Verdict(
        state=REJECTED,
        clause=clause.value,
        chart=case.chart,
        demo=case.root.demo,
        signatures=(),
        reason=clause.failure,
        do=clause.do,
    )


def _covers_all_but_itself(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    first, length, second, rest = map(int, signature.byte_range)
    in_order = first == 0 < length < second < second + rest <= len(pdf)
    return in_order and value_is_plain(pdf, signature)
