"""The ward's settings through the use case: who may, the last word, an old form, what they do."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from nursedesk.chart.ward_entries import Denied
from nursedesk.chart.ward_settings import NOTHING_SET, CheckIntervals, WardSettings, WardSettingsSet
from nursedesk.errors import Refused
from nursedesk.ward import entrance, locking, ward_settings
from nursedesk.ward.desk import Desk
from tests.ward.conftest import passphrase

SETTINGS = WardSettings(
    checks=CheckIntervals(usual_hours=Decimal(4)), idle_minutes=7, pharmacy="4711"
)


def comes(desk: Desk, account: str) -> None:
    entrance.sign_in(desk, account, passphrase(account))


def test_a_nurse_may_not_set_them(desk: Desk) -> None:
    assert not ward_settings.shown(desk).may_set
    with pytest.raises(Refused) as refused:
        ward_settings.set_settings(desk, SETTINGS, seen=None, intent=uuid4())
    assert refused.value.code == "not-allowed"
    assert ward_settings.shown(desk).settings == NOTHING_SET
    assert isinstance(desk.store.entries()[-1].body, Denied)


@pytest.mark.parametrize("account", ["c.weiss", "p.holm"])
def test_charge_nurse_and_pharmacist_set_them_and_the_last_word_holds(
    desk: Desk, account: str
) -> None:
    comes(desk, account)
    assert ward_settings.shown(desk).may_set
    ward_settings.set_settings(desk, SETTINGS, seen=None, intent=uuid4())
    page = ward_settings.shown(desk)
    assert page.settings == SETTINGS
    assert page.set_by.startswith("Set last by ")
    later = WardSettings(prescriber="12")
    ward_settings.set_settings(desk, later, seen=page.seen, intent=uuid4())
    assert ward_settings.shown(desk).settings == later
    told = [e.body for e in desk.store.entries() if isinstance(e.body, WardSettingsSet)]
    assert [body.settings for body in told] == [SETTINGS, later]


def test_a_form_older_than_the_settings_is_refused(desk: Desk) -> None:
    comes(desk, "c.weiss")
    old = ward_settings.shown(desk).seen
    ward_settings.set_settings(desk, SETTINGS, seen=old, intent=uuid4())
    with pytest.raises(Refused) as refused:
        ward_settings.set_settings(desk, NOTHING_SET, seen=old, intent=uuid4())
    assert refused.value.code == "stale-form"
    assert ward_settings.shown(desk).settings == SETTINGS


def test_the_same_intent_again_sets_them_once(desk: Desk) -> None:
    comes(desk, "c.weiss")
    intent = uuid4()
    once = ward_settings.set_settings(desk, SETTINGS, seen=None, intent=intent)
    again = ward_settings.set_settings(desk, SETTINGS, seen=None, intent=intent)
    assert once.number == again.number


def test_they_reach_the_lock_and_every_session(desk: Desk, session: UUID) -> None:
    assert locking.idle_minutes(desk) == 3
    assert desk.session(session).checks is None
    comes(desk, "c.weiss")
    ward_settings.set_settings(desk, SETTINGS, seen=None, intent=uuid4())
    assert locking.idle_minutes(desk) == 7
    assert desk.session(session).checks == SETTINGS.checks
    assert [one.checks for one in desk.for_lock_screen()] == [SETTINGS.checks]
