"""Doubles: messages that remember, a shell without a window, a desk that answers at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from nursedesk.chart.terms import Role
from nursedesk.chart.ward_settings import NOTHING_SET
from nursedesk.clock import Clock, SetClock
from nursedesk.errors import KnownError
from nursedesk.ui.shell import Me
from nursedesk.ui.start import Start
from nursedesk.ward.ports import AccountCard

NINA = Me(account="n.berg", name="Nina Berg", roles=frozenset({Role.NURSE}))


class RecordedMessages:
    """The one door for messages, remembering."""

    def __init__(self) -> None:
        self.problems: list[KnownError] = []
        self.said: list[str] = []

    def problem(self, error: KnownError) -> None:
        self.problems.append(error)

    def done(self, sentence: str) -> None:
        self.said.append(sentence)

    def clear(self) -> None:
        """What was said is remembered all the same."""


class FakeShell:
    """Answers when told to: `answer` does the next thing that was asked."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.messages = RecordedMessages()
        self.clock: Clock = clock or SetClock(datetime(2026, 11, 21, 2, 0, tzinfo=UTC))
        self.sources: Mapping[str, str] = {"A-1": "A: the label. Section 1"}
        self.telephones = NOTHING_SET.telephone_lines
        self.cards: list[AccountCard] = []
        self.me = NINA
        self.read_only = False
        self.last_defect = ""
        self.start = Start(ward_exists=True, cards=[], make_desk=_no_desk, clock=self.clock)
        self.bugs: list[tuple[Exception, UUID | None]] = []
        self.pages: list[QWidget] = []
        self.waiting: list[tuple[Callable[[Any], Any], Callable[[Any], None], Any]] = []

    def ask(
        self,
        work: Callable[[Any], Any],
        done: Callable[[Any], None],
        *,
        owner: QObject,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self.waiting.append((work, done, failed or self.problem))

    def answer(self, desk: object = None) -> None:
        """Does what was asked first."""
        work, done, failed = self.waiting.pop(0)
        try:
            result = work(desk)
        except Exception as error:  # noqa: BLE001 (as the worker does)
            failed(error)
        else:
            done(result)

    def problem(self, error: Exception, intent: UUID | None = None) -> None:
        if isinstance(error, KnownError):
            self.messages.problem(error)
        else:
            self.bugs.append((error, intent))

    def record_changed(self) -> None:
        raise NotImplementedError

    def sources_changed(self) -> None:
        raise NotImplementedError

    def signed_in(self, me: Me) -> None:
        self.me = me

    def change_user(self) -> None:
        raise NotImplementedError

    def show_board(self) -> None:
        self.pages.append(QWidget())

    def show_patient(self, session: UUID) -> None:
        raise NotImplementedError

    def show_emergency(self) -> None:
        raise NotImplementedError

    def show_accounts(self) -> None:
        raise NotImplementedError

    def show_page(self, page: QWidget) -> None:
        self.pages.append(page)

    def cover(self, sheet: QWidget) -> None:
        raise NotImplementedError

    def uncover(self) -> None:
        raise NotImplementedError


def _no_desk() -> Any:  # noqa: ANN401
    raise NotImplementedError
