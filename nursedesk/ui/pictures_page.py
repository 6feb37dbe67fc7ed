"""A patient's pictures: what happened day by day, the bag clock, the trends of the checks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nursedesk.chart.pictures import bag_clocks
from nursedesk.chart.pictures.trends import NO_CHECK, Trend, Trends
from nursedesk.ui import clock_picture, happened_strip, trend_picture
from nursedesk.ui.as_of import AsOf
from nursedesk.ui.banner import BannerBar
from nursedesk.ui.board_page import REFRESH_SECONDS
from nursedesk.ui.buttons import Button
from nursedesk.ui.findings import sources_line, status_words
from nursedesk.ui.flow import Flow
from nursedesk.ui.handwriting import Samples
from nursedesk.ui.looks import Words, card, emptied
from nursedesk.ui.page import Page, heading
from nursedesk.ui.picture_card import PictureCard
from nursedesk.ui.shell import Shell
from nursedesk.ward.views.pictures import LATELY_HOURS, PicturesPage, pictures_page

if TYPE_CHECKING:
    from nursedesk.chart.pictures.table import Table
    from nursedesk.protocol.terms import Status

_WHY = (
    "Drawn from the record, to time: an hour is as long on every day. Each picture can be read as "
    "a table."
)


class PicturesView(Page):
    """One card for each picture. It refreshes itself; which tables are open is kept."""

    title = "Pictures"

    def __init__(self, shell: Shell, session: UUID) -> None:
        super().__init__(shell)
        self._session = session
        self._page: PicturesPage | None = None
        self._opened: set[str] = set()
        self._whole = False
        self.banner = BannerBar()
        self.head(self.banner)
        self.as_of = AsOf(shell.clock)
        self.banner.beside(self.as_of)
        self.column.addWidget(heading(self.title, _WHY))
        self._cards = QVBoxLayout()
        self._cards.setSpacing(16)
        self.column.addLayout(self._cards)
        self.column.addStretch(1)
        self.foot(back=("Back to the patient", partial(shell.show_patient, session)))
        self._place: int | None = None
        self.area.verticalScrollBar().rangeChanged.connect(self._back_to_the_place)
        self._refreshing = QTimer(self)
        self._refreshing.timeout.connect(self.resume)

    def arrive(self) -> None:
        self.resume()
        self._refreshing.start(REFRESH_SECONDS * 1000)

    def resume(self) -> None:
        session = self._session
        self.shell.ask(lambda desk: pictures_page(desk, session), self._show, owner=self)

    def _show(self, page: PicturesPage) -> None:
        first, self._page = self._page is None, page
        self.as_of.became(page.as_of)
        self.banner.show_banner(page.banner)
        self.setAccessibleName(f"{self.title}: {page.banner.name}")
        place = self.area.verticalScrollBar().value()
        self._fill(page)
        if first:
            self.findChildren(PictureCard)[0].as_table.setFocus()
        else:
            self._place = place
            QTimer.singleShot(0, self, self._back_to_the_place)

    def _back_to_the_place(self) -> None:
        """Where she had scrolled to, as soon as the page is long enough again."""
        bar = self.area.verticalScrollBar()
        if self._place is not None and bar.maximum() >= self._place:
            bar.setValue(self._place)
            self._place = None

    def _fill(self, page: PicturesPage) -> None:
        held = self.focusWidget()
        name = held.accessibleName() if held is not None else ""
        emptied(self._cards)
        if page.closed:
            self._cards.addWidget(Words(page.closed, "prompt"))
        self._add_happened(page)
        if page.clocks is not None:
            self._add_clock(page.clocks)
        self._add_trends(page)
        if page.samples:
            self._cards.addWidget(Samples("Handwriting samples, drawn", page.samples))
        again = [b for b in self.findChildren(Button) if name and b.accessibleName() == name]
        for button in again[-1:]:
            button.setFocus()

    def _add_happened(self, page: PicturesPage) -> None:
        strip = happened_strip.HappenedStrip(page.happened, self.shell.clock)
        self._card("What happened, day by day", strip, happened_strip.LEGEND, page.happened.table)

    def _add_clock(self, clocks: bag_clocks.BagClocks) -> None:
        if not clocks.lines:
            frame, column = card(margin=20, space=10)
            column.addWidget(Words("Bag clock", "heading"))
            column.addWidget(Words(bag_clocks.EMPTY))
            self._cards.addWidget(frame)
            return
        picture = clock_picture.ClockPicture(clocks)
        made = self._card("Bag clock", picture, clock_picture.LEGEND, clocks.table)
        self._add_sources(made, clocks.status, clocks.citations)

    def _add_trends(self, page: PicturesPage) -> None:
        trends = page.all_trends if self._whole else page.lately
        frame, column = card(margin=20, space=10)
        column.addWidget(Words("Symptom checks", "heading"))
        if trend_picture.nothing_to_see(trends):
            column.addWidget(Words(NO_CHECK))
        ways = Flow()
        for words, whole in ((f"Last {LATELY_HOURS} hours", False), ("Since the opening", True)):
            button = Button(words, partial(self._look_at, whole), name="choice")
            button.setCheckable(True)
            button.setChecked(whole == self._whole)
            ways.addWidget(button)
        column.addLayout(ways)
        self._cards.addWidget(frame)
        if trend_picture.nothing_to_see(trends):
            return
        for trend in (trends.temperature, *trends.scores):
            self._add_trend(trends, trend)
        self._add_grades(trends)

    def _look_at(self, whole: bool) -> None:  # noqa: FBT001 (which of two)
        self._whole = whole
        if self._page is not None:
            self._fill(self._page)

    def _add_trend(self, trends: Trends, trend: Trend) -> None:
        picture = trend_picture.TrendPicture(trend, trends.axis)
        legend = f"{trend.note} {trend_picture.LEGEND}"
        made = self._card(trend.title, picture, legend, trend.table)
        status = trend.line.status if trend.line is not None else None
        self._add_sources(made, status, trend.citations)

    def _add_grades(self, trends: Trends) -> None:
        grades = trends.grades
        title = "Grades, as a clinician stated them"
        if not grades.lines:
            frame, column = card(margin=20, space=10)
            column.addWidget(Words(title, "heading"))
            column.addWidget(Words(grades.table.empty))
            self._cards.addWidget(frame)
            return
        picture = trend_picture.GradesPicture(grades, trends.axis)
        legend = "Each scale on its own line: the same number means different things on two scales."
        self._card(title, picture, legend, grades.table)

    def _card(self, title: str, picture: QWidget, legend: str, table: Table) -> PictureCard:
        made = PictureCard(title, picture, legend, table, self._opened)
        self._cards.addWidget(made)
        return made

    def _add_sources(
        self, made: PictureCard, status: Status | None, citations: tuple[str, ...]
    ) -> None:
        cited = [self.shell.sources.get(citation, citation) for citation in citations]
        if cited:
            made.column.addLayout(sources_line(status_words(status), cited))
