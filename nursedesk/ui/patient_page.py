"""A patient: who it is, what hangs, what is due, what can be done, what happened."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from msgspec import structs
from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from nursedesk.chart.terms import WalkKind
from nursedesk.ui.as_of import AsOf
from nursedesk.ui.bag_card import BagActions, bag_card
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.board_page import REFRESH_SECONDS
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.flow import Flow
from nursedesk.ui.history_card import AT_FIRST, notes_card, timeline_card
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.now_card import due_card, now_card
from nursedesk.ui.page import Page
from nursedesk.ui.shell import Shell
from nursedesk.ui.telephones import stops_the_way, telephones_card
from nursedesk.ui.walk_page import WalkScreen, begin_walk
from nursedesk.ward.views.bags import BagLine
from nursedesk.ward.views.notes import NoteLine
from nursedesk.ward.views.patient import PatientPage, patient_page

if TYPE_CHECKING:
    from collections.abc import Callable

_NARROW = 860


class PatientView(Page):
    """One chart at a time. It refreshes itself and keeps the cursor where it was."""

    title = "Patient"

    def __init__(self, shell: Shell, session: UUID) -> None:
        super().__init__(shell)
        self._session = session
        self._page: PatientPage | None = None
        self._all_rows = False
        self._narrow = False
        self._actions: list[Button] = []
        self.banner = BannerBar()
        self.head(self.banner)
        self.as_of = AsOf(shell.clock)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(20)
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        self._below = QVBoxLayout()
        for column in (self._left, self._right, self._below):
            column.setSpacing(16)
        self._halves.addLayout(self._left, 3)
        self._halves.addLayout(self._right, 0 if shell.read_only else 2)
        self.banner.beside(self.as_of)
        self.column.addLayout(self._halves)
        self.column.addLayout(self._below)
        self.column.addStretch(1)
        self._back = shell.show_board
        self._refreshing = QTimer(self)
        self._refreshing.timeout.connect(self.load)

    def arrive(self) -> None:
        self.load()
        self._refreshing.start(REFRESH_SECONDS * 1000)

    def resume(self) -> None:
        self.load()

    def load(self) -> None:
        """Asks how the patient stands now."""
        session = self._session
        self.shell.ask(lambda desk: patient_page(desk, session), self._show, owner=self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        if narrow != self._narrow:
            self._narrow = narrow
            if self._page is not None:
                self._fill(self._page)

    def _show(self, page: PatientPage) -> None:
        self.as_of.became(page.as_of)
        first = self._page is None
        if self._page is not None and structs.replace(self._page, as_of=page.as_of) == page:
            return
        held = self.focusWidget()
        name = held.accessibleName() if held is not None else ""
        self._page = page
        self.title = page.banner.name
        self.setAccessibleName(self.title)
        self.banner.show_banner(page.banner)
        self._fill(page)
        if first and self._actions:
            self._actions[0].setFocus()
        elif name:
            again = [b for b in self.findChildren(Button) if b.accessibleName() == name]
            for button in again[-1:]:
                button.setFocus()

    def _fill(self, page: PatientPage) -> None:
        for column in (self._left, self._right, self._below):
            emptied(column)
        if page.closed:
            self._below.addWidget(Words(page.closed, "prompt"))
        else:
            self._fill_present(page)
        if page.closed or self.shell.read_only:
            self._below.addWidget(Button("Pictures", self._pictures, name="quiet"))
        story = [row for row in page.timeline if row.weighty][:AT_FIRST]
        rows = page.timeline if self._all_rows else story
        more = self._show_all if len(rows) < len(page.timeline) else None
        self._below.addWidget(timeline_card(rows, more, narrow=self._narrow))
        if not self.shell.read_only:
            self._below.addWidget(self._about_the_past(page))
        self._below.addWidget(notes_card(page.notes, self._open_note))

    def _about_the_past(self, page: PatientPage) -> QWidget:
        """What can be done about what was recorded already, side by side where there is room."""
        line, flow = QWidget(), Flow(16)
        line.setLayout(flow)
        if not page.closed:
            flow.addWidget(Button("Correct an entry", self._correct, name="quiet"))
            flow.addWidget(Button("Enter an earlier check", self._enter_check, name="quiet"))
        flow.addWidget(Button("Print the full record", self._print, name="quiet"))
        return line

    def _fill_present(self, page: PatientPage) -> None:
        """What is now and what can be done; of a closed session nothing."""
        self._left.addWidget(now_card(self.shell, page.now))
        self._left.addWidget(due_card(self.shell, page.due))
        self._left.addStretch(1)
        if not self.shell.read_only:
            self._right.addWidget(self._action_card(page))
        self._right.addStretch(1)
        self._below.addWidget(Words("Bags in stock", "heading"))
        if not page.bags:
            self._below.addWidget(Words("No bag is in stock for this patient.", "soft"))
        actions = BagActions(change=self._change_to, move=self._move, discard=self._discard)
        offered = None if self.shell.read_only else actions
        for bag in page.bags:
            self._below.addWidget(bag_card(self.shell, bag, offered))
        if any(stops_the_way(bag.findings) for bag in page.bags):
            self._below.addWidget(telephones_card(self.shell.telephones))

    def _action_card(self, page: PatientPage) -> QFrame:
        frame, column = card(margin=16, space=8)
        self._actions = []
        for walk in page.open_walks:
            go_on = CommitButton(
                f"Go on with the {walk.title}", partial(self._go_on_with, walk.walk)
            )
            self._add_action(column, go_on)
        under_way = {walk.kind for walk in page.open_walks}
        offered: list[tuple[str, Callable[[], None], bool]] = [
            ("Change bag", self._change_bag, WalkKind.BAG_CHANGE not in under_way),
            ("Check symptoms", self._check_symptoms, WalkKind.SYMPTOM_CHECK not in under_way),
            ("Pictures", self._pictures, True),
            ("Receive a bag", self._receive, True),
            ("Plan bag changes", self._plan, True),
            ("Record a medicine", self._give, True),
            ("Record an order", self._order, True),
            ("Stop infusion", self._stop, page.running),
            ("Start the same bag again", self._restart, self._may_restart(page)),
            ("Hold for a reaction", self._hold, page.stands),
            ("Hand over", self._hand_over, True),
            ("Receive the hand-over", self._receive_note, _to_receive(page) is not None),
            ("Close the session", self._close, True),
        ]
        for words, press, here in offered:
            if here:
                self._add_action(column, Button(words, press, name="action"))
        return frame

    def _add_action(self, column: QVBoxLayout, button: Button) -> None:
        self._actions.append(button)
        column.addWidget(button)

    def _show_all(self) -> None:
        self._all_rows = True
        if self._page is not None:
            self._fill(self._page)

    # Where the buttons lead.

    def _go_on_with(self, walk: UUID) -> None:
        self.shell.show_page(WalkScreen(self.shell, self._session, walk))

    def _check_symptoms(self) -> None:
        begin_walk(self.shell, self, self._session, WalkKind.SYMPTOM_CHECK)

    def _change_to(self, bag: UUID) -> None:
        begin_walk(self.shell, self, self._session, WalkKind.BAG_CHANGE, bag)

    def _change_bag(self) -> None:
        from nursedesk.ui.choose_bag_page import ChooseBagPage

        assert self._page is not None
        self.shell.show_page(ChooseBagPage(self.shell, self._session, self._page))

    def _pictures(self) -> None:
        from nursedesk.ui.pictures_page import PicturesView

        self.shell.show_page(PicturesView(self.shell, self._session))

    def _plan(self) -> None:
        from nursedesk.ui.plan_page import PlanView

        self.shell.show_page(PlanView(self.shell, self._session))

    def _receive(self) -> None:
        from nursedesk.ui.receive_page import ReceivePage

        assert self._page is not None
        self.shell.show_page(ReceivePage(self.shell, self._session, self._page))

    def _move(self, bag: BagLine) -> None:
        from nursedesk.ui.bag_pages import MovePage

        assert self._page is not None
        self.shell.show_page(MovePage(self.shell, self._session, self._page, bag))

    def _discard(self, bag: BagLine) -> None:
        from nursedesk.ui.bag_pages import DiscardPage

        assert self._page is not None
        self.shell.show_page(DiscardPage(self.shell, self._session, self._page, bag))

    def _stop(self) -> None:
        from nursedesk.ui.bag_pages import StopPage

        assert self._page is not None
        self.shell.show_page(StopPage(self.shell, self._session, self._page))

    def _may_restart(self, page: PatientPage) -> bool:
        under_way = any(walk.kind is WalkKind.RESTART for walk in page.open_walks)
        return page.may_restart is not None and not under_way

    def _restart(self) -> None:
        assert self._page is not None
        begin_walk(self.shell, self, self._session, WalkKind.RESTART, self._page.may_restart)

    def _order(self) -> None:
        from nursedesk.ui.order_page import OrderPage

        assert self._page is not None
        self.shell.show_page(OrderPage(self.shell, self._session, self._page))

    def _close(self) -> None:
        from nursedesk.ui.close_page import ClosePage

        assert self._page is not None
        self.shell.show_page(ClosePage(self.shell, self._session, self._page))

    def _enter_check(self) -> None:
        from nursedesk.ui.late_check_page import LateCheckPage

        assert self._page is not None
        self.shell.show_page(LateCheckPage(self.shell, self._session, self._page))

    def _correct(self) -> None:
        from nursedesk.ui.correct_page import CorrectPage

        assert self._page is not None
        self.shell.show_page(CorrectPage(self.shell, self._session, self._page))

    def _print(self) -> None:
        from nursedesk.ui.print_page import FullRecordPage

        assert self._page is not None
        self.shell.show_page(FullRecordPage(self.shell, self._session, self._page))

    def _hold(self) -> None:
        from nursedesk.ui.bag_pages import HoldPage

        assert self._page is not None
        self.shell.show_page(HoldPage(self.shell, self._session, self._page))

    def _give(self) -> None:
        from nursedesk.ui.medicine_page import MedicinePage

        assert self._page is not None
        self.shell.show_page(MedicinePage(self.shell, self._session, self._page))

    def _hand_over(self) -> None:
        from nursedesk.ui.handover_page import HandoverPage

        assert self._page is not None
        self.shell.show_page(HandoverPage(self.shell, self._session, self._page))

    def _open_note(self, note: NoteLine) -> None:
        from nursedesk.ui.note_page import NotePage

        back = ("Back to the patient", partial(self.shell.show_patient, self._session))
        self.shell.show_page(NotePage(self.shell, self._session, note.note, back))

    def _receive_note(self) -> None:
        assert self._page is not None
        note = _to_receive(self._page)
        assert note is not None
        self._open_note(note)


def _to_receive(page: PatientPage) -> NoteLine | None:
    """The last note that stands, while whoever is at the desk may receive it."""
    last = next((note for note in page.notes if note.stands), None)
    return last if last is not None and last.may_receive else None
