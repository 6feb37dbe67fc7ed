"""The charge nurse's word on a gap: why the ward goes on, and what paper holds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import PassphraseBox, held
from nursedesk.ui.shell import Shell
from nursedesk.ward import mending
from nursedesk.ward.views.record import RecordPage, record_page

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.errors import KnownError
    from nursedesk.ward.desk import Desk

_WHY = (
    "You sign that these entries cannot be relied on. Recording works again then, and the gap "
    "stays in the record for ever. Enter nothing again that paper holds: write where it lies."
)
_WHY_RESTORED = (
    "You sign that the ward goes on with what the backup holds. What was recorded after it stays "
    "named as lost for ever. Enter nothing again that paper holds: write where it lies."
)
_REASON = Field(
    name="reason",
    prompt="Why does the ward go on with this record?",
    asks=Asks.LINE,
    help="What happened, as far as you know, and why you do not wait for a backup.",
)
_REASON_RESTORED = Field(
    name="reason",
    prompt="Why was a backup restored?",
    asks=Asks.LINE,
    help="What happened, as far as you know.",
)
_PAPER = Field(
    name="paper",
    prompt="What does paper hold of this time, and where is it?",
    asks=Asks.LINE,
    help="For example: checklists of the night shift, in the ward's folder.",
)


class GapPage(Page):
    """Reason, paper, passphrase; the entries stand above and on the button."""

    title = "Record the gap and go on"

    def __init__(self, shell: Shell, *, restored: bool = False) -> None:
        self.title = "Go on with the restored record" if restored else self.title
        super().__init__(shell)
        self.form = Form((_REASON_RESTORED if restored else _REASON, _PAPER), shell.clock)
        self.passphrase = PassphraseBox("passphrase", f"Your passphrase, {shell.me.name}")
        self._what = Words("", "prompt")
        self.column.addWidget(heading(self.title, _WHY_RESTORED if restored else _WHY))
        self.column.addWidget(self._what)
        self.column.addWidget(self.form)
        self.column.addWidget(self.passphrase)
        self.column.addStretch(1)
        self.commit = CommitButton("Record the gap", self._send)
        self.form.completed.connect(self.passphrase.focus)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=("Back to the record", self._back_to_record), commit=self.commit)

    def arrive(self) -> None:
        self.shell.ask(record_page, self._show, owner=self)
        self.form.focus_first()

    def _show(self, page: RecordPage) -> None:
        found = " ".join(finding.what for finding in page.findings)
        self._what.setText(found)
        self.commit.say(f"{'Go on' if page.restored else 'Record the gap'}: {found}")
        self.commit.allow(ready=page.may_mend)

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        if not self.passphrase.typed():
            held(self.passphrase, "Type your passphrase too.")
            return
        passphrase = self.passphrase.typed()

        def record(desk: Desk, intent: UUID) -> Entry:
            return mending.acknowledge_gap(
                desk,
                reason=answers["reason"],
                paper=answers["paper"],
                passphrase=passphrase,
                intent=intent,
            )

        self.commit.send(self.shell, record, self._recorded, self._refused)

    def _recorded(self, entry: Entry) -> None:
        self.shell.record_changed()
        self._back_to_record()
        self.shell.messages.done(f"Recorded as entry {entry.number}: the record goes on.")

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        self.passphrase.forget()
        self.passphrase.focus()

    def _back_to_record(self) -> None:
        from nursedesk.ui.record_page import RecordView

        self.shell.show_page(RecordView(self.shell))
