"""Leaving a walk before its end: with a reason, which is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from nursedesk.chart.field import Asks, Choice, Field
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.form import Form
from nursedesk.ui.page import Page, heading
from nursedesk.ui.shell import Shell
from nursedesk.ward import walks
from nursedesk.ward.views.walk import WalkPage

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk

_REASON = Field(name="reason", prompt="Why is it left?", asks=Asks.LINE)


def _bag(prompt: str, stays: str, goes: str) -> Field:
    choices = (
        Choice(value=str(WalkOutcome.ABANDONED), words=stays),
        Choice(value=str(WalkOutcome.SET_ASIDE), words=goes),
    )
    return Field(name="outcome", prompt=prompt, asks=Asks.CHOICE, choices=choices)


_OF_THE_BAG = {
    WalkKind.BAG_CHANGE: _bag(
        "What happens to the new bag?",
        "It stays in stock",
        "It is set aside for pharmacy or the charge nurse",
    ),
    WalkKind.RESTART: _bag(
        "What happens to the bag?",
        "It stays where it is",
        "It comes down and is set aside for pharmacy or the charge nurse",
    ),
}


class LeaveWalkPage(Page):
    """What was answered stays in the record; the walk can be begun anew."""

    def __init__(self, shell: Shell, page: WalkPage) -> None:
        self.title = f"Leave this {page.name}"
        super().__init__(shell)
        self._page = page
        banner = BannerBar()
        banner.show_banner(page.banner)
        self.head(banner)
        self.column.addWidget(heading(self.title, "What was answered so far stays in the record."))
        asked = _OF_THE_BAG.get(page.shown.kind)
        self.form = Form((asked, _REASON) if asked else (_REASON,), shell.clock)
        self.column.addWidget(self.form)
        self.column.addStretch(1)
        self.commit = CommitButton(f"{self.title}: {page.banner.name}", self._send)
        self.form.completed.connect(self.commit.click)
        self.foot(back=("Back to the step", self._back_to_walk), commit=self.commit)

    def arrive(self) -> None:
        self.form.focus_first()

    def _back_to_walk(self) -> None:
        from nursedesk.ui.walk_page import WalkScreen

        shown = self._page.shown
        self.shell.show_page(WalkScreen(self.shell, shown.session, shown.walk))

    def _send(self) -> None:
        answers = self.form.answers()
        if answers is None:
            return
        shown = self._page.shown
        outcome = WalkOutcome(answers.get("outcome", WalkOutcome.ABANDONED))
        reason = answers["reason"]

        def leave(desk: Desk, intent: UUID) -> None:
            walks.end(desk, shown, outcome, intent=intent, reason=reason)

        def left(_nothing: None) -> None:
            self.shell.show_patient(shown.session)
            self.shell.messages.done(f"{shown.title} left; the reason is recorded.")

        self.commit.send(self.shell, leave, left)
