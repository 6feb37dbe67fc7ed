"""Sign-in: who is there. Shown before the chart or any heavy library is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from nursedesk.errors import KnownError
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, centred
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Me, Shell, me_of
from nursedesk.ward.unusable import UNUSABLE

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.ward.desk import Desk

NOT_FOR_CLINICAL_USE = (
    "Not for clinical use until this ward's pharmacist and clinical safety officer have signed."
)
_NOBODY = (
    "If nobody can sign in: the patients' downtime files open in any PDF viewer with the phrase of "
    "the sealed emergency sheet. They lie in"
)
_WIDTH = 640


class SignInPage(Page):
    """An account, a passphrase, and the board."""

    title = "Sign in"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        frame, column = card(margin=28, space=20)
        start = shell.start
        column.addWidget(heading(self.title, start.ward_name))
        if start.hint:
            column.addWidget(Words(start.hint, "soft"))
        self.credentials = Credentials(shell.cards)
        self.credentials.completed.connect(self.sign_in)
        column.addWidget(self.credentials)
        self.commit = CommitButton("Sign in", self.sign_in)
        column.addWidget(self.commit, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self.column.addLayout(centred(frame, _WIDTH))
        notice = Words(NOT_FOR_CLINICAL_USE, "soft")
        notice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addLayout(centred(notice, _WIDTH))
        self.sealed = Button("Sealed recovery code", self._open_sealed)
        self.restore = Button("Restore a backup …", self._to_restore)
        self.restore.hide()
        line = Flow(12)
        emergency = Button("Emergency view", shell.show_emergency)
        for button in (emergency, Button("Paper", self._to_paper), self.sealed, self.restore):
            line.addWidget(button)
        ways = QWidget()
        ways.setLayout(line)
        self.column.addLayout(centred(ways, _WIDTH))
        if start.downtime:
            self.column.addLayout(centred(Words(f"{_NOBODY} {start.downtime}", "soft"), _WIDTH))
        self.column.addStretch(2)

    def arrive(self) -> None:
        self.credentials.focus_first()

    def sign_in(self) -> None:
        """Sends account and passphrase, once both are there."""
        given = self.credentials.given()
        if given is None:
            return
        account, passphrase = given

        def enter(desk: Desk, _intent: UUID) -> Me:
            from nursedesk.ward import entrance

            return me_of(entrance.sign_in(desk, account, passphrase))

        self.commit.send(self.shell, enter, self.shell.signed_in, self._refused)

    def _open_sealed(self) -> None:
        from nursedesk.ui.recovery_page import RecoveryPage

        self.shell.show_page(RecoveryPage(self.shell))

    def _to_paper(self) -> None:
        from nursedesk.ui.paper_page import PaperPage

        def back() -> None:
            self.shell.show_page(SignInPage(self.shell))

        self.shell.show_page(PaperPage(self.shell, ("Back to the sign-in", back)))

    def _to_restore(self) -> None:
        from nursedesk.ui.restore_page import RestorePage

        def back() -> None:
            self.shell.show_page(SignInPage(self.shell))

        self.shell.show_page(RestorePage(self.shell, ("Back to the sign-in", back)))

    def _refused(self, error: KnownError) -> None:
        self.credentials.wrong()
        self.restore.setVisible(error.code in UNUSABLE)
        self.shell.problem(error)
