"""The record itself: what is wrong with it and what to do, who checked it, its anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.ui.backup_card import BackupFrame
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, emptied, look, rule
from nursedesk.ui.page import Page, heading
from nursedesk.ui.progress import Segments
from nursedesk.ui.shell import Shell
from nursedesk.ward import whole_check
from nursedesk.ward.views.record import Finding, RecordPage, record_page

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk
    from nursedesk.ward.record_ports import CheckState

LOOK_MILLISECONDS = 500
_SEGMENTS = 40
_PAPER = "Use the paper checklists. The board and the patients can be read here, as far as shown."
_IT = (
    "A backup may hold what is missing: call ward IT. A charge nurse or an administrator can "
    "restore it. Nothing was changed or repaired here."
)
_GO_ON = (
    "If the ward has to go on before that, a charge nurse records the gap, with what paper holds "
    "of it. Then recording works again; the gap stays in the record."
)
_RESTORED_GO_ON = (
    "Compare the fingerprint below with the last printed or exported note. Then a charge nurse, or "
    "the administrator of the sealed code, signs how the record goes on. New entries get numbers "
    "that begin anew, so that none is given out twice; what is lost stays named in the record."
)
_PLACES_GO_ON = (
    "If a disk is not connected, connect it and start NurseDesk again. If it is lost or was "
    "changed, a charge nurse says so under “Safety copies”."
)
_COMPARE = "Compare it with the last printed or exported note: a lower number here is a finding."
_NO_OTHER = (
    "There is no second place. If this disk is put back to an older state as a whole, nobody "
    "notices. A charge nurse can choose a folder on another disk that stays connected."
)


class RecordView(Page):
    """Findings first; below them what is in order. It looks again while a check runs."""

    title = "The record"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.check = CommitButton("Check the record now", self._check)
        self.cancel = Button("Cancel the check", self._cancel)
        self.progress = Segments()
        self.how_far = Words("", "soft")
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self._others: tuple[str, ...] = ()
        self._restored = False
        self.column.addWidget(heading(self.title))
        self.column.addLayout(self._list)
        self.backups = BackupFrame(shell, self.load)
        self.column.addWidget(self._check_card())
        self.column.addWidget(self.backups)
        self._below = QVBoxLayout()
        self._below.setSpacing(12)
        self.column.addLayout(self._below)
        self.column.addStretch(1)
        self.foot(back=("Ward board", shell.show_board))
        self._looking = QTimer(self)
        self._looking.timeout.connect(self.load)

    def arrive(self) -> None:
        self.load()
        self.setFocus()

    def load(self) -> None:
        """Asks how it stands."""
        self.shell.ask(record_page, self._show, owner=self)

    def _check_card(self) -> QFrame:
        frame, column = card(margin=20, space=10)
        column.addWidget(Words("Check of the whole record", "heading"))
        self._last = Words("")
        for widget in (self._last, self.progress, self.how_far):
            column.addWidget(widget)
        buttons = Flow(12)
        buttons.addWidget(self.check)
        buttons.addWidget(self.cancel)
        column.addLayout(buttons)
        return frame

    def _show(self, page: RecordPage) -> None:
        self._others, self._restored = page.others, page.restored
        may_ask = page.charge_nurse and not page.findings
        self._show_check(page.check, may_ask=may_ask)
        self.backups.show_card(page.backup, may_ask=may_ask)
        if page.check.running or page.backup.state.running:
            self._looking.start(LOOK_MILLISECONDS)
        else:
            self._looking.stop()
        self._last.setText(page.last_check)
        emptied(self._list)
        if page.findings:
            self._list.addWidget(self._findings(page))
        emptied(self._below)
        for frame in (self._fingerprint(page), self._places(page), *self._gaps(page)):
            self._below.addWidget(frame)

    def _show_check(self, state: CheckState, *, may_ask: bool) -> None:
        self.progress.setVisible(state.running)
        self.cancel.setVisible(state.running and may_ask)
        self.check.setVisible(may_ask and not state.running)
        if state.running:
            self.progress.show_progress(_SEGMENTS * state.done // max(1, state.total), _SEGMENTS)
            said = f"{state.done:,} of {state.total:,} entries" if state.total else "It begins"
            said = "The file itself is checked" if 0 < state.total == state.done else said
            self.how_far.say(f"{said}. You can go on working.")
        else:
            self.how_far.say(state.failure)

    def _findings(self, page: RecordPage) -> QFrame:
        frame, column = card("finding", margin=20, space=10)
        look(frame, "finding", level="stop")
        column.addWidget(Words("Nothing can be recorded", "title"))
        for finding in page.findings:
            _add(column, finding)
        column.addWidget(rule())
        column.addWidget(Words("What to do", "heading"))
        steps = [_PAPER] if page.restored else [_PAPER, _IT]
        steps += [_RESTORED_GO_ON if page.restored else _GO_ON] if page.mendable else []
        steps += [_PLACES_GO_ON] if page.places_at_fault else []
        for number, step in enumerate(steps, 1):
            column.addWidget(Words(f"{number}.  {step}"))
        ways = Flow(12)
        if page.may_restore:
            words = "Restore another backup …" if page.restored else "Restore a backup …"
            ways.addWidget(Button(words, self._to_restore, name="action"))
        if page.may_mend:
            words = "Go on with this record …" if page.restored else "Record the gap and go on …"
            ways.addWidget(Button(words, self._to_gap, name="action"))
        column.addLayout(ways)
        return frame

    def _fingerprint(self, page: RecordPage) -> QFrame:
        frame, column = card(margin=20, space=6)
        column.addWidget(Words("Last entry and its fingerprint", "heading"))
        column.addWidget(Words(page.fingerprint, "value"))
        column.addWidget(Words(_COMPARE, "soft"))
        return frame

    def _places(self, page: RecordPage) -> QFrame:
        frame, column = card(margin=20, space=10)
        column.addWidget(Words("Safety copies", "heading"))
        for line in page.places:
            column.addWidget(Words(line.where, "strong"))
            column.addWidget(Words(line.words, "soft" if line.in_order else "error"))
        if len(page.places) == 1:
            column.addWidget(Words(_NO_OTHER, "soft"))
        if page.charge_nurse:
            choose = Button("Choose the second place …", self._to_places)
            column.addWidget(choose, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _gaps(self, page: RecordPage) -> list[QFrame]:
        if not page.gaps:
            return []
        frame, column = card(margin=20, space=10)
        column.addWidget(Words("Gaps in this record", "heading"))
        for gap in page.gaps:
            column.addWidget(Words(gap))
        return [frame]

    def _check(self) -> None:
        def begin(desk: Desk, _intent: UUID) -> CheckState:
            return whole_check.check_now(desk)

        self.check.send(self.shell, begin, lambda _state: self.load())

    def _cancel(self) -> None:
        self.shell.ask(whole_check.cancel, lambda _state: self.load(), owner=self)

    def _to_gap(self) -> None:
        from nursedesk.ui.gap_page import GapPage

        self.shell.show_page(GapPage(self.shell, restored=self._restored))

    def _to_restore(self) -> None:
        from nursedesk.ui.restore_page import RestorePage

        def back() -> None:
            self.shell.show_page(RecordView(self.shell))

        self.shell.show_page(RestorePage(self.shell, ("Back to the record", back)))

    def _to_places(self) -> None:
        from nursedesk.ui.places_page import PlacesPage

        self.shell.show_page(PlacesPage(self.shell, self._others))


def _add(column: QVBoxLayout, finding: Finding) -> None:
    column.addWidget(Words(finding.what, "prompt"))
    for fact in finding.facts:
        column.addWidget(Words(fact))
