"""The clauses of the acceptance rule: their codes, their order, and how they are said."""

from __future__ import annotations

from enum import StrEnum


class Clause(StrEnum):
    """What must hold before a note is accepted, in the order in which it is looked at."""

    READABLE = "readable"
    FIELDS = "fields"
    SIGNED = "signed"
    FORMAT = "format"
    ALGORITHM = "algorithm"
    BYTE_RANGE = "byte-range"
    INTACT = "intact"
    CERTIFIED = "certified"
    TRUSTED = "trusted"
    REVOKED = "revoked"
    UNCHANGED = "unchanged"
    ADDED = "added"
    WHOLE_FILE = "whole-file"
    REVISIONS = "revisions"
    BOTTOM_LINE = "bottom-line"
    CARRIED = "carried"
    ATTACHED = "attached"
    ROLE = "role"
    TWO_PEOPLE = "two-people"
    CHART = "chart"

    @property
    def failure(self) -> str:
        """What is wrong when the clause does not hold, as a sentence."""
        return _FAILURES[self]

    @property
    def do(self) -> str:
        """What to do then, as sentences."""
        return _TO_DO.get(self, _OTHERWISE)


_FAILURES = {
    Clause.READABLE: "The file cannot be read as a PDF made by NurseDesk.",
    Clause.FIELDS: "The file has not exactly the two signature fields of a NurseDesk note.",
    Clause.SIGNED: "Nobody has signed the file.",
    Clause.FORMAT: "A signature is not of the kind that NurseDesk makes (ETSI.CAdES.detached).",
    Clause.ALGORITHM: "A signature was not made with P-256 and SHA-256.",
    Clause.BYTE_RANGE: "A signature leaves out parts of the file.",
    Clause.INTACT: "The file was changed after it was signed, or a signature is damaged.",
    Clause.CERTIFIED: "The signatures do not protect the note as NurseDesk's do.",
    Clause.TRUSTED: "A signature was not made with a key of this ward.",
    Clause.REVOKED: "A signer's certificate had been revoked when it signed.",
    Clause.UNCHANGED: "The note was changed between the nurse's and the charge nurse's signature.",
    Clause.ADDED: "Something besides a signature was saved together with a signature.",
    Clause.WHOLE_FILE: "Something was added to the file after the last signature.",
    Clause.REVISIONS: "The file was saved again between or after the signatures.",
    Clause.BOTTOM_LINE: "A signature does not hold as a whole.",
    Clause.CARRIED: "The file carries something that no NurseDesk note has.",
    Clause.ATTACHED: "The note's data that travel with it are not those of a note.",
    Clause.ROLE: "A signer's certificate does not allow her to fill this field.",
    Clause.TWO_PEOPLE: "Both signatures are the same person's.",
    Clause.CHART: "The file is not the one that the chart holds.",
}

_OTHERWISE = "Do not use this file. Ask the ward that it comes from to export the note again."
_TO_DO = {
    Clause.READABLE: "If it is a hand-over note, ask the ward that it comes from for it again.",
    Clause.SIGNED: "An unsigned print proves nothing. Ask for the signed file.",
    Clause.TRUSTED: "If another ward made it, choose that ward's ward-trust.pem. Otherwise do not "
    "use this file, and tell the charge nurse.",
    Clause.REVOKED: "Do not use this file. Tell the charge nurse: somebody may have kept old keys.",
    Clause.ROLE: "Do not use this file. Tell the charge nurse.",
    Clause.TWO_PEOPLE: "Do not use this file. Tell the charge nurse.",
    Clause.CHART: "Do not use this file. Open the patient's page and export the note from there.",
}
