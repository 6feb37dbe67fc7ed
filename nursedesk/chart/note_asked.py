"""What every part of the hand-over note is built from, and how it names its sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo
from decimal import Decimal

from msgspec import Struct

from nursedesk.chart.cycle import Cycle, cycle
from nursedesk.chart.entry import Entry
from nursedesk.chart.grounds import cited
from nursedesk.chart.note import NOT_RECORDED, Replaced, Row
from nursedesk.chart.session import PatientSession
from nursedesk.chart.severity import NOT_JUDGED, Judgement
from nursedesk.protocol.answer import Answer
from nursedesk.protocol.definition import Protocol
from nursedesk.protocol.rules import Rule
from nursedesk.protocol.terms import Status
from nursedesk.writing import amount, moment

STATUS_WORDS = {
    Status.LABEL: "from the label",
    Status.INFERRED: "inferred from the label's class rule: confirm with pharmacy",
    Status.SECONDARY: "secondary source: the ward must confirm it",
    Status.DECISION: "NurseDesk's own reading, not the label's",
}


class Asked(Struct, frozen=True, kw_only=True):
    """What a note is built from: the fold, the protocol, the period, and how people are called.

    `gaps` are the ward's entries on what the record lost.
    """

    session: PatientSession
    protocol: Protocol
    now: datetime
    zone: tzinfo
    period_from: datetime
    names: Mapping[str, str]
    judgement: Judgement = NOT_JUDGED
    replaces: Replaced | None = None
    gaps: tuple[Entry, ...] = ()

    @property
    def stands(self) -> Cycle:
        """Where the cycle stands now."""
        return cycle(self.session, self.protocol, self.now)

    def name(self, account: str) -> str:
        """A person's name, the account where the name is not known."""
        return self.names.get(account, account)

    def moment(self, instant: datetime) -> str:
        """An instant as the note writes it."""
        return moment(instant, self.zone)

    def in_period(self, instant: datetime) -> bool:
        """Whether an instant lies in the period of the note."""
        return self.period_from <= instant <= self.now


def source(citations: tuple[str, ...], status: Status) -> str:
    """The sources of a row: citation ids, and what the value rests on."""
    return f"{', '.join(citations)} ({STATUS_WORDS[status]})"


def by_answers(*answers: Answer) -> str:
    """The sources of what these answers of the protocol say together."""
    found = dict.fromkeys(citation for answer in answers for citation in answer.citations)
    return source(tuple(found), Status.weakest(answer.status for answer in answers))


def by_rules(protocol: Protocol, rules: Iterable[Rule]) -> str:
    """The sources of what these rules of the protocol say together."""
    used = tuple(rules)
    weakest = Status.weakest(protocol.rules[rule].status for rule in used)
    return source(cited(protocol, *used), weakest)


def missing(label: str) -> Row:
    """A row for what nobody recorded."""
    return Row(label=label, text=NOT_RECORDED, weight="missing")


def hours(length: Decimal) -> str:
    """Hours cut to one decimal, never rounded up: `167.9 h`."""
    tenths = int(length * 10)
    return amount(Decimal(tenths) / 10, "h")
