"""What is shown of a checked file: the verdict with its signatures, and another ward's note."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import UNSET
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from nursedesk.chart.finding import Level
from nursedesk.errors import KnownError
from nursedesk.ui.badge import LEVEL_STATES, Shape
from nursedesk.ui.looks import Words, card, look, rule
from nursedesk.ui.tokens import State
from nursedesk.writing import grouped, moment, with_offset

if TYPE_CHECKING:
    from nursedesk.chart.note import Section
    from nursedesk.chart.note_data import NoteData
    from nursedesk.ward.ports import SignatureFound, Verdict
    from nursedesk.ward.verifying import Checked

_SAID = {
    "accepted-signed": ("Genuine", "Signed by the nurse, not countersigned."),
    "accepted-countersigned": ("Genuine", "Signed by the nurse and by the charge nurse."),
    "rejected": ("Not accepted", ""),
}
_FIELDS = {"nurse": "Prepared by", "charge-nurse": "Reviewed by"}
_ROLES = {"nurse": "nurse", "charge-nurse": "charge nurse"}
_CLAIM = "The times of signing are the workstation's own claim: no independent clock confirms them."
_CHART = {
    "match": "It is the file that this ward's chart holds, byte for byte.",
    "differs": "It is not a file that this ward's chart holds.",
    "absent": "Not compared with a chart: only the ward that made it could do that.",
}
_NOT_THE_PAGES = (
    "This is the data that travels inside the file. It is not compared with the file's printed "
    "pages: where the two differ, ask the ward that made it."
)
_SAMPLES = "The samples themselves stand on the file's pages."
_MOST_ROWS, _MOST_CHARACTERS = 300, 4_000


class VerdictCard(QFrame):
    """The verdict in words; a rejected file's signers are not named."""

    def __init__(self, path: Path, checked: Checked, zone: tzinfo) -> None:
        super().__init__()
        verdict = checked.verdict
        word, sentence = _SAID[verdict.state]
        column = _framed(self, verdict)
        self.setAccessibleName(f"{word}: {sentence or verdict.reason}")
        column.addWidget(Words(word, "title"))
        column.addWidget(Words(sentence or verdict.reason, "prompt"))
        if verdict.do:
            column.addWidget(Words(verdict.do))
        if checked.newer is not None:
            since = with_offset(checked.newer, zone)
            words = f"A countersigned copy exists since {since}: use that one."
            column.addWidget(Words(words, "strong", level="warn"))
        if checked.gone:
            column.addWidget(Words(checked.gone, "strong", level="warn"))
        for signature in verdict.signatures:
            column.addWidget(Words(_signature(signature, zone), "strong"))
        for words in _further(path, checked, zone):
            column.addWidget(Words(words, "soft"))


def unreadable_card(error: KnownError) -> QFrame:
    """A file, or a certificate, that could not be looked at."""
    frame, column = card("finding", margin=20, space=4)
    look(frame, "finding", level="warn")
    frame.setAccessibleName(error.happened)
    column.addWidget(Words("Not checked", "title"))
    column.addWidget(Words(error.happened, "prompt"))
    column.addWidget(Words(error.do))
    return frame


class NoteCard(QFrame):
    """What another ward's note says, from its data; its own pages are not shown."""

    def __init__(self, data: NoteData) -> None:
        super().__init__()
        look(self, "card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(6)
        told = f"What the note says: {data.ward_name}"
        column.addWidget(Words(_short(told), "heading"))
        column.addWidget(Words(_short(data.patient_line), "prompt"))
        zone = _zone(data)
        period = f"{moment(data.period_from, zone)} to {moment(data.period_to, zone)}"
        column.addWidget(Words(f"{_short(data.title)}, {period}"))
        made = f"Made {with_offset(data.made_at, zone)} by {_short(data.author)}"
        column.addWidget(Words(made, "soft"))
        column.addWidget(Words(_NOT_THE_PAGES, "doubt"))
        left = _MOST_ROWS
        for section in data.sections:
            left = _show(section, column, left)
        if left < 0:
            words = f"{-left} more rows are not shown here: open the file in a PDF viewer."
            column.addWidget(Words(words, "strong"))
        foot = f"Chart entry {data.entry_number}, fingerprint {grouped(data.fingerprint)}"
        column.addWidget(Words(foot, "soft"))


def _framed(frame: QFrame, verdict: Verdict) -> QVBoxLayout:
    """The column beside the verdict's shape."""
    level = "note" if verdict.accepted else "stop"
    look(frame, "finding", level=level)
    line = QHBoxLayout(frame)
    line.setContentsMargins(20, 16, 20, 16)
    line.setSpacing(16)
    state = State.ON_TIME if verdict.accepted else LEVEL_STATES[Level.STOP]
    line.addWidget(Shape(state, 36), 0, Qt.AlignmentFlag.AlignTop)
    column = QVBoxLayout()
    column.setSpacing(6)
    line.addLayout(column, 1)
    return column


def _signature(found: SignatureFound, zone: tzinfo) -> str:
    at = with_offset(found.at, zone)
    role = _ROLES.get(found.role, found.role)
    return f"{_FIELDS.get(found.field, found.field)}: {found.name} ({found.account}), {role}, {at}"


def _further(path: Path, checked: Checked, zone: tzinfo) -> list[str]:
    """The file, what it was compared with, and whose certificate counts."""
    verdict, against = checked.verdict, checked.against
    lines = [_CLAIM] if verdict.signatures else []
    if verdict.accepted or verdict.chart == "absent":
        lines.append(_CHART[verdict.chart])
    ward = against.ward or "a ward without a name"
    lines.append(f"Checked against the certificate of {ward}{', this ward' * checked.own}.")
    lines.append(f"Certificate SHA-256 {grouped(against.fingerprint)}")
    if against.told is None:
        lines.append("What was revoked since is not known: a ward-trust.pem would tell.")
    else:
        lines.append(f"Revocations as of {with_offset(against.told, zone)} were looked at.")
    if against.demo:
        lines.append("That is a practice ward: DEMO, not for clinical use.")
    if verdict.clause:
        lines.append(f"What failed is called “{verdict.clause}”.")
    return [f"File {path}", f"File SHA-256 {grouped(checked.sha256)}", *lines]


def _show(section: Section, column: QVBoxLayout, left: int) -> int:
    """Shows as many rows as may still be shown; returns how many more may be."""
    if left > 0:
        column.addWidget(rule())
        column.addWidget(Words(_short(section.title), "heading"))
    for row in section.rows[: max(left, 0)]:
        column.addWidget(Words(_short(row.label), "soft"))
        looks = "strong" if row.weight in ("strong", "alert") else ""
        column.addWidget(Words(_short(row.text), looks))
        if row.drawn is not UNSET:
            column.addWidget(Words(_SAMPLES, "soft"))
    return left - len(section.rows)


def _short(text: str) -> str:
    """A text as long as a screen bears it."""
    if len(text) <= _MOST_CHARACTERS:
        return text
    return f"{text[:_MOST_CHARACTERS]} … (cut: {len(text)} characters)"


def _zone(data: NoteData) -> tzinfo:
    from nursedesk.chart.note_data import content

    return content(data).zone
