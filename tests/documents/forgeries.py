"""Every forgery by its name: made from a genuine note, to be refused by the clauses alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from nursedesk.documents.clauses import Clause
from nursedesk.documents.trust import Root, read_root
from nursedesk.ward.trust_list import RevokedCertificate, TrustList, to_pem
from tests.documents import forge
from tests.documents.forge import Edit
from tests.documents.forged_bytes import BY_HAND, WITHOUT_A_KEY
from tests.documents.forged_edits import EDITS
from tests.documents.forged_signers import SIGNERS
from tests.documents.genuine import REVIEWED_AT, SIGNED_AT, Genuine

Make = Callable[[Genuine], bytes]

OF_THE_PAGES = frozenset(
    # what a nurse signs as her own pages is hers to answer for: only the chart knows better
    (
        "white over the dose",
        "another dose",
        "another text in the same stream",
        "another font",
        "other widths",
        "a page more",
        "pages in another order",
        "a page turned",
        "another language",
        "other pages first",
        "bookmarks",
        "the nurse's box over the dose",
        "the second box over the dose",
        "no permissions",
    )
)
NOT_TO_BE_SIGNED = frozenset(
    # pyHanko itself refuses to sign these
    ("the nurse's field renamed", "the nurse's signature taken out")
)


def together(edit: Edit) -> Make:
    """The charge nurse edits and signs in one update."""
    return lambda genuine: forge.fill(
        genuine.signed,
        "charge-nurse",
        genuine.charge_nurse,
        REVIEWED_AT,
        together_with=edit,
    )


def between(edit: Edit) -> Make:
    """Edited after the nurse's signature, and the charge nurse signs what she finds."""
    return lambda genuine: forge.fill(
        forge.update(genuine.signed, edit), "charge-nurse", genuine.charge_nurse, REVIEWED_AT
    )


def after_both(edit: Edit) -> Make:
    return lambda genuine: forge.update(genuine.countersigned, edit)


def after_the_nurse(edit: Edit) -> Make:
    return lambda genuine: forge.update(genuine.signed, edit)


def before(edit: Edit) -> Make:
    """The nurse signs another file than the program made, the charge nurse too."""

    def forged(genuine: Genuine) -> bytes:
        pdf = forge.rewrite(genuine.unsigned, edit)
        signed = forge.fill(pdf, "nurse", genuine.nurse, SIGNED_AT, certify=True)
        return forge.fill(signed, "charge-nurse", genuine.charge_nurse, REVIEWED_AT)

    return forged


def shadowed(prepared: Edit, switched: Edit) -> Make:
    """Prepared before the nurse signs, switched after both signed (a shadow attack)."""
    return lambda genuine: forge.update(before(prepared)(genuine), switched)


def _edited() -> dict[str, Make]:
    made: dict[str, Make] = {}
    for name, edit in EDITS.items():
        made[f"{name}, after both"] = after_both(edit)
        made[f"{name}, after the nurse"] = after_the_nurse(edit)
        if name in NOT_TO_BE_SIGNED:
            continue
        made[f"{name}, together with the second signature"] = together(edit)
        made[f"{name}, between the signatures"] = between(edit)
        if name not in OF_THE_PAGES:
            made[f"{name}, before both"] = before(edit)
    return made


def _shadows() -> dict[str, Make]:
    white, dose = EDITS["white over the dose"], EDITS["another dose"]
    return {
        "shadow: hide": shadowed(white, EDITS["another content stream"]),
        "shadow: replace": shadowed(EDITS["the second box over the dose"], EDITS["another font"]),
        "shadow: hide and replace": shadowed(EDITS["what nothing uses"], EDITS["other pages"]),
        "shadow: another look": shadowed(dose, EDITS["the nurse's stamp painted anew"]),
        "shadow: layers": shadowed(EDITS["layers"], EDITS["layers"]),
    }


def revoked(*, signer: bool, at: datetime) -> Callable[[Genuine], Root]:
    """The ward's trust list tells that the nurse's, or the charge nurse's, counts no longer."""

    def root(genuine: Genuine) -> Root:
        person = genuine.nurse if signer else genuine.charge_nurse
        gone = RevokedCertificate(certificate=sha256(person.certificate).hexdigest(), at=at)
        told = TrustList(format=1, ward=UUID(int=7), entry=9, at=REVIEWED_AT, revoked=(gone,))
        return read_root(to_pem(genuine.ward.root_pem, told))

    return root


ROOTS: dict[str, Callable[[Genuine], Root]] = {
    "signed after leaving": revoked(signer=True, at=SIGNED_AT),
    "signed long after leaving": revoked(signer=True, at=SIGNED_AT - timedelta(days=90)),
    "countersigned after leaving": revoked(signer=False, at=SIGNED_AT),
}
"""What was signed by somebody whose certificate had been revoked: another trust list is given."""


def root_of(name: str, genuine: Genuine) -> Root:
    """What a forgery is checked against."""
    return ROOTS[name](genuine) if name in ROOTS else genuine.root


FORGERIES: dict[str, Make] = {
    **{name: made for name, (made, _clause, _others) in SIGNERS.items()},
    **_edited(),
    **_shadows(),
    **WITHOUT_A_KEY,
    **BY_HAND,
    **{name: (lambda genuine: genuine.countersigned) for name in ROOTS},
}
"""All that are made in the same way of each note."""


def sample() -> list[str]:
    """One of each: of the edits, each in one of the ways in which it can be made, in turn."""
    edited = list(_edited())
    by_edit = {edit: [name for name in edited if name.startswith(f"{edit}, ")] for edit in EDITS}
    in_turn = [names[place % len(names)] for place, names in enumerate(by_edit.values())]
    unmade = set(edited) - set(in_turn)
    return [name for name in FORGERIES if name not in unmade]


TWINS: dict[Clause, tuple[str, frozenset[Clause]]] = {
    # a clause: the forgery that gets through once it is dropped, and what must go with it
    Clause.FIELDS: ("a third field", frozenset()),
    Clause.FORMAT: ("Adobe's format", frozenset()),
    # the value of another curve is not written as ours is
    Clause.ALGORITHM: ("P-384", frozenset({Clause.BYTE_RANGE})),
    Clause.BYTE_RANGE: ("a changed value", frozenset()),
    # pyHanko seeks a path to the root only for a signature that is intact
    Clause.INTACT: ("a false signature", frozenset({Clause.TRUSTED, Clause.BOTTOM_LINE})),
    Clause.CERTIFIED: ("not certified", frozenset()),
    Clause.TRUSTED: ("a stowaway certificate", frozenset()),
    Clause.REVOKED: ("signed after leaving", frozenset()),
    # pyHanko's judgement of the differences and our own are independent of each other
    Clause.UNCHANGED: (
        "another dose, together with the second signature",
        frozenset({Clause.ADDED, Clause.BOTTOM_LINE}),
    ),
    Clause.ADDED: ("other metadata, together with the second signature", frozenset()),
    Clause.WHOLE_FILE: ("junk after the end", frozenset()),
    Clause.REVISIONS: ("saved again between", frozenset()),
    # pyHanko's own sum of what is asked one by one above; the record asks for it by name
    Clause.BOTTOM_LINE: (
        "another ward of the same name",
        frozenset({Clause.TRUSTED}),
    ),
    Clause.CARRIED: ("a script at opening, before both", frozenset()),
    Clause.ATTACHED: ("other data, before both", frozenset()),
    Clause.ROLE: ("a nurse reviews", frozenset()),
    Clause.TWO_PEOPLE: ("the same account twice", frozenset()),
}
NAMING = {
    Clause.READABLE: "of what cannot be read no other clause can hold: it gives that its name",
    Clause.SIGNED: "without a signature there is no last one to look at: it gives that its name",
}
"""Clauses that no forgery needs, and what they are for."""
