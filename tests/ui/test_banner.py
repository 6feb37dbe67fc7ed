"""Who the patient is stands on every screen of hers: name, date of birth, identifier (H01)."""

from __future__ import annotations

import pytest

from nursedesk.ui.page import Page
from nursedesk.ui.patient_page import PatientView
from nursedesk.walkthrough.crew import TOM
from tests.ui.pages import Nurse
from tests.ui.test_walk import ODD, at_the_label

WHO = ("DOE, Ann", "born 04-Mar-1987", "A-1001")


def says_who(nurse: Nurse) -> None:
    nurse.until(lambda: all(part in nurse.texts() for part in WHO))


@pytest.mark.parametrize(
    "action", ["Change bag", "Check symptoms", "Receive a bag", "Plan bag changes", "Hand over"]
)
def test_every_screen_of_a_patient_says_who_she_is(nina: Nurse, action: str) -> None:
    page: Page = nina.chooses_patient("DOE")
    assert isinstance(page, PatientView)
    says_who(nina)
    nina.press(action)
    nina.until(lambda: nina.window.page is not page)
    says_who(nina)


def test_the_second_person_is_told_too(nina: Nurse) -> None:
    at_the_label(nina)
    says_who(nina)
    nina.records("new-bag", ODD)
    nina.second_signs_in(TOM.account, TOM.passphrase)
    nina.sees("Second person: Tom Ruiz")
    says_who(nina)
