"""What the label says now: cytokine release syndrome, a seizure, a stopped pump. For one key."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.pages import PageEntry, place
from nursedesk.protocol.rules import Rule
from nursedesk.ward.desk import Desk
from nursedesk.writing import family_given

CRS = "Cytokine release syndrome (CRS)"
SEIZURE = "A seizure, another neurological event"
STOPPED = "The pump stopped"
# What a rule speaks of, where its statement does not say that itself.
_RULES: dict[str, dict[Rule, str]] = {
    CRS: {
        Rule.TOX_CRS_3: "Grade 3",
        Rule.TOX_CRS_4: "Grade 4",
        Rule.TOX_LOW_GRADES: "Grade 1 or 2",
    },
    SEIZURE: {
        Rule.TOX_SEIZURES: "",
        Rule.TOX_FIRST_SEIZURE: "",
        Rule.TOX_NEURO_3: "Neurological event of grade 3",
        Rule.TOX_NEURO_4: "Neurological event of grade 4",
    },
    STOPPED: {
        Rule.LINE_NO_FLUSH: "",
        Rule.INT_FOUR_HOURS: "",
        Rule.SUP_RESTART: "",
        Rule.INT_SEVEN_DAYS: "",
        Rule.INT_NEW_CYCLE: "",
        Rule.INT_OTHER_REASON: "",
    },
}


class Said(Struct, frozen=True, kw_only=True):
    """What is said of one event, each statement with its status and the places it comes from."""

    title: str
    entries: tuple[PageEntry, ...]


class LabelNow(Struct, frozen=True, kw_only=True):
    """The statements of the protocol in force; `version` names it.

    `others`: patients whose session keeps another version, which must be looked at there.
    """

    version: str
    sections: tuple[Said, ...]
    others: tuple[str, ...]


def label_now(desk: Desk) -> LabelNow:
    """The protocol's statements as the ward adopted it.

    Raises:
        KnownError: no protocol is adopted, or it cannot be read.
    """
    protocol = desk.current_protocol()
    others = []
    for session in desk.sessions():
        patient = session.opened.patient
        if session.protocol_sha256 != protocol.sha256:
            others.append(family_given(patient.family, patient.given))
    return LabelNow(
        version=f"{protocol.id} {protocol.version}",
        sections=tuple(
            Said(
                title=title,
                entries=tuple(_entry(protocol, rule, about) for rule, about in rules.items()),
            )
            for title, rules in _RULES.items()
        ),
        others=tuple(others),
    )


def _entries(protocol: Protocol, rules: Mapping[Rule, str]) -> tuple[PageEntry, ...]:
    return tuple(_entry(protocol, rule, about) for rule, about in rules.items())


def _entry(protocol: Protocol, rule: Rule, about: str) -> PageEntry:
    stated = protocol.rules[rule]
    cited = tuple(place(protocol, citation) for citation in stated.cite)
    text = f"{about}: {stated.statement}" if about else stated.statement
    return PageEntry(text=text, cited=cited, status=stated.status)
