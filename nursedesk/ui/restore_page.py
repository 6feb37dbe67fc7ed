"""A backup is restored: which one, opened by whom, what it means, and then it is in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.credentials import Credentials
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, centred, emptied, look
from nursedesk.ui.page import Page, heading
from nursedesk.ui.passphrase_field import held
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.writing import moment

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.errors import KnownError
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.ports import AccountCard
    from nursedesk.ward.restore_ports import BackupFacts, Staged
    from nursedesk.ward.restoring import Opened

_WHY = (
    "Choose the folder or medium with the backups. The backup is copied and checked first; nothing "
    "here is changed before you confirm, and what is here now is kept."
)
_WHO = "With a passphrase as it was when the backup was made, or with the sealed recovery code."
_FOLDER = Field(
    name="folder", prompt="Folder with the backups", asks=Asks.LINE, help="The whole path."
)
_CODE = Field(name="code", prompt="The sealed recovery code", asks=Asks.LINE)
_THEN = (
    "After that, people sign in as before. Nothing can be recorded until a charge nurse, or the "
    "administrator of the sealed code, has signed under “Record” how the record goes on."
)
_KEYS_ONLY = (
    "The chart in this data folder is whole, up to entry {head}: nothing of it is lost and it "
    "stays as it is. Only the missing keys are taken from the backup. Who changed a passphrase "
    "since the backup uses the former one."
)
_NO_LOSS = (
    "The safety copies that can be read here tell of no later entries. Entries made after the "
    "backup may still be lost: compare with the last printed or exported note."
)
_NO_PATIENT = "As far as the safety copies tell, no patient's entries are among them."
_WIDTH, _CODE_WIDTH, _AT_MOST = 780, 640, 8
_LEFT = Qt.AlignmentFlag.AlignLeft
Back = tuple[str, Callable[[], None]]


class RestorePage(Page):
    """Four sheets. `back`: where it came from; None where nothing else can be done here."""

    title = "Restore a backup"

    def __init__(self, shell: Shell, back: Back | None, trouble: KnownError | None = None) -> None:
        super().__init__(shell)
        self._leave_to = back
        self._staged: Staged | None = None
        self._opened: Opened | None = None
        self.folder = TypedBox(_FOLDER)
        self.look_up = CommitButton("Look for backups there", self._find)
        self.who = QVBoxLayout()
        self.credentials = Credentials(())
        self.code = TypedBox(_CODE, _CODE_WIDTH)
        self.open = CommitButton("Open the backup", self._open)
        self.with_code = Button("Use the sealed recovery code", self._other_way)
        self.restore = CommitButton("Restore this backup", self._restore)
        self.to_sign_in = Button("Go to the sign-in", shell.change_user, name="commit")
        self.choices: list[CommitButton] = []
        self._grid, self._facts, self._kept = Flow(12), QVBoxLayout(), Words("")
        self._sheets: list[QFrame] = [
            self._which(trouble),
            self._whose(),
            self._what(),
            self._done(),
        ]
        for sheet in self._sheets:
            self.column.addLayout(centred(sheet, _WIDTH))
        self.column.addStretch(1)
        if back is not None:
            self.foot(back=(back[0], self._leave))
        self._show(0)

    def arrive(self) -> None:
        self.folder.focus()

    def go_back(self) -> None:
        place = next(at for at, sheet in enumerate(self._sheets) if not sheet.isHidden())
        if place in (1, 2):
            self._drop()
            self._show(0)
        elif place == 0 and self._leave_to is not None:
            self._leave()

    def _which(self, trouble: KnownError | None) -> QFrame:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading(self.title, _WHY))
        if trouble is not None:
            column.addWidget(Words(trouble.happened, "error"))
        column.addWidget(Button("Look for a folder …", self._look), 0, _LEFT)
        column.addWidget(self.folder)
        column.addWidget(self.look_up, 0, _LEFT)
        column.addLayout(self._grid)
        self.folder.advanced.connect(self._find)
        return frame

    def _whose(self) -> QFrame:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading("Open the backup", _WHO))
        column.addLayout(self.who)
        column.addWidget(self.code)
        column.addWidget(self.with_code, 0, _LEFT)
        column.addWidget(self.open, 0, _LEFT)
        self.code.advanced.connect(self._open)
        self.code.hide()
        return frame

    def _what(self) -> QFrame:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading("What it means"))
        self._facts.setSpacing(10)
        column.addLayout(self._facts)
        column.addWidget(self.restore, 0, _LEFT)
        return frame

    def _done(self) -> QFrame:
        frame, column = card(margin=28, space=16)
        column.addWidget(heading("The backup is in place"))
        column.addWidget(self._kept)
        column.addWidget(self.to_sign_in, 0, _LEFT)
        return frame

    def _show(self, place: int) -> None:
        for number, sheet in enumerate(self._sheets):
            sheet.setVisible(number == place)
        if place == 1:
            self.code.focus() if self.code.isVisible() else self.credentials.focus_first()
        else:
            (self.folder, self.code, self.restore, self.to_sign_in)[place].setFocus()

    def _look(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.title)
        if chosen:
            self.folder.put(chosen)

    def _find(self) -> None:
        folder = self.folder.typed()
        if not folder:
            held(self.folder, "Name the folder.")
            return

        def find(desk: Desk, _intent: UUID) -> list[BackupFacts]:
            from nursedesk.ward import restoring

            return restoring.listed(desk, folder)

        self.look_up.send(self.shell, find, self._found)

    def _found(self, backups: list[BackupFacts]) -> None:
        for button in self.choices:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.shell.messages.clear()
        self.choices = [self._choice(one) for one in backups[:_AT_MOST]]
        for button in self.choices:
            self._grid.addWidget(button)
        self.choices[0].setFocus()

    def _choice(self, backup: BackupFacts) -> CommitButton:
        at = moment(backup.made_at, self.shell.clock.zone)

        def choose() -> None:
            def stage(desk: Desk, _intent: UUID) -> tuple[Staged, list[AccountCard]]:
                from nursedesk.ward import restoring

                staged = restoring.choose(desk, backup.folder)
                return staged, staged.cards()

            button.send(self.shell, stage, self._chosen)

        button = CommitButton(f"Backup of {at}, up to entry {backup.head}", choose)
        look(button, "action")
        return button

    def _chosen(self, found: tuple[Staged, list[AccountCard]]) -> None:
        self._staged = found[0]
        emptied(self.who)
        self.credentials = Credentials(found[1])
        self.credentials.completed.connect(self._open)
        self.who.addWidget(self.credentials)
        self.credentials.setVisible(not self.code.isVisible())
        self.shell.messages.clear()
        self._show(1)

    def _other_way(self) -> None:
        by_code = self.code.isHidden()
        self.code.setVisible(by_code)
        self.credentials.setVisible(not by_code)
        self.with_code.setText("Use a passphrase" if by_code else "Use the sealed recovery code")
        self._show(1)

    def _open(self) -> None:
        work = self._by_code() if not self.code.isHidden() else self._by_passphrase()
        if work is not None:
            self.open.send(self.shell, work, self._was_opened, self._refused)

    def _by_code(self) -> Callable[[Desk, UUID], Opened] | None:
        staged, typed = self._staged, self.code.typed()
        if staged is None or not typed:
            held(self.code, "Type the recovery code.")
            return None

        def open_it(desk: Desk, _intent: UUID) -> Opened:
            from nursedesk.ward import restoring

            return restoring.open_with_code(desk, staged, typed)

        return open_it

    def _by_passphrase(self) -> Callable[[Desk, UUID], Opened] | None:
        staged, given = self._staged, self.credentials.given()
        if staged is None or given is None:
            return None

        def open_it(desk: Desk, _intent: UUID) -> Opened:
            from nursedesk.ward import restoring

            return restoring.open_with_passphrase(desk, staged, *given)

        return open_it

    def _was_opened(self, opened: Opened) -> None:
        self._opened = opened
        emptied(self._facts)
        for words, name in _meaning(opened):
            self._facts.addWidget(Words(words, name))
        self.code.forget()
        self.restore.say(f"Restore the backup of {opened.made}")
        self.shell.messages.clear()
        self._show(2)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if self.code.isHidden():
            self.credentials.wrong()

    def _restore(self) -> None:
        opened = self._opened
        if opened is None:
            return

        def put(desk: Desk, _intent: UUID) -> str:
            from nursedesk.ward import restoring

            return restoring.restore(desk, opened)[0]

        self.restore.send(self.shell, put, self._restored)

    def _restored(self, kept: str) -> None:
        only_keys = self._opened is not None and self._opened.only_keys
        self._staged = self._opened = self._leave_to = None
        for foot in self._feet:
            foot.hide()
        then = "" if only_keys else f" {_THEN}"
        self._kept.setText(f"What was here before is kept in {kept}.{then}")
        self._show(3)

    def _drop(self) -> None:
        staged, self._staged, self._opened = self._staged, None, None
        if staged is not None:
            self.shell.ask(lambda _desk: staged.drop(), lambda _done: None, owner=self.window())

    def _leave(self) -> None:
        self._drop()
        if self._leave_to is not None:
            self._leave_to[1]()


def _meaning(opened: Opened) -> list[tuple[str, str]]:
    """What restoring means, in sentences, each with its look."""
    said = [
        (f"{opened.ward_name}: backup of {opened.made}", "prompt"),
        (f"{opened.entries:,} entries up to {opened.head}, all checked and in order.", ""),
    ]
    if opened.only_keys:
        return [*said, (_KEYS_ONLY.format(head=opened.only_keys), "strong")]
    for loss in opened.losses:
        words = f"{loss.words[:1].upper()}{loss.words[1:]} in the backup: {loss.entries:,} in all."
        said.append((words, "error"))
        concerned = f"They concern {'; '.join(loss.patients)}. See paper."
        said.append((concerned if loss.patients else _NO_PATIENT, "strong"))
    if not opened.losses:
        said.append((_NO_LOSS, "strong"))
    return [*said, (_THEN, "")]
