"""A new plan: what is wished on one side, what comes of it at once on the other."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from nursedesk.chart.field import Asks, Field
from nursedesk.chart.plan.wish_form import OF_ONE_PLAN, answers_of, for_one_plan
from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import CommitButton
from nursedesk.ui.fields import Unanswered
from nursedesk.ui.form import Form
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.plan_shown import bags_card, calendar_card, strip_card, warning
from nursedesk.ui.shell import Shell
from nursedesk.ward import planning
from nursedesk.ward.views.plan import PlanPage, Proposed, proposed

if TYPE_CHECKING:
    from nursedesk.chart.entry import Entry
    from nursedesk.ward.desk import Desk

_PAUSE = 150  # milliseconds of no change before it is planned again
_NARROW, _WISHES_WIDTH = 900, 380
_START = Field(
    name="start",
    prompt="When is the infusion to start?",
    asks=Asks.INSTANT,
    help="A time to come.",
)
_WHY = "Change a wish and the plan follows. Nothing is recorded until it is accepted."
_UNFINISHED = "Answer each question on the left, and the plan appears here."


class ProposePage(Page):
    """Plans again after each change; the plan shown is the one that is accepted."""

    title = "Plan the bag changes"

    def __init__(self, shell: Shell, session: UUID, page: PlanPage) -> None:
        super().__init__(shell)
        assert page.wishes is not None
        self._session, self._wishes, self._name = session, page.wishes, page.banner.name
        self._may_accept = page.may_accept
        self._asked = 0
        self.proposed: Proposed | None = None
        banner = BannerBar()
        banner.show_banner(page.banner)
        self.head(banner)
        starts = () if page.running else (_START,)
        self.form = Form((*starts, *OF_ONE_PLAN), shell.clock)
        self.form.put(answers_of(page.wishes))
        self._answer = QVBoxLayout()
        self._answer.setSpacing(16)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(20)
        self._below = QVBoxLayout()
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._plan)
        self.form.changed.connect(self._waiting)
        self.commit = CommitButton(f"Accept this plan: {self._name}", self._accept)
        self.commit.allow(ready=False)
        self.foot(back=("Back to the plan", self._back_to_plan), commit=self.commit)

    def _build(self) -> None:
        self.column.addWidget(heading(self.title, _WHY))
        wishes, column = card(margin=16, space=12)
        wishes.setMaximumWidth(_WISHES_WIDTH)
        column.addWidget(self.form)
        column.addStretch(1)
        self._wishes_card = wishes
        self._halves.addWidget(wishes, 2)
        self._halves.addLayout(self._answer, 3)
        self.column.addLayout(self._halves)
        self.column.addLayout(self._below)
        self.column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        narrow = self.width() < _NARROW
        self._halves.setDirection(ways.TopToBottom if narrow else ways.LeftToRight)
        self._wishes_card.setMaximumWidth(self.width() if narrow else _WISHES_WIDTH)

    def arrive(self) -> None:
        self._plan()
        self.form.focus_first()

    def resume(self) -> None:
        self._plan()

    def _waiting(self) -> None:
        """What is shown no longer belongs to what is wished: it cannot be accepted any more."""
        self.commit.allow(ready=False)
        self._asked += 1
        self._pause.start()

    def _plan(self) -> None:
        answers = self._answers()
        if answers is None:
            self._show_words(_UNFINISHED)
            return
        self._asked += 1
        asked, session = self._asked, self._session
        wishes = for_one_plan(self._wishes, answers)
        starts = datetime.fromisoformat(answers["start"]) if "start" in answers else None

        def shown(answer: Proposed) -> None:
            if asked == self._asked:
                self._show(answer)

        def failed(error: Exception) -> None:
            if isinstance(error, KnownError):
                self._show_words(f"{error.happened} {error.do}")
            else:
                self.shell.problem(error)

        self.shell.ask(
            lambda desk: proposed(desk, session, wishes, starts), shown, owner=self, failed=failed
        )

    def _answers(self) -> dict[str, str] | None:
        """All answers, or None while one is missing; nothing is complained of while she types."""
        answers = {}
        for box in self.form.boxes:
            try:
                answers[box.field.name] = box.answer() or ""
            except Unanswered:
                return None
        return answers

    def _show_words(self, words: str) -> None:
        self.proposed = None
        self._clear()
        self._answer.addWidget(Words(words, "prompt"))
        self._answer.addStretch(1)

    def _clear(self) -> None:
        emptied(self._answer)
        emptied(self._below)
        self.commit.allow(ready=False)

    def _show(self, answer: Proposed) -> None:
        self.proposed = answer
        self._clear()
        if answer.shown is None:
            self._answer.addWidget(_no_plan(answer))
            self._answer.addStretch(1)
            return
        if answer.before:
            self._answer.addWidget(_against(answer))
        self._answer.addWidget(strip_card(self.shell, answer.shown))
        self._answer.addWidget(bags_card(answer.shown))
        self._answer.addStretch(1)
        self._below.addWidget(calendar_card(self.shell, answer.shown))
        self.commit.allow(ready=self._may_accept)

    def _accept(self) -> None:
        if self.proposed is None:
            return
        proposal = self.proposed.proposal

        def accept(desk: Desk, intent: UUID) -> Entry:
            return planning.accept(desk, proposal, intent=intent)

        self.commit.send(self.shell, accept, self._accepted, self._refused)

    def _accepted(self, entry: Entry) -> None:
        self._back_to_plan()
        self.shell.messages.done(f"Plan accepted, entry {entry.number}: {self._name}.")

    def _refused(self, error: KnownError) -> None:
        """Says why, and shows the plan as it would be now."""
        self.shell.problem(error)
        self._plan()

    def _back_to_plan(self) -> None:
        from nursedesk.ui.plan_page import PlanView

        self.shell.show_page(PlanView(self.shell, self._session))


def _no_plan(answer: Proposed) -> QFrame:
    frame, column = card(margin=16, space=10)
    column.addWidget(Words("No plan fits these wishes.", "heading"))
    column.addWidget(warning(answer.unmet, "stop"))
    if answer.would_help:
        helps = f"It would help to allow that a bag comes down early: “{answer.would_help}”."
        column.addWidget(Words(helps, "prompt"))
    return frame


def _against(answer: Proposed) -> QWidget:
    """The new plan beside the one that holds."""
    frame, column = card(margin=16, space=8)
    column.addWidget(Words("Against the accepted plan", "heading"))
    column.addWidget(Words(f"Accepted: {answer.before}", "soft"))
    if not answer.moves:
        column.addWidget(Words("Every change to come stays as it is."))
    for move in answer.moves:
        column.addWidget(Words(move))
    return frame
