"""A signed hand-over note: read it, then receive, countersign, return or replace it; export it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import Struct
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.errors import KnownError
from nursedesk.ui.badge import Badge
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.changed_card import tell_changes
from nursedesk.ui.export_card import ExportCard
from nursedesk.ui.flow import Flow
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page
from nursedesk.ui.passphrase_field import PassphraseBox
from nursedesk.ui.pictures import Pages
from nursedesk.ui.shell import Shell
from nursedesk.ui.tokens import State
from nursedesk.ward import handovers, reprints
from nursedesk.ward.views.notes import NoteView, note_view

if TYPE_CHECKING:
    from pathlib import Path

    from nursedesk.chart.session import SignedNote
    from nursedesk.ward.desk import Desk

Back = tuple[str, Callable[[], None]]


class _Loaded(Struct, frozen=True):
    """Where the note stands, and its pages as pictures."""

    view: NoteView
    pages: list[bytes]


class NotePage(Page):
    """What can be done with a note is offered once its end has been in sight, and not before."""

    title = "Hand-over note"

    def __init__(self, shell: Shell, session: UUID, note: UUID, back: Back) -> None:
        super().__init__(shell)
        self._session, self._note, self._leave = session, note, back
        self._view: NoteView | None = None
        self._read = False
        self.banner = BannerBar()
        self.head(self.banner)
        self._about = QVBoxLayout()
        self._about.setSpacing(8)
        self.column.addLayout(self._about)
        self.pages = Pages()
        self.column.addWidget(self.pages)
        self.unread = Words("Read the note to its end first.", "strong")
        self.receive = Button("Receive it: read it back", self._receive, name="action")
        self.give_back = Button("Return it …", self._return, name="action")
        self.replace = Button("Make a new note in its place …", self._replace, name="action")
        self.passphrase = PassphraseBox(
            "passphrase", "Your passphrase or PIN, to countersign", "Every signature asks again."
        )
        self._deeds = self._offered()
        self.column.addWidget(self._deeds)
        if not shell.read_only:
            self.column.addWidget(self._exporting())
        self.column.addStretch(1)
        self.commit = CommitButton("Countersign the hand-over", self._countersign)
        self.passphrase.advanced.connect(self.commit.click)
        self.foot(back=back, commit=self.commit)
        self._allow()
        self.area.verticalScrollBar().valueChanged.connect(self._look_for_the_end)
        self.area.verticalScrollBar().rangeChanged.connect(self._look_for_the_end)

    def arrive(self) -> None:
        self.load()
        self.area.setFocus()

    def resume(self) -> None:
        self._look_again()

    def load(self) -> None:
        """Asks where the note stands, and for its pages."""
        session, note = self._session, self._note
        width = round(self.pages.room(self.area.viewport()) * self.devicePixelRatioF())

        def read(desk: Desk) -> _Loaded:
            view = note_view(desk, session, note)
            pdf = reprints.pages_to_show(desk, session, note)
            return _Loaded(view, desk.documents.pages(pdf, width=width))

        self.shell.ask(read, self._show, owner=self)

    def _look_again(self) -> None:
        """Asks what changed, without its pages: they are the same."""
        session, note = self._session, self._note
        self.shell.ask(lambda desk: note_view(desk, session, note), self._tell, owner=self)

    def _offered(self) -> QFrame:
        frame, column = card(space=12)
        column.addWidget(self.unread)
        line = Flow()
        for button in (self.receive, self.give_back, self.replace):
            line.addWidget(button)
        column.addLayout(line)
        column.addWidget(self.passphrase)
        return frame

    def _exporting(self) -> ExportCard:
        session, note = self._session, self._note

        def write(desk: Desk, path: Path) -> None:
            reprints.export(desk, session, note, path)

        return ExportCard(self.shell, "Export a copy", "PDF (*.pdf)", "hand-over.pdf", write)

    def _show(self, loaded: _Loaded) -> None:
        self._tell(loaded.view)
        self.pages.show_pages(loaded.pages, self.devicePixelRatioF())

    def _tell(self, view: NoteView) -> None:
        self._view = view
        line, name = view.line, view.banner.name
        self.banner.show_banner(view.banner)
        self.setAccessibleName(f"{self.title}: {name}")
        emptied(self._about)
        self._about.addWidget(Words(line.title, "title"))
        self._about.addWidget(Badge(State(line.state), line.words))
        for told in line.told:
            self._about.addWidget(Words(told))
        frame, column = card(space=6)
        tell_changes(column, view.changed)
        self._about.addWidget(frame)
        self.commit.say(f"Countersign the hand-over: {name}")
        self._allow()
        self._look_for_the_end()

    def _allow(self) -> None:
        """Offers what may be done with it, once it was read."""
        line = self._view.line if self._view else None
        may_review = line is not None and line.may_review
        offered = (
            (self.receive, line is not None and line.may_receive),
            (self.give_back, may_review),
            (self.replace, line is not None and line.may_replace),
        )
        for button, may in offered:
            button.setVisible(may)
            button.setEnabled(self._read)
        self.unread.setVisible(not self._read)
        self.passphrase.setVisible(may_review)
        self.commit.setVisible(may_review)
        self.commit.allow(ready=self._read and may_review)
        self._deeds.setVisible(any(may for _button, may in offered))

    def _look_for_the_end(self) -> None:
        """Reading is done once the end of the last page has been in sight."""
        if not self._read and self.pages.end_in_sight(self.area.viewport()):
            self._read = True
            self._allow()

    def _receive(self) -> None:
        from nursedesk.ui.read_back_page import ReadBackPage

        assert self._view is not None
        self.shell.show_page(ReadBackPage(self.shell, self._view, self._leave))

    def _return(self) -> None:
        from nursedesk.ui.return_page import ReturnPage

        assert self._view is not None
        self.shell.show_page(ReturnPage(self.shell, self._view, self._leave))

    def _replace(self) -> None:
        from nursedesk.ui.handover_page import hand_over_instead

        assert self._view is not None
        hand_over_instead(self.shell, self, self._session, self._view.line)

    def _countersign(self) -> None:
        typed, view = self.passphrase.typed(), self._view
        if view is None:
            return
        if not typed:
            self.passphrase.complain("Type your passphrase or PIN to countersign.")
            self.passphrase.focus()
            return
        session, note, seen = self._session, self._note, view.seen

        def countersign(desk: Desk, intent: UUID) -> SignedNote:
            return handovers.countersign(desk, session, note, typed, intent=intent, seen=seen)

        def countersigned(_note: SignedNote) -> None:
            self._leave[1]()
            self.shell.messages.done(f"Hand-over countersigned: {view.banner.name}.")

        self.commit.send(self.shell, countersign, countersigned, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if error.code == "stale-form":
            self._look_again()
        else:
            self.passphrase.forget()
