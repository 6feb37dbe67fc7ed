"""The generic walk screen: one step at a time, why it is asked, what the rules say to it.

Which steps there are, who enters them and what stops them is the walk's own (`chart/walks`).
Each completed step is saved, so Esc goes back to the patient and the walk stays open.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from nursedesk.chart.finding import Finding, Level
from nursedesk.chart.terms import WalkKind, WalkOutcome
from nursedesk.errors import KnownError
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.buttons import Button, CommitButton
from nursedesk.ui.findings import FindingList
from nursedesk.ui.form import Form
from nursedesk.ui.handwriting import StrokesBox
from nursedesk.ui.kept_half import KeptHalf, place_of
from nursedesk.ui.looks import Words, emptied
from nursedesk.ui.page import Page
from nursedesk.ui.progress import Segments
from nursedesk.ui.shell import Shell
from nursedesk.ui.walk_aside import Aside
from nursedesk.ui.walk_leave import LeaveWalkPage
from nursedesk.ui.walk_pharmacy import pharmacy_sheet, show_pharmacy
from nursedesk.ui.walk_second import second_sheet
from nursedesk.ward import walks
from nursedesk.ward.views.walk import WalkPage, walk_page

if TYPE_CHECKING:
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.drafts import Half
    from nursedesk.ward.walks import WalkView

_NARROW = 940


class WalkScreen(Page):
    """A walk at its current step."""

    title = "Walk"

    def __init__(self, shell: Shell, session: UUID, walk: UUID) -> None:
        super().__init__(shell)
        self._session, self._walk = session, walk
        self._page: WalkPage | None = None
        self.form: Form | None = None
        self._kept: KeptHalf | None = None
        self.banner = BannerBar()
        self.head(self.banner)
        self._progress = Words("", "eyebrow")
        self._segments = Segments()
        self._question = Words("", "question")
        self._who = Words("", "strong")
        self.findings = FindingList(shell.sources, shell.telephones)
        self._body = QVBoxLayout()
        self._body.setSpacing(16)
        self._aside = Aside(shell)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self.commit = CommitButton("Record", self._send)
        self.commit.allow(ready=False)  # until it is known what is asked
        self.leave = Button("Leave …", self._leave)
        self.foot(
            back=("Back to the patient", self._to_patient),
            others=(self.leave,),
            commit=self.commit,
        )

    def arrive(self) -> None:
        self.load()

    def half(self) -> Half | None:
        if self.form is None or self._kept is None or self.commit.sending:
            return None
        return self._kept.half(self.shell.me.account)

    def load(self) -> None:
        """Asks where the walk stands now."""
        session, walk = self._session, self._walk
        self.shell.ask(lambda desk: walk_page(desk, session, walk), self._show, owner=self)

    def go_on(self) -> None:
        """What Enter in the last field does."""
        self.commit.click()

    @property
    def shown(self) -> WalkView:
        """The step that is on the screen."""
        assert self._page is not None
        return self._page.shown

    @property
    def step_id(self) -> str:
        """Which step is on the screen; empty while none is, and when all are settled."""
        if self._page is None or self._page.shown.step is None:
            return ""
        return self._page.shown.step.id

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        sideways = self.width() >= _NARROW
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if sideways else ways.TopToBottom)

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setSpacing(16)
        for widget in (
            self._progress,
            self._segments,
            self._question,
            self.findings,
            self._who,
        ):
            main.addWidget(widget)
        main.addLayout(self._body)
        main.addStretch(1)
        self._halves.setSpacing(24)
        self._halves.addLayout(main, 2)
        self._halves.addWidget(self._aside, 1)
        self.column.addLayout(self._halves)

    def _show(self, page: WalkPage) -> None:
        shown = page.shown
        if shown.outcome is not None:
            self._to_patient()
            return
        self._page = page
        self.banner.show_banner(page.banner)
        self._aside.show_walk(page)
        self._say_where(shown)
        self.leave.setAccessibleName(f"Leave this {page.name}")
        final = any(f.final for f in shown.findings)
        findings = shown.findings if shown.step else ()
        warnings = [finding for finding in page.carried if finding.level is Level.WARN]
        self.findings.show_findings((*findings, *warnings))
        self.form = None
        emptied(self._body)
        if shown.step is None:
            self._offer_completion()
        elif final:
            self._offer_leaving()
        elif shown.second and page.first_by != self.shell.me.account:
            self._ask(f"You are the second person: {self.shell.me.name}. You read it yourself.")
        elif shown.second:
            self._offer_second()
        else:
            self._offer_pharmacy(findings)
            self._ask("Put it right, then answer again." if findings else "")
        self.area.verticalScrollBar().setValue(0)

    def _say_where(self, shown: WalkView) -> None:
        step = shown.step
        place = f"step {shown.position} of {shown.total}" if step else "every step is settled"
        self.title = f"{shown.title}: {place}"
        self.setAccessibleName(self.title)
        self._progress.setText(self.title)
        self._segments.show_progress(shown.position - 1 if step else shown.total, shown.total)
        self._question.setText(step.title if step else f"{shown.title}: ready to complete")

    def _ask(self, who: str) -> None:
        """Shows the step's fields for the person at the desk."""
        step = self.shown.step
        assert step is not None
        self._who.say(who)
        self.form = Form(step.fields, self.shell.clock)
        self.form.completed.connect(self.go_on)
        self._kept = KeptHalf(self.shell, self.form, place_of(self.shown))
        self._body.addWidget(self._kept)
        self._body.addWidget(self.form)
        assert self._page is not None
        for box in self.form.boxes:
            if isinstance(box, StrokesBox) and self._page.samples:
                box.show_earlier(self._page.samples)
        self.form.focus_first()
        self.commit.show()
        self.commit.allow(ready=True)
        self.commit.say(f"Record “{step.title}”: {self._page_name()}")

    def _offer_second(self) -> None:
        """The first reading is in; now it is the second person's turn."""
        step = self.shown.step
        assert step is not None
        self._who.say(
            "Your reading is saved and hidden. A second person now signs in on this screen, "
            "reads for herself and enters what she reads."
        )
        self.commit.hide()
        button = Button("Second person signs in", self.call_second, name="commit")
        self._body.addWidget(button)
        QTimer.singleShot(0, button, button.setFocus)

    def call_second(self) -> None:
        """Covers the window for the second person's step."""
        assert self._page is not None
        self.shell.cover(second_sheet(self.shell, self._page, self.load))

    def _offer_pharmacy(self, findings: tuple[Finding, ...]) -> None:
        for finding in findings:
            if finding.liftable:
                self._body.addWidget(
                    Button("Record pharmacy's answer", partial(self._pharmacy, finding))
                )

    def _pharmacy(self, finding: Finding) -> None:
        assert self._page is not None
        if self.shell.me.charge_nurse:
            show_pharmacy(self.shell, self._page, finding, self._reopen)
        else:
            self.shell.cover(pharmacy_sheet(self.shell, self._page, finding, self.load))

    def _reopen(self) -> None:
        self.shell.show_page(WalkScreen(self.shell, self._session, self._walk))

    def _offer_leaving(self) -> None:
        self._who.say("This way is closed: nobody can lift this stop.")
        self.commit.hide()
        QTimer.singleShot(0, self.leave, self.leave.setFocus)

    def _offer_completion(self) -> None:
        assert self._page is not None
        self._who.say("Every step is answered and in nobody's way.")
        self.commit.show()
        self.commit.allow(ready=True)
        self.commit.say(f"Complete the {self._page.name}: {self._page_name()}")
        QTimer.singleShot(0, self.commit, self.commit.setFocus)

    def _page_name(self) -> str:
        assert self._page is not None
        return self._page.banner.name

    def _send(self) -> None:
        shown = self.shown
        if shown.step is None:
            self._complete(shown)
            return
        answers = self.form.answers() if self.form else None
        if answers is None:
            # What a former answer meant would stand above the field that is wrong now.
            self.findings.hide()
            return

        def answer(desk: Desk, intent: UUID) -> WalkPage:
            walks.answer(desk, shown, answers, intent=intent)
            return walk_page(desk, shown.session, shown.walk)

        self.commit.send(self.shell, answer, self._answered, self._refused)

    def _answered(self, page: WalkPage) -> None:
        self.shell.messages.clear()
        self._show(page)
        if page.shown.second and page.first_by == self.shell.me.account:
            self.call_second()

    def _complete(self, shown: WalkView) -> None:
        name = self._page_name()

        def complete(desk: Desk, intent: UUID) -> None:
            walks.end(desk, shown, WalkOutcome.COMPLETED, intent=intent)

        def completed(_nothing: None) -> None:
            self._to_patient()
            self.shell.messages.done(f"Completed and recorded: {shown.title}, {name}.")

        self.commit.send(self.shell, complete, completed, self._refused)

    def _refused(self, error: KnownError) -> None:
        self.shell.problem(error)
        if self.form is not None:
            self.form.complain(error.facts, f"{error.happened} {error.do}")
        if error.code == "stale-form":
            session, walk = self._session, self._walk
            self.shell.ask(lambda desk: walk_page(desk, session, walk), self._catch_up, owner=self)

    def _catch_up(self, page: WalkPage) -> None:
        """Takes the chart as it is now; what was typed is kept where the same step is asked."""
        former, now = self.shown, page.shown
        same = former.step is not None and now.step is not None and former.step.id == now.step.id
        if same and former.second == now.second:
            self._page = page
        else:
            self._show(page)

    def _leave(self) -> None:
        if self._page is not None:
            self.shell.show_page(LeaveWalkPage(self.shell, self._page))

    def _to_patient(self) -> None:
        self.shell.show_patient(self._session)


def begin_walk(
    shell: Shell, owner: QObject, session: UUID, kind: WalkKind, bag: UUID | None = None
) -> None:
    """Begins a walk, or goes on with the one that is open, and shows it."""
    intent = uuid4()
    shell.ask(
        lambda desk: walks.begin(desk, session, kind, intent=intent, bag=bag),
        lambda walk: shell.show_page(WalkScreen(shell, session, walk)),
        owner=owner,
    )
