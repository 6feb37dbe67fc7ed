"""Recording which charge nurse was told of what is overdue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.chart.field import Asks, Field
from nursedesk.ui.staged import Answers, Stage, StagedPage
from nursedesk.ward import signals

if TYPE_CHECKING:
    from uuid import UUID

    from nursedesk.chart.entry import Entry
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.desk import Desk
    from nursedesk.ward.views.signals import SignalLine

_TOLD = Field(
    name="told",
    prompt="Which charge nurse was told?",
    asks=Asks.LINE,
    help="Her name. A charge nurse at this desk who has read it types her own.",
)
_WHY = "It stays due, and as overdue as it is: this only records who knows of it."


class TellPage(StagedPage):
    """One question, said back before it is recorded."""

    title = "Charge nurse told"

    def __init__(self, shell: Shell, line: SignalLine) -> None:
        self._line = line
        title = f"{line.how}. {line.whom}"
        super().__init__(shell, (Stage(title=title, why=_WHY, fields=(_TOLD,)),), shell.show_board)

    def commit_words(self, answers: Answers) -> str:
        return f"{answers['told']} was told: {self._line.about}"

    def record(self, desk: Desk, intent: UUID, answers: Answers) -> Entry:
        return signals.tell_charge_nurse(desk, self._line.signal, answers["told"], intent=intent)

    def recorded(self, entry: Entry) -> None:
        self.shell.show_board()
        said = self.commit_words(self.answers)
        self.shell.messages.done(f"Recorded as entry {entry.number}: {said}. It is still due.")
