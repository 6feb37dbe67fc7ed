"""A half-filled form across a lock: what is kept of it, and how its own person gets it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nursedesk.ui.looks import Words
from nursedesk.writing import moment

if TYPE_CHECKING:
    from nursedesk.ui.form import Form
    from nursedesk.ui.shell import Shell
    from nursedesk.ward.desk import Desk, Person
    from nursedesk.ward.drafts import Draft, Half
    from nursedesk.ward.walks import WalkView


class KeptHalf(Words):
    """Asks whether something was kept for her here, fills it in, and says when she typed it."""

    def __init__(self, shell: Shell, form: Form, place: str, person: Person | None = None) -> None:
        super().__init__("", "doubt")
        self.hide()
        self._shell, self._form, self._place = shell, form, place

        def look_up(desk: Desk) -> Draft | None:
            from nursedesk.ward import drafts

            return drafts.find(desk, place, by=person)

        shell.ask(look_up, self._give_back, owner=self)

    def half(self, account: str) -> Half | None:
        """What is typed now, to be kept under her account; None when nothing is."""
        from nursedesk.ward.drafts import Half

        values = self._form.typed()
        return Half(account=account, place=self._place, values=values) if values else None

    def _give_back(self, draft: Draft | None) -> None:
        if draft is None or self._form.touched:
            return
        self._form.put(draft.values)
        at = moment(draft.at, self._shell.clock.zone)
        self.say(f"You began this at {at} and did not record it. Look again before you do.")


def place_of(shown: WalkView) -> str:
    """The place of the step that a walk asks."""
    from nursedesk.ward.drafts import step_place

    return step_place(shown.session, shown.walk, shown.step.id if shown.step else "")
