"""The protocol: what it says, where it comes from, how strong that is; with a search."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QFrame, QVBoxLayout

from nursedesk.chart.field import Asks, Field
from nursedesk.protocol.pages import Page as Section
from nursedesk.protocol.pages import PageEntry, search
from nursedesk.ui.buttons import Button, WrappingButton
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.protocol_entries import add_entries
from nursedesk.ui.shell import Shell
from nursedesk.ui.typed_fields import TypedBox
from nursedesk.ward.views.protocol import ProtocolPage, protocol_page

_PAUSE = 250  # milliseconds of no typing before a search
_LAID_OUT = 30  # milliseconds until a section that opens has its place
_AT_MOST = 60  # statements on the screen at once


class ProtocolView(Page):
    """Sections that open one at a time; a search opens what it finds."""

    title = "Protocol"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._sections: tuple[Section, ...] = ()
        self._open = ""
        self._head = heading(self.title, "")
        self.search = TypedBox(
            Field(name="search", prompt="Search", asks=Asks.LINE, help="All words must occur.")
        )
        self.standing = Words("", "prompt")
        self.found = Words("", "soft")
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addWidget(self._head)
        self.column.addWidget(self.standing)
        self.column.addWidget(self.search)
        self.column.addWidget(self.found)
        self.column.addLayout(self._list)
        self.column.addStretch(1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._fill)
        self.search.changed.connect(self._pause.start)
        self.search.advanced.connect(self._fill)
        adoption = Button("Adoption: versions and who adopted them", self._to_adoption)
        self.foot(back=("Back to the ward board", shell.show_board), others=(adoption,))

    def arrive(self) -> None:
        self.shell.ask(protocol_page, self._show, owner=self)
        self.search.focus()

    def open_section(self, section: str) -> None:
        """Opens a section, or closes it when it is open."""
        self._open = "" if self._open == section else section
        self._fill()

    def _show(self, page: ProtocolPage) -> None:
        self._sections = page.sections
        self.standing.say(page.standing)
        self.found.say(page.title)
        self._fill()

    def _to_adoption(self) -> None:
        from nursedesk.ui.adoption_page import AdoptionView

        self.shell.show_page(AdoptionView(self.shell))

    def _fill(self) -> None:
        words = self.search.typed()
        emptied(self._list)
        if not words:
            for section in self._sections:
                self._list.addWidget(self._section(section, opened=section.id == self._open))
            return
        hits = search(self._sections, words)
        number = sum(len(section.entries) for section in hits)
        shown = f", the first {_AT_MOST} are shown" if number > _AT_MOST else ""
        self.found.say(f"{number} statements hold “{words}”{shown}.")
        left = _AT_MOST
        for section in hits:
            if left <= 0:
                break
            self._list.addWidget(_found_in(section, section.entries[:left]))
            left -= len(section.entries)

    def _go_to(self, button: Button) -> None:
        """Scrolls so that an opened section stands on top."""
        button.setFocus()
        inner = self.area.widget()
        if inner is not None:
            self.area.verticalScrollBar().setValue(button.mapTo(inner, QPoint(0, 0)).y() - 12)

    def _section(self, section: Section, *, opened: bool) -> QFrame:
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        sign = "\N{MINUS SIGN}" if opened else "+"
        words = f"{sign}   {section.title}   ({len(section.entries)})"
        button = WrappingButton(words, lambda: self.open_section(section.id), name="action")
        button.setAccessibleName(section.title)
        column.addWidget(button)
        if opened:
            add_entries(column, section.entries)
            QTimer.singleShot(_LAID_OUT, button, partial(self._go_to, button))
        return frame


def _found_in(section: Section, entries: tuple[PageEntry, ...]) -> QFrame:
    frame, column = card(margin=16, space=8)
    column.addWidget(Words(section.title, "heading"))
    add_entries(column, entries)
    return frame
